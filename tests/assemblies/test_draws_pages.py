"""The pages of draws: announced, joined, typed and read without a script, and its names first once they are drawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Draw
from tests.cast import person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SENT = {
    "purpose": "Trois relectrices",
    "take": "2",
    "source_1": "Loto du 14 mars",
    "known_at_1": "2026-03-14T21:00",
    "numbers_1": "1",
}


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(NOW):
        yield


@pytest.fixture
def create(cast):
    return lambda among: reverse("draw-create", args=[cast.space.slug]) + f"?among={among}"


def read(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_alice_calls_for_volunteers_and_two_come(cast, sign_in, create):
    client = sign_in(cast.alice)
    assert "Des volontaires" in read(client.get(reverse("draw-create", args=[cast.space.slug])))
    answer = client.post(create("volunteers"), SENT | {"closes_at": "2026-03-10T20:00"})
    draw = Draw.objects.get()
    assert answer.headers["Location"] == draw.get_absolute_url()
    for who in (cast.bob, cast.erin):
        client = sign_in(who)
        assert "Me porter volontaire" in read(client.get(draw.get_absolute_url()))
        assert client.post(reverse("draw-volunteer", args=[draw.pk])).status_code == 302
    shown = read(client.get(draw.get_absolute_url()))
    assert "Bob Nativel" in shown and "Retirer mon nom" in shown
    client.post(reverse("draw-withdraw", args=[draw.pk]))
    assert draw.volunteers.count() == 1
    assert "Trois relectrices" in read(client.get(reverse("space", args=[cast.space.slug])))


def test_chosen_people_with_strata_are_each_asked_for_theirs(cast, sign_in, create):
    client, people = sign_in(cast.alice), [cast.bob.pk, cast.erin.pk, cast.faye.pk]
    sent = SENT | {"members": people, "strata": "Nord : 1\nSud : 1/1"}
    assert (
        "une strate par ligne" not in read(client.post(create("members"), sent | {"strata": "Nord"})).split("<form")[0]
    )
    sent["strata"] = "Nord : 1\nSud : 1"
    first = read(client.post(create("members"), sent))
    assert "Strate de Bob Nativel" in first and "Dites de quelle strate est cette personne." in first
    told = {f"stratum_{pk}": stratum for pk, stratum in zip(people, ("Nord", "Nord", "Sud"), strict=True)}
    assert client.post(create("members"), sent | told).status_code == 302
    assert [(one["name"], one["stratum"]) for one in Draw.objects.get().entries] == [
        ("Bob Nativel", "Nord"),
        ("Erin Fontaine", "Nord"),
        ("Faye Clain", "Sud"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purpose": "\u200b"}, "Que tire-t-on au sort"),
        ({"source_1": ""}, "Quelle source"),
        ({"source_2": "Une autre"}, "combien de nombres elle donne"),
        ({"strata": "Nord"}, "Écrivez une strate par ligne"),
        ({"strata": "Nord : 1\nNord : 1"}, "Écrivez une strate par ligne"),
        ({"strata": "Nord : 1/0"}, "Écrivez une strate par ligne"),
        ({"known_at_1": "2026-03-01T10:00"}, "est déjà connue"),
        ({"known_at_1": "2026-03-09T10:00"}, "avant la clôture"),
        ({"take": "0"}, "Combien de personnes"),
    ],
)
def test_what_was_typed_is_kept_when_the_announcement_does_not_hold(cast, sign_in, create, change, words):
    sent = SENT | {"closes_at": "2026-03-10T20:00", "words": "Deux soirées."} | change
    answer = sign_in(cast.alice).post(create("volunteers"), sent)
    assert answer.status_code in (403, 422)
    assert words in read(answer) and "Deux soirées." in read(answer)
    assert not Draw.objects.exists()


def announced(cast):
    source = {"name": "Loto du 14 mars", "known_at": NOW + timedelta(days=12), "numbers": 1}
    people = [(cast.bob, ""), (cast.erin, ""), (cast.faye, "")]
    return actions.announce_draw(
        cast.space, by=cast.alice, purpose="Deux personnes", take=2, sources=[source], members=people
    )


def test_two_people_type_the_figures_and_the_names_come_first(cast, sign_in):
    draw = announced(cast)
    where = reverse("draw-source", args=[draw.pk, 0])
    assert sign_in(cast.alice).get(where).status_code == 403
    with clock.pretend(NOW + timedelta(days=12)):
        client = sign_in(cast.alice)
        assert where in read(client.get(draw.get_absolute_url()))
        assert client.post(where, {"figures": "41"}).status_code == 302
        assert client.get(where).status_code == 403
        client = sign_in(cast.bob)
        assert client.post(where, {"figures": "quarante"}).status_code == 403
        client.post(where, {"figures": "41"})
        shown = read(client.get(draw.get_absolute_url()))
    names = Draw.objects.get(pk=draw.pk).result.selected
    assert shown.index(f"<li><span>{names[0]}") < shown.index("Les sources de hasard")
    assert all(step in shown for step in ("41./", "draw_again.py", "saisis par Alice Payet, confirmés par Bob Nativel"))
    assert read(client.get(reverse("draw-script"))).startswith("#!/usr/bin/env python3")


def test_a_draw_that_is_not_drawn_gives_no_file(cast, sign_in):
    draw = announced(cast)
    client = sign_in(cast.bob)
    assert client.get(reverse("draw-lots", args=[draw.pk, 0])).status_code == 404
    assert client.get(reverse("draw-source", args=[draw.pk, 9])).status_code == 404


def test_alice_cancels_through_the_page_and_bob_may_not(cast, sign_in):
    draw = announced(cast)
    where = reverse("draw-cancel", args=[draw.pk])
    assert sign_in(cast.bob).post(where, {"reason": "Non."}).status_code == 403
    client = sign_in(cast.alice)
    assert client.post(where, {"reason": " "}).status_code == 422
    assert client.post(where, {"reason": "Une faute dans l’objet."}).status_code == 302
    assert "Une faute dans l’objet." in read(client.get(reverse("draws", args=[cast.space.slug])))


def test_a_script_is_given_the_part_alone(cast, sign_in):
    draw = announced(cast)
    part = read(sign_in(cast.bob).get(draw.get_absolute_url(), headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<article class="draw" data-part="draw"')


def test_a_register_that_says_otherwise_shows(cast, sign_in, monkeypatch):
    draw = announced(cast)
    monkeypatch.setattr("governance.assemblies.views.draws.sha256", lambda text: "0" * 64)
    assert "L’annonce n’est plus celle que le registre a scellée." in read(
        sign_in(cast.bob).get(draw.get_absolute_url())
    )


def test_the_activity_tells_a_draw_from_its_announcement_to_its_names(cast, sign_in):
    draw = announced(cast)
    with clock.pretend(NOW + timedelta(days=12)):
        for who, figures in ((cast.alice, "41"), (cast.bob, "14"), (cast.alice, "41"), (cast.bob, "41")):
            actions.type_figures(draw, 0, by=who, figures=figures)
        shown = read(sign_in(cast.dave).get(reverse("space-activity", args=[cast.space.slug])))
    assert "Alice Payet a annoncé un tirage au sort :" in shown
    assert "Deux saisies de « Loto du 14 mars » diffèrent (41 ; 14)" in shown
    assert "Bob Nativel a confirmé les nombres de « Loto du 14 mars » (41)" in shown
    assert "Le sort a désigné" in shown


def test_a_draw_and_its_list_ask_as_much_for_one_as_for_many(cast, sign_in):
    def call(purpose, *people):
        source = {"name": "Loto", "known_at": NOW + timedelta(days=12), "numbers": 1}
        closes_at = NOW + timedelta(days=5)
        draw = actions.announce_draw(
            cast.space, by=cast.alice, purpose=purpose, take=1, sources=[source], closes_at=closes_at
        )
        for who in people:
            actions.volunteer(draw, by=who)
        return draw

    client, listed = sign_in(cast.bob), reverse("draws", args=[cast.space.slug])
    draw = call("Un", cast.erin)
    few = [queries(client, draw.get_absolute_url()), queries(client, listed)]
    for who in (cast.faye, cast.alice):
        actions.volunteer(draw, by=who)
    for n in range(8):
        call(f"Autre {n}", cast.faye)
    assert [queries(client, draw.get_absolute_url()), queries(client, listed)] == few


def queries(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as found:
        client.get(where)
    return len(found)


def test_a_superuser_announces_nothing_where_they_facilitate_nothing(cast, sign_in, create):
    root = person("root", is_staff=True, is_superuser=True)
    assert sign_in(root).get(create("volunteers")).status_code == 403
