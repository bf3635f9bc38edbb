"""What went wrong in the ancestor's votes (W11, W12, W15 to W23), tried again on ours."""

from datetime import timedelta

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.organizations.models import Membership
from governance.register.models import Entry
from governance.rules.advice import advise
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.dossier import VoteDossier
from governance.voting.models import Ballot, Vote
from governance.voting.results import turnout
from proposals import actions as proposals
from tests.at_once import together
from tests.cast import person
from tests.doors import as_
from tests.proposals.factories import amend, fresh
from tests.voting.every_method import after_the_close, answer, casting, counted, opened, prepared

pytestmark = pytest.mark.django_db

FORGED = ["banana", "o1.99", "o1.k1", "o99", "", "agree"]


# --- W11: what was voted was believed ----------------------------------------------------------------


@pytest.mark.parametrize("choice", FORGED)
def test_w11_a_forged_choice_is_refused_with_a_sentence_and_nothing_is_kept(cast, choice):
    vote = opened(cast)
    page = as_(cast.erin).post(f"/votes/{vote.pk}/cast/", {"choice": choice})
    assert (page.status_code, vote.ballots.count(), vote.piles.count()) == (422, 0, 0)
    assert vote.roll.filter(answered_at__isnull=False).count() == 0


def test_w11_an_option_of_another_vote_is_no_option_of_this_one(cast):
    vote = opened(cast)
    longer = opened(cast, choices=[voting.Choice(f"Option {n}") for n in range(9)])
    with pytest.raises(Refused, match="ne fait pas partie des options"):
        answer(vote, cast.erin, longer.options.last().key)


@pytest.mark.parametrize(
    ("method", "terms", "ballot", "why"),
    [
        ("score", {"min": 0, "max": 5}, {"o1": 6}, "au-dessus"),
        ("score", {"min": 0, "max": 5}, {"o1": -1}, "au-dessous"),
        ("score", {"min": 0, "max": 5}, {"o1": True}, "nombre entier"),
        ("dots", {"dots": 5}, {"o1": 3, "o2": 3}, "plus de points"),
        ("dots", {"dots": 5}, {"o1": -3, "o2": 8}, "au-dessous"),
        ("choices", {"at_least": 1, "at_most": 2}, ["o1", "o2", "o3"], "plus d’options"),
        ("choices", {"at_least": 2, "at_most": 3}, ["o1"], "moins d’options"),
        ("approval", {}, ["o1", "o1"], "deux fois"),
        ("irv", {}, [["o1", "o2"]], "même rang"),
        ("schulze", {}, [["o1"], ["o1"]], "deux fois"),
        ("majority_judgment", {"grades": ["mauvais", "bon"]}, {"o1": "parfait"}, "mention"),
        ("single", {}, ["o1"], "forme"),
    ],
)
def test_w11_a_ballot_out_of_bounds_is_refused_with_its_reason(cast, method, terms, ballot, why):
    vote = opened(cast, method=method, terms=terms)
    with pytest.raises(Refused, match=why):
        answer(vote, cast.erin, ballot)
    assert vote.piles.count() == 0


# --- W12: « a ballot cannot be changed » was only said -----------------------------------------------


def test_w12_a_final_ballot_sent_past_its_page_does_not_change(cast):
    vote = opened(cast, is_binding=True)
    answer(vote, cast.erin, "o1")
    browser = as_(cast.erin)
    for door in ("cast", "confirm"):
        browser.post(f"/votes/{vote.pk}/{door}/", {"choice": "o2"})
    assert Ballot.objects.get(vote=vote).content == "o1"


def test_w12_the_method_of_an_open_vote_does_not_change(cast):
    vote = opened(cast)
    with pytest.raises(Refused, match="ne changent plus"):
        voting.open_prepared(vote, by=cast.bob, closes_at=clock.now() + timedelta(days=90))


# --- W15: the end of a window was not looked at ------------------------------------------------------


def test_w15_no_ballot_enters_after_the_close_even_when_nobody_counted_yet(cast):
    vote = opened(cast)
    with clock.pretend(vote.closes_at), pytest.raises(Refused, match="clos"):
        answer(vote, cast.erin, "o1")
    assert vote.ballots.count() == 0


def test_w15_no_amendment_enters_after_the_window_of_the_room(cast):
    proposal = proposals.create_proposal(
        cast.room, by=cast.bob, title="Traduire", summary="Un guide.", body="Un guide.", impact="many"
    )
    proposals.publish_proposal(proposal, by=cast.bob, amendable=False)
    close = clock.now() + timedelta(days=4)
    proposals.open_amendments(fresh(proposal), by=cast.bob, decided_by="room", closes_at=close)
    with clock.pretend(close), pytest.raises(Refused):
        amend(fresh(proposal), cast.erin)
    assert fresh(proposal).text.amendments.count() == 0


# --- W16 and W17: ballots were lost, and removing one broke the list ---------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_w16_people_who_choose_the_same_at_once_are_all_counted(cast):
    from_everybody = [cast.alice, cast.bob, cast.erin, cast.faye]
    vote = opened(cast)
    together(*[casting(vote, who) for who in from_everybody])
    assert counted(vote).outcome["counts"] == {"Bleu": 4, "Vert": 0, "Ocre": 0}


def test_w17_an_answer_taken_to_another_option_leaves_no_hole(cast):
    vote = opened(cast)
    for who in (cast.bob, cast.erin, cast.faye):
        answer(vote, who, "o1")
    answer(vote, cast.erin, "o2")
    assert counted(vote).outcome["counts"] == {"Bleu": 2, "Vert": 1, "Ocre": 0}


# --- W18: there was no roll, no quorum, and newcomers tipped a vote ----------------------------------


def test_w18_a_newcomer_does_not_tip_a_vote_that_was_open_before(cast):
    vote = opened(cast)
    gwen = person("gwen")
    organizations.admit(cast.space, gwen, "member", by=cast.alice)
    with pytest.raises(Refused, match="vous n’y êtes pas"):
        answer(vote, gwen, "o1")
    assert Vote.objects.get(pk=vote.pk).roll_size == 4


def test_w18_whoever_leaves_keeps_the_ballot_they_cast(cast):
    vote = opened(cast)
    answer(vote, cast.faye, "o1")
    organizations.leave_space(cast.space, by=cast.faye)
    assert counted(vote).outcome["counts"]["Bleu"] == 1


def test_w18_the_register_says_who_was_on_the_roll_and_why(cast):
    opened(cast)
    entry = Entry.objects.select_related("payload").get(act="vote.opened")
    assert f'[{cast.erin.pk},"participant",1,false]' in entry.payload.canonical


# --- W19: the arithmetic of majorities was wrong -----------------------------------------------------


def test_w19_a_quorum_reached_exactly_is_reached(cast):
    vote = opened(cast, quorum_percent=50)
    assert VoteDossier(vote, cast.bob, clock.now()).quorum == (2, 4)


def test_w19_three_quarters_reached_exactly_are_three_quarters_and_all_is_possible():
    assert advise({"agree": 3, "disagree": 1}, 4).strong is True
    assert advise({"agree": 4}, 4).strong is True
    assert advise({"agree": 3, "disagree": 1, "abstain": 90}, 94).strong is True


def test_w19_blank_ballots_weigh_on_nothing(cast):
    vote = opened(cast)
    answer(vote, cast.bob, "o1")
    for who in (cast.erin, cast.faye, cast.alice):
        voting.cast_ballot(vote, by=who, kind="blank")
    outcome = counted(vote).outcome
    assert (outcome["winners"], outcome["base"], outcome["blanks"]) == (["Bleu"], 1, 3)


# --- W20 to W22: running totals, names in the page, a message per ballot -----------------------------


def test_w20_no_number_moves_while_a_secret_vote_of_a_small_room_runs(cast):
    vote = opened(cast, secrecy="secret")
    before = turnout(vote, clock.now())
    answer(vote, cast.erin, "o1")
    assert (before, turnout(vote, clock.now())) == (None, None)


def test_w20_the_first_ballot_of_a_named_vote_is_not_shown_to_whoever_has_not_answered(cast):
    vote = opened(cast)
    before = _readable(as_(cast.faye), vote)
    answer(vote, cast.erin, "o2", reason="Le vert repose les yeux.")
    assert "repose les yeux" not in _readable(as_(cast.faye), vote)
    assert before.count("Vert") == _readable(as_(cast.faye), vote).count("Vert")


def test_w21_the_page_of_a_secret_vote_holds_nobody_s_ballot_not_even_one_s_own(cast):
    blue, green = opened(cast, secrecy="secret"), opened(cast, secrecy="secret")
    for vote, choice in ((blue, "o1"), (green, "o2")):
        answer(vote, cast.erin, choice)
    pages = [_readable(as_(cast.erin), vote).replace(f"/votes/{vote.pk}/", "") for vote in (blue, green)]
    assert pages[0].count("Bleu") == pages[1].count("Bleu")
    assert pages[0].count("Vert") == pages[1].count("Vert")


def test_w22_nobody_is_told_of_a_secret_ballot(cast):
    vote = opened(cast, secrecy="secret")
    before = Entry.objects.count()
    answer(vote, cast.erin, "o1")
    assert Entry.objects.count() == before


# --- W23: the result kept who looked at it -----------------------------------------------------------


def test_w23_a_result_is_the_same_whoever_looks_first_and_is_signed_by_nobody(cast):
    vote = opened(cast)
    answer(vote, cast.bob, "o1")
    with after_the_close(vote):
        as_(cast.erin).get(f"/votes/{vote.pk}/")
        assert Vote.objects.get(pk=vote.pk).counted_at is None
        voting.count_due(clock.now())
    entry = Entry.objects.get(act="vote.counted")
    assert (entry.actor_id, Vote.objects.get(pk=vote.pk).outcome["winners"]) == (None, ["Bleu"])


# --- Bad input of our own time -----------------------------------------------------------------------


def test_a_vote_without_options_does_not_open(cast):
    with pytest.raises(Refused, match="manque des options"):
        voting.open_prepared(prepared(cast, choices=[]), by=cast.bob)


def test_a_vote_that_would_end_before_it_starts_does_not_open(cast):
    vote = prepared(cast, closes_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="déjà passée"):
        voting.open_prepared(vote, by=cast.bob)


def test_a_member_who_becomes_a_guest_meanwhile_stays_on_the_roll_that_was_frozen(cast):
    vote = opened(cast)
    held = Membership.objects.current().get(person=cast.erin, space=cast.space)
    organizations.change_role(held, by=cast.alice, role_key="guest")
    answer(vote, cast.erin, "o1")
    assert counted(vote).outcome["counts"]["Bleu"] == 1


def test_a_second_device_finds_the_answer_of_the_first(cast):
    vote = opened(cast)
    as_(cast.erin).post(f"/votes/{vote.pk}/cast/", {"choice": "o2"})
    as_(cast.erin).post(f"/votes/{vote.pk}/cast/", {"choice": "o3"})
    assert [ballot.content for ballot in vote.ballots.all()] == ["o3"]


def _readable(browser, vote):
    """What somebody reads on the page, without the tokens of its forms."""
    lines = browser.get(f"/votes/{vote.pk}/").content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line and 'name="key"' not in line)
