"""What people send by mistake, too late or by malice: each gets a clear sentence, and loses nothing they typed."""

from collections import Counter
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.urls import reverse

from governance import clock
from proposals import actions
from proposals.models import Action, Proposal
from rooms import actions as rooms
from tests.doors import as_
from tests.proposals.factories import BETTER, BODY, a_draft, a_proposal, amend, answer, block, fresh, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LONG = "mot " * 12_499 + "fin."  # 50,000 characters


def text(answer):
    """What a page says, its French spaces made plain."""
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def rows() -> Counter:
    """How many rows stand in each table, sessions left out."""
    models = [model for model in apps.get_models(include_auto_created=True) if model.__name__ != "Session"]
    return Counter({model._meta.label: model._default_manager.count() for model in models})


@pytest.fixture
def send():
    """`send(person, url, data)`: the answer to a form that must write nothing, and what its page says."""

    def send(who, url, data, **options):
        browser, before = as_(who), rows()
        sent = browser.post(url, data, **options)
        assert rows() == before
        return sent.status_code, text(sent)

    return send


def position(proposal):
    return f"/proposals/{proposal.pk}/position/"


# --- Positions ---------------------------------------------------------------------------------------

TYPED = "J’ai longuement pesé le pour et le contre."


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"choice": "banana"}, 422, "Cette position n’existe pas : choisissez l’une des cinq."),
        ({"choice": ""}, 422, "Choisissez une position."),
        ({"choice": "agree\x00"}, 422, "Cette position n’existe pas"),
        ({"version_n": "2"}, 403, "Le texte a changé : la consultation porte sur la version 1."),
        ({"version_n": "0"}, 403, "Le texte a changé"),
        ({"version_n": "9" * 30}, 403, "Le texte a changé"),
        ({"version_n": "-1"}, 403, "Le texte a changé"),
        ({"version_n": ""}, 422, "On ne sait pas sur quelle version vous répondez"),
        ({"version_n": "v1"}, 422, "On ne sait pas sur quelle version vous répondez"),
    ],
)
def test_a_position_that_cannot_be_taken_says_why_and_keeps_its_reason(cast, send, wrong, status, sentence, htmx):
    proposal = a_proposal(cast)
    data = {"choice": "agree", "version_n": "1", "reason": TYPED} | wrong
    headers = {"HX-Request": "true"} if htmx else {}
    code, page = send(cast.erin, position(proposal), data, headers=headers)
    assert (code, sentence in page, f"{TYPED}</textarea>" in page) == (status, True, True)
    assert ("<!doctype html>" in page) is not htmx


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(LONG, "5000"), ("a\x00b", "caractère nul")],
)
def test_a_reason_that_cannot_be_kept_is_shown_again(cast, send, reason, sentence):
    data = {"choice": "agree", "version_n": "1", "reason": reason}
    code, page = send(cast.erin, position(a_proposal(cast)), data)
    assert (code, sentence in page, f"{reason}</textarea>" in page) == (422, True, True)


@pytest.mark.parametrize(
    ("choice", "sentence"), [("block", "Un blocage a besoin de sa raison"), ("incomplete", "quelle information")]
)
@pytest.mark.parametrize("reason", ["", "   ", "\u00a0\n"])
def test_a_block_and_an_incomplete_of_no_word_stay_ticked_in_the_form(cast, send, choice, sentence, reason):
    data = {"choice": choice, "version_n": "1", "reason": reason}
    code, page = send(cast.erin, position(a_proposal(cast)), data)
    assert (code, sentence in page, f'value="{choice}" required checked' in page) == (403, True, True)


def test_a_second_ballot_is_a_change_and_not_a_second_voice(cast):
    proposal = a_proposal(cast)
    for choice in ("agree", "disagree", "disagree"):
        sent = as_(cast.erin).post(position(proposal), {"choice": choice, "version_n": 1})
        assert sent.status_code == 302
    assert {o.key: o.count for o in fresh(proposal).round.vote.options.all() if o.count} == {"disagree": 1}


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        ("draft", "Aucune consultation n’est en cours"),
        ("discussion", "Aucune consultation n’est en cours"),
        ("amending", "Aucune consultation n’est en cours"),
        ("awaiting", "Aucune consultation n’est en cours"),
        ("resolved", "Aucune consultation n’est en cours"),
        ("dropped", "Aucune consultation n’est en cours"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_ballot_outside_a_consultation_is_refused_and_its_words_are_shown(cast, send, phase, sentence, htmx):
    proposal = a_proposal(cast, phase=phase)
    data = {"choice": "agree", "version_n": "1", "reason": TYPED}
    code, page = send(cast.bob, position(proposal), data, headers={"HX-Request": "true"} if htmx else {})
    assert (code, sentence in page, f"{TYPED}</textarea>" in page) == (403, True, True)


@pytest.mark.parametrize(("who", "sentence"), [("carol", "Les invité·es"), ("dave", "membre")])
def test_a_ballot_of_somebody_who_takes_no_part_is_refused_and_its_words_are_shown(cast, send, who, sentence):
    data = {"choice": "agree", "version_n": "1", "reason": TYPED}
    code, page = send(getattr(cast, who), position(a_proposal(cast)), data)
    assert (code, sentence in page, f"{TYPED}</textarea>" in page) == (403, True, True)


def test_a_ballot_on_a_proposal_one_may_not_see_is_not_found(cast, send):
    proposal = a_proposal(cast)
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    assert send(cast.dave, position(proposal), {"choice": "agree", "version_n": "1"})[0] == 404


def test_a_ballot_about_the_text_as_it_was_before_a_concertation_asks_to_read_again(cast, send):
    proposal = a_proposal(cast)
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    code, page = send(cast.erin, position(proposal), {"choice": "agree", "version_n": "1", "reason": TYPED})
    assert (code, "la consultation porte sur la version 2" in page, TYPED in page) == (403, True, True)
    assert '<input type="hidden" name="version_n" value="2">' in page


# --- The idea ----------------------------------------------------------------------------------------

IDEA = {"title": "Relire le guide", "summary": "À deux, chaque mois.", "body": BODY, "tags": "guide"}


def guide(cast, impact="many"):
    return f"{reverse('proposal-create', args=[cast.space.slug, cast.room.slug])}?impact={impact}"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "   "}, "Titre"),
        ({"title": "\u00a0\t"}, "Titre"),
        ({"title": "x" * 141}, "140"),
        ({"title": "Relire\x00"}, "Titre"),
        ({"summary": " "}, "En quelques mots simples"),
        ({"summary": "x" * 401}, "400"),
        ({"body": "\n \n"}, "Texte"),
        ({"body": "x" * 200_001}, "200000"),
        ({"body": "a\x00b"}, "Texte"),
    ],
)
@pytest.mark.parametrize("publish", ["amendments", "discussion", ""])
def test_an_idea_that_cannot_be_kept_is_shown_again_with_all_its_words(cast, send, wrong, sentence, publish):
    typed = IDEA | wrong
    code, page = send(cast.erin, guide(cast), typed | {"publish": publish})
    kept = [words for words in typed.values() if words.strip() and words in page]
    assert (code, sentence in page) == (422, True)
    assert kept == [words for words in typed.values() if words.strip()]


def test_an_unknown_impact_asks_again_who_is_concerned(cast, send):
    code, page = send(cast.erin, guide(cast, "banana"), IDEA)
    assert (code, "Qui est concerné par votre idée ?" in page) == (200, True)


def test_an_idea_written_while_the_room_was_archived_is_not_lost(cast, send):
    rooms.archive_room(cast.room, by=cast.alice, reason="Le groupe a fini.")
    code, page = send(cast.erin, guide(cast), IDEA)
    assert (code, "Ce salon est archivé" in page, BODY in page) == (403, True, True)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2031-03-02", "Cette date est passée"),
        ("1999-12-31", "Cette date est passée"),
        ("9999-12-31", "trop lointaine"),
        ("hier", "Saisissez une date valide"),
        ("2031-02-30", "Saisissez une date valide"),
        ("9" * 40, "Saisissez une date valide"),
    ],
)
def test_an_action_for_a_day_that_cannot_be_keeps_its_title(cast, send, day, sentence):
    code, page = send(cast.erin, guide(cast, "nobody"), {"title": "Arroser le jardin", "due_on": day})
    assert (code, sentence in page, "Arroser le jardin" in page) == (422, True, True)


@pytest.mark.parametrize("named", ["", "abc", "999999", "9" * 30, "-1"])
def test_an_action_that_asks_nobody_known_is_shown_again(cast, send, named):
    code, page = send(cast.erin, guide(cast, "few"), {"title": "Arroser le jardin", "named": named})
    assert (code, "Qui est concerné" in page, "Arroser le jardin" in page) == (422, True, True)


def test_an_action_that_names_too_many_leads_to_a_proposal_and_keeps_its_words(cast, send):
    cast.space.many = 2
    cast.space.save()
    everybody = [cast.alice.pk, cast.bob.pk, cast.faye.pk]
    _code, page = send(cast.erin, guide(cast, "few"), {"title": "Arroser le jardin", "named": everybody})
    assert ("beaucoup de monde est concerné" in page, "Arroser le jardin" in page) == (True, True)


def test_what_an_action_of_too_many_said_begins_the_proposal_that_takes_its_place(cast, send):
    idea = {"title": "Arroser le jardin", "description": "Chaque soir d’été.", "widened": "1"}
    code, page = send(cast.erin, guide(cast), idea)
    assert (code, 'value="Arroser le jardin"' in page, "Chaque soir d’été.</textarea>" in page) == (200, True, True)
    assert "Un point est à revoir" not in page
    assert Proposal.objects.count() == 0


# --- Words that would do harm ------------------------------------------------------------------------

HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[clic](javascript:alert(1))",
    '<a href="javascript:alert(1)">clic</a>',
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "</textarea><script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% csrf_token %}",
]


class Seen(HTMLParser):
    """The scripts, the handlers and the addresses that a browser would find in a page."""

    def __init__(self, page):
        super().__init__()
        self.scripts, self.handlers, self.links = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name.startswith("on"):
                self.handlers.append((tag, name))
            if name in ("href", "src", "action"):
                self.links.append(value)
        if tag in ("script", "svg", "img"):
            self.scripts.append((tag, dict(attributes).get("src") or dict(attributes).get("onload")))


@pytest.mark.parametrize("harm", HARMFUL)
def test_harmful_words_are_read_and_not_run_on_any_page(cast, harm):
    """In title, summary, text, tags, amendment, reasons, advice, answers, resolution and actions."""
    browser = as_(cast.bob)
    idea = {"title": harm, "summary": harm, "body": f"Un texte.\n\n{harm}", "tags": harm, "publish": "amendments"}
    assert browser.post(guide(cast), idea).status_code == 302
    proposal = Proposal.objects.get()
    url = f"/proposals/{proposal.pk}/"
    as_(cast.erin).post(f"{url}contribute/", {"kind": "advice", "body": harm})
    changed = {"base": proposal.text.current.pk, "body": f"{proposal.text.current.body}\n\nEt {harm}", "reason": harm}
    as_(cast.erin).post(f"{url}amend/", changed)
    browser.post(f"{url}amendments/1/reject/", {"reason": harm})
    rooms.post_message(proposal.thread, by=cast.erin, body=harm)
    actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
    objection = block(proposal, cast.faye, harm)
    answer(proposal, cast.erin, "disagree", harm)
    browser.post(f"/objections/{objection.pk}/answer/", {"reason": harm})
    with later(days=30):
        decided = {"choice": "go_on", "statement": harm, "reason": harm, "action_1": harm, "owner_1": cast.erin.pk}
        assert browser.post(f"{url}resolve/", decided).status_code == 302
        action = Action.objects.get()
        as_(cast.erin).post(f"/actions/{action.pk}/finish/", {"documentation": harm})
        pages = [
            browser.get(at).content.decode()
            for at in (
                url, f"{url}history/", f"{url}roll/", f"{url}amendments/1/", f"/actions/{action.pk}/",
                reverse("room", args=[cast.space.slug, cast.room.slug]),
                reverse("proposals", args=[cast.space.slug, cast.room.slug]),
                reverse("actions", args=[cast.space.slug, cast.room.slug]),
                reverse("space-activity", args=[cast.space.slug]), reverse("space", args=[cast.space.slug]), "/",
            )
        ]  # fmt: skip
    for page in pages:
        seen = Seen(page)
        assert [src for tag, src in seen.scripts if tag != "svg" and not (src or "").startswith("/static/")] == []
        assert [src for tag, src in seen.scripts if tag == "svg" and src] == []
        assert seen.handlers == []
        assert [link for link in seen.links if not link.startswith(("/", "#", "?"))] == []
        assert "tests only" not in page  # the secret key
    assert pages[0].count("alert(1)") >= (0 if harm.startswith("{{") else 5)


# --- Amendments --------------------------------------------------------------------------------------


def amendment_form(proposal, **wrong):
    return {"base": proposal.text.current.pk, "body": BETTER, "reason": "Pour que tout le monde lise."} | wrong


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"base": ""}, 422, "ne part pas d’une version de ce texte"),
        ({"base": "abc"}, 422, "ne part pas d’une version de ce texte"),
        ({"base": "9" * 30}, 422, "ne part pas d’une version de ce texte"),
        ({"body": "  \n "}, 422, "Le texte comme vous le voudriez"),
        ({"body": BODY}, 403, "ne change rien au texte"),
        ({"body": f"{BODY}\r\n\r\n"}, 403, "ne change rien au texte"),
        ({"body": "x" * 200_001}, 422, "200000"),
        ({"body": "a\x00b"}, 422, "caractère nul"),
        ({"reason": "   "}, 422, "Pourquoi ce changement"),
        ({"reason": LONG}, 422, "2000"),
    ],
)
@pytest.mark.parametrize("preview", [False, True])
def test_an_amendment_that_cannot_be_kept_is_shown_again(cast, send, wrong, status, sentence, preview):
    proposal = a_proposal(cast, phase="amending")
    typed = amendment_form(proposal, **wrong)
    code, page = send(cast.erin, f"/proposals/{proposal.pk}/amend/", typed | ({"preview": "1"} if preview else {}))
    if preview and "ne change rien" in sentence:
        status, sentence = 200, BODY.splitlines()[0]
    assert (code, sentence in page) == (status, True)
    kept = [typed[name] for name in ("body", "reason") if typed[name].strip()]
    assert [words.replace("\r", "") in page.replace("\r", "") for words in kept] == [True] * len(kept)


def test_an_amendment_that_starts_from_another_text_is_refused(cast, send):
    proposal, other = a_proposal(cast, phase="amending"), fresh(a_draft(cast, cast.alice, body="Rien de commun."))
    typed = amendment_form(proposal, base=other.text.current.pk)
    code, page = send(cast.erin, f"/proposals/{proposal.pk}/amend/", typed)
    assert (code, "ne part pas d’une version de ce texte" in page, BETTER in page) == (422, True, True)
    assert "Rien de commun" not in page


@pytest.mark.parametrize("phase", ["discussion", "consultation", "awaiting", "resolved", "dropped"])
def test_an_amendment_of_a_closed_text_is_refused_and_its_words_are_shown(cast, send, phase):
    proposal = a_proposal(cast, phase=phase)
    code, page = send(cast.erin, f"/proposals/{proposal.pk}/amend/", amendment_form(proposal))
    assert (code, "Le texte ne reçoit pas d’amendement à cette étape." in page) == (403, True)
    assert f"{BETTER}</textarea>" in page


def test_an_amendment_written_on_an_older_version_joins_the_current_one(cast):
    proposal = a_proposal(cast, phase="amending")
    typed = amendment_form(proposal, body=f"{BODY}\n\nEt le jeudi.")
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.bob)
    sent = as_(cast.erin).post(f"/proposals/{proposal.pk}/amend/", typed, follow=True)
    assert "Écrit sur la version 1." in text(sent)
    assert fresh(proposal).text.amendments.get(author=cast.erin).body == f"{BETTER}\n\nEt le jeudi."
    assert fresh(proposal).text.current.body == BETTER


CLASH = BODY.replace("le guide", "le guide en malgache")


@pytest.fixture
def clash(cast):
    """Erin's amendment clashes with Faye's, which was accepted; its page of settlement, and the proposal."""
    proposal = a_proposal(cast, phase="amending")
    mine = amend(proposal, cast.erin, CLASH)
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.bob)
    return proposal, f"/proposals/{proposal.pk}/amendments/{mine.n}/settle/"


def test_a_conflict_is_settled_on_its_page(cast, clash):
    proposal, page = clash
    typed = {"seen": 2, "choice-1": "written", "words-1": "Nous traduisons le guide en créole et en malgache."}
    assert as_(cast.erin).post(page, typed).status_code == 302
    settled = fresh(proposal).text.amendments.get(author=cast.erin)
    assert settled.body == BETTER.replace("en créole", "en créole et en malgache")


@pytest.mark.parametrize(
    ("choice", "ends"),
    [("theirs", CLASH), ("both", f"Nous traduisons le guide en créole.\n\n{CLASH}")],
)
def test_either_side_or_both_may_be_taken(cast, clash, choice, ends):
    proposal, page = clash
    assert as_(cast.erin).post(page, {"seen": 2, "choice-1": choice}).status_code == 302
    assert fresh(proposal).text.amendments.get(author=cast.erin).body == ends


def test_the_page_of_a_conflict_shows_the_three_sides_and_chooses_nothing(cast, clash):
    _proposal, page = clash
    shown = as_(cast.erin).get(page)
    assert [words in text(shown) for words in ("Avant (version 1)", "Texte actuel (version 2)", "Amendement de")] == [
        True
    ] * 3
    assert 'name="choice-1" value="ours" required checked' not in shown.content.decode()


def test_what_was_written_is_shown_again_when_nothing_is_chosen(cast, clash, send):
    _proposal, page = clash
    code, shown = send(cast.erin, page, {"seen": 2, "words-1": TYPED})
    assert (code, "Choisissez ce qui s’écrira ici." in shown, TYPED in shown) == (422, True, True)


def test_the_result_is_seen_before_it_is_kept(cast, clash, send):
    proposal, page = clash
    code, shown = send(cast.erin, page, {"seen": 2, "choice-1": "written", "words-1": TYPED, "preview": "1"})
    assert (code, "Ce que l’amendement changera" in shown, TYPED in shown) == (200, True, True)
    assert fresh(proposal).text.amendments.get(author=cast.erin).body == CLASH


def test_a_conflict_settled_on_a_page_opened_too_early_is_shown_again(cast, clash, send):
    proposal, page = clash
    actions.accept_amendment(amend(proposal, cast.faye, f"{BETTER}\n\nEt le lundi."), by=cast.bob)
    code, shown = send(cast.erin, page, {"seen": 2, "choice-1": "written", "words-1": TYPED})
    assert (code, "Le texte a encore changé" in shown, TYPED in shown) == (403, True, True)


@pytest.mark.parametrize(
    ("verb", "reason", "status", "sentence"),
    [
        ("reject", "  ", 403, "Dites pourquoi vous écartez cet amendement"),
        ("reject", LONG, 422, "2000"),
        ("accept", LONG, 422, "2000"),
        ("reject", "a\x00b", 422, "caractère nul"),
    ],
)
def test_a_decision_that_cannot_be_kept_is_shown_again(cast, send, verb, reason, status, sentence):
    proposal = a_proposal(cast, phase="amending")
    url = f"/proposals/{proposal.pk}/amendments/{amend(proposal, cast.erin).n}/"
    code, page = send(cast.bob, f"{url}{verb}/", {"reason": reason})
    assert (code, sentence in page, f"{reason}</textarea>" in page) == (status, True, True)


@pytest.mark.parametrize("verb", ["accept", "reject"])
def test_a_short_word_about_an_amendment_decided_meanwhile_is_not_lost(cast, send, verb):
    proposal = a_proposal(cast, phase="amending")
    amendment = amend(proposal, cast.erin)
    actions.withdraw_amendment(amendment, by=cast.erin)
    code, page = send(cast.bob, f"/proposals/{proposal.pk}/amendments/1/{verb}/", {"reason": "Non."})
    assert (code, "Cet amendement est déjà décidé." in page, "Non.</textarea>" in page) == (403, True, True)


@pytest.mark.parametrize(("who", "sentence"), [("erin", "Bob Nativel"), ("carol", "invité·es"), ("dave", "membre")])
def test_nobody_but_the_carrier_decides_and_the_page_says_whose_turn_it_is(cast, send, who, sentence):
    proposal = a_proposal(cast, phase="amending")
    amend(proposal, cast.erin)
    for verb in ("accept", "reject"):
        code, page = send(getattr(cast, who), f"/proposals/{proposal.pk}/amendments/1/{verb}/", {"reason": TYPED})
        assert (code, sentence in page, TYPED in page) == (403, True, True)


# --- Advice and help ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"kind": "advice", "body": "   "}, 403, "Écrivez votre conseil en quelques mots."),
        ({"kind": "advice", "body": LONG}, 422, "2000"),
        ({"kind": "advice", "body": "a\x00b"}, 422, "caractère nul"),
        ({"kind": "banana", "body": TYPED}, 422, "banana"),
        ({"body": TYPED}, 422, "Conseiller ou aider"),
    ],
)
def test_advice_that_cannot_be_kept_is_shown_again(cast, send, data, status, sentence):
    proposal = a_proposal(cast, phase="amending")
    code, page = send(cast.erin, f"/proposals/{proposal.pk}/contribute/", data)
    assert (code, sentence in page, f"{data['body']}</textarea>" in page) == (status, True, True)


@pytest.mark.parametrize(("who", "phase"), [("erin", "awaiting"), ("erin", "resolved"), ("carol", "amending")])
def test_advice_nobody_waits_for_is_refused_and_shown(cast, send, who, phase):
    proposal = a_proposal(cast, phase=phase)
    url = f"/proposals/{proposal.pk}/contribute/"
    code, page = send(getattr(cast, who), url, {"kind": "advice", "body": "Oui."})
    assert (code, "Oui.</textarea>" in page) == (403, True)


# --- The round ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes_at", "sentence"),
    [
        ("", "Clôture de la consultation"),
        ("bientôt", "Saisissez une date et une heure valides"),
        ("2031-02-30T20:00", "Saisissez une date et une heure valides"),
        ("2031-03-02T20:00", "Cette date est passée"),
        ("2033-03-03T12:00", "un an au plus"),
        ("9999-12-31T23:59", "un an au plus"),
        ("0001-01-01T00:00", "Cette date est passée"),
        ("9" * 60, "Saisissez une date et une heure valides"),
    ],
)
def test_a_closing_time_that_cannot_be_opens_nothing(cast, send, closes_at, sentence):
    proposal = a_proposal(cast, phase="amending")
    code, page = send(cast.bob, f"/proposals/{proposal.pk}/open-round/", {"closes_at": closes_at})
    assert (code, sentence in page, f'value="{closes_at}"' in page or not closes_at) == (422, True, True)


def test_a_round_of_half_an_hour_is_refused_and_the_time_stays_in_the_form(cast, send):
    proposal = a_proposal(cast, phase="amending")
    code, page = send(cast.bob, f"/proposals/{proposal.pk}/open-round/", {"closes_at": "2031-03-03T12:30"})
    assert (code, "une heure au moins" in page, 'value="2031-03-03T12:30"' in page) == (403, True, True)


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati", "America/Martinique"])
def test_the_end_of_time_is_no_error_wherever_one_lives(cast, send, zone):
    proposal = a_proposal(cast, phase="amending")
    cast.bob.time_zone = zone
    cast.bob.save()
    codes = [
        send(cast.bob, f"/proposals/{proposal.pk}/open-round/", {"closes_at": f"{year}T23:59"})[0]
        for year in ("0001-01-01", "9999-12-31")
    ]
    assert codes == [422, 422]


# --- Blocks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "sentence"), [("  ", "Votre réponse au blocage"), (LONG, "2000"), ("a\x00", "nul")])
def test_an_answer_to_a_block_that_cannot_be_kept_is_shown_again(cast, send, reason, sentence):
    proposal = a_proposal(cast, phase="concertation")
    url = f"/objections/{fresh(proposal).round.objections.get().pk}/answer/"
    code, page = send(cast.bob, url, {"reason": reason})
    assert (code, sentence in page, reason.strip() in page) == (422, True, True)


def test_an_answer_to_a_block_lifted_meanwhile_is_refused_and_shown(cast, send):
    proposal = a_proposal(cast)
    objection = block(proposal, cast.faye)
    answer(proposal, cast.faye, "agree")
    code, page = send(cast.bob, f"/objections/{objection.pk}/answer/", {"reason": TYPED})
    assert (code, "Cette concertation est terminée." in page, TYPED in page) == (403, True, True)


@pytest.mark.parametrize("amendment", ["", "abc", "9" * 30, "another text", "in conflict"])
def test_an_amendment_that_cannot_be_integrated_changes_nothing(cast, send, amendment):
    proposal = a_proposal(cast, phase="amending")
    clashing = amend(proposal, cast.faye, BODY.replace("le guide", "le guide en malgache"))
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
    objection = block(proposal, cast.faye)
    amend(proposal, cast.faye, f"{BETTER}\n\nEt le jeudi.")
    other = amend(a_proposal(cast, phase="amending"), cast.erin)
    chosen = {"another text": other.pk, "in conflict": clashing.pk}.get(amendment, amendment)
    data = {"amendment": chosen, "supersede": "yes", "reason": TYPED}
    code, page = send(cast.bob, f"/objections/{objection.pk}/integrate/", data)
    assert (code, "Amendement à intégrer" in page, f"{TYPED}</textarea>" in page) == (422, True, True)


# --- The resolution ----------------------------------------------------------------------------------

DECIDED = {"choice": "go_on", "statement": "Nous y allons dès mardi.", "reason": "", "review_on": ""}


@pytest.fixture
def awaiting(cast):
    """A consultation that has closed against its proposal."""
    with later(days=-8):
        proposal = a_proposal(cast)
        for who in (cast.alice, cast.erin, cast.faye):
            answer(proposal, who, "disagree", "Non.")
    return fresh(proposal)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"choice": "banana"}, "banana"),
        ({"choice": ""}, "Votre décision"),
        ({"statement": " \n "}, "Résolution"),
        ({"statement": LONG}, "5000"),
        ({"reason": LONG}, "5000"),
        ({"reason": "a\x00b"}, "caractère nul"),
        ({"review_on": "2031-03-03"}, "Cette date est passée"),
        ({"review_on": "2031-01-01"}, "Cette date est passée"),
        ({"review_on": "9999-12-31"}, "trop lointaine"),
        ({"review_on": "un jour"}, "Saisissez une date valide"),
        ({"action_1": "x" * 141}, "140"),
        ({"action_1": "Imprimer", "owner_1": "999999"}, "Qui"),
        ({"action_1": "Imprimer", "owner_1": "9" * 30}, "Qui"),
        ({"action_1": "Imprimer", "due_1": "2030-01-01"}, "Cette date est passée"),
        ({"action_1": "  ", "due_1": "2031-04-01"}, "Dites en quelques mots ce qu’il y a à faire."),
    ],
)
def test_a_resolution_that_cannot_be_stated_is_shown_again(cast, send, awaiting, wrong, sentence):
    typed = DECIDED | wrong
    code, page = send(cast.bob, f"/proposals/{awaiting.pk}/resolve/", typed)
    assert (code, sentence in page, typed["statement"].strip() in page) == (422, True, True)


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_resolution_against_the_advice_needs_its_public_reason(cast, send, awaiting, reason):
    code, page = send(cast.bob, f"/proposals/{awaiting.pk}/resolve/", DECIDED | {"reason": reason})
    sentence = "il faut dire publiquement pourquoi"
    assert (code, sentence in page, f"{DECIDED['statement']}</textarea>" in page) == (403, True, True)


def test_what_engages_the_association_is_not_decided_by_its_carrier(cast, send):
    proposal = a_proposal(cast, phase="awaiting", impact="liability")
    for choice in ("go_on", "adapt"):
        code, page = send(cast.bob, f"/proposals/{proposal.pk}/resolve/", DECIDED | {"choice": choice})
        assert (code, DECIDED["statement"] in page) == (422, True)


@pytest.mark.parametrize("phase", ["amending", "consultation", "concertation", "resolved", "dropped"])
def test_a_resolution_out_of_time_is_refused_and_its_words_are_shown(cast, send, phase):
    proposal = a_proposal(cast, phase=phase)
    code, page = send(cast.bob, f"/proposals/{proposal.pk}/resolve/", DECIDED)
    sentence = "La résolution se rend une fois la consultation close."
    assert (code, sentence in page, DECIDED["statement"] in page) == (403, True, True)


def test_the_resolution_of_somebody_who_does_not_carry_it_is_refused_and_shown(cast, send, awaiting):
    code, page = send(cast.erin, f"/proposals/{awaiting.pk}/resolve/", DECIDED)
    assert (code, "Bob Nativel" in page, DECIDED["statement"] in page) == (403, True, True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"title": " "}, "Action"), ({"title": "Imprimer", "due_on": "2020-01-01"}, "Cette date est passée")],
)
def test_a_follow_up_that_cannot_be_kept_is_shown_again(cast, send, data, sentence):
    proposal = a_proposal(cast, phase="resolved")
    code, page = send(cast.bob, f"/proposals/{proposal.pk}/follow-up/", data)
    assert (code, sentence in page, data["title"].strip() in page) == (422, True, True)


@pytest.mark.parametrize(("reason", "sentence"), [(" ", "Pourquoi s’arrêter là ?"), (LONG, "2000")])
def test_dropping_asks_why_and_keeps_what_was_typed(cast, send, reason, sentence):
    proposal = a_proposal(cast, phase="amending")
    code, page = send(cast.bob, f"/proposals/{proposal.pk}/drop/", {"reason": reason})
    assert (code, sentence in page, reason.strip() in page) == (422, True, True)


# --- Actions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("documentation", "status", "sentence"),
    [("   ", 403, "Laissez une trace écrite"), (LONG, 422, "5000"), ("a\x00b", 422, "caractère nul")],
)
def test_an_action_that_is_not_documented_is_not_done(cast, send, documentation, status, sentence):
    action = actions.open_action(cast.room, by=cast.erin, title="Arroser")
    code, page = send(cast.erin, f"/actions/{action.pk}/finish/", {"documentation": documentation})
    assert (code, sentence in page, f"{documentation}</textarea>" in page) == (status, True, True)


@pytest.mark.parametrize("verb", ["start", "finish", "take", "help"])
def test_an_act_on_an_action_already_done_is_refused_and_its_words_are_shown(cast, send, verb):
    action = actions.open_action(cast.room, by=cast.erin, title="Arroser")
    actions.finish_action(action, by=cast.erin, documentation="Fait.")
    code, page = send(cast.erin, f"/actions/{action.pk}/{verb}/", {"documentation": "Refait."})
    assert (code, 'role="alert"' in page, "Refait.</textarea>" in page) == (403, True, True)


@pytest.mark.parametrize(
    ("answer", "status", "sentence"),
    [("  ", 422, "Écrivez votre avis"), (LONG, 422, "2000"), ("a\x00b", 422, "caractère nul")],
)
def test_an_answer_that_cannot_be_kept_is_shown_again(cast, send, answer, status, sentence):
    action = actions.open_action(cast.room, by=cast.erin, title="Arroser", impact="few", named=[cast.alice])
    code, page = send(cast.alice, f"/questions/{action.questions.get().pk}/", {"answer": answer})
    assert (code, sentence in page, f"{answer}</textarea>" in page) == (status, True, True)


def test_an_answer_to_a_question_asked_to_somebody_else_is_refused_and_shown(cast, send):
    action = actions.open_action(cast.room, by=cast.erin, title="Arroser", impact="few", named=[cast.alice])
    code, page = send(cast.faye, f"/questions/{action.questions.get().pk}/", {"answer": "Oui."})
    assert (code, "adressée à une autre personne" in page, "Oui.</textarea>" in page) == (403, True, True)
