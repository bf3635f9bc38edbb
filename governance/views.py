"""The few pages that look across apps: home, the overview of a space, and its association."""

from collections import Counter
from datetime import timedelta
from itertools import chain

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import F, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance import clock, prose
from governance.assemblies.models import AgendaRequest, Draw, Meeting
from governance.assemblies.owed import owed_by, pressing
from governance.assemblies.permissions import may_follow
from governance.assemblies.seating import seatings
from governance.organizations.association_views import association_or_404, at_a_glance
from governance.organizations.association_views import waiting as association_waiting
from governance.organizations.models import JoinRequest, ProjectRequest, Space, Visibility
from governance.organizations.permissions import granted, may_ask_for_project, may_ask_to_join
from governance.organizations.views import about, space_or_404
from governance.polls.views.polls import near_home, open_in
from governance.rules.phases import Phase, decides_amendments
from governance.texts.models import Amendment, Document
from governance.texts.views import in_order
from governance.voting.models import Vote
from proposals.models import Action, AmendmentVote, Proposal, Question, Resolution
from proposals.since import mark_since
from rooms import moderation, reading
from rooms.models import Room
from rooms.votes import with_places

ACTIONS_SHOWN = 12
DRAWS_SHOWN = 3
MEETINGS_SHOWN = 5
REQUESTS_SHOWN = 5
RESOLUTIONS_SHOWN = 5
VOTES_SHOWN = 12
TOLD = timedelta(days=7)  # how long its author reads here that an amendment became without object
# What is most urgent comes first.
LIVING = (
    Phase.CONCERTATION,
    Phase.CONSULTATION,
    Phase.AWAITING,
    Phase.AMENDING,
    Phase.DISCUSSION,
    Phase.REVIEW,
)


def home(request):
    """For a visitor, what Palabre is; for somebody signed in, what waits for them."""
    if not request.user.is_authenticated:
        spaces = Space.objects.filter(visibility=Visibility.PUBLIC)
        return render(request, "home.html", {"spaces": _by_name(spaces)})
    user, now = request.user, clock.now()
    memberships = user.memberships.current().select_related(
        "role", "space__organization", "space__project__organization"
    )
    memberships = memberships.filter(space__in=Space.objects.visible_to(user))
    memberships = sorted(memberships, key=lambda membership: prose.alphabetical(str(membership.space)))
    mine = {membership.space_id for membership in memberships}
    public = Space.objects.filter(visibility=Visibility.PUBLIC).exclude(pk__in=mine)
    meetings = Meeting.objects.visible_to(user)
    context = {
        "association": association_waiting(user),
        "meetings": meetings.to_come().convening(user)[:MEETINGS_SHOWN],
        "to_convene": meetings.to_convene(user)[:MEETINGS_SHOWN],
    }
    context |= near_home(user, now)
    context |= {"memberships": memberships, "spaces": _by_name(public), "now": now, **_waiting(user, now)}
    return render(request, "home.html", context | reading.to_read(user, reading.SHORT))


def space(request, space_slug):
    """A space at a glance: what is open now, its rooms, what was resolved, who does what."""
    here = space_or_404(request.user, space_slug)
    user, now = request.user, clock.now()
    if request.htmx and request.GET.get("part") == "rooms":
        return render(request, "rooms/_rooms.html", {"space": here, **_rooms(here, user, _open_in(here, user, now))})
    rooms = Room.objects.visible_to(user).filter(space=here).living()
    if request.htmx and request.GET.get("part") == "open":
        context = {"space": here, "rooms": rooms.exists(), "now": now, **_open_here(here, user, now)}
        return render(request, "parts/_open_now.html", context)
    streams = reading.streams(user, rooms, ("space", here.pk))  # before what they date
    open_here = _open_here(here, user, now)
    resolutions = Resolution.objects.filter(proposal__room__space=here, proposal__in=Proposal.objects.visible_to(user))
    undone = Action.objects.visible_to(user).filter(room__space=here, done_at__isnull=True)
    return render(
        request,
        "space.html",
        {
            **about(user, here, "overview"),
            "now": now,
            "membership": _membership(user, here),
            "may_join": may_ask_to_join(user, here),
            **_projects(here, user),
            **open_here,
            **_rooms(here, user, open_here["proposals"]),
            "streams": streams,
            **(_sitting(here, user, now) if here.organization else {"agenda_requests": _asked(here, user)}),
            "polls_open": open_in(here, user, now),
            "draws": [(draw, stage) for draw, stage in _draws_of(here, now) if stage != "drawn"],
            "resolutions": resolutions.select_related("proposal", "by").order_by("-at")[:RESOLUTIONS_SHOWN],
            "actions": _soonest(undone)[:ACTIONS_SHOWN],
            "documents": in_order(here.documents.visible_to(user).with_versions()),
        },
    )


def _projects(space, user):
    """The projects of an organization, and those that `user` asks to bring into it."""
    organization = space.organization
    if organization is None:
        return {"projects": []}
    organization.space = space
    asked = ProjectRequest.objects.open().filter(organization=organization, person=user.pk)
    return {
        "projects": _by_name(Space.objects.visible_to(user).filter(project__organization=organization)),
        "project_requests": asked,
        "may_ask_for_project": may_ask_for_project(user, organization),
    }


@require_safe
def association(request, space_slug):
    """What binds the association: what it owes, its meetings and bodies, its people, where I stand in it."""
    here, organization = association_or_404(request, space_slug)
    user, now = request.user, clock.now()
    context = {
        **about(user, here, "association"),
        **at_a_glance(user, organization),
        **_sitting(here, user, now),
        "agenda_requests": _asked(here, user),
        "draws": _draws_of(here, now),
    }
    return render(request, "association.html", context)


def _sitting(space, user, now):
    """The meetings to come of the association, who sits in its bodies, and what is due, for those who see to it."""
    return {
        "duties": _owed_here(space, user, now),
        "meetings": Meeting.objects.of(space.organization).to_come()[:MEETINGS_SHOWN],
        "seatings": seatings(space.organization, space.day(now)),
    }


def _open_here(space, user, now):
    """What is open in a space: what asks all of it, and the rest."""
    open_now = mark_since(user, _open_in(space, user, now), now)
    votes = list(_votes_of(space, user, now))
    pinned = _concern_everybody(space, open_now, votes, now)
    return {
        "proposals": open_now,
        "votes": votes,
        "pinned": pinned,
        "under_way": [proposal for proposal in open_now if proposal not in pinned["proposals"]],
        "votes_elsewhere": [vote for vote in votes if vote not in pinned["votes"]],
    }


def _rooms(space, user, open_now):
    """The rooms of a space, each with how many proposals are under way there and what `user` has not read."""
    rooms = Room.objects.visible_to(user).filter(space=space).living()
    rooms = list(rooms.select_related("thread"))
    open_there = Counter(proposal.room_id for proposal in open_now)
    unread = reading.unread_in(user, rooms)
    found = [(room, open_there[room.pk], unread[room.pk] and reading.shown(unread[room.pk])) for room in rooms]
    return {"rooms": found}


def _votes_of(space, user, now):
    """The open votes of a space, those that close first first."""
    running = Vote.objects.visible_to(user).running(now).filter(space=space)
    # A vote of one line stands in the talk that asks it, and nowhere else.
    running = running.filter(asked_by__isnull=True)
    return with_places(running, user).order_by("closes_at", "pk")[:VOTES_SHOWN]


def _concern_everybody(space, proposals, votes, now):
    """Of what is open, the decisions that ask the whole space (DG-14): those of the rooms that all its members see.

    Somebody's own matter, or that of a few, is an action and no consultation.
    """
    shared = set(space.rooms.exclude(visibility=Visibility.ROLES).values_list("pk", flat=True))
    asking = (Phase.CONSULTATION, Phase.CONCERTATION)
    proposals = [one for one in proposals if one.room_id in shared and one.phase(now) in asking]
    votes = [vote for vote in votes if vote.owner_kind == "room" and vote.owner_id in shared]
    return {"proposals": proposals, "votes": votes, "n": len(proposals) + len(votes)}


def unreadable(request, exception):
    """The page of a request that Django gives up on; one that is too long says so, and how much is taken.

    Without Django's `requires_csrf_token`, which would read again what cannot be read.
    """
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20 if isinstance(exception, RequestDataTooBig) else None
    return render(request, "400.html", {"most": most}, status=400)


def _by_name(spaces):
    """Organizations first, then projects, each by name."""
    spaces = spaces.select_related("organization", "project__organization")
    return sorted(spaces, key=lambda space: (space.organization_id is None, prose.alphabetical(str(space))))


def _membership(user, space):
    if not user.is_authenticated:
        return None
    return space.memberships.current().filter(person=user).select_related("role").first()


def _open_in(space, user, now):
    """Proposals under way, the most urgent first; those that are over are left to their rooms."""
    never_resolved = Q(resolution__isnull=True)
    again = Q(round__is_resolved=False) | Q(reopened_at__gt=F("resolution__at"))
    to_review = Q(resolution__review_on__lte=now)
    proposals = (
        Proposal.objects.visible_to(user)
        .with_facts()
        .filter(
            never_resolved | again | to_review,
            room__space=space,
            room__archived_at__isnull=True,
            dropped_at__isnull=True,
        )
    )
    phases = {proposal: proposal.phase(now) for proposal in proposals}
    living = [proposal for proposal, phase in phases.items() if phase in LIVING]
    return sorted(living, key=lambda proposal: (LIVING.index(phases[proposal]), *_deadline(proposal, now)))


def _deadline(proposal, now):
    """What closes first comes first; without a closing time, what is newest."""
    closing = proposal.round.vote.closing(now) if proposal.round else None
    return (0, closing.timestamp()) if closing else (1, -proposal.created_at.timestamp())


def _asked(space, user):
    """What waits to be put on the agenda of the bodies of this association."""
    found = AgendaRequest.objects.of_space(space).waiting().visible_to(user)
    return found.select_related("made_by", "room__space")[:REQUESTS_SHOWN]


def _owed_here(space, user, now):
    """What the association is late with or should see to now, shown to those who answer for it."""
    if not may_follow(user, space.organization):
        return []
    return pressing(owed_by(space.organization, space.day(now)))


def _draws_of(space, now):
    """The draws under way of a space, and the last that were drawn, each with its stage."""
    found = Draw.objects.standing().filter(space=space).select_related("result")[:DRAWS_SHOWN]
    return [(draw, draw.stage(now)) for draw in found]


def _soonest(actions):
    people = actions.select_related("owner", "room__space")
    return people.order_by(F("due_on").asc(nulls_last=True), "created_at")


def _put_to(user, proposals, now):
    """The proposals whose amendments wait for the answers of `user`, the first to close first."""
    asked = AmendmentVote.objects.to_answer_by(user).values("amendment__text")
    return proposals.filter(amendments_close_at__gt=now, text__in=asked).order_by("amendments_close_at")


def _waiting(user, now):
    """What only this person can do next, where they may still do it; and what their groups review."""
    member = granted(user, "take_part_in_space")
    open_rooms = Room.objects.visible_to(user).living()
    proposals = Proposal.objects.visible_to(user).with_facts().filter(room__in=open_rooms.filter(space__in=member))
    asked = proposals.filter(
        round__vote__roll__person=user, round__vote__roll__answered_at__isnull=True, round__is_resolved=False
    )
    to_answer = [proposal for proposal in asked if proposal.round.vote.is_open(now)]
    carried = proposals.filter(carrier=user, round__is_resolved=False)
    mine = [(proposal, proposal.phase(now)) for proposal in carried]
    to_review = proposals.filter(resolution__review_on__lte=now, dropped_at__isnull=True).order_by(
        "resolution__review_on"
    )
    waits = Q(state=Amendment.State.OPEN) & ~Q(standing=Amendment.Standing.CURRENT)
    fell = Q(state=Amendment.State.MOOT, decided_at__gte=now - TOLD)
    amendments = Amendment.objects.filter(waits | fell, author=user, text__proposal__in=proposals).select_related(
        "base", "text__proposal__round__vote", "text__proposal__resolution"
    )
    talking = open_rooms.filter(space__in=granted(user, "talk_in_space"))
    questions = Question.objects.filter(
        person=user, answered_at__isnull=True, action__done_at__isnull=True, action__room__in=talking
    )
    # An action goes on in an archived room too.
    undone = Action.objects.visible_to(user).filter(owner=user, done_at__isnull=True, room__space__in=member)
    to_sign = Document.objects.visible_to(user).to_sign_by(user)
    requests = JoinRequest.objects.visible_to(user).filter(decided_at__isnull=True)
    waiting = {
        "to_answer": sorted(to_answer, key=lambda proposal: _deadline(proposal, now)),
        "to_resolve": [proposal for proposal, phase in mine if phase == Phase.AWAITING],
        "to_settle": [proposal for proposal, phase in mine if phase == Phase.CONCERTATION],
        "to_review": [proposal for proposal in to_review if proposal.phase(now) == Phase.REVIEW],
        "to_weigh": [one for one in _put_to(user, proposals, now) if one.phase(now) == Phase.AMENDING],
    }
    mark_since(user, chain.from_iterable(waiting.values()), now)
    # Whoever left a space has a place on its rolls, and answers no more.
    votes = Vote.objects.visible_to(user).to_answer_by(user, now).filter(space__in=granted(user, "see_space"))
    return waiting | {
        **moderation.waiting(user),
        "votes": with_places(votes, user).order_by("closes_at", "pk"),
        "to_sign": to_sign.with_versions().select_related("space__organization", "space__project__organization"),
        "to_accord": [one for one in amendments.order_by("pk") if decides_amendments(one.text.proposal.phase(now))],
        "questions": questions.select_related("action__author", "action__room__space").order_by("asked_at"),
        "actions": _soonest(undone)[:ACTIONS_SHOWN],
        "join_requests": requests.select_related(
            "person", "space__organization", "space__project__organization"
        ).order_by("created_at"),
        "project_requests": ProjectRequest.objects.open()
        .received_by(user)
        .exclude(person=user)
        .select_related("person", "organization__space"),
    }
