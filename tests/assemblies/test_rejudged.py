"""Every recorded decision is judged again from its record alone, and comes to what was recorded."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from governance import clock
from governance.assemblies import actions, papers
from governance.assemblies.models import AgendaItem, Decision, Minutes
from governance.assemblies.writing import written
from governance.register.models import Entry
from governance.rules import cases
from governance.rules.elections import elect
from governance.rules.majority import judge
from governance.voting import actions as voting
from tests.assemblies.meetings import HELD, cast_one, governed, in_session, on_table, renewing, voted
from tests.assemblies.test_minutes import tags

# What judging from the record cannot say again: the articles, which are those of the rules named by their hash.
ARTICLES = "article"


@pytest.fixture
def cast(cast):
    return governed(cast)


def without_articles(answer):
    return answer | {"steps": [{k: v for k, v in step.items() if k != ARTICLES} for step in answer["steps"]]}


def played(cast):
    """A board that adopts, rejects, ties with its president and without, votes in secret, recuses and amends."""
    b, e, f, g, h = (getattr(cast, key) for key in ("bob", "erin", "faye", "gus", "hana"))
    items = [{"title": f"Point {n}"} for n in range(7)]
    meeting = in_session(cast, items=items, mode="in_person")
    answers = [
        ({b: "for", e: "for", f: "against", g: "blank"}, False),
        ({b: "against", e: "for", f: "against"}, False),
        ({b: "for", e: "against"}, False),
        ({b: "abstention", e: "against", f: "for"}, False),
        ({b: "for", e: "against"}, True),
        ({e: "for", f: "abstention"}, False),
    ]
    for n, (voices, secret) in enumerate(answers, 1):
        with clock.pretend(HELD + timedelta(minutes=10 * n)):
            item = on_table(meeting, b, n)
            if n == 6:
                actions.recuse(item, by=e, person=b, reason="Il vend le broyeur.")
            if n == 1:
                motion = actions.amend_item(item, by=g, title="Deux", text="Le conseil achète deux broyeurs.")
                voted(motion, b, {b: "for", g: "for", h: "against"}, minutes=1)
        with clock.pretend(HELD + timedelta(minutes=10 * n + 3)):
            voted(item, b, voices, secret=secret)
    with clock.pretend(HELD + timedelta(hours=2)):
        actions.withdraw_item(on_table(meeting, b, 7), by=b, reason="Plus tard.")
        actions.close_session(meeting, by=b)


def elected(cast, *, two_rounds=False):
    """An assembly that elects two of three: one round, or a second between those whom the first left tied."""
    renewing(cast, 2)
    people = [cast.bob, cast.erin, cast.faye, cast.gus, cast.hana, cast.alice]
    election = {"title": "Le conseil", "matter": "board_election", "text": "", "seats": 2}
    meeting = in_session(cast, cast.assembly, items=[election], title="Assemblée", mode="in_person", here=people)
    gus, hana, ivan = cast.gus, cast.hana, cast.ivan
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        for one in (gus, hana, ivan):
            actions.stand(item, by=one)
        first = [[gus, hana], [gus, hana], [gus, ivan], [gus, ivan]] if two_rounds else [[gus, hana], [gus], [hana]]
        _elect(item, cast.bob, people, first)
    if two_rounds:
        with clock.pretend(HELD + timedelta(minutes=15)):
            _elect(fresh_item(item), cast.bob, people, [[hana], [hana], [ivan]])
    with clock.pretend(HELD + timedelta(hours=2)):
        actions.close_session(meeting, by=cast.bob)
    return Decision.objects.select_related("item").get(item=item)


def fresh_item(item):
    return AgendaItem.objects.select_related("meeting__body__organization__space").get(pk=item.pk)


def _elect(item, by, people, names):
    vote = actions.put_to_vote(item, by=by, minutes=5)
    keys = {option.person_id: option.key for option in vote.options.all()}
    for voter, chosen in zip(people, names, strict=False):
        cast_one(vote, voter, [keys[one.pk] for one in chosen])
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())


def again(decision):
    return cases.answer(judge(**cases.read(decision.case)))


def test_every_decision_is_judged_again_from_its_record_and_comes_to_the_same(cast):
    played(cast)
    found = list(Decision.objects.select_related("item"))
    judged = [decision for decision in found if decision.case]
    assert {decision.outcome for decision in found} >= {"adopted", "rejected", "withdrawn"}
    assert len(judged) == 7
    for decision in judged:
        assert again(decision) == without_articles(decision.judgement), decision.item.title
        assert decision.outcome == decision.judgement["outcome"]


def test_what_the_register_says_of_a_decision_judges_it_too(cast):
    played(cast)
    entries = Entry.objects.filter(act="decision.taken").select_related("payload")
    told = [json.loads(entry.payload.canonical) for entry in entries]
    assert len(told) == Decision.objects.count()
    for one in told:
        if one["case"]:
            assert cases.answer(judge(**cases.read(one["case"]))) == without_articles(one["judgement"])


def test_a_missed_quorum_is_judged_again_too(cast):
    meeting = in_session(cast, here=("bob", "erin", "faye"), mode="in_person")
    with clock.pretend(HELD + timedelta(minutes=5)):
        (decision,) = actions.state_no_quorum(meeting, by=cast.bob)
    assert decision.outcome == "no_quorum"
    assert again(decision) == without_articles(decision.judgement)


@pytest.mark.parametrize("two_rounds", [False, True])
def test_an_election_is_counted_again_from_its_rounds(cast, two_rounds):
    decision = elected(cast, two_rounds=two_rounds)
    told, left = decision.judgement, decision.item.seats
    assert len(told["rounds"]) == 1 + two_rounds
    for one in told["rounds"]:
        found = elect(one["votes"], left)
        assert ([int(pk) for pk in found.elected], [int(pk) for pk in found.tied]) == (one["elected"], one["tied"])
        left -= len(found.elected)
    assert told["vacant"] == left
    assert told["elected"] == [pk for one in told["rounds"] for pk in one["elected"]]


@pytest.mark.parametrize("two_rounds", [False, True])
def test_the_minutes_of_an_election_say_its_rounds_and_who_is_elected(cast, two_rounds):
    decision = elected(cast, two_rounds=two_rounds)
    minutes = Minutes.objects.select_related("meeting__body__organization__space").get()
    text = written(minutes).replace("\u00a0", " ")
    assert "Élection à 2 sièges, au scrutin secret." in text
    assert "Candidatures : Gus, Hana, Ivan." in text
    assert "| Gus |" in text and "élu·e |" in text
    assert ("Tour 2 :" in text) == two_rounds
    assert "sont élu·e·s : **Gus, Hana**." in text
    assert "Déclarer le changement de dirigeants" in text
    assert decision.outcome == "elected"
    title, tree = papers.title_and_tree(text)
    assert "<th>Candidature</th>" in papers.as_html(tree)
    pdf = PdfReader(BytesIO(papers.as_pdf(title, tree, author="Les Tisserands", at=HELD)))
    assert {"Table", "TR", "TH", "TD"} <= tags(pdf.trailer["/Root"]["/StructTreeRoot"])
