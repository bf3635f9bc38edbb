"""Where items come from: a request that is taken up, a proposal handed over, what each meeting must answer."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.assemblies.actions.convening import add_item
from governance.assemblies.actions.locking import lock
from governance.assemblies.agenda import admits
from governance.assemblies.models import AgendaItem, AgendaRequest, Body
from governance.assemblies.permissions import may_take_up_request
from governance.assemblies.seating import seating_of
from governance.organizations.models import Application
from governance.register.actions import record
from governance.rules.statutes import RESIDUAL
from governance.verdict import ensure

PROPOSAL, REQUEST, APPLICATION, SEATS = "proposal", "agendarequest", "application", "seats"
# What a proposal is voted as, the first that its body decides; whoever prepares the meeting may say another.
VOTED_AS = ("liability", "board_decision", RESIDUAL)


# --- Proposals handed over ---------------------------------------------------------------------------


def receive(event) -> None:
    """A proposal is handed over: it waits for the next meeting of the board with all it came with, by value."""
    told = event.payload
    asked = AgendaRequest.objects.create(
        room=told["room"],
        body=AgendaRequest.Body.BOARD,
        title=told["title"],
        words=told["words"],
        html=prose.render(told["words"]),
        made_by=event.by,
        source_kind=PROPOSAL,
        source_id=event.subject.pk,
        source_address=told["address"],
        text=told["text"],
        text_html=prose.render(told["text"]),
        text_sha256=told["sha256"],
        advice=told["advice"],
    )
    record("agendarequest.made", asked, by=event.by, space=event.space, title=asked.title, body=asked.body)


# --- Requests ----------------------------------------------------------------------------------------


@transaction.atomic
def take_up_request(request: AgendaRequest, *, by, meeting) -> AgendaItem:
    """Put a request on the agenda of a meeting of the body it asks, with its words and where it comes from."""
    meeting = lock(meeting)
    request = AgendaRequest.objects.select_for_update(of=("self",)).select_related("room__space").get(pk=request.pk)
    ensure(may_take_up_request(by, request, meeting))
    is_proposal = request.source_kind == PROPOSAL
    item = add_item(
        meeting,
        by=by,
        title=request.title,
        words=request.words,
        text=request.text,
        matter=_voted_as(meeting) if is_proposal else "",
        source=(
            (PROPOSAL, request.source_id, request.source_address, request.advice)
            if is_proposal
            else (REQUEST, request.pk, request.get_absolute_url(), None)
        ),
    )
    request.outcome, request.item = AgendaRequest.Outcome.TAKEN_UP, item
    request.closed_at, request.closed_by = clock.now(), by
    request.save(update_fields=["outcome", "item", "closed_at", "closed_by"])
    record("agendarequest.taken_up", request, by=by, space=request.space, title=request.title, meeting=meeting.pk)
    live.publish("agendarequest", request.pk, "request")
    return item


def _voted_as(meeting):
    statutes = meeting.rule_set.statutes
    known = [key for key in VOTED_AS if key in statutes.matters and meeting.body.key in statutes.deciding(key)]
    return known[0] if known else ""


# --- What each meeting must answer -------------------------------------------------------------------


def bring(event) -> None:
    """What the statutes put on the agenda of a meeting when it is prepared; a second call has that of the first."""
    meeting, by = event.subject, event.by
    if meeting.recalls_id:
        return
    with translation.override("fr"):  # agendas are in the language of the statutes
        _bring_applications(meeting, by=by)
        _bring_election(meeting, by=by)


def _bring_applications(meeting, *, by):
    """Each admission that waits, at each meeting of the body that admits (ST-6.3). Nobody is named: see the page."""
    if not admits(meeting):
        return
    there = set(meeting.items.filter(source_kind=APPLICATION).values_list("source_id", flat=True))
    for one in _waiting(meeting).exclude(pk__in=there).select_related("college", "organization__space"):
        add_item(
            meeting,
            by=by,
            title=_("Demande d’admission n° %(n)s (%(college)s)") % {"n": one.pk, "college": one.college.name},
            source=(APPLICATION, one.pk, one.get_absolute_url(), None),
        )


def _waiting(meeting):
    return Application.objects.to_decide().filter(organization=meeting.organization)


def _bring_election(meeting, *, by):
    """A vacant or provisional seat of the board is filled by the nearest general assembly (ST-12.4a)."""
    statutes = meeting.rule_set.statutes
    matter = next((one for one in statutes.matters.values() if one.elects == Body.Key.BOARD), None)
    board = Body.objects.filter(organization=meeting.organization, key=Body.Key.BOARD).first()
    if matter is None or board is None or meeting.body.key != matter.body:
        return
    board.organization = meeting.organization
    seating = seating_of(board, meeting.day)
    vacant = {place.key for place in seating.vacant}
    seats = [p for p in seating.places if p.key in vacant or (p.mandate and p.mandate.is_provisional)]
    if seats:
        add_item(
            meeting,
            by=by,
            title=_("Élection au conseil d’administration : sièges vacants ou provisoires"),
            matter=matter.key,
            seats=len(seats),
            source=(SEATS, board.pk, board.get_absolute_url(), None),
        )
