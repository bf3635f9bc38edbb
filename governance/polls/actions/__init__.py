"""What people do around territories and where they live."""

from governance.polls.actions.polls import (
    answer_poll,
    cancel_poll,
    change_poll,
    count_poll,
    count_polls_due,
    open_poll,
    prepare_poll,
    publish_due,
    publish_poll,
)

__all__ = [
    "answer_poll",
    "cancel_poll",
    "change_poll",
    "count_poll",
    "count_polls_due",
    "open_poll",
    "prepare_poll",
    "publish_due",
    "publish_poll",
]
