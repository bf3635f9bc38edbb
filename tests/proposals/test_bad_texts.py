"""Texts that nobody should send, at every door where a text comes in: a clear answer soon, and nothing lost."""

from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.texts.models import Amendment, Document, Version
from proposals import actions
from rooms import actions as rooms
from tests.doors import as_
from tests.proposals.factories import BETTER, BODY, a_draft, a_proposal, amend, fresh
from tests.proposals.test_documents import enters
from tests.texts.factories import CODE, a_document, again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

WORDS = {"title": "Un titre", "summary": "Un résumé.", "reason": "Parce que."}


def text(answer):
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").replace("\r", "")


# --- The doors where a text comes in ------------------------------------------------------------------


def _create(cast):
    return cast.bob, reverse("proposal-create", args=[cast.space.slug, cast.room.slug]) + "?impact=many", "body", {}


def _edit(cast):
    return cast.bob, f"/proposals/{a_proposal(cast, phase='amending').pk}/edit/", "body", {}


def _amend(cast):
    proposal = a_proposal(cast, phase="amending")
    return cast.erin, f"/proposals/{proposal.pk}/amend/", "body", {"base": proposal.text.current.pk}


def _settle(cast):
    proposal = a_proposal(cast, phase="amending")
    mine = amend(proposal, cast.erin, BODY.replace("le guide", "le guide en malgache"))
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.bob)
    page = f"/proposals/{proposal.pk}/amendments/{mine.n}/settle/"
    return cast.erin, page, "words-1", {"seen": 2, "choice-1": "written"}


def _change(cast):
    document = a_document(cast)
    return cast.bob, reverse("document-change", args=[cast.space.slug, document.slug]), "body", {"room": cast.room.pk}


def _carry_over(cast):
    document = a_document(cast, "charter")
    change = actions.propose_change(
        again(document), cast.room, by=cast.bob, body=CODE + "\n\nFin.", title="T", summary="S"
    )
    enters(cast, document, CODE.replace("mardi", "jeudi"))
    return cast.bob, reverse("proposal-carry-over", args=[change.pk]), "body", {"version_n": 2}


def _question(cast):
    document = a_document(cast)
    rooms.change_room(cast.room, by=cast.alice, is_governance=True)
    return cast.bob, reverse("document-question", args=[cast.space.slug, document.slug]), "body", {}


def _open(cast):
    return (
        cast.alice,
        reverse("document-open", args=[cast.space.slug]),
        "body",
        {"kind": "charter", "standing": "draft"},
    )


def _archiving(cast):
    rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour.")
    return cast.bob, reverse("room-propose-archiving", args=[cast.space.slug, cast.room.slug]), "body", {}


WAYS_IN = {
    "create": _create,
    "edit": _edit,
    "amend": _amend,
    "settle": _settle,
    "change a document": _change,
    "carry over": _carry_over,
    "question a document": _question,
    "open a document": _open,
    "propose to archive": _archiving,
}


def sent(cast, door, typed, **more):
    """As a browser sends it: every byte of an accent in three letters."""
    who, url, field, data = WAYS_IN[door](cast)
    form = urlencode(WORDS | data | {field: typed} | more)
    return as_(who).post(url, form, content_type="application/x-www-form-urlencoded")


# --- What is refused ----------------------------------------------------------------------------------

REFUSED = {
    "a null byte": ("Nous\x00 traduisons.", "caractère nul"),
    "two megabytes of one line": ("é" * 1_000_000, "200000"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("door", WAYS_IN)
def test_what_cannot_be_kept_is_refused_in_a_sentence_and_stays_on_the_page(cast, door, what):
    typed, sentence = REFUSED[what]
    answer = sent(cast, door, typed)
    page = text(answer)
    assert (answer.status_code, sentence in page, typed in page) == (422, True, True)


UNSEEN = "\u200b\u2060\u00a0\n\u3164"


@pytest.mark.parametrize("door", [door for door in WAYS_IN if door != "settle"])
def test_characters_that_nobody_sees_are_no_text(cast, door):
    answer = sent(cast, door, UNSEEN)
    assert (answer.status_code, "Un titre" in text(answer) or "carry" in door or "amend" in door) == (422, True)


def test_nor_do_they_settle_an_amendment_into_nothing(cast):
    proposal = a_proposal(cast, phase="amending", body="Un seul paragraphe.")
    mine = amend(proposal, cast.erin, "Un tout autre mot, une autre phrase.")
    actions.accept_amendment(amend(proposal, cast.faye, "Rien de commun avec cela."), by=cast.bob)
    page = f"/proposals/{proposal.pk}/amendments/{mine.n}/settle/"
    answer = as_(cast.erin).post(page, {"seen": 2, "choice-1": "written", "words-1": UNSEEN})
    assert (answer.status_code, "Il ne resterait plus rien du texte" in text(answer)) == (403, True)


@pytest.mark.parametrize("field", ["title", "adopted"])
def test_a_document_has_a_title_and_an_adoption_that_can_be_read(cast, field):
    data = {"standing": "in_force", "adopted": "L’assemblée.", field: "\u200b\u3164"}
    answer = sent(cast, "open a document", CODE, **data)
    assert (answer.status_code, CODE in text(answer), Document.objects.count()) == (422, True, 0)


# --- What is strange and still read -------------------------------------------------------------------

STRANGE = {
    "five thousand headings": "\n".join(f"# Titre {n}" for n in range(5_000)),
    "one line of two hundred thousand characters": "mot " * 49_999,
    "right to left": "مرحبا بالعالم \u202e renversé\u202c \u2067et isolé\u2069.\n\nשלום",
    "combining characters": "e\u0301" * 500 + " Z" + "\u0310\u0322" * 400 + "algo",
    "a table cut in half": "| a | b |\n|---|---|\n| 1 | 2\n\nTexte.\n\n| 3 |",
    "carriage returns": "Un.\r\n\r\nDeux.\rTrois.\r\n",
    "nested quotes": ">" * 5_000 + " au fond",
    "nested lists": "\n".join(" " * (4 * n) + "- point" for n in range(250)),
    "unclosed links": "[" * 20_000,
    "nested links": "[a](" * 5_000,
    "unclosed emphasis": "*a **a " * 10_000,
    "a row of stars": "*" * 100_000,
    "a row of underscores": "_a" * 50_000,
    "backticks": "`" * 99_999 + " a",
    "entities": "&amp;" * 5_000,
    "references": "\n".join(f"[{n}]: https://a.org/{n}" for n in range(3_000)),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_strange_is_kept_and_read_on_every_page_that_shows_it(cast, what):
    browser = as_(cast.bob)
    assert sent(cast, "create", STRANGE[what], publish="amendments").status_code == 302
    proposal = fresh(cast.room.proposals.get())
    erin = as_(cast.erin)
    body = f"{STRANGE[what]}\n\nEt le jeudi."
    asked = erin.post(
        f"/proposals/{proposal.pk}/amend/", {"base": proposal.text.current.pk, "body": body, "reason": "Le jeudi."}
    )
    assert asked.status_code in (302, 422)  # a few of them have become too long
    pages = ["", "history/", "text/1/", "text/1/p1/", "text/1.md", "text/1.html", "amendments/"]
    pages += ["amendments/1/", "amendments/1/?view=side"] if asked.status_code == 302 else []
    assert {browser.get(f"/proposals/{proposal.pk}/{page}").status_code for page in pages} <= {200}


@pytest.mark.parametrize("what", STRANGE)
@pytest.mark.parametrize("door", ["edit", "settle", "change a document", "carry over", "open a document"])
def test_no_door_breaks_on_it(cast, door, what):
    answer = sent(cast, door, STRANGE[what])
    assert answer.status_code in (302, 422)


def test_line_ends_and_accents_are_made_one_and_no_word_is_lost(cast):
    sent(cast, "create", "Un e\u0301te\u0301.\r\n\r\nDeux.\rTrois.")
    assert fresh(cast.room.proposals.get()).text.current.body == "Un été.\n\nDeux.\nTrois."


# --- An amendment that changes nothing, or everything -------------------------------------------------


def test_an_amendment_that_changes_everything_is_an_amendment_like_another(cast):
    proposal = a_proposal(cast, phase="amending")
    mine = amend(proposal, cast.erin, "Tout autre chose.\n\nDe bout en bout.")
    page = as_(cast.bob).get(f"/proposals/{proposal.pk}/amendments/{mine.n}/")
    assert (page.status_code, "<ins>" in text(page)) == (200, True)
    actions.accept_amendment(mine, by=cast.bob)
    assert fresh(proposal).text.current.body == "Tout autre chose.\n\nDe bout en bout."


@pytest.mark.parametrize("same", [BODY, BODY + "\n\n\n", BODY.replace("\n", "\r\n"), BODY + "  "])
def test_an_amendment_that_changes_nothing_is_refused_and_stays_in_the_form(cast, same):
    proposal = a_proposal(cast, phase="amending")
    data = {"base": proposal.text.current.pk, "body": same, "reason": "Ma raison."}
    answer = as_(cast.erin).post(f"/proposals/{proposal.pk}/amend/", data)
    assert (answer.status_code, "ne change rien au texte" in text(answer), "Ma raison." in text(answer)) == (
        403, True, True,
    )  # fmt: skip
    assert Amendment.objects.count() == 0


# --- Guessed numbers ----------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(cast):
    """A space that Erin does not see, with a document and a proposal of its own."""
    organization = organizations.create_organization(by=cast.dave, name="Chez Dave", visibility="members")
    room = rooms.open_room(organization.space, by=cast.dave, name="Secret")
    there = SimpleNamespace(space=organization.space, alice=cast.dave, room=room)
    document = a_document(there, "charter", title="La charte secrète", body="Le trésor est sous l’arbre.")
    proposal = actions.publish_proposal(
        a_draft(cast, cast.dave, room=room, body="Le trésor est ailleurs."), by=cast.dave
    )
    return SimpleNamespace(document=document, proposal=fresh(proposal), space=organization.space)


def test_a_version_guessed_from_a_private_space_is_not_found(cast, elsewhere):
    browser = as_(cast.erin)
    slugs, pk = (elsewhere.space.slug, elsewhere.document.slug), elsewhere.proposal.pk
    pages = [
        *(reverse(name, args=slugs) for name in ("document", "document-difference", "document-change")),
        reverse("document-version", args=[*slugs, 1]),
        reverse("document-paragraph", args=[*slugs, 1, 1]),
        reverse("document-export", args=[*slugs, 1, "md"]),
        *(f"/proposals/{pk}/{page}" for page in ("", "history/", "text/1/", "text/1/p1/", "text/1.md", "amend/")),
    ]
    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)


def test_nor_does_an_amendment_start_from_it(cast, elsewhere):
    proposal = a_proposal(cast, phase="amending")
    for version in Version.objects.filter(text__in=[elsewhere.document.text, elsewhere.proposal.text]):
        data = {"base": version.pk, "body": BETTER, "reason": "Ma raison."}
        answer = as_(cast.erin).post(f"/proposals/{proposal.pk}/amend/", data)
        page = text(answer)
        assert (answer.status_code, "ne part pas d’une version de ce texte" in page, BETTER in page) == (
            422,
            True,
            True,
        )
        assert "trésor" not in page


@pytest.mark.parametrize("n", [0, 2, 99, 999_999_999_999, "9" * 40])
def test_a_version_that_does_not_exist_is_not_found(cast, n):
    proposal, document = a_proposal(cast), a_document(cast)
    where = f"/spaces/{cast.space.slug}/documents/{document.slug}"
    codes = {
        as_(cast.erin).get(page).status_code
        for page in (
            f"/proposals/{proposal.pk}/text/{n}/", f"/proposals/{proposal.pk}/text/{n}/p1/",
            f"/proposals/{proposal.pk}/text/{n}.md", f"/proposals/{proposal.pk}/text/1/p{n}{n}/",
            f"{where}/{n}/", f"{where}/difference/?to={n}",
        )
    }  # fmt: skip
    assert codes <= {404}


@pytest.mark.parametrize("who", ["alice", "erin", "faye", "carol", "dave"])
def test_an_accept_by_anyone_but_the_carrier_is_403_and_the_register_says_nothing_of_it(cast, who):
    proposal = a_proposal(cast, phase="amending")
    amend(proposal, cast.erin)
    before = Entry.objects.count(), fresh(proposal).text.current.body
    answer = as_(getattr(cast, who)).post(
        f"/proposals/{proposal.pk}/amendments/1/accept/", {"reason": "Oui.", "seen": 1}
    )
    assert answer.status_code == 403
    assert (Entry.objects.count(), fresh(proposal).text.current.body) == before
