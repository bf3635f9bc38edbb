"""A vote of any method: prepared, its options settled, then opened on a frozen roll, or cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.register.actions import canonical, record, sha256
from governance.rules.tally import METHODS
from governance.rules.tally.recounting import read
from governance.verdict import Refused, ensure, no
from governance.voting import owners
from governance.voting.actions.consulting import lock, moment
from governance.voting.models import ALONE, LARGEST_SECRET_ROLL, Ballot, Option, Roll, Urn, Vote
from governance.voting.permissions import may_cancel_vote, may_name_people, may_open_vote, may_prepare_vote
from governance.voting.urn import seal_of


@dataclass(frozen=True)
class Choice:
    """An option as it is put to people. `key` is given only by a scheme of positions (« agree », « block »)."""

    label: str
    meaning: str = ""
    key: str = ""
    asks: str = ""
    needs_reason: bool = False
    starts_at: datetime | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Place:
    """One person on a roll, why, with how many voices, and whether they are out of the quorum."""

    person_id: int
    reason: str = "participant"
    weight: int = 1
    on_leave: bool = False


@transaction.atomic
def prepare_vote(
    owner,
    *,
    kind: str,
    by,
    title: str,
    method: str,
    choices: Iterable[Choice],
    closes_at: datetime,
    body: str = "",
    terms: dict | None = None,
    secrecy: str = Vote.Secrecy.NAMED,
    shows: str = Vote.Shows.UNTIL_ANSWER,
    is_election: bool = False,
    is_binding: bool = False,
    gathers_ideas: bool = False,
    takes_late_joiners: bool = False,
    weighs_by_role: bool = False,
    quorum_percent: int | None = None,
    process: str = "",
) -> Vote:
    """A vote of `owner` (declared as `kind` with `owners`), asked to nobody yet.

    process: the name of the ready process it is made from. An election of persons is always secret, and the results
    of a secret vote stay hidden until the close.
    """
    ensure(may_prepare_vote(by, kind, owner))
    rules = owners.rules_for(kind)
    vote = Vote(
        owner_kind=kind,
        owner_id=owner.pk,
        space=rules.space(owner),
        made_by=by,
        made_at=clock.now(),
        opened_at=None,
        is_binding=is_binding,
    )
    settle_terms(
        vote,
        title=title,
        body=body,
        closes_at=closes_at,
        method=method,
        terms=terms or {},
        secrecy=secrecy,
        shows=shows,
        is_election=is_election,
        gathers_ideas=gathers_ideas,
        takes_late_joiners=takes_late_joiners,
        weighs_by_role=weighs_by_role,
        quorum_percent=quorum_percent,
        process=process[:80],
    )
    vote.save()
    set_choices(vote, choices)
    rules.made(owner, vote)
    record("vote.prepared", vote, by=by, space=vote.space, title=vote.title, method=vote.method)
    tell(vote)
    return vote


def settle_terms(vote: Vote, *, title: str, body: str, **terms) -> None:
    """Write what is asked, and how, into a vote that nobody is asked yet; the row is not saved here."""
    if prose.is_blank(title):
        raise Refused(no(_("Un scrutin pose une question : écrivez-la en quelques mots.")))
    vote.title, vote.body, vote.html = title.strip(), body.strip(), prose.render(body.strip())
    for name, value in terms.items():
        setattr(vote, name, value)
    if vote.is_election:
        if vote.secrecy == Vote.Secrecy.VERIFIABLE:
            raise Refused(
                no(
                    _(
                        "Une élection de personnes est secrète, et jamais « vérifiable » : publier chaque bulletin "
                        "avec son code permettrait d’exiger de quelqu’un la preuve de son vote."
                    )
                )
            )
        vote.secrecy = Vote.Secrecy.SECRET
    if vote.secrecy != Vote.Secrecy.NAMED:
        vote.shows = Vote.Shows.UNTIL_CLOSE
    _ensure_it_may_weigh(vote)


def _ensure_it_may_weigh(vote):
    """Voices by role, where the space allows it; at the opening, `_ensure_voices_hide` looks at the secret ones."""
    if vote.weighs_by_role and not vote.space.weighs_by_role:
        raise Refused(no(_("Cet espace ne pèse pas les voix selon le rôle : la facilitation peut l’autoriser."), "ask"))


def set_choices(vote: Vote, choices: Iterable[Choice]) -> None:
    """Replace the options of a vote that nobody is asked yet. Refused when two say the same, or none says anything."""
    choices = list(choices)
    labels = [choice.label.strip() for choice in choices]
    if any(prose.is_blank(label) for label in labels):
        raise Refused(no(_("Une option ne peut pas être vide.")))
    if len({label.casefold() for label in labels}) != len(labels):
        raise Refused(no(_("Deux options disent la même chose : gardez-en une.")))
    vote.options.all().delete()
    Option.objects.bulk_create(
        Option(
            vote=vote,
            key=choice.key if choice.key and choice.key not in Ballot.Kind.values else f"o{n}",
            position=n,
            label=label,
            meaning=choice.meaning.strip(),
            asks=choice.asks.strip(),
            needs_reason=choice.needs_reason,
            starts_at=choice.starts_at,
            person_id=choice.person_id,
        )
        for n, (choice, label) in enumerate(zip(choices, labels, strict=True), 1)
    )


@transaction.atomic
def open_prepared(vote: Vote, *, by, closes_at: datetime | None = None) -> Vote:
    """Freeze the roll, the options and the question, and ask. Nothing of it changes afterwards."""
    vote = lock(vote)
    ensure(may_open_vote(by, vote))
    now = clock.now()
    vote.closes_at = closes_at or vote.closes_at
    if vote.closes_at <= now:
        raise Refused(no(_("La clôture est déjà passée : choisissez une date à venir.")))
    if vote.gathers_ideas:
        raise Refused(no(_("On recueille encore des idées : arrêtez d’abord les options, puis ouvrez le scrutin.")))
    options = list(vote.options.all())
    _ensure_it_can_be_counted(vote, options)
    _ensure_it_may_weigh(vote)
    rules, owner = owners.rules_of(vote)
    ensure(may_name_people(vote, [option.label for option in options], rules.candidates(owner)))
    rules.hold(owner)
    ensure(may_open_vote(by, vote))
    roll = sorted(rules.roll(owner), key=lambda place: place.person_id)
    if not roll:
        raise Refused(no(_("Personne n’est appelé à répondre : un scrutin a besoin d’une liste d’émargement.")))
    if vote.is_secret and len(roll) > LARGEST_SECRET_ROLL:
        raise Refused(
            no(
                _("Un scrutin secret compte %(most)s personnes au plus, et cette liste en a %(n)s.")
                % {"most": LARGEST_SECRET_ROLL, "n": len(roll)}
            )
        )
    if vote.is_secret:
        _ensure_voices_hide([voices_of(vote, place) for place in roll])
        vote.weighs_by_role = False  # as many voices for everybody is one each
    Roll.objects.bulk_create(
        (
            Roll(vote=vote, person_id=p.person_id, reason=p.reason, weight=voices_of(vote, p), on_leave=p.on_leave)
            for p in roll
        ),
        batch_size=2000,
    )
    if vote.is_secret:
        Urn.objects.create(vote=vote, seal=seal_of(vote.pk, "", ""))
    # The last of the rows: from here on the database itself refuses to change any of them.
    vote.opened_at = now
    vote.roll_size = len(roll)
    vote.text_sha256 = sha256(canonical(described(vote, options)))
    vote.save(update_fields=["opened_at", "closes_at", "roll_size", "text_sha256", "weighs_by_role"])
    record(
        "vote.opened",
        vote,
        by=by,
        space=vote.space,
        title=vote.title,
        method=vote.method,
        secrecy=vote.secrecy,
        sha256=vote.text_sha256,
        closes_at=vote.closes_at.isoformat(),
        roll=[[p.person_id, p.reason, voices_of(vote, p), p.on_leave] for p in roll],
    )
    tell(vote)
    return vote


def voices_of(vote: Vote, place: Place) -> int:
    """How many voices a place on the roll of `vote` has."""
    return place.weight if vote.weighs_by_role else 1


def described(vote: Vote, options) -> dict:
    """All that is put to people, as plain values: what the hash pinned at the opening is made of."""
    return {
        "title": vote.title,
        "body": vote.body,
        "method": vote.method,
        "terms": vote.terms,
        "secrecy": vote.secrecy,
        "shows": vote.shows,
        "binding": vote.is_binding,
        "election": vote.is_election,
        "quorum_percent": vote.quorum_percent,
        "late_joiners": vote.takes_late_joiners,
        "weighs_by_role": vote.weighs_by_role,
        "options": [[option.key, option.label, option.meaning] for option in options],
    }


@transaction.atomic
def cancel_vote(vote: Vote, *, by, reason: str) -> Vote:
    """End a vote that should not have been asked, and say why: nothing of it is ever counted."""
    vote = lock(vote)
    ensure(may_cancel_vote(by, vote, moment()))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots pourquoi ce scrutin est annulé.")))
    vote.ended_at, vote.cancel_reason = clock.now(), reason.strip()
    vote.save(update_fields=["ended_at", "cancel_reason"])
    record("vote.cancelled", vote, by=by, space=vote.space, title=vote.title, reason=vote.cancel_reason)
    tell(vote)
    return vote


def _ensure_voices_hide(roll):
    """A secret ballot of several voices would say whose it is, as soon as few people with as many have answered."""
    if len(set(roll)) > 1:
        raise Refused(
            no(
                _(
                    "Un scrutin secret ne pèse pas les voix : un bulletin de plusieurs voix dirait de qui il vient. "
                    "Rendez-le nominatif, ou donnez la même voix à tout le monde."
                )
            )
        )


def _ensure_it_can_be_counted(vote, options):
    # A single name may be approved or not: somebody who stands alone is elected by a vote, too.
    is_alone = vote.is_election and vote.method == Vote.Method.APPROVAL
    least = 1 if vote.method in ALONE or is_alone else 2
    if len(options) < least:
        raise Refused(no(_("Il manque des options : ce scrutin n’en a pas assez pour que l’on choisisse.")))
    asked_for = max(vote.terms.get(name) or 0 for name in ("at_least", "at_most", "seats"))
    if asked_for > len(options):
        raise Refused(
            no(
                _("Ce scrutin demande d’en choisir %(n)s, et il a %(options)s options : changez l’un ou l’autre.")
                % {"n": asked_for, "options": len(options)}
            )
        )
    try:
        election = read(
            {"method": vote.method, "options": [o.key for o in options], **vote.terms, "ballots": []}, METHODS
        )
        METHODS[vote.method](election)
    except ValueError as error:
        raise Refused(no(_("Ces réglages ne vont pas avec la méthode choisie : %(why)s.") % {"why": error})) from None


def tell(vote: Vote, *parts: str) -> None:
    """The pages of a vote that look different, and that of its owner."""
    for part in parts or ("page",):
        live.publish("vote", vote.pk, part)
    rules, owner = owners.rules_of(vote)
    rules.changed(owner)
