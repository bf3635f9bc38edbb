"""Where items come from: requests taken up, proposals handed over, admissions, and seats that nobody holds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import AgendaRequest, Mandate
from governance.organizations import entry
from governance.organizations.models import Application
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
