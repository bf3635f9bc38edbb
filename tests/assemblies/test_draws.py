"""A draw by lot: announced and sealed before anybody can know, typed by two people, drawn once, done again by all."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from governance import clock, live
from governance.assemblies import actions
from governance.assemblies.models import Draw, DrawResult, RenewedSeat
from governance.assemblies.permissions import (
    may_announce_draw,
    may_announce_renewal,
    may_cancel_draw,
    may_see_draw,
    may_type_figures,
    may_volunteer,
)
from governance.assemblies.seating import seatings
from governance.assemblies.views.draws import SCRIPT, troubles
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.register.verification import verify
from governance.rules.sortition import draw as drawn_by_law
from governance.verdict import Refused
from governance.worker import tick
from tests.assemblies.bodies import holder, installed, seat
from tests.cast import person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DEADLINE = NOW + timedelta(days=5)
LOTO = {"name": "Loto du 14 mars 2026, cinq numéros", "known_at": NOW + timedelta(days=12), "numbers": 5}
RIVER = {"name": "Débit de la rivière, 15 mars à midi", "known_at": NOW + timedelta(days=13), "numbers": 1}
FIGURES = ("2 5 12 8 10", "9319")


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(NOW):
        yield


def after(**delay):
    return clock.pretend(NOW + timedelta(**delay))


def announced(cast, **told):
    people = [(cast.people[key], "") for key in ("alice", "bob", "erin", "faye")]
    asked = {"purpose": "Deux relectrices", "take": 2, "sources": [LOTO, RIVER], "members": people}
    return actions.announce_draw(cast.space, by=cast.alice, **asked | told)


def called(cast, **told):
    """A draw that waits for volunteers."""
    return announced(cast, **{"members": (), "closes_at": DEADLINE, "purpose": "Un jury"} | told)


def typed(cast, draw, n, figures, by="alice"):
    return actions.type_figures(draw, n, by=getattr(cast, by), figures=figures)


def both(cast, draw, n, figures):
    typed(cast, draw, n, figures)
    return typed(cast, draw, n, figures, by="bob")


def drawn(cast, draw):
    with after(days=14):
        for n, figures in enumerate(FIGURES):
            draw = both(cast, draw, n, figures)
    return draw


def page(client, draw):
    return client.get(draw.get_absolute_url()).content.decode().replace("\xa0", " ")


# --- Announcing --------------------------------------------------------------------------------------


def test_the_announcement_is_sealed_in_the_register_with_all_it_says(cast):
    draw = announced(cast)
    entry = Entry.objects.get(act="draw.announced")
    said = json.loads(entry.payload.canonical)
    assert (said["sha256"], said["announcement"]) == (draw.sha256, json.loads(draw.announcement))
    assert [one["name"] for one in said["announcement"]["pool"]] == [
        "Alice Payet", "Bob Nativel", "Erin Fontaine", "Faye Clain",
    ]  # fmt: skip
    assert troubles(draw) == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"purpose": " "}, "l’objet du tirage"),
        ({"take": 0}, "une personne au moins"),
        ({"take": 5}, "n’a que 4 noms"),
        ({"sources": []}, "une à cinq sources"),
        ({"sources": [LOTO | {"name": " "}]}, "Nommez chaque source"),
        ({"sources": [LOTO | {"numbers": 0}]}, "combien de nombres"),
        ({"sources": [LOTO, LOTO]}, "le même nom"),
        ({"sources": [LOTO | {"known_at": NOW}]}, "est déjà connue"),
        ({"sources": [LOTO, RIVER | {"known_at": NOW - timedelta(days=1)}]}, "est déjà connue"),
        ({"sources": [LOTO | {"known_at": NOW + timedelta(days=400)}]}, "dans l’année"),
        ({"strata_asked": {"Nord": 1, "Sud": 2}}, "leurs nombres font le total"),
        ({"strata_asked": {"Nord": 1, "Sud": 1}}, "de quelle strate"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(cast, told, words):
    with pytest.raises(Refused) as refused:
        announced(cast, **told)
    assert words in str(refused.value).replace("\xa0", " ")
    assert not Draw.objects.exists()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"closes_at": NOW}, "date est passée"),
        ({"closes_at": LOTO["known_at"]}, "connue avant la clôture"),
    ],
)
def test_sources_come_after_the_list_is_closed(cast, told, words):
    with pytest.raises(Refused, match=words):
        called(cast, **told)


def test_one_draws_among_the_people_of_the_space(cast):
    with pytest.raises(Refused, match="prennent part à cet espace"):
        announced(cast, members=[(cast.bob, ""), (cast.dave, "")])


def test_two_people_of_one_name_are_told_apart(cast):
    twin = person(
        "twin",
    )
    twin.display_name = "Bob Nativel"
    twin.save()
    organizations.admit(cast.space, twin, "member", by=cast.alice)
    draw = announced(cast, members=[(cast.bob, ""), (twin, "")])
    assert [entry["name"] for entry in draw.entries] == ["Bob Nativel", "Bob Nativel (2)"]


CHANGES = {
    "purpose": "Autre chose",
    "take": 1,
    "announcement": "{}",
    "sha256": "0" * 64,
    "pool": "[]",
    "pool_kind": "volunteers",
    "closes_at": NOW,
    "announced_at": NOW - timedelta(days=1),
}


@pytest.mark.parametrize("field", CHANGES)
def test_the_database_changes_nothing_of_an_announcement_nor_of_its_pool(cast, field):
    draw = announced(cast)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**{field: CHANGES[field]})


def test_a_draw_is_never_removed(cast):
    draw = announced(cast)
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).delete()


# --- Volunteers --------------------------------------------------------------------------------------


def test_members_put_themselves_forward_until_the_deadline_and_the_list_is_sealed(cast):
    draw = called(cast)
    for who in (cast.faye, cast.bob, cast.erin):
        actions.volunteer(draw, by=who)
    actions.volunteer(draw, by=cast.bob)  # twice is once
    actions.withdraw_volunteer(draw, by=cast.faye)
    with clock.pretend(DEADLINE):
        assert tick() == 1
        assert tick() == 0
    draw.refresh_from_db()
    sealed = Entry.objects.get(act="draw.sealed")
    assert [one["name"] for one in json.loads(sealed.payload.canonical)["pool"]] == ["Bob Nativel", "Erin Fontaine"]


def test_after_the_deadline_nobody_enters_or_leaves_even_before_the_list_is_written(cast):
    draw = called(cast)
    actions.volunteer(draw, by=cast.bob)
    with clock.pretend(DEADLINE):
        for act, who in ((actions.volunteer, cast.erin), (actions.withdraw_volunteer, cast.bob)):
            with pytest.raises(Refused, match="ne change plus"):
                act(draw, by=who)


def test_a_changed_pool_is_refused_by_the_database(cast):
    draw = called(cast)
    for who in (cast.bob, cast.erin):
        actions.volunteer(draw, by=who)
    with clock.pretend(DEADLINE):
        tick()
    for act in (
        lambda: draw.volunteers.create(person=cast.faye),
        lambda: draw.volunteers.filter(person=cast.bob).delete(),
        lambda: draw.volunteers.filter(person=cast.bob).update(person=cast.faye),
    ):
        with pytest.raises(DatabaseError, match="pool of a draw is closed"), transaction.atomic():
            act()


def test_a_volunteer_who_changes_their_name_changes_nothing_of_the_order_of_a_list_written_late(cast):
    """Written once a source is known, the list would else be put in the order that draws whom one likes."""
    draw = called(cast)
    for who in (cast.faye, cast.bob, cast.erin):
        actions.volunteer(draw, by=who)
    cast.faye.display_name = "Aaron"
    cast.faye.save()
    with clock.pretend(DEADLINE):
        tick()
    entries = Draw.objects.get(pk=draw.pk).entries
    assert [one["person"] for one in entries] == [cast.bob.pk, cast.erin.pk, cast.faye.pk]


def test_whoever_leaves_the_space_leaves_the_lists_that_are_open(cast):
    draw = called(cast)
    actions.volunteer(draw, by=cast.bob)
    organizations.leave_space(cast.space, by=cast.bob)
    assert not draw.volunteers.exists()
    assert verify(cast.space.chain) is None


def test_too_few_volunteers_make_a_draw_without_effect_and_it_may_be_announced_again(cast):
    draw = called(cast)
    actions.volunteer(draw, by=cast.bob)
    with clock.pretend(DEADLINE):
        tick()
        assert Draw.objects.get(pk=draw.pk).stage(clock.now()) == "void"
        assert called(cast, closes_at=DEADLINE + timedelta(days=2)).pk != draw.pk
    with after(days=13), pytest.raises(Refused, match="sans effet"):
        typed(cast, draw, 0, FIGURES[0])


def test_each_volunteer_says_their_stratum_and_each_stratum_is_drawn_apart(cast):
    draw = called(cast, strata_asked={"Nord": Fraction(1, 2), "Sud": Fraction(1, 2)})
    with pytest.raises(Refused, match="dans quelle strate"):
        actions.volunteer(draw, by=cast.bob)
    for who, stratum in ((cast.bob, "Nord"), (cast.erin, "Nord"), (cast.faye, "Sud"), (cast.alice, "Sud")):
        actions.volunteer(draw, by=who, stratum=stratum)
    result = drawn(cast, draw).result.told
    for part, pool in zip(
        result["parts"], (["Bob Nativel", "Erin Fontaine"], ["Alice Payet", "Faye Clain"]), strict=True
    ):
        law = drawn_by_law(pool, 1, list(FIGURES), stratum=part["stratum"])
        assert (part["key"], [step["name"] for step in part["steps"]]) == (law.key, list(law.selected))


# --- Figures -----------------------------------------------------------------------------------------


def test_figures_are_typed_once_the_source_is_known(cast):
    draw = announced(cast)
    with after(days=11), pytest.raises(Refused, match="pas encore connue"):
        typed(cast, draw, 0, FIGURES[0])


def test_the_same_person_does_not_type_and_confirm(cast):
    draw = announced(cast)
    with after(days=12):
        typed(cast, draw, 0, FIGURES[0])
        with pytest.raises(Refused, match="Une autre personne"):
            typed(cast, draw, 0, FIGURES[0])


def test_whoever_confirms_does_not_read_what_the_first_typed(cast, sign_in):
    draw = announced(cast)
    with after(days=12):
        typed(cast, draw, 0, "41 42 43 44 45")
        client = sign_in(cast.bob)
        told = page(client, draw) + client.get(reverse("draw-source", args=[draw.pk, 0])).content.decode()
        activity = client.get(reverse("space-activity", args=[cast.space.slug])).content.decode()
    assert "Alice Payet a saisi les nombres" in told
    assert "41 42 43" not in told + activity + Entry.objects.get(act="draw.typed").payload.canonical


def test_a_disagreement_is_shown_with_both_and_begins_again(cast, sign_in):
    draw = announced(cast)
    with after(days=12):
        typed(cast, draw, 0, FIGURES[0])
        typed(cast, draw, 0, "2 5 12 8 11", by="bob")
        shown = page(sign_in(cast.erin), draw)
        assert "Alice Payet a lu « 2 5 12 8 10 », Bob Nativel « 2 5 12 8 11 »" in shown
        typed(cast, draw, 0, FIGURES[0])
        draw = typed(cast, draw, 0, "10 8 12 5 2", by="erin")  # the order in which they came out says nothing
    assert draw.sources[0].figures == FIGURES[0]
    assert draw.readings.count() == 4


@pytest.mark.parametrize("figures", ["", "deux", "1,5 2 3 4 5", "2 5 12 8", "2 5 12 8 10 3", "-1 2 3 4 5", "9" * 401])
def test_figures_are_as_many_whole_numbers_as_announced(cast, figures):
    draw = announced(cast)
    with after(days=12), pytest.raises(Refused):
        typed(cast, draw, 0, figures)
    assert not draw.readings.exists()


def test_confirmed_figures_change_no_more(cast):
    draw = announced(cast)
    with after(days=12):
        both(cast, draw, 0, FIGURES[0])
        with pytest.raises(Refused, match="ne changent plus"):
            typed(cast, draw, 0, "1 2 3 4 5")
    for act in (lambda: draw.readings.update(figures="1 2 3 4 5"), lambda: draw.readings.all().delete()):
        with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
            act()


# --- Drawn -------------------------------------------------------------------------------------------


def test_the_law_draws_when_the_last_source_is_confirmed(cast):
    draw = drawn(cast, announced(cast))
    names = [entry["name"] for entry in draw.entries]
    assert draw.result.selected == list(drawn_by_law(names, 2, list(FIGURES)).selected)
    assert troubles(draw) == []
    assert verify(cast.space.chain) is None


def test_a_draw_repeated_until_it_pleases_is_refused(cast):
    draw = drawn(cast, announced(cast))
    with after(days=15):
        with pytest.raises(Refused, match="on ne tire pas deux fois"):
            typed(cast, draw, 0, "1 2 3 4 5")
        again = LOTO | {"known_at": NOW + timedelta(days=20)}
        with pytest.raises(Refused, match="on ne tire pas deux fois au sort la même chose"):
            announced(cast, purpose="deux  RELECTRICES", sources=[again])
    with pytest.raises(DatabaseError), transaction.atomic():
        DrawResult.objects.create(draw_id=draw.pk, content="{}", sha256="0" * 64)
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        DrawResult.objects.filter(draw=draw).update(content="{}")


def test_os_1_twelve_volunteers_three_names_reproducible_by_anybody_from_the_register(cast, tmp_path):
    crowd = [person(f"p{n}") for n in range(12)]
    draw = called(cast, take=3)
    for who in crowd:
        organizations.admit(cast.space, who, "member", by=cast.alice)
        actions.volunteer(draw, by=who)
    draw = drawn(cast, draw)
    said = {entry.act: json.loads(entry.payload.canonical) for entry in Entry.objects.about(draw).order_by("pk")}
    announcement = said["draw.announced"]["announcement"]
    figures = [
        json.loads(entry.payload.canonical)["figures"]
        for entry in Entry.objects.filter(act="draw.confirmed").order_by("pk")
    ]
    names = [one["name"] for one in said["draw.sealed"]["pool"]]
    law = drawn_by_law(names, announcement["take"], figures, announcement["hash"])
    assert (len(set(law.selected)), list(law.selected)) == (3, draw.result.selected)


def test_os_1_over_ten_thousand_draws_chance_is_uniform_by_chi_square():
    """Twelve volunteers, three places: 11 degrees of freedom; above 31.3 chance would be one in a thousand."""
    pool = [f"Volontaire {n}" for n in range(12)]
    for seed in ("2026", "7 14 21", "1 1 2 3 5 8"):
        found = Counter(name for n in range(10_000) for name in drawn_by_law(pool, 3, [seed, str(n)]).selected)
        chi_square = sum(Fraction((count - 2500) ** 2, 2500) for count in (found[name] for name in pool))
        assert chi_square < Fraction(313, 10), (seed, chi_square)


def test_the_program_of_the_page_and_the_command_draw_the_same_names(cast, sign_in, tmp_path, capsys):
    draw = drawn(cast, announced(cast))
    client = sign_in(cast.dave)
    file, program = tmp_path / "tirage.json", tmp_path / "draw_again.py"
    file.write_bytes(client.get(reverse("draw-lots", args=[draw.pk, 0])).content)
    program.write_bytes(client.get(reverse("draw-script")).content)
    told = subprocess.run([sys.executable, str(program), str(file)], capture_output=True, text=True, check=True).stdout
    assert json.loads(told.splitlines()[-1]) == draw.result.selected
    call_command("draw", str(file))
    assert json.loads(capsys.readouterr().out)["selected"] == draw.result.selected
    assert len(SCRIPT.read_text().splitlines()) <= 60


def test_a_stratum_is_drawn_again_by_the_program_too(cast, sign_in, tmp_path):
    people = [(cast.alice, "Nord"), (cast.bob, "Nord"), (cast.erin, "Sud"), (cast.faye, "Sud")]
    draw = drawn(cast, announced(cast, members=people, strata_asked={"Nord": 1, "Sud": 1}))
    file = tmp_path / "tirage.json"
    file.write_bytes(sign_in(cast.dave).get(reverse("draw-lots", args=[draw.pk, 1])).content)
    told = subprocess.run([sys.executable, str(SCRIPT), str(file)], capture_output=True, text=True, check=True).stdout
    assert json.loads(told.splitlines()[-1]) == draw.result.selected[1:]


# --- Cancelling --------------------------------------------------------------------------------------


def test_a_draw_is_cancelled_before_any_source_is_known_and_its_reason_stays_beside_the_next(cast, sign_in):
    actions.cancel_draw(announced(cast), by=cast.alice, reason="Le nombre de places a changé.")
    again = announced(cast, take=1)
    shown = page(sign_in(cast.dave), again)
    assert "Le nombre de places a changé." in shown
    assert (
        "Le nombre de places a changé."
        in sign_in(cast.dave).get(reverse("draws", args=[cast.space.slug])).content.decode()
    )


@pytest.mark.parametrize("typing", [False, True])
def test_once_a_source_is_known_nobody_cancels(cast, typing):
    draw = announced(cast)
    with after(days=12):
        if typing:
            typed(cast, draw, 0, FIGURES[0])
        with pytest.raises(Refused, match="ne s’annule plus"):
            actions.cancel_draw(draw, by=cast.alice, reason="Ces noms me déplaisent.")


def test_a_source_that_is_never_published_leaves_a_way_out_with_a_public_reason(cast, sign_in):
    draw = announced(cast)
    with after(days=13):
        typed(cast, draw, 0, FIGURES[0])
    with after(days=14, hours=23), pytest.raises(Refused, match="ne s’annule plus"):
        actions.cancel_draw(draw, by=cast.alice, reason="La station est en panne.")
    with after(days=15):
        shown = sign_in(cast.alice).get(reverse("draw-cancel", args=[draw.pk])).content.decode()
        assert "Une source n’a pas été publiée" in shown
        draw = actions.cancel_draw(draw, by=cast.alice, reason="La station est en panne.")
        shown = page(sign_in(cast.dave), draw)
    assert "dont une source n’a jamais été publiée" in shown and "La station est en panne." in shown


def test_a_source_of_which_somebody_typed_the_figures_was_published(cast):
    draw = announced(cast, sources=[LOTO])
    with after(days=13):
        typed(cast, draw, 0, FIGURES[0])
    with after(days=30), pytest.raises(Refused, match="ne s’annule plus"):
        actions.cancel_draw(draw, by=cast.alice, reason="Ces noms me déplaisent.")


def test_cancelling_says_why_and_ends_it(cast):
    draw = announced(cast)
    with pytest.raises(Refused, match="s’explique"):
        actions.cancel_draw(draw, by=cast.alice, reason=" ")
    actions.cancel_draw(draw, by=cast.alice, reason="Erreur de date.")
    with after(days=12), pytest.raises(Refused, match="est annulé"):
        typed(cast, draw, 0, FIGURES[0])


# --- The renewal of the board ------------------------------------------------------------------------

YEAR_2, YEAR_4 = datetime(2028, 3, 1, 8, tzinfo=UTC), datetime(2030, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def board(cast):
    return installed(cast)


def renewal(cast, now, *, by):
    source = {"name": f"Loto du {now:%d/%m/%Y}", "known_at": now + timedelta(days=3), "numbers": 1}
    with clock.pretend(now):
        draw = actions.announce_renewal(cast.board, by=by, sources=[source])
    with clock.pretend(now + timedelta(days=3)):
        actions.type_figures(draw, 0, by=by, figures="41")
        return actions.type_figures(draw, 0, by=cast.ivan, figures="41")


def seating(cast, now):
    found = seatings(cast.organization, cast.space.day(now))
    return next(one for one in found if one.body.key == "board")


def test_st_12_2a_the_draw_of_year_two_takes_two_of_the_six_and_not_before_its_day(board):
    source = {"name": "Loto", "known_at": YEAR_2 + timedelta(days=3), "numbers": 1}
    with clock.pretend(YEAR_2 - timedelta(days=1)), pytest.raises(Refused, match="pas avant le 01/03/2028"):
        actions.announce_renewal(board.board, by=board.bob, sources=[source])
    draw = renewal(board, YEAR_2, by=board.gus)  # the bureau of 2026 has ended: an administrator speaks
    assert [entry["seat"] for entry in draw.entries] == [1, 2, 3, 4, 5, 6]
    assert len(set(draw.result.selected)) == 2
    assert sorted(RenewedSeat.objects.values_list("seat", flat=True)) == seating(board, YEAR_2).named
    assert troubles(draw) == []


def test_st_12_2b_the_draw_of_year_four_takes_two_of_the_four_others(board):
    first = renewal(board, YEAR_2, by=board.gus)
    with clock.pretend(YEAR_2 + timedelta(days=10)), pytest.raises(Refused, match="pas avant le 01/03/2030"):
        actions.announce_renewal(board.board, by=board.gus, sources=[LOTO])
    second = renewal(board, YEAR_4, by=board.gus)
    taken = {f"Siège {n}" for n in range(1, 7)} - set(first.result.selected)
    assert {entry["name"] for entry in second.entries} == taken
    assert set(second.result.selected) <= taken
    with clock.pretend(YEAR_4 + timedelta(days=10)), pytest.raises(Refused, match="sans tirage"):
        actions.announce_renewal(board.board, by=board.gus, sources=[LOTO])


def test_st_12_2b_one_renewal_is_announced_once(board):
    source = {"name": "Loto", "known_at": YEAR_2 + timedelta(days=3), "numbers": 1}
    with clock.pretend(YEAR_2):
        actions.announce_renewal(board.board, by=board.gus, sources=[source])
        with pytest.raises(Refused, match="déjà annoncé"):
            actions.announce_renewal(board.board, by=board.gus, sources=[source])


def test_st_12_2d_a_seat_that_was_drawn_is_given_for_six_full_years_whoever_holds_it(board):
    draw = renewal(board, YEAR_2, by=board.gus)
    n = int(draw.result.selected[0].rpartition(" ")[2])
    leaving = holder(board, n, date(2028, 3, 1))
    who = next(one for one in ("ivan",))
    with clock.pretend(YEAR_2 + timedelta(days=30)):
        assert leaving.runs(date(2028, 3, 31))  # the draw names the seat, the election renews it
        renewed = seat(board, n, who, by=board.gus, since=date(2028, 3, 31))
    leaving.refresh_from_db()
    assert (renewed.until, leaving.ending, leaving.ended_on) == (date(2034, 3, 31), "renewed", date(2028, 3, 31))
    assert n not in seating(board, YEAR_2 + timedelta(days=31)).named


def test_a_seat_that_was_not_drawn_is_not_to_be_renewed(board):
    draw = renewal(board, YEAR_2, by=board.gus)
    drawn_seats = {int(name.rpartition(" ")[2]) for name in draw.result.selected}
    n = next(n for n in range(1, 7) if n not in drawn_seats)
    with clock.pretend(YEAR_2 + timedelta(days=30)), pytest.raises(Refused, match="occupe ce siège"):
        seat(board, n, "ivan", by=board.gus, since=date(2028, 3, 31))


# --- Who may -----------------------------------------------------------------------------------------

CAST = ("alice", "bob", "erin", "carol", "dave", "root", "anonymous")
#                      alice  bob    erin   carol  dave   root   nobody
TABLE = {
    "see": (True, True, True, True, True, True, True),
    "announce": (True, False, False, False, False, False, False),
    "volunteer": (True, True, True, False, False, False, False),
    "type first": (True, False, False, False, False, False, False),
    "confirm what Alice typed": (False, True, True, False, False, False, False),
    "cancel": (True, False, False, False, False, False, False),
}


@pytest.fixture
def questions(cast):
    cast.root = person("root", is_staff=True, is_superuser=True)
    waiting, other = called(cast), announced(cast, sources=[LOTO])
    third = announced(cast, purpose="Un autre", sources=[LOTO])

    def confirms(user):
        with after(days=12):
            return may_type_figures(user, Draw.objects.get(pk=third.pk), 0)

    def types(user):
        with after(days=12):
            return may_type_figures(user, Draw.objects.get(pk=other.pk), 0)

    with after(days=12):
        typed(cast, third, 0, FIGURES[0])
    return {
        "see": lambda user: may_see_draw(user, waiting),
        "announce": lambda user: may_announce_draw(user, cast.space),
        "volunteer": lambda user: may_volunteer(user, waiting),
        "type first": types,
        "confirm what Alice typed": confirms,
        "cancel": lambda user: may_cancel_draw(user, waiting),
    }


@pytest.mark.parametrize("act", TABLE)
def test_who_may_do_what_with_a_draw(cast, questions, act):
    verdicts = [questions[act](getattr(cast, who)) for who in CAST]
    assert tuple(bool(verdict) for verdict in verdicts) == TABLE[act]
    assert all(verdict.why.endswith(".") for verdict in verdicts if not verdict)


def test_the_renewal_is_announced_by_whoever_records_mandates(board):
    who = [
        name
        for name in ("alice", "bob", "erin", "faye", "gus", "dave")
        if may_announce_renewal(getattr(board, name), board.board)
    ]
    assert who == ["bob", "erin"]


def test_a_draw_is_read_by_those_who_see_its_space(cast, sign_in):
    draw = announced(cast)
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    for who, status in (("bob", 200), ("carol", 200), ("dave", 404)):
        assert sign_in(getattr(cast, who)).get(draw.get_absolute_url()).status_code == status
    assert live.may_join(cast.bob, f"draw:{draw.pk}")
    assert not live.may_join(cast.dave, f"draw:{draw.pk}")


def test_what_happens_to_a_draw_moves_its_stream(cast):
    draw = called(cast)
    steps = [live.cursor("draw", draw.pk)]
    for who in (cast.bob, cast.erin):
        actions.volunteer(draw, by=who)
        steps.append(live.cursor("draw", draw.pk))
    drawn(cast, draw)
    steps.append(live.cursor("draw", draw.pk))
    assert steps == sorted(set(steps))
