"""Who may do what around territories and residences, person by person."""

import inspect

import pytest

from governance.polls import actions
from governance.polls import permissions as may
from governance.polls.models import AttestationRequest, Residence
from tests.polls.places import commune, district, la_reunion, lives

pytestmark = pytest.mark.django_db
CAST = ("alice", "bob", "erin", "carol", "dave", "gus", "anonymous")

# What each person is answered: yes, or the remedy offered with the no. Alice facilitates; Bob lives in Saint-Denis and
# asks the space to attest it, with a proof that Alice checked; Erin is a referent of the space there; Gus administers.
TABLE = {
    #                                alice   bob    erin   carol  dave   gus   anonymous
    may.may_see_territory: ("yes", "yes", "yes", "yes", "yes", "yes", "yes"),
    may.may_draw: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_withdraw_zone: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_declare: ("no", "yes", "no", "no", "no", "no", "sign_in"),
    may.may_see_residence: ("no", "yes", "no", "no", "no", "no", "sign_in"),
    may.may_ask_attestation: ("no", "wait", "no", "no", "no", "no", "sign_in"),
    may.may_withdraw_request: ("no", "yes", "no", "no", "no", "no", "sign_in"),
    may.may_see_request: ("yes", "yes", "yes", "no", "no", "no", "sign_in"),
    may.may_attest: ("no", "wait", "no", "no", "no", "no", "sign_in"),
    may.may_refuse_request: ("yes", "wait", "yes", "no", "no", "no", "sign_in"),
    may.may_check_proof: ("no", "wait", "no", "no", "no", "no", "sign_in"),
    may.may_confirm_proof: ("wait", "wait", "yes", "no", "no", "no", "sign_in"),
    may.may_read_proof: ("yes", "wait", "yes", "no", "no", "no", "sign_in"),
    may.may_be_found_in: ("ask", "yes", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_name_referent: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_end_referent: ("yes", "ask", "yes", "ask", "ask", "ask", "sign_in"),
}


@pytest.fixture
def things(cast):
    la_reunion()
    cast.gus = cast.dave.__class__.objects.create_user("gus@example.org", "palabre", display_name="Gus", is_staff=True)
    referent = actions.name_referent(cast.erin, commune("97411"), by=cast.alice, space=cast.space)
    residence = lives(cast.bob)
    request = AttestationRequest.objects.create(residence=residence, space=cast.space, wanted=2, stored="ab/abcd")
    actions.check_proof(request, by=cast.alice)
    return {"zone": district(cast), "request": request.pk, "residence": residence.pk, "referent": referent}


def subjects(cast, things, question):
    """What the question is about, read anew: nothing of an earlier answer is kept on it."""
    name = question.__name__
    if name in ("may_draw", "may_name_referent"):
        return [cast.space]
    if name == "may_declare":
        return [cast.bob]
    if name in ("may_see_residence", "may_ask_attestation"):
        residence = Residence.objects.get(pk=things["residence"])
        return [residence, cast.space] if name == "may_ask_attestation" else [residence]
    if name == "may_end_referent":
        return [things["referent"]]
    if name in ("may_see_territory", "may_withdraw_zone", "may_be_found_in"):
        return [things["zone"]]
    return [AttestationRequest.objects.get(pk=things["request"])]


@pytest.mark.parametrize("question", TABLE, ids=lambda question: question.__name__)
def test_each_person_is_answered_as_the_table_says(cast, things, question):
    verdicts = [question(getattr(cast, who), *subjects(cast, things, question)) for who in CAST]
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == TABLE[question]
    assert [v.why for v in verdicts if not v and not v.why.endswith(".")] == []


@pytest.mark.parametrize("question", [may.may_draw, may.may_name_referent], ids=lambda question: question.__name__)
def test_what_is_for_every_space_is_for_whoever_administers(cast, things, question):
    verdicts = [question(getattr(cast, who)) for who in CAST]
    assert ["yes" if v else v.remedy for v in verdicts] == [*["ask"] * 5, "yes", "sign_in"]


def test_the_table_names_every_question():
    asked = {function for name, function in inspect.getmembers(may, inspect.isfunction) if name.startswith("may_")}
    asked = {function for function in asked if not function.__module__.endswith((".polls", ".directory", ".papers"))}
    assert asked == set(TABLE)
