"""A poll climbs: carried in a commune, it opens by itself one level up, on the same text; rejected, it ends there."""

import inspect
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance import clock
from governance.polls import actions
from governance.polls.climbing import levels_above
from governance.polls.models import CitizenPoll, Climb, Rung
from governance.polls.permissions import climbs as may
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting.actions import Choice
from governance.worker import tick
from rooms import files
from tests.doors import as_, read
from tests.polls.asking import crowd, opened, prepared
from tests.polls.climbing import SAINT_PAUL, answered, climbing, passed
from tests.polls.places import Kind, commune, la_reunion

pytestmark = pytest.mark.django_db
APPROVED = {"method": "approval", "terms": {"seats": 1}, "choices": [Choice("Un tram"), Choice("Un bus")]}


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def outcomes():
    return list(Rung.objects.values_list("outcome", flat=True))


def page_of(who, poll):
    return read(as_(who), reverse("citizen-poll", args=[poll.pk])).decode()


def test_carried_in_a_commune_it_opens_one_level_up_on_the_same_text_for_as_long(cast):
    first = climbing(cast)
    polls = answered(first, o1=30, o2=15)
    assert len(polls) == 2
    above = polls[1]
    assert [one.kind for one in above.territories.all()] == [Kind.EPCI]
    assert above.places.filter(territory=commune(SAINT_PAUL)).exists() and above.places.count() == 5
    assert (above.title, above.body, above.min_level) == (first.title, first.body, first.min_level)
    assert above.closes_at - above.opens_at == first.closes_at - first.opens_at
    old, new = (one.questions.get().vote for one in (first, above))
    assert (new.title, new.method, [o.label for o in new.options.all()]) == (
        old.title,
        old.method,
        [o.label for o in old.options.all()],
    )
    assert outcomes() == ["carried", "", ""]
    climb = Climb.objects.get()
    assert actions.text_sha256(above) == climb.text_sha256 == actions.text_sha256(first)


def test_each_step_is_recorded_as_an_act_of_the_clock(cast):
    above = answered(climbing(cast), o1=30, o2=15)[1]
    steps = Entry.objects.filter(act="poll.level_settled")
    assert [(one.actor_id, one.subject_id) for one in steps] == [(None, CitizenPoll.objects.earliest("pk").pk)]
    opening = Entry.objects.filter(act="poll.opened", subject_id=above.pk)
    assert [one.actor_id for one in opening] == [None]
    told = read(as_(cast.anonymous), reverse("space-activity", args=[cast.space.slug])).decode()
    assert "Le même sondage s’ouvre au-dessus" in told
    assert "Un sondage porté au niveau d’en dessous s’est ouvert dans 5 communes" in told


def test_a_rejected_level_ends_it_and_changes_nothing_below(cast):
    first = climbing(cast)
    above = answered(first, o1=30, o2=15)[1]
    before = page_of(cast.anonymous, first).split('id="result"')[1].split("</main>")[0]
    assert len(answered(above, code="97407", o1=12, o2=20)) == 2
    assert outcomes() == ["carried", "short", ""]
    assert page_of(cast.anonymous, first).split('id="result"')[1].split("</main>")[0] == before
    assert "ne s’ouvrira pas" in page_of(cast.anonymous, first)


def test_carried_at_every_level_it_ends_at_the_last_one(cast):
    poll = climbing(cast)
    for _level in range(3):
        poll = answered(poll, o1=30, o2=15)[-1]
    assert outcomes() == ["carried"] * 3
    assert CitizenPoll.objects.count() == 3


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"o1": 13, "o2": 5}, "few"),
        ({"o1": 20, "o2": 20}, "short"),
        ({"o1": 30}, "untold"),  # nearly everybody agrees: it is not told, so it is not carried
        ({}, "untold"),
    ],
    ids=["few", "half", "homogeneous", "nobody"],
)
def test_what_is_not_carried_opens_nothing(cast, answers, outcome):
    assert len(answered(climbing(cast), **answers)) == 1
    assert outcomes() == [outcome, "", ""]


def test_a_level_that_is_not_told_says_nothing_of_its_answers(cast):
    first = climbing(cast)
    answered(first, o1=37)
    rung = Rung.objects.get(n=0)
    assert (rung.people, rung.number) == (None, None)
    said = json.loads(Entry.objects.get(act="poll.level_settled").payload.canonical)
    assert {name: value for name, value in said.items() if name != "salt"} == {
        "actor": None,
        "subject": ["citizenpoll", first.pk],
        "space": first.space_id,
        "title": first.title,
        "level": "Saint-Paul",
        "option": "Oui",
        "outcome": "untold",
        "people": None,
        "number": None,
        "stopped": "",
        "next": None,
        "next_level": "",
    }
    assert "37" not in page_of(cast.anonymous, first).split('id="climb"')[1].split("</section>")[0]


def test_a_cancelled_level_ends_the_climb(cast):
    first = climbing(cast)
    crowd(first, SAINT_PAUL, o1=30, o2=15)
    actions.cancel_poll(first, by=cast.alice, reason="Mal posé.")
    assert len(passed(first)) == 1
    assert outcomes() == ["cancelled", "", ""]


def test_a_clock_that_stopped_goes_on_where_it_was_and_opens_each_level_once(cast):
    first = climbing(cast)
    crowd(first, SAINT_PAUL, o1=30, o2=15)
    late = first.closes_at + timedelta(days=3)
    with clock.pretend(late):
        actions.count_polls_due(late)  # then the clock stops: the level is counted, and not settled
        assert outcomes() == ["", "", ""]
        tick()
        tick()
    above = CitizenPoll.objects.latest("pk")
    assert CitizenPoll.objects.count() == 2
    assert above.opens_at == late
    assert above.closes_at == late + (first.closes_at - first.opens_at)
    assert Entry.objects.filter(act="poll.level_settled").count() == 1


def test_the_documents_climb_with_the_text(cast):
    poll = prepared(cast, places=(("commune", SAINT_PAUL),))
    plan = files.looked_at(SimpleUploadedFile("plan.pdf", b"%PDF-1.7 un plan"))
    actions.add_poll_documents(poll, by=cast.alice, chosen=[plan])
    rule = {"option": "o1", "share": (1, 2), "least": 20, "levels": levels_above(commune(SAINT_PAUL))[:1]}
    actions.set_climb(poll, by=cast.alice, **rule)
    above = answered(actions.open_poll(poll, by=cast.alice), o1=30, o2=15)[-1]
    assert above != poll
    document = above.documents.get()
    assert as_(cast.anonymous).get(document.get_absolute_url()).getvalue() == b"%PDF-1.7 un plan"


def test_a_space_that_is_no_longer_public_opens_no_level_and_the_climb_says_why(cast):
    first = climbing(cast)
    cast.space.visibility = "members"
    cast.space.save()
    assert len(answered(first, o1=30, o2=15)) == 1
    assert outcomes() == ["carried", "", ""]
    assert "n’est plus public" in Climb.objects.get().stopped
    assert "ne s’est pas ouvert" in page_of(cast.alice, first)


# --- Choosing the rule -------------------------------------------------------------------------------


def test_alice_chooses_the_rule_and_the_levels_on_a_page(cast):
    poll = prepared(cast, places=(("commune", SAINT_PAUL),))
    client, where = as_(cast.alice), reverse("citizen-poll-climb", args=[poll.pk])
    page = read(client, where).decode()
    names = [one.name for one in levels_above(commune(SAINT_PAUL))]
    assert all(name in page for name in names)
    levels = [one.pk for one in levels_above(commune(SAINT_PAUL))]
    sent = {"option": "o2", "share": "2/3", "least": "100", "levels": levels}
    assert client.post(where, sent).status_code == 302
    climb = Climb.objects.get()
    assert (climb.option, climb.label, climb.rule.numerator, climb.least) == ("o2", "Non", 2, 100)
    shown = page_of(cast.alice, poll).split('id="climb"')[1]
    assert "plus des deux tiers" in shown
    client.post(where, {"drop": "1"})
    assert not Climb.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"option": "o9"}, {"share": "1/9"}, {"least": "3"}, {"levels": ["999999"]}, {"levels": []}]
)
def test_a_rule_that_makes_no_sense_is_sent_back(cast, changed):
    poll = prepared(cast, places=(("commune", SAINT_PAUL),))
    levels = [str(one.pk) for one in levels_above(commune(SAINT_PAUL))]
    sent = {"option": "o2", "share": "2/3", "least": "100", "levels": levels} | changed
    answer = as_(cast.alice).post(reverse("citizen-poll-climb", args=[poll.pk]), sent)
    assert answer.status_code in (403, 422)
    assert not Climb.objects.exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"places": (("commune", SAINT_PAUL),), **APPROVED}, "une seule option"),
        ({"places": (("commune", SAINT_PAUL), ("commune", "97411"))}, "un seul territoire"),
    ],
)
def test_a_poll_that_could_not_be_read_above_does_not_climb(cast, asked, words):
    assert words in may.may_set_climb(cast.alice, prepared(cast, **asked)).why


def test_a_poll_that_changed_since_has_its_rule_chosen_again_before_it_opens(cast):
    poll = climbing(cast, opens=False)
    vote = poll.questions.get().vote
    vote.options.filter(key="o1").update(label="Pas du tout")
    with pytest.raises(Refused, match="choisissez de nouveau"):
        actions.open_poll(poll, by=cast.alice)


CAST = ("alice", "bob", "anonymous")
TABLE = {"may_set_climb": {"prepared": ("yes", "ask", "sign_in"), "open": ("no",) * 3}}


@pytest.mark.parametrize("stage", ["prepared", "open"])
def test_each_person_is_answered_as_the_table_says(cast, stage):
    make = prepared if stage == "prepared" else opened
    poll = make(cast, places=(("commune", SAINT_PAUL),))
    verdicts = [may.may_set_climb(getattr(cast, who), poll) for who in CAST]
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == TABLE["may_set_climb"][stage]


def test_the_table_names_every_question():
    asked = {name for name, _f in inspect.getmembers(may, inspect.isfunction) if name.startswith("may_")}
    assert asked - {"may_change_poll"} == set(TABLE)
