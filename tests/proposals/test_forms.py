"""What each form takes, as it is sent by a browser."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from proposals import forms
from tests.proposals.factories import BODY, a_draft, a_proposal, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def errors(form) -> list[str]:
    return sorted(form.errors)


# --- Words and tags ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", []),
        (" , ,, ", []),
        ("guide, relecture", ["guide", "relecture"]),
        ("Été  ÉTÉ été", ["été"]),
        ("<b>gras</b>", ["bgrasb"]),
        ("a b c d e f g h i j", list("abcdefgh")),
        ("x" * 60, ["x" * 40]),
    ],
)
def test_tags_are_a_few_plain_words(typed, kept):
    form = forms.ProposalForm({"title": "Relire", "summary": "À deux.", "body": BODY, "tags": typed})
    assert form.is_valid()
    assert form.cleaned_data["tags"] == kept


def test_words_lose_the_spaces_around_them():
    form = forms.ProposalForm({"title": "  Relire ", "summary": "\nÀ deux.\n", "body": f"\n{BODY}\n"})
    assert form.is_valid()
    assert (form.cleaned_data["title"], form.cleaned_data["summary"], form.cleaned_data["body"]) == (
        "Relire", "À deux.", BODY,
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["title", "summary", "body"])
def test_a_proposal_needs_its_title_its_summary_and_its_text(missing):
    form = forms.ProposalForm({"title": "Relire", "summary": "À deux.", "body": BODY} | {missing: " "})
    assert errors(form) == [missing]


# --- Days and hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("", True),
        ("2031-03-02", False),
        ("2031-03-03", True),
        ("2041-03-01", True),
        ("2041-04-01", False),
        ("03/04/2031", True),
        ("2031-13-01", False),
    ],
)
def test_an_action_is_for_today_or_a_day_of_the_coming_years(day, holds):
    assert forms.ActionForm({"title": "Arroser", "due_on": day}).is_valid() is holds


def test_today_is_the_day_where_the_reader_lives():
    """It is noon in La Réunion, and still the evening before in Hawaii."""
    yesterday = {"title": "Arroser", "due_on": "2031-03-02"}
    with timezone.override("Pacific/Honolulu"):
        assert forms.ActionForm(yesterday).is_valid()
    with timezone.override("Indian/Reunion"):
        assert errors(forms.ActionForm(yesterday)) == ["due_on"]


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Indian/Reunion", datetime(2031, 3, 10, 16, tzinfo=UTC)),
        ("Europe/Paris", datetime(2031, 3, 10, 19, tzinfo=UTC)),
    ],
)
def test_a_closing_time_is_read_in_the_zone_of_whoever_types_it(zone, moment):
    with timezone.override(zone):
        form = forms.RoundForm({"closes_at": "2031-03-10T20:00"})
        assert form.is_valid()
    assert form.cleaned_data["closes_at"] == moment


@pytest.mark.parametrize(
    ("closes_at", "holds"),
    [("2031-03-03T11:59", False), ("2031-03-03T12:01", True), ("2032-03-02T12:00", True), ("2032-04-01T12:00", False)],
)
def test_a_round_closes_within_a_year(closes_at, holds):
    with timezone.override("Indian/Reunion"):
        assert forms.RoundForm({"closes_at": closes_at}).is_valid() is holds


def test_a_week_is_proposed_until_the_evening():
    with timezone.override("Indian/Reunion"):
        form = forms.RoundForm(initial={"closes_at": forms.RoundForm.default()})
        assert 'value="2031-03-10T20:00"' in str(form["closes_at"])


# --- Positions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["agree", "disagree", "abstain", "incomplete", "block"])
def test_there_are_five_positions(choice):
    assert forms.PositionForm({"choice": choice, "version_n": "3"}).is_valid()


@pytest.mark.parametrize("choice", ["", "Pour", "AGREE", "approve", "agree "])
def test_there_is_no_sixth_position(choice):
    assert errors(forms.PositionForm({"choice": choice, "version_n": "3"})) == ["choice"]


def test_a_form_that_lost_its_place_still_says_what_was_typed():
    form = forms.PositionForm({"choice": "agree", "version_n": "1", "reason": "Allons-y."})
    assert form.typed == ["Allons-y."]
    assert forms.PositionForm({"choice": "agree", "reason": "  "}).typed == []


# --- Amendments --------------------------------------------------------------------------------------


def test_an_amendment_starts_from_a_version_of_its_own_text(cast):
    proposal, other = fresh(a_proposal(cast, phase="amending")), fresh(a_draft(cast, cast.alice))
    typed = {"body": "Autre chose.", "reason": "Mieux."}
    own = forms.AmendmentForm(typed | {"base": proposal.text.current_id}, text=proposal.text)
    foreign = forms.AmendmentForm(typed | {"base": other.text.current_id}, text=proposal.text)
    assert (errors(own), errors(foreign)) == ([], ["base"])


# --- Resolutions and actions -------------------------------------------------------------------------


def resolution(cast, impact="many", **data):
    data = {"choice": "go_on", "statement": "Nous y allons."} | data
    return forms.ResolutionForm(data, impact=impact, people=type(cast.bob).objects.all())


@pytest.mark.parametrize(
    ("impact", "offered"),
    [("many", ["go_on", "adapt", "drop", "hand_over"]), ("liability", ["hand_over", "drop"])],
)
def test_what_engages_the_association_leaves_two_choices(cast, impact, offered):
    choices = [key for key, _label in resolution(cast, impact).fields["choice"].choices]
    assert sorted(choices) == sorted(offered)


def test_rows_without_a_title_are_no_actions(cast):
    form = resolution(cast, action_1="Imprimer", owner_1=cast.erin.pk, due_1="2031-04-01", action_3="Relire")
    assert form.is_valid()
    assert form.actions() == [("Imprimer", cast.erin, date(2031, 4, 1)), ("Relire", None, None)]


def test_somebody_in_charge_of_nothing_is_a_title_forgotten(cast):
    assert errors(resolution(cast, owner_2=cast.erin.pk)) == ["action_2"]


def test_the_review_is_on_the_morning_of_its_day(cast):
    with timezone.override("Indian/Reunion"):
        form = resolution(cast, review_on="2031-09-01")
        assert form.is_valid()
    assert form.cleaned_data["review_on"] == datetime(2031, 9, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize("day", ["2031-03-02", "2031-03-03", "2045-01-01"])
def test_a_review_is_after_today_and_within_ten_years(cast, day):
    with timezone.override("Indian/Reunion"):
        assert errors(resolution(cast, review_on=day)) == ["review_on"]


@pytest.mark.parametrize("named", ["abc", "-1", "0", "9" * 19, "9" * 5000, "1\x00"])
def test_nobody_unknown_is_asked(cast, named):
    sent = QueryDict(mutable=True)
    sent.update({"title": "Arroser"})
    sent.setlist("named", [str(cast.alice.pk), named])
    form = forms.QuestionsForm(sent, people=type(cast.bob).objects.all())
    assert errors(form) == ["named"]
