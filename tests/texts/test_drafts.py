"""What somebody is writing is kept for them alone, offered back, and forgotten once it is sent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.texts import drafts
from governance.texts.models import Draft
from governance.verdict import Refused
from proposals import actions
from rooms import actions as rooms
from tests.proposals.factories import BETTER, BODY, a_proposal, amend, fresh
from tests.texts.factories import a_document

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


@pytest.mark.parametrize("what", ["new", "change", "question"])
def test_whatever_was_sent_is_no_longer_a_draft(cast, sign_in, what):
    rules = a_document(cast, "room_rules", room=cast.room, title="Règles")
    room = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}"
    page, place = {
        "new": (f"{room}/propose/?impact=many", f"new:{cast.room.pk}:many"),
        "change": (f"/spaces/{cast.space.slug}/documents/{rules.slug}/change/", f"change:{rules.pk}"),
        "question": (f"/spaces/{cast.space.slug}/documents/{rules.slug}/question/", f"question:{rules.pk}"),
    }[what]
    rooms.change_room(cast.room, by=cast.alice, is_governance=True)
    bob, words = sign_in(cast.bob), {"title": "Mieux", "summary": "Plus clair.", "body": "Nous parlons tour à tour."}
    bob.post(f"/drafts/{place}/", words)
    assert Draft.objects.count() == 1
    sent = bob.post(page, words | {"room": cast.room.pk})
    assert (sent.status_code, Draft.objects.count()) == (302, 0)


def test_a_rewriting_taken_up_again_is_merged_with_what_was_accepted_meanwhile(cast, proposal, sign_in):
    bob, page = sign_in(cast.bob), f"/proposals/{proposal.pk}/edit/"
    words = {"title": "Traduire", "summary": "Mieux.", "body": BODY.replace("mardi", "jeudi"), "draft-base": 1}
    bob.post(f"/drafts/edit:{proposal.pk}/", words)
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    form = bob.get(f"{page}?draft=1").context["form"]
    bob.post(page, {name: form[name].value() or "" for name in form.fields})
    assert fresh(proposal).text.current.body == BETTER.replace("mardi", "jeudi")
