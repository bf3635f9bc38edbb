"""Where Communecter failed with texts: three traps of its code, each fallen into there and named here."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError

from governance import clock
from governance.register.models import Entry
from governance.texts.models import Amendment, Version
from proposals import actions
from tests.doors import as_
from tests.proposals.factories import (
    BETTER,
    BODY,
    a_proposal,
    amend,
    answer,
    fresh,
    later,
    refused,
    resolve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

VERBS = ("accept", "reject", "withdraw", "confirm", "settle")


def consulted(cast):
    """A consultation that runs, on a text with an amendment of Erin's left open; Bob carries it."""
    proposal = a_proposal(cast, phase="amending")
    mine = amend(proposal, cast.erin)
    actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
    return fresh(proposal), mine


# --- W13: amendments were still voted while people voted on the text ----------------------------------


def test_w13_no_amendment_is_accepted_rejected_or_changed_while_a_consultation_runs(cast):
    proposal, mine = consulted(cast)
    tries = {
        "accept": lambda: actions.accept_amendment(mine, by=cast.bob),
        "reject": lambda: actions.reject_amendment(mine, by=cast.bob, reason="Non."),
        "settle": lambda: actions.settle_amendment(mine, by=cast.erin, body=BETTER),
        "confirm": lambda: actions.confirm_amendment(mine, by=cast.erin),
        "propose": lambda: amend(proposal, cast.faye, f"{BODY}\n\nEt le jeudi."),
        "edit": lambda: actions.edit_proposal(proposal, by=cast.bob, title="T", summary="S", body="Autre chose."),
    }
    before = Entry.objects.count()
    for act in tries.values():
        with pytest.raises(PermissionDenied):
            act()
    mine.refresh_from_db()
    assert (mine.state, mine.body, Entry.objects.count()) == ("open", BETTER, before)
    assert fresh(proposal).text.versions.count() == 1


def test_w13_the_text_that_people_are_asked_about_is_the_same_at_the_end_as_at_the_beginning(cast):
    """A concertation may make another version: those who answered are asked about theirs, or all are asked anew."""
    proposal, mine = consulted(cast)
    asked = proposal.round.version
    answer(proposal, cast.faye, "block")
    objection = fresh(proposal).round.objections.get()
    actions.integrate_amendment(objection, mine, by=cast.bob, supersede=False)
    proposal = fresh(proposal)
    assert (proposal.round.version, proposal.round.vote.text_sha256) == (asked, asked.sha256)
    assert (Version.objects.get(pk=asked.pk).body, proposal.text.current.body) == (BODY, BETTER)
    assert BODY.splitlines()[0] in as_(cast.erin).get(f"/proposals/{proposal.pk}/").content.decode()


# --- W14: a vote on an unknown amendment made one, without text or author -----------------------------


@pytest.mark.parametrize("n", ["2", "0", "999999999999", "9" * 40])
@pytest.mark.parametrize("verb", ["", "first", *VERBS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_w14_an_unknown_amendment_is_not_found_and_nothing_is_made_of_it(cast, verb, n, method):
    proposal = a_proposal(cast, phase="amending")
    amend(proposal, cast.erin)
    before = Amendment.objects.count(), Version.objects.count(), Entry.objects.count()
    url = f"/proposals/{proposal.pk}/amendments/{n}/{verb + '/' if verb else ''}"
    for who in (cast.bob, cast.erin):
        codes = getattr(as_(who), method)(url, {"reason": "Oui.", "seen": 1} if method == "post" else {}).status_code
        assert codes == 404 or (codes == 405 and (verb in ("", "first") or method == "get"))
    assert (Amendment.objects.count(), Version.objects.count(), Entry.objects.count()) == before


def test_w14_nor_is_the_amendment_of_another_text_reached_through_its_number(cast):
    proposal, other = a_proposal(cast, phase="amending"), a_proposal(cast, phase="amending")
    amend(other, cast.erin)
    for verb in VERBS:
        sent = as_(cast.bob).post(f"/proposals/{proposal.pk}/amendments/1/{verb}/", {"reason": "Oui.", "seen": 1})
        assert sent.status_code == 404
    assert Amendment.objects.get().state == "open"


def test_w14_an_unknown_verb_is_not_found(cast):
    proposal = a_proposal(cast, phase="amending")
    amend(proposal, cast.erin)
    sent = as_(cast.bob).post(f"/proposals/{proposal.pk}/amendments/1/validate/", {"reason": "Oui."})
    assert (sent.status_code, Amendment.objects.get().state) == (404, "open")


# --- W31: accepted amendments were never merged, nothing was frozen, the resolution was a copy --------


@pytest.fixture
def resolved(cast):
    """Two amendments accepted, a consultation, a resolution."""
    with later(days=-8):
        proposal = a_proposal(cast, phase="amending")
        one, two = amend(proposal, cast.erin), amend(proposal, cast.faye, BODY.replace("mardi", "jeudi"))
        actions.accept_amendment(one, by=cast.bob)
        actions.accept_amendment(two, by=cast.bob)
        actions.open_round(fresh(proposal), by=cast.bob, closes_at=clock.now() + timedelta(days=7))
        answer(proposal, cast.erin)
    resolve(fresh(proposal), by=cast.bob)
    return fresh(proposal)


def test_w31_what_is_accepted_is_in_the_text_that_is_consulted_and_resolved_and_they_are_one_version(resolved):
    resolution = resolved.resolution
    assert resolution.version.body == BETTER.replace("mardi", "jeudi")
    assert resolution.version_id == resolved.round.version_id == resolved.text.current_id
    assert resolution.version.sha256 == resolved.round.vote.text_sha256


def test_w31_every_version_stays_with_its_author_and_its_amendment(resolved, cast):
    kept = resolved.text.versions.order_by("n").values_list("n", "body", "author", "cause__n")
    assert list(kept) == [
        (1, BODY, cast.bob.pk, None),
        (2, BETTER, cast.erin.pk, 1),
        (3, BETTER.replace("mardi", "jeudi"), cast.faye.pk, 2),
    ]


def test_w31_versions_differences_and_history_are_there_to_read(resolved, cast):
    browser, where = as_(cast.dave), f"/proposals/{resolved.pk}"
    difference = browser.get(f"{where}/history/?from=1&to=3").content.decode()
    assert ("<ins>" in difference, "<del>" in difference) == (True, True)
    for page in ("history/", "text/1/", "text/2/", "text/3/", "text/3/p2/", "amendments/1/", "amendments/2/"):
        assert browser.get(f"{where}/{page}").status_code == 200


def test_w31_nothing_of_it_is_ever_deleted(resolved):
    for thing in (resolved.text.current, resolved.text, resolved.resolution, resolved.round):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_w31_a_resolution_given_is_not_given_again_nor_its_text_changed(resolved, cast):
    with refused("La résolution se rend"):
        resolve(resolved, by=cast.bob, choice="drop")
    with pytest.raises(PermissionDenied):
        actions.edit_proposal(resolved, by=cast.bob, title="T", summary="S", body="Autre chose.")
    actions.renew(resolved, by=cast.bob)
    actions.edit_proposal(fresh(resolved), by=cast.bob, title="T", summary="S", body="Autre chose.")
    again = fresh(resolved)
    assert (again.text.current.n, again.resolution.version.n) == (4, 3)
    assert again.resolution.version.body == BETTER.replace("mardi", "jeudi")
