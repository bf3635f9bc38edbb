"""Bodies and draws in a real browser: clean for axe and on a phone, and a draw that is followed while it happens."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Mandate
from tests.assemblies.bodies import holder, installed
from tests.browser.gestures import opens
from tests.browser.test_pages import inspect  # noqa: F401

pytestmark = pytest.mark.browser


def announced(cast, *, days_ago, **told):
    """A draw announced so many days ago, whose source was known the day after."""
    now = clock.now()
    with clock.pretend(now - timedelta(days=days_ago)):
        source = {"name": "Loto", "known_at": clock.now() + timedelta(days=1, hours=told.pop("hours", 0)), "numbers": 2}
        asked = {"purpose": "Deux relectrices", "take": 2, "sources": [source]}
        people = {} if "closes_at" in told else {"members": [(cast.bob, ""), (cast.erin, ""), (cast.faye, "")]}
        return actions.announce_draw(cast.space, by=cast.alice, **asked | people | told)


def test_the_pages_of_bodies_are_clean(cast, inspect):  # noqa: F811
    installed(cast, since=date(2025, 3, 1))
    actions.resign_mandate(Mandate.objects.get(body=cast.bureau, post="treasurer"), by=cast.faye)
    actions.resign_mandate(holder(cast, 4), by=cast.gus)
    told = {"decision": "CA, point 3", "decided_on": cast.space.day(clock.now())}
    actions.co_opt(cast.board, cast.ivan, seat=4, by=cast.bob, **told)
    actions.resign_mandate(holder(cast, 5), by=cast.hana)
    space = f"/spaces/{cast.space.slug}/"
    board = f"{space}bodies/board/"
    addresses = (space, f"{space}bodies/", board, f"{board}seat/", f"{board}co-opt/", f"{board}cycle/")
    mandate = holder(cast, 1).pk
    assert inspect(cast.bob, *addresses, f"{space}bodies/bureau/", f"/mandates/{mandate}/end/") == []
    assert inspect(None, f"{space}bodies/", board) == []


def test_the_pages_of_draws_are_clean(cast, inspect):  # noqa: F811
    space = f"/spaces/{cast.space.slug}/"
    gathering = announced(
        cast,
        days_ago=0,
        purpose="Un jury",
        closes_at=clock.now() + timedelta(hours=5),
        strata_asked={"Nord": 1, "Sud": 1},
    )
    actions.volunteer(gathering, by=cast.erin, stratum="Sud")
    figures = announced(cast, days_ago=3, purpose="Un comité")
    for who, typed in ((cast.alice, "4 1"), (cast.bob, "4 2"), (cast.alice, "4 1")):
        actions.type_figures(figures, 0, by=who, figures=typed)
    drawn = announced(cast, days_ago=3)
    for who in (cast.alice, cast.bob):
        actions.type_figures(drawn, 0, by=who, figures="4 1")
    new = f"{space}draws/new/"
    pages = [one.get_absolute_url() for one in (gathering, figures, drawn)]
    forms = [new, f"{new}?among=members", f"{new}?among=volunteers", f"{pages[0]}cancel/"]
    assert inspect(cast.alice, f"{space}draws/", *pages, *forms) == []
    assert inspect(cast.bob, f"{pages[1]}sources/0/") + inspect(None, *pages) == []


def test_erin_follows_a_draw_from_the_first_figures_to_the_names_without_reloading(cast, sit, stays):
    draw = announced(cast, days_ago=3)
    at = draw.get_absolute_url()
    erin = opens(sit(cast.erin), at)
    stays(erin)
    expect(erin.locator("html")).to_have_attribute("data-live", "on")
    for who, figures, seen in (
        (cast.alice, "4 1", "Alice Payet a saisi les nombres"),
        (cast.bob, "4 2", "Les saisies diffèrent"),
        (cast.alice, "4 1", "Alice Payet a saisi les nombres"),
        (cast.bob, "4 1", "saisis par Alice Payet, confirmés par Bob Nativel"),
    ):
        page = opens(sit(who), at)
        page.locator(".sources a.button").click()
        page.get_by_label("Les nombres qui sont sortis").fill(figures)
        page.get_by_role("main").get_by_role("button").click()
        expect(erin.locator(".sources")).to_contain_text(seen)
    expect(erin.locator(".drawn li")).to_have_count(2)
