"""The round of ideas before a vote: near ones shown, the same ones refused, merged, dropped with a reason, settled."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.actions import Choice
from governance.voting.models import Idea
from tests.voting.factories import gathering, opened

pytestmark = pytest.mark.django_db


def idea(vote, who, label="Repeindre le portail", **given):
    return voting.add_idea(vote, by=who, label=label, **given)


def test_a_member_adds_an_idea_and_a_guest_does_not(cast, sign_in):
    vote = gathering(cast)
    url = reverse("idea-add", args=[vote.pk])
    assert sign_in(cast.erin).post(url, {"label": "Repeindre le portail"}).status_code == 302
    assert sign_in(cast.carol).post(url, {"label": "Autre chose"}).status_code == 403
    assert [(one.label, one.by) for one in vote.ideas.all()] == [("Repeindre le portail", cast.erin)]


def test_a_near_idea_is_shown_before_it_is_added(cast, sign_in):
    vote = gathering(cast)
    idea(vote, cast.erin)
    browser, url = sign_in(cast.faye), reverse("idea-add", args=[vote.pk])
    page = browser.post(url, {"label": "Repeindre les portails"})
    assert (page.status_code, page.context["near"], vote.ideas.count()) == (200, ["Repeindre le portail"], 1)
    assert browser.post(url, {"label": "Repeindre les portails", "sure": "1"}).status_code == 302
    assert vote.ideas.count() == 2


def test_an_option_that_is_there_already_is_near_too(cast):
    vote = gathering(cast, choices=[Choice("Planter des arbres"), Choice("Ne rien faire")])
    assert voting.near(vote, "Planter un arbre") == ["Planter des arbres"]


def test_the_very_same_idea_is_refused_however_it_is_written(cast, sign_in):
    vote = gathering(cast)
    idea(vote, cast.erin, "Été : peindre")
    with pytest.raises(Refused, match="mêmes mots"):
        idea(vote, cast.faye, "ETE, peindre !")
    answer = sign_in(cast.faye).post(
        reverse("idea-add", args=[vote.pk]), {"label": "été peindre", "meaning": "Mes mots", "sure": "1"}
    )
    assert answer.status_code == 403
    assert "Mes mots" in answer.content.decode()


def test_the_database_has_the_last_word_on_two_same_ideas(cast):
    vote = gathering(cast)
    one = idea(vote, cast.erin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.create(vote=vote, by=cast.faye, label="X", folded=one.folded)


def test_an_empty_idea_comes_back_with_its_sentence(cast, sign_in):
    vote = gathering(cast)
    answer = sign_in(cast.erin).post(reverse("idea-add", args=[vote.pk]), {"label": " ", "meaning": "à garder"})
    assert (answer.status_code, "à garder" in answer.content.decode()) == (422, True)


def test_one_takes_back_ones_own_idea_and_no_other(cast, sign_in):
    vote = gathering(cast)
    mine = idea(vote, cast.erin)
    assert sign_in(cast.faye).post(reverse("idea-withdraw", args=[vote.pk, mine.pk])).status_code == 403
    assert sign_in(cast.erin).post(reverse("idea-withdraw", args=[vote.pk, mine.pk])).status_code == 302
    assert vote.ideas.standing().count() == 0
    assert idea(vote, cast.faye).label == mine.label


def test_the_maker_merges_two_ideas_and_both_names_stay(cast, sign_in):
    vote = gathering(cast)
    one, other = idea(vote, cast.erin), idea(vote, cast.faye, "Un portail neuf")
    answer = sign_in(cast.bob).post(
        reverse("ideas-merge", args=[vote.pk]), {"one": one.pk, "other": other.pk, "label": "Un portail peint"}
    )
    assert answer.status_code == 302
    assert [str(stands) for stands in vote.ideas.standing()] == ["Un portail peint"]
    page = sign_in(cast.erin).get(f"/votes/{vote.pk}/").content.decode()
    assert "Erin Fontaine" in page and "Faye Clain" in page


def test_an_idea_is_not_merged_with_itself_nor_with_one_of_another_vote(cast):
    vote, other = gathering(cast), gathering(cast)
    one, stranger = idea(vote, cast.erin), idea(other, cast.erin)
    for into in (one, stranger):
        with pytest.raises(Refused):
            voting.merge_ideas(one, into, by=cast.bob)


def test_who_has_others_merged_into_theirs_does_not_withdraw_it(cast):
    vote = gathering(cast)
    one, other = idea(vote, cast.erin), idea(vote, cast.faye, "Un portail neuf")
    voting.merge_ideas(one, other, by=cast.bob)
    with pytest.raises(Refused, match="réunies à la vôtre"):
        voting.withdraw_idea(other, by=cast.faye)


def test_an_idea_is_dropped_with_a_reason_that_is_read(cast, sign_in):
    vote = gathering(cast)
    one = idea(vote, cast.erin)
    url = reverse("idea-drop", args=[vote.pk, one.pk])
    assert sign_in(cast.erin).get(url).status_code == 403
    assert sign_in(cast.alice).post(url, {"reason": " "}).status_code == 422
    assert sign_in(cast.alice).post(url, {"reason": "Le portail est loué."}).status_code == 302
    assert "Le portail est loué." in sign_in(cast.erin).get(f"/votes/{vote.pk}/").content.decode()


def test_ideas_are_put_in_order_and_become_the_options(cast, sign_in):
    vote = gathering(cast, choices=[Choice("Ne rien faire")])
    ideas = [idea(vote, cast.erin, label) for label in ("Peindre", "Creuser", "Planter")]
    sign_in(cast.bob).post(reverse("idea-up", args=[vote.pk, ideas[2].pk]))
    sign_in(cast.bob).post(reverse("idea-down", args=[vote.pk, ideas[0].pk]))
    assert sign_in(cast.bob).post(reverse("ideas-settle", args=[vote.pk])).status_code == 302
    assert [str(option) for option in vote.options.all()] == ["Ne rien faire", "Planter", "Peindre", "Creuser"]


def test_a_vote_does_not_open_while_ideas_are_gathered(cast):
    vote = gathering(cast)
    idea(vote, cast.erin)
    idea(vote, cast.erin, "Creuser")
    with pytest.raises(Refused, match="arrêtez d’abord"):
        voting.open_prepared(vote, by=cast.bob)
    vote = voting.settle_ideas(vote, by=cast.bob)
    assert voting.open_prepared(vote, by=cast.bob).options.count() == 2


def test_no_idea_comes_after_the_list_is_settled_or_the_vote_open(cast):
    vote = gathering(cast)
    idea(vote, cast.erin)
    voting.settle_ideas(vote, by=cast.bob)
    for late in (vote, opened(cast)):
        with pytest.raises(Refused, match="ou plus, d’idées"):
            idea(late, cast.faye, "Trop tard")


def test_settling_without_any_idea_is_refused(cast):
    with pytest.raises(Refused, match="aucune idée"):
        voting.settle_ideas(gathering(cast), by=cast.bob)


def test_every_act_of_the_round_is_in_the_register_and_reads_as_a_sentence(cast, sign_in):
    vote = gathering(cast)
    one, two, three, four = (idea(vote, cast.erin, label) for label in ("Aa", "Bb", "Cc", "Dd"))
    voting.merge_ideas(one, two, by=cast.bob)
    voting.drop_idea(three, by=cast.bob, reason="Trop cher.")
    voting.withdraw_idea(four, by=cast.erin)
    voting.settle_ideas(vote, by=cast.bob)
    acts = set(Entry.objects.about(vote).values_list("act", flat=True))
    assert acts == {
        "vote.prepared",
        "vote.idea_added",
        "vote.ideas_merged",
        "vote.idea_dropped",
        "vote.idea_withdrawn",
        "vote.ideas_settled",
    }
    page = sign_in(cast.alice).get(reverse("space-activity", args=[cast.space.slug])).content.decode()
    assert "<code>vote." not in page and "Trop cher." in page


def test_the_page_costs_as_many_queries_for_one_idea_as_for_ten(cast, sign_in, django_assert_max_num_queries):
    vote = gathering(cast)
    idea(vote, cast.erin)
    browser = sign_in(cast.bob)
    browser.get(f"/votes/{vote.pk}/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/votes/{vote.pk}/")
    allowed = len(one)
    for n in range(9):
        idea(vote, (cast.erin, cast.faye)[n % 2], f"Idée numéro {n * 1111}")
    with django_assert_max_num_queries(allowed):
        browser.get(f"/votes/{vote.pk}/")
