"""Around an amendment: it is supported, reworded by others’ suggestions, talked of, and promoted once rejected."""

import json
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.register.models import Entry
from governance.texts.models import Amendment, Cosignature, Revision, Suggestion
from proposals import actions, permissions
from proposals.amendment_dossier import AROUND
from proposals.models import Proposal
from rooms import actions as rooms
from tests.cast import archive
from tests.doors import as_
from tests.proposals.factories import (
    BETTER,
    BODY,
    MONDAY,
    WEEK,
    a_proposal,
    acts,
    amend,
    fresh,
    refused,
)
from tests.proposals.test_permissions import columns, letters, story
from tests.texts.factories import CODE, a_document, again, next_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

THURSDAY = BODY.replace("mardi", "jeudi")
MALAGASY = BETTER.replace("créole", "malgache")
TOGETHER = BETTER.replace("retrouvons", "retrouvons à la Case")
WORDS = "Le mot juste."


@pytest.fixture
def proposal(cast):
    return a_proposal(cast, cast.bob, "amending")


@pytest.fixture
def amendment(cast, proposal):
    """Erin’s."""
    return amend(proposal, cast.erin)


@pytest.fixture
def rejected(cast, amendment):
    return read(actions.reject_amendment(amendment, by=cast.bob, reason="Trop tôt."))


def read(row):
    return type(row).objects.get(pk=row.pk)


def suggest(amendment, who, body=MALAGASY, words=WORDS, **seen):
    return actions.suggest(amendment, by=who, words=words, body=body, **seen)


def promote(amendment, who, **fields):
    fields = {"title": "Traduire en créole", "summary": "Pour être lus.", "body": BETTER} | fields
    return actions.promote_amendment(amendment, by=who, **fields)


def at(amendment, way=""):
    owner = Proposal.objects.get(text=amendment.text_id)
    return f"{reverse('amendment', args=[owner.pk, amendment.n])}{way}"


def text(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def page(who, amendment, query=""):
    return text(as_(who).get(at(amendment, query)))


# --- Co-signing --------------------------------------------------------------------------------------


def test_whoever_takes_part_supports_the_amendment_of_somebody_else(cast, proposal, amendment):
    for who in (cast.faye, cast.bob):
        actions.cosign_amendment(amendment, by=who)
    assert [one.person for one in amendment.cosignatures.all()] == [cast.faye, cast.bob]
    assert acts(proposal)[-2:] == ["amendment_cosigned"] * 2


def test_nobody_supports_their_own_amendment(cast, amendment):
    with refused("C’est votre amendement"):
        actions.cosign_amendment(amendment, by=cast.erin)


def test_one_supports_an_amendment_once(cast, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    with refused("soutenez déjà"):
        actions.cosign_amendment(amendment, by=cast.faye)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cosignature.objects.create(amendment=amendment, person=cast.faye)


def test_one_takes_ones_support_back_while_the_amendment_is_open(cast, proposal, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)
    actions.withdraw_cosignature(amendment, by=cast.faye)
    assert (amendment.cosignatures.count(), acts(proposal)[-1]) == (0, "cosignature_withdrawn")


def test_who_does_not_support_it_has_nothing_to_take_back(cast, amendment):
    with refused("ne soutenez pas"):
        actions.withdraw_cosignature(amendment, by=cast.faye)


def test_a_decided_amendment_keeps_its_supports(cast, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.reject_amendment(amendment, by=cast.bob, reason="Trop tôt.")
    for act in (actions.withdraw_cosignature, actions.cosign_amendment):
        with refused("déjà décidé"):
            act(amendment, by=cast.faye)
    assert "Faye Clain" in page(cast.anonymous, amendment)


def test_a_support_given_before_a_rewriting_says_so(cast, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.take_suggestion(suggest(amendment, cast.alice), by=cast.erin)
    actions.cosign_amendment(amendment, by=cast.alice)
    found = page(cast.bob, amendment)
    assert re.findall(r"Faye Clain <a class=\"meta\" href=\"[^\"]*wordings/0/\">([^<]*)", found) == [
        "soutenu avant la dernière réécriture"
    ]
    assert 'Alice Payet <span class="meta">' not in found


def test_it_says_how_many_rewritings_came_since(cast, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.take_suggestion(suggest(amendment, cast.alice), by=cast.erin)
    actions.take_suggestion(suggest(amendment, cast.alice, TOGETHER), by=cast.erin)
    assert "soutenu avant les 2 dernières réécritures" in page(cast.bob, amendment)


def test_a_support_given_before_a_conflict_was_settled_says_so(cast, proposal, amendment):
    clash = amend(proposal, cast.faye, MALAGASY)
    actions.cosign_amendment(clash, by=cast.alice)
    actions.accept_amendment(amendment, by=cast.bob)
    actions.settle_amendment(read(clash), by=cast.faye, body=BETTER.replace("créole", "créole et en malgache"))
    assert "soutenu avant la dernière réécriture" in page(cast.bob, clash)


def test_what_was_supported_stays_readable(cast, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.take_suggestion(suggest(amendment, cast.alice), by=cast.erin)
    found = page(cast.dave, amendment, "wordings/0/")
    assert ("créole" in found, "malgache" in found, "<b>Faye Clain</b>" in found) == (True, False, True)
    assert as_(cast.dave).get(at(amendment, "wordings/1/")).status_code == 404


def test_a_support_holds_when_the_amendment_merely_follows_the_text(cast, proposal, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.accept_amendment(amend(proposal, cast.alice, THURSDAY), by=cast.bob)
    assert (read(amendment).base.n, "soutenu avant" in page(cast.bob, amendment)) == (2, False)


def test_who_supported_other_words_may_support_the_new_ones(cast, amendment):
    actions.cosign_amendment(amendment, by=cast.faye)
    actions.take_suggestion(suggest(amendment, cast.alice), by=cast.erin)
    assert "Soutenir ces nouveaux mots" in page(cast.faye, amendment)
    actions.cosign_amendment(amendment, by=cast.faye)
    assert (amendment.cosignatures.count(), "soutenu avant" in page(cast.bob, amendment)) == (1, False)


def test_nobody_supports_words_they_have_not_read(cast, amendment, sign_in):
    suggestion = suggest(amendment, cast.alice)
    browser = sign_in(cast.faye)
    seen = re.search(r'cosign/".*?name="seen" value="(\d+)"', text(browser.get(at(amendment))))[1]
    actions.take_suggestion(suggestion, by=cast.erin)
    answer = browser.post(at(amendment, "cosign/"), {"seen": seen})
    assert (answer.status_code, "pendant que vous lisiez" in text(answer)) == (403, True)
    assert not amendment.cosignatures.exists()


def test_one_supports_it_and_takes_it_back_from_its_page(cast, amendment, sign_in):
    browser = sign_in(cast.faye)
    answer = browser.post(at(amendment, "cosign/"), {"seen": "0"}, follow=True)
    assert ("Vous soutenez cet amendement." in text(answer), amendment.cosignatures.count()) == (True, 1)
    answer = browser.post(at(amendment, "uncosign/"), follow=True)
    assert ("Vous ne soutenez plus" in text(answer), amendment.cosignatures.count()) == (True, 0)


def test_supports_are_counted_in_the_list_and_in_the_table(cast, proposal, amendment):
    for who in (cast.faye, cast.alice):
        actions.cosign_amendment(amendment, by=who)
    assert "2 soutiens" in text(as_(cast.dave).get(f"/proposals/{proposal.pk}/"))
    assert 'data-label="Soutiens">2</td>' in text(as_(cast.dave).get(f"/proposals/{proposal.pk}/amendments/"))


# --- Suggestions -------------------------------------------------------------------------------------


def test_a_suggestion_that_is_taken_rewrites_the_amendment_and_what_it_said_is_kept(cast, proposal, amendment):
    suggestion = suggest(amendment, cast.faye)
    actions.take_suggestion(suggestion, by=cast.erin, answer="Merci.")
    kept = Revision.objects.get(amendment=amendment)
    assert (read(amendment).body, kept.body, kept.by, kept.base.n) == (MALAGASY, BETTER, cast.erin, 1)
    suggestion = read(suggestion)
    assert (suggestion.state, suggestion.answer) == ("taken", "Merci.")
    assert acts(proposal)[-2:] == ["suggestion_made", "suggestion_taken"]


def test_the_page_credits_whose_words_were_taken(cast, amendment):
    actions.take_suggestion(suggest(amendment, cast.faye), by=cast.erin)
    assert "Avec les mots de <b>Faye Clain</b>" in page(cast.dave, amendment)


def test_a_suggestion_says_why(cast, amendment):
    with refused("pourquoi"):
        suggest(amendment, cast.faye, words=" \u200b ")


@pytest.mark.parametrize(
    ("body", "why"),
    [(f"{BETTER}  \r\n", "ne change rien à l’amendement"), (" \n", "plus rien du texte"), (BODY, "plus rien au texte")],
    ids=["the same", "nothing", "the text as it was"],
)
def test_a_suggestion_that_makes_no_amendment_is_refused(cast, amendment, body, why):
    with refused(why):
        suggest(amendment, cast.faye, body)


def test_only_the_author_of_the_amendment_answers_a_suggestion(cast, amendment):
    suggestion = suggest(amendment, cast.faye)
    for who in (cast.bob, cast.faye):
        for act in (actions.take_suggestion, actions.decline_suggestion):
            with refused("qui a écrit l’amendement"):
                act(suggestion, by=who)


def test_the_author_declines_with_a_word_or_without(cast, amendment):
    first, second = suggest(amendment, cast.faye), suggest(amendment, cast.alice, TOGETHER)
    actions.decline_suggestion(first, by=cast.erin, answer="Pas ici.")
    actions.decline_suggestion(second, by=cast.erin)
    assert [(one.state, one.answer) for one in amendment.suggestions.all()] == [
        ("declined", "Pas ici."),
        ("declined", ""),
    ]
    assert read(amendment).body == BETTER


def test_who_made_it_takes_it_back_and_nobody_else(cast, amendment):
    suggestion = suggest(amendment, cast.faye)
    with refused("Seule la personne qui a fait"):
        actions.withdraw_suggestion(suggestion, by=cast.alice)
    actions.withdraw_suggestion(suggestion, by=cast.faye)
    assert read(suggestion).state == "withdrawn"


@pytest.mark.parametrize("act", ["take", "decline", "withdraw"])
def test_a_suggestion_has_one_answer(cast, amendment, act):
    suggestion = suggest(amendment, cast.faye)
    actions.decline_suggestion(suggestion, by=cast.erin)
    by = cast.faye if act == "withdraw" else cast.erin
    with refused("déjà sa réponse"):
        getattr(actions, f"{act}_suggestion")(suggestion, by=by)


def test_the_other_suggestions_follow_the_new_words(cast, amendment):
    first, second = suggest(amendment, cast.faye), suggest(amendment, cast.alice, TOGETHER)
    actions.take_suggestion(first, by=cast.erin)
    second = read(second)
    assert (second.standing, second.wording) == ("current", MALAGASY)
    actions.take_suggestion(second, by=cast.erin)
    assert read(amendment).body == MALAGASY.replace("retrouvons", "retrouvons à la Case")


def test_another_suggestion_for_the_same_words_is_in_conflict_and_stays_readable(cast, amendment):
    first, second = suggest(amendment, cast.faye), suggest(amendment, cast.alice, BETTER.replace("créole", "tamoul"))
    actions.take_suggestion(first, by=cast.erin)
    assert (read(second).standing, read(second).state) == ("conflict", "open")
    with refused("Ces mots ont changé depuis"):
        actions.take_suggestion(second, by=cast.erin)
    found = page(cast.erin, amendment)
    assert ("Ces mots ont changé depuis" in found, "tamoul" in found) == (True, True)
    assert ("/suggestions/2/take/" in found, "/suggestions/2/decline/" in found) == (True, True)
    assert "Prendre cette suggestion" not in found


def test_the_same_suggestion_by_two_people_has_nothing_left_to_suggest(cast, amendment):
    first, second = suggest(amendment, cast.faye), suggest(amendment, cast.alice)
    actions.take_suggestion(first, by=cast.erin)
    assert read(second).state == "moot"


def test_suggestions_follow_an_amendment_that_follows_its_text(cast, proposal, amendment):
    suggestion = suggest(amendment, cast.faye)
    actions.accept_amendment(amend(proposal, cast.alice, THURSDAY), by=cast.bob)
    assert read(suggestion).standing == "current"
    actions.take_suggestion(suggestion, by=cast.erin)
    assert read(amendment).body == MALAGASY.replace("mardi", "jeudi")


def test_suggestions_follow_an_amendment_that_was_settled(cast, proposal, amendment):
    clash = amend(proposal, cast.faye, MALAGASY)
    suggestion = suggest(clash, cast.alice, MALAGASY.replace("retrouvons", "retrouvons à la Case"))
    actions.accept_amendment(amendment, by=cast.bob)
    with refused("en conflit avec le texte actuel"):
        actions.take_suggestion(suggestion, by=cast.faye)
    both = BETTER.replace("créole", "créole et en malgache")
    actions.settle_amendment(read(clash), by=cast.faye, body=both)
    actions.take_suggestion(suggestion, by=cast.faye)
    assert read(clash).body == both.replace("retrouvons", "retrouvons à la Case")


def test_what_was_written_on_earlier_words_follows_before_it_is_kept(cast, amendment):
    actions.take_suggestion(suggest(amendment, cast.faye), by=cast.erin)
    late = suggest(amendment, cast.alice, TOGETHER, seen=0)
    assert (late.wording, late.body) == (MALAGASY, MALAGASY.replace("retrouvons", "retrouvons à la Case"))


def test_a_decided_amendment_takes_no_suggestion(cast, amendment):
    suggestion = suggest(amendment, cast.faye)
    actions.accept_amendment(amendment, by=cast.bob)
    with refused("déjà décidé"):
        actions.take_suggestion(suggestion, by=cast.erin)
    with refused("déjà décidé"):
        suggest(amendment, cast.faye, TOGETHER)
    found = page(cast.erin, amendment)
    assert ("sans suite" in found, "Prendre cette suggestion" in found) == (True, False)


def test_an_author_takes_what_they_read_and_nothing_else(cast, amendment, sign_in):
    first, second = suggest(amendment, cast.faye), suggest(amendment, cast.alice, TOGETHER)
    actions.take_suggestion(first, by=cast.erin)
    answer = sign_in(cast.erin).post(at(amendment, f"suggestions/{second.n}/take/"), {"seen": "0", "answer": "Oui."})
    assert (answer.status_code, "pendant que vous lisiez" in text(answer), "Oui." in text(answer)) == (403, True, True)
    assert read(second).state == "open"


def test_the_carrier_accepts_the_words_they_read_and_no_others(cast, proposal, amendment, sign_in):
    browser = sign_in(cast.bob)
    assert 'name="revisions" value="0"' in text(browser.get(at(amendment)))
    actions.take_suggestion(suggest(amendment, cast.faye), by=cast.erin)
    answer = browser.post(at(amendment, "accept/"), {"seen": "1", "revisions": "0"})
    assert (answer.status_code, "réécrit pendant que vous lisiez" in text(answer)) == (403, True)
    assert fresh(proposal).text.current.n == 1
    browser.post(at(amendment, "accept/"), {"seen": "1", "revisions": "1"})
    assert fresh(proposal).text.current.body == MALAGASY


def test_a_merge_that_would_undo_the_amendment_is_refused_when_it_is_taken(cast, proposal, amendment):
    """Alice would drop what Erin changes; meanwhile nothing else is left of the amendment."""
    both = amend(proposal, cast.erin, BETTER.replace("mardi", "jeudi"))
    half, rest = suggest(both, cast.faye, THURSDAY), suggest(both, cast.alice, BETTER)
    actions.take_suggestion(half, by=cast.erin)
    with refused("ne changerait plus rien"):
        actions.take_suggestion(rest, by=cast.erin)


def test_from_the_form_to_the_amendment_reworded(cast, amendment, sign_in):
    data = {"body": MALAGASY, "words": "**Le** mot juste.", "seen": "0"}
    browser = sign_in(cast.faye)
    assert "<ins>" in text(browser.post(at(amendment, "suggest/"), data | {"preview": "1"}))
    assert browser.post(at(amendment, "suggest/"), data).url == at(amendment, "#suggestions")
    found = page(cast.erin, amendment)
    assert "<strong>Le</strong> mot juste." in found
    assert "malgache" in found
    answer = sign_in(cast.erin).post(at(amendment, "suggestions/1/take/"), {"seen": "0", "answer": ""}, follow=True)
    assert ("se lit maintenant ainsi" in text(answer), read(amendment).body) == (True, MALAGASY)


def test_a_suggestion_sent_too_late_comes_back_with_its_words(cast, amendment, sign_in):
    actions.reject_amendment(amendment, by=cast.bob, reason="Trop tôt.")
    answer = sign_in(cast.faye).post(at(amendment, "suggest/"), {"body": MALAGASY, "words": WORDS})
    assert (answer.status_code, MALAGASY in text(answer), WORDS in text(answer)) == (403, True, True)


@pytest.mark.parametrize("way", ["suggestions/9/take/", "suggestions/1/burn/", f"suggestions/{'9' * 25}/take/"])
def test_a_suggestion_that_does_not_exist_is_not_found(cast, amendment, sign_in, way):
    suggest(amendment, cast.faye)
    assert sign_in(cast.erin).post(at(amendment, way)).status_code == 404


# --- Comments ----------------------------------------------------------------------------------------


def comment(amendment, who, body="Et les accents ?", **more):
    thread = Proposal.objects.get(text=amendment.text_id).thread
    return rooms.post_message(thread, by=who, body=body, amendment_n=amendment.n, **more)


def test_what_is_said_of_an_amendment_is_in_the_debate_and_on_its_page(cast, proposal, amendment):
    comment(amendment, cast.carol)
    rooms.post_message(proposal.thread, by=cast.alice, body="Autre chose.")
    assert [("Et les accents ?" in found, "Autre chose." in found) for found in (
        page(cast.dave, amendment), text(as_(cast.dave).get(f"/proposals/{proposal.pk}/"))
    )] == [(True, False), (True, True)]  # fmt: skip
    debate = text(as_(cast.dave).get(f"/proposals/{proposal.pk}/"))
    assert f'href="{at(amendment)}">sur l’amendement n° 1</a>' in debate


def test_an_answer_is_about_the_same_amendment(cast, amendment):
    said = comment(amendment, cast.carol)
    answer = rooms.post_message(said.thread, by=cast.erin, body="J’y veille.", reply_to=said)
    assert answer.amendment_n == amendment.n
    assert "J’y veille." in page(cast.dave, amendment)


def test_a_comment_from_the_page_comes_back_to_the_page(cast, proposal, amendment, sign_in):
    browser = sign_in(cast.carol)
    assert 'name="amendment_n" value="1"' in text(browser.get(at(amendment)))
    sent = browser.post(reverse("message-post", args=[proposal.thread_id]), {"body": "Et ?", "amendment_n": "1"})
    assert sent.url.startswith(at(amendment, "#message-"))


def test_a_blank_comment_is_refused(cast, amendment):
    with refused("vide"):
        comment(amendment, cast.carol, body=" ")


def test_a_comment_is_about_an_amendment_that_exists(cast, proposal, amendment):
    with refused("pas d’amendement n° 7"):
        rooms.post_message(proposal.thread, by=cast.bob, body="Oui.", amendment_n=7)
    with refused("pas d’amendement"):
        rooms.post_message(cast.room.thread, by=cast.bob, body="Oui.", amendment_n=1)


# --- Promotion ---------------------------------------------------------------------------------------


def test_a_rejected_amendment_becomes_a_draft_of_its_author(cast, proposal, rejected):
    made = promote(rejected, cast.erin)
    assert (made.author, made.carrier, made.room, made.impact) == (cast.erin, cast.erin, cast.room, proposal.impact)
    assert (made.promoted_from, made.phase(), fresh(made).text.current.body) == (rejected, "draft", BETTER)


def test_it_is_promoted_once(cast, rejected):
    promote(rejected, cast.erin)
    with refused("qu’une fois"):
        promote(read(rejected), cast.erin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=a_proposal(cast, cast.erin, "draft").pk).update(promoted_from=rejected)


@pytest.mark.parametrize("state", ["open", "accepted", "withdrawn", "moot"])
def test_only_a_rejected_amendment_is_promoted(cast, amendment, state):
    Amendment.objects.filter(pk=amendment.pk).update(state=state)
    with refused("Seul un amendement écarté"):
        promote(read(amendment), cast.erin)


def test_only_its_author_promotes_it(cast, rejected):
    for who in (cast.bob, cast.alice, cast.dave):
        with refused("Seule la personne qui a écrit"):
            promote(rejected, who)


def test_a_draft_is_named_to_its_author_only_and_in_no_register(cast, proposal, rejected):
    made = promote(rejected, cast.erin)
    link = f"/proposals/{made.pk}/"
    assert [link in page(who, rejected) for who in (cast.erin, cast.bob, cast.anonymous)] == [True, False, False]
    assert "amendment_promoted" not in acts(proposal)


def test_once_published_each_page_leads_to_the_other(cast, proposal, rejected):
    made = actions.publish_proposal(promote(rejected, cast.erin), by=cast.erin)
    assert f'href="/proposals/{made.pk}/">Traduire en créole</a>' in page(cast.anonymous, rejected)
    other = text(as_(cast.anonymous).get(f"/proposals/{made.pk}/"))
    assert f'Née de l’amendement n° 1 à <a href="{at(rejected)}">Traduire le guide</a>' in other
    entry = Entry.objects.about(proposal).select_related("payload").get(act="proposal.amendment_promoted")
    said = json.loads(entry.payload.canonical)
    assert (said["n"], said["became"], entry.actor_id) == (1, made.pk, cast.erin.pk)


def test_the_form_begins_with_the_amendment_and_quotes_why(cast, rejected, sign_in):
    form = sign_in(cast.erin).get(at(rejected, "promote/")).context["form"]
    assert form["body"].value() == f"> Pour être plus clair.\n\n{BETTER}"
    assert form["summary"].value() == "Pour être plus clair."
    assert "n° 1" in form["title"].value().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("publish", "phase"), [("", "draft"), ("discussion", "discussion"), ("amendments", "amending")]
)
def test_from_the_page_of_the_amendment_to_a_proposal(cast, rejected, sign_in, publish, phase):
    browser = sign_in(cast.erin)
    assert "En faire une proposition" in text(browser.get(at(rejected)))
    data = {"title": "Traduire en créole", "summary": "Pour être lus.", "body": BETTER, "publish": publish}
    sent = browser.post(at(rejected, "promote/"), data)
    made = rejected.promotion
    assert (sent.url, made.phase()) == (f"/proposals/{made.pk}/", phase)
    assert "En faire une proposition" not in text(browser.get(at(rejected)))


def test_the_second_time_one_is_led_to_the_first_and_loses_no_word(cast, rejected, sign_in):
    made = promote(rejected, cast.erin)
    browser = sign_in(cast.erin)
    data = {"title": "Encore", "summary": "Bis.", "body": "Un texte écrit deux fois."}
    for answer in (browser.get(at(rejected, "promote/")), browser.post(at(rejected, "promote/"), data)):
        assert (answer.status_code, f'href="/proposals/{made.pk}/"' in text(answer)) == (403, True)
    assert "Un texte écrit deux fois." in text(answer)
    assert Proposal.objects.filter(author=cast.erin).count() == 1


def test_an_archived_room_takes_no_new_proposal(cast, rejected):
    archive(cast.room, by=cast.alice)
    with refused("archivé"):
        promote(rejected, cast.erin)


# --- Promotion of a change to a document -------------------------------------------------------------


@pytest.fixture
def charter(cast):
    return a_document(cast, "charter", title="La charte")


@pytest.fixture
def change(cast, charter):
    """Bob would meet on Thursdays; Erin would also translate the site, and Bob sets that aside."""
    made = actions.propose_change(
        again(charter), cast.room, by=cast.bob, title="Le jeudi", summary="Mieux.", body=CODE.replace("mardi", "jeudi")
    )
    actions.publish_proposal(made, by=cast.bob)
    one = amend(made, cast.erin, CODE.replace("mardi", "jeudi").replace("le guide", "le guide et le site"))
    return read(actions.reject_amendment(one, by=cast.bob, reason="Autre sujet."))


def begun(who, amendment):
    found = as_(who).get(at(amendment, "promote/"))
    return found.context["form"]["body"].value(), found.context["begun"]


def test_what_is_promoted_changes_the_same_document_from_its_latest_version(cast, charter, change):
    next_version(cast, charter, CODE.replace("la fin", "la fin de l’année"))
    latest = again(charter).latest
    words, how = begun(cast.erin, change)
    assert (how, words) == ("carried", latest.body.replace("le guide", "le guide et le site"))
    made = promote(change, cast.erin, body=words)
    assert (made.document, made.document_base) == (charter, latest)
    assert [version.body for version in made.text.versions.all()] == [latest.body, words]


def test_what_says_other_words_than_the_document_is_begun_whole(cast, charter, change):
    next_version(cast, charter, CODE.replace("le guide", "le livre"))
    assert begun(cast.erin, change) == (change.body, "conflict")


def test_what_is_promoted_in_conflict_starts_from_what_its_author_knew_and_undoes_nothing(cast, charter, change):
    before = again(charter).latest
    next_version(cast, charter, CODE.replace("le guide", "le livre"))
    erin = as_(cast.erin)
    form = erin.get(at(change, "promote/")).context["form"]
    erin.post(at(change, "promote/"), {name: form[name].value() or "" for name in form.fields})
    made = Proposal.objects.get(promoted_from=change)
    assert (made.document_base, made.document_base == again(charter).latest) == (before, False)


def test_where_the_room_may_not_change_it_what_is_promoted_is_about_the_document(cast, charter, change):
    member = cast.space.roles.get(key="member")
    rooms.change_room(cast.room, by=cast.alice, visibility="roles", roles=[member])
    made = promote(change, cast.erin, body=change.body)
    assert (made.document, made.document_base) == (charter, None)


# --- Who may, in each phase --------------------------------------------------------------------------

# As in test_permissions. The amendments are Erin’s (M); Alice (F) supports one and made a suggestion to it.
LIFE = """
                      amending consultation concertation awaiting resolved review referred dropped
promote_amendment     M        M            M            M        M        M      M        M
cosign_amendment      CF       -            CF           -        -        -      -        -
withdraw_cosignature  CMF      CMF          CMF          -        -        -      -        -
suggest               CF       -            CF           -        -        -      -        -
take_suggestion       M        -            M            -        -        -      -        -
decline_suggestion    M        -            M            -        -        -      -        -
withdraw_suggestion   F        F            F            -        -        -      -        -
"""


@pytest.mark.parametrize("phase", columns(LIFE))
def test_who_may_do_what_around_an_amendment_in_each_phase(cast, phase):
    proposal, things = story(cast, phase)
    rejected = read(things["merged"])
    Amendment.objects.filter(pk=rejected.pk).update(state="rejected")
    amendment = Amendment.objects.select_related("text__current", "base").get(pk=things["amendment"].pk)
    suggestion = Suggestion(amendment=amendment, n=1, author=cast.alice, wording=amendment.body, body="Autre.")
    needs = {act: suggestion for act in columns(LIFE)[phase] if act.endswith("_suggestion")}
    needs["promote_amendment"] = read(rejected)
    proposal = fresh(proposal)
    found = {
        act: letters(
            cast,
            lambda who, act=act: getattr(permissions, f"may_{act}")(who, proposal, needs.get(act, amendment)),
        )
        for act in columns(LIFE)[phase]
    }
    assert found == columns(LIFE)[phase]


# --- The page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["erin", "faye", "anonymous"])
def test_the_page_asks_the_same_number_of_questions_for_one_and_for_ten(cast, proposal, amendment, who):
    reader = getattr(cast, who)
    client = as_(reader)

    def more(n):
        suggest(amendment, cast.alice, f"{BETTER}\n\nEt {n}.")
        comment(amendment, cast.carol, f"Et {n} ?")

    more(0)
    actions.cosign_amendment(amendment, by=cast.alice)
    client.get(at(amendment))
    asked = count(client, amendment)
    for n in range(1, 10):
        more(n)
    actions.cosign_amendment(amendment, by=cast.bob)
    assert count(client, amendment) == asked


def count(client, amendment):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(amendment)).status_code == 200
    return len(asked)


@pytest.mark.parametrize("part", AROUND)
def test_a_live_page_asks_for_what_changed_around_an_amendment(cast, amendment, part):
    actions.cosign_amendment(amendment, by=cast.faye)
    suggest(amendment, cast.faye)
    found = text(as_(cast.erin).get(at(amendment, f"?part={part}"), headers={"HX-Request": "true"}))
    assert (f'id="{part}" data-part="amendments"' in found, found.count(" data-part="), "<html" in found) == (
        True,
        1,
        False,
    )


def test_the_words_of_the_page_are_as_new_as_its_button_to_support_them(cast, amendment):
    actions.take_suggestion(suggest(amendment, cast.alice), by=cast.erin)
    for view in ("?part=words", "?part=words&view=side"):
        assert "malgache" in text(as_(cast.faye).get(at(amendment, view), headers={"HX-Request": "true"}))
