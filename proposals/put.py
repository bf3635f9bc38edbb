"""An amendment put to the room, as one person may read and answer it at one moment."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from governance.rules.amending import ANSWERS
from proposals import permissions

LABELS = {"agree": _("Pour"), "abstain": _("Abstention"), "disagree": _("Contre")}


def said(key, n) -> str:
    """« 3 contre », in words that agree."""
    words = {
        "agree": ngettext("%(n)s pour", "%(n)s pour", n),
        "abstain": ngettext("%(n)s abstention", "%(n)s abstentions", n),
        "disagree": ngettext("%(n)s contre", "%(n)s contre", n),
    }
    return words[key] % {"n": n}


class Put:
    """What `user` sees at `now` of the positions on `amendment`, which was put to the room of `proposal`."""

    def __init__(self, proposal, amendment, user, now):
        self.proposal, self.amendment, self.user, self.now = proposal, amendment, user, now
        self.vote = amendment.put.vote

    @cached_property
    def is_open(self):
        return self.amendment.is_open and self.vote.is_open(self.now)

    @cached_property
    def may_answer(self):
        return permissions.may_answer_amendment(self.user, self.proposal, self.amendment)

    @cached_property
    def ballot(self):
        if not self.user.is_authenticated:
            return None
        return self.vote.ballots.filter(person=self.user).select_related("option").first()

    @cached_property
    def my_label(self):
        return LABELS[self.ballot.option.key] if self.ballot else ""

    @cached_property
    def choices(self):
        """(key, label, whether it is mine) for the form."""
        mine = self.ballot.option.key if self.ballot else ""
        return [(key, LABELS[key], key == mine) for key in ANSWERS]

    @cached_property
    def sees(self):
        return self.ballot is not None or permissions.may_see_amendment_answers(self.user, self.amendment, self.now)

    @cached_property
    def counts(self):
        return self.amendment.put.counts

    @cached_property
    def answered(self):
        return sum(self.counts.values())

    @cached_property
    def in_words(self):
        return ", ".join(said(key, count) for key, count in self.counts.items())

    @cached_property
    def bars(self):
        """For the picture: key, label, words, and where the bar stands in per cent."""
        total, at, rows = self.answered or 1, 0, []
        for key, count in self.counts.items():
            share = count * 10_000 // total
            rows.append(
                {
                    "key": key,
                    "said": said(key, count),
                    "count": count,
                    "x": f"{at / 100:.2f}%",
                    "width": f"{max(share - 50, 0) / 100:.2f}%",
                }
            )
            at += share
        return rows

    @cached_property
    def is_carried(self):
        """Whether the room retains it, by the law, on what was answered so far."""
        return self.amendment.put.asked.is_carried
