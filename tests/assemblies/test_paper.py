"""Paper ballots of a session: printed, entered by the secretary, countersigned by somebody else, then as any ballot."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import AgendaItem, Decision, Minutes
from governance.assemblies.writing import written
from governance.register.models import Entry
from governance.rules import tally
from governance.rules.tally.recounting import answer, read
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.actions import Slip
from governance.voting.models import Ballot, PaperBatch, Vote
from governance.voting.verification import every_trouble
from tests.assemblies.meetings import HELD, cast_one, governed, in_session, on_table, renewing

LATER = HELD + timedelta(minutes=5)
HERE = ("bob", "erin", "faye", "gus", "hana")


@pytest.fixture
def cast(cast):
    return governed(cast)


@pytest.fixture
def now():
    with clock.pretend(LATER):
        yield LATER


def asked(cast, *, secret=False, here=HERE, remote=()):
    """Bob presides, Erin writes; a vote is open, named in the room or secret."""
    where = {"mode": "mixed"} if secret else {"mode": "in_person", "arrangements": ""}
    item = on_table(in_session(cast, here=here, remote=remote, **where), cast.bob)
    return item, actions.put_to_vote(item, by=cast.bob, minutes=5, secret=secret)


def entered(cast, vote, people, slips, **more):
    return voting.enter_paper(vote, by=cast.erin, people=[one.pk for one in people], slips=slips, **more)


def named(person, said):
    return Slip("choice", said, person_id=person.pk) if said != "blank" else Slip("blank", person_id=person.pk)


def closed(vote):
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
    return Vote.objects.get(pk=vote.pk)


def test_os_3_named_paper_counts_once_it_is_countersigned(cast, now):
    item, vote = asked(cast)
    batch = entered(cast, vote, [cast.gus, cast.hana], [named(cast.gus, "for"), named(cast.hana, "blank")])
    assert not Ballot.objects.filter(vote=vote).exists()
    voting.countersign_paper(batch, by=cast.bob)
    assert Ballot.objects.get(vote=vote, person=cast.gus).content == "for"
    with pytest.raises(Refused, match="déjà voté"):
        cast_one(vote, cast.gus, "against")
    cast_one(vote, cast.bob, "for")
    vote = closed(vote)
    assert every_trouble(vote, clock.now()) == []
    found = Decision.objects.get(item=item)
    assert (found.outcome, found.case["counts"]["for"], found.case["counts"]["blank"]) == ("adopted", 2, 1)
    entry = Entry.objects.get(act="vote.paper_counted")
    assert json.loads(entry.payload.canonical)["people"] == sorted([cast.gus.pk, cast.hana.pk])


def test_secret_paper_lies_in_the_urn_like_any_ballot_and_is_recounted(cast, now):
    item, vote = asked(cast, secret=True)
    cast_one(vote, cast.bob, "against")
    batch = entered(cast, vote, [cast.faye, cast.gus, cast.hana], [Slip("choice", "for", 2), Slip("blank")])
    voting.countersign_paper(batch, by=cast.bob)
    batch.refresh_from_db()
    assert batch.ballots is None, "what paper said is not kept apart from the rest"
    assert set(vote.roll.filter(answered_at__isnull=False).values_list("answered_at", flat=True)) == {vote.opened_at}
    with pytest.raises(Refused, match="déjà voté"):
        cast_one(vote, cast.faye, "for")
    vote = closed(vote)
    assert every_trouble(vote, clock.now()) == []
    again = answer(tally.tally(read(json.loads(vote.publication.content), tally.METHODS)))
    assert again["counts"] == vote.outcome["counts"] == {"Pour": 2, "Contre": 1}
    assert Decision.objects.get(item=item).outcome == "adopted"
    said = " ".join(Entry.objects.filter(act__startswith="vote.paper").values_list("payload__canonical", flat=True))
    assert '"for"' not in said and f"[{cast.faye.pk}," not in said


def test_the_publication_and_the_minutes_say_how_many_were_on_paper(cast, client, now):
    item, vote = asked(cast, secret=True)
    batch = entered(cast, vote, [cast.gus, cast.hana], [Slip("choice", "for", 2)], teller=cast.faye)
    voting.countersign_paper(batch, by=cast.faye)
    vote = closed(vote)
    client.force_login(cast.bob)
    with clock.pretend(vote.closes_at + timedelta(minutes=1)):
        page = client.get(f"/votes/{vote.pk}/lists/").content.decode()
    assert "2 sur papier, saisis par Erin Fontaine et contresignés par Faye Clain" in page
    with clock.pretend(vote.closes_at + timedelta(minutes=2)):
        actions.close_session(item.meeting, by=cast.bob)
    minutes = Minutes.objects.get(meeting=item.meeting_id)
    assert "Dont 2 bulletins sur papier, saisis par Erin Fontaine, contresignés par Faye Clain." in written(minutes)


def test_the_publication_and_the_minutes_say_which_papers_nobody_countersigned_in_time(cast, client, now):
    item, vote = asked(cast)
    entered(cast, vote, [cast.gus, cast.hana], [named(cast.gus, "for"), named(cast.hana, "blank")])
    cast_one(vote, cast.bob, "for")
    vote = closed(vote)
    client.force_login(cast.bob)
    with clock.pretend(vote.closes_at + timedelta(minutes=1)):
        assert "2 bulletins sur papier ne sont pas comptés" in client.get(f"/votes/{vote.pk}/lists/").content.decode()
        actions.close_session(item.meeting, by=cast.bob)
    found = written(Minutes.objects.get(meeting=item.meeting_id)).replace("\xa0", " ")
    assert "Non comptés : 2 bulletins sur papier, saisis par Erin Fontaine" in found


def test_somebody_who_answered_meanwhile_makes_the_countersign_refuse_with_their_name(cast, now):
    _item, vote = asked(cast, secret=True)
    batch = entered(cast, vote, [cast.gus, cast.hana], [Slip("choice", "for", 2)])
    cast_one(vote, cast.hana, "against")
    with pytest.raises(Refused, match="de Hana"):
        voting.countersign_paper(batch, by=cast.bob)
    assert vote.roll.filter(answered_at__isnull=False).count() == 1
    voting.withdraw_paper(batch, by=cast.erin)
    with pytest.raises(Refused, match="retirés"):
        voting.countersign_paper(batch, by=cast.bob)
    assert PaperBatch.objects.get(pk=batch.pk).ballots is None


def test_two_people_hold_the_paper_whatever_their_role(cast, now):
    _item, vote = asked(cast)
    for who in (cast.bob, cast.gus, cast.alice, cast.anonymous):
        with pytest.raises(Refused):
            voting.enter_paper(vote, by=who, people=[cast.gus.pk], slips=[named(cast.gus, "for")])
    batch = entered(cast, vote, [cast.gus], [named(cast.gus, "for")])
    cast.erin.is_superuser = cast.hana.is_superuser = True
    cast.erin.save()
    cast.hana.save()
    with pytest.raises(Refused, match="une autre personne"):
        voting.countersign_paper(batch, by=cast.erin)
    for who in (cast.gus, cast.hana, cast.anonymous):
        with pytest.raises(Refused, match=r"contresign"):
            voting.countersign_paper(batch, by=who)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperBatch.objects.filter(pk=batch.pk).update(countersigned_by=cast.erin)


def test_st_10_2_a_paper_is_of_somebody_there_on_the_roll_and_once(cast, now):
    _item, vote = asked(cast, secret=True, remote=("hana",))
    two = [Slip("choice", "for", 2)]
    with pytest.raises(Refused, match=r"Hana n’est pas dans la salle.*art\. 10\.2"):
        entered(cast, vote, [cast.gus, cast.hana], two)
    with pytest.raises(Refused, match="pas sur la liste"):
        entered(cast, vote, [cast.gus, cast.ivan], two)
    cast_one(vote, cast.faye, "for")
    with pytest.raises(Refused, match="Faye"):
        entered(cast, vote, [cast.gus, cast.faye], two)
    actions.check_out(vote_meeting(vote), by=cast.bob)
    with pytest.raises(Refused, match="n’est pas dans la salle"):
        entered(cast, vote, [cast.gus, cast.bob], two)
    entered(cast, vote, [cast.gus, cast.erin], two)
    with pytest.raises(Refused, match="déjà saisi"):
        entered(cast, vote, [cast.gus, cast.erin], two)


def vote_meeting(vote):
    return AgendaItem.objects.select_related("meeting").get(pk=vote.owner_id).meeting


def test_somebody_recused_has_no_paper(cast, now):
    item = on_table(in_session(cast, here=HERE), cast.bob)
    actions.recuse(item, by=cast.gus, person=cast.gus, reason="contrat")
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    with pytest.raises(Refused, match="pas sur la liste"):
        entered(cast, vote, [cast.gus, cast.hana], [Slip("choice", "for", 2)])


@pytest.mark.parametrize(
    ("slips", "why"),
    [
        ([Slip("choice", "for", 3)], "2 personnes et compté 3"),
        ([], "compté 0"),
        ([Slip("choice", "peut-être", 2)], "options"),
        ([Slip("choice", "for", -1), Slip("choice", "against", 3)], "nombre entier"),
    ],
)
def test_numbers_of_papers_agree_with_the_people(cast, now, slips, why):
    _item, vote = asked(cast, secret=True)
    with pytest.raises(Refused, match=why):
        entered(cast, vote, [cast.gus, cast.hana], slips)


def test_one_secret_paper_alone_is_refused_because_it_would_say_whose_it_is(cast, now):
    _item, vote = asked(cast, secret=True)
    with pytest.raises(Refused, match="dirait de qui"):
        entered(cast, vote, [cast.gus], [Slip("choice", "for")])


def test_no_paper_enters_after_the_close(cast, now):
    _item, vote = asked(cast)
    batch = entered(cast, vote, [cast.gus], [named(cast.gus, "for")])
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        with pytest.raises(Refused, match="clos"):
            voting.countersign_paper(batch, by=cast.bob)
        with pytest.raises(Refused, match="clos"):
            entered(cast, vote, [cast.hana], [named(cast.hana, "for")])


def test_a_vote_waits_for_the_paper_of_those_who_are_there(cast, now):
    item, vote = asked(cast, here=("bob", "erin", "faye", "gus"))
    for who in (cast.bob, cast.erin, cast.faye):
        cast_one(vote, who, "for")
    batch = entered(cast, vote, [cast.gus], [named(cast.gus, "for")])
    with pytest.raises(Refused, match="Gus"):
        actions.close_item_vote(item, by=cast.bob)
    voting.countersign_paper(batch, by=cast.bob)
    assert actions.close_item_vote(item, by=cast.bob).outcome["counts"]["Pour"] == 4


def test_the_database_keeps_what_was_entered(cast, now):
    _item, vote = asked(cast)
    batch = entered(cast, vote, [cast.gus], [named(cast.gus, "for")])
    rows = PaperBatch.objects.filter(pk=batch.pk)
    for change in ({"ballots": []}, {"people": []}, {"size": 9}, {"entered_by": cast.bob}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    voting.countersign_paper(batch, by=cast.bob)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(countersigned_by=cast.gus)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize("secret", [False, True])
def test_paper_is_entered_checked_and_countersigned_on_pages(cast, client, now, secret):
    item, vote = asked(cast, secret=secret)
    base = f"/meetings/{item.meeting_id}/items/{item.pk}/"
    client.force_login(cast.erin)
    assert "Saisir des papiers" in client.get(f"{base}papers/").content.decode()
    typed = (
        {"people": [cast.gus.pk, cast.hana.pk], "n-for": 1, "n-blank": 1, "teller": cast.faye.pk}
        if secret
        else {f"p-{cast.gus.pk}": "for", f"p-{cast.hana.pk}": "blank", "teller": cast.faye.pk}
    )
    if secret:
        wrong = client.post(f"{base}papers/", typed | {"n-for": 7})
        assert wrong.status_code == 403 and 'value="7"' in wrong.content.decode()
    assert client.post(f"{base}papers/", typed).status_code == 302
    batch = PaperBatch.objects.get()
    assert "Ils sont conformes" not in client.get(f"{base}papers/").content.decode()
    client.force_login(cast.gus)
    assert client.get(f"{base}papers/").status_code == 403
    client.force_login(cast.faye)
    assert "Vérifier des bulletins papier" in client.get(item.meeting.get_absolute_url()).content.decode()
    page = client.get(f"{base}papers/").content.decode()
    assert "Ils sont conformes" in page and "Saisir des papiers" not in page
    assert client.post(f"{base}papers/{batch.pk}/countersign/").status_code == 302
    assert vote.roll.filter(answered_at__isnull=False).count() == 2


def test_the_papers_of_an_election_name_people(cast, client, now):
    seats = {"title": "Élire le conseil", "matter": "board_election", "text": "Deux sièges.", "seats": 2}
    here = (*HERE, "ivan")
    renewing(cast, 2)
    meeting = in_session(cast, cast.assembly, here=here, items=(seats,), mode="in_person", arrangements="")
    item = on_table(meeting, cast.bob)
    for who in (cast.faye, cast.gus, cast.hana):
        actions.stand(item, by=who)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    keys = {option.person_id: option.key for option in vote.options.all()}
    base = f"/meetings/{meeting.pk}/items/{item.pk}/"
    client.force_login(cast.erin)
    assert "Hana" in client.get(f"{base}slips/").content.decode()
    people = [cast.faye.pk, cast.gus.pk, cast.hana.pk, cast.ivan.pk]
    typed = {"people": people, "names-1": [keys[cast.gus.pk], keys[cast.hana.pk]], "n-1": 2}
    typed |= {"names-2": [keys[cast.gus.pk]], "n-2": 1, "n-blank": 1}
    assert client.post(f"{base}papers/", typed | {"n-2": ""}).status_code == 403
    assert client.post(f"{base}papers/", typed | {"names-2": list(keys.values())}).status_code == 403
    assert client.post(f"{base}papers/", typed).status_code == 302
    client.force_login(cast.bob)
    assert "Gus, Hana" in client.get(f"{base}papers/").content.decode()
    voting.countersign_paper(PaperBatch.objects.get(), by=cast.bob)
    vote = closed(vote)
    assert (vote.outcome["counts"], vote.outcome["blanks"]) == ({"Faye Clain": 0, "Gus": 3, "Hana": 2}, 1)
    assert sorted(Decision.objects.get(item=item).judgement["elected"]) == sorted([cast.gus.pk, cast.hana.pk])
    assert every_trouble(vote, clock.now()) == []


def test_a_page_of_slips_prints_for_those_who_run_the_session(cast, client, now):
    item = on_table(in_session(cast, here=HERE), cast.bob)
    address = f"/meetings/{item.meeting_id}/items/{item.pk}/slips/"
    client.force_login(cast.gus)
    assert client.get(address).status_code == 403
    client.force_login(cast.bob)
    page = client.get(address).content.decode()
    assert page.count('class="slip"') == 4
    assert "Acheter un broyeur" in page and "Pour" in page and "vote blanc" in page
