"""Home and the overview of a space: what each person finds there, and what it costs; what cannot be read."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance import clock
from governance.organizations import actions as organizations
from governance.organizations.models import Visibility
from governance.register.models import Entry
from proposals import actions as proposals
from proposals.models import Impact
from rooms import actions as rooms
from tests.cast import archive, person
from tests.organizations.association import asks_for_a_project
from tests.proposals.factories import BODY, a_proposal, amend, answer, fresh, later

WAITING = (
    "to_answer",
    "to_accord",
    "to_settle",
    "to_resolve",
    "to_review",
    "questions",
    "actions",
    "join_requests",
    "project_requests",
)


def waits(client, who):
    """What home says waits for somebody: the kinds that are not empty, with what is in them."""
    client.force_login(who)
    context = client.get("/").context
    return {kind: list(context[kind]) for kind in WAITING if context[kind]}


def overview(cast):
    return f"/spaces/{cast.space.slug}/"


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- Visitors and newcomers --------------------------------------------------------------------------


def test_a_visitor_reads_what_palabre_is_and_finds_the_public_spaces(cast, client):
    organizations.create_organization(by=cast.dave, name="Chez Dave", visibility="members")
    response = client.get("/")
    assert [str(space) for space in response.context["spaces"]] == ["Les Tisserands"]
    assert "Une palabre, c’est la parole sous l’arbre" in response.content.decode()


def test_without_any_space_a_visitor_is_told_what_to_do_first(db, client):
    assert "Aucun espace public ici" in client.get("/").content.decode()


def test_dave_who_has_no_space_is_told_how_to_get_one(cast, sign_in):
    page = sign_in(cast.dave).get("/").content.decode()
    assert "Vous n’avez pas encore d’espace" in page
    assert f'href="{overview(cast)}"' in page


def test_bob_finds_his_spaces_and_the_other_public_ones_apart(cast, sign_in):
    organizations.create_organization(by=cast.dave, name="Chez Dave")
    context = sign_in(cast.bob).get("/").context
    assert [str(membership.space) for membership in context["memberships"]] == ["Les Tisserands"]
    assert [str(space) for space in context["spaces"]] == ["Chez Dave"]


def test_a_space_one_left_is_no_longer_ones_own(cast, sign_in):
    organizations.leave_space(cast.space, by=cast.bob)
    assert sign_in(cast.bob).get("/").context["memberships"] == []


# --- What waits for people ---------------------------------------------------------------------------


def test_nothing_waits_for_anybody_at_first(cast, client):
    assert [waits(client, who) for who in (cast.alice, cast.bob, cast.carol, cast.dave)] == [{}, {}, {}, {}]


def test_a_position_waits_until_it_is_given(cast, client):
    proposal = a_proposal(cast)
    assert waits(client, cast.erin) == {"to_answer": [proposal]}
    answer(proposal, cast.erin)
    assert waits(client, cast.erin) == {}


def test_a_guest_is_not_asked_for_a_position(cast, client):
    a_proposal(cast)
    assert waits(client, cast.carol) == {}


def test_once_closed_a_consultation_waits_for_its_carrier_only(cast, client):
    proposal = a_proposal(cast, phase="awaiting")
    assert waits(client, cast.bob) == {"to_resolve": [proposal]}
    assert waits(client, cast.erin) == {}


def test_a_block_waits_for_the_answer_of_the_carrier(cast, client):
    proposal = a_proposal(cast, phase="concertation")
    answer(proposal, cast.bob)
    assert waits(client, cast.bob) == {"to_settle": [proposal]}


def test_a_review_waits_for_the_group(cast, client):
    proposal = a_proposal(cast, phase="review")
    found = {key: waits(client, getattr(cast, key)) for key in ("alice", "bob", "carol", "dave", "erin")}
    group = {key: {"to_review": [proposal]} for key in ("alice", "bob", "erin")}
    assert found == group | {"carol": {}, "dave": {}}


def test_what_was_renewed_or_dropped_is_to_review_no_more(cast, client):
    proposals.renew(a_proposal(cast, phase="review"), by=cast.erin)
    proposals.drop_proposal(a_proposal(cast, phase="review"), by=cast.bob, reason="Cela a fait son temps.")
    assert waits(client, cast.alice) == {}


@pytest.mark.parametrize("phase", ["draft", "discussion", "amending", "resolved", "referred", "dropped"])
def test_in_the_other_phases_nobody_is_waited_for(cast, client, phase):
    a_proposal(cast, phase=phase)
    assert [waits(client, who) for who in (cast.bob, cast.erin)] == [{}, {}]


def test_a_question_and_an_action_wait_for_those_they_name(cast, client):
    action = proposals.open_action(
        cast.room, by=cast.bob, title="Déplacer la réunion", impact=Impact.FEW, named=[cast.erin]
    )
    assert waits(client, cast.bob) == {"actions": [action]}
    assert waits(client, cast.erin) == {"questions": [action.questions.get()]}
    proposals.answer_question(action.questions.get(), by=cast.erin, answer="Oui, mardi.")
    assert waits(client, cast.erin) == {}


def test_a_request_to_join_waits_for_those_who_facilitate(cast, client):
    asked = organizations.ask_to_join(cast.space, by=cast.dave)
    assert waits(client, cast.alice) == {"join_requests": [asked]}
    assert waits(client, cast.bob) == {}


def test_a_project_that_asks_to_enter_waits_for_those_who_receive_it(cast, client):
    asked = asks_for_a_project(cast)
    found = {key: waits(client, getattr(cast, key)) for key in ("alice", "bob", "dave")}
    assert found == {"alice": {"project_requests": [asked]}, "bob": {}, "dave": {}}


@pytest.fixture
def waiting_for_erin(cast):
    """A position, an opinion, an answer to a block, a resolution, a review and an action wait for Erin."""
    a_proposal(cast)
    for phase in ("concertation", "awaiting", "review"):
        a_proposal(cast, cast.erin, phase)
    proposals.open_action(cast.room, by=cast.bob, title="Demander", impact=Impact.FEW, named=[cast.erin])
    proposals.open_action(cast.room, by=cast.erin, title="Agir")


def test_nothing_waits_for_whoever_left_even_where_they_still_read(cast, client, waiting_for_erin):
    assert len(waits(client, cast.erin)) == 6
    organizations.leave_space(cast.space, by=cast.erin)
    assert waits(client, cast.erin) == {}


def test_of_a_guest_nothing_is_asked_but_what_guests_may_say(cast, client, waiting_for_erin):
    membership = cast.space.memberships.current().get(person=cast.erin)
    organizations.change_role(membership, by=cast.alice, role_key="guest")
    assert set(waits(client, cast.erin)) == {"questions"}


def test_of_an_archived_room_only_ones_actions_still_wait(cast, client):
    action = proposals.open_action(cast.room, by=cast.erin, title="Agir")
    proposals.open_action(cast.room, by=cast.bob, title="Demander", impact=Impact.FEW, named=[cast.erin])
    a_proposal(cast, cast.erin, "review")
    archive(cast.room, by=cast.alice)
    assert waits(client, cast.erin) == {"actions": [action]}


def test_what_waited_in_a_closed_space_one_left_waits_no_more(cast, client):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    a_proposal(cast)
    organizations.leave_space(cast.space, by=cast.erin)
    assert waits(client, cast.erin) == {}


# --- The overview of a space -------------------------------------------------------------------------


def test_an_empty_space_says_what_to_do_first(db, sign_in):
    dave = person("dave")
    organization = organizations.create_organization(by=dave, name="Chez Dave")
    page = sign_in(dave).get(f"/spaces/{organization.space.slug}/").content.decode()
    assert "Tout commence dans un salon" in page
    assert "Ouvrez-en un par thème" in page


def test_the_most_urgent_comes_first_and_what_is_over_is_left_out(cast, client):
    stands = {
        phase: a_proposal(cast, phase=phase)
        for phase in ("dropped", "review", "discussion", "resolved", "amending", "awaiting", "consultation")
    }
    stands["concertation"] = a_proposal(cast, phase="concertation")
    shown = client.get(overview(cast)).context["proposals"]
    order = ("concertation", "consultation", "awaiting", "amending", "discussion", "review")
    assert shown == [stands[phase] for phase in order]


def test_of_two_consultations_the_one_that_closes_first_comes_first(cast, client):
    with later(days=-1):
        first = a_proposal(cast)
    second = a_proposal(cast)
    assert client.get(overview(cast)).context["proposals"] == [first, second]


def test_rooms_say_how_many_proposals_are_under_way(cast, client):
    quiet = rooms.open_room(cast.space, by=cast.alice, name="Jardin")
    for phase in ("consultation", "amending", "resolved"):
        a_proposal(cast, phase=phase)
    shown = client.get(overview(cast)).context["rooms"]
    assert {room: open_there for room, open_there, _unread in shown} == {cast.room: 2, quiet: 0}


def test_a_draft_is_shown_to_nobody_on_the_overview(cast, client):
    a_proposal(cast, phase="draft")
    client.force_login(cast.bob)
    assert client.get(overview(cast)).context["proposals"] == []


def test_what_happens_in_a_room_for_some_roles_is_not_shown_to_others(cast, client):
    team = cast.space.roles.get(key="member")
    room = rooms.open_room(cast.space, by=cast.alice, name="Équipe", visibility=Visibility.ROLES, roles=[team])
    proposal = a_proposal(cast, room=room, phase="resolved")
    proposals.open_follow_up(proposal, by=cast.bob, title="Une action de l’équipe")
    seen = {}
    for who in ("bob", "carol", "dave"):
        client.force_login(getattr(cast, who))
        context = client.get(overview(cast)).context
        seen[who] = [len(context[kind]) for kind in ("rooms", "resolutions", "actions")]
    assert seen == {"bob": [2, 1, 1], "carol": [1, 0, 0], "dave": [1, 0, 0]}


def test_a_member_is_offered_to_leave_and_a_stranger_to_join(cast, client):
    offers = {}
    for who in ("bob", "dave"):
        client.force_login(getattr(cast, who))
        page = client.get(overview(cast)).content.decode()
        offers[who] = (f"{overview(cast)}leave/" in page, f"{overview(cast)}join/" in page)
    assert offers == {"bob": (True, False), "dave": (False, True)}


def test_the_projects_of_an_organization_are_listed_for_those_who_see_them(cast, client):
    organizations.create_project(cast.organization, by=cast.alice, name="Atelier", visibility="members")
    seen = {}
    for who in ("alice", "bob"):
        client.force_login(getattr(cast, who))
        seen[who] = [str(space) for space in client.get(overview(cast)).context["projects"]]
    assert seen == {"alice": ["Atelier"], "bob": []}


# --- As many queries for one as for many ------------------------------------------------------------


def furnish(cast, n):
    for _ in range(n):
        a_proposal(cast)
        a_proposal(cast, phase="awaiting", carrier=cast.erin)
        resolved = a_proposal(cast, phase="resolved")
        with clock.pretend(clock.now() + timedelta(minutes=1)):
            proposals.open_follow_up(fresh(resolved), by=cast.bob, title="Relire", owner=cast.erin)
        proposals.open_action(cast.room, by=cast.bob, title="Voir", impact=Impact.FEW, named=[cast.erin])
        room = rooms.open_room(cast.space, by=cast.alice, name="Salon")
        a_proposal(cast, room=room, phase="discussion")
        project = organizations.create_project(cast.organization, by=cast.alice, name="Projet")
        organizations.admit(project.space, cast.erin, "facilitator", by=cast.alice)
        asking = person(f"asking{room.pk}")
        organizations.ask_to_join(project.space, by=asking)
        elsewhere = organizations.create_organization(by=asking, name="Ailleurs")
        organizations.create_project(elsewhere, by=asking, name="Ailleurs aussi")


@pytest.mark.parametrize("page", ["/", "/spaces/les-tisserands/", "/spaces/les-tisserands/activity/"])
def test_a_page_costs_the_same_for_one_and_for_many(cast, sign_in, page):
    client = sign_in(cast.erin)
    furnish(cast, 1)
    few = queries(client, page)
    furnish(cast, 4)
    assert queries(client, page) == few


def test_every_act_that_was_recorded_has_a_sentence_of_its_own(cast):
    furnish(cast, 1)
    for phase in ("concertation", "review", "referred", "dropped"):
        a_proposal(cast, phase=phase)
    acts = {act.replace(".", "_") for act in Entry.objects.values_list("act", flat=True)}
    written = {file.stem for file in (settings.BASE_DIR / "templates/register/entries").iterdir()}
    assert {"membership_began", "proposal_resolved", "action_opened"} <= acts
    assert acts - written == set()


def test_the_activity_says_who_answered_and_never_what(cast, sign_in):
    proposal = a_proposal(cast)
    for who, choice in (("alice", "agree"), ("erin", "disagree"), ("faye", "abstain"), ("bob", "incomplete")):
        answer(proposal, getattr(cast, who), choice)
    lines = sign_in(cast.dave).get("/spaces/les-tisserands/activity/").context["lines"]
    told = [line for line in lines if line.entry.act == "proposal.position_taken"]
    sentences = {render_to_string(line.templates, vars(line)).replace(str(line.actor), "Quelqu’un") for line in told}
    assert [line.actor for line in told] == [cast.bob, cast.faye, cast.erin, cast.alice]
    assert len(sentences) == 1


def test_whoever_wrote_an_amendment_learns_that_the_text_changed_under_it(cast, client):
    proposal = a_proposal(cast, phase="amending")
    mine = amend(proposal, cast.erin, BODY.replace("le guide", "le guide en malgache"))
    proposals.accept_amendment(amend(proposal, cast.faye), by=cast.bob)
    client.force_login(cast.erin)
    page = client.get("/").content.decode()
    assert (f"/proposals/{proposal.pk}/amendments/{mine.n}/" in page, "accordez les deux" in page) == (True, True)
    client.force_login(cast.faye)
    assert "demande à être relu" not in client.get("/").content.decode()


# --- A request that cannot be read -------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("trop long", "jusqu’à 8\u00a0Mo", "encore dans votre navigateur")),
        ("en", ("too long", "up to 8\u00a0MB", "still in your browser")),
    ],
)
def test_what_is_too_long_comes_back_saying_so_and_where_the_text_still_is(cast, language, words, sort):
    body = "x" * (8 * 2**20 + 1)
    if sort.startswith("multipart"):
        body = f'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n{body}\r\n--x--\r\n'
    cast.erin.language = language
    cast.erin.save()
    client = Client(enforce_csrf_checks=True)  # what reads the request first, outside of tests
    client.force_login(cast.erin)
    answer = client.post(overview(cast), body, content_type=sort)
    page = answer.content.decode()
    assert (answer.status_code, [word for word in words if word not in page]) == (400, [])


def test_what_is_not_readable_for_another_reason_is_not_called_too_long(cast):
    names = "&".join(f"n{n}=1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.erin)
    answer = client.post(overview(cast), names, content_type="application/x-www-form-urlencoded")
    page = answer.content.decode()
    assert (answer.status_code, "n’est pas lisible" in page, "trop long" in page) == (400, True, False)
