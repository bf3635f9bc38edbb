"""What people do around a draw by lot: announce it, put themselves forward, type what came out, cancel it in time."""

from datetime import timedelta
from itertools import chain, count

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import clock, live, prose
from governance.assemblies.actions import bodies
from governance.assemblies.actions.locking import lock_item
from governance.assemblies.models import Decision, Draw, DrawResult, Reading, RenewedSeat, Volunteer
from governance.assemblies.permissions import (
    may_announce_draw,
    may_announce_renewal,
    may_announce_tie_draw,
    may_cancel_draw,
    may_type_figures,
    may_volunteer,
)
from governance.assemblies.seating import next_renewal
from governance.organizations.models import Space
from governance.organizations.permissions import participants
from governance.register.actions import canonical, hold, record, sha256, stamp
from governance.rules import sortition, strata
from governance.verdict import Refused, ensure, no

HASH = "md5"  # what RFC 3797 says; chance is in the sources, the hash only mixes it
LONGEST = timedelta(days=366)
MOST_NAMES = 2_000
MOST_PURPOSE = 200  # characters
MOST_SOURCES = 5
MOST_NUMBERS = 40  # of one source
LONGEST_FIGURES = 400  # characters


@transaction.atomic
def announce_draw(
    space, *, by, purpose, take, sources, members=(), closes_at=None, strata_asked=None, words=""
) -> Draw:
    """Say what will be drawn, from whom and by which public figures still to come; none of it changes afterwards.

    members: pairs (person, stratum) when the list is known; else volunteers are heard until `closes_at`. sources: a
    name, the moment it is known and how many numbers it gives. strata_asked: each stratum with a number or a share.
    """
    space = _locked_space(space)
    ensure(may_announce_draw(by, space))
    now = clock.now()
    if prose.is_blank(purpose):
        raise Refused(no(_("Que tire-t-on au sort ? Dites l’objet du tirage.")))
    _ensure_sources(sources, now, closes_at)
    places = _places(take, strata_asked)
    if closes_at is None:
        pool = _named(space, members, places)
        _ensure_enough(take, places, pool)
    else:
        _ensure_later(closes_at, now)
        pool = None
    return _announce(
        space, by=by, now=now, purpose=purpose.strip(), words=words.strip(), take=take, places=places,
        sources=sources, closes_at=closes_at, pool=pool,
        pool_kind=Draw.Pool.MEMBERS if closes_at is None else Draw.Pool.VOLUNTEERS,
    )  # fmt: skip


@transaction.atomic
def announce_renewal(body, *, by, sources) -> Draw:
    """Announce the draw of the third of the board to be renewed: its seats are those of the law (ST-12.2)."""
    body, today = bodies.locked(body)
    ensure(may_announce_renewal(by, body))
    now, coming = clock.now(), next_renewal(body)
    if coming is None:
        raise Refused(no(_("Aucun renouvellement par tiers n’est à venir dans ce cycle (art. 12).")))
    if not coming.by_lot:
        raise Refused(no(_("Le dernier tiers se renouvelle sans tirage : ce sont les sièges qui restent (art. 12).")))
    if not coming.is_due(today):
        said = _("Ce tirage ne se fait pas avant le %(day)s, date du renouvellement (art. 12).")
        raise Refused(no(said % {"day": coming.on.strftime("%d/%m/%Y")}))
    _ensure_sources(sources, now, None)
    told = {"n": coming.take, "of": len(coming.pool), "day": coming.on.strftime("%d/%m/%Y")}
    with translation.override(settings.LANGUAGE_CODE):  # sealed, so in one language whoever announces it
        purpose = _("Renouvellement du conseil d’administration au %(day)s : %(n)s sièges parmi %(of)s") % told
        pool = [{"name": _("Siège %(n)s") % {"n": n}, "seat": n, "person": None, "stratum": ""} for n in coming.pool]
    return _announce(
        body.space, by=by, now=now, purpose=purpose, words="", take=coming.take, places={}, sources=sources,
        closes_at=None, pool=pool, pool_kind=Draw.Pool.SEATS, body=body, cycle_start=body.cycle_start,
        turn=coming.turn,
    )  # fmt: skip


@transaction.atomic
def announce_tie_draw(decision: Decision, *, by, sources) -> Draw:
    """Announce the draw between those whom both rounds of an election left tied, for the seats they contest (A-4)."""
    item = lock_item(decision.item)
    space = _locked_space(item.meeting.space)
    decision = Decision.objects.get(pk=decision.pk)
    decision.item = item
    ensure(may_announce_tie_draw(by, decision))
    now, judgement = clock.now(), decision.judgement
    _ensure_sources(sources, now, None)
    tied = item.candidacies.filter(person__in=judgement["tied"]).select_related("person")
    told = {"n": item.position, "title": item.meeting.title}
    with translation.override(settings.LANGUAGE_CODE):  # sealed, so in one language whoever announces it
        purpose = _("Élection à départager, point %(n)s : %(title)s") % told
    return _announce(
        space, by=by, now=now, purpose=purpose[:MOST_PURPOSE], words="", take=judgement["vacant"], places={},
        sources=sources, closes_at=None, pool=_listed((one.person, "") for one in tied), pool_kind=Draw.Pool.TIED,
        settles=decision,
    )  # fmt: skip


@transaction.atomic
def volunteer(draw, *, by, stratum="") -> Volunteer:
    """Put oneself forward before the deadline; in another stratum when one was there already."""
    draw = _locked(draw)
    ensure(may_volunteer(by, draw))
    if draw.strata and stratum not in draw.strata:
        raise Refused(no(_("Dites dans quelle strate vous vous portez volontaire.")))
    if not draw.strata:
        stratum = ""
    here = Volunteer.objects.filter(draw=draw, person=by).first()
    if here and here.stratum == stratum:
        return here
    if here is None and draw.volunteers.count() >= MOST_NAMES:
        raise Refused(no(_("La liste est complète : elle a %(n)s noms.") % {"n": MOST_NAMES}))
    here = here or Volunteer(draw=draw, person=by)
    here.stratum, here.at = stratum, clock.now()
    here.save()
    record("draw.volunteered", draw, by=by, space=draw.space, purpose=draw.purpose, stratum=stratum)
    live.publish("draw", draw.pk, "draw")
    return here


@transaction.atomic
def withdraw_volunteer(draw, *, by) -> None:
    """Change one’s mind before the deadline."""
    draw = _locked(draw)
    ensure(may_volunteer(by, draw))
    if not Volunteer.objects.filter(draw=draw, person=by).delete()[0]:
        raise Refused(no(_("Vous n’êtes pas dans la liste des volontaires.")))
    record("draw.withdrew", draw, by=by, space=draw.space, purpose=draw.purpose)
    live.publish("draw", draw.pk, "draw")


def forget_volunteer(event) -> None:
    """Whoever leaves a space leaves the lists that are still open there."""
    person = event.subject.person
    open_here = Draw.objects.filter(space=event.space, closes_at__gt=clock.now(), cancelled_at__isnull=True)
    for draw in open_here.filter(volunteers__person=person).order_by("pk"):
        draw = _locked(draw)
        Volunteer.objects.filter(draw=draw, person=person).delete()
        record("draw.withdrew", draw, by=person, space=draw.space, purpose=draw.purpose)
        live.publish("draw", draw.pk, "draw")


@transaction.atomic
def type_figures(draw, n, *, by, figures) -> Draw:
    """Type what the source `n` gave, from 0; a second person types it too. When both agree on all, the law draws."""
    if draw.body_id:
        bodies.locked(draw.body)
    draw = _locked(draw)
    _seal_if_due(draw)
    ensure(may_type_figures(by, draw, n))
    source, figures = draw.sources[n], " ".join(figures.split())
    _ensure_numbers(figures, source.numbers)
    turn, place = source.next_turn, 2 if source.first else 1
    first = source.first
    Reading.objects.create(draw=draw, source=n, turn=turn, place=place, person=by, figures=figures)
    draw = _again(draw)
    source = draw.sources[n]
    told = {"purpose": draw.purpose, "source": source.name, "n": n}
    if place == 1:
        # Not the figures: whoever confirms them has not read them here.
        record("draw.typed", draw, by=by, space=draw.space, **told)
    elif source.figures is None:
        both = [[first.person_id, first.figures], [by.pk, figures]]
        record("draw.disagreed", draw, by=by, space=draw.space, both=both, **told)
    else:
        record("draw.confirmed", draw, by=by, space=draw.space, figures=source.figures, **told)
        if all(one.figures is not None for one in draw.sources):
            _draw(draw, by=by)
    live.publish("draw", draw.pk, "draw")
    return draw


@transaction.atomic
def cancel_draw(draw, *, by, reason) -> Draw:
    """Call off a draw of which nothing is known yet, or that waits for a source never published, and say why."""
    if draw.body_id:
        bodies.locked(draw.body)
    draw = _locked(draw)
    ensure(may_cancel_draw(by, draw))
    if prose.is_blank(reason):
        raise Refused(no(_("Annuler un tirage s’explique : écrivez en quelques mots pourquoi.")))
    draw.cancelled_at, draw.cancelled_by, draw.reason = clock.now(), by, reason.strip()
    draw.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
    record("draw.cancelled", draw, by=by, space=draw.space, purpose=draw.purpose, reason=draw.reason)
    live.publish("draw", draw.pk, "draw")
    return draw


def seal_due(now) -> int:
    """Close the lists whose deadline has come; each once, however often and wherever this runs."""
    due = Draw.objects.standing().filter(closes_at__lte=now, sealed_at__isnull=True)
    return sum(_seal_one(draw) for draw in due.select_related("space__organization", "space__project__organization"))


@transaction.atomic
def _seal_one(draw):
    return _seal_if_due(_locked(draw))


# --- Announcing --------------------------------------------------------------------------------------


def _announce(
    space, *, by, now, purpose, words, take, places, sources, closes_at, pool, pool_kind, settles=None, **renewal
):
    folded = prose.alphabetical(" ".join(purpose.split()))[:400]
    if renewal:  # as nobody can write a purpose: no other draw stands in the way of what the law asks
        folded = f"\nrenewal {renewal['body'].pk} {renewal['cycle_start']} {renewal['turn']}"
    if settles:
        folded = f"\ntie {settles.pk}"
    same = Draw.objects.standing().filter(space=space, folded=folded).first()
    if same:
        raise Refused(no(_already(same)))
    announcement = {
        "purpose": purpose,
        "words": words,
        "space": space.pk,
        "pool_kind": str(pool_kind),
        "pool": pool,
        "closes_at": stamp(closes_at) if closes_at else None,
        "take": take,
        "strata": [[name, number] for name, number in places.items()],
        "sources": [
            {"name": one["name"].strip(), "known_at": stamp(one["known_at"]), "numbers": one["numbers"]}
            for one in sources
        ],
        "method": "RFC 3797",
        "hash": HASH,
        "announced_at": stamp(now),
        "announced_by": by.pk,
        **({"settles": settles.pk} if settles else {}),
    }
    text = canonical(announcement)
    listed = canonical(pool) if pool is not None else ""
    draw = Draw.objects.create(
        space=space, purpose=purpose, folded=folded, words=words, pool_kind=pool_kind, take=take, closes_at=closes_at,
        announcement=text, sha256=sha256(text), announced_by=by, announced_at=now,
        pool=listed, pool_sha256=sha256(listed) if listed else "", sealed_at=now if listed else None, settles=settles,
        **renewal,
    )  # fmt: skip
    record("draw.announced", draw, by=by, space=space, purpose=purpose, sha256=draw.sha256, announcement=announcement)
    return draw


def _already(same):
    if same.is_drawn:
        said = _("Ce tirage a été fait le %(day)s : on ne tire pas deux fois au sort la même chose.")
        return said % {"day": same.space.day(same.result.drawn_at).strftime("%d/%m/%Y")}
    return _("Un tirage du même objet est déjà annoncé dans cet espace.")


def _ensure_sources(sources, now, closes_at):
    if not 1 <= len(sources) <= MOST_SOURCES:
        raise Refused(no(_("Un tirage a de une à cinq sources publiques, encore inconnues.")))
    for source in sources:
        if prose.is_blank(source["name"]):
            raise Refused(no(_("Nommez chaque source précisément : quel tirage, de quel jour, publié où.")))
        if not 1 <= source["numbers"] <= MOST_NUMBERS:
            raise Refused(no(_("Dites combien de nombres donne chaque source.")))
        if source["known_at"] <= now:
            said = _("« %(name)s » est déjà connue : une source se choisit avant que personne la connaisse.")
            raise Refused(no(said % {"name": source["name"].strip()}))
        if closes_at and source["known_at"] <= closes_at:
            said = _("« %(name)s » serait connue avant la clôture de la liste : elle vient après.")
            raise Refused(no(said % {"name": source["name"].strip()}))
        _ensure_later(source["known_at"], now)
    if len({prose.alphabetical(source["name"].strip()) for source in sources}) < len(sources):
        raise Refused(no(_("Deux sources ont le même nom : chacune se reconnaît au sien.")))


def _ensure_later(moment, now):
    if moment <= now:
        raise Refused(no(_("Cette date est passée : choisissez un moment à venir.")))
    if moment > now + LONGEST:
        raise Refused(no(_("Un tirage se fait dans l’année : choisissez une date plus proche.")))


def _places(take, asked):
    """How many places each stratum has; nothing where there is none."""
    if take < 1:
        raise Refused(no(_("On tire au sort une personne au moins.")))
    if not asked:
        return {}
    try:
        return strata.places(take, asked)
    except ValueError:
        raise Refused(
            no(_("Les strates ont chacune une place au moins ; leurs nombres font le total, ou leurs parts font un."))
        ) from None


def _named(space, members, places):
    """The pool in its order: people of the space, each by a name that no other has."""
    people = participants(space).filter(pk__in=[person.pk for person, _stratum in members])
    here = set(people.values_list("pk", flat=True))
    if any(person.pk not in here for person, _stratum in members):
        raise Refused(no(_("On tire au sort parmi les personnes qui prennent part à cet espace.")))
    if places and any(stratum not in places for _person, stratum in members):
        raise Refused(no(_("Dites de quelle strate est chaque personne de la liste.")))
    return _listed((person, stratum if places else "") for person, stratum in members)


def _listed(people):
    return _in_order(sorted(people, key=lambda one: (prose.alphabetical(str(one[0])), one[0].pk)))


def _in_order(people):
    """The entries of a pool. Where the list is written late, names never give its order: one changes one’s own."""
    found, taken = [], set()
    for person, stratum in people:
        called = " ".join(str(person).split())
        names = chain([called], (f"{called} ({n})" for n in count(2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        found.append({"name": name, "person": person.pk, "seat": None, "stratum": stratum})
    return found


def _ensure_enough(take, places, pool):
    if len(pool) > MOST_NAMES:
        raise Refused(no(_("La liste a %(n)s noms au plus.") % {"n": MOST_NAMES}))
    if len({entry["person"] for entry in pool}) < len(pool):
        raise Refused(no(_("Une personne n’est qu’une fois dans la liste.")))
    if take > len(pool):
        said = ngettext(
            "La liste n’a qu’un nom : on ne peut en tirer davantage.",
            "La liste n’a que %(n)s noms : on ne peut en tirer davantage.",
            len(pool),
        )
        raise Refused(no(said % {"n": len(pool)}))
    if lacking := strata.lacking(places, [entry["stratum"] for entry in pool]):
        said = _("La strate « %(name)s » a moins de personnes que de places.")
        raise Refused(no(said % {"name": lacking[0]}))


# --- Sealing and drawing -----------------------------------------------------------------------------


def _seal_if_due(draw) -> int:
    """Write down the list as it stood at its deadline, and say whether it can be drawn from."""
    if draw.sealed_at or draw.cancelled_at or not draw.closes_at or clock.now() < draw.closes_at:
        return 0
    here = draw.volunteers.select_related("person")
    pool = _in_order(sorted(((one.person, one.stratum) for one in here), key=lambda one: one[0].pk))
    draw.pool = canonical(pool)
    draw.pool_sha256, draw.sealed_at = sha256(draw.pool), clock.now()
    draw.__dict__.pop("entries", None)
    lacks = len(pool) < draw.take or strata.lacking(draw.strata, [entry["stratum"] for entry in pool])
    if lacks:
        draw.voided_at = draw.sealed_at
    draw.save(update_fields=["pool", "pool_sha256", "sealed_at", "voided_at"])
    act = "draw.void" if lacks else "draw.sealed"
    told = {"pool": pool, "sha256": draw.pool_sha256, "n": len(pool), "take": draw.take}
    record(act, draw, by=None, space=draw.space, purpose=draw.purpose, **told)
    live.publish("draw", draw.pk, "draw")
    return 1


def lots_of(draw) -> list[dict]:
    """What is drawn, as `manage.py draw` reads it: one for each stratum, or one."""
    figures = [source.figures for source in draw.sources]
    parts = draw.strata or {"": draw.take}
    return [
        {
            "pool": [entry["name"] for entry in draw.entries if entry["stratum"] == name],
            "take": number,
            "sources": figures,
            "hash": draw.announced["hash"],
            **({"stratum": name} if name else {}),
        }
        for name, number in parts.items()
    ]


def drawn_from(lots) -> dict:
    """What chance made of them: each part with its steps, and the names in the order in which they came out."""
    parts = []
    for lot in lots:
        found = sortition.draw(**lot)
        steps = [
            {"digest": step.digest, "remaining": step.remaining, "index": step.index, "name": name}
            for step, name in zip(found.steps, found.selected, strict=True)
        ]
        parts.append({"stratum": lot.get("stratum", ""), "key": found.key, "steps": steps, "n": len(lot["pool"])})
    return {"parts": parts, "selected": [step["name"] for part in parts for step in part["steps"]]}


def _draw(draw, *, by):
    told = drawn_from(lots_of(draw))
    content = canonical(told)
    DrawResult.objects.create(draw=draw, content=content, sha256=sha256(content))
    names = set(told["selected"])
    if draw.body_id:
        RenewedSeat.objects.bulk_create(
            RenewedSeat(body=draw.body, cycle_start=draw.cycle_start, turn=draw.turn, seat=entry["seat"], draw=draw)
            for entry in draw.entries
            if entry["name"] in names
        )
    keys = [part["key"] for part in told["parts"]]
    record(
        "draw.drawn", draw, by=by, space=draw.space, purpose=draw.purpose, selected=told["selected"], keys=keys,
        sha256=sha256(content),
    )  # fmt: skip


def _ensure_numbers(figures, numbers):
    try:
        sortition.seed([figures])
    except ValueError:
        raise Refused(no(_("Écrivez des nombres entiers séparés par des espaces, et rien d’autre."))) from None
    found = len(figures.split())
    if len(figures) > LONGEST_FIGURES:
        raise Refused(no(_("Ces nombres sont trop longs.")))
    if found != numbers:
        said = ngettext(
            "L’annonce dit que cette source donne %(n)s nombre ; il y en a %(found)s ici.",
            "L’annonce dit que cette source donne %(n)s nombres ; il y en a %(found)s ici.",
            numbers,
        )
        raise Refused(no(said % {"n": numbers, "found": found}))


# --- Locks -------------------------------------------------------------------------------------------


def _locked(draw) -> Draw:
    """The draw as it stands, nobody else acting on it until the transaction ends."""
    hold(draw.space)
    Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
    return _again(draw)


def _again(draw):
    people = (
        "space__organization__space",
        "space__project__organization",
        "body__organization__space",
        "result",
        "settles__item__meeting__body__organization__space",
    )
    return Draw.objects.select_related(*people).prefetch_related("readings__person").get(pk=draw.pk)


def _locked_space(space):
    """Two announcements of one purpose, one after the other."""
    hold(space)
    space.__dict__.pop("_grants", None)
    rows = Space.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization", "project__organization").get(pk=space.pk)
