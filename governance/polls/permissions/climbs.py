"""Who says that a poll climbs from level to level, and under which rule."""

from governance.polls.climbing import fits
from governance.polls.permissions.polls import may_change_poll
from governance.verdict import Verdict


def may_set_climb(user, poll) -> Verdict:
    """Whoever prepares the poll, where it is of those that climb."""
    return may_change_poll(user, poll) and fits(poll)
