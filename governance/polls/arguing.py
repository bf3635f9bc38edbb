"""The arguments about a poll as its pages show them: in three groups, hidden words for those who may read them."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import cached_property

from governance.organizations.permissions import may_facilitate
from governance.polls.models import Argument
from governance.polls.permissions.arguments import may_argue

SHOWN = 20  # of each side on the page of the poll
LISTED = 100  # on the page of one side


@dataclass(frozen=True)
class Side:
    """The arguments of one side, the newest first, and whether there are older ones."""

    key: str
    label: str
    arguments: list[Argument]
    has_more: bool


class Arguments:
    """What one person reads of them."""

    def __init__(self, poll, user, now):
        self.poll, self.user, self.now = poll, user, now

    @cached_property
    def may_argue(self):
        return may_argue(self.user, self.poll, self.now)

    @cached_property
    def moderates(self) -> bool:
        return bool(may_facilitate(self.user, self.poll.space))

    @cached_property
    def sides(self) -> list[Side]:
        return [self.side(key, SHOWN) for key in Argument.Side.values]

    @property
    def any(self) -> bool:
        return any(side.arguments for side in self.sides)

    def side(self, key: str, most: int, before: int | None = None) -> Side:
        """The newest of one side, or those older than the argument `before`."""
        found = Argument.objects.filter(poll=self.poll, side=key, withdrawn_at__isnull=True).select_related("author")
        if self.moderates:
            waiting = Count("reports", filter=Q(reports__closed_at__isnull=True))
            found = found.annotate(reported=waiting)
        if before is not None:
            found = found.filter(pk__lt=before)
        rows = list(found[: most + 1])
        for one in rows:
            one.is_mine = self.user.is_authenticated and one.author_id == self.user.pk
            one.is_read = not one.is_hidden or one.is_mine or self.moderates
        return Side(key, str(Argument.Side(key).label), rows[:most], len(rows) > most)
