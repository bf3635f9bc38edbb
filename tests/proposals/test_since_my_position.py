"""« Modifié depuis votre position »: said wherever a person meets a text that changed after they answered."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from proposals import actions
from tests.doors import as_
from tests.proposals.factories import BETTER, a_proposal, amend, answer, block, fresh, resolve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

SAID = "Modifié depuis votre position"


def asked_anew(cast, **fields):
    """Erin answered on version 1; a concertation made version 2, on which everybody is asked again."""
    proposal = a_proposal(cast, **fields)
    answer(proposal, cast.erin)
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    return fresh(proposal)


PAGES = {
    "proposal": lambda cast, pk: f"/proposals/{pk}/",
    "version": lambda cast, pk: f"/proposals/{pk}/text/2/",
    "roll": lambda cast, pk: f"/proposals/{pk}/roll/",
    "home": lambda cast, pk: "/",
    "space": lambda cast, pk: f"/spaces/{cast.space.slug}/",
    "room": lambda cast, pk: reverse("room", args=[cast.space.slug, cast.room.slug]),
    "proposals": lambda cast, pk: reverse("proposals", args=[cast.space.slug, cast.room.slug]),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_it_to_whoever_answered_on_an_earlier_version_and_to_nobody_else(cast, name):
    proposal = asked_anew(cast)
    url = PAGES[name](cast, proposal.pk)
    told = [who for who in ("alice", "bob", "erin", "faye", "carol", "anonymous")
            if SAID in as_(getattr(cast, who)).get(url).content.decode()]  # fmt: skip
    assert told == ["erin", "faye"]


@pytest.mark.parametrize("name", PAGES)
def test_once_the_position_is_confirmed_no_page_says_it(cast, name):
    proposal = asked_anew(cast)
    answer(proposal, cast.erin)
    assert SAID not in as_(cast.erin).get(PAGES[name](cast, proposal.pk)).content.decode()


def test_the_history_opens_on_what_changed_since_my_position(cast):
    proposal = asked_anew(cast)
    actions.integrate_amendment(
        block(proposal, cast.faye), amend(proposal, cast.faye, f"{BETTER}\n\nEt le jeudi."), by=cast.bob, supersede=True
    )
    url = f"/proposals/{proposal.pk}/history/"
    assert "De la version 1 à la version 3" in as_(cast.erin).get(url).content.decode()
    assert "votre position, prise sur la version 1" in as_(cast.erin).get(url).content.decode()
    assert "De la version 2 à la version 3" in as_(cast.alice).get(url).content.decode()
    assert "De la version 2 à la version 3" in as_(cast.erin).get(f"{url}?to=3").content.decode()


def test_the_version_i_answered_on_says_so(cast):
    proposal = asked_anew(cast)
    page = as_(cast.erin).get(f"/proposals/{proposal.pk}/text/1/").content.decode()
    assert ("C’est sur cette version que vous avez pris position." in page, SAID in page) == (True, False)


@pytest.mark.parametrize("name", ["proposal", "room", "proposals", "space"])
def test_a_text_reopened_after_its_resolution_says_it_as_soon_as_it_changes(cast, name):
    with clock.pretend(clock.now() - timedelta(days=8)):
        proposal = a_proposal(cast)
        answer(proposal, cast.erin)
    with clock.pretend(clock.now() - timedelta(hours=1)):
        resolve(fresh(proposal), by=cast.bob)
    actions.renew(fresh(proposal), by=cast.bob)
    url, browser = PAGES[name](cast, proposal.pk), as_(cast.erin)
    before = SAID in browser.get(url).content.decode()
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.bob)
    assert (before, SAID in browser.get(url).content.decode()) == (False, True)


@pytest.mark.parametrize("name", ["home", "space", "room", "proposals"])
def test_it_costs_as_many_queries_for_one_proposal_as_for_many(cast, name):
    proposal = asked_anew(cast)
    url, browser = PAGES[name](cast, proposal.pk), as_(cast.erin)
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    for n in range(6):
        asked_anew(cast, title=f"Proposition {n}")
    with CaptureQueriesContext(connection) as many:
        assert browser.get(url).content.decode().count(SAID) == 7
    assert len(many) == len(one)
