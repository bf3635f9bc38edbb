"""Who may draw territories, say where they live, attest it and name who attests."""

from governance.polls.permissions.polls import (
    may_answer_poll,
    may_cancel_poll,
    may_change_poll,
    may_make_poll,
    may_open_poll,
    may_see_poll,
    residence_of,
)

__all__ = [
    "may_answer_poll",
    "may_cancel_poll",
    "may_change_poll",
    "may_make_poll",
    "may_open_poll",
    "may_see_poll",
    "residence_of",
]
