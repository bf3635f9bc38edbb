"""What an item pays, and the documents it is not convened without: functions, refunds, the accounts of the year."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import AgendaItem, Decision, ItemDocument, Recusal
from governance.assemblies.writing import written
from governance.verdict import Refused
from governance.voting import actions as voting
from rooms.files import looked_at
from tests.assemblies.meetings import (
    HELD,
    PREPARED,
    cast_one,
    convened,
    governed,
    in_session,
    on_table,
    prepared,
    voted,
    with_item,
    with_pieces,
)

HERE = {"mode": "in_person", "arrangements": ""}
LATER = HELD + timedelta(minutes=5)
PIECES = ("result", "balance_sheet", "annex")


@pytest.fixture
def cast(cast):
    return governed(cast)


def paying(person, **more):
    return {
        "title": "Une indemnité",
        "text": "Le conseil verse cent euros.",
        "payment": "function",
        "payee": person,
    } | more


def join(item, by, nature):
    chosen = [looked_at(SimpleUploadedFile(f"{nature or 'note'}.txt", b"Ce qui est joint"))]
    return actions.add_documents(item, by=by, chosen=chosen, nature=nature)


def read(client, who, address) -> str:
    client.force_login(who)
    return client.get(address).content.decode().replace("\xa0", " ").replace("\u202f", " ")


# --- Functions ---------------------------------------------------------------------------------------


def test_st_16_1_whoever_puts_the_pay_of_an_administrator_on_the_agenda_reads_that_functions_are_unpaid(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, **HERE)
        client.force_login(cast.bob)
        form = client.get(reverse("item-add", args=[meeting.pk])).content.decode()
        data = {"title": "Une indemnité", "matter": "board_decision", "text": "Cent euros."}
        paid = {"payment": "function", "payee": cast.gus.pk}
        page = client.post(reverse("item-add", args=[meeting.pk]), data | paid, follow=True).content.decode()
    assert "est bénévole" in form
    assert "Gus ne prendra pas part au vote de ce point (art. 14.5)." in page
    assert "bénévoles (art. 16.1)" in page
    assert AgendaItem.objects.get(meeting=meeting).payee == cast.gus


def test_st_16_1_the_administrator_whom_an_item_pays_has_no_ballot_on_it_and_votes_on_the_rest(cast):
    meeting = in_session(cast, items=(paying(cast.gus), {"title": "Acheter une presse"}), **HERE)
    with clock.pretend(LATER):
        vote = actions.put_to_vote(on_table(meeting, cast.bob), by=cast.bob, minutes=5)
        assert cast.gus.pk not in vote.roll.values_list("person", flat=True)
        with pytest.raises(Refused):
            cast_one(vote, cast.gus, "for")
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
        second = actions.put_to_vote(on_table(meeting, cast.bob, 2), by=cast.bob, minutes=5)
        assert cast.gus.pk in second.roll.values_list("person", flat=True)


def test_st_16_1_the_president_who_would_be_paid_settles_no_tie(cast):
    meeting = in_session(cast, items=(paying(cast.bob),), **HERE)
    with clock.pretend(LATER):
        item = on_table(meeting, cast.bob)
        voted(item, cast.bob, {cast.erin: "for", cast.faye: "for", cast.gus: "against", cast.hana: "against"})
    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.case["counts"]["recused"]) == ("rejected", 1)


def test_st_16_1_nor_a_ballot_on_an_amendment_to_it(cast):
    meeting = in_session(cast, items=(paying(cast.gus),), **HERE)
    with clock.pretend(LATER):
        item = on_table(meeting, cast.bob)
        motion = actions.amend_item(item, by=cast.erin, title="Deux cents", text="Le conseil verse deux cents euros.")
        vote = actions.put_to_vote(motion, by=cast.bob, minutes=5)
    assert cast.gus.pk not in vote.roll.values_list("person", flat=True)


def test_st_16_1_the_minutes_say_whom_it_pays_and_that_they_took_no_part(cast):
    meeting = in_session(cast, items=(paying(cast.gus),), **HERE)
    with clock.pretend(LATER):
        voted(on_table(meeting, cast.bob), cast.bob, {cast.bob: "against", cast.erin: "against"})
    with clock.pretend(HELD + timedelta(hours=1)):
        text = written(actions.close_session(meeting, by=cast.bob).minutes.get())
    assert "Ce point paie Gus" in text
    assert "ne prend pas part au vote (art. 10.3, 14.5)" in text


def test_whoever_is_paid_and_is_not_there_leaves_the_count_as_it_is(cast):
    here = ("bob", "erin", "faye", "hana")
    meeting = in_session(cast, items=(paying(cast.gus),), here=here, **HERE)
    with clock.pretend(LATER):
        item = on_table(meeting, cast.bob)
        voted(item, cast.bob, {getattr(cast, key): "for" for key in here})
    assert Decision.objects.get(item=item).case["counts"]["recused"] == Recusal.objects.count() == 0


def test_paying_a_function_is_paying_somebody_who_holds_one(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        with pytest.raises(Refused, match="n’exerce aucune fonction"):
            with_item(meeting, cast.bob, **paying(cast.ivan))
        with pytest.raises(Refused, match="Nommez la personne"):
            with_item(meeting, cast.bob, **paying(None))
        with pytest.raises(Refused, match="choisissez ce qu’il faut décider"):
            with_item(meeting, cast.bob, **paying(cast.gus, matter=""))


def test_what_an_item_pays_may_change_until_it_is_sent_and_never_after(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, **HERE)
        item = with_item(meeting, cast.bob, **paying(cast.gus))
        told = {"title": item.title, "matter": item.matter, "text": item.text}
        assert actions.change_item(item, by=cast.bob, **told).payee is None
        actions.change_item(item, by=cast.bob, **told, payment="function", payee=cast.hana)
        actions.send_convocation(meeting, by=cast.bob)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(payment="", payee=None)
    assert AgendaItem.objects.get(pk=item.pk).payee == cast.hana


def test_whom_an_item_pays_is_known_to_the_people_of_the_association_alone(cast, client):
    meeting = convened(cast, items=(paying(cast.gus),), **HERE)
    address = meeting.get_absolute_url()
    assert "Ce point paierait Gus" in read(client, cast.erin, address)
    page = read(client, cast.dave, address)
    assert ("Gus" in page, "Ce point paierait une personne" in page) == (False, True)


# --- Refunds -----------------------------------------------------------------------------------------


def refunding(person):
    return paying(person, title="Rembourser un billet", text="Le conseil rembourse un billet.", payment="refund")


def test_st_16_2_expenses_are_not_refunded_without_a_receipt(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, **HERE)
        item = with_item(meeting, cast.bob, **refunding(cast.ivan))
        assert "Il manque encore, avant de convoquer : justificatif de frais." in read(
            client, cast.bob, meeting.get_absolute_url()
        )
        join(item, cast.bob, "")
        with pytest.raises(Refused, match=r"sans justificatif.*facture ou le reçu \(art\. 16\.2\)"):
            actions.send_convocation(meeting, by=cast.bob)
        join(item, cast.bob, "receipt")
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


def test_a_receipt_is_read_by_the_people_of_the_association_alone(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, **HERE)
        item = with_pieces(with_item(meeting, cast.bob, **refunding(cast.gus)), cast.bob)
        receipt = item.documents.get()
        actions.send_convocation(meeting, by=cast.bob)
        told = {}
        for who in (cast.erin, cast.dave, None):
            client.logout() if who is None else client.force_login(who)
            page = client.get(meeting.get_absolute_url()).content.decode()
            told[who] = (receipt.name in page, client.get(receipt.get_absolute_url()).status_code)
    assert told == {cast.erin: (True, 200), cast.dave: (False, 403), None: (False, 403)}


def test_st_16_2_whoever_is_refunded_keeps_their_vote(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, **HERE)
        with_pieces(with_item(meeting, cast.bob, **refunding(cast.gus)), cast.bob)
        actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(HELD):
        for who in (cast.bob, cast.erin, cast.faye, cast.gus):
            actions.check_in(meeting, by=who)
        meeting = actions.open_session(meeting, by=cast.bob)
        vote = actions.put_to_vote(on_table(meeting, cast.bob), by=cast.bob, minutes=5)
    assert cast.gus.pk in vote.roll.values_list("person", flat=True)


# --- The accounts of the year ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "said"),
    [("result", "compte de résultat"), ("balance_sheet", "leur bilan"), ("annex", "leur annexe")],
)
def test_st_20_1_the_accounts_of_the_year_are_not_convened_without_each_of_their_documents(cast, client, missing, said):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly, is_annual=True)
        with_item(meeting, cast.bob, title="Rapport moral", matter="moral_report")
        item = with_item(meeting, cast.bob, title="Comptes", matter="accounts")
        for nature in PIECES:
            if nature != missing:
                join(item, cast.bob, nature)
        label = ItemDocument.Nature(missing).label
        for address in (meeting.get_absolute_url(), reverse("item-documents", args=[meeting.pk, item.pk])):
            assert f"Il manque encore, avant de convoquer : {label}." in read(client, cast.bob, address)
        with pytest.raises(Refused, match=rf"point 2.*{said}.*art\. 20\.1") as refused:
            actions.send_convocation(meeting, by=cast.bob)
        assert refused.value.verdict.why.count("art. 20.1") == 1
        join(item, cast.bob, missing)
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


def test_st_20_1_the_form_offers_first_what_is_missing_and_the_page_says_what_each_document_is(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly)
        item = with_item(meeting, cast.bob, title="Comptes", matter="accounts")
        join(item, cast.bob, "result")
        page = read(client, cast.bob, reverse("item-documents", args=[meeting.pk, item.pk]))
    assert '<option value="balance_sheet" selected>bilan</option>' in page
    assert "<b>compte de résultat</b>" in page


def test_st_20_1_a_second_meeting_on_the_accounts_has_the_same_documents(cast):
    meeting = in_session(cast, cast.assembly, here=("bob",), items=({"matter": "accounts", "title": "Comptes"},))
    with clock.pretend(LATER):
        actions.state_no_quorum(meeting, by=cast.bob)
        meeting = actions.close_session(meeting, by=cast.bob)
        again = actions.call_again(meeting, by=cast.bob, starts_at=datetime(2026, 5, 2, 14, tzinfo=UTC))
        assert list(again.items.get(matter="accounts").documents.values_list("nature", flat=True)) == list(PIECES)
        assert actions.send_convocation(again, by=cast.bob).sent_at


def test_a_later_version_of_the_accounts_is_what_it_replaces(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly)
        item = with_pieces(with_item(meeting, cast.bob, title="Comptes", matter="accounts"), cast.bob)
        actions.send_convocation(meeting, by=cast.bob)
        chosen = [looked_at(SimpleUploadedFile("bilan-corrigé.txt", b"Corrige"))]
        sent = item.documents.get(nature="balance_sheet")
        (later,) = actions.add_documents(item, by=cast.bob, chosen=chosen, replaces=sent)
    assert (later.nature, later.is_late) == ("balance_sheet", True)
