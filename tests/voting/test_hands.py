"""What clever hands tried on votes: each refused, named or harmless, with its reason."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance import clock
from governance.rules.tally import METHODS, tally
from governance.rules.tally.recounting import answer as answered
from governance.rules.tally.recounting import read
from governance.sqlite import journal
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting import triggers
from governance.voting.actions import Choice
from governance.voting.extracts import checked, extract
from governance.voting.models import Ballot, Roll, Urn, Vote
from governance.voting.urn import seal_of
from governance.voting.verification import troubles
from tests.doors import as_
from tests.voting.every_method import after_the_close, answer, counted, opened, prepared
from tests.voting.factories import moment_after

pytestmark = pytest.mark.django_db


def page_of(who, vote, path=""):
    return as_(who).get(f"/votes/{vote.pk}/{path}").content.decode().replace("\u00a0", " ")


def test_a_result_that_may_have_been_read_is_not_cancelled(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin)
    with moment_after(vote):
        refused = as_(cast.bob).post(f"/votes/{vote.pk}/cancel/", {"reason": "Je n’aime pas ce résultat."})
    assert (refused.status_code, Vote.objects.get(pk=vote.pk).ended_at) == (403, None)


def test_before_the_close_a_vote_is_cancelled(cast):
    assert voting.cancel_vote(opened(cast), by=cast.bob, reason="Erreur.").is_cancelled


def elected(seats, *ballots):
    options = ["A", "B", "C", "D"]
    told = {"method": "stv", "options": options, "seats": seats}
    return tally(read(told | {"ballots": [{"count": n, "ballot": list(ballot)} for n, ballot in ballots]}, METHODS))


def test_a_tie_for_the_last_seat_leaves_the_seats_nobody_contests(cast):
    outcome = elected(3, (3, "A"), (1, "BA"))
    assert (outcome.winners, outcome.tied) == (("A", "B"), ("C", "D"))


def test_without_a_ballot_nobody_is_elected(cast):
    assert answered(elected(4))["winners"] == []


@pytest.mark.parametrize(
    "bad",
    [
        {"options": [{"label": None}, {"label": "b"}]},
        {"options": [{"label": "a", "meaning": None}]},
        {"options": [{"meaning": "a"}]},
        {"method": "date", "options": [{"meaning": "a"}]},
    ],
    ids=str,
)
def test_an_import_with_a_hole_is_no_accident(cast, bad):
    text = json.dumps({"name": "Vite", "purpose": "choose", "method": "single"} | bad)
    done = as_(cast.bob).post(f"/spaces/{cast.space.slug}/processes/import/", {"text": text})
    assert done.status_code in (302, 422)


@pytest.mark.parametrize(
    "bad",
    [{"min": None}, {"min": None, "max": 5}, {"at_least": None}, {"options": ["\ud800", "b"]}],
    ids=str,
)
def test_a_file_that_makes_no_sense_is_refused_with_a_sentence(cast, tmp_path, bad):
    file = Path(tmp_path / "vote.json")
    file.write_text(json.dumps({"method": "score", "options": ["a", "b"], "ballots": []} | bad))
    with pytest.raises(CommandError) as refused:
        call_command("recount", str(file))
    assert refused.value.returncode == 2


def test_options_removed_before_the_opening_take_no_ballot_of_a_page_read_before(cast):
    vote = prepared(cast)
    stale = Vote.objects.prefetch_related("options").get(pk=vote.pk)
    vote.options.filter(key="o3").delete()
    voting.open_prepared(vote, by=cast.bob)
    with pytest.raises(Refused, match="ne fait pas partie"):
        voting.cast_ballot(stale, by=cast.erin, kind="choice", ballot="o3")


def test_an_extract_names_the_account_and_not_only_the_name_one_gave_oneself(cast):
    vote = opened(cast)
    answer(vote, cast.erin)
    cast.erin.display_name = cast.alice.display_name
    cast.erin.save()
    content = checked(extract(vote, Ballot.objects.get(vote=vote, person=cast.erin), clock.now()))
    assert (content["person"], content["account"]) == (cast.alice.display_name, cast.erin.pk)


def test_nobody_is_given_the_extract_of_a_cancelled_vote(cast):
    vote = opened(cast)
    answer(vote, cast.erin)
    voting.cancel_vote(vote, by=cast.bob, reason="Erreur.")
    assert as_(cast.erin).get(f"/votes/{vote.pk}/extract/").status_code == 404


def test_a_secret_vote_where_every_voice_is_worth_three_counts_one_each(cast):
    cast.space.roles.update(voices=3)
    cast.room.space.weighs_by_role = True
    cast.room.space.save()
    vote = opened(cast, secrecy="secret", weighs_by_role=True)
    assert set(Roll.objects.filter(vote=vote).values_list("weight", flat=True)) == {1}
    assert Vote.objects.get(pk=vote.pk).weighs_by_role is False


def test_no_position_is_named_as_a_blank_ballot_is(cast):
    vote = prepared(cast, "positions", choices=[Choice("Pour", key="blank"), Choice("Contre", key="abstention")])
    assert [option.key for option in vote.options.all()] == ["o1", "o2"]


def test_who_did_not_answer_is_known_to_members_only(cast):
    vote = opened(cast)
    pages = [page_of(who, vote, "roll/") for who in (cast.faye, cast.dave, cast.anonymous)]
    assert ["Erin Fontaine" in page for page in pages] == [True, False, False]


def test_an_answer_sent_again_after_the_close_is_no_error(cast):
    vote = opened(cast)
    sent = {"choice": "o1", "key": "a" * 26}
    browser = as_(cast.erin)
    browser.post(f"/votes/{vote.pk}/cast/", sent)
    with moment_after(vote):
        again = [browser.post(f"/votes/{vote.pk}/cast/", one).status_code for one in (sent, sent | {"choice": "o2"})]
    assert again == [302, 403]


@pytest.mark.parametrize(("method", "secrecy"), [("single", "verifiable"), ("score", "named")])
def test_options_that_are_people_make_a_secret_vote(cast, method, secrecy):
    choices = [Choice("erin fontaine"), Choice("Faye Clain"), Choice("Personne")]
    with pytest.raises(Refused, match="toujours secrète"):
        opened(cast, method, secrecy=secrecy, choices=choices)
    assert opened(cast, method, secrecy="secret", choices=choices).opened_at


def test_one_name_among_the_options_is_no_election(cast):
    assert opened(cast, choices=[Choice("Erin Fontaine"), Choice("Le comité"), Choice("Personne")]).opened_at


def test_dates_that_suit_nobody_are_said_so(cast):
    slot = clock.now() + timedelta(days=30)
    choices = [Choice(f"Jour {n}", starts_at=slot + timedelta(days=n)) for n in range(2)]
    vote = opened(cast, "date", choices=choices)
    answer(vote, cast.erin, {"o1": "no", "o2": "no"})
    vote = counted(vote)
    with after_the_close(vote):
        assert "Aucune date ne convient à personne" in page_of(cast.erin, vote)


def test_a_missed_quorum_is_said_before_the_result_and_settles_no_date(cast):
    slot = clock.now() + timedelta(days=30)
    choices = [Choice(f"Jour {n}", starts_at=slot + timedelta(days=n)) for n in range(2)]
    vote = opened(cast, "date", choices=choices, quorum_percent=100)
    answer(vote, cast.erin, {"o1": "yes", "o2": "no"})
    vote = counted(vote)
    with after_the_close(vote):
        assert "Trop peu de réponses pour que ce résultat vaille" in page_of(cast.erin, vote)
        assert "STATUS:TENTATIVE" in page_of(cast.erin, vote, "calendar.ics")


def test_a_clock_that_is_late_shows_nothing_of_a_vote_just_opened(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin)
    with clock.pretend(vote.opened_at - timedelta(seconds=1)):
        assert "Bleu » " not in page_of(cast.bob, vote)


def test_a_cancellation_that_the_register_does_not_know_is_named(cast):
    vote = opened(cast)
    Vote.objects.filter(pk=vote.pk).update(ended_at=clock.now())
    assert troubles(Vote.objects.get(pk=vote.pk), clock.now()) != []


def test_an_older_urn_put_back_is_named_at_once(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin)
    Urn.objects.filter(vote=vote).update(codes="", ballots="", seal=seal_of(vote.pk, "", ""))
    assert troubles(Vote.objects.get(pk=vote.pk), clock.now()) != []


def test_missing_triggers_are_named_by_the_command(cast, capsys):
    triggers.drop()
    try:
        with pytest.raises(CommandError):
            call_command("verify_votes")
    finally:
        triggers.create()
    assert "lacks the triggers" in capsys.readouterr().out


def test_published_codes_and_ballots_speak_the_same_words(cast):
    vote = opened(cast, secrecy="verifiable")
    code = answer(vote, cast.erin, "o1")
    assert counted(vote).publication.codes == f'{code} "Bleu"'


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_journal_of_the_database_keeps_nothing_of_the_last_ballots(cast):
    vote = opened(cast, secrecy="secret")
    file = Path(connection.settings_dict["NAME"])
    for who in (cast.bob, cast.erin, cast.faye):
        code = answer(vote, who)
        assert Path(f"{file}-wal").stat().st_size == 0
        assert file.read_bytes().count(code.encode()) == 1
    assert not journal._owed.is_set()
