"""Ways to ask that a space keeps: kept, changed, removed by whom it may; exported, and imported without trust."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.register.models import Entry
from governance.voting import processes
from governance.voting.models import Process, Vote
from tests.voting.factories import in_days, prepared, sent

pytestmark = pytest.mark.django_db


def at(cast, name, *more):
    return reverse(name, args=[cast.space.slug, *more])


def kept(cast, sign_in, who=None, process="consent", **changed):
    browser = sign_in(who or cast.bob)
    url = at(cast, "process-create") + f"?process={process}"
    form = browser.get(url).context["form"]
    data = {b.html_name: b.value() for b in form if b.value() is not None and b.value() is not False}
    return browser.post(url, data | {"name": "Notre consentement"} | changed)


def test_bob_keeps_a_process_and_erin_asks_with_it(cast, sign_in):
    assert kept(cast, sign_in, label_1="Je m’y oppose", days="2").status_code == 302
    process = Process.objects.get()
    url = reverse("vote-create", args=[cast.space.slug, cast.room.slug])
    browser = sign_in(cast.erin)
    assert "Notre consentement" in browser.get(url).content.decode()
    form = browser.get(f"{url}?process={process.key}").context["form"]
    assert form["label_1"].value() == "Je m’y oppose"
    data = {b.html_name: b.value() for b in form if b.value() is not None and b.value() is not False}
    browser.post(f"{url}?process={process.key}", data | {"title": "On y va ?", "closes_at": in_days(2)})
    assert Vote.objects.get().process == "Notre consentement"


def test_a_vote_is_kept_as_a_process_without_its_question(cast, sign_in):
    vote = prepared(cast, method="majority_judgment", terms={"grades": ["non", "bof", "oui"]})
    form = sign_in(cast.bob).get(at(cast, "process-create") + f"?vote={vote.pk}").context["form"]
    assert (form.method, form["grades"].value(), form["options"].value()) == ("majority_judgment", "non\nbof\noui", "")


@pytest.mark.parametrize("template", processes.READY, ids=lambda template: template.key)
def test_each_ready_process_is_kept_exported_and_imported_the_same(cast, sign_in, template):
    assert kept(cast, sign_in, process=template.key, name="Gardé").status_code == 302
    process = Process.objects.get()
    exported = sign_in(cast.bob).get(at(cast, "process-export", process.key)).json()
    exported["name"] = "Importé"
    answer = sign_in(cast.bob).post(at(cast, "process-import"), {"text": json.dumps(exported)})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Process.objects.get(name="Importé").content == process.content


def test_only_its_author_and_who_facilitates_change_or_remove_it(cast, sign_in):
    kept(cast, sign_in)
    pk = Process.objects.get().pk
    for name in ("process-change", "process-remove"):
        assert sign_in(cast.erin).get(at(cast, name, pk)).status_code == 403
        assert sign_in(cast.alice).get(at(cast, name, pk)).status_code == 200
    assert sign_in(cast.bob).post(at(cast, "process-remove", pk)).status_code == 302
    assert not Process.objects.exists()
    acts = Entry.objects.filter(act__startswith="process.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["process.kept", "process.removed"]
    page = sign_in(cast.alice).get(at(cast, "space-activity")).content.decode()
    assert "<code>process." not in page


def test_it_is_changed_and_keeps_its_name_free_for_nobody_else(cast, sign_in):
    kept(cast, sign_in)
    kept(cast, sign_in, name="Autre")
    pk = Process.objects.get(name="Autre").pk
    browser = sign_in(cast.bob)
    form = browser.get(at(cast, "process-change", pk)).context["form"]
    data = {b.html_name: b.value() for b in form if b.value() is not None and b.value() is not False}
    taken = browser.post(at(cast, "process-change", pk), data | {"name": "Notre consentement"})
    assert (taken.status_code, "déjà une façon" in taken.content.decode()) == (403, True)
    assert browser.post(at(cast, "process-change", pk), data | {"name": "Encore"}).status_code == 302


def test_a_guest_and_a_stranger_keep_nothing(cast, sign_in):
    for who in (cast.carol, cast.dave):
        assert sign_in(who).get(at(cast, "process-create")).status_code == 403


# --- A file read without trust ------------------------------------------------------------------------

GOOD = {"name": "Vite", "purpose": "choose", "method": "single", "options": [{"label": "Oui"}, {"label": "Non"}]}
BAD = [
    ("", "Choisissez un fichier"),
    ("{", "pas du JSON lisible"),
    ("[" * 60_000, "pas du JSON lisible"),
    ('{"name": NaN}', "pas du JSON lisible"),
    ('{"name": "a", "name": "b"}', "pas du JSON lisible"),
    ("9" * 5000, "pas du JSON lisible"),
    ("[]", "on attend un objet"),
    ({"methode": "single", "evil": 1}, "« evil », « methode »"),
    ({"method": "borda"}, "Méthode inconnue"),
    ({"method": ["single"]}, "« method » doit être du texte"),
    ({"name": 3}, "« name » doit être du texte"),
    ({"days": "7"}, "« days » doit être un nombre entier"),
    ({"days": True}, "« days » doit être un nombre entier"),
    ({"days": 0}, "trop petit"),
    ({"is_election": 1}, "vrai ou faux"),
    ({"options": {}}, "« options » doit être une liste"),
    ({"options": ["Oui"]}, "Chaque option est un objet"),
    ({"options": [{"label": "Oui", "color": "red"}]}, "« color »"),
    ({"options": [{"label": "Oui\nNon"}]}, "tient sur une ligne"),
    ({"options": [{"label": "Oui"}, {"label": "oui"}]}, "disent la même chose"),
    ({"terms": {"seats": "2"}}, "« seats » doit être un nombre entier"),
    ({"terms": {"sieges": 2}}, "« sieges »"),
    ({"terms": {"grades": "bien"}}, "liste de mentions"),
    ({"method": "choices", "terms": {"at_least": 3, "at_most": 1}}, "plus grand que le maximum"),
    ({"method": "stv", "terms": {"seats": -1}}, "trop petit"),
    ({"method": "positions", "options": []}, "aucune option"),
    ({"method": "positions", "options": [{"label": f"P{n}"} for n in range(11)]}, "11 positions, c’est trop : 10"),
    ({"secrecy": "banana"}, "n’existe pas"),
    ({"purpose": "banana"}, "n’existe pas"),
    ({"name": " "}, "Donnez un nom"),
    (" " * 70_000 + "{}", "64 Ko"),
]


@pytest.mark.parametrize(("bad", "said"), BAD, ids=lambda value: str(value)[:40])
def test_a_bad_file_gets_a_sentence(cast, sign_in, bad, said):
    text = json.dumps(GOOD | bad, ensure_ascii=False) if isinstance(bad, dict) else bad
    answer = sign_in(cast.bob).post(at(cast, "process-import"), {"text": text})
    assert (answer.status_code, Process.objects.count()) == (422, 0)
    errors = " ".join(answer.context["form"].non_field_errors()).replace("\u00a0", " ")
    assert said in errors, errors


@pytest.mark.parametrize("raw", [b"\xff\xfe{", b"", b"x" * 70_000])
def test_a_bad_upload_gets_a_sentence_too(cast, sign_in, raw):
    answer = sign_in(cast.bob).post(at(cast, "process-import"), {"file": SimpleUploadedFile("a.json", raw)})
    assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)


def test_a_good_file_is_kept(cast, sign_in):
    raw = b"\xef\xbb\xbf" + json.dumps(GOOD).encode()
    answer = sign_in(cast.bob).post(at(cast, "process-import"), {"file": SimpleUploadedFile("a.json", raw)})
    assert answer.status_code == 302, answer.context["form"].errors
    assert [o["label"] for o in Process.objects.get().content["options"]] == ["Oui", "Non"]


def test_a_process_of_another_space_is_not_found(cast, sign_in):
    kept(cast, sign_in)
    key = Process.objects.get().key
    url = reverse("vote-create", args=[cast.space.slug, cast.room.slug])
    for wrong in ("kept-999999", "kept-", "banana", "kept-²", key + "x"):
        assert sign_in(cast.bob).post(f"{url}?process={wrong}", sent()).status_code == 404
