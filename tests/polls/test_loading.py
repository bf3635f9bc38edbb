"""Official territories come in: La Réunion without a network, France by its packages, and vintages that follow."""

import json
import lzma
import tarfile
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
import shapely
from django.core.management import CommandError, call_command
from shapely.geometry import MultiPolygon, box

from governance.polls import loading, sources
from governance.polls.loading import Row
from governance.polls.models import Outline, PostalCode, Territory
from tests.polls.places import Kind, commune, la_reunion, territory

pytestmark = pytest.mark.django_db


def counts():
    return {kind: Territory.objects.filter(kind=kind).count() for kind in Kind.values if kind not in Territory.DRAWN}


def everything():
    """What lies in the tables, by value."""
    return (
        list(Territory.objects.order_by("pk").values()),
        sorted(Territory.parents.through.objects.values_list("from_territory", "to_territory")),
        sorted(PostalCode.objects.values_list("code", "commune")),
        list(Outline.objects.order_by("pk").values_list("pk", "area", "west")),
    )


def test_la_reunion_comes_without_a_network():
    assert la_reunion() == loading.Loaded(known=32, ended=0, outlined=31)
    assert counts() == {
        "commune": 24, "arrondissement": 0, "epci": 5, "departement": 1, "region": 1, "overseas": 0, "country": 1,
    }  # fmt: skip
    assert {one.code for one in Territory.objects.above(commune("97411"))} == {"97411", "249740119", "974", "04", "FR"}
    assert Territory.objects.within(territory("epci", "249740119")).lived_in().count() == 3
    assert Territory.objects.within(territory("country", "FR")).lived_in().count() == 24


def test_people_and_land_add_up():
    la_reunion()
    communes = Territory.objects.filter(kind=Kind.COMMUNE)
    people = sum(communes.values_list("population", flat=True))
    assert territory("departement", "974").population == territory("region", "04").population == people
    assert territory("country", "FR").population is None
    whole = Outline.objects.get(territory=territory("departement", "974")).area
    parts = sum(Outline.objects.filter(territory__in=communes).values_list("area", flat=True))
    assert abs(whole - parts) < parts // 1000
    assert 2_400_000_000 < whole < 2_600_000_000


def test_loading_twice_changes_nothing():
    la_reunion()
    before = everything()
    la_reunion()
    assert everything() == before


def test_what_another_loading_knew_of_the_country_is_kept():
    la_reunion()
    Territory.objects.filter(code="FR").update(population=68_000_000)
    la_reunion()
    assert territory("country", "FR").population == 68_000_000


def test_the_command_says_what_it_did(capsys):
    call_command("load_territories", reunion=True)
    assert capsys.readouterr().out == "Territoires : 32, dont 31 avec leur contour ; disparus : 0.\n"


# --- Vintages ----------------------------------------------------------------------------------------


def small_country(*communes, **changed):
    rows = [Row(Kind.COUNTRY, "FR", "France"), Row(Kind.REGION, "84", "Auvergne", parents=(sources.FRANCE,))]
    rows.append(Row(Kind.DEPARTEMENT, "01", "Ain", parents=((Kind.REGION, "84"),)))
    here = ((Kind.DEPARTEMENT, "01"),)
    return [*rows, *(replace(one, parents=one.parents or here) for one in communes)]


ARBIGNIEU = Row(Kind.COMMUNE, "01015", "Arbignieu", 500, postal_codes=("01300",))
BONS = Row(Kind.COMMUNE, "01340", "Saint-Bois", 100, postal_codes=("01300",))
MERGED = Row(Kind.COMMUNE, "01015", "Arboys en Bugey", 600, postal_codes=("01300",))


def test_a_merged_commune_of_another_vintage_stays_with_its_successor():
    loading.load(small_country(ARBIGNIEU, BONS), vintage=2015, source="essai")
    old = commune("01340")
    gone = replace(BONS, parents=(), ended=True, successors=((Kind.COMMUNE, "01015"),), postal_codes=())
    rows = [*small_country(MERGED), gone]
    loading.load(rows, vintage=2016, source="essai")
    old.refresh_from_db()
    assert (old.ended, old.stands, [one.name for one in old.successors.all()]) == (2016, False, ["Arboys en Bugey"])
    assert not old.postal_codes.exists()
    loading.load(rows, vintage=2020, source="essai")
    assert commune("01340").ended == 2016
    assert commune("01015").vintage == 2020


def test_what_a_vintage_no_longer_knows_is_over_and_stays():
    loading.load(small_country(ARBIGNIEU, BONS), vintage=2015, source="essai")
    assert loading.load(small_country(ARBIGNIEU), vintage=2016, source="essai").ended == 1
    assert commune("01340").ended == 2016
    loading.load(small_country(ARBIGNIEU, BONS), vintage=2017, source="essai")
    assert commune("01340").stands


def test_a_part_of_the_country_ends_nothing_elsewhere():
    loading.load(small_country(ARBIGNIEU, BONS), vintage=2015, source="essai")
    la_reunion()
    assert commune("01340").stands
    assert territory("region", "84").stands


def test_time_is_not_gone_back():
    la_reunion()
    rows, source = sources.reunion()
    with pytest.raises(loading.OlderVintage, match=r"2019.*2026"):
        loading.load(rows, vintage=2019, source=source)
    assert commune("97411").vintage == 2026


# --- The packages ------------------------------------------------------------------------------------

DATA = {
    "regions": [
        {"code": "94", "nom": "Corse", "zone": "metro"},
        {"code": "11", "nom": "Île-de-France", "zone": "metro"},
        {"code": "987", "nom": "Polynésie française", "zone": "com"},
    ],
    "departements": [
        {"code": "2A", "nom": "Corse-du-Sud", "region": "94", "zone": "metro"},
        {"code": "2B", "nom": "Haute-Corse", "region": "94", "zone": "metro"},
        {"code": "75", "nom": "Paris", "region": "11", "zone": "metro"},
        {"code": "987", "nom": "Polynésie française", "region": "987", "zone": "com"},
    ],
    "epci": [{"code": "242010056", "nom": "CA du Pays d'Ajaccio", "membres": [{"code": "2A004"}, {"code": "2B033"}]}],
    "communes": [
        {"code": "2A004", "nom": "Ajaccio", "type": "commune-actuelle", "population": 76320,
         "codesPostaux": ["20000", "20090"], "anciensCodes": ["20004"]},
        {"code": "2B033", "nom": "Bastia", "type": "commune-actuelle", "population": 48503, "codesPostaux": ["20200"]},
        {"code": "2B100", "nom": "Jadis", "type": "commune-associee", "chefLieu": "2B033"},
        {"code": "2B033", "nom": "Bastia", "type": "commune-deleguee", "chefLieu": "2B033"},
        {"code": "75056", "nom": "Paris", "type": "commune-actuelle", "population": 2103778, "codesPostaux": ["75001"]},
        {"code": "75101", "nom": "Paris 1er Arrondissement", "type": "arrondissement-municipal", "commune": "75056",
         "population": 15114, "codesPostaux": ["75001"]},
        {"code": "98735", "nom": "Papeete", "type": "commune-actuelle", "population": 26654},
    ],
}  # fmt: skip


@pytest.fixture
def package(tmp_path):
    """A package of the hierarchy, as the registry gives it, of a country of four communes."""
    file = tmp_path / "hierarchy.tgz"
    with tarfile.open(file, "w:gz") as archive:
        for name, told in DATA.items():
            content = json.dumps(told).encode()
            entry = tarfile.TarInfo(f"package/data/{name}.json")
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
    return file


@pytest.fixture
def outlines(tmp_path):
    """A package of outlines: a square for each commune but one."""
    squares = {"2A004": box(8, 41, 9, 42), "2B033": box(8, 42, 9, 43), "75056": box(2, 48, 3, 49)}
    lines = ["id,code,type,nom,geometry"]
    lines += [f"1,{code},COM,x,{shapely.to_wkb(MultiPolygon([one]), hex=True)}" for code, one in squares.items()]
    lines += ["9,98735,COM,x,\\N", "10,2B033,COMD,x,\\N"]
    file = tmp_path / "outlines.whl"
    with ZipFile(file, "w") as archive:
        archive.writestr(sources.OUTLINES_FILE, lzma.compress("\n".join(lines).encode(), format=lzma.FORMAT_ALONE))
    return file


def test_the_whole_hierarchy_comes_from_its_package(package, outlines):
    call_command("load_territories", hierarchy=package, outlines=outlines)
    assert counts() == {
        "commune": 6, "arrondissement": 1, "epci": 1, "departement": 3, "region": 2, "overseas": 1, "country": 1,
    }  # fmt: skip
    assert [one.code for one in commune("20004").successors.all()] == ["2A004"]
    assert [one.code for one in commune("2B100").successors.all()] == ["2B033"]
    first = territory("arrondissement", "75101")
    assert {one.code for one in Territory.objects.above(first)} == {"75101", "75056", "75", "11", "FR"}
    assert {one.code for one in Territory.objects.above(commune("98735"))} == {"98735", "987", "FR"}
    assert {one.code for one in Territory.objects.above(commune("2A004"))} == {"2A004", "242010056", "2A", "94", "FR"}
    assert territory("epci", "242010056").name == "CA du Pays d’Ajaccio"
    assert territory("country", "FR").population == 76320 + 48503 + 2103778 + 26654
    assert not Outline.objects.filter(territory=commune("98735")).exists()


def test_an_epci_over_two_departements_puts_nobody_in_the_other_one(package):
    call_command("load_territories", hierarchy=package, no_outlines=True)
    assert [one.code for one in territory("epci", "242010056").parents.all()] == ["94"]
    assert not Territory.objects.above(commune("2A004")).filter(code="2B").exists()
    assert set(Territory.objects.within(territory("departement", "2B")).values_list("code", flat=True)) == {
        "2B",
        "2B033",
    }


def test_one_departement_may_come_alone_with_what_contains_it(package, outlines):
    call_command("load_territories", hierarchy=package, outlines=outlines, only=["2a"])
    assert set(Territory.objects.values_list("code", flat=True)) == {"2A004", "242010056", "2A", "94", "FR"}
    assert territory("region", "94").population == 76320 + 48503
    # The other half of Corsica is not here: an outline of the région would lie.
    outlined = set(Outline.objects.values_list("territory__code", flat=True))
    assert outlined == {"2A004", "2A"}


def test_a_departement_nobody_knows_is_said(package):
    with pytest.raises(CommandError, match="--only attend le code d’un département"):
        call_command("load_territories", hierarchy=package, no_outlines=True, only=["ZZ"])


def test_a_file_that_is_no_package_is_said(tmp_path, package):
    file = tmp_path / "photo.tgz"
    file.write_bytes(b"GIF89a")
    with pytest.raises(CommandError, match=r"« photo\.tgz » n’est pas le paquet du découpage administratif"):
        call_command("load_territories", hierarchy=file, no_outlines=True)
    with pytest.raises(CommandError, match=r"« photo\.tgz » n’est pas le paquet des contours"):
        call_command("load_territories", hierarchy=package, outlines=file)


def test_a_loading_that_stops_half_way_leaves_nothing(monkeypatch):
    monkeypatch.setattr(loading, "_write_outlines", lambda *told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        la_reunion()
    assert not Territory.objects.exists()
