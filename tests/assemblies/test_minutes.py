"""Minutes: written from what was recorded, in words that nobody can forge, the same on a page and in its two files."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from pypdf import PdfReader

from governance import clock
from governance.assemblies import actions, papers
from governance.assemblies.mailing import deliver_due
from governance.assemblies.models import Decision, Minutes
from governance.assemblies.writing import content_of, document_of, inline, quoted, written
from governance.register.actions import sha256
from governance.register.models import Entry
from governance.register.verification import verify
from governance.verdict import Refused
from tests.assemblies.meetings import (
    HELD,
    PREPARED,
    governed,
    in_session,
    on_table,
    prepared,
    voted,
    with_item,
)
from tests.at_once import together
from tests.cast import collective

TRAP = '#read("/etc/passwd") *gras* _it_ [lien](https://evil.example) <b>x</b> & | $x$ `code` \\ # titre'


@pytest.fixture
def cast(cast):
    return governed(cast)


def closed(cast, *, voices=None, secret=False, remarks="", at=HELD, **more) -> Minutes:
    """Minutes of a board that decided one item: Bob presides, Erin writes."""
    meeting = in_session(cast, **more)
    with clock.pretend(at + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        voices = voices or {cast.bob: "for", cast.erin: "for", cast.faye: "against", cast.gus: "blank"}
        voted(item, cast.bob, voices, secret=secret)
    with clock.pretend(at + timedelta(hours=2)):
        actions.close_session(meeting, by=cast.bob)
        minutes = meeting.minutes.get()
        if remarks:
            actions.keep_remarks(minutes, by=cast.erin, remarks=remarks)
    return fresh(minutes)


def plain(minutes):
    """The minutes with ordinary spaces, for whoever compares."""
    return written(minutes).replace("\u00a0", " ")


def fresh(minutes):
    return Minutes.objects.select_related("meeting__body__organization__space", "corrects").get(pk=minutes.pk)


def signed(cast, minutes):
    with clock.pretend(HELD + timedelta(hours=3)):
        actions.sign_minutes(minutes, by=cast.erin, seen_sha256=sha256(written(minutes)))
    return fresh(minutes)


def published(cast, minutes):
    signed(cast, minutes)
    with clock.pretend(HELD + timedelta(hours=4)):
        actions.countersign_minutes(minutes, by=cast.bob)
    return fresh(minutes)


NAMED = {"mode": "in_person"}


def test_st_10_5b_minutes_say_all_that_was_recorded(cast):
    text = plain(closed(cast, remarks="Le vidéoprojecteur est tombé en panne.", **NAMED))
    for said in (
        "# Procès-verbal : Conseil de mars",
        "- Association : Les Tisserands",
        "- Heures : celles de Indian/Reunion (UTC+04:00)",
        "envoyée le 1er mars 2026 à 10 h 00 par Bob Nativel à 6 personnes, dont 6 avec voix délibérative",
        "15 jours au moins avant la séance, fixée au 20 mars 2026 à 18 h 00 (art. 14.1) ; dernier jour possible : le "
        "5 mars 2026",
        "Séance tenue en un même lieu : La Case.",
        "- Présidence de séance : Bob Nativel, au titre de la présidence de l’association",
        "- Secrétariat de séance : Erin Fontaine, au titre du secrétariat de l’association",
        "Avec voix délibérative : 6 personnes.",
        "- Faye Clain : sur place, de 18 h 00 à 20 h 00",
        "À l’ouverture, 6 personnes sont présentes avec voix délibérative, sur 6.",
        "## Point 1 : Acheter un broyeur",
        "> Le conseil achète un broyeur.",
        "Vote au scrutin nominatif, ouvert à 18 h 05, clos à 18 h 10 : 6 personnes appelées à voter.",
        "- Pour (2) : Bob Nativel, Erin Fontaine",
        "- Contre (1) : Faye Clain",
        "Décompte : pour : 2, contre : 1, blanc : 1.",
        "- Majorité : plus de la moitié de 3",
        "Résultat (décision n° 1) : Le texte est **adopté**.",
        "Suites, confiées au conseil d’administration jusqu’à leur clôture (art. 15) :",
        "> Le vidéoprojecteur est tombé en panne.",
        "la séance est close à 20 h 00, après 1 décision.",
    ):
        assert said in text, said
    closing = Entry.objects.get(act="meeting.closed")
    assert closing.hash in text
    assert sha256("Le conseil achète un broyeur.") in text


def test_minutes_say_who_was_designated_and_who_asked_for_the_session(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, mode="in_person", by=cast.faye)
        with_item(meeting, cast.faye, matter="", text="")
        actions.sign_for_meeting(meeting, by=cast.gus)
        actions.send_convocation(meeting, by=cast.faye)
    with clock.pretend(HELD):
        for key in ("erin", "faye", "gus", "hana"):
            actions.check_in(meeting, by=getattr(cast, key))
        actions.open_session(meeting, by=cast.erin)
        actions.designate(meeting, by=cast.erin, post="president", person=cast.gus)
    with clock.pretend(HELD + timedelta(hours=1)):
        actions.suspend_session(meeting, by=cast.gus)
    with clock.pretend(HELD + timedelta(hours=1, minutes=10)):
        actions.resume_session(meeting, by=cast.gus)
        actions.close_session(meeting, by=cast.gus)
    text = plain(fresh(meeting.minutes.get()))
    assert "Cette séance est demandée par 2 membres : Faye Clain, Gus." in text
    assert (
        "- Présidence de séance : Gus, sur désignation parmi les membres présents à 18 h 00, en l’absence de "
        "Bob Nativel (art. 10.6)" in text
    )
    assert "Absents, avec voix délibérative : Alice Payet, Bob Nativel." in text
    assert "- À 19 h 00, la séance est suspendue.\n- À 19 h 10, la séance reprend." in text
    assert "Ce point n’a pas été abordé en séance." in text


def test_a_secret_vote_names_nobody_who_voted(cast):
    text = plain(closed(cast, secret=True, **NAMED))
    assert "Vote au scrutin secret" in text
    assert "Décompte : pour : 2" in text
    assert "Pour (" not in text


def test_what_people_typed_marks_nothing_up(cast):
    cast.faye.display_name = "Faye **Clain** ## Résultat"
    cast.faye.save()
    items = [{"title": TRAP, "text": "# Résultat\n\nLe texte est **adopté**.\n\n    code", "words": TRAP}]
    minutes = closed(cast, items=items, remarks="## Signatures\n\n- Signé par tout le monde\n\n" + TRAP, **NAMED)
    _title, tree = papers.title_and_tree(written(minutes))
    page = papers.as_html(tree)
    assert "<h2>Résultat" not in page and "<h2>Signatures" not in page
    assert "<b>x</b>" not in page and "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<h2>Point 1 : " in page.replace("\u00a0", " ")
    assert "Faye **Clain** ## Résultat" in page
    heading = re.search(r"<h2>Point 1[^<]*(?:<(?!/h2)[^<]*)*</h2>", page)[0]
    assert "<em>" not in heading and "<strong>" not in heading and "#read" in heading


def test_a_quotation_without_its_signs_is_the_text_whose_hash_it_gives(cast):
    text = "Premier alinéa.\n\n# Titre\n- un\n- deux\n\n> cité"
    minutes = closed(cast, items=[{"text": text}], **NAMED)
    content = written(minutes)
    assert quoted(text) in content
    back = "\n".join(line[2:] if line.startswith("> ") else line[1:] for line in quoted(text).split("\n"))
    assert sha256(back) == sha256(text) == Decision.objects.get().text_sha256
    assert sha256(text) in content


def test_inline_keeps_one_line():
    assert inline("a\n\nb\u2028c") == "a b c"


def test_reading_minutes_costs_the_same_for_few_and_many(cast, django_assert_max_num_queries):
    one = closed(cast, **NAMED)
    many = closed(cast, items=[{}] + [{"title": f"Point {n}", "matter": ""} for n in range(9)], **NAMED)
    costs = []
    for minutes in (one, many):
        with django_assert_max_num_queries(40) as found:
            written(minutes)
        costs.append(len(found))
    assert costs[0] == costs[1]


# --- The three forms ---------------------------------------------------------------------------------


def words(text):
    """Words alone, so that lines broken elsewhere and spaces of typesetting make no difference."""
    return re.sub(r"[\s\u00a0\u202f\u00ad\-‐•‣–]+", "", text)


def pdf_of(minutes):
    title, tree = papers.title_and_tree(document_of(minutes))
    return PdfReader(BytesIO(papers.as_pdf(title, tree, author="Les Tisserands", at=HELD)))


def test_the_pdf_is_tagged_and_says_what_the_page_says(cast):
    items = [{"title": "Élire à l’œil — ça coûte 3 €", "text": TRAP + "\n\n- un\n- deux\n\n1. trois"}]
    minutes = published(cast, closed(cast, items=items, remarks="À noter : « naïf », Œuvre, ñ, ≥.", **NAMED))
    title, tree = papers.title_and_tree(document_of(minutes))
    found = pdf_of(minutes)
    catalogue = found.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value
    assert catalogue["/Lang"] == "fr-FR"
    assert found.metadata.title == title
    assert {"H1", "L", "LI", "P", "BlockQuote"} <= tags(catalogue["/StructTreeRoot"])
    said = "".join(re.sub(r"\d+ / \d+\s*$", "", page.extract_text()) for page in found.pages)
    expected = title + papers.as_words(tree)
    expected = re.sub(r"(?m)^\d+\. ", "", expected)
    shown, wanted = words(said), words(expected)
    for sentence in filter(None, map(words, expected.split("\n"))):
        assert sentence in shown, sentence
    assert abs(len(shown) - len(wanted)) < 60  # the numbers and bullets of lists
    assert "root:x:0" not in said
    assert words('read("/etc/passwd")') in shown, "what was typed, never obeyed"


def tags(node, found=None):
    found = set() if found is None else found
    if "/S" in node:
        found.add(node["/S"].lstrip("/"))
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            tags(child, found)
    return found


def test_a_sign_that_no_font_has_does_not_stop_the_pdf(cast):
    minutes = closed(cast, remarks="\U0001f98a \ue000 漢字 \u0007 \ufffe fin", **NAMED)
    assert "fin" in "".join(page.extract_text() for page in pdf_of(minutes).pages)


def test_words_too_heavy_to_read_stay_in_their_part(cast):
    minutes = closed(cast, items=[{"text": ">" * 200 + " trop"}], **NAMED)
    _title, tree = papers.title_and_tree(written(minutes))
    page = papers.as_html(tree)
    assert "<h2>Convocation</h2>" in page and "<h2>Clôture</h2>" in page
    assert pdf_of(minutes).pages


# --- The pages, and the two signatures ---------------------------------------------------------------


def enter(client, who):
    EmailAddress.objects.get_or_create(user=who, email=who.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": who.email, "password": "palabre"})


def test_the_minutes_are_read_as_page_markdown_and_pdf(cast, client):
    minutes = published(cast, closed(cast, **NAMED))
    client.force_login(cast.hana)
    page = client.get(minutes.get_absolute_url()).content.decode()
    assert "<h1>Procès-verbal" in page and "<h2>Convocation</h2>" in page
    assert client.get(f"/minutes/{minutes.pk}.md").content.decode() == document_of(minutes)
    assert client.get(f"/minutes/{minutes.pk}.pdf").content.startswith(b"%PDF-")


def test_a_draft_is_read_by_the_body_and_nobody_else(cast, client):
    minutes = closed(cast, **NAMED)
    for address in (minutes.get_absolute_url(), f"/minutes/{minutes.pk}.pdf", f"/minutes/{minutes.pk}.md"):
        assert client.get(address).status_code == 403
    client.force_login(cast.hana)
    assert client.get(minutes.get_absolute_url()).status_code == 200


def test_a_signature_asks_who_one_is_again_and_the_form_survives_it(cast, client):
    minutes = closed(cast, **NAMED)
    enter(client, cast.erin)
    address = f"/minutes/{minutes.pk}/sign/"
    asked = client.get(address)  # one who signed in a moment ago proves it again all the same
    assert "/reauthenticate/" in asked.headers["Location"]
    page = client.post(asked.headers["Location"], {"password": "palabre"}, follow=True).content.decode()
    seen = re.search(r'name="sha256" value="(\w{64})"', page)[1]
    session = client.session
    session["account_authentication_methods"] = [
        method | {"at": method["at"] - 3600} for method in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.post(address, {"sha256": seen})
    assert answer.status_code == 302 and "/reauthenticate/" in answer.headers["Location"]
    assert fresh(minutes).signed_at is None
    wrong = client.post(answer.headers["Location"], {"password": "autre"})
    assert wrong.status_code == 200 and fresh(minutes).signed_at is None
    answer = client.post(answer.headers["Location"], {"password": "palabre"}, follow=True)
    assert fresh(minutes).signed_by == cast.erin
    assert "contresigne" in answer.content.decode()


def test_st_10_5b_the_secretary_signs_then_the_president_and_nothing_changes_any_more(cast):
    minutes = closed(cast, **NAMED)
    with pytest.raises(Refused, match="Le secrétariat de la séance signe d’abord"):
        actions.countersign_minutes(minutes, by=cast.bob)
    with pytest.raises(Refused, match="personne qui a tenu le secrétariat"):
        actions.sign_minutes(minutes, by=cast.bob, seen_sha256=sha256(written(minutes)))
    with pytest.raises(Refused, match="relisez-le"):
        actions.sign_minutes(minutes, by=cast.erin, seen_sha256="0" * 64)
    minutes = signed(cast, minutes)
    with pytest.raises(Refused):
        actions.keep_remarks(minutes, by=cast.erin, remarks="autre chose")
    with pytest.raises(Refused, match="contresigné par la personne qui a présidé"):
        actions.countersign_minutes(minutes, by=cast.faye)
    with clock.pretend(HELD + timedelta(hours=4)):
        actions.countersign_minutes(minutes, by=cast.bob)
    minutes = fresh(minutes)
    assert minutes.number == 1
    assert content_of(minutes) == minutes.content


def test_the_same_person_never_signs_twice(cast):
    meeting = in_session(cast, here=("bob", "faye", "gus", "hana"), **NAMED)
    meeting.secretary = cast.bob
    meeting.save(update_fields=["secretary"])
    with clock.pretend(HELD + timedelta(hours=1)):
        actions.withdraw_item(meeting.items.get(), by=cast.bob, reason="Plus tard.")
        actions.close_session(meeting, by=cast.bob)
        minutes = fresh(meeting.minutes.get())
        actions.sign_minutes(minutes, by=cast.bob, seen_sha256=sha256(written(minutes)))
        with pytest.raises(Refused, match="Deux personnes signent un procès-verbal"):
            actions.countersign_minutes(fresh(minutes), by=cast.bob)


def test_a_correction_is_another_document_that_names_the_first(cast, client):
    first = published(cast, closed(cast, **NAMED))
    with clock.pretend(HELD + timedelta(hours=5)):
        made = fresh(actions.correct_minutes(first, by=cast.erin, remarks="Lire « Faye » et non « Fay »."))
        text = written(made)
        actions.sign_minutes(made, by=cast.erin, seen_sha256=sha256(text))
        actions.countersign_minutes(fresh(made), by=cast.bob)
    made = fresh(made)
    assert (first.number, made.number) == (1, 2)
    assert "# Correction du procès-verbal n° 1" in text.replace("\u00a0", " ") and first.sha256 in text
    assert "> Lire « Faye » et non « Fay »." in text
    client.force_login(cast.hana)
    assert "corrigé par le n°" in client.get(first.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert fresh(first).content == first.content


# --- Sent to whom they must be -----------------------------------------------------------------------


def test_st_14_7_the_minutes_of_a_board_are_sent_to_all_its_members(cast, client, mailoutbox):
    minutes = published(cast, closed(cast, here=("bob", "erin", "faye", "gus"), **NAMED))
    client.force_login(cast.hana)
    assert "Envoyé à 0 des 6 personnes" in client.get(minutes.get_absolute_url()).content.decode()
    later = HELD + timedelta(hours=5)
    assert deliver_due(later) == 6
    assert deliver_due(later) == 0
    assert len(mailoutbox) == 6
    told = next(mail for mail in mailoutbox if mail.to == [cast.hana.email])
    assert told.subject.replace("\u00a0", " ") == "Procès-verbal n° 1 : Conseil de mars"
    assert minutes.get_absolute_url() in told.body and minutes.sha256 in told.body
    assert "aux 6 personnes" in client.get(minutes.get_absolute_url()).content.decode()


def test_a_mail_that_does_not_leave_is_tried_again(cast, mailoutbox, monkeypatch):
    minutes = published(cast, closed(cast, **NAMED))
    later = HELD + timedelta(hours=5)
    with monkeypatch.context() as patched, clock.pretend(later):
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert deliver_due() == 0
        assert set(minutes.sendings.values_list("tries", "error")) == {(1, "unreached")}
        assert deliver_due() == 0  # not at once
    with clock.pretend(later + timedelta(minutes=1)):
        assert deliver_due() == 6
    assert len(mailoutbox) == 6


def refuse(*_arguments, **_more):
    raise ConnectionRefusedError


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_minutes_signed_at_once_are_numbered_without_a_gap():
    cast = governed(collective())
    made = [signed(cast, closed(cast, title=f"Conseil {n}", **NAMED)) for n in range(4)]
    with clock.pretend(HELD + timedelta(hours=6)):
        together(*[lambda one=one: actions.countersign_minutes(one, by=cast.bob) for one in made])
    assert sorted(Minutes.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert verify(cast.space.chain) is None


def test_whoever_has_no_address_any_more_is_not_told_and_the_page_says_it_was_given_up(cast, client, mailoutbox):
    minutes = published(cast, closed(cast, **NAMED))
    cast.gus.is_active = False
    cast.gus.save()
    later = HELD + timedelta(hours=5)
    assert deliver_due(later) == 5
    assert not minutes.sendings.get(person=cast.gus).sent_at
    client.force_login(cast.bob)
    page = client.get(minutes.get_absolute_url()).content.decode()
    assert "1 envoi est abandonné" in page and "L’envoi continue" not in page
    cast.gus.is_active = True
    cast.gus.save()
    assert "Renvoyer les lettres abandonnées" in page
    with pytest.raises(Refused, match="convoquée par la présidence"):
        actions.send_minutes_again(minutes, by=cast.hana)
    assert client.post(f"/minutes/{minutes.pk}/send-again/").status_code == 302
    assert deliver_due() == 1
    assert "aux 6 personnes" in client.get(minutes.get_absolute_url()).content.decode()


# --- Where nobody kept the secretariat -----------------------------------------------------------------


def test_a_session_is_not_closed_before_somebody_keeps_its_secretariat(cast):
    talk = {"title": "Discuter", "matter": "", "text": ""}
    meeting = in_session(cast, here=("bob", "faye"), mode="in_person", items=(talk,))
    with clock.pretend(HELD + timedelta(hours=1)):
        with pytest.raises(Refused, match="qui tient le secrétariat"):
            actions.close_session(meeting, by=cast.bob)
        actions.designate(meeting, by=cast.bob, post="secretary", person=cast.faye)
        assert actions.close_session(meeting, by=cast.bob).secretary == cast.faye


def test_whoever_came_alone_closes_and_the_secretary_of_the_association_signs(cast):
    talk = {"title": "Discuter", "matter": "", "text": ""}
    meeting = in_session(cast, here=("bob",), mode="in_person", items=(talk,))
    with clock.pretend(HELD + timedelta(hours=1)):
        actions.close_session(meeting, by=cast.bob)
        minutes = Minutes.objects.get(meeting=meeting)
        minutes = actions.sign_minutes(minutes, by=cast.erin, seen_sha256=sha256(written(minutes)))
        assert actions.countersign_minutes(minutes, by=cast.bob).number == 1
