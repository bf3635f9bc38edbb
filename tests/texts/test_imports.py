"""A Markdown file is read into the form: what cannot be read is said in a sentence, and nothing typed is lost."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from governance.prose import is_blank
from governance.rules.merge import normalise
from governance.texts import imports
from governance.texts.exports import Sheet, as_markdown
from governance.texts.models import fingerprint
from proposals.models import Proposal
from tests.proposals.factories import BODY, a_proposal
from tests.texts.factories import CODE, a_document

MARKDOWN = st.lists(
    st.sampled_from(
        ["---", "\n", "\n\n", "title: a", "# ", "- ", "```", "| a |", " : ", "é", "https://a.example", " ", "0" * 64]
    ),
    max_size=30,
).map("".join)
TITLES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60).map(str.strip)


def exported(body, title):
    """The file that our own export makes of a text."""
    at = datetime(2031, 3, 3, tzinfo=UTC)
    version = SimpleNamespace(
        n=1, body=body, sha256=fingerprint(body), author="Erin Fontaine", created_at=at, cause=SimpleNamespace(n=2)
    )
    address = "https://palabre.example/proposals/1/text/1/"
    return as_markdown(Sheet(title, address, version, [version, version], at)).encode()


@settings(deadline=None)
@given(st.text(max_size=200) | MARKDOWN, TITLES, st.sampled_from(["fr", "en"]))
@example("---\ntitle: Autre\n---\n\nUn texte.", "Le guide : suite", "fr")
@example("Un texte\n\n---\n\nfin", "Le guide", "en")
def test_our_own_export_read_again_is_the_same_text_and_title(text, title, language):
    body = normalise(text)
    assume(not is_blank(body) and title.strip() and not imports._CONTROLS.search(body + title))
    with translation.override(language):
        found = imports.read("guide.md", exported(body, title))
    assert found == imports.Imported(title, body)


def test_what_a_hand_changed_in_our_export_is_read_without_its_foot():
    changed = exported(BODY, "Le guide").replace(b"traduisons", b"relisons")
    assert imports.read("guide.md", changed) == imports.Imported("Le guide", BODY.replace("traduisons", "relisons"))


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ('---\ntitle: "Le guide"\nauthor: Erin\n---\n\nUn mot.', "Le guide", "Un mot."),
        ("---\nauthor: Erin\n---\nUn mot.", "", "Un mot."),
        ("# Le guide #\n\nUn mot.", "Le guide", "# Le guide #\n\nUn mot."),
        ("---\n\nUn mot.", "", "---\n\nUn mot."),
        ("Un mot.\n\n---\n\nUn autre.", "", "Un mot.\n\n---\n\nUn autre."),
        ("\ufeffUn mot.\r\n\r\nDeux.\r", "", "Un mot.\n\nDeux."),
    ],
)
def test_a_file_of_another_tool_gives_its_title_and_its_text(text, title, body):
    assert imports.read("a.txt", text.encode()) == imports.Imported(title, body)


BAD = [
    ("guide.docx", b"PK\x03\x04", "se termine par .md ou par .txt"),
    ("guide.md", b"Un mot\x00 et un autre", "octets nuls"),
    ("guide.md", "Un été".encode("latin-1"), "Latin-1"),
    ("guide.md", "Un été".encode("utf-16"), "UTF-16"),
    ("guide.md", b"\x89PNG\r\n\x1a\n\x01\x02", "caractères qui ne s’écrivent pas"),
    ("guide.md", b"x" * 2_000_000, "trop gros"),
    ("guide.md", b"x" * 200_001, "200001 caractères"),
    ("guide.md", b" \n\n", "vide"),
    ("guide.md", b"", "vide"),
]


@pytest.mark.parametrize(("name", "data", "why"), BAD)
def test_what_cannot_be_read_is_said_in_a_sentence(name, data, why):
    with pytest.raises(imports.Unreadable, match=why):
        imports.read(name, data)


# --- In the forms ------------------------------------------------------------------------------------


def file(data=b"", name="code.md"):
    return SimpleUploadedFile(name, data)


@pytest.fixture
def new(cast):
    return reverse("proposal-create", args=[cast.space.slug, cast.room.slug]) + "?impact=many"


@pytest.mark.django_db
def test_bob_reads_his_file_in_the_form_before_anything_is_proposed(cast, new, sign_in):
    data = exported(BODY, "Traduire le guide")
    page = sign_in(cast.bob).post(new, {"summary": "Un guide.", "file": file(data), "read": "1"})
    values = {name: page.context["form"][name].value() for name in ("title", "summary", "body")}
    assert values == {"title": "Traduire le guide", "summary": "Un guide.", "body": BODY}
    assert (page.status_code, page.context["form"].errors, Proposal.objects.count()) == (200, {}, 0)


@pytest.mark.django_db
def test_a_file_sent_without_being_read_is_read_first(cast, new, sign_in):
    typed = {"title": "Mon titre", "summary": "Un guide.", "body": "Mes mots à moi.", "publish": "amendments"}
    page = sign_in(cast.bob).post(new, typed | {"file": file(CODE.encode())})
    assert (page.status_code, Proposal.objects.count()) == (200, 0)
    assert page.context["form"]["title"].value() == "Mon titre"
    assert page.context["reading"].replaced == "Mes mots à moi."


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "data", "why"), [*BAD, ("guide.md", b"x" * 3_000_000, "trop gros")])
def test_a_file_that_cannot_be_read_leaves_all_that_was_typed(cast, new, sign_in, name, data, why):
    typed = {"title": "Mon titre", "summary": "Un guide.", "body": "Mes mots à moi."}
    page = sign_in(cast.bob).post(new, typed | {"file": file(data, name), "read": "1"})
    assert page.status_code == 422
    assert why in page.content.decode()
    assert {name: page.context["form"][name].value() for name in typed} == typed


@pytest.mark.django_db
def test_reading_without_a_file_asks_for_one(cast, new, sign_in):
    page = sign_in(cast.bob).post(new, {"body": "Mes mots.", "read": "1"})
    assert (page.status_code, page.context["form"]["body"].value()) == (422, "Mes mots.")
    assert "Choisissez d’abord un fichier" in page.content.decode()


@pytest.mark.django_db
def test_erin_reads_a_file_into_her_amendment(cast, sign_in):
    proposal = a_proposal(cast, cast.bob, "amending")
    typed = {"base": proposal.text.current.pk, "body": BODY, "reason": "Pour être lu.", "read": "1"}
    page = sign_in(cast.erin).post(
        reverse("amendment-create", args=[proposal.pk]), typed | {"file": file(CODE.encode())}
    )
    assert (page.context["form"]["body"].value(), page.context["form"]["reason"].value()) == (CODE, "Pour être lu.")
    assert page.context["reading"].replaced == ""


@pytest.mark.django_db
def test_a_document_is_opened_or_changed_from_a_file(cast, sign_in):
    alice = sign_in(cast.alice)
    opening = alice.post(reverse("document-open", args=[cast.space.slug]), {"file": file(CODE.encode()), "read": "1"})
    assert (opening.context["form"]["title"].value(), opening.context["form"]["body"].value()) == ("Le code", CODE)
    document = a_document(cast)
    change = reverse("document-change", args=[cast.space.slug, document.slug])
    changing = alice.post(change, {"body": CODE, "room": cast.room.pk, "file": file(b"Tout autre."), "read": "1"})
    assert changing.context["form"]["body"].value() == "Tout autre."
    assert changing.context["form"]["room"].value() == str(cast.room.pk)


@pytest.mark.django_db
def test_whoever_may_not_amend_reads_no_file_there(cast, sign_in):
    proposal = a_proposal(cast, cast.bob, "consultation")
    typed = {"base": proposal.text.current.pk, "body": "Mes mots à moi.", "reason": "", "read": "1"}
    page = sign_in(cast.erin).post(
        reverse("amendment-create", args=[proposal.pk]), typed | {"file": file(CODE.encode())}
    )
    assert page.status_code == 403
    assert "Mes mots à moi." in page.content.decode()
