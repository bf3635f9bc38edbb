"""Elections of a session: whoever art. 13 lets, always secret, most votes, a tie decided by another round."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from governance import clock
from governance.assemblies import actions, triggers
from governance.assemblies.models import AgendaItem, Body, Decision, Mandate, Minutes
from governance.assemblies.writing import written
from governance.organizations import actions as organizations
from governance.organizations.models import Enrolment
from governance.rules import statutes
from governance.rules.statutes import interpretations, open_atlas
from governance.verdict import Refused
from tests.assemblies.meetings import HELD, answered, convened, governed, on_table, prepared, with_item
from tests.cast import person
from tests.organizations.association import enrolled

ELECTION = {"title": "Élection du conseil", "matter": "board_election", "text": ""}


@pytest.fixture
def assembly(cast):
    """An assembly that fills two seats of the board, left by Gus and Hana; Ivan, Judith and Karim may stand."""
    return electing(cast)


@pytest.fixture
def with_lot(cast):
    """The same, whose rules settle a second tie by lot (A-4)."""
    chosen = interpretations.choose(open_atlas.STATUTES, "A-4", "second_round_then_lot")
    return electing(cast, content=statutes.write(chosen))


@pytest.fixture
def counting_the_present(cast):
    """The same, whose rules count for the quorum those who are there at that moment: it may be lost."""
    content = statutes.write(open_atlas.STATUTES)
    for matter in content["matters"]:
        if matter["key"] == "board_election":
            matter["rule"]["quorum"]["counts"] = "present"
    return electing(cast, content=content)


def electing(cast, **more):
    governed(cast, **more)
    for key in ("judith", "karim"):
        setattr(cast, key, person(key))
        organizations.admit(cast.space, getattr(cast, key), "member", by=cast.alice)
        enrolled(cast, getattr(cast, key), paid=date(2026, 1, 6))
    for key in ("gus", "hana"):
        mandate = Mandate.objects.get(body=cast.board, person=getattr(cast, key))
        with clock.pretend(HELD - timedelta(days=40)):
            actions.end_mandate(mandate, by=cast.bob, decision="Démission", decided_on=date(2026, 2, 1))
    return cast


def opened(cast, *, seats=2, stand=("ivan", "judith", "karim"), **more):
    meeting = convened(cast, cast.assembly, items=[ELECTION | {"seats": seats} | more], title="Assemblée annuelle")
    # The vacant seats came by themselves (ST-12.4a): this one is the last.
    item = meeting.items.order_by("position").last()
    with clock.pretend(HELD - timedelta(days=1)):
        for key in stand:
            actions.stand(item, by=getattr(cast, key), words="Je donnerai deux soirs par mois.")
    with clock.pretend(HELD):
        for key in ("bob", "erin", "faye", "ivan", "judith", "karim"):
            actions.check_in(meeting, by=getattr(cast, key))
        actions.open_session(meeting, by=cast.bob)
        return actions.open_item(item, by=cast.bob)


def naming(vote, *names):
    keys = {option.label: option.key for option in vote.options.all()}
    return [keys[name] for name in names]


def elect(cast, item, ballots):
    """One round: `ballots` says whom each person names; counted at its close."""
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    keys = {option.label: option.key for option in vote.options.all()}
    return answered(vote, {getattr(cast, who): [keys[name] for name in names] for who, names in ballots.items()})


def test_st_10_4_an_election_is_secret_whatever_anybody_asks(assembly):
    item = opened(assembly)
    with clock.pretend(HELD + timedelta(minutes=5)):
        assert actions.put_to_vote(item, by=assembly.bob, minutes=5, secret=False).is_secret


def test_st_12_1_those_with_most_voices_have_the_seats_and_their_mandates_are_recorded(assembly):
    item = opened(assembly)
    with clock.pretend(HELD + timedelta(minutes=5)):
        elect(
            assembly, item, {"bob": ["Ivan"], "erin": ["Ivan", "Karim"], "faye": ["Ivan", "Karim"], "ivan": ["Judith"]}
        )
        decision = Decision.objects.get(item=item)
        assert (decision.outcome, decision.judgement["vacant"]) == ("elected", 0)
        assert decision.judgement["elected"] == [assembly.ivan.pk, assembly.karim.pk]
        actions.install_elected(decision, by=assembly.erin)
        with translation.override("en"), pytest.raises(Refused, match="recorded already"):
            actions.install_elected(decision, by=assembly.erin)
    seats = Mandate.objects.filter(body=assembly.board, ended_on=None, since=HELD.date()).order_by("seat")
    assert [(one.person, one.seat) for one in seats] == [(assembly.ivan, 4), (assembly.karim, 5)]


def test_st_12_1_a_seventh_seat_is_refused(assembly):
    with clock.pretend(HELD - timedelta(days=20)):
        meeting = prepared(assembly, assembly.assembly)
        with pytest.raises(Refused, match=r"a 6 sièges.*art\. 12\.1"):
            with_item(meeting, assembly.bob, **ELECTION, seats=7)


def test_st_12_1_an_election_to_more_seats_than_will_be_open_is_not_convened(assembly, client):
    with clock.pretend(HELD - timedelta(days=20)):
        meeting = prepared(assembly, assembly.assembly)
        client.force_login(assembly.bob)
        told = ELECTION | {"seats": 3}
        page = client.post(f"/meetings/{meeting.pk}/items/add/", told, follow=True).content.decode()
        assert "pourvoit 3 sièges, et 2 sièges seulement seront à pourvoir le 20 mars 2026" in page
        with pytest.raises(Refused, match=r"pourvoit 3 sièges, et 2 sièges seulement.*art\. 12"):
            actions.send_convocation(meeting, by=assembly.bob)
        item = meeting.items.get(seats=3)
        actions.change_item(item, by=assembly.bob, title=item.title, matter=item.matter, seats=2)
        assert actions.send_convocation(meeting, by=assembly.bob).sent_at


def test_st_12_2_seats_whose_renewal_is_drawn_or_due_by_then_are_open(assembly):
    """Two seats are vacant, and the draw of the third that is due may fall until the assembly meets."""
    Body.objects.filter(pk=assembly.board.pk).update(cycle_start=date(2024, 3, 20), is_renewed_by_thirds=True)
    with clock.pretend(HELD - timedelta(days=20)):
        early = prepared(assembly, assembly.assembly, starts_at=HELD - timedelta(days=1))
        with_item(early, assembly.bob, **ELECTION, seats=3)
        with pytest.raises(Refused, match="2 sièges seulement"):
            actions.send_convocation(early, by=assembly.bob)
        meeting = prepared(assembly, assembly.assembly)
        with_item(meeting, assembly.bob, **ELECTION, seats=4)
        assert actions.send_convocation(meeting, by=assembly.bob).sent_at


def test_st_12_1_a_term_that_ends_on_the_day_of_the_assembly_leaves_its_seat_open(assembly):
    alice = Mandate.objects.get(body=assembly.board, person=assembly.alice)
    with clock.pretend(HELD - timedelta(days=20)):
        with triggers.lifted():
            Mandate.objects.filter(pk=alice.pk).update(until=HELD.date())
        meeting = prepared(assembly, assembly.assembly)
        with_item(meeting, assembly.bob, **ELECTION, seats=3)
        assert actions.send_convocation(meeting, by=assembly.bob).sent_at


def test_a_tie_for_the_last_seat_goes_to_a_second_round_between_the_tied(assembly):
    item = opened(assembly)
    with clock.pretend(HELD + timedelta(minutes=5)):
        elect(assembly, item, {"bob": ["Ivan", "Judith"], "erin": ["Ivan", "Karim"], "faye": ["Ivan"]})
        assert not Decision.objects.filter(item=item).exists()
        item = AgendaItem.objects.get(pk=item.pk)
    with clock.pretend(HELD + timedelta(minutes=20)):
        vote = actions.put_to_vote(item, by=assembly.bob, minutes=5)
        assert sorted(option.label for option in vote.options.all()) == ["Judith", "Karim"]
        keys = {option.label: option.key for option in vote.options.all()}
        answered(vote, {assembly.bob: [keys["Karim"]], assembly.erin: [keys["Karim"]]})
    assert Decision.objects.get(item=item).judgement["elected"] == [assembly.ivan.pk, assembly.karim.pk]


def test_a_second_tie_leaves_the_seat_vacant(assembly):
    item = opened(assembly, seats=1)
    with clock.pretend(HELD + timedelta(minutes=5)):
        elect(assembly, item, {"bob": ["Judith"], "erin": ["Karim"]})
    with clock.pretend(HELD + timedelta(minutes=20)):
        elect(assembly, AgendaItem.objects.get(pk=item.pk), {"bob": ["Judith"], "erin": ["Karim"]})
    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.judgement["vacant"], len(decision.judgement["tied"])) == ("rejected", 1, 2)


def test_st_13_2_whoever_is_a_member_for_a_year_at_most_does_not_stand(assembly):
    assembly.newcomer = person("newcomer")
    enrolled(assembly, assembly.newcomer, since=date(2025, 3, 20), paid=date(2026, 1, 6))
    with pytest.raises(Refused, match="plus d’un an"):
        opened(assembly, stand=("newcomer",))


def test_st_13_1_a_candidate_barred_since_then_stops_the_vote_until_they_are_taken_off(assembly):
    item = opened(assembly)
    Enrolment.objects.filter(person=assembly.karim).update(until=HELD.date(), ended_as="resigned")
    with clock.pretend(HELD + timedelta(minutes=5)):
        with pytest.raises(Refused, match="Karim ne peut pas être candidat"):
            actions.put_to_vote(item, by=assembly.bob, minutes=5)
        actions.withdraw_candidacy(item.candidacies.get(person=assembly.karim), by=assembly.bob)
        assert actions.put_to_vote(item, by=assembly.bob, minutes=5).options.count() == 2


def test_nobody_stands_nobody_is_elected(assembly):
    item = opened(assembly, stand=())
    with clock.pretend(HELD + timedelta(minutes=5)), pytest.raises(Refused, match="Personne n’est candidat"):
        actions.put_to_vote(item, by=assembly.bob, minutes=5)


def test_st_17_1_the_board_elects_its_bureau_a_post_at_a_time(assembly):
    treasurer = Mandate.objects.get(body=assembly.bureau, post="treasurer")
    with clock.pretend(HELD - timedelta(days=20)):
        actions.end_mandate(treasurer, by=assembly.bob, decision="Démission", decided_on=date(2026, 2, 27))
    told = {"title": "Trésorerie", "matter": "bureau_election", "text": "", "post": "treasurer"}
    meeting = convened(assembly, assembly.board, items=[told])
    with clock.pretend(HELD):
        for key in ("bob", "erin", "faye", "alice"):
            actions.check_in(meeting, by=getattr(assembly, key))
        actions.open_session(meeting, by=assembly.bob)
        item = on_table(meeting, assembly.bob)
        actions.stand(item, by=assembly.alice)
        elect(assembly, item, {"bob": ["Alice Payet"], "erin": ["Alice Payet"]})
        [mandate] = actions.install_elected(Decision.objects.get(item=item), by=assembly.bob)
    assert (mandate.person, mandate.post) == (assembly.alice, "treasurer")


def test_the_page_of_an_election_shows_who_stands_and_who_is_elected(assembly, client):
    item = opened(assembly)
    client.force_login(assembly.erin)
    with clock.pretend(HELD + timedelta(minutes=5)):
        assert "Je donnerai deux soirs" in client.get(item.meeting.get_absolute_url()).content.decode()
        elect(assembly, item, {"bob": ["Ivan"], "erin": ["Ivan", "Karim"], "faye": ["Karim"]})
        page = client.get(item.meeting.get_absolute_url()).content.decode()
    assert "Ivan, Karim" in page and "Enregistrer les mandats" in page


# --- Between two rounds ------------------------------------------------------------------------------

FIRST = {"bob": ["Ivan", "Judith"], "erin": ["Ivan", "Karim"], "faye": ["Ivan"]}


def tied_once(cast, ballots=FIRST, **more):
    """Ivan is elected; Judith and Karim contest the second seat."""
    item = opened(cast, **more)
    with clock.pretend(HELD + timedelta(minutes=5)):
        elect(cast, item, ballots)
    return AgendaItem.objects.select_related("meeting__body__organization__space").get(pk=item.pk)


def without_quorum(cast, meeting):
    """Everybody goes home."""
    for key in ("erin", "faye", "ivan", "judith", "karim", "bob"):
        actions.check_out(meeting, by=getattr(cast, key))


def minutes_of(cast, meeting):
    with clock.pretend(HELD + timedelta(hours=2)):
        for item in meeting.items.exclude(matter="").filter(decision__isnull=True):
            actions.withdraw_item(item, by=cast.bob, reason="Plus tard.")
        actions.close_session(meeting, by=cast.bob)
    found = Minutes.objects.select_related("meeting__body__organization__space").get(meeting=meeting)
    return written(found).replace("\xa0", " ").replace("\u202f", " ")


def test_a_quorum_lost_before_the_second_round_unseats_nobody(counting_the_present, client):
    cast = counting_the_present
    item = tied_once(cast)
    with clock.pretend(HELD + timedelta(minutes=20)):
        without_quorum(cast, item.meeting)
        actions.state_no_quorum(item.meeting, by=cast.bob)
        decision = Decision.objects.get(item=item)
        told = decision.judgement
        assert (decision.outcome, told["elected"], told["vacant"]) == ("elected", [cast.ivan.pk], 1)
        assert (told["missed"]["judgement"]["outcome"], told["tied"]) == ("no_quorum", [])
        assert decision.vote_id == item.rounds[0]["vote"]
        client.force_login(cast.bob)
        page = client.get(item.meeting.get_absolute_url()).content.decode()
        assert "Le quorum n’est plus atteint pour un second tour" in page
        [mandate] = actions.install_elected(decision, by=cast.bob)
    assert mandate.person == cast.ivan
    text = minutes_of(cast, item.meeting)
    assert "Le quorum n’est plus atteint pour un autre tour." in text
    assert "sont élu·e·s : **Ivan**. 1 siège reste vacant." in text


def test_a_quorum_lost_during_the_second_round_unseats_nobody(counting_the_present):
    cast = counting_the_present
    item = tied_once(cast)
    with clock.pretend(HELD + timedelta(minutes=20)):
        vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
        without_quorum(cast, item.meeting)
        answered(vote, {})
    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.judgement["elected"]) == ("elected", [cast.ivan.pk])
    assert decision.vote_id == item.rounds[0]["vote"] != vote.pk


def test_a_quorum_lost_after_a_round_that_elected_nobody_is_a_missed_quorum(counting_the_present):
    cast = counting_the_present
    item = tied_once(cast, {"bob": ["Judith"], "erin": ["Karim"]}, seats=1)
    with clock.pretend(HELD + timedelta(minutes=20)):
        without_quorum(cast, item.meeting)
        actions.state_no_quorum(item.meeting, by=cast.bob)
    assert Decision.objects.get(item=item).outcome == "no_quorum"


def barred(*people):
    Enrolment.objects.filter(person__in=people).update(until=HELD.date(), ended_as="resigned")


def test_st_13_1_the_second_round_goes_on_without_a_tied_candidate_who_may_stand_no_more(assembly):
    item = tied_once(assembly)
    barred(assembly.karim)
    with clock.pretend(HELD + timedelta(minutes=20)):
        vote = elect(assembly, item, {"bob": ["Judith"], "erin": ["Judith"]})
    assert [option.label for option in vote.options.all()] == ["Judith"]
    told = Decision.objects.get(item=item).judgement
    assert told["elected"] == [assembly.ivan.pk, assembly.judith.pk]
    assert told["rounds"][0]["barred"] == [assembly.karim.pk]
    assert "Ne peut plus être élu·e (art. 13), et ne figure donc pas au tour suivant : Karim." in minutes_of(
        assembly, item.meeting
    )


def test_st_13_1_where_no_tied_candidate_may_stand_any_more_the_first_round_is_the_decision(assembly):
    item = tied_once(assembly)
    barred(assembly.karim, assembly.judith)
    with clock.pretend(HELD + timedelta(minutes=20)):
        decision = actions.put_to_vote(item, by=assembly.bob, minutes=5)
    assert decision == Decision.objects.get(item=item)
    assert (decision.outcome, decision.judgement["elected"]) == ("elected", [assembly.ivan.pk])
    assert decision.judgement["vacant"] == 1
    assert "ne figure donc pas au tour suivant" in minutes_of(assembly, item.meeting)


# --- A second tie, and the lot -----------------------------------------------------------------------

SOURCE = {"name": "Loto du 28 mars 2026, cinq numéros", "known_at": HELD + timedelta(days=8), "numbers": 5}


def tied_twice(cast, **more):
    item = opened(cast, seats=1, **more)
    for minutes in (5, 20):
        with clock.pretend(HELD + timedelta(minutes=minutes)):
            elect(cast, AgendaItem.objects.get(pk=item.pk), {"bob": ["Judith"], "erin": ["Karim"]})
    return Decision.objects.select_related("item__meeting").get(item=item)


def test_a_4_where_the_rules_do_not_say_the_lot_a_second_tie_is_not_drawn(assembly):
    decision = tied_twice(assembly)
    with clock.pretend(HELD + timedelta(hours=1)), pytest.raises(Refused, match="le siège reste vacant"):
        actions.announce_tie_draw(decision, by=assembly.bob, sources=[SOURCE])


def test_a_4_a_second_tie_is_settled_by_a_public_draw_whose_result_has_the_seat(with_lot, client):
    cast, decision = with_lot, tied_twice(with_lot)
    page = decision.item.meeting.get_absolute_url()
    client.force_login(cast.bob)
    with clock.pretend(HELD + timedelta(hours=1)):
        assert "Départager par tirage au sort" in client.get(page).content.decode()
        with pytest.raises(Refused, match="n’a élu personne"):
            actions.install_elected(decision, by=cast.bob)
        with pytest.raises(Refused):
            actions.announce_tie_draw(decision, by=cast.ivan, sources=[SOURCE])
        address = f"/meetings/{decision.item.meeting_id}/items/{decision.item_id}/draw/"
        shown = client.get(address).content.decode()
        assert "Judith, Karim" in shown
        draw = actions.announce_tie_draw(decision, by=cast.bob, sources=[SOURCE])
        assert [entry["name"] for entry in draw.entries] == ["Judith", "Karim"]
        assert (draw.take, draw.announced["settles"]) == (1, decision.pk)
        with pytest.raises(Refused, match="déjà annoncé"):
            actions.announce_tie_draw(decision, by=cast.bob, sources=[SOURCE])
    with clock.pretend(HELD + timedelta(days=9)):
        actions.type_figures(draw, 0, by=cast.bob, figures="2 5 12 8 10")
        draw = actions.type_figures(draw, 0, by=cast.erin, figures="2 5 12 8 10")
        [name] = draw.result.selected
        assert f"Le sort a départagé l’élection\xa0: {name}" in client.get(page).content.decode()
        [mandate] = actions.install_elected(decision, by=cast.bob)
        with pytest.raises(Refused, match="déjà enregistrés"):
            actions.install_elected(decision, by=cast.bob)
    assert (str(mandate.person), mandate.since) == (name, date(2026, 3, 29))
    assert decision.follow_ups.exists(), "directors changed: it is declared"


def test_a_4_those_whom_votes_elected_sit_at_once_and_the_drawn_one_later(with_lot):
    cast = with_lot
    item = opened(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        elect(cast, item, {"bob": ["Ivan", "Judith"], "erin": ["Ivan", "Karim"], "faye": ["Ivan"]})
    with clock.pretend(HELD + timedelta(minutes=20)):
        elect(cast, AgendaItem.objects.get(pk=item.pk), {"bob": ["Judith"], "erin": ["Karim"]})
        decision = Decision.objects.get(item=item)
        draw = actions.announce_tie_draw(decision, by=cast.bob, sources=[SOURCE])
        assert [one.person for one in actions.install_elected(decision, by=cast.bob)] == [cast.ivan]
    with clock.pretend(HELD + timedelta(days=9)):
        for who in (cast.bob, cast.erin):
            draw = actions.type_figures(draw, 0, by=who, figures="2 5 12 8 10")
        [mandate] = actions.install_elected(decision, by=cast.bob)
    assert [str(mandate.person)] == draw.result.selected
