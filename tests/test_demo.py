"""The demo as it stands once loaded: what it shows, and that it is honest work of the actions."""

import io
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command, load_command_class
from django.db import transaction

from governance import clock
from governance.accounts.models import User
from governance.management.demo import COMMUNECTER, FLAGSHIP, OPEN_ATLAS, PEOPLE, PROPOSALS, ROOMS
from governance.management.demo.play import PASSWORD
from governance.organizations.models import Leave, ProjectRequest, Space
from governance.polls.models import Argument
from governance.register.models import Chain, Entry
from governance.register.verification import verify
from governance.texts.models import Document
from governance.worker import tick
from proposals.actions import counts_of
from proposals.models import Action, Proposal, Question, Resolution, Round
from rooms.models import Message, Room


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for this module and taken back after it. Gives what the command said."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = io.StringIO()
        call_command("demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def flagship() -> Proposal:
    return Proposal.objects.with_facts().get(title=FLAGSHIP.title)


def test_every_phase_is_shown(demo):
    assert Counter(str(proposal.phase()) for proposal in Proposal.objects.with_facts()) == {
        "draft": 1,
        "discussion": 1,
        "amending": 4,
        "consultation": 2,
        "concertation": 2,
        "awaiting": 3,
        "resolved": 3,
        "review": 1,
        "referred": 1,
        "dropped": 1,
    }


def test_each_proposal_stands_where_its_story_says(demo):
    shown = {proposal.title: str(proposal.phase()) for proposal in Proposal.objects.with_facts()}
    assert shown == {told.title: told.phase for told in PROPOSALS}


def test_the_eleven_working_groups_come_in_their_order(demo):
    rooms = Room.objects.filter(space__slug=OPEN_ATLAS.slug)
    assert list(rooms.values_list("slug", flat=True)) == [room.slug for room in ROOMS]
    assert rooms.count() == 11


def test_the_project_has_a_room_of_its_own_with_talk_and_a_proposal(demo):
    (room,) = Room.objects.filter(space__slug=COMMUNECTER.slug)
    assert (room.thread.length > 3, [proposal.phase() for proposal in room.proposals.with_facts()]) == (
        True,
        ["amending"],
    )


def test_one_person_is_on_leave_until_a_day_to_come(demo):
    leave = Leave.objects.get()
    assert Space.objects.get(slug="open-atlas").on_leave(clock.now()) == {leave.membership.person_id}
    assert leave.membership.person.display_name == "Maëva Damour"


def test_the_association_has_its_colleges_its_voters_and_an_application_that_waits_for_the_bureau(demo):
    organization = Space.objects.get(slug="open-atlas").organization
    today = organization.day()
    assert [college.key for college in organization.colleges.all()] == [
        "adherent",
        "donateur",
        "bienfaiteur",
        "honneur",
    ]
    assert (organization.enrolled(today).count(), organization.voters(today).count()) == (26, 16)
    assert [str(asked) for asked in organization.applications.to_decide()] == ["Lucie Hoarau"]


def test_a_project_asks_to_enter_the_ecosystem(demo):
    asked = ProjectRequest.objects.open().get()
    assert (asked.person.display_name, asked.name) == ("Noé Pellerin", "Repair Café des Hauts")


def test_people_argue_on_each_side_of_the_open_poll(demo):
    sides = Argument.objects.filter(poll__ended_at=None).order_by("written_at").values_list("side", flat=True)
    assert list(sides) == ["for", "for", "against", "neutral"]


def test_one_of_the_accounts_that_are_offered_has_a_resolution_to_state(demo):
    carried = Proposal.objects.with_facts().filter(carrier__email__in=[person.email for person in PEOPLE[:5]])
    assert [p.carrier.email for p in carried if p.phase() == "awaiting"] == ["mathieu.boyer@demo.palabre.test"]


def test_the_flagship_has_its_third_version_and_everybodys_last_word(demo):
    proposal = flagship()
    ballots = proposal.round.vote.ballots.select_related("person", "option")
    given = {ballot.person.email: (ballot.option.key, ballot.reason) for ballot in ballots}
    by_key = {person.key: person.email for person in PEOPLE}
    assert (proposal.text.current.n, proposal.round.version.n) == (3, 3)
    assert given == {by_key[key]: position for key, position in FLAGSHIP.round.positions.items()}


def test_the_counts_that_are_kept_are_the_ballots_that_were_cast(demo):
    for round_ in Round.objects.select_related("vote"):
        cast = Counter(round_.vote.ballots.values_list("option__key", flat=True))
        assert counts_of(round_.vote) == {"agree": 0, "incomplete": 0, "abstain": 0, "disagree": 0, "block": 0} | cast


def test_the_register_verifies_and_its_times_follow_its_order(demo):
    times = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert [verify(chain) for chain in Chain.objects.values_list("name", flat=True)] == [None]
    assert times == sorted(times)
    assert times[-1] <= clock.now()


def test_the_clock_has_announced_what_time_decided_and_has_nothing_left_to_say(demo):
    closed = [r.proposal.title for r in Round.objects.all() if not r.vote.is_open(clock.now())]
    told = Entry.objects.filter(act="proposal.round_closed").values_list("subject_id", flat=True)
    assert sorted(closed) == sorted(Proposal.objects.get(pk=pk).title for pk in told)
    assert tick() == 0


def test_a_resolution_over_a_block_says_publicly_why(demo):
    over = [resolution for resolution in Resolution.objects.all() if resolution.open_objections]
    assert [bool(resolution.reason) for resolution in over] == [True]


def test_nothing_happens_before_what_it_answers_nor_after_now(demo):
    replies = Message.objects.filter(reply_to__isnull=False).select_related("reply_to")
    questions = Question.objects.filter(answered_at__isnull=False)
    assert all(reply.reply_to.posted_at < reply.posted_at for reply in replies)
    assert all(question.asked_at < question.answered_at for question in questions)
    assert all(action.created_at < action.done_at for action in Action.objects.filter(done_at__isnull=False))
    assert Message.objects.filter(posted_at__gt=clock.now()).count() == 0


def test_a_message_hangs_on_a_paragraph_that_its_version_has(demo):
    for message in Message.objects.filter(paragraph__isnull=False):
        text = Proposal.objects.get(thread=message.thread).text
        assert f'id="p{message.paragraph}"' in text.versions.get(n=message.version_n).html


def test_a_newcomer_is_told_five_accounts_and_signs_in_with_each(demo, client):
    offered = [person.email for person in PEOPLE[:5]]
    lines = load_command_class("governance", "demo").accounts()
    assert "\n".join(lines) in demo
    assert PASSWORD in lines[0]
    assert [email for line, email in zip(lines[1:], offered, strict=True) if email in line] == offered
    assert [client.login(email=email, password=PASSWORD) for email in offered] == [True] * 5
    assert EmailAddress.objects.filter(email__in=offered, verified=True, primary=True).count() == 5


def test_loading_it_again_changes_nothing_and_says_so(demo):
    tables = (User, Space, Room, Message, Proposal, Entry)
    before = [table.objects.count() for table in tables]
    said = io.StringIO()
    call_command("demo", stdout=said)
    assert "rien n’a été changé" in said.getvalue()
    assert [table.objects.count() for table in tables] == before


def test_reset_refuses_once_a_real_person_has_come(demo):
    User.objects.create_user("zoe@example.org", "palabre", display_name="Zoé Marin")
    with pytest.raises(CommandError, match="rien n’a été effacé"):
        call_command("demo", "--reset")
    assert flagship().title == FLAGSHIP.title


def test_the_association_keeps_its_documents_as_they_were_adopted(demo):
    documents = Document.objects.filter(space__organization__slug=OPEN_ATLAS.slug)
    assert {document.kind: str(document.status) for document in documents} == {
        "statutes": "in_force",
        "code_social": "in_force",
        "bylaws": "draft",
        "charter": "in_force",
    }
    code = documents.get(kind="code_social")
    assert code.in_force.body.count("**Article ") == 25
    assert code.commitments.filter(version=code.in_force).count() == 11


def test_a_proposal_on_the_code_social_is_under_way(demo):
    proposal = Proposal.objects.with_facts().get(document__kind="code_social")
    assert (str(proposal.phase()), proposal.text.versions.count()) == ("amending", 2)
    assert proposal.text.versions.first().body == proposal.document_base.body
