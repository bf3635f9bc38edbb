"""Amendments: anyone who takes part rewrites a copy, the carrier decides, and no text is ever overwritten."""

import pytest

from proposals import actions
from proposals.models import Amendment
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


def test_a_stale_amendment_is_never_written_over_the_text(cast, proposal):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, SHORTER)
    actions.accept_amendment(first, by=cast.bob)
    with refused("a changé depuis"):
        actions.accept_amendment(second, by=cast.bob)
    second.refresh_from_db()
    assert (second.state, bodies(proposal)) == ("open", [(1, BODY), (2, BETTER)])


def test_the_carriers_own_rewriting_makes_amendments_stale_too(cast, proposal):
    amendment = amend(proposal, cast.erin)
    actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary="Court.", body=SHORTER)
    amendment = Amendment.objects.select_related("text").get(pk=amendment.pk)
    assert amendment.is_stale


def test_what_was_typed_on_an_older_version_is_kept_as_stale_and_not_lost(cast, proposal):
    seen = fresh(proposal).text.current
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    amendment = amend(proposal, cast.faye, SHORTER, base=seen)
    assert (amendment.is_stale, amendment.body, amendment.base.n) == (True, SHORTER, 1)


def test_the_author_redoes_a_stale_amendment_from_the_current_text(cast, proposal):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, SHORTER)
    current = actions.accept_amendment(first, by=cast.bob)
    redone = actions.redo_amendment(second, by=cast.faye, body=f"{BETTER}\n\nEt le jeudi.", reason="Je reprends.")
    second.refresh_from_db()
    assert (second.state, redone.replaces, redone.base, redone.n) == ("withdrawn", second, current, 3)
    assert actions.accept_amendment(redone, by=cast.bob).author == cast.faye


def test_only_its_author_redoes_an_amendment(cast, proposal):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, SHORTER)
    actions.accept_amendment(first, by=cast.bob)
    with refused("Seule la personne"):
        actions.redo_amendment(second, by=cast.bob, body=SHORTER, reason="À sa place.")


def test_an_amendment_of_the_current_text_has_nothing_to_redo(cast, proposal):
    with refused("part déjà du texte actuel"):
        actions.redo_amendment(amend(proposal, cast.erin), by=cast.erin, body=SHORTER, reason="Encore.")


def test_an_amendment_is_redone_once(cast, proposal):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, SHORTER)
    actions.accept_amendment(first, by=cast.bob)
    actions.redo_amendment(second, by=cast.faye, body=SHORTER, reason="Je reprends.")
    with refused("part déjà du texte actuel|déjà décidé"):
        actions.redo_amendment(second, by=cast.faye, body=SHORTER, reason="Encore.")


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [(BETTER, "Je reprends.", "ne change rien"), (SHORTER, " ", "pourquoi"), (" ", "Je reprends.", "plus rien")],
)
def test_redoing_asks_what_amending_asks_and_keeps_the_first_try(cast, proposal, body, reason, words):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, SHORTER)
    actions.accept_amendment(first, by=cast.bob)
    with refused(words):
        actions.redo_amendment(second, by=cast.faye, body=body, reason=reason)
    second.refresh_from_db()
    assert second.state == "open"


def test_the_carrier_rejects_with_a_reason(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with refused("pourquoi"):
        actions.reject_amendment(amendment, by=cast.bob, reason=" ")
    actions.reject_amendment(amendment, by=cast.bob, reason="Trop tôt.")
    amendment.refresh_from_db()
    assert (amendment.state, amendment.decision) == ("rejected", "Trop tôt.")


def test_a_stale_amendment_may_still_be_rejected(cast, proposal):
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, SHORTER)
    actions.accept_amendment(first, by=cast.bob)
    actions.reject_amendment(second, by=cast.bob, reason="Déjà dit autrement.")
    second.refresh_from_db()
    assert second.state == "rejected"


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
