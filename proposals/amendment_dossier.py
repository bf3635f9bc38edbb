"""All that one person may read around one amendment: its support, its suggestions, its talk, what it became."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from governance.texts.models import Cosignature, Suggestion
from governance.texts.reading import excerpts
from governance.verdict import Verdict
from proposals import permissions
from proposals.dossier import Dossier
from proposals.models import Proposal
from proposals.questions import TALK_SHOWN
from rooms.forms import MessageForm

AROUND = ("words", "cosigners", "suggestions")  # the parts of its page that are asked for again when they change


@dataclass(frozen=True)
class Support:
    """A co-signature; behind: how many times people have rewritten the amendment since."""

    signed: Cosignature
    behind: int


@dataclass(frozen=True)
class Suggested:
    """A suggestion and what this person may do with it. rows: what it would change in the amendment."""

    suggestion: Suggestion
    rows: list
    may_take: Verdict
    may_decline: Verdict
    may_withdraw: Verdict
    lapsed: bool  # left open until the amendment was decided


class AmendmentDossier:
    """What `d.user` sees around `amendment` of `d.proposal`: each part asks the database once, when it is shown."""

    def __init__(self, d: Dossier, amendment):
        self.d, self.amendment = d, amendment

    @cached_property
    def url(self):
        return reverse("amendment", args=[self.d.proposal.pk, self.amendment.n])

    @cached_property
    def _revisions(self):
        """Who made each revision; nobody where it followed the text."""
        return list(self.amendment.revisions.values_list("by", flat=True))

    @property
    def revisions(self):
        return len(self._revisions)

    @property
    def rewritings(self):
        return sum(by is not None for by in self._revisions)

    def _may(self, act) -> Verdict:
        return getattr(permissions, f"may_{act}")(self.d.user, self.d.proposal, self.amendment)

    # --- Who supports it -----------------------------------------------------------------------------

    @cached_property
    def cosigners(self):
        signed = self.amendment.cosignatures.select_related("person")
        return [Support(one, self.rewritings - one.rewritings) for one in signed]

    @cached_property
    def mine(self):
        return next((one for one in self.cosigners if one.signed.person_id == self.d.user.pk), None)

    @cached_property
    def may_cosign(self):
        return self._may("cosign_amendment") and (self.mine is None or self.mine.behind > 0)

    @cached_property
    def may_withdraw_cosignature(self):
        return self.mine is not None and self._may("withdraw_cosignature")

    # --- Suggestions ---------------------------------------------------------------------------------

    @cached_property
    def may_suggest(self):
        return self._may("suggest")

    @cached_property
    def suggestions(self):
        return [self._suggested(one) for one in self.amendment.suggestions.select_related("author").order_by("n")]

    def _suggested(self, suggestion):
        suggestion.amendment = self.amendment
        asked = self.d.user, self.d.proposal, suggestion
        rows = excerpts(suggestion.wording, suggestion.body)
        return Suggested(
            suggestion=suggestion,
            rows=[(row, row.words) for row in rows],
            may_take=permissions.may_take_suggestion(*asked),
            may_decline=permissions.may_decline_suggestion(*asked),
            may_withdraw=permissions.may_withdraw_suggestion(*asked),
            lapsed=suggestion.is_open and not self.amendment.is_open,
        )

    @property
    def waiting(self):
        return [one for one in self.suggestions if one.suggestion.is_open and not one.lapsed]

    @property
    def settled(self):
        return [one for one in self.suggestions if not one.suggestion.is_open or one.lapsed]

    @cached_property
    def credited(self):
        """Those whose words the amendment took, each once, in the order it took them."""
        taken = [one.suggestion for one in self.suggestions if one.suggestion.state == Suggestion.State.TAKEN]
        in_order = sorted(taken, key=lambda suggestion: suggestion.decided_at)
        return list({suggestion.author_id: suggestion.author for suggestion in in_order}.values())

    # --- What it became ------------------------------------------------------------------------------

    @cached_property
    def became(self):
        """The proposal it was promoted to, for those who see it: a draft is its author's."""
        if self.amendment.state != self.amendment.State.REJECTED:
            return None
        return Proposal.objects.visible_to(self.d.user).filter(promoted_from=self.amendment).first()

    @cached_property
    def may_promote(self):
        return self._may("promote_amendment")

    # --- The talk ------------------------------------------------------------------------------------

    @cached_property
    def talk(self):
        """What the debate said of it: the last messages (or those before a number), oldest first."""
        said = self.d.proposal.thread.messages.filter(amendment_n=self.amendment.n).with_people().order_by("-n")
        if self.d.before:
            said = said.filter(n__lt=self.d.before)
        return list(said[: TALK_SHOWN + 1])[::-1]

    @property
    def recent_talk(self):
        return self.talk[-TALK_SHOWN:]

    @property
    def earlier_talk(self):
        return self.recent_talk[0].n if len(self.talk) > TALK_SHOWN else None

    @cached_property
    def form(self):
        thread = self.d.proposal.thread
        return MessageForm(thread=thread, initial={"amendment_n": self.amendment.n}, auto_id=f"thread-{thread.pk}-%s")
