"""What people do around the bodies of an association: make them, and record who holds which seat of them."""

from datetime import date

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.assemblies.models import Body, Mandate, RenewedSeat
from governance.assemblies.permissions import may_co_opt, may_end_mandate, may_resign, may_seat, may_set_cycle
from governance.assemblies.seating import next_renewal, seats_to_renew
from governance.organizations.models import Membership
from governance.register.actions import hold, record
from governance.rules import mandates as law
from governance.verdict import Refused, ensure, no

Ending = Mandate.Ending


@transaction.atomic
def make_bodies(organization, statutes, by=None) -> list[Body]:
    """Give an association the bodies of its statutes, or change them to what these say now."""
    known = {body.key: body for body in _locked_bodies(organization)}
    for key, told in statutes.bodies.items():
        if key not in Body.Key.values:
            raise Refused(no(_("Cette instance n’existe pas.")))
        body = known.get(key) or Body(organization=organization, key=key)
        name = capfirst(told.name)
        said = (name, told.seats, told.term_months, list(told.officers), told.renewal == law.TURNS)
        if body.pk and said == (body.name, body.seats, body.term, body.posts, body.is_renewed_by_thirds):
            continue
        body.name, body.seats, body.term, body.posts, body.is_renewed_by_thirds = said
        body.save()
        record("body.made", body, by=by, space=organization.space, name=body.name, key=key, seats=body.seats)
        known[key] = body
    return list(known.values())


@transaction.atomic
def seat(body, person, *, by, decision, decided_on, since=None, seat=None, post="") -> Mandate:
    """Record that a decision gave somebody a seat or a post, from `since` (the day of the decision) on.

    A seat named for renewal begins a full term (ST-12.2d); one left before its end is filled until that end (ST-12.4b).
    """
    body, today = locked(body)
    ensure(may_seat(by, body))
    _ensure_decided(decision, decided_on, today)
    since = since or decided_on
    if since > today:
        raise Refused(no(_("Un mandat s’enregistre une fois commencé : cette date est à venir.")))
    _ensure_may_hold(body, person)
    _close_lapsed(body, today)
    if body.key == Body.Key.BOARD and body.seats:
        _ensure_is_a_seat(body, seat)
        return _seat_on_board(body, person, seat, since, by=by, decision=decision, decided_on=decided_on)
    if body.posts:
        return _seat_in_bureau(body, person, post, since, by=by, decision=decision, decided_on=decided_on)
    _ensure_sits_nowhere(body, person)
    until = law.end_of_term(since, body.term) if body.term else None
    return _begin(body, person, since=since, until=until, by=by, decision=decision, decided_on=decided_on)


@transaction.atomic
def co_opt(body, person, *, seat, by, decision, decided_on, next_assembly=None) -> Mandate:
    """Fill a vacant seat of the board until the next assembly, which ratifies or elects (ST-12.4a, A-18)."""
    body, today = locked(body)
    ensure(may_co_opt(by, body))
    _ensure_decided(decision, decided_on, today)
    _ensure_may_hold(body, person)
    _close_lapsed(body, today)
    _ensure_is_a_seat(body, seat)
    if next_assembly is not None and next_assembly <= today:
        raise Refused(no(_("La prochaine assemblée générale est à venir : cette date est passée (art. 12).")))
    last = _last_on(body, seat)
    if last and last.runs(today):
        raise Refused(no(_taken(last)))
    _ensure_after(last, decided_on)
    _ensure_sits_nowhere(body, person)
    left = _left_to_replace(last, decided_on)
    return _begin(
        body,
        person,
        seat=seat,
        since=decided_on,
        until=law.end_of_provisional(next_assembly, left.until if left else None),
        replaces=left,
        is_provisional=True,
        by=by,
        decision=decision,
        decided_on=decided_on,
    )


@transaction.atomic
def resign_mandate(mandate, *, by) -> Mandate:
    """Leave a seat or a post, at once; who leaves the board leaves the bureau too."""
    body, today = locked(mandate.body)
    mandate = _current(mandate, body)
    ensure(may_resign(by, mandate))
    _end(mandate, max(today, mandate.since), Ending.RESIGNED, by=by)
    _leave_bureau(body, mandate.person, today, by=by)
    return mandate


@transaction.atomic
def end_mandate(mandate, *, by, decision, decided_on) -> Mandate:
    """Record that a decision took a seat or a post back, on its day."""
    body, today = locked(mandate.body)
    mandate = _current(mandate, body)
    ensure(may_end_mandate(by, mandate))
    _ensure_decided(decision, decided_on, today)
    if decided_on < mandate.since:
        raise Refused(no(_("Cette décision est plus ancienne que le mandat auquel elle mettrait fin.")))
    mandate.end_decision, mandate.end_decided_on = decision.strip(), decided_on
    _end(mandate, decided_on, Ending.ENDED, by=by)
    _leave_bureau(body, mandate.person, decided_on, by=by)
    return mandate


def end_with_membership(event) -> None:
    """Whoever is a member of the association no more holds nothing of it from that day on (art. 7, 13)."""
    enrolment = event.subject
    organization, day = enrolment.organization, enrolment.until
    if organization.enrolments.current().filter(person=enrolment.person_id).exists():
        return
    bodies = {body.pk: body for body in _locked_bodies(organization)}
    held = Mandate.objects.filter(body__in=bodies, person=enrolment.person_id, ended_on__isnull=True)
    for mandate in held.select_related("person").order_by("pk"):
        mandate.body = bodies[mandate.body_id]
        mandate.body.organization = organization
        if mandate.until and mandate.until <= day:
            _end(mandate, mandate.until, Ending.TERM, by=None)
        else:
            _end(mandate, max(day, mandate.since), Ending.NOT_MEMBER, by=None)


@transaction.atomic
def set_cycle(body, *, by, start) -> Body:
    """Say on which day the cycle of renewals by thirds began (A-24)."""
    body, today = locked(body)
    ensure(may_set_cycle(by, body))
    if start > today:
        raise Refused(no(_("Le cycle part d’une date passée : la constitution, ou la dernière élection complète.")))
    if start != body.cycle_start:
        body.cycle_start = start
        body.save(update_fields=["cycle_start"])
        record("body.cycle_set", body, by=by, space=body.space, name=body.name, start=start.isoformat())
    return body


# --- What every act asks first -----------------------------------------------------------------------


def _locked_bodies(organization):
    hold(organization.space)
    return list(Body.objects.select_for_update(no_key=True).filter(organization=organization).order_by("pk"))


def locked(body) -> tuple[Body, date]:
    """The body, all those of its association locked in one order, and which day it is there."""
    bodies = {one.pk: one for one in _locked_bodies(body.organization)}
    found = bodies[body.pk]
    found.organization = body.organization
    found.organization.space.__dict__.pop("_grants", None)
    return found, found.space.day(clock.now())


def _current(mandate, body):
    mandate = Mandate.objects.select_related("person").get(pk=mandate.pk)
    mandate.body = body
    return mandate


def _ensure_decided(decision, decided_on, today):
    if prose.is_blank(decision):
        raise Refused(no(_("Quelle décision ? Nommez la séance et le point qui l’ont prise.")))
    if decided_on > today:
        raise Refused(no(_("Cette décision n’est pas encore prise : sa date est à venir.")))


def _ensure_may_hold(body, person):
    """Whoever holds a seat belongs to the space of the association, where its decisions are read."""
    if not person.is_active or not Membership.objects.current().filter(space=body.space, person=person).exists():
        raise Refused(no(_("Un mandat se confie à une personne de l’espace de l’association.")))


def _ensure_is_a_seat(body, seat):
    if seat is None or not 1 <= seat <= (body.seats or 0):
        said = _("Il n’y a pas de siège %(seat)s : le conseil d’administration en a %(seats)s (art. 12.1).")
        raise Refused(no(said % {"seat": seat or 0, "seats": body.seats or 0}))


def _ensure_sits_nowhere(body, person, but=None):
    held = body.mandates.filter(person=person, ended_on__isnull=True)
    if held.exclude(pk=but.pk if but else 0).exists():
        raise Refused(no(_("%(name)s y siège déjà : une personne, un siège (art. 12).") % {"name": person}))


def _ensure_after(last, since):
    if last and last.ended_on and since < last.ended_on:
        said = _("Ce siège était occupé jusqu’au %(day)s : le suivant ne commence pas avant.")
        raise Refused(no(said % {"day": last.ended_on.strftime("%d/%m/%Y")}))


def _taken(mandate):
    if mandate.until is None:
        return _("%(name)s occupe ce siège.") % {"name": mandate.person}
    said = _("%(name)s occupe ce siège jusqu’au %(day)s : il n’est pas à pourvoir (art. 12).")
    return said % {"name": mandate.person, "day": mandate.until.strftime("%d/%m/%Y")}


# --- Beginning and ending ----------------------------------------------------------------------------


def _seat_on_board(body, person, seat, since, *, by, **decided):
    last = _last_on(body, seat)
    to_renew = seat in seats_to_renew(body, since)
    if last and last.ended_on is None and not (to_renew or last.is_provisional):
        raise Refused(no(_taken(last)))
    going = last if last and last.ended_on is None else None
    _ensure_after(last, since)
    if going and since < going.since:
        raise Refused(no(_taken(going)))
    _ensure_sits_nowhere(body, person, but=going)
    left = None if to_renew else _left_to_replace(last, since)
    until = law.end_of_term(since, body.term, left.until if left else None) if body.term else None
    if going:
        _end(going, since, Ending.RENEWED if to_renew else Ending.REPLACED, by=by)
        if going.person_id != person.pk:
            _leave_bureau(body, going.person, since, by=by)
    begun = _begin(body, person, seat=seat, since=since, until=until, replaces=left, by=by, **decided)
    if to_renew:
        _note_renewal(body, seat, begun)
    return begun


def _seat_in_bureau(body, person, post, since, *, by, **decided):
    board = Mandate.objects.of(body.organization, Body.Key.BOARD).filter(ended_on__isnull=True).in_force(since)
    on_board = {mandate.person_id: mandate for mandate in board}
    holders = {one.post: one for one in body.mandates.filter(ended_on__isnull=True).select_related("person")}
    people = {key: one.person_id for key, one in holders.items()}
    against = law.against_post(post, person.pk, body.posts, people, on_board)
    if against == "unknown":
        raise Refused(no(_("Ce poste n’existe pas dans le bureau (art. 17).")))
    if against == "no_administrator":
        raise Refused(no(_("Le bureau se choisit parmi les membres du conseil d’administration (art. 17).")))
    if against == "taken":
        raise Refused(no(_taken(holders[post])))
    if against == "holds_another":
        said = _("%(name)s a déjà un poste au bureau : il réunit des personnes différentes (art. 17).")
        raise Refused(no(said % {"name": person}))
    _ensure_after(body.mandates.filter(post=post).order_by("ended_on", "pk").last(), since)
    seat_until = on_board[person.pk].until
    until = law.end_in_bureau(since, body.term, seat_until) if body.term else seat_until
    return _begin(body, person, post=post, since=since, until=until, by=by, **decided)


def _begin(body, person, *, by, decision, until, **told) -> Mandate:
    if until is not None and until <= body.space.day(clock.now()):
        said = _("Ce mandat aurait pris fin le %(day)s : il n’est plus à enregistrer.")
        raise Refused(no(said % {"day": until.strftime("%d/%m/%Y")}))
    told["until"] = until
    begun = Mandate.objects.create(body=body, person=person, recorded_by=by, decision=decision.strip(), **told)
    act = "mandate.co_opted" if begun.is_provisional else "mandate.began"
    record(act, begun, by=by, space=body.space, person=person.pk, **_said(begun))
    return begun


def _end(mandate, day, ending, *, by):
    """Close a mandate; its place is announced as vacant until somebody fills it."""
    mandate.ended_on, mandate.ending, mandate.ended_by = day, ending, by
    mandate.save(update_fields=["ended_on", "ending", "ended_by", "end_decision", "end_decided_on"])
    if ending == Ending.TERM:
        return  # what time ended, its beginning said already
    record("mandate.ended", mandate, by=by, space=mandate.body.space, person=mandate.person_id, **_said(mandate))


def _said(mandate) -> dict:
    """What the register says of a mandate: never a reason about a person."""
    told = {"body": mandate.body.name, "key": mandate.body.key, "seat": mandate.seat, "post": mandate.post}
    days = {"since": mandate.since, "until": mandate.until, "ended_on": mandate.ended_on}
    told |= {name: day.isoformat() if day else None for name, day in days.items()}
    told |= {"decision": mandate.decision, "decided_on": mandate.decided_on.isoformat()}
    if mandate.ending:
        told |= {"ending": mandate.ending, "decision": mandate.end_decision}
        told["decided_on"] = mandate.end_decided_on.isoformat() if mandate.end_decided_on else None
    return told


def _leave_bureau(body, person, day, *, by):
    """Whoever is no longer on the board leaves the post they held from it (art. 17)."""
    if body.key != Body.Key.BOARD:
        return
    posts = Mandate.objects.of(body.organization, Body.Key.BUREAU).filter(person=person, ended_on__isnull=True)
    for post in posts.select_related("person", "body"):
        post.body.organization = body.organization
        if post.until is None or post.until > day:
            _end(post, max(day, post.since), Ending.LEFT_BOARD, by=by)


def _close_lapsed(body, today):
    """Write down what time has ended already, so that the seat and the person are free again."""
    for mandate in body.mandates.filter(ended_on__isnull=True, until__lte=today).select_related("person"):
        mandate.body = body
        _end(mandate, mandate.until, Ending.TERM, by=None)


def _last_on(body, seat) -> Mandate | None:
    found = body.mandates.filter(seat=seat).select_related("person", "replaces")
    mandate = found.order_by("since", "pk").last()
    if mandate:
        mandate.body = body
    return mandate


def _left_to_replace(last, since) -> Mandate | None:
    """The mandate whose end whoever comes now inherits: the elected one that was left before its time (ST-12.4b)."""
    elected = last.replaces if last and last.is_provisional else last
    return elected if elected and elected.until and elected.until > since else None


def _note_renewal(body, seat, begun):
    """The seat was renewed in this cycle: it never is again (ST-12.2)."""
    drawn = body.renewed_seats.filter(cycle_start=body.cycle_start, seat=seat, mandate__isnull=True)
    if not drawn.update(mandate=begun):
        RenewedSeat.objects.create(
            body=body, cycle_start=body.cycle_start, turn=next_renewal(body).turn, seat=seat, mandate=begun
        )
