"""One vote as one person sees it now: what they may answer, what they answered, what is shown of it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from governance.rules.majority import quorum_needed
from governance.verdict import Refused
from governance.voting import owners
from governance.voting.making import NUMBERS, IdeaForm
from governance.voting.models import Ballot
from governance.voting.permissions import (
    TOO_SMALL_TO_HIDE,
    may_answer_vote,
    may_cancel_vote,
    may_open_vote,
    may_suggest_option,
    may_tidy_ideas,
    seen,
)
from governance.voting.results import outcome_of, turnout
from governance.voting.verification import troubles
from governance.voting.wording import rule_of


@dataclass(frozen=True)
class Ideas:
    """The ideas of a vote: those that stand, each with those merged into it, and those set aside."""

    all: list
    standing: list
    dropped: list

    @classmethod
    def of(cls, dossier):
        found = list(dossier.vote.ideas.select_related("by", "dropped_by"))
        merged = {}
        for idea in found:
            merged.setdefault(idea.merged_into_id, []).append(idea)
        standing = [idea for idea in found if not idea.merged_into_id and not idea.dropped_at]
        me, may = dossier.user.pk, bool(dossier.may_suggest)
        for idea in standing:
            idea.merged_here = merged.get(idea.pk, [])
            idea.may_withdraw = may and idea.by_id == me and not idea.merged_here
        return cls(found, standing, [idea for idea in found if idea.dropped_at])


class VoteDossier:
    """What the pages of a vote show; nothing of it is read before a template asks."""

    def __init__(self, vote, user, now):
        self.vote, self.user, self.now = vote, user, now

    @cached_property
    def seen(self):
        return seen(self.user, self.vote, self.now)

    @property
    def stage(self) -> str:
        """cancelled, preparing, open or closed."""
        if self.vote.is_cancelled:
            return "cancelled"
        if self.vote.opened_at is None:
            return "preparing"
        return "open" if self.vote.is_open(self.now) else "closed"

    @cached_property
    def options(self):
        return list(self.vote.options.all())

    @cached_property
    def place(self):
        """The line of this person on the roll, or None."""
        return self.vote.roll.filter(person=self.user).first() if self.user.is_authenticated else None

    @cached_property
    def has_answered(self) -> bool:
        return self.place is not None and self.place.answered_at is not None

    @cached_property
    def mine(self) -> Ballot | None:
        """The ballot of this person in a named vote."""
        if self.vote.is_secret or not self.user.is_authenticated:
            return None
        return self.vote.ballots.filter(person=self.user).first()

    @cached_property
    def may_answer(self):
        return may_answer_vote(self.user, self.vote, self.now)

    @cached_property
    def rule(self) -> str:
        """The rule that decides, in one sentence."""
        return rule_of(self.vote, self.quorum if self.vote.opened_at else None)

    @cached_property
    def may_open(self):
        return may_open_vote(self.user, self.vote)

    @cached_property
    def may_cancel(self):
        return may_cancel_vote(self.user, self.vote, self.now)

    @cached_property
    def may_suggest(self):
        return may_suggest_option(self.user, self.vote)

    @cached_property
    def may_tidy(self):
        return may_tidy_ideas(self.user, self.vote)

    @cached_property
    def ideas(self) -> "Ideas":
        return Ideas.of(self)

    @property
    def idea_form(self):
        return IdeaForm()

    @property
    def numbers(self) -> list:
        """The numbers of the method, by the words of the form that asks for them."""
        terms = self.vote.terms
        named = [
            (make().label, terms[name]) for name, make in NUMBERS.get(self.vote.method, {}).items() if name in terms
        ]
        if "grades" in terms:
            named.append((_("Mentions"), ", ".join(terms["grades"])))
        return named

    @cached_property
    def turnout(self) -> int | None:
        return turnout(self.vote, self.now) if self.seen.turnout else None

    @cached_property
    def quorum(self) -> tuple[int, int] | None:
        """(how many answers the quorum asks for, how many people it is counted on); None where none is asked."""
        if self.vote.quorum_percent is None:
            return None
        base = self.vote.roll.filter(on_leave=False).count()
        return quorum_needed(self.vote.quorum_percent, base), base

    @cached_property
    def troubles(self) -> list[str]:
        """What another hand than the application's did to this vote, a sentence each; shown to everybody."""
        return troubles(self.vote, self.now)

    @cached_property
    def outcome(self) -> dict | None:
        """What a recount answers, for whoever may see it now; None too where another hand was in it (`troubles`)."""
        if not self.seen.result or self.troubles:
            return None
        try:
            return outcome_of(self.vote)
        except Refused:
            return None

    @cached_property
    def is_too_small_to_hide(self) -> bool:
        rules, owner = owners.rules_of(self.vote)
        size = self.vote.roll_size or len(list(rules.roll(owner)))
        return self.vote.is_secret and size < TOO_SMALL_TO_HIDE
