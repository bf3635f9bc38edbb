"""Paper ballots: entered by one person, compared with the papers and countersigned by another, then cast as any is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.register.actions import record
from governance.sqlite.journal import forget_after_commit
from governance.verdict import Refused, ensure, no
from governance.voting import owners
from governance.voting import urn as urns
from governance.voting.actions.casting import first_by_name, read_ballot
from governance.voting.actions.consulting import lock, moment
from governance.voting.actions.preparing import tell
from governance.voting.models import PaperBatch, Roll, Urn, Vote
from governance.voting.permissions import may_countersign_paper, may_enter_paper, may_withdraw_paper

FEWEST_SECRET = 2  # papers of a secret vote that enter together: one alone would say whose it is


@dataclass(frozen=True)
class Slip:
    """Paper that says the same: how many, or whose in a named vote. kind, ballot: as `cast_ballot` takes them."""

    kind: str
    ballot: object = None
    count: int = 1
    person_id: int | None = None


@transaction.atomic
def enter_paper(vote: Vote, *, by, people: Iterable[int], slips: Iterable[Slip], teller=None) -> PaperBatch:
    """Enter the papers of `people` (ids) into a vote that runs; nothing counts before somebody else countersigns.

    teller: somebody who may countersign beside those who may anyway. Refused when somebody is not on the roll, has
    answered, is not there to put a paper in, or when there are not as many papers as people.
    """
    vote = lock(vote)
    ensure(may_enter_paper(by, vote, moment()))
    people, slips = sorted(set(people)), list(slips)
    rows = _named(vote, people, slips) if not vote.is_secret else _secret(vote, people, slips)
    _ensure_they_may(vote, people)
    if teller is not None and teller == by:
        raise Refused(no(_("La personne qui contresigne n’est pas celle qui saisit : nommez-en une autre.")))
    batch = PaperBatch.objects.create(
        vote=vote, people=people, size=len(people), ballots=rows, entered_by=by, entered_at=clock.now(), teller=teller
    )
    record("vote.paper_entered", vote, by=by, space=vote.space, title=vote.title, batch=batch.pk, papers=batch.size)
    _forget(vote)
    tell(vote, "page")
    return batch


@transaction.atomic
def countersign_paper(batch: PaperBatch, *, by) -> PaperBatch:
    """Say that what was entered is what the papers say: their people are marked and their ballots cast, all or none.

    Refused, with their names, when some of them answered otherwise meanwhile.
    """
    vote, batch = _locked(batch)
    now = moment()
    ensure(may_countersign_paper(by, batch, now))
    answered = vote.roll.filter(person__in=batch.people, answered_at__isnull=False).select_related("person")
    if twice := [place.person for place in answered.order_by("person__display_name", "pk")]:
        raise Refused(
            no(
                _(
                    "Une réponse est arrivée autrement depuis la saisie, de %(names)s : retirez ces bulletins, et "
                    "saisissez-les de nouveau sans ce papier."
                )
                % {"names": _names(twice)}
            )
        )
    if vote.is_secret:
        _into_the_urn(vote, batch)
    else:
        for person_id, kind, ballot in batch.ballots:
            first_by_name(vote, person_id, kind, ballot, now)
    batch.countersigned_by, batch.countersigned_at = by, clock.now()
    batch.ballots = None if vote.is_secret else batch.ballots
    batch.save(update_fields=["countersigned_by", "countersigned_at", "ballots"])
    record(
        "vote.paper_counted",
        vote,
        by=by,
        space=vote.space,
        title=vote.title,
        batch=batch.pk,
        papers=batch.size,
        entered_by=batch.entered_by_id,
        people=None if vote.is_secret else batch.people,
    )
    _forget(vote)
    tell(vote, "page")
    return batch


@transaction.atomic
def withdraw_paper(batch: PaperBatch, *, by) -> PaperBatch:
    """Take back what was entered and is not counted: it was mistaken, or somebody of it answered otherwise."""
    vote, batch = _locked(batch)
    ensure(may_withdraw_paper(by, batch, moment()))
    batch.withdrawn_by, batch.withdrawn_at, batch.ballots = by, clock.now(), None
    batch.save(update_fields=["withdrawn_by", "withdrawn_at", "ballots"])
    record("vote.paper_withdrawn", vote, by=by, space=vote.space, title=vote.title, batch=batch.pk, papers=batch.size)
    _forget(vote)
    tell(vote, "page")
    return batch


def _locked(batch):
    vote = lock(batch.vote)
    batch = PaperBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    batch.vote = vote
    return vote, batch


def _ensure_they_may(vote, people):
    """Each on the roll, without an answer, without a paper that waits, and there to put one in."""
    places = {place.person_id: place for place in vote.roll.filter(person__in=people).select_related("person")}
    if set(people) - set(places):
        raise Refused(no(_("Une de ces personnes n’est pas sur la liste d’émargement, arrêtée à l’ouverture.")))
    found = [places[pk] for pk in people]
    if answered := [place.person for place in found if place.answered_at]:
        raise Refused(no(_("Déjà dans ce scrutin : %(names)s.") % {"names": _names(answered)}))
    waiting = {pk for batch in vote.paper_batches.all() if batch.is_waiting for pk in batch.people}
    if twice := [place.person for place in found if place.person_id in waiting]:
        raise Refused(no(_("Papier déjà saisi, qui attend sa contresignature : %(names)s.") % {"names": _names(twice)}))
    rules, owner = owners.rules_of(vote)
    for place in found:
        ensure(rules.may_vote_on_paper(place.person, owner))


def _names(people):
    return ", ".join(map(str, people))


def _named(vote, people, slips):
    """A row for each person, with their name."""
    if sorted(slip.person_id for slip in slips if slip.person_id) != people or len(slips) != len(people) or not people:
        raise Refused(no(_("Un vote nominatif a un bulletin par personne, à son nom : il n’y en a pas autant.")))
    return [[slip.person_id, slip.kind, read_ballot(vote, slip.kind, slip.ballot)] for slip in slips]


def _secret(vote, people, slips):
    """Rows that say how many papers say the same, in an order that says nothing of the pile."""
    if any(slip.person_id is not None for slip in slips):
        raise Refused(no(_("Un bulletin secret ne porte pas de nom.")))
    if any(type(slip.count) is not int or slip.count < 1 for slip in slips):
        raise Refused(no(_("Un nombre de bulletins est un nombre entier.")))
    papers = sum(slip.count for slip in slips)
    if papers != len(people):
        raise Refused(
            no(
                _(
                    "Vous avez coché %(people)s personnes et compté %(papers)s bulletins : recomptez les uns et les "
                    "autres."
                )
                % {"people": len(people), "papers": papers}
            )
        )
    if papers < FEWEST_SECRET:
        raise Refused(
            no(
                _(
                    "Un bulletin papier saisi seul dirait de qui il vient : dans un vote secret, il en faut deux au "
                    "moins, mêlés. Proposez plutôt un appareil de la salle à la personne qui voterait seule sur papier."
                )
            )
        )
    rows = {}
    for slip in slips:
        ballot = read_ballot(vote, slip.kind, slip.ballot)
        line = urns.written(ballot, slip.kind)
        rows[line] = [rows.get(line, [0])[0] + slip.count, slip.kind, ballot]
    return [rows[line] for line in sorted(rows)]


def _into_the_urn(vote, batch):
    """As each ballot does: a mark, a line and a code, which nobody holds, in a whole urn."""
    urn = Urn.objects.get(vote=vote)
    urns.ensure_whole(urn)
    is_verifiable = vote.secrecy == Vote.Secrecy.VERIFIABLE
    Roll.objects.filter(vote=vote, person__in=batch.people).update(answered_at=vote.opened_at)
    for n, kind, ballot in batch.ballots:
        for _one in range(n):
            line = urns.written(ballot, kind)
            urns.put(urn, code=urns.new_code(vote.pk), line=line, is_verifiable=is_verifiable)
    Urn.objects.filter(pk=urn.pk).update(codes=urn.codes, ballots=urn.ballots, seal=urn.seal)


def _forget(vote):
    """A journal would keep what the papers of a secret vote said, after it lies in the urn."""
    if vote.is_secret:
        forget_after_commit()
