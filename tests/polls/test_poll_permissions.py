"""Who may do what with a citizen poll at each of its moments, as tables."""

import inspect
from datetime import timedelta

import pytest

from governance import clock
from governance.organizations.models import Visibility
from governance.polls import actions
from governance.polls.models import Argument, CitizenPoll, PollDocument
from governance.polls.permissions import arguments as arguing
from governance.polls.permissions import polls as may
from tests.polls.asking import live, opened, prepared
from tests.polls.places import la_reunion

pytestmark = pytest.mark.django_db

# Alice facilitates and lives in the poll; Bob is a member who lives in it; Carol lives in another commune, Dave in it
# with a residence that expired; Erin is a member who never said where she lives.
CAST = ("alice", "bob", "carol", "dave", "erin", "anonymous")
TABLE = {
    #                    alice   bob     carol   dave    erin    anonymous
    "may_make_poll": {
        "prepared": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "open": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
    },
    "may_see_poll": {
        "prepared": ("yes", "wait", "wait", "wait", "wait", "wait"),
        "open": ("yes", "yes", "yes", "yes", "yes", "yes"),
        "counted": ("yes", "yes", "yes", "yes", "yes", "yes"),
    },
    "may_change_poll": {
        "prepared": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "open": ("no",) * 6,
        "cancelled": ("no",) * 6,
    },
    "may_open_poll": {
        "prepared": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "announced": ("no",) * 6,
        "open": ("no",) * 6,
    },
    "may_cancel_poll": {
        "prepared": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "announced": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "open": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "counting": ("no",) * 6,
        "counted": ("no",) * 6,
        "cancelled": ("no",) * 6,
    },
    "may_answer_poll": {
        "prepared": ("wait",) * 6,
        "announced": ("wait",) * 6,
        "open": ("yes", "yes", "no", "no", "no", "sign_in"),
        "counting": ("no",) * 6,
        "counted": ("no",) * 6,
        "cancelled": ("no",) * 6,
    },
}
HERE = (("commune", "97411"),)


@pytest.fixture
def island(cast):
    la_reunion()
    live(cast.alice, "97411")
    live(cast.bob, "97411")
    live(cast.carol, "97415")
    live(cast.dave, "97411", days=-1)
    return cast


def at(cast, stage):
    """The poll at that stage, and the moment at which it is looked at."""
    now = clock.now()
    if stage == "prepared":
        return prepared(cast, places=HERE), now
    if stage == "announced":
        return opened(cast, places=HERE, opens_at=now + timedelta(days=1)), now
    poll = opened(cast, places=HERE)
    if stage == "cancelled":
        return actions.cancel_poll(poll, by=cast.alice, reason="Mal posé."), clock.now()
    if stage in ("counting", "counted"):
        now = poll.closes_at + timedelta(minutes=1)
    if stage == "counted":
        with clock.pretend(now):
            actions.count_poll(poll)
    return poll, max(now, clock.now())


@pytest.mark.parametrize(
    "question, stage", [(name, stage) for name, stages in TABLE.items() for stage in stages], ids="-".join
)
def test_each_person_is_answered_as_the_table_says(island, question, stage):
    poll, now = at(island, stage)
    assert poll.stage(now) == stage or stage == "counted"
    verdicts = []
    for who in CAST:
        poll = CitizenPoll.objects.get(pk=poll.pk)  # nothing of an earlier answer is kept on it
        about = [poll.space] if question == "may_make_poll" else [poll]
        if question in ("may_cancel_poll", "may_answer_poll"):
            about.append(now)
        verdicts.append(getattr(may, question)(getattr(island, who), *about))
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == TABLE[question][stage]
    assert [v.why for v in verdicts if not v and not v.why.endswith((".", "réponse."))] == []


def test_a_space_that_not_everybody_reads_asks_no_poll(island):
    island.space.visibility = Visibility.MEMBERS
    assert "rendez-le public" in may.may_make_poll(island.alice, island.space).why


def test_a_residence_less_sure_than_the_poll_asks_is_told_how_to_be_attested(island):
    poll = opened(island, places=HERE, min_level=1)
    assert "attester" in may.may_answer_poll(island.bob, poll, clock.now()).why
    live(island.erin, "97411", level=1)
    assert may.may_answer_poll(island.erin, poll, clock.now())


def test_the_table_names_every_question():
    asked = {name for name, _f in inspect.getmembers(may, inspect.isfunction) if name.startswith("may_")}
    assert asked - {"may_facilitate", "may_see_space"} == set(TABLE)


# --- Arguments and documents: what Bob argued, and what Alice joined ------------------------------------

ABOUT = {
    #                        alice   bob     carol   dave    erin    anonymous
    "may_argue": {
        "prepared": ("wait",) * 6,
        "open": ("yes", "yes", "no", "no", "no", "sign_in"),
        "counted": ("no",) * 6,
        "cancelled": ("no",) * 6,
    },
    "may_withdraw_argument": {
        "open": ("no", "yes", "no", "no", "no", "sign_in"),
        "counted": ("no", "yes", "no", "no", "no", "sign_in"),
    },
    "may_report_argument": {
        "open": ("yes", "no", "yes", "yes", "yes", "sign_in"),
        "counted": ("yes", "no", "yes", "yes", "yes", "sign_in"),
    },
    "may_moderate_argument": {
        "open": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "counted": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
    },
    "may_add_poll_document": {
        "prepared": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "open": ("no",) * 6,
        "cancelled": ("no",) * 6,
    },
    "may_remove_poll_document": {
        "prepared": ("yes", "ask", "ask", "ask", "ask", "sign_in"),
        "open": ("no",) * 6,
    },
    "may_read_poll_document": {
        "prepared": ("yes", "wait", "wait", "wait", "wait", "wait"),
        "open": ("yes",) * 6,
        "counted": ("yes",) * 6,
    },
}


@pytest.mark.parametrize(
    "question, stage", [(name, stage) for name, stages in ABOUT.items() for stage in stages], ids="-".join
)
def test_each_person_is_answered_about_an_argument_or_a_document(island, question, stage):
    poll, now = at(island, stage)
    argument = Argument.objects.create(poll=poll, author=island.bob, side="for", body="Une raison")
    document = PollDocument(poll=poll, n=1, name="plan.pdf", size=1, added_by=island.alice)
    about = {"may_argue": [poll, now], "may_add_poll_document": [poll]}
    given = about.get(question, [document] if "document" in question else [argument])
    verdicts = [getattr(arguing, question)(getattr(island, who), *given) for who in CAST]
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == ABOUT[question][stage]
    assert [v.why for v in verdicts if not v and not v.why.endswith((".", "réponse."))] == []


def test_the_other_table_names_every_question():
    asked = {name for name, _f in inspect.getmembers(arguing, inspect.isfunction) if name.startswith("may_")}
    lower = {"may_answer_poll", "may_change_poll", "may_facilitate", "may_see_poll"}
    assert asked - lower == set(ABOUT)
