"""The pages of documents: what is in force first, every version, what changed, files, and the commitment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.texts import documents, exports
from governance.texts.models import Commitment, Document
from rooms import actions as rooms
from tests.texts.factories import ADOPTED, CODE, a_document, again, next_version, submit

with_pdf = pytest.mark.skipif(not exports.may_make_pdf(), reason="PDF needs Pango, which is not on this machine.")
pytestmark = pytest.mark.django_db

BETTER = CODE.replace("mardi", "jeudi")


def at(cast, name, *arguments, document="le-code-social"):
    return reverse(name, args=[cast.space.slug, document, *arguments])


def text(response):
    return response.content.decode()


@pytest.fixture
def code(cast):
    return a_document(cast)


@pytest.fixture
def changed(cast, code):
    """The code in its second version, with a third that waits for the assembly."""
    next_version(cast, code, BETTER)
    submit(code, BETTER.replace("le guide", "le guide et le site"), by=cast.bob)
    return again(code)


def test_the_text_in_force_comes_first_with_its_status_and_where_it_comes_from(cast, code, client):
    page = text(client.get(at(cast, "document")))
    assert "On se réunit le mardi." in page
    assert "en vigueur" in page
    assert ADOPTED in page


def test_the_number_of_a_paragraph_leads_to_its_history(cast, code, client):
    address = at(cast, "document-paragraph", 1, 2)
    assert f'class="pn" href="{address}"' in text(client.get(at(cast, "document")))
    assert f"{at(cast, 'document-version', 1)}#p2" in text(client.get(address))


def test_what_waits_for_the_assembly_is_announced_and_not_shown_in_its_place(cast, changed, client):
    page = text(client.get(at(cast, "document")))
    assert "On se réunit le jeudi." in page
    assert "le guide et le site" not in page
    assert "La version 3 attend d’être ratifiée" in page
    assert "le guide et le site" in text(client.get(at(cast, "document-version", 3)))


def test_every_past_version_stays_at_its_address(cast, changed, client):
    page = text(client.get(at(cast, "document-version", 1)))
    assert "On se réunit le mardi." in page
    assert "remplacée" in page


def test_the_history_of_a_paragraph_names_the_versions_that_changed_it(cast, changed, client):
    response = client.get(at(cast, "document-paragraph", 3, 2))
    assert [(step.version.n, step.is_first) for step, *_around in response.context["steps"]] == [
        (2, False),
        (1, True),
    ]


def test_two_versions_are_compared_in_one_text_or_side_by_side(cast, changed, client):
    inline = text(client.get(at(cast, "document-difference") + "?from=1&to=2"))
    assert "<ins>" in inline and "jeudi" in inline
    sides = client.get(at(cast, "document-difference") + "?from=1&to=3&view=side")
    assert [row.kind for row in sides.context["rows"]] == ["same", "edited", "edited", "same"]


@pytest.mark.parametrize("asked", ["?from=9&to=1", "?from=a", "?to=-1", "?to=99999999999999999999"])
def test_a_version_that_does_not_exist_is_not_compared(cast, changed, client, asked):
    assert client.get(at(cast, "document-difference") + asked).status_code == 404


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("document-version", [9]),
        ("document-version", [10**30]),
        ("document-paragraph", [1, 99]),
        ("document-paragraph", [9, 1]),
        ("document-export", [9, "md"]),
        ("document-export", [1, "exe"]),
    ],
)
def test_what_does_not_exist_is_not_found(cast, code, client, name, arguments):
    assert client.get(at(cast, name, *arguments)).status_code == 404


@pytest.mark.parametrize(
    ("extension", "kind", "start"),
    [
        ("md", "text/markdown", b"# Le code"),
        ("html", "text/html", b"<!doctype"),
        pytest.param("pdf", "application/pdf", b"%PDF", marks=with_pdf),
    ],
)
def test_a_version_leaves_as_a_file(cast, changed, client, extension, kind, start):
    response = client.get(at(cast, "document-export", 2, extension))
    assert response.content.startswith(start)
    assert response["Content-Type"].startswith(kind)
    assert f"le-code-social-v2.{extension}" in response["Content-Disposition"]


def test_without_its_libraries_pdf_is_not_offered_and_the_reason_is_said(cast, code, client, monkeypatch):
    monkeypatch.setattr(exports, "weasyprint", None)
    page = text(client.get(at(cast, "document")))
    assert "file.pdf" not in page
    assert "Imprimez la page" in page
    assert client.get(at(cast, "document-export", 1, "pdf")).status_code == 403


# --- Opening ------------------------------------------------------------------------------------------

FILLED = {"kind": "charter", "title": "Charte", "body": "On s’écoute.", "standing": "in_force", "adopted": "En 2020."}


def open_page(cast):
    return reverse("document-open", args=[cast.space.slug])


def test_alice_opens_a_document_from_its_page(cast, sign_in):
    client = sign_in(cast.alice)
    assert client.get(open_page(cast)).status_code == 200
    response = client.post(open_page(cast), FILLED)
    assert response.url == at(cast, "document", document="charte")
    assert str(Document.objects.get().status) == "in_force"


def test_what_was_typed_comes_back_with_what_is_missing(cast, sign_in):
    response = sign_in(cast.alice).post(open_page(cast), FILLED | {"adopted": ""})
    assert response.status_code == 422
    assert "On s’écoute." in text(response)
    assert "où et quand" in text(response)


def test_the_rules_of_a_room_are_opened_for_a_room(cast, sign_in):
    client = sign_in(cast.alice)
    assert client.post(open_page(cast), FILLED | {"kind": "room_rules"}).status_code == 422
    assert client.post(open_page(cast), FILLED | {"room": cast.room.pk}).status_code == 422
    assert client.post(open_page(cast), FILLED | {"kind": "room_rules", "room": cast.room.pk}).status_code == 302


def test_a_text_is_looked_at_before_it_is_opened(cast, sign_in):
    response = sign_in(cast.alice).post(open_page(cast), FILLED | {"body": "On **s’écoute**.", "preview": "1"})
    assert "<strong>s’écoute</strong>" in text(response)
    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "anonymous"])
def test_the_others_are_told_why_they_do_not_open_documents(cast, client, who):
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    assert [client.get(open_page(cast)).status_code, client.post(open_page(cast), FILLED).status_code] == [403, 403]
    assert not Document.objects.exists()


# --- Who finds what -----------------------------------------------------------------------------------

PAGES = [
    ("document", []),
    ("document-difference", []),
    ("document-version", [1]),
    ("document-paragraph", [1, 1]),
    ("document-export", [1, "md"]),
]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_strangers_do_not_find_the_documents_of_a_closed_space(cast, code, client, name, arguments):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    codes = [client.get(at(cast, name, *arguments)).status_code]
    for who in (cast.dave, cast.carol):
        client.force_login(who)
        codes.append(client.get(at(cast, name, *arguments)).status_code)
    assert codes == [404, 404, 200]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_the_rules_of_a_hidden_room_are_not_found(cast, sign_in, name, arguments):
    a_document(cast, "room_rules", room=cast.room, title="Règles")
    rooms.change_room(
        cast.room, by=cast.alice, visibility="roles", roles=list(cast.space.roles.filter(key="facilitator"))
    )
    address = at(cast, name, *arguments, document="regles")
    assert [sign_in(who).get(address).status_code for who in (cast.bob, cast.alice)] == [404, 200]
    listed = reverse("documents", args=[cast.space.slug])
    assert [("Règles" in text(sign_in(who).get(listed))) for who in (cast.bob, cast.alice)] == [False, True]


def test_a_document_of_one_space_is_not_found_in_another(cast, code, sign_in):
    elsewhere = organizations.create_organization(by=cast.alice, name="Ailleurs").space
    assert sign_in(cast.alice).get(reverse("document", args=[elsewhere.slug, code.slug])).status_code == 404


# --- Commitment ---------------------------------------------------------------------------------------


def test_bob_signs_on_the_page_and_home_asks_no_more(cast, code, sign_in):
    client = sign_in(cast.bob)
    assert "Un code social attend votre engagement" in text(client.get("/"))
    assert "Je m’engage sur la version 1" in text(client.get(at(cast, "document")))
    assert client.post(at(cast, "document-commit"), {"version_n": "1"}).status_code == 302
    assert "Vous vous êtes engagé·e à respecter la version 1" in text(client.get(at(cast, "document")))
    assert "attend votre engagement" not in text(client.get("/"))


def test_a_new_version_in_force_asks_again_and_shows_what_changed(cast, code, sign_in):
    documents.commit(code, by=cast.bob, version_n=1)
    next_version(cast, code, BETTER)
    client = sign_in(cast.bob)
    page = text(client.get(at(cast, "document")))
    assert "Vous aviez signé la version 1" in page
    assert f"{at(cast, 'document-difference')}?from=1&amp;to=2" in page
    assert "attend votre engagement" in text(client.get("/"))


@pytest.mark.parametrize("typed", ["7", "", "x", "²", "9" * 40])
def test_signing_another_version_than_the_one_in_force_is_refused_with_the_reason(cast, code, sign_in, typed):
    response = sign_in(cast.bob).post(at(cast, "document-commit"), {"version_n": typed})
    assert (response.status_code, Commitment.objects.count()) == (403, 0)
    assert "lisez-la avant de vous engager" in text(response)


def test_a_visitor_signs_in_first(cast, code, client):
    response = client.post(at(cast, "document-commit"), {"version_n": "1"})
    assert response.url.endswith(f"next={at(cast, 'document')}")
    assert "Connectez-vous pour vous engager" in text(client.get(at(cast, "document")))


def test_a_stranger_is_told_that_members_sign(cast, code, sign_in):
    response = sign_in(cast.dave).post(at(cast, "document-commit"), {"version_n": "1"})
    assert response.status_code == 403
    assert "revient aux membres" in text(response)


# --- What it costs ------------------------------------------------------------------------------------


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_and_the_overview_cost_the_same_for_one_document_and_for_many(cast, code, sign_in):
    client = sign_in(cast.bob)
    urls = [reverse("documents", args=[cast.space.slug]), reverse("space", args=[cast.space.slug]), "/"]
    before = [queries(client, url) for url in urls]
    for n in range(8):
        a_document(cast, "charter", title=f"Charte {n}")
    assert [queries(client, url) for url in urls] == before


def test_a_document_costs_the_same_for_two_versions_and_for_many(cast, code, sign_in):
    client = sign_in(cast.bob)
    next_version(cast, code, BETTER)
    urls = [at(cast, "document"), at(cast, "document-difference"), at(cast, "document-paragraph", 2, 2)]
    before = [queries(client, url) for url in urls]
    for n in range(6):
        next_version(cast, code, BETTER + f"\n\nArticle {n}.")
    assert [queries(client, url) for url in urls] == before
