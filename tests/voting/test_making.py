"""Making a vote: from a ready process to a question that may be opened, and every wrong value with its sentence."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.organizations import actions as organizations
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting import processes
from governance.voting.models import Process, Vote
from tests.cast import archive
from tests.voting.factories import in_days, opened, prepared, sent

pytestmark = pytest.mark.django_db


def address(cast, process=""):
    url = reverse("vote-create", args=[cast.space.slug, cast.room.slug])
    return f"{url}?process={process}" if process else url


def test_bob_first_picks_how_to_ask_among_five_purposes(cast, sign_in):
    page = sign_in(cast.bob).get(address(cast))
    assert [str(purpose) for purpose, _found in page.context["purposes"]] == [
        "Prendre la température",
        "Décider ensemble",
        "Choisir parmi des options",
        "Choisir une date",
        "Élire",
    ]


@pytest.mark.parametrize("template", processes.READY, ids=lambda template: template.key)
def test_each_ready_process_opens_a_filled_form_and_makes_a_vote_that_opens(cast, sign_in, template):
    browser = sign_in(cast.bob)
    form = browser.get(address(cast, template.key)).context["form"]
    begun = {bound.html_name: bound.value() for bound in form}
    data = {name: value for name, value in begun.items() if value is not None and value is not False}
    data |= {"title": "Et maintenant ?", "closes_at": in_days(5)}
    if template.method == "date":
        data["options"] = "2030-12-03 18:30\n4/12/2030 18 h 30 : à la médiathèque"
    elif template.method not in ("positions", "opt_in"):
        data["options"] = "Une\nDeux\nTrois"
    answer = browser.post(address(cast, template.key), data)
    assert answer.status_code == 302, answer.context["form"].errors
    vote = Vote.objects.get()
    assert (vote.method, vote.process, vote.opened_at) == (template.method, str(template.name), None)
    if vote.gathers_ideas:
        vote = voting.settle_ideas(vote, by=cast.bob)
    assert voting.open_prepared(vote, by=cast.bob).opened_at is not None


def test_a_pasted_list_gives_options_and_what_they_mean(cast, sign_in):
    sign_in(cast.bob).post(address(cast, "single"), sent(options="Bleu : comme la mer\n\n  Vert  \nhttps://a.test/x"))
    assert list(Vote.objects.get().options.values_list("label", "meaning")) == [
        ("Bleu", "comme la mer"),
        ("Vert", ""),
        ("https://a.test/x", ""),
    ]


def test_dates_are_read_in_the_zone_of_the_association(cast, sign_in):
    organizations.change_settings(cast.space, by=cast.alice, time_zone="Indian/Reunion")
    sign_in(cast.bob).post(address(cast, "date"), sent(options="2030-12-03 18:30\n4/12/2030 9h : au Port"))
    first, second = Vote.objects.get().options.all()
    assert first.starts_at.isoformat() == "2030-12-03T14:30:00+00:00"
    said = [option.label.replace("\u00a0", " ") for option in (first, second)]
    assert said == ["mardi 3 décembre 2030, 18 h 30", "mercredi 4 décembre 2030, 9 h"]
    assert second.meaning == "au Port"


WRONG = [
    ("single", {"title": " "}, "title", "pose une question"),
    ("single", {"options": ""}, "options", "aucune option"),
    ("single", {"options": "Seule"}, "options", "deux au moins"),
    ("single", {"options": "Bleu\nbleu"}, "options", "disent la même chose"),
    ("single", {"options": "Été\nete !"}, "options", "disent la même chose"),
    ("single", {"options": "\n".join(f"Option {n}" for n in range(61))}, "options", "c’est trop"),
    ("single", {"options": "x" * 201 + "\nb"}, "options", "trop longue"),
    ("single", {"closes_at": "2020-01-01T10:00"}, "closes_at", "déjà passée"),
    ("single", {"closes_at": "9999-01-01T10:00"}, "closes_at", "un an au plus"),
    ("single", {"closes_at": "bientôt"}, "closes_at", "pas une date"),
    ("single", {"closes_at": None}, "closes_at", "Dites quand"),
    ("single", {"quorum_percent": "0"}, "quorum_percent", "trop petit"),
    ("single", {"quorum_percent": "101"}, "quorum_percent", "trop grand"),
    ("single", {"secrecy": "banana"}, "secrecy", "n’existe pas"),
    ("single", {"shows": "banana"}, "shows", "n’existe pas"),
    ("choices", {"at_least": "-1", "at_most": "2"}, "at_least", "trop petit"),
    ("choices", {"at_least": "2", "at_most": "1"}, "at_least", "plus grand que le maximum"),
    ("choices", {"at_least": "1", "at_most": "9"}, "at_most", "plus de choix"),
    ("choices", {"at_least": "un", "at_most": "2"}, "at_least", "nombre entier"),
    ("score", {"min": "5", "max": "5"}, "min", "au-dessous"),
    ("dots", {"dots": "-3"}, "dots", "trop petit"),
    ("opt_in", {"target": "0"}, "target", "trop petit"),
    ("election", {"seats": "3"}, "seats", "plus de sièges"),
    ("election", {"seats": "0"}, "seats", "trop petit"),
    ("judgment", {"grades": "bien"}, "grades", "deux mentions au moins"),
    ("judgment", {"grades": "bien\nBien"}, "grades", "les mêmes"),
    ("judgment", {"grades": " "}, "grades", "deux mentions au moins"),
    ("date", {"options": "demain\n2030-01-01 10:00"}, "options", "n’est pas une date"),
    ("date", {"options": "2030-02-31 10:00\n2030-01-01 10:00"}, "options", "n’est pas une date"),
    ("date", {"options": "2020-01-01 10:00\n2030-01-01 10:00"}, "options", "déjà passé"),
    ("date", {"options": "2030-01-01 10:00\n1/1/2030 10h"}, "options", "disent la même chose"),
]


@pytest.mark.parametrize(("process", "given", "field", "said"), WRONG)
def test_what_does_not_hold_gets_its_sentence_and_loses_nothing(cast, sign_in, process, given, field, said):
    answer = sign_in(cast.bob).post(address(cast, process), sent(body="Un mot à garder", **given))
    errors = answer.context["form"].errors
    assert (answer.status_code, Vote.objects.count()) == (422, 0)
    assert said in " ".join(errors.get(field, ())), errors
    assert "Un mot à garder" in answer.content.decode()


def test_an_election_is_secret_whatever_is_chosen_and_says_so(cast, sign_in):
    data = sent(options="Bob Nativel\nErin Fontaine\nFaye Clain", seats="1", is_election="on", shows="open")
    answer = sign_in(cast.bob).post(address(cast, "election"), data, follow=True)
    vote = Vote.objects.get()
    assert (vote.secrecy, vote.shows, vote.is_election) == ("secret", "until_close", True)
    assert "Il élit des personnes" in answer.content.decode()
    assert vote.options.get(label="Erin Fontaine").person == cast.erin


def test_a_preview_shows_the_ballot_and_saves_nothing(cast, sign_in):
    page = sign_in(cast.bob).post(address(cast, "single"), sent(body="**Fort**", preview="1"))
    assert (page.status_code, Vote.objects.count()) == (200, 0)
    assert "<strong>Fort</strong>" in page.content.decode() and "comme la mer" in page.content.decode()


def test_a_position_may_be_renamed_added_or_left_out(cast, sign_in):
    form = sign_in(cast.bob).get(address(cast, "consensus")).context["form"]
    data = {b.html_name: b.value() for b in form if b.value() not in (None, False)} | sent(options=None)
    data |= {"label_0": "Oui", "label_1": "", "meaning_1": "", "asks_1": "", "label_5": "Autre", "meaning_5": "Je dis"}
    assert sign_in(cast.bob).post(address(cast, "consensus"), data).status_code == 302
    assert list(Vote.objects.get().options.values_list("key", "label")) == [
        ("agree", "Oui"),
        ("abstain", "Abstention"),
        ("incomplete", "Incomplet"),
        ("block", "Blocage"),
        ("p1", "Autre"),
    ]


def test_two_positions_of_one_key_get_different_keys(cast, sign_in):
    data = sent(options=None, key_0="a", label_0="Oui", key_1="a", label_1="Non")
    assert sign_in(cast.bob).post(address(cast, "consent"), data).status_code == 302
    assert set(Vote.objects.get().options.values_list("key", flat=True)) == {"a", "p1"}


# --- Until it opens ----------------------------------------------------------------------------------


def test_bob_changes_everything_until_it_opens(cast, sign_in):
    vote = prepared(cast, body="Avant")
    url = reverse("vote-change", args=[vote.pk])
    browser = sign_in(cast.bob)
    assert "Bleu\nVert\nOcre" in browser.get(url).content.decode()
    assert browser.post(url, sent(title="Quelle teinte ?", options="Gris\nNoir")).status_code == 302
    vote.refresh_from_db()
    assert (vote.title, [str(option) for option in vote.options.all()]) == ("Quelle teinte ?", ["Gris", "Noir"])


def test_another_way_to_ask_keeps_the_question_and_the_options(cast, sign_in):
    vote = prepared(cast, body="Avant")
    url = reverse("vote-change", args=[vote.pk]) + "?process=judgment"
    page = sign_in(cast.bob).get(url)
    form = page.context["form"]
    assert (form["title"].value(), form["options"].value()) == ("Quelle couleur ?", "Bleu\nVert\nOcre")
    data = sent(grades="non\noui", options="Bleu\nVert")
    assert sign_in(cast.bob).post(url, data).status_code == 302
    vote.refresh_from_db()
    assert (vote.method, vote.terms) == ("majority_judgment", {"grades": ["non", "oui"]})


def test_nothing_changes_once_it_is_open(cast, sign_in):
    vote = opened(cast)
    answer = sign_in(cast.bob).post(reverse("vote-change", args=[vote.pk]), sent(title="Autre chose"))
    vote.refresh_from_db()
    assert (answer.status_code, vote.title) == (403, "Quelle couleur ?")
    assert "ne changent plus" in answer.content.decode()


def test_a_method_is_not_changed_after_the_opening_even_by_the_action(cast):
    vote = opened(cast)
    with pytest.raises(Refused, match="déjà ouvert"):
        voting.change_prepared(
            vote, by=cast.bob, title="x", body="", choices=(), closes_at=clock.now() + timedelta(days=1), method="irv"
        )


def test_what_is_prepared_shows_its_ballot_and_asks_nobody(cast, sign_in):
    vote = prepared(cast)
    page = sign_in(cast.erin).get(f"/votes/{vote.pk}/").content.decode()
    assert "Ce qui sera demandé" in page and "Ocre" in page


# --- In an archived room ------------------------------------------------------------------------------


def test_a_room_is_not_archived_over_an_open_vote(cast):
    opened(cast)
    with pytest.raises(Refused, match="attendez sa clôture"):
        archive(cast.room, by=cast.alice)


def test_an_archived_room_takes_no_vote_and_opens_none(cast, sign_in):
    vote = prepared(cast)
    archive(cast.room, by=cast.alice)
    assert sign_in(cast.bob).get(address(cast)).status_code == 403
    for who in (cast.bob, cast.alice):
        with pytest.raises(Refused, match="archivé"):
            voting.open_prepared(Vote.objects.get(pk=vote.pk), by=who)


# --- Voices by role -----------------------------------------------------------------------------------


def weigh(cast, **voices):
    organizations.weigh_by_role(cast.space, by=cast.alice, weighs=True, voices=voices)
    cast.room.refresh_from_db()
    cast.room.space.refresh_from_db()


def test_voices_are_equal_unless_the_space_says_otherwise(cast, sign_in):
    assert "weighs_by_role" not in sign_in(cast.bob).get(address(cast, "single")).context["form"].fields
    with pytest.raises(Refused, match="ne pèse pas"):
        prepared(cast, weighs_by_role=True)


def test_a_facilitator_gives_two_voices_to_a_role_and_they_count(cast, sign_in):
    page = sign_in(cast.alice).post(
        reverse("space-voices", args=[cast.space.slug]),
        {"weighs": "on", "voices-member": "1", "voices-facilitator": "2", "voices-guest": "1"},
    )
    assert page.status_code == 302
    cast.room.space.refresh_from_db()
    vote = opened(cast, weighs_by_role=True)
    assert dict(vote.roll.values_list("person__email", "weight"))["alice@example.org"] == 2
    voting.cast_ballot(vote, by=cast.alice, kind="choice", ballot="o1")
    voting.cast_ballot(vote, by=cast.bob, kind="choice", ballot="o2")
    assert vote.piles.get(ballot="o1").count == 2


def test_a_vote_that_does_not_weigh_gives_one_voice_to_everybody(cast):
    weigh(cast, facilitator=3)
    assert set(opened(cast).roll.values_list("weight", flat=True)) == {1}


@pytest.mark.parametrize("secrecy", ["secret", "verifiable"])
def test_a_secret_vote_does_not_open_where_one_person_s_voices_would_name_them(cast, sign_in, secrecy):
    weigh(cast, facilitator=3)
    page = sign_in(cast.bob).post(address(cast, "single"), sent(secrecy=secrecy, weighs_by_role="on"))
    vote = Vote.objects.get()
    assert (page.status_code, vote.weighs_by_role) == (302, True)
    with pytest.raises(Refused, match="dirait de qui il vient"):
        voting.open_prepared(vote, by=cast.bob)


def test_only_who_facilitates_sets_the_voices(cast, sign_in):
    url = reverse("space-voices", args=[cast.space.slug])
    assert sign_in(cast.bob).post(url, {"weighs": "on"}).status_code == 403
    answer = sign_in(cast.alice).post(
        url, {"weighs": "on", "voices-member": "0", "voices-facilitator": "1", "voices-guest": "101"}
    )
    assert answer.status_code == 422


# --- What a hand that is not a browser's sends --------------------------------------------------------


@pytest.mark.parametrize("where", ["guide", "name", "unknown"])
def test_half_a_letter_in_an_imported_way_to_ask_is_refused_with_a_sentence(cast, sign_in, where):
    half = '{"name": "A", "method": "single", "WHERE": "\\ud800"}'.replace("WHERE", where)
    url = reverse("process-import", args=[cast.space.slug])
    page = sign_in(cast.bob).post(url, {"text": half})
    assert (page.status_code, Process.objects.count()) == (422, 0)


@pytest.mark.parametrize("part", ["", "roll/", "lists/", "calendar.ics", "?part=head"])
def test_a_vote_of_a_number_that_cannot_be_is_not_found(client, db, part):
    assert client.get(f"/votes/{10**23}/{part}").status_code == 404


def test_numbers_that_fit_no_more_are_said_before_the_vote_opens(cast):
    vote = prepared(cast, method="stv", terms={"seats": 5})
    with pytest.raises(Refused, match="demande d’en choisir 5, et il a 3 options"):
        voting.open_prepared(vote, by=cast.bob)
