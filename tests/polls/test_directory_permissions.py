"""Who may do what in the directory, as a table."""

import inspect

import pytest

from governance.organizations import actions as organizations
from governance.polls import actions
from governance.polls.permissions import directory as may
from tests.polls.listed import a_network, element, imported
from tests.polls.places import a_commune

pytestmark = pytest.mark.django_db

CAST = ("alice", "bob", "carol", "dave", "anonymous")
FACILITATING = ("yes", "ask", "ask", "ask", "sign_in")
TABLE = {
    #                          alice  bob    carol  dave   anonymous
    "may_list": FACILITATING,
    "may_make_network_map": FACILITATING,
    "may_change_network_map": FACILITATING,
    "may_import": FACILITATING,
    "may_undo_import": FACILITATING,
}
OVER = {"may_change_network_map": ("no",) * 5, "may_undo_import": ("no", "ask", "ask", "ask", "sign_in")}


@pytest.fixture
def things(cast):
    a_commune()
    batch = imported(cast, element(lat=-21.2, lon=55.3))
    kept = a_network(cast)
    return dict.fromkeys(TABLE, cast.space) | {"may_change_network_map": kept, "may_undo_import": batch}


def answers(cast, question, subject):
    verdicts = [getattr(may, question)(getattr(cast, who), subject) for who in CAST]
    assert [v.why for v in verdicts if not v and not v.why.endswith(".")] == []
    return tuple("yes" if v else v.remedy or "no" for v in verdicts)


@pytest.mark.parametrize("question", TABLE)
def test_each_person_is_answered_as_the_table_says(cast, things, question):
    assert answers(cast, question, things[question]) == TABLE[question]


@pytest.mark.parametrize("question", OVER)
def test_what_is_over_is_not_done_again(cast, things, question):
    actions.withdraw_network_map(things["may_change_network_map"], by=cast.alice)
    actions.undo_import(things["may_undo_import"], by=cast.alice)
    things["may_change_network_map"].refresh_from_db()
    things["may_undo_import"].refresh_from_db()
    assert answers(cast, question, things[question]) == OVER[question]


def test_a_map_is_made_by_a_public_space_alone(cast, things):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    cast.space.refresh_from_db()
    assert answers(cast, "may_make_network_map", cast.space)[0] == "no"


def test_the_table_names_every_question():
    asked = {
        name for name, function in inspect.getmembers(may, inspect.isfunction) if function.__module__ == may.__name__
    }
    assert asked == set(TABLE)
