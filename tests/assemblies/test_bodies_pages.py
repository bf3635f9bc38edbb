"""The pages of bodies: who sits where, and recording it by plain forms, with what was typed kept when it is refused."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Draw, Mandate
from governance.organizations import actions as organizations
from tests.assemblies.bodies import holder, installed, with_bodies

pytestmark = pytest.mark.django_db

NOW = datetime(2029, 1, 10, 8, tzinfo=UTC)
FOUNDED = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def winter():
    with clock.pretend(NOW):
        yield


@pytest.fixture
def here(cast):
    with clock.pretend(FOUNDED):
        return installed(cast)


def address(cast, name, key="board"):
    return reverse(name, args=[cast.space.slug, key])


def page(client, where):
    return client.get(where).content.decode().replace("\xa0", " ")


def test_the_pages_of_bodies_and_meetings_stand_under_the_tab_of_the_association(here, sign_in):
    client = sign_in(here.alice)
    for name in ("bodies", "meetings", "draws", "duties", "follow-ups", "rules"):
        where = reverse(name, args=[here.space.slug])
        assert 'aria-current="true">L’association</a>' in page(client, where), name
    assert "Toutes les séances" in page(client, reverse("association", args=[here.space.slug]))


def test_everybody_who_sees_the_space_sees_who_sits_where(here, sign_in):
    shown = page(sign_in(here.dave), reverse("bodies", args=[here.space.slug]))
    assert all(str(getattr(here, who)) in shown for who in ("bob", "erin", "faye", "gus", "hana", "alice"))
    shown = page(sign_in(here.dave), here.board.get_absolute_url())
    assert "jusqu’au 1er mars 2032" in shown and "Assemblée générale constitutive, 2e résolution" in shown
    assert "Enregistrer un mandat" not in shown


def test_the_posts_of_the_bureau_that_have_ended_are_said_vacant_on_the_space(here, sign_in):
    shown = page(sign_in(here.ivan), reverse("space", args=[here.space.slug]))
    assert "3 postes sont vacants au bureau : présidence, secrétariat, trésorerie." in shown.replace("<b>", "").replace(
        "</b>", ""
    )


def test_a_space_without_bodies_says_where_they_come_from(cast, sign_in):
    assert "Aucune instance ici" in page(sign_in(cast.bob), reverse("bodies", args=[cast.space.slug]))


def test_a_project_has_no_bodies_of_its_own(here, sign_in):
    project = organizations.create_project(here.organization, by=here.alice, name="Jardin")
    assert sign_in(here.alice).get(reverse("bodies", args=[project.space.slug])).status_code == 404


def test_gus_elects_the_bureau_again_through_the_page(here, sign_in):
    client, where = sign_in(here.gus), address(here, "body-seat", "bureau")
    sent = {"place": "president", "person": here.bob.pk, "decision": "CA, point 1", "decided_on": "2029-01-10"}
    assert client.post(where, sent).headers["Location"] == here.bureau.get_absolute_url()
    assert Mandate.objects.get(body=here.bureau, post="president", ended_on=None).until == date(2031, 1, 10)


def test_what_was_typed_is_kept_when_it_is_refused(here, sign_in):
    sent = {"place": "president", "person": here.ivan.pk, "decision": "CA, point 1", "decided_on": "2029-01-10"}
    answer = sign_in(here.gus).post(address(here, "body-seat", "bureau"), sent)
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "Le bureau se choisit parmi les membres" in shown and 'value="CA, point 1"' in shown


def test_bob_co_opts_through_the_page_and_the_seat_says_provisional(here, sign_in):
    actions.seat(here.bureau, here.bob, post="president", by=here.gus, decision="CA", decided_on=date(2029, 1, 10))
    actions.resign_mandate(holder(here, 4), by=here.gus)
    client = sign_in(here.bob)
    sent = {"place": "4", "person": here.ivan.pk, "decision": "CA, point 3", "decided_on": "2029-01-10"}
    assert client.post(address(here, "body-co-opt"), sent | {"next_assembly": "2029-04-02"}).status_code == 302
    shown = page(client, here.board.get_absolute_url())
    assert "provisoire" in shown and "jusqu’au 2 avril" in shown and "remplace Gus" in shown


def test_a_mandate_is_ended_and_left_through_pages(here, sign_in):
    client = sign_in(here.gus)
    sent = {"decision": "AG, 3e résolution", "decided_on": "2029-01-09"}
    assert client.post(reverse("mandate-end", args=[holder(here, 5).pk]), sent).status_code == 302
    mine = holder(here, 4)
    assert "Garder mon mandat" in page(client, reverse("mandate-resign", args=[mine.pk]))
    assert client.post(reverse("mandate-resign", args=[mine.pk])).status_code == 302
    shown = page(sign_in(here.ivan), here.board.get_absolute_url())
    assert "démission" in shown and "AG, 3e résolution" in shown and "2 sièges sont vacants" in shown
    activity = page(sign_in(here.ivan), reverse("space-activity", args=[here.space.slug]))
    assert "Gus a démissionné :" in activity and "Le mandat de Hana a pris fin (AG, 3e résolution) :" in activity


def test_nobody_resigns_for_somebody_else(here, sign_in):
    assert sign_in(here.bob).post(reverse("mandate-resign", args=[holder(here, 4).pk])).status_code == 403
    assert holder(here, 4).person == here.gus


def test_the_renewal_is_announced_through_the_page_with_the_pool_of_the_law(here, sign_in):
    client = sign_in(here.gus)
    where = address(here, "body-renewal")
    assert where in page(client, here.board.get_absolute_url())
    answer = client.post(where, {"source_1": "Loto", "known_at_1": "2029-01-20T20:00", "numbers_1": "5"})
    assert answer.headers["Location"] == Draw.objects.get().get_absolute_url()
    assert "1. Siège" not in page(client, answer.headers["Location"])
    assert [entry["seat"] for entry in Draw.objects.get().entries] == [1, 2, 3, 4, 5, 6]


def test_the_start_of_the_cycle_is_settled_through_the_page(cast, sign_in):
    with_bodies(cast)
    where = address(cast, "body-cycle")
    assert sign_in(cast.alice).post(where, {"start": "2027-01-01"}).status_code == 302
    cast.board.refresh_from_db()
    assert cast.board.cycle_start == date(2027, 1, 1)
    assert sign_in(cast.bob).post(where, {"start": "2028-01-01"}).status_code == 403


@pytest.mark.parametrize("name", ["body-seat", "body-co-opt", "body-cycle", "body-renewal"])
def test_a_page_that_records_is_refused_to_whoever_may_not(here, sign_in, name):
    for who in ("ivan", "dave"):
        assert sign_in(getattr(here, who)).get(address(here, name)).status_code == 403


def test_a_body_asks_as_much_for_one_administrator_as_for_six(cast, sign_in):
    def seat(n, who):
        with clock.pretend(FOUNDED):
            told = {"decision": "AG", "decided_on": date(2026, 3, 1)}
            actions.seat(cast.board, getattr(cast, who), seat=n, by=cast.alice, **told)

    with_bodies(cast)
    seat(1, "bob")
    client, slug = sign_in(cast.ivan), cast.space.slug
    pages = [cast.board.get_absolute_url(), reverse("bodies", args=[slug]), reverse("space", args=[slug])]
    few = [queries(client, where) for where in pages]
    for n, who in enumerate(("erin", "faye", "gus", "hana", "alice"), 2):
        seat(n, who)
    assert [queries(client, where) for where in pages] == few


def queries(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as found:
        client.get(where)
    return len(found)
