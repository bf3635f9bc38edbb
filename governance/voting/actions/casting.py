"""Casting a ballot: one transaction, the vote's lock, the database's clock, and a constraint as the last word."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance import live, prose
from governance.register.actions import canonical, record, sha256
from governance.rules.tally.ballots import BadBallot, checked
from governance.sqlite.journal import forget_after_commit
from governance.verdict import Refused, ensure, no
from governance.voting import owners
from governance.voting import urn as urns
from governance.voting.actions.consulting import lock, moment
from governance.voting.models import Ballot, Pile, Roll, Urn, Vote
from governance.voting.permissions import may_answer_vote

LAST_USES = 20
LONGEST_REASON = 2000  # characters


@dataclass(frozen=True)
class Cast:
    """What became of an answer. `is_retry`: it was already in, this request only asked again."""

    ballot: Ballot | None  # None in a secret vote
    is_retry: bool = False
    is_change: bool = False


@transaction.atomic
def cast_ballot(vote: Vote, *, by, kind: str, ballot=None, reason: str = "", key: str = "") -> Cast:
    """Put the answer of `by` into `vote`.

    kind: one of Ballot.Kind. ballot: what the law reads, options by key, where `kind` is a choice.
    key: made with the form. It makes a retry harmless; in a secret vote it is the code of the receipt.
    Raises Refused when `by` may not answer, answered for good, or when the ballot is none of this vote.
    """
    asked, vote = vote, lock(vote)
    now = moment()
    if not vote.is_open(now) and _is_in_already(vote, by, key, _use(key, kind, ballot, reason.strip())):
        return Cast(None if vote.is_secret else Ballot.objects.get(vote=vote, person=by), is_retry=True)
    ensure(may_answer_vote(by, vote, now))
    # Once it is open, neither its method nor its options change: those that were read already are those.
    ballot = read_ballot(asked if asked.opened_at else vote, kind, ballot)
    if len(reason) > LONGEST_REASON:
        raise Refused(no(_("Votre raison est trop longue : 2 000 caractères au plus.")))
    if vote.is_secret:
        return _into_the_urn(vote, by, kind, ballot, key)
    return _by_name(vote, by, kind, ballot, reason.strip(), key, now)


def _is_in_already(vote, by, key, use):
    """Whether what comes after the close is an answer that came in time, sent again because its receipt was lost."""
    if not key or not vote.roll.filter(person=by, answered_at__isnull=False).exists():
        return False
    if vote.is_secret:
        return urns.holds(Urn.objects.get(vote=vote), key)
    mine = Ballot.objects.filter(vote=vote, person=by).first()
    return mine is not None and bool(mine.used) and mine.used[-1] == use


def read_ballot(vote, kind, ballot):
    """The canonical ballot of an answer; None where it chooses nothing. Refused when it is none of this vote."""
    if kind not in Ballot.Kind.values:
        raise Refused(no(_("Cette sorte de réponse n’existe pas.")))
    if kind != Ballot.Kind.CHOICE:
        return None
    try:
        ballot = checked(vote.election(), ballot)
    except BadBallot as bad:
        raise Refused(no(sentence(bad))) from None
    if ballot is None:
        raise Refused(no(_("Votre bulletin est vide : choisissez, votez blanc ou abstenez-vous.")))
    return ballot


def sentence(bad: BadBallot) -> str:
    """Why a ballot is refused, for the person who sent it."""
    said = {
        "shape": _("Ce bulletin n’a pas la forme de ce scrutin."),
        "unknown_option": _("Cette réponse ne fait pas partie des options de ce scrutin."),
        "not_whole": _("Une note est un nombre entier."),
        "too_low": _("Une note est au-dessous de la plus basse que ce scrutin permet."),
        "too_high": _("Une note est au-dessus de la plus haute que ce scrutin permet."),
        "over_budget": _("Vous avez réparti plus de points que vous n’en avez."),
        "too_few": _("Vous avez choisi moins d’options que ce scrutin n’en demande."),
        "too_many": _("Vous avez choisi plus d’options que ce scrutin n’en permet."),
        "twice": _("Une même option figure deux fois sur ce bulletin."),
        "shared_rank": _("Deux options ont le même rang, et ce scrutin veut un rang pour chacune."),
        "unknown_grade": _("Cette mention n’existe pas dans ce scrutin."),
    }
    return said[bad.code]


# --- By name ----------------------------------------------------------------------------------------


def _by_name(vote, by, kind, content, reason, key, now) -> Cast:
    _ensure_its_reason(vote, content, reason)
    use = _use(key, kind, content, reason)
    mine = Ballot.objects.filter(vote=vote, person=by).first()
    if mine is None:
        mine = first_by_name(vote, by.pk, kind, content, now, reason=reason, used=[use])
        _record(vote, by, changed=False)
        _tell(vote)
        return Cast(mine)
    if (key and use in mine.used) or (mine.kind, mine.content, mine.reason) == (kind, content, reason):
        return Cast(mine, is_retry=True)
    if vote.is_final:
        raise Refused(no(_("Vous avez déjà voté, et un bulletin de ce scrutin est définitif.")))
    weight = Roll.objects.values_list("weight", flat=True).get(vote=vote, person=by)
    _count(vote, mine, -weight)
    mine.kind, mine.content, mine.reason, mine.changed_at = kind, content, reason, now
    mine.used = [*mine.used[-LAST_USES:], use]
    mine.save(update_fields=["kind", "content", "reason", "changed_at", "used"])
    _count(vote, mine, weight)
    _record(vote, by, changed=True)
    _tell(vote)
    return Cast(mine, is_change=True)


def _record(vote, by, *, changed):
    """Where fewer people know who votes than see the vote, the entry is about their place on the roll."""
    if owners.rules_for(vote.owner_kind).known_ids is None:
        record("vote.answered", vote, by=by, space=vote.space, title=vote.title, changed=changed)
        return
    place = Roll.objects.get(vote=vote, person=by)
    record("ballot.cast", place, by=by, space=vote.space, title=vote.title, vote=vote.pk, changed=changed)


def first_by_name(vote, person_id, kind, content, now, **more) -> Ballot:
    """The first ballot of somebody on the roll of a locked vote: in it, marked and counted."""
    ballot = Ballot.objects.create(vote=vote, person_id=person_id, kind=kind, content=content, cast_at=now, **more)
    place = Roll.objects.get(vote=vote, person_id=person_id)
    Roll.objects.filter(pk=place.pk).update(answered_at=now)
    _count(vote, ballot, place.weight)
    return ballot


def _use(key, kind, content, reason):
    """What a request asked, by the key of its form: the same again is a retry."""
    return f"{key[:40]}:{_digest([kind, content, reason])}"


def _ensure_its_reason(vote, content, reason):
    """An option of a position may ask for its reason."""
    if vote.method == Vote.Method.POSITIONS and content is not None and prose.is_blank(reason):
        option = vote.options.get(key=content)
        if option.needs_reason:
            raise Refused(no(option.asks or _("Cette réponse a besoin de sa raison : écrivez-la en quelques mots.")))


def _count(vote, ballot, voices):
    """Add (or, negative, take away) a ballot to those that say the same."""
    if ballot.kind == Ballot.Kind.ABSTENTION:
        Vote.objects.filter(pk=vote.pk).update(abstentions=F("abstentions") + voices)
        return
    pile, _new = Pile.objects.get_or_create(
        vote=vote, sha256=_digest(ballot.content), defaults={"ballot": ballot.content}
    )
    Pile.objects.filter(pk=pile.pk).update(count=F("count") + voices)


def _digest(value):
    return sha256(canonical(value))


# --- In secret --------------------------------------------------------------------------------------


def _into_the_urn(vote, by, kind, ballot, code) -> Cast:
    """Two writes and no more: the mark on the roll, and the urn. Nothing is recorded, counted or pushed."""
    if not urns.CODE.fullmatch(code):
        raise Refused(
            no(_("Ce reçu n’a pas la forme d’un code de ce scrutin : revenez à votre bulletin et confirmez-le."))
        )
    urn = Urn.objects.get(vote=vote)
    urns.ensure_whole(urn)
    place = Roll.objects.filter(vote=vote, person=by)
    if not place.filter(answered_at__isnull=True).update(answered_at=vote.opened_at):
        if urns.holds(urn, code):
            return Cast(None, is_retry=True)
        raise Refused(
            no(_("Vous avez déjà voté, et un bulletin secret est définitif : personne ne sait lequel est le vôtre."))
        )
    if urns.holds(urn, code):
        raise Refused(no(_("Ce code est déjà dans l’urne : revenez à votre bulletin et confirmez-le de nouveau.")))
    is_verifiable = vote.secrecy == Vote.Secrecy.VERIFIABLE
    urns.put(urn, code=code, line=urns.written(ballot, kind), is_verifiable=is_verifiable)
    Urn.objects.filter(pk=urn.pk).update(codes=urn.codes, ballots=urn.ballots, seal=urn.seal)
    forget_after_commit()  # a journal would keep the urn before and after each mark
    return Cast(None)


def _tell(vote):
    live.publish("vote", vote.pk, "turnout")
    live.publish("result", vote.pk, "result")
    rules, owner = owners.rules_of(vote)
    rules.answered(owner)
