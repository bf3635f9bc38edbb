"""What somebody is writing is kept for them alone, offered back, and forgotten once it is sent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.texts import drafts
from governance.texts.models import Draft
from governance.verdict import Refused
from proposals import actions
from proposals.models import Proposal
from rooms import actions as rooms
from tests.proposals.factories import BETTER, BODY, a_proposal, amend, fresh
from tests.texts.factories import CODE, a_document, again, next_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cast):
    return a_proposal(cast, cast.bob, "amending")


def amend_page(proposal):
    return reverse("amendment-create", args=[proposal.pk])


def keep(client, proposal, base=1, **fields):
    typed = {"base": fresh(proposal).text.current.pk, "body": BETTER, "reason": "", "draft-base": base} | fields
    return client.post(reverse("draft", args=[f"amend:{proposal.pk}"]), typed, headers={"Accept": "application/json"})


def text(response):
    return response.content.decode()


def test_what_erin_has_begun_is_offered_when_she_opens_the_page_again(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    assert keep(erin, proposal).status_code == 204
    page = text(erin.get(amend_page(proposal)))
    assert "data-offer>" in page
    assert "?draft=1" in page
    assert BETTER.partition("\n")[0] not in page


def test_taken_up_again_the_draft_is_in_the_form(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    keep(erin, proposal, reason="Pour être lu.")
    form = erin.get(amend_page(proposal) + "?draft=1").context["form"]
    assert (form["body"].value(), form["reason"].value()) == (BETTER, "Pour être lu.")


def test_sent_it_is_forgotten_in_the_same_request_and_the_device_is_told(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    keep(erin, proposal)
    sent = {"base": proposal.text.current.pk, "body": BETTER, "reason": "Pour être lu."}
    answer = erin.post(amend_page(proposal), sent)
    assert (answer.status_code, Draft.objects.count()) == (302, 0)
    assert answer.cookies["sent"].value == f"{cast.erin.pk}/amend:{proposal.pk}"


def test_refused_it_stays(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    keep(erin, proposal)
    answer = erin.post(amend_page(proposal), {"base": proposal.text.current.pk, "body": BETTER, "reason": " "})
    assert (answer.status_code, Draft.objects.count()) == (422, 1)
    assert "sent" not in answer.cookies
    assert "data-offer hidden" in text(answer)


def test_a_draft_of_an_older_version_says_that_the_text_has_changed(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    keep(erin, proposal, base=7)
    assert "data-moved>" in text(erin.get(amend_page(proposal)))
    keep(erin, proposal, base=1)
    assert "data-moved hidden>" in text(erin.get(amend_page(proposal)))


def test_nobody_else_reads_it(cast, proposal, sign_in):
    keep(sign_in(cast.erin), proposal, reason="Un mot secret.")
    address = reverse("draft", args=[f"amend:{proposal.pk}"])
    mine = sign_in(cast.erin).get(address)
    assert (mine.status_code, "Un mot secret." in text(mine)) == (200, True)
    bob = sign_in(cast.bob)
    assert bob.get(address).status_code == 404
    for page in (amend_page(proposal), amend_page(proposal) + "?draft=1"):
        assert "Un mot secret." not in text(bob.get(page))
        assert "data-offer hidden" in text(bob.get(page))
    bob.logout()
    assert bob.get(address).status_code == 404


def test_a_visitor_is_told_that_the_device_alone_keeps_it(cast, proposal, client):
    answer = keep(client, proposal)
    assert answer.status_code == 403
    assert "que sur cet appareil" in answer.json()["why"]
    assert Draft.objects.count() == 0


def test_erased_it_is_gone_and_one_is_back_on_the_page(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    keep(erin, proposal)
    address = reverse("draft-forget", args=[f"amend:{proposal.pk}"])
    answer = erin.post(address, {"next": amend_page(proposal)})
    assert (answer.url, Draft.objects.count()) == (amend_page(proposal), 0)
    assert erin.post(address, {"next": "https://elsewhere.example/"}).url == "/"


def test_what_it_holds_goes_back_through_the_fields_only(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    keep(erin, proposal, body="</textarea><script>alert(1)</script>", evil="<script>", **{'x"><b>': "y"})
    page = text(erin.get(amend_page(proposal) + "?draft=1"))
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert Draft.objects.get().fields.keys() == {"base", "body", "reason", "evil"}


def test_bob_takes_up_the_proposal_that_he_was_writing(cast, sign_in):
    bob = sign_in(cast.bob)
    address = reverse("draft", args=[f"new:{cast.room.pk}:many"])
    bob.post(address, {"title": "Traduire", "summary": "", "body": BODY, "tags": "guide"})
    page = reverse("proposal-create", args=[cast.space.slug, cast.room.slug]) + "?impact=many"
    assert 'href="?impact=many&amp;draft=1"' in text(bob.get(page))
    assert bob.get(page + "&draft=1").context["form"]["title"].value() == "Traduire"
    assert "data-offer hidden" in text(bob.get(page.replace("many", "liability")))


# --- Its bounds --------------------------------------------------------------------------------------


def test_an_immense_draft_is_refused_with_a_reason(cast, proposal, sign_in):
    answer = keep(sign_in(cast.erin), proposal, body="x" * (drafts.LONGEST + 1))
    assert answer.status_code == 403
    assert "trop long" in answer.json()["why"]


@pytest.mark.parametrize("place", ["x", "amend:", "Amend:1", "amend:1:2:3:4:5", "amend:" + "1" * 30, "a b:1"])
def test_a_place_that_no_page_names_is_refused(cast, place):
    with pytest.raises(Refused, match="aucune page"):
        drafts.keep(place, {"body": ["Un mot"]}, by=cast.erin)


def test_what_no_database_stores_is_not_kept(cast):
    assert drafts.keep("amend:1", {"body": ["a\x00b\ud800"]}, by=cast.erin).fields == {"body": ["ab"]}


def test_fields_that_hold_nothing_are_no_draft(cast):
    drafts.keep("amend:1", {"body": ["Un mot"]}, by=cast.erin)
    drafts.keep("amend:1", {"body": [" \u200b"], "csrfmiddlewaretoken": ["x"]}, by=cast.erin)
    assert Draft.objects.count() == 0


def test_the_oldest_of_somebody_make_room_and_those_of_others_stay(cast):
    drafts.keep("amend:1", {"body": ["Un mot"]}, by=cast.bob)
    for n in range(drafts.MOST + 2):
        with clock.pretend(clock.now() + timedelta(minutes=n)):
            drafts.keep(f"amend:{n}", {"body": ["Un mot"]}, by=cast.erin)
    places = set(Draft.objects.filter(person=cast.erin).values_list("place", flat=True))
    assert places == {f"amend:{n}" for n in range(2, drafts.MOST + 2)}
    assert cast.bob.drafts.count() == 1


def test_after_a_month_nothing_is_offered_and_the_next_writing_clears_it(cast):
    drafts.keep("amend:1", {"body": ["Un mot"]}, by=cast.erin)
    with clock.pretend(clock.now() + drafts.KEPT + timedelta(hours=1)):
        assert drafts.find(cast.erin, "amend:1") is None
        drafts.keep("amend:2", {"body": ["Un mot"]}, by=cast.bob)
    assert list(Draft.objects.values_list("place", flat=True)) == ["amend:2"]


# --- Every desk --------------------------------------------------------------------------------------

WORDS = {"title": "Mieux", "summary": "Plus clair.", "body": "Nous parlons tour à tour.", "words": "Le mot juste."}


@pytest.fixture(params=["new", "change", "question", "suggest", "promote", "archive"])
def desk(cast, request):
    """A page where Bob writes, with the place of its draft."""
    room, documents = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}", f"/spaces/{cast.space.slug}/documents"
    if request.param == "new":
        return f"{room}/propose/?impact=many", f"new:{cast.room.pk}:many"
    if request.param == "archive":
        rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour.")
        return f"{room}/propose-archiving/", f"archive:{cast.room.pk}"
    if request.param in ("change", "question"):
        rules = a_document(cast, "room_rules", room=cast.room, title="Règles")
        rooms.change_room(cast.room, by=cast.alice, is_governance=True)
        return f"{documents}/{rules.slug}/{request.param}/", f"{request.param}:{rules.pk}"
    proposal = a_proposal(cast, cast.erin, "amending")
    amendment = amend(proposal, cast.bob if request.param == "promote" else cast.faye)
    if request.param == "promote":
        actions.reject_amendment(amendment, by=cast.erin, reason="Trop tôt.")
    page = f"/proposals/{proposal.pk}/amendments/{amendment.n}/{request.param}/"
    return page, f"{request.param}:{amendment.pk}"


def test_whatever_was_begun_is_offered_back_after_a_crash_and_fills_the_form(cast, sign_in, desk):
    (page, place), bob = desk, sign_in(cast.bob)
    assert f'data-draft="{place}"' in text(bob.get(page))
    bob.post(f"/drafts/{place}/", WORDS)
    offered = text(bob.get(page))
    assert ("data-offer>" in offered, WORDS["body"] in offered) == (True, False)
    resumed = bob.get(f"{page}{'&' if '?' in page else '?'}draft=1")
    form = resumed.context["form"]
    assert {name: form[name].value() for name in WORDS if name in form.fields}.items() <= WORDS.items()
    assert "data-resumed" in text(resumed)


def test_whatever_was_sent_is_no_longer_a_draft(cast, sign_in, desk):
    (page, place), bob = desk, sign_in(cast.bob)
    bob.post(f"/drafts/{place}/", WORDS)
    assert Draft.objects.count() == 1
    sent = bob.post(page, WORDS | {"room": cast.room.pk})
    assert (sent.status_code, Draft.objects.count()) == (302, 0)
    assert sent.cookies["sent"].value == f"{cast.bob.pk}/{place}"


def test_what_is_published_at_once_is_no_longer_a_draft_either(cast, sign_in, desk):
    (page, place), bob = desk, sign_in(cast.bob)
    bob.post(f"/drafts/{place}/", WORDS)
    assert bob.post(page, WORDS | {"room": cast.room.pk, "publish": "discussion"}).status_code == 302
    assert Draft.objects.count() == 0


def test_whatever_is_refused_stays_a_draft(cast, sign_in, desk):
    (page, place), bob = desk, sign_in(cast.bob)
    bob.post(f"/drafts/{place}/", WORDS)
    answer = bob.post(page, WORDS | {"room": cast.room.pk, "body": " "})
    assert (answer.status_code, Draft.objects.count()) == (422, 1)
    assert "data-sent" in text(answer)


# --- A draft goes on from the version it was written on ----------------------------------------------


def test_a_rewriting_taken_up_again_is_merged_with_what_was_accepted_meanwhile(cast, proposal, sign_in):
    bob, page = sign_in(cast.bob), f"/proposals/{proposal.pk}/edit/"
    words = {"title": "Traduire", "summary": "Mieux.", "body": BODY.replace("mardi", "jeudi"), "draft-base": 1}
    bob.post(f"/drafts/edit:{proposal.pk}/", words)
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    form = bob.get(f"{page}?draft=1").context["form"]
    bob.post(page, {name: form[name].value() or "" for name in form.fields})
    assert fresh(proposal).text.current.body == BETTER.replace("mardi", "jeudi")


def test_a_suggestion_taken_up_again_is_carried_over_to_what_was_taken_meanwhile(cast, proposal, sign_in):
    amendment = amend(proposal, cast.erin)
    faye, page = sign_in(cast.faye), f"/proposals/{proposal.pk}/amendments/{amendment.n}/suggest/"
    place, mine = f"suggest:{amendment.pk}", BETTER.replace("mardi", "jeudi")
    seen = faye.get(page).context["form"]["seen"].value()
    faye.post(f"/drafts/{place}/", {"body": mine, "words": "Le jeudi.", "draft-base": seen})
    theirs = BETTER.replace("créole", "malgache")
    actions.take_suggestion(actions.suggest(amendment, by=cast.alice, words="Mieux.", body=theirs), by=cast.erin)
    assert faye.get(page).context["form"]["seen"].value() == seen + 1
    resumed = faye.get(f"{page}?draft=1")
    form = resumed.context["form"]
    assert (form["seen"].value(), "data-moved>" in text(resumed)) == (seen, True)
    faye.post(page, {name: form[name].value() for name in form.fields})
    assert amendment.suggestions.get(author=cast.faye).body == theirs.replace("mardi", "jeudi")


def test_what_is_promoted_goes_on_from_the_version_it_was_written_on(cast, sign_in):
    charter = a_document(cast, "charter", title="La charte")
    change = actions.propose_change(
        again(charter), cast.room, by=cast.bob, title="Le jeudi", summary="Mieux.", body=CODE.replace("mardi", "jeudi")
    )
    actions.publish_proposal(change, by=cast.bob)
    amendment = amend(change, cast.erin, CODE.replace("mardi", "jeudi").replace("le guide", "le guide et le site"))
    actions.reject_amendment(amendment, by=cast.bob, reason="Autre sujet.")
    erin, page = sign_in(cast.erin), f"/proposals/{change.pk}/amendments/{amendment.n}/promote/"
    before, mine = again(charter).latest, CODE.replace("le guide", "le guide et le site")
    begun = {"title": "Le site", "summary": "Aussi.", "body": mine, "tags": "", "draft-base": before.n}
    erin.post(f"/drafts/promote:{amendment.pk}/", begun)
    next_version(cast, charter, CODE.replace("la fin", "la fin de l’année"))
    assert erin.get(page).context["form"]["seen"].value() == again(charter).latest.n == before.n + 1
    resumed = erin.get(f"{page}?draft=1")
    form = resumed.context["form"]
    assert (form["seen"].value(), "data-moved>" in text(resumed)) == (before.n, True)
    assert "voici sa dernière version" not in text(resumed)
    erin.post(page, {name: form[name].value() for name in form.fields})
    made = fresh(Proposal.objects.get(promoted_from=amendment))
    assert (made.document_base, made.text.current.body) == (before, mine)
