"""The window of amendments of which the room decides: what is put to it, and what its close writes into the text."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from governance.rules.amending import ANSWERS, in_order
from governance.texts import actions as texts
from governance.texts.models import Amendment, Version, fingerprint
from governance.verdict import YES, Refused, Verdict, ensure, no
from governance.voting import actions as voting
from proposals.actions.telling import changed, record_about
from proposals.models import AmendmentVote, DecidedBy
from rooms.permissions import participants

SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=366)


def is_a_time_to_close(closes_at: datetime | None, now: datetime) -> Verdict:
    """Whether people asked at `now` have time to answer until `closes_at`, and hear the end of it."""
    if closes_at is None:
        return no(_("Dites jusqu’à quand le salon prend position."))
    if closes_at < now + SHORTEST:
        return no(_("La date de clôture doit être dans l’avenir, une heure au moins après l’ouverture."))
    if closes_at > now + LONGEST:
        return no(_("Une consultation dure un an au plus : choisissez une date de clôture plus proche."))
    return YES


def open_window(proposal, decided_by, closes_at: datetime | None, now: datetime) -> None:
    """Say on `proposal`, unsaved, who decides of its amendments from `now` on; the room, until `closes_at`."""
    if decided_by not in DecidedBy.values:
        raise Refused(no(_("Dites qui décidera des amendements : la personne qui porte la proposition, ou le salon.")))
    if decided_by == DecidedBy.ROOM:
        ensure(is_a_time_to_close(closes_at, now))
    proposal.amendments_opened_at, proposal.amendments_closed_at = now, None
    proposal.amendments_decided_by = decided_by
    proposal.amendments_close_at = closes_at if decided_by == DecidedBy.ROOM else None


def record_window(proposal, by) -> None:
    until = proposal.amendments_close_at
    record_about(
        "proposal.amendments_opened",
        proposal,
        by=by,
        decided_by=str(proposal.amendments_decided_by),
        closes_at=until and until.isoformat(),
    )


WINDOW = ["amendments_opened_at", "amendments_closed_at", "amendments_decided_by", "amendments_close_at"]


def put_to_the_room(proposal, amendments, now: datetime) -> None:
    """Ask everyone who takes part in the room about each of `amendments` that stands on the current text."""
    if not proposal.room_is_deciding(now):
        return
    ready = [one for one in amendments if one.is_open and not one.is_in_conflict]
    if not ready:
        return
    roll = [(person, "participant") for person in participants(proposal.room).values_list("pk", flat=True)]
    for amendment in ready:
        if amendment.is_to_review:
            texts.confirm(amendment)  # the whole room reads it
        vote = voting.open_vote(
            text_sha256=fingerprint(amendment.body),
            options=ANSWERS,
            roll=roll,
            closes_at=proposal.amendments_close_at,
            floor_hours=0,
            now=now,
        )
        AmendmentVote.objects.create(amendment=amendment, vote=vote)


def take_into_text(proposal, amendment, by, reason) -> Version:
    """The next version from `amendment`, and one line for it and for each amendment that stands otherwise since."""
    before = texts.standings(proposal.text)
    version = texts.accept(amendment, by=by, reason=reason.strip())
    record_about("proposal.amendment_accepted", proposal, by=by, n=amendment.n, version=version.n)
    for n, standing in texts.standings(proposal.text).items():
        if n != amendment.n and standing != before[n]:
            record_about("proposal.amendment_carried", proposal, by=by, n=n, standing=standing, version=version.n)
    return version


def is_as_read(amendment, seen: int | None, revisions: int | None = None) -> Verdict:
    """Whether `amendment` still says what somebody read (CS-14).

    seen: the number of the version on which they read it. revisions: how many times it had been rewritten.
    """
    if seen not in (None, amendment.base.n):
        return no(
            _(
                "Le texte a changé pendant que vous lisiez, et l’amendement l’a suivi. "
                "Le voici tel qu’il se lit maintenant : relisez-le, puis décidez."
            )
        )
    if revisions not in (None, amendment.revisions.count()):
        return no(
            _(
                "Cet amendement a été réécrit pendant que vous lisiez. "
                "Le voici tel qu’il se lit maintenant : relisez-le, puis décidez."
            )
        )
    return YES


def close_window(proposal, now: datetime) -> None:
    """Write down what the room decided, whoever comes first after the close; `proposal` is locked.

    Those carried enter the text in the order of the law. One that is in conflict with what entered before it falls,
    and one whose merge a person has to read again waits for that; those not carried are set aside.
    """
    asked = AmendmentVote.objects.filter(amendment__text=proposal.text_id, retained__isnull=True)
    asked = asked.filter(amendment__state=Amendment.State.OPEN).select_related("amendment", "vote")
    put = {one.amendment.n: one for one in asked.prefetch_related("vote__options")}
    carried = in_order(one.asked for one in put.values())
    entered = {}
    for n in carried:
        amendment = _again(put[n].amendment)
        if amendment.is_in_conflict:
            # It merged with every version up to its base: what made the next one is in its way. Where no amendment
            # of this window did, it waits for somebody to settle it.
            if before := entered.get(amendment.base.n + 1):
                texts.displace(amendment, by=before)
        elif amendment.is_open and not amendment.is_to_review:
            entered[take_into_text(proposal, amendment, None, "").n] = amendment
    for n in put.keys() - set(carried):
        texts.reject(put[n].amendment, by=None)
    for retained in (True, False):
        these = [one.pk for n, one in put.items() if (n in carried) == retained]
        AmendmentVote.objects.filter(pk__in=these).update(retained=retained)
    proposal.amendments_closed_at = now
    proposal.save(update_fields=["amendments_closed_at"])
    states = dict(proposal.text.amendments.values_list("n", "state"))
    ended = {state: [n for n in carried if states[n] == state] for state in Amendment.State}
    record_about(
        "proposal.amendments_closed",
        proposal,
        by=None,
        entered=ended[Amendment.State.ACCEPTED],
        waiting=ended[Amendment.State.OPEN],
        moot=ended[Amendment.State.MOOT],
        rejected=sorted(put.keys() - set(carried)),
    )
    changed(proposal, "phase", "text", "amendments")


def _again(amendment):
    return Amendment.objects.select_related("text", "base").get(pk=amendment.pk)
