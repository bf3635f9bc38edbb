"""All that one person may read about one proposal at one moment: each part asks the database once, when it is shown."""

import re
from collections import Counter
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import live
from governance.rules import tally
from governance.rules.advice import advise
from governance.rules.merge import changes, diff, merge
from governance.rules.phases import Phase, decides_amendments
from governance.texts.models import Document, Stage, Version
from governance.texts.reading import excerpts
from governance.verdict import Verdict
from governance.voting.models import Ballot
from proposals import permissions, questions
from proposals.actions.archiving import nothing_is_owed
from proposals.forms import CHOICES, counted
from proposals.models import AmendmentVote, Contribution, Objection, Proposal, Resolution
from proposals.since import since_position
from rooms import threads

STEPS = (
    (_("Discussion"), (Phase.DRAFT, Phase.DISCUSSION)),
    (_("Amendements"), (Phase.AMENDING,)),
    (_("Consultation"), (Phase.CONSULTATION, Phase.CONCERTATION)),
    (_("Résolution"), (Phase.AWAITING,)),
    (_("Actions"), (Phase.RESOLVED, Phase.REFERRED, Phase.DROPPED)),
    (_("Revue"), (Phase.REVIEW,)),
)

PHASES = {
    Phase.DRAFT: _("Brouillon"),
    Phase.DISCUSSION: _("En discussion"),
    Phase.AMENDING: _("Amendements ouverts"),
    Phase.CONSULTATION: _("Consultation en cours"),
    Phase.CONCERTATION: _("Concertation"),
    Phase.AWAITING: _("Attend sa résolution"),
    Phase.RESOLVED: _("Résolue"),
    Phase.REVIEW: _("À revoir"),
    Phase.REFERRED: _("Transmise au conseil"),
    Phase.DROPPED: _("Abandonnée"),
}


class About:
    """A document and what one proposal would change there, as it is put before people."""

    def __init__(self, proposal, document, version):
        self.document, self.version = document, version
        self.changes_it = proposal.document_base_id is not None
        self._proposal = proposal

    @cached_property
    def entered(self):
        """The version of the document that this proposal made, if it did."""
        stages = Stage.objects.filter(source_kind="proposal", source_id=self._proposal.pk)
        stage = stages.filter(version__text=self.document.text_id).select_related("version").last()
        return stage and stage.version

    @cached_property
    def latest(self):
        return Version.objects.get(pk=self.document.latest.pk)

    @property
    def has_moved(self):
        """The document has changed since this text started from it."""
        return self._proposal.document_base_id != self.latest.pk

    @cached_property
    def _merge(self):
        base = self._proposal.document_base
        return merge(base.body, self.latest.body, self.version.body) if self.has_moved else None

    @property
    def must_be_carried_over(self):
        return self._merge is not None and self._merge.outcome != "auto"

    @cached_property
    def rows(self):
        """What would change, block by block, as (row, words): in the latest version, else in the one it left from."""
        before, after = self.latest.body, self.version.body
        if self.must_be_carried_over:
            before = self._proposal.document_base.body
        elif self._merge:
            after = self._merge.text
        return [(row, diff(_said(row.before), _said(row.after))) for row in excerpts(before, after)]


def _said(words):
    return "".join(text for _op, text in words)


NUMBERS = re.compile(r'<[^<>]* id="p(\d+)"')


def lapsed(amendment, phase) -> bool:
    """Left open by its carrier until the text could no longer change: computed, for a review opens it again."""
    return amendment.is_open and not decides_amendments(phase)


def paragraphs(version):
    """The numbers of a version's blocks."""
    return tuple(int(n) for n in NUMBERS.findall(version.html))


def bars_of(counts):
    """A picture of people by position: key, label, people, and where each bar stands in ten-thousandths."""
    total = sum(counts.get(key, 0) for key in tally.POSITIONS) or 1
    rows, at = [], 0
    for key in tally.POSITIONS:
        count = counts.get(key, 0)
        share = count * 10_000 // total
        rows.append(
            {
                "key": key,
                "label": CHOICES[key],
                "count": count,
                "said": counted(key, count),
                "x": f"{at / 100:.2f}%",
                "width": f"{max(share - 50, 0) / 100:.2f}%",
                "percent": f"{share // 100}",
            }
        )
        at += share
    return rows


class Mays:
    """`may.resolve` is the verdict of `may_resolve(user, proposal)`, asked once."""

    def __init__(self, user, proposal):
        self._user, self._proposal = user, proposal

    def __getattr__(self, act) -> Verdict:
        if act.startswith("_"):
            raise AttributeError(act)
        verdict = getattr(permissions, f"may_{act}")(self._user, self._proposal)
        setattr(self, act, verdict)
        return verdict


class Dossier:
    """What `user` sees of `proposal` at `now`.

    `looked`: a visitor asked to see the positions in this visit. `before`: the debate before that message's number.
    """

    def __init__(self, proposal, user, now, *, looked=False, before=0):
        self.proposal, self.user, self.now, self.looked, self.before = proposal, user, now, looked, before
        self.phase = proposal.phase(now)
        self.may = Mays(user, proposal)

    @cached_property
    def url(self):
        return reverse("proposal", args=[self.proposal.pk])

    @cached_property
    def phase_name(self):
        return PHASES[self.phase]

    @cached_property
    def steps(self):
        """(label, "done" | "now" | "") for each step of the path."""
        here = next(n for n, (_label, phases) in enumerate(STEPS) if self.phase in phases)
        return [(label, "done" if n < here else "now" if n == here else "") for n, (label, _p) in enumerate(STEPS)]

    @property
    def is_carrier(self):
        return self.user.is_authenticated and self.proposal.carrier_id == self.user.pk

    @cached_property
    def co_carriers(self):
        """Those whom the carrier named; no question where nobody is."""
        return list(self.proposal.co_carriers.order_by("display_name")) if self.proposal.is_co_carried else []

    @property
    def is_one_who_carries(self):
        return self.is_carrier or self.user in self.co_carriers

    @cached_property
    def room_is_deciding(self):
        return self.phase == Phase.AMENDING and self.proposal.room_is_deciding(self.now)

    @property
    def tells(self):
        """Whether words for the room's outer channel are offered: to the carrier, of what others may still change."""
        ahead = (Phase.DISCUSSION, Phase.AMENDING, Phase.CONSULTATION, Phase.CONCERTATION)
        return self.is_carrier and self.phase in ahead and bool(self.proposal.room.channel_url)

    # --- The round -----------------------------------------------------------------------------------

    @cached_property
    def round(self):
        """The round people answer, or whose answers wait for a resolution or led to the last one."""
        return self.proposal.round if self.phase not in (Phase.AMENDING, Phase.DISCUSSION, Phase.DRAFT) else None

    @cached_property
    def is_open(self):
        return self.phase in (Phase.CONSULTATION, Phase.CONCERTATION)

    @cached_property
    def closing(self):
        return self.round.vote.closing(self.now) if self.round else None

    @cached_property
    def counts(self):
        kept = dict(questions.counts_of(self.round.vote_id))
        return {key: kept.get(key, 0) for key in tally.POSITIONS}

    @cached_property
    def advice(self):
        return advise(self.counts, self.round.vote.roll_size)

    @cached_property
    def waiting(self):
        """How many people of the roll have not answered."""
        return self.round.vote.roll_size - self.advice.answered

    @cached_property
    def sees_positions(self):
        answered = self.ballot is not None  # known already: no need to ask again
        return permissions.may_see_positions(self.user, self.round, looked=self.looked or answered, now=self.now)

    @cached_property
    def bars(self):
        """For the picture and its table: key, label, people, and where the bar stands in ten-thousandths."""
        return bars_of(self.counts)

    @property
    def _rounds(self):
        """This round and those whose place it took, one after the other."""
        if self.round.n == 1:
            return [self.round.pk]
        rounds = self.proposal.rounds.filter(n__lte=self.round.n)
        before = rounds.filter(n__lt=self.round.n, superseded_by__isnull=True).order_by("-n").values("n")[:1]
        return rounds.filter(n__gt=Coalesce(Subquery(before), 0)).order_by()

    @cached_property
    def _ever(self):
        """My ballots in every round of this proposal, oldest first; `counts` in this round and those it superseded."""
        if not self.user.is_authenticated or self.proposal.round_id is None:
            return []
        if self.round and self.round.n == 1:
            return questions.ballots_of(self.user.pk, self.round.vote_id)
        here = Q(vote__round__in=self._rounds) if self.round else Q(pk=None)
        mine = self.user.ballots.select_related("option")
        mine = mine.filter(vote__round__proposal=self.proposal).order_by("vote__round__n")
        counts = ExpressionWrapper(here, BooleanField())
        return list(mine.select_related("vote__round__version").annotate(counts=counts))

    @property
    def _ballots(self):
        """My ballots in this round and in those it superseded, oldest first."""
        return [ballot for ballot in self._ever if ballot.counts]

    @cached_property
    def ballot(self):
        return next((ballot for ballot in self._ballots if ballot.vote_id == self.round.vote_id), None)

    @cached_property
    def earlier_ballot(self):
        """My position in a superseded round, not counted in this one until I confirm it."""
        return self._ballots[-1] if self._ballots and not self.ballot else None

    @cached_property
    def is_on_roll(self):
        if self.ballot:
            return True
        return self.user.is_authenticated and self.round.vote.roll.filter(person=self.user).exists()

    @cached_property
    def is_asked(self):
        """Whether the form of positions is for this person now: they may have left, or be a guest since."""
        return self.is_open and self.is_on_roll and self.takes_part

    @cached_property
    def takes_part(self):
        return bool(permissions.may_take_position(self.user, self.proposal, roll=False))

    @cached_property
    def earlier_counts(self):
        """Positions given in superseded rounds by people who have not confirmed, shown apart: by version, by key."""
        if self.round.n == 1 or not self.sees_positions:
            return []
        confirmed = self.round.vote.ballots.values("person")
        given = Ballot.objects.filter(vote__round__in=self._rounds).exclude(person__in=confirmed)
        given = given.order_by("vote__round__n").values_list("person", "vote__round__version__n", "option__key")
        last = {person: (n, key) for person, n, key in given}
        rows = Counter(last.values())
        return [
            (version, [counted(key, rows[version, key]) for key in tally.POSITIONS if (version, key) in rows])
            for version in sorted({n for n, _key in rows})
        ]

    @cached_property
    def positions(self):
        """The five choices of the form, with mine (or the earlier one) marked."""
        mine = self.ballot or self.earlier_ballot
        chosen = mine.option.key if mine else ""
        return [(key, CHOICES[key], key == chosen) for key in tally.POSITIONS]

    @cached_property
    def my_choice(self):
        return CHOICES[self.ballot.option.key] if self.ballot else ""

    @cached_property
    def reasons(self):
        """What people wrote beside their position, newest first; only once this person may see positions."""
        if not self.sees_positions:
            return []
        return [(ballot, CHOICES[ballot.option.key]) for ballot in questions.reasons_of(self.round.vote_id)]

    @cached_property
    def objections(self):
        if self.round is None:
            return []
        # Most first rounds see no block, and a short question spares them a long one; a later one comes from a block.
        if self.round.n == 1 and not questions.blocks_of(self.round.pk):
            return []
        found = Objection.objects.filter(round__in=self._rounds)
        found = list(found.select_related("person", "ended_by", "amendment", "round__version", "round__vote"))
        for objection in found:
            objection.open = objection.is_open(self.now)
            objection.how = objection.ending(self.now)
            objection.until = objection.ends_by_itself(self.now)
            objection.may_answer = permissions.may_answer_objection(self.user, self.proposal, objection)
        return sorted(found, key=lambda objection: not objection.open)

    @cached_property
    def open_objections(self):
        return [objection for objection in self.objections if objection.open]

    # --- The text ------------------------------------------------------------------------------------

    @cached_property
    def version(self):
        """What is put before people: the round's version while one is asked about, else the current one."""
        return self.round.version if self.round else self.proposal.text.current

    @cached_property
    def paragraphs(self):
        """The numbers of the text's blocks, for a message that hangs on one."""
        return paragraphs(self.version)

    @cached_property
    def about(self):
        """The text, for the messages of the debate that hang on a paragraph."""
        own = reverse("proposal", args=[self.proposal.pk])
        return threads.About(
            self.version.n, reverse("proposal-history", args=[self.proposal.pk]), amendments=f"{own}amendments/"
        )

    @cached_property
    def since_mine(self):
        """What changed in the text since my last position: (my version, number of words), or None."""
        if not self._ever or (self.round and self.round.n == 1):
            return None
        mine = self._ever[-1].vote.round.version
        since = since_position(mine.n, self.version.n)
        return since and (mine, changes(mine.body, self.version.body))

    @cached_property
    def amendments(self):
        found = questions.amendments_of(self.proposal.text_id)
        for amendment in found:
            amendment.text = self.proposal.text  # known already: what tells a stale one
            amendment.lapsed = lapsed(amendment, self.phase)
            amendment.is_mine_to_answer = amendment.pk in self._mine_to_answer
        return found

    @cached_property
    def _mine_to_answer(self):
        """Which amendments put to the room wait for this person's answer."""
        if not self.room_is_deciding or not self.user.is_authenticated:
            return set()
        mine = AmendmentVote.objects.to_answer_by(self.user).filter(amendment__text=self.proposal.text_id)
        return set(mine.values_list("amendment", flat=True))

    @cached_property
    def promoted_from(self):
        """The rejected amendment that this proposal was: its number, and the title and page it stood on; or None."""
        if self.proposal.promoted_from_id is None:
            return None
        source = Proposal.objects.get(text__amendments=self.proposal.promoted_from_id)
        n = self.proposal.promoted_from.n
        return {"n": n, "title": source.title, "url": reverse("amendment", args=[source.pk, n])}

    @cached_property
    def tags(self):
        return questions.tags_of(self.proposal.pk)

    @cached_property
    def on_document(self):
        """The document this proposal is about, what it would change there and where that stands; or None."""
        proposal = self.proposal
        if proposal.document_id is None:
            return None
        seen = Document.objects.visible_to(self.user).with_versions().select_related("space")
        document = seen.filter(pk=proposal.document_id).first()
        return document and About(proposal, document, self.version)

    @cached_property
    def owed(self):
        """What its room still owes before it may be archived, in words; empty once nothing is."""
        return nothing_is_owed(self.proposal.room, besides=self.proposal).why

    # --- People, resolution, talk --------------------------------------------------------------------

    @cached_property
    def contributions(self):
        return questions.contributions_to(self.proposal.pk)

    @cached_property
    def advices(self):
        return [c for c in self.contributions if c.kind == Contribution.Kind.ADVICE]

    @cached_property
    def helpers(self):
        return [c for c in self.contributions if c.kind == Contribution.Kind.HELP]

    @property
    def helps(self):
        return any(c.person_id == self.user.pk for c in self.helpers)

    @cached_property
    def actions(self):
        if self.proposal.resolution_id is None:
            return []
        found = self.proposal.resolution.actions.select_related("owner", "done_by", "room__space")
        return list(found.order_by("done_at", "due_on", "pk"))

    @cached_property
    def body_decisions(self):
        """What the body it was handed over to decided, in their order."""
        handed = self.proposal.resolution_id and self.proposal.resolution.choice == Resolution.Choice.HAND_OVER
        return list(self.proposal.body_decisions.all()) if handed else []

    @property
    def body_decision(self):
        """The last of them."""
        return self.body_decisions[-1] if self.body_decisions else None

    @cached_property
    def talk(self):
        """The last messages of the debate (or those before a number), oldest first."""
        thread = self.proposal.thread_id
        said = questions.messages_before(thread, self.before) if self.before else questions.last_messages(thread)
        return said[::-1]

    @property
    def earlier_talk(self):
        return self.talk[0].n if self.talk and self.talk[0].n > 1 else None

    @cached_property
    def marks(self):
        return self.round is None or self.sees_positions

    @cached_property
    def _cursors(self):
        return live.cursors(("proposal", self.proposal.pk), ("thread", self.proposal.thread_id))

    @property
    def cursor(self):
        return self._cursors[live.name("proposal", self.proposal.pk)]

    @property
    def thread_cursor(self):
        return self._cursors[live.name("thread", self.proposal.thread_id)]
