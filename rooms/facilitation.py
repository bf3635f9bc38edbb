"""What whoever looks after a talk may do with one of its messages, for the page of that message."""

from rooms import discussions, moving


def offered(user, message) -> dict:
    """The verdicts that `rooms/_facilitating.html` asks for."""
    return {
        "may_close": discussions.may_close(user, message),
        "may_reword": discussions.may_reword(user, message),
        "may_reopen": discussions.may_reopen(user, message),
        "may_move": moving.may_move(user, message),
    }
