"""Amendments: anyone who takes part rewrites a copy, the carrier decides, and no text is ever overwritten."""

import json

import pytest

from governance.register.models import Entry
from proposals import actions
from proposals.models import Amendment
from tests.doors import as_
from tests.proposals.factories import BETTER, BODY, MONDAY, WEEK, a_proposal, acts, amend, block, fresh, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

SHORTER = "Nous traduisons le guide."


@pytest.fixture
def proposal(cast):
    return a_proposal(cast, cast.bob, "amending")


def bodies(proposal):
    return [(version.n, version.body) for version in fresh(proposal).text.versions.all()]


def test_an_accepted_amendment_is_the_next_version_and_credits_its_author(cast, proposal):
    amendment = amend(proposal, cast.erin)
    version = actions.accept_amendment(amendment, by=cast.bob, reason="Plus clair, merci.")
    amendment.refresh_from_db()
    assert (version.n, version.body, version.author, version.cause) == (2, BETTER, cast.erin, amendment)
    assert (amendment.state, amendment.decided_by, amendment.decision) == ("accepted", cast.bob, "Plus clair, merci.")


def test_earlier_versions_stay_as_they_were(cast, proposal):
    before = fresh(proposal).text.current
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    assert bodies(proposal) == [(1, BODY), (2, BETTER)]
    kept = fresh(proposal).text.versions.get(n=1)
    assert (kept.pk, kept.sha256, kept.html) == (before.pk, before.sha256, before.html)


def test_an_amendment_says_why(cast, proposal):
    with refused("pourquoi"):
        amend(proposal, cast.erin, reason=" ")


def test_an_amendment_that_changes_nothing_is_refused(cast, proposal):
    with refused("ne change rien"):
        amend(proposal, cast.erin, body=f"{BODY}   \r\n\r\n")


def test_an_amendment_that_leaves_no_text_is_refused(cast, proposal):
    with refused("plus rien"):
        amend(proposal, cast.erin, body=" \n ")


def test_an_amendment_starts_from_a_version_of_the_same_text(cast, proposal):
    other = a_proposal(cast, cast.erin, "amending", body="Un autre texte.")
    with refused("autre texte"):
        amend(proposal, cast.erin, base=fresh(other).text.current)


def test_an_amendment_of_a_closed_text_is_refused(cast):
    proposal = a_proposal(cast, phase="awaiting")
    with refused("ne reçoit pas d’amendement"):
        amend(proposal, cast.erin)
    assert not Amendment.objects.exists()


def test_amendments_are_numbered_within_their_text(cast, proposal):
    other = a_proposal(cast, cast.erin, "amending")
    numbers = [amend(proposal, cast.erin).n, amend(proposal, cast.faye, SHORTER).n, amend(other, cast.bob).n]
    assert numbers == [1, 2, 1]


CLASH = "Nous traduisons le guide en malgache.\n\nChaque mardi, nous nous retrouvons."
THURSDAY = BODY.replace("mardi", "jeudi")


@pytest.fixture
def clash(cast, proposal):
    """Erin's amendment is accepted; Faye's wanted another word in the same place."""
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, CLASH)
    actions.accept_amendment(first, by=cast.bob)
    return again(second)


def again(amendment):
    return Amendment.objects.select_related("text", "base").get(pk=amendment.pk)


def test_two_amendments_to_two_paragraphs_are_both_in_the_text(cast, proposal):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, THURSDAY)
    actions.accept_amendment(first, by=cast.bob)
    actions.accept_amendment(again(second), by=cast.bob)
    assert fresh(proposal).text.current.body == BETTER.replace("mardi", "jeudi")


def test_what_becomes_of_the_other_amendments_is_kept_in_the_register(cast, proposal):
    first = amend(proposal, cast.erin)
    amend(proposal, cast.faye, CLASH)
    amend(proposal, cast.alice, BETTER)
    amend(proposal, cast.alice, THURSDAY)
    actions.accept_amendment(first, by=cast.bob)
    carried = Entry.objects.about(proposal).filter(act="proposal.amendment_carried").order_by("pk")
    said = [json.loads(entry.payload.canonical) for entry in carried.select_related("payload")]
    assert [(line["n"], line["standing"], line["version"]) for line in said] == [(2, "conflict", 2), (3, "moot", 2)]


def test_an_amendment_in_conflict_is_never_written_over_the_text(cast, proposal, clash):
    with refused("en conflit avec le texte actuel"):
        actions.accept_amendment(clash, by=cast.bob)
    assert (again(clash).state, bodies(proposal)) == ("open", [(1, BODY), (2, BETTER)])


def test_the_carriers_own_rewriting_carries_amendments_over_too(cast, proposal):
    amendment = amend(proposal, cast.erin)
    actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary="Court.", body=THURSDAY)
    assert (again(amendment).base.n, again(amendment).body) == (2, BETTER.replace("mardi", "jeudi"))


def test_what_was_typed_on_an_older_version_joins_the_current_one(cast, proposal):
    seen = fresh(proposal).text.current
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    amendment = amend(proposal, cast.faye, THURSDAY, base=seen)
    assert (amendment.standing, amendment.body, amendment.base.n) == ("current", BETTER.replace("mardi", "jeudi"), 2)


def test_what_was_typed_on_an_older_version_and_clashes_is_kept_as_it_is(cast, proposal):
    seen = fresh(proposal).text.current
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    amendment = amend(proposal, cast.faye, CLASH, base=seen)
    assert (amendment.is_in_conflict, amendment.body, amendment.base.n) == (True, CLASH, 1)


def test_the_carrier_decides_of_what_they_have_seen(cast, proposal):
    """Bob reads Faye's amendment on version 1 in one tab, and accepts Erin's in the other."""
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, THURSDAY)
    actions.accept_amendment(first, by=cast.bob, seen=1)
    with refused("Le texte a changé pendant que vous lisiez"):
        actions.accept_amendment(second, by=cast.bob, seen=1)
    assert actions.accept_amendment(second, by=cast.bob, seen=2).n == 3


@pytest.mark.parametrize("who", ["faye", "bob"])
def test_its_author_and_the_carrier_settle_a_conflict(cast, proposal, clash, who):
    settled = BETTER.replace("en créole", "en créole et en malgache")
    actions.settle_amendment(clash, by=getattr(cast, who), body=settled)
    assert actions.accept_amendment(again(clash), by=cast.bob).body == settled


def test_nobody_else_settles_it(cast, clash):
    with refused("C’est à la personne qui a écrit cet amendement"):
        actions.settle_amendment(clash, by=cast.erin, body=SHORTER)


def test_what_is_not_in_conflict_has_nothing_to_settle(cast, proposal):
    with refused("rien à accorder"):
        actions.settle_amendment(amend(proposal, cast.erin), by=cast.erin, body=SHORTER)


def test_a_conflict_settled_on_a_page_opened_too_early_undoes_nothing(cast, proposal, clash):
    actions.accept_amendment(amend(proposal, cast.alice, BETTER.replace("mardi", "jeudi")), by=cast.bob)
    with refused("Le texte a encore changé"):
        actions.settle_amendment(clash, by=cast.faye, body=CLASH, seen=2)
    assert fresh(proposal).text.current.body == BETTER.replace("mardi", "jeudi")


def test_words_written_for_a_conflict_are_never_put_into_another(cast, proposal, clash):
    """The text moves under somebody's words: they read them again beside the conflicts that are left."""
    page = f"/proposals/{proposal.pk}/amendments/{clash.n}/settle/"
    actions.accept_amendment(amend(proposal, cast.alice, BETTER.replace("mardi", "jeudi")), by=cast.bob)
    sent = {"seen": 2, "choice-1": "written", "words-1": "Nous disons autre chose."}
    for more in ({}, {"preview": "1"}):
        answer = as_(cast.faye).post(page, sent | more)
        shown = answer.content.decode()
        assert (answer.status_code, "a encore changé" in shown) == (403, True)
        assert ("readonly" in shown, "Nous disons autre chose." in shown, " checked" in shown) == (True, True, False)
    assert again(clash).is_in_conflict


@pytest.mark.parametrize(("body", "words"), [(BETTER, "ne change plus rien"), (" ", "plus rien du texte")])
def test_settling_leaves_something_to_decide(cast, clash, body, words):
    with refused(words):
        actions.settle_amendment(clash, by=cast.faye, body=body)
    assert again(clash).is_in_conflict


def test_a_clean_merge_in_one_paragraph_is_read_once_more(cast, proposal):
    first = amend(proposal, cast.erin)
    second = amend(proposal, cast.faye, BODY.replace("Nous traduisons", "Nous relisons et traduisons"))
    actions.accept_amendment(first, by=cast.bob)
    assert again(second).is_to_review
    actions.confirm_amendment(again(second), by=cast.faye)
    assert not again(second).is_to_review
    with refused("rien à relire"):
        actions.confirm_amendment(again(second), by=cast.faye)


def test_the_carrier_rejects_with_a_reason(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with refused("pourquoi"):
        actions.reject_amendment(amendment, by=cast.bob, reason=" ")
    actions.reject_amendment(amendment, by=cast.bob, reason="Trop tôt.")
    amendment.refresh_from_db()
    assert (amendment.state, amendment.decision) == ("rejected", "Trop tôt.")


def test_an_amendment_in_conflict_may_still_be_rejected(cast, clash):
    actions.reject_amendment(clash, by=cast.bob, reason="Déjà dit autrement.")
    assert again(clash).state == "rejected"


def test_nobody_but_the_carrier_decides(cast, proposal):
    amendment = amend(proposal, cast.erin)
    for decide in (actions.accept_amendment, actions.reject_amendment):
        with refused("Bob Nativel"):
            decide(amendment, by=cast.alice, reason="Je décide.")


def test_the_author_withdraws_and_nobody_else(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with refused("Seule la personne"):
        actions.withdraw_amendment(amendment, by=cast.bob)
    actions.withdraw_amendment(amendment, by=cast.erin)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.decided_by) == ("withdrawn", cast.erin)


@pytest.mark.parametrize("decide", ["accept", "reject", "withdraw"])
def test_an_amendment_is_decided_once(cast, proposal, decide):
    amendment = amend(proposal, cast.erin)
    actions.reject_amendment(amendment, by=cast.bob, reason="Trop tôt.")
    again = {
        "accept": lambda: actions.accept_amendment(amendment, by=cast.bob),
        "reject": lambda: actions.reject_amendment(amendment, by=cast.bob, reason="Toujours trop tôt."),
        "withdraw": lambda: actions.withdraw_amendment(amendment, by=cast.erin),
    }
    with refused("déjà décidé"):
        again[decide]()


def test_while_a_round_is_open_no_amendment_enters_the_text(cast, proposal):
    amendment = amend(proposal, cast.erin)
    actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)
    with refused("ne change plus"):
        actions.accept_amendment(amendment, by=cast.bob)
    block(proposal, cast.faye)
    with refused("ne change plus"):
        actions.accept_amendment(amendment, by=cast.bob)
    assert bodies(proposal) == [(1, BODY)]


def test_the_register_tells_what_became_of_each_amendment(cast, proposal):
    first, second, third = (amend(proposal, who, body) for who, body in
                            ((cast.erin, BETTER), (cast.faye, SHORTER), (cast.alice, "Rien de tel.")))  # fmt: skip
    actions.withdraw_amendment(third, by=cast.alice)
    actions.reject_amendment(second, by=cast.bob, reason="Trop court.")
    actions.accept_amendment(first, by=cast.bob)
    assert acts(proposal) == [
        "published",
        "amendment_proposed",
        "amendment_proposed",
        "amendment_proposed",
        "amendment_withdrawn",
        "amendment_rejected",
        "amendment_accepted",
    ]
