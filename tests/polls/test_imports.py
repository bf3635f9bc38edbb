"""Imports of other directories: what is read of a file, what is left out and why, one batch that may be undone."""

import json
import sys

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from governance.polls import actions, importing
from governance.polls.directory import Directory
from governance.polls.models import ImportBatch, Listing, Source
from governance.register.models import Entry
from governance.verdict import Refused
from tests.polls.listed import SOURCE, element, gogocarto, imported, listed
from tests.polls.places import la_reunion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def plain(text) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def read(answer):
    return plain(answer.content.decode())


def names(**asked):
    return [one.name for one in Directory(AnonymousUser(), {"of": "others", **asked}).listings]


# --- Reading -----------------------------------------------------------------------------------------


def test_an_element_of_gogocarto_gives_its_name_place_words_and_page_and_nobody_s_address():
    told = element(
        abstract="<p>Un <b>jardin</b> &amp; un four</p>",
        categories=["Jardin partagé", {"name": "Compost"}, "jardin-partage"],
        website="www.jardin.re",
        address={"streetNumber": "3", "streetAddress": "rue du Four", "postalCode": "97400"},
        email="anna@example.org",
        telephone="0692000000",
        createdBy="anna",
    )
    [found] = importing.read(gogocarto(told), address=SOURCE["address"]).elements
    assert (found.title, found.text, found.website) == (
        "Jardin partagé",
        "Un jardin & un four",
        "https://www.jardin.re",
    )
    assert (found.address, found.tags) == ("3 rue du Four", ("Jardin partagé", "Compost"))
    assert (found.lon, found.lat) == (55.4504, -20.8989)
    assert found.back == "https://transiscope.gogocarto.fr/map#/fiche/jardin-partage/a1/"
    assert "anna" not in str(found) and "0692" not in str(found)


@pytest.mark.parametrize(
    "told",
    [
        {"elements": [element()]},
        [element()],
        {"data": [["a1", ["Jardin partagé", "x"], -20.8989, 55.4504, [12]]], "ontology": "gogocompact"},
        {"data": [{"id": "a1", "title": "Jardin partagé", "lat": "-20.8989", "lng": "55,4504"}]},
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": "a1",
                    "properties": {"name": "Jardin partagé"},
                    "geometry": {"type": "Point", "coordinates": [55.4504, -20.8989]},
                }
            ],
        },
        {"@graph": [{"@id": "a1", "label": "Jardin partagé", "latitude": -20.8989, "longitude": 55.4504}]},
    ],
)
def test_the_shapes_that_directories_have_are_read_alike(told):
    [found] = importing.read(json.dumps(told).encode()).elements
    assert (found.key, found.title, found.lon, found.lat) == ("a1", "Jardin partagé", 55.4504, -20.8989)
    assert found.commune is not None


LEFT_OUT = [
    ({"id": "a"}, "La fiche n° 1 n’a pas de nom."),
    ("x", "La fiche n° 1 n’a pas de nom."),
    (None, "La fiche n° 1 n’a pas de nom."),
    ([], "La fiche n° 1 n’a pas de nom."),
    ({"name": "<p></p>", "id": 1}, "La fiche n° 1 n’a pas de nom."),
    ({"name": "Four"}, "n’a pas d’identifiant"),
    ({"name": "Four", "id": 1}, "n’a ni position ni commune connue ici"),
    ({"name": "Four", "id": 1, "address": {"addressLocality": "Brest"}}, "n’a ni position ni commune connue ici"),
    (element(lat=0, lon=0), "n’a ni position ni commune connue ici"),
    (element(lat=55.4504, lon=-20.8989), "sa longitude et sa latitude semblent inversées"),
    (element(lat=155.4, lon=-20.9), "semblent inversées"),
    (element(lat=-20.9, lon=455), "hors du monde"),
    (element(lat=7690000, lon=338000), "ressemblent à des mètres"),
    (element(lat="nord", lon="est"), "deux nombres"),
    (element(lat=True, lon=[1]), "deux nombres"),
    (element(lat="nan", lon="inf"), "deux nombres"),
]


@pytest.mark.parametrize(("told", "words"), LEFT_OUT)
def test_an_element_that_does_not_do_is_left_out_and_said(told, words):
    reading = importing.read(json.dumps({"data": [told]}).encode())
    assert (reading.elements, reading.left_out) == ([], 1)
    assert words in plain(reading.problems[0])


def test_an_element_given_twice_comes_once():
    reading = importing.read(gogocarto(element(), element(name="Autre")))
    assert [one.title for one in reading.elements] == ["Jardin partagé"]
    assert "y est deux fois sous le même identifiant" in plain(reading.problems[0])


def test_without_a_position_the_commune_of_the_address_will_do():
    told = {"id": 1, "name": "Four", "address": {"addressLocality": "SAINT LEU", "postalCode": "97436"}}
    [found] = importing.read(gogocarto(told)).elements
    assert (found.lon, Source.objects.count()) == (None, 0)
    assert found.commune is not None


def test_what_lies_where_no_commune_is_known_has_a_point_and_no_commune():
    [found] = importing.read(gogocarto(element(lat=48.85, lon=2.35))).elements
    assert (found.commune, found.lon) == (None, 2.35)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a:b@c.re",
        "https://",
        "http://[",
        "https://a.re:x",
        "x y",
        3,
        {},
    ],
)
def test_an_address_that_is_none_is_left(address):
    [found] = importing.read(gogocarto(element(website=address))).elements
    assert found.website == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "Ce n’est pas du JSON"),
        (b"{}", "n’est pas celui d’un annuaire"),
        (b'{"data": {}}', "n’est pas celui d’un annuaire"),
        (b'{"data": []}', "ne contient aucune fiche"),
        (b"3", "n’est pas celui d’un annuaire"),
        (b"[" * 200_000, "Ce n’est pas du JSON"),
        (b"[" * 60 + b"]" * 60, "emboîte trop de choses"),
        (b'{"data": [' + b"1," * 20_000 + b"1]}", "20000 au plus"),
        (b" " * 5_000_001, "5000 ko"),
    ],
)
def test_a_file_that_is_no_directory_is_refused_with_a_sentence(content, words):
    with pytest.raises(importing.Unreadable) as refused:
        importing.read(content)
    assert words in plain(str(refused.value))


def test_a_long_text_is_cut_and_nothing_of_it_breaks():
    told = element(name="é" * 5000, abstract="<" * 20_000, categories=["x" * 500] + [f"t{n}" for n in range(200)])
    [found] = importing.read(gogocarto(told)).elements
    assert (len(found.title), len(found.text) <= 500, len(found.tags) <= 20) == (200, True, True)
    assert sys.getrecursionlimit() < 5000


# --- Batches -----------------------------------------------------------------------------------------


def test_an_import_is_one_batch_that_the_register_tells(cast):
    listed(cast.space, cast.alice)
    batch = imported(cast, element("a"), element("b", "Four à pain"))
    assert (batch.added, batch.changed, names()) == (2, 0, ["Four à pain", "Jardin partagé"])
    assert [one.name for one in Directory(AnonymousUser(), {}).listings] == ["Les Tisserands"]
    assert Entry.objects.get(act="importbatch.made").subject_id == batch.pk


def test_the_same_file_twice_changes_nothing(cast):
    imported(cast, element("a"), element("b"))
    assert imported(cast, element("a"), element("b")) is None
    assert (Listing.objects.count(), ImportBatch.objects.count(), Source.objects.count()) == (2, 1, 1)


def test_a_newer_file_replaces_what_changed_and_keeps_what_it_does_not_say(cast):
    imported(cast, element("a", "Four"), element("b", "Jardin"))
    batch = imported(cast, element("a", "Four à pain"), element("c", "Compost"))
    assert (batch.added, batch.changed, batch.same) == (1, 1, 0)
    assert names() == ["Compost", "Four à pain", "Jardin"]


def test_an_import_is_undone_whole_and_what_it_replaced_shows_again(cast):
    first = imported(cast, element("a", "Four"), element("b", "Jardin"))
    second = imported(cast, element("a", "Four à pain"), element("c", "Compost"))
    with pytest.raises(Refused, match="défaites d’abord le dernier"):
        actions.undo_import(first, by=cast.alice)
    actions.undo_import(second, by=cast.alice)
    assert names() == ["Four", "Jardin"]
    with pytest.raises(Refused, match="déjà défait"):
        actions.undo_import(second, by=cast.alice)
    actions.undo_import(first, by=cast.alice)
    assert (names(), Listing.objects.count()) == ([], 0)
    assert imported(cast, element("a", "Four")).added == 1


def test_two_spaces_import_the_same_source_each_for_itself(cast):
    imported(cast, element("a"))
    assert Source.objects.get().space == cast.space


# --- The page and the command ------------------------------------------------------------------------


def test_alice_reads_what_an_import_would_do_then_does_it_and_undoes_it(cast, sign_in):
    client, where = sign_in(cast.alice), reverse("listings-import", args=[cast.space.slug])
    content = gogocarto(element("a", "Four <b>banal</b>"), element("b", lat=55.45, lon=-20.9))
    page = read(client.post(where, {**SOURCE, "file": SimpleUploadedFile("elements.json", content)}))
    assert "À ajouter : 1. À changer : 0. Déjà là, inchangées : 0. Laissées de côté : 1." in page
    assert "Four banal" in page and "semblent inversées" in page and "opendatacommons" in page
    assert not Listing.objects.exists()
    sent = {**SOURCE, "content": content.decode(), "apply": ""}
    assert client.post(where, sent).status_code == 302
    assert names() == ["Four banal"]
    assert "Rien n’a changé" in read(client.post(where, sent, follow=True))
    assert "Transiscope" in read(client.get(reverse("directory"), {"of": "others"}))
    activity = reverse("space-activity", args=[cast.space.slug])
    assert "a importé des fiches de « Transiscope » (ODbL)" in read(client.get(activity))
    batch = ImportBatch.objects.get()
    undo = reverse("import-undo", args=[cast.space.slug, batch.pk])
    assert "L’import est défait" in read(client.post(undo, follow=True))
    assert "déjà défait" in read(client.post(undo, follow=True))
    assert names() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"content": ""}, "Choisissez le fichier"),
        ({"content": "{"}, "Ce n’est pas du JSON"),
        ({"content": "[]"}, "ne contient aucune fiche"),
        ({"licence": " "}, "obligatoire"),
        ({"address": "javascript:x"}, "pas l’adresse d’une page"),
        ({"name": "\u3164"}, "obligatoire"),
    ],
)
def test_an_import_that_does_not_do_comes_back_with_its_sentence(cast, sign_in, changed, words):
    sent = {**SOURCE, "content": gogocarto(element()).decode(), "apply": "", **changed}
    answer = sign_in(cast.alice).post(reverse("listings-import", args=[cast.space.slug]), sent)
    assert (answer.status_code, words in read(answer)) == (422, True)
    assert not Listing.objects.exists()


def test_bob_imports_nothing_and_is_told_why(cast, sign_in):
    client = sign_in(cast.bob)
    answer = client.get(reverse("listings-import", args=[cast.space.slug]))
    assert (answer.status_code, "facilitent cet espace" in read(answer)) == (403, True)
    batch = imported(cast, element())
    undo = client.post(reverse("import-undo", args=[cast.space.slug, batch.pk]))
    assert (undo.status_code, names()) == (403, ["Jardin partagé"])


def test_the_command_tells_first_and_imports_when_asked(cast, tmp_path, capsys):
    file = tmp_path / "elements.json"
    file.write_bytes(gogocarto(element("a"), {"id": 2}))
    told = ["import_directory", str(file), "--space", cast.space.slug, "--by", cast.alice.email]
    told += ["--name", "Transiscope", "--licence", "ODbL", "--address", "https://transiscope.gogocarto.fr"]
    call_command(*told)
    said = plain(capsys.readouterr().out)
    assert "À ajouter : 1" in said and "n’a pas de nom" in said and names() == []
    call_command(*told, "--apply")
    assert names() == ["Jardin partagé"]
    call_command(*told, "--apply")
    assert "Rien n’a changé" in plain(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"--space": "nowhere"}, "Aucun espace"),
        ({"--by": "nobody@example.org"}, "Aucun compte"),
        ({"--by": "bob@example.org"}, "facilitent cet espace"),
        ({"file": "missing.json"}, "ne se lit pas"),
    ],
)
def test_the_command_refuses_with_a_sentence(cast, tmp_path, changed, words):
    file = tmp_path / "elements.json"
    file.write_bytes(gogocarto(element("a")))
    told = {
        "--space": cast.space.slug,
        "--by": cast.alice.email,
        "--name": "T",
        "--licence": "x",
        "--address": "https://a.re",
    }
    told |= {name: value for name, value in changed.items() if name != "file"}
    with pytest.raises(CommandError, match=words):
        call_command(
            "import_directory", changed.get("file", str(file)), *(w for pair in told.items() for w in pair), "--apply"
        )
