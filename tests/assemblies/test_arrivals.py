"""Where items come from: requests taken up, proposals handed over, admissions, and seats that nobody holds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import AgendaRequest, FollowUp, Mandate
from governance.organizations import association, entry, exits
from governance.organizations.models import Application, Enrolment
from governance.register.models import Entry
from governance.verdict import Refused
from proposals.models import BodyDecision
from rooms.models import Message
from tests.assemblies.meetings import HELD, PREPARED, governed, in_session, on_table, prepared, voted
from tests.cast import person
from tests.organizations.association import applied
from tests.proposals.factories import BODY, REASON, a_proposal, answer, block, resolve

BEFORE = PREPARED - timedelta(days=5)


@pytest.fixture
def cast(cast):
    return governed(cast)


def asked(cast, **more):
    told = {"body": "board", "title": "Louer un local", "words": "Il fait chaud."}
    with clock.pretend(BEFORE):
        return actions.request_item(cast.room, by=cast.faye, **told | more)


def handed_over(cast):
    with clock.pretend(BEFORE):
        a_proposal(cast, phase="referred")
    return AgendaRequest.objects.get(source_kind="proposal")


# --- Requests ----------------------------------------------------------------------------------------


def test_a_request_is_put_on_an_agenda_with_one_button_and_its_author_sees_it(cast, client):
    request = asked(cast)
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        client.force_login(cast.bob)
        assert "Louer un local" in client.get(meeting.get_absolute_url()).content.decode()
        page = client.get(request.get_absolute_url()).content.decode()
        assert "Mettre à l’ordre du jour de « Conseil de mars »" in page
        take_up = reverse("agenda-request-take-up", args=[request.pk])
        assert client.post(take_up, {"meeting": meeting.pk}).status_code == 302
        assert client.post(take_up, {"meeting": meeting.pk}).status_code == 403, "once"
        item = meeting.items.get()
        assert (item.title, item.words, item.matter) == ("Louer un local", "Il fait chaud.", "")
        assert (item.source_kind, item.source_address) == ("agendarequest", request.get_absolute_url())
        client.force_login(cast.faye)
        assert "Elle est à l’ordre du jour de" in client.get(request.get_absolute_url()).content.decode()
    assert AgendaRequest.objects.get(pk=request.pk).outcome == "taken_up"
    assert Entry.objects.filter(act="agendarequest.taken_up").exists()


def test_a_request_goes_to_the_body_that_it_asks_by_those_who_prepare_its_meeting(cast):
    request = asked(cast, body="assembly")
    with clock.pretend(PREPARED):
        board, assembly = prepared(cast), prepared(cast, cast.assembly)
        with pytest.raises(Refused, match="s’adresse à une autre instance"):
            actions.take_up_request(request, by=cast.bob, meeting=board)
        with pytest.raises(Refused, match="préparé par les personnes qui convoquent"):
            actions.take_up_request(request, by=cast.ivan, meeting=assembly)
        assert actions.take_up_request(request, by=cast.bob, meeting=assembly)


def test_what_leaves_the_agenda_waits_again(cast):
    request = asked(cast)
    with clock.pretend(PREPARED):
        for leave in (
            lambda item: actions.remove_item(item, by=cast.bob),
            lambda item: actions.cancel_meeting(item.meeting, by=cast.bob, reason="Une autre date vient."),
        ):
            item = actions.take_up_request(request, by=cast.bob, meeting=prepared(cast))
            leave(item)
            request = AgendaRequest.objects.get(pk=request.pk)
            assert (request.outcome, request.closed_at, request.item_id) == ("", None, None)


# --- Proposals handed over ---------------------------------------------------------------------------


def test_a_proposal_handed_over_arrives_with_its_text_the_advice_and_the_open_blocks(cast):
    with clock.pretend(BEFORE - timedelta(days=60)):
        proposal = a_proposal(cast, impact="liability")
        answer(proposal, cast.erin)
        block(proposal, cast.faye)
    with clock.pretend(BEFORE):
        resolve(proposal, by=cast.bob, choice="hand_over", statement="Au conseil d’en décider.", reason="On l’a lu.")
    request = AgendaRequest.objects.get(source_kind="proposal")
    assert request.words == "Au conseil d’en décider."
    assert (request.text, request.source_address[:11]) == (BODY, "/proposals/")
    assert len(request.text_sha256) == 64
    assert request.advice["counts"] == {"agree": 1, "incomplete": 0, "abstain": 0, "disagree": 0, "block": 1}
    assert request.advice["said"] == (
        "Avis partagé\xa0: autant de pour que de contre. 1 pour, 0 incomplet, 0 abstention, 0 contre, 1 blocage."
    )
    assert request.advice["objections"] == [{"name": "Faye Clain", "reason": REASON}]


def test_it_becomes_an_item_whose_text_is_frozen_and_that_shows_the_advice(cast, client):
    request = handed_over(cast)
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        item = actions.take_up_request(request, by=cast.bob, meeting=meeting)
        assert (item.text, item.matter, item.source_kind) == (BODY, "liability", "proposal")
        with pytest.raises(Refused, match="celui sur lequel la consultation a porté"):
            actions.change_item(item, by=cast.bob, title=item.title, matter="liability", text="Autre chose.")
        actions.change_item(item, by=cast.bob, title=item.title, matter="board_decision", text=item.text)
        client.force_login(cast.bob)
        page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Ce que la consultation en disait." in page
    assert "Personne n’a encore répondu" in page
    assert request.source_address in page


def test_the_proposal_is_told_what_the_board_decided(cast, client):
    request = handed_over(cast)
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        actions.take_up_request(request, by=cast.bob, meeting=meeting)
        actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(HELD):
        for key in ("bob", "erin", "faye", "gus"):
            actions.check_in(meeting, by=getattr(cast, key))
        actions.open_session(meeting, by=cast.bob)
        item = on_table(meeting, cast.bob)
        voted(item, cast.bob, {cast.bob: "for", cast.erin: "for", cast.faye: "against"})
    told = BodyDecision.objects.get()
    assert (told.outcome, told.meeting, told.address) == ("adopted", "Conseil de mars", meeting.get_absolute_url())
    client.force_login(cast.bob)
    page = client.get(request.source_address).content.decode()
    assert "Ce qui en a été décidé" in page
    assert "Conseil de mars" in page
    assert Entry.objects.filter(act="proposal.decided", subject_id=request.source_id).count() == 1
    assert Message.objects.filter(thread=cast.room.thread_id, notice="proposal.decided").count() == 1


# --- What each meeting must answer -------------------------------------------------------------------


def waiting(cast, *names):
    """People whose admission waits for the bureau."""
    found = []
    with clock.pretend(BEFORE):
        for name in names:
            who = getattr(cast, name, None) or person(name)
            one = applied(cast, who, college="donateur")
            Application.objects.filter(pk=one.pk).update(
                completed_at=clock.now(), validated_at=clock.now(), validated_by=cast.erin
            )
            found.append(Application.objects.get(pk=one.pk))
    return found


def test_st_6_3_admissions_that_wait_are_on_the_agenda_of_each_meeting_of_the_bureau(cast, client):
    first, second = waiting(cast, "dave", "carol")
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.bureau, title="Bureau de mars")
        assert [item.source_id for item in meeting.items.all()] == [first.pk, second.pk]
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert "Dave Robert" not in page, "who asks is the affair of those who decide"
        assert not prepared(cast).items.exists(), "the board does not admit"


def test_st_6_3_the_session_is_not_closed_while_an_admission_has_no_outcome(cast):
    first, second, third = waiting(cast, "dave", "carol", "jules")
    meeting = in_session(cast, cast.bureau, here=["bob", "erin", "faye"], items=())
    with clock.pretend(HELD + timedelta(minutes=5)):
        with pytest.raises(Refused, match=r"3 demandes d’admission attendent.*\(art\. 6\)"):
            actions.close_session(meeting, by=cast.bob)
        entry.decide_application(first, by=cast.bob, outcome="admit")
        entry.decide_application(second, by=cast.bob, outcome="refuse", reason="Trop tôt.")
        with pytest.raises(Refused, match="1 demande d’admission attend"):
            actions.close_session(meeting, by=cast.bob)
        entry.decide_application(third, by=cast.bob, outcome="adjourn", reason="On se rencontre d’abord.")
        assert actions.close_session(meeting, by=cast.bob).closed_at


def test_st_12_4a_a_vacant_seat_adds_an_election_to_the_nearest_assembly(cast):
    with clock.pretend(BEFORE):
        mandate = Mandate.objects.get(body=cast.board, seat=6)
        actions.resign_mandate(mandate, by=mandate.person)
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly)
        item = meeting.items.get()
    assert (item.matter, item.seats, item.source_kind) == ("board_election", 1, "seats")


def test_st_12_4a_a_provisional_seat_is_put_to_the_nearest_assembly(cast):
    with clock.pretend(BEFORE):
        mandate = Mandate.objects.get(body=cast.board, seat=6)
        actions.resign_mandate(mandate, by=mandate.person)
        actions.co_opt(
            cast.board, cast.ivan, seat=6, by=cast.bob, decision="Conseil de février", decided_on=BEFORE.date()
        )
    with clock.pretend(PREPARED):
        assert prepared(cast, cast.assembly).items.get().seats == 1
        assert not prepared(cast).items.exists()


def test_a_full_board_adds_nothing(cast):
    with clock.pretend(PREPARED):
        assert not prepared(cast, cast.assembly).items.exists()


def test_st_6_3_an_admission_that_comes_later_is_put_on_what_nobody_was_convened_to_yet(cast):
    [first] = waiting(cast, "dave")
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.bureau, title="Bureau de mars")
        assert [item.source_id for item in meeting.items.all()] == [first.pk]
        second = read(cast, cast.carol)
        assert [item.source_id for item in meeting.items.all()] == [first.pk, second.pk]
        with pytest.raises(Refused, match=r"reste à l’ordre du jour.*art\. 6"):
            actions.remove_item(meeting.items.last(), by=cast.bob)


def test_st_6_3_one_that_comes_after_the_convocation_waits_for_the_next_meeting_and_holds_up_nothing(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.bureau, title="Bureau de mars")
        actions.add_item(meeting, by=cast.bob, title="La rentrée")
        actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(PREPARED + timedelta(days=1)):
        late = read(cast, cast.dave)
    with clock.pretend(HELD):
        for who in (cast.bob, cast.erin, cast.faye):
            actions.check_in(meeting, by=who)
        meeting = actions.open_session(meeting, by=cast.bob)
    with clock.pretend(HELD + timedelta(minutes=5)):
        assert actions.close_session(meeting, by=cast.bob).closed_at
        coming = prepared(cast, cast.bureau, title="Bureau d’avril", starts_at=HELD + timedelta(days=30))
    assert meeting.items.count() == 1
    assert coming.items.get().source_id == late.pk


def read(cast, who):
    """Somebody asks, answers, and the commission says yes, as people do it."""
    if not cast.organization.commission_seats.exists():
        association.name_to_commission(cast.organization, by=cast.alice, person=cast.erin)
    one = applied(cast, who, college="donateur")
    Application.objects.filter(pk=one.pk).update(completed_at=clock.now())
    return entry.validate_application(Application.objects.get(pk=one.pk), by=cast.erin)


# --- What the board carries, and posts to fill at once -----------------------------------------------


def test_st_15_1_the_agenda_of_the_next_board_lists_what_the_board_carries_until_it_is_done(cast):
    meeting = in_session(cast, mode="in_person")
    with clock.pretend(HELD + timedelta(minutes=5)):
        voted(on_table(meeting, cast.bob), cast.bob, {cast.bob: "for", cast.erin: "for"})
        follow_up = FollowUp.objects.get()
        coming = prepared(cast, title="Conseil d’avril", starts_at=HELD + timedelta(days=30))
        item = coming.items.get()
        assert (item.title, item.matter, item.source_kind) == ("Suites en cours", "", "followups")
        assert item.words == "- Acheter un broyeur (Conseil de mars), personne ne la porte"
        actions.take_follow_up(follow_up, by=cast.hana)
        assert coming.items.get().words.endswith("portée par Hana")
        with pytest.raises(Refused, match="tenue d’après les suites"):
            actions.change_item(item, by=cast.bob, title=item.title, words="Rien.")
        actions.close_follow_up(FollowUp.objects.get(), by=cast.hana, words="C’est fait.")
        assert not coming.items.exists()


def test_st_15_1_once_the_convocation_left_the_list_is_as_it_was_sent(cast):
    meeting = in_session(cast, mode="in_person")
    with clock.pretend(HELD + timedelta(minutes=5)):
        voted(on_table(meeting, cast.bob), cast.bob, {cast.bob: "for", cast.erin: "for"})
        coming = prepared(cast, title="Conseil d’avril", starts_at=HELD + timedelta(days=30))
        actions.send_convocation(coming, by=cast.bob)
        before = coming.items.get().words
        actions.close_follow_up(FollowUp.objects.get(), by=cast.hana, words="C’est fait.")
        assert coming.items.get().words == before


def test_st_17_2_a_vacant_post_is_an_urgent_election_on_the_board_being_prepared_and_on_the_next(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        actions.add_item(meeting, by=cast.bob, title="La rentrée")
        post = Mandate.objects.get(body=cast.bureau, post="treasurer")
        actions.resign_mandate(post, by=post.person)
        first, last = meeting.items.all()
        assert (first.matter, first.post, first.seats, last.title) == ("bureau_election", "treasurer", 1, "La rentrée")
        assert first.title.replace("\xa0", " ") == "Urgent : pourvoir un poste vacant du bureau, trésorerie"
        assert prepared(cast).items.get().post == "treasurer"
        for page in ("", "meetings/", "duties/", "follow-ups/", "special-register/", "association/"):
            found = client.get(f"/spaces/{cast.space.slug}/{page}").content.decode()
            assert found.count("Un poste est vacant au bureau") == 1, page


# --- Who is a member no more -------------------------------------------------------------------------


def test_whoever_leaves_the_association_holds_nothing_from_that_day_on(cast):
    with clock.pretend(PREPARED):
        assembly = prepared(cast, cast.assembly)
        board = prepared(cast)
        assert not assembly.items.exists()
        exits.resign(cast.organization.enrolments.get(person=cast.faye), by=cast.faye)
        today = cast.space.day(PREPARED)
        ended = Mandate.objects.filter(person=cast.faye).order_by("pk")
        assert [(one.ended_on, one.ending) for one in ended] == [(today, "not_member")] * 2
        assert (assembly.items.get().matter, assembly.items.get().seats) == ("board_election", 1)
        assert board.items.get().post == "treasurer"


def test_whoever_spoke_for_a_company_holds_nothing_once_another_speaks_for_it(cast):
    with clock.pretend(PREPARED):
        cast.organization.enrolments.filter(person=cast.faye).update(legal_name="La Coopérative")
        company = cast.organization.enrolments.get(person=cast.faye)
        entry.change_representative(company, by=cast.bob, person=cast.carol)
        endings = Mandate.objects.filter(person=cast.faye).values_list("ending", flat=True)
        assert list(endings) == ["not_member"] * 2


def test_a_death_ends_the_mandates_on_its_day(cast):
    with clock.pretend(PREPARED):
        day = cast.space.day(BEFORE)
        exits.record_death(cast.organization.enrolments.get(person=cast.gus), by=cast.bob, died_on=day)
    assert Mandate.objects.get(person=cast.gus).ended_on == day


def test_a_member_of_the_board_who_is_excluded_sits_no_more(cast):
    with clock.pretend(PREPARED):
        enrolment = cast.organization.enrolments.get(person=cast.gus)
        exits.end_enrolment(enrolment, Enrolment.End.EXCLUDED, by=cast.bob, reason="Faute grave")
        assert not cast.board.members(cast.space.day(PREPARED)).filter(pk=cast.gus.pk).exists()


def test_a_change_of_college_takes_no_mandate(cast):
    with clock.pretend(PREPARED):
        enrolment = cast.organization.enrolments.select_related("college").get(person=cast.gus)
        entry.move(enrolment, cast.organization.colleges.get(key="bienfaiteur"), by=cast.bob)
    assert Mandate.objects.get(person=cast.gus).ended_on is None
