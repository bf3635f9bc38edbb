"""Where items come from: a request that is taken up, a proposal handed over, what each meeting must answer."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.assemblies.actions.convening import APPLICATION, FOLLOW_UPS, add_item, drop, put_on
from governance.assemblies.actions.locking import lock
from governance.assemblies.agenda import admits, matter_of
from governance.assemblies.models import AgendaItem, AgendaRequest, Body, FollowUp, Meeting
from governance.assemblies.permissions import may_take_up_request
from governance.assemblies.seating import seating_of
from governance.assemblies.writing import inline
from governance.organizations.models import Application
from governance.register.actions import record
from governance.rules.statutes import RESIDUAL
from governance.verdict import ensure

PROPOSAL, REQUEST, SEATS, POSTS = "proposal", "agendarequest", "seats", "posts"
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
    meeting = event.subject
    if meeting.recalls_id is None:
        _bring(meeting, by=event.by)


def bring_anew(event) -> None:
    """What happens while meetings are prepared, and nobody is convened to them yet, is on their agendas too."""
    organization = event.space.organization
    if organization is None:
        return
    waiting = Meeting.objects.of(organization).filter(
        sent_at=None, cancelled_at=None, recalls=None, starts_at__gt=clock.now()
    )
    for meeting in waiting.select_related("body__organization__space").order_by("pk"):
        _bring(lock(meeting), by=None)


def _bring(meeting, *, by):
    if any(item.matter and matter_of(meeting, item).single_item for item in meeting.items.all()):
        return  # its question stands alone (art. 22.2, 23.2)
    with translation.override("fr"):  # agendas are in the language of the statutes
        _bring_applications(meeting, by=by)
        _bring_election(meeting, by=by)
        _bring_posts(meeting, by=by)
        _bring_follow_ups(meeting, by=by)


def _bring_applications(meeting, *, by):
    """Each admission that waits, at each meeting of the body that admits (ST-6.3). Nobody is named: see the page."""
    if not admits(meeting):
        return
    there = set(meeting.items.filter(source_kind=APPLICATION).values_list("source_id", flat=True))
    for one in _waiting(meeting).exclude(pk__in=there).select_related("college", "organization__space"):
        put_on(
            meeting,
            by=by,
            title=_("Demande d’admission n° %(n)s (%(college)s)") % {"n": one.pk, "college": one.college.name},
            source=(APPLICATION, one.pk, one.get_absolute_url(), None),
        )


def _waiting(meeting):
    return Application.objects.to_decide().filter(organization=meeting.organization)


def _bring_election(meeting, *, by):
    """A vacant or provisional seat of the board is filled by the nearest general assembly (ST-12.4a)."""
    found = _elected_by(meeting, Body.Key.BOARD)
    if found is None:
        return
    matter, seating = found
    vacant = {place.key for place in seating.vacant}
    seats = [p for p in seating.places if p.key in vacant or (p.mandate and p.mandate.is_provisional)]
    there = meeting.items.filter(source_kind=SEATS).first()
    if there:
        if seats and there.seats != len(seats):
            AgendaItem.objects.filter(pk=there.pk).update(seats=len(seats))
            live.publish("meeting", meeting.pk, "page")
    elif seats:
        put_on(
            meeting,
            by=by,
            title=_("Élection au conseil d’administration : sièges vacants ou provisoires"),
            matter=matter.key,
            seats=len(seats),
            source=(SEATS, seating.body.pk, seating.body.get_absolute_url(), None),
        )


def _bring_posts(meeting, *, by):
    """A vacant post of the bureau is renewed at once: before anything else on the agenda of the board (ST-17.2)."""
    found = _elected_by(meeting, Body.Key.BUREAU)
    if found is None:
        return
    matter, seating = found
    there = set(meeting.items.filter(matter=matter.key).values_list("post", flat=True))
    for place in reversed([one for one in seating.vacant if one.key not in there]):
        put_on(
            meeting,
            by=by,
            title=_("Urgent : pourvoir un poste vacant du bureau, %(post)s") % {"post": place.name},
            matter=matter.key,
            post=place.key,
            source=(POSTS, seating.body.pk, seating.body.get_absolute_url(), None),
            first=True,
        )


def _elected_by(meeting, key):
    """The matter under which the body of this meeting fills the body `key`, and who holds what there on its day."""
    matters = meeting.rule_set.statutes.matters.values()
    matter = next((one for one in matters if one.elects == key), None)
    body = Body.objects.filter(organization=meeting.organization, key=key).first()
    if matter is None or body is None or meeting.body.key != matter.body:
        return None
    body.organization = meeting.organization
    return matter, seating_of(body, meeting.day)


def _bring_follow_ups(meeting, *, by):
    """The board goes over what it carries, at each meeting, until it is closed (ST-15.1).

    The list follows what is done until the convocation leaves, then stays as it was sent.
    """
    if meeting.body.key != Body.Key.BOARD:
        return
    left = FollowUp.objects.of(meeting.organization).left().select_related("owner", "decision__item__meeting")
    words = "\n".join(_line(one, meeting.day) for one in left.order_by("due_on", "pk"))
    there = meeting.items.filter(source_kind=FOLLOW_UPS).first()
    if there is None and words:
        address = reverse("follow-ups", args=[meeting.space.slug])
        source = (FOLLOW_UPS, meeting.body.pk, address, None)
        put_on(meeting, by=by, title=_("Suites en cours"), words=words, source=source)
    elif there and not words:
        there.meeting = meeting
        drop(there)
        live.publish("meeting", meeting.pk, "page")
    elif there and there.words != words:
        AgendaItem.objects.filter(pk=there.pk).update(words=words, html=prose.render(words))
        live.publish("meeting", meeting.pk, "page")


def _line(one, day):
    """A follow-up in a line of Markdown: what, from which decision, by when and by whom."""
    told = {"title": inline(one.title), "meeting": inline(one.decision.item.meeting.title)}
    parts = [_("%(title)s (%(meeting)s)") % told]
    if one.due_on:
        said = _("en retard depuis le %(day)s") if one.due_on < day else _("pour le %(day)s")
        parts.append(said % {"day": date_format(one.due_on, "j F Y")})
    parts.append(_("portée par %(name)s") % {"name": inline(one.owner)} if one.owner else _("personne ne la porte"))
    return "- " + ", ".join(parts)
