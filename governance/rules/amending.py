"""How a room decides of the amendments of a text: which it retains, in which order, until when one is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWERS = ("agree", "abstain", "disagree")


@dataclass(frozen=True)
class Asked:
    """One amendment put to the room: its number, and how many people are for and against. Abstentions do not weigh.

    Raises ValueError on a negative count.
    """

    n: int
    agree: int
    disagree: int

    def __post_init__(self):
        if min(self.agree, self.disagree) < 0:
            raise ValueError("people are counted from 0")

    @property
    def is_carried(self) -> bool:
        """More people for than against; equal numbers change nothing, and silence carries nothing."""
        return self.agree > self.disagree


def in_order(asked: Iterable[Asked]) -> list[int]:
    """The numbers of those carried, in the order in which they enter the text.

    The widest margin first, then the most people for, then the one proposed first: what more people want is never
    displaced by what fewer want. The order depends on nothing else, so that anybody can recompute it.
    """
    carried = (one for one in asked if one.is_carried)
    return [one.n for one in sorted(carried, key=lambda one: (one.disagree - one.agree, -one.agree, one.n))]


def last_call(opened_at: datetime, closes_at: datetime, notice: timedelta) -> datetime:
    """Until when an amendment may be proposed, so that people have time to answer it.

    `notice` before the close, and never more than the last quarter of the window.
    Raises ValueError when the window does not close after it opened, or on a negative notice.
    """
    if closes_at <= opened_at or notice < timedelta(0):
        raise ValueError("a window has some length, and a notice is never negative")
    return closes_at - min(notice, (closes_at - opened_at) // 4)
