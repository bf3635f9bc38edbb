"""After a decision: what is left to do and who carries it, the special register, and what the association owes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, FollowUp, Mandate
from governance.assemblies.owed import owed_by, pressing
from governance.assemblies.special import lines_of
from governance.register.models import Entry
from governance.verdict import Refused
from tests.assemblies.meetings import HELD, governed, in_session, on_table, voted
from tests.cast import collective

LATER = HELD + timedelta(days=1)


@pytest.fixture
def cast(cast):
    return governed(cast)


def decided(cast, **more) -> Decision:
    meeting = in_session(cast, mode="in_person", **more)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        voted(item, cast.bob, {cast.bob: "for", cast.erin: "for", cast.faye: "for", cast.gus: "blank"})
    with clock.pretend(HELD + timedelta(hours=2)):
        actions.close_session(meeting, by=cast.bob)
    return Decision.objects.select_related("item__meeting__body__organization__space").get(item=item)


def test_st_15_1_what_is_decided_is_the_boards_until_somebody_says_how_it_was_done(cast, client):
    decision = decided(cast)
    follow_up = decision.follow_ups.get()
    page = f"/spaces/{cast.space.slug}/follow-ups/"
    assert "Portée par le conseil d’administration" in client.get(page).content.decode()
    with clock.pretend(LATER):
        with pytest.raises(Refused, match=r"conseil d’administration et le bureau \(art\. 15\)"):
            actions.take_follow_up(follow_up, by=cast.ivan)
        actions.take_follow_up(follow_up, by=cast.hana)
        assert "Portée par Hana" in client.get(page).content.decode()
        with pytest.raises(Refused, match="ce qui a été fait"):
            actions.close_follow_up(follow_up, by=cast.hana, words=" ")
        actions.close_follow_up(follow_up, by=cast.hana, words="Acheté d’occasion.")
        with pytest.raises(Refused, match="close"):
            actions.close_follow_up(follow_up, by=cast.bob, words="Encore.")
    assert "Acheté d’occasion." in client.get(page).content.decode()
    assert list(Entry.objects.filter(act__startswith="followup.").order_by("seq").values_list("act", flat=True)) == [
        "followup.taken",
        "followup.closed",
    ]


def test_the_page_of_a_decision_adds_takes_and_closes(cast, client):
    decision = decided(cast)
    client.force_login(cast.gus)
    with clock.pretend(LATER):
        page = client.get(decision.get_absolute_url()).content.decode()
        assert "Noter une autre suite" in page and decision.text_sha256 in page
        add = f"{decision.get_absolute_url()}follow-ups/add/"
        past = client.post(add, {"title": "Assurer", "due_on": "2026-01-01"})
        assert past.status_code == 403 and "Assurer" in past.content.decode()
        client.post(add, {"title": "Assurer", "due_on": "2026-03-25"})
        made = FollowUp.objects.get(title="Assurer")
        client.post(f"/follow-ups/{made.pk}/take/")
        assert client.get(f"/follow-ups/{made.pk}/close/").status_code == 200
    with clock.pretend(HELD + timedelta(days=10)):
        assert "En retard" in client.get(f"/spaces/{cast.space.slug}/follow-ups/").content.decode()
        answer = client.post(f"/follow-ups/{made.pk}/close/", {"words": "Assuré."}, follow=True)
    assert "Assuré." in answer.content.decode()
    register = client.get(f"/spaces/{cast.space.slug}/activity/").content.decode()
    assert "a noté une suite" in register and "a clos une suite" in register


def test_a_stranger_reads_and_changes_nothing(cast, client):
    decision = decided(cast)
    page = client.get(decision.get_absolute_url()).content.decode()
    assert "Noter une autre suite" not in page and "C’est fait" not in page
    client.force_login(cast.dave)
    assert client.post(f"/follow-ups/{decision.follow_ups.get().pk}/take/").status_code == 403
    assert client.post(f"{decision.get_absolute_url()}follow-ups/add/", {"title": "Payer"}).status_code == 403


def test_what_was_rejected_leaves_nothing_to_do(cast):
    meeting = in_session(cast, mode="in_person")
    with clock.pretend(HELD + timedelta(minutes=5)):
        voted(on_table(meeting, cast.bob), cast.bob, {cast.bob: "against"})
    decision = Decision.objects.select_related("item__meeting__body__organization__space").get()
    with clock.pretend(LATER), pytest.raises(Refused, match="n’a rien adopté"):
        actions.add_follow_up(decision, by=cast.bob, title="Acheter quand même")


# --- The special register ----------------------------------------------------------------------------


def test_st_18_1_each_change_of_directors_is_a_line_that_the_president_confirms(cast, client):
    with clock.pretend(LATER):
        actions.resign_mandate(Mandate.objects.get(body=cast.board, person=cast.hana), by=cast.hana)
        lines = lines_of(cast.organization)
        assert len(lines) == 10  # six seats, three posts, and somebody left
        last = lines[-1]
        assert "Hana cesse ses fonctions (démission)" in last.said
        with pytest.raises(Refused, match=r"tenu par la présidence.*art\. 18\.1"):
            actions.confirm_line(cast.organization, by=cast.erin, kind=last.kind, source_id=last.source_id)
        address = f"/spaces/{cast.space.slug}/special-register/"
        client.force_login(cast.bob)
        client.post(address, {"kind": last.kind, "source_id": last.source_id})
        page = client.get(address).content.decode()
    assert "confirmée par Bob Nativel" in page
    assert page.count("à confirmer par la présidence") == 9
    assert Entry.objects.filter(act="confirmation.given").count() == 1


def test_the_special_register_costs_the_same_however_long(cast, client):
    address = f"/spaces/{cast.space.slug}/special-register/"
    client.get(address)
    with clock.pretend(LATER):
        costs = [cost(client, address)]
        for key in ("hana", "gus", "faye"):
            who = getattr(cast, key)
            actions.resign_mandate(Mandate.objects.get(body=cast.board, person=who), by=who)
        costs.append(cost(client, address))
    assert costs[0] == costs[1]


def cost(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- What the association owes -----------------------------------------------------------------------


def owed(cast, day):
    return {one.due.key: one for one in owed_by(cast.organization, day)}


def test_st_9_1a_the_bureau_is_told_eleven_months_after_and_reads_that_it_is_late_after_twelve(cast, client):
    assert owed(cast, date(2026, 12, 4))["assembly"].state == "coming"
    assert owed(cast, date(2026, 12, 5))["assembly"].state == "soon"
    assert owed(cast, date(2027, 1, 6))["assembly"].state == "late"
    with clock.pretend(HELD.replace(year=2027)):
        home = f"/spaces/{cast.space.slug}/"
        assert "L’association doit" not in client.get(home).content.decode()
        client.force_login(cast.ivan)
        assert "L’association doit" not in client.get(home).content.decode()
        client.force_login(cast.faye)
        assert "Réunir l’assemblée générale" in client.get(home).content.decode()


def test_st_14_1a_a_board_that_met_this_quarter_is_due_by_the_end_of_the_next(cast):
    assert owed(cast, date(2026, 3, 19))["board"].day == date(2026, 6, 30)
    decided(cast)
    found = owed(cast, date(2026, 3, 21))
    assert found["board"].day == date(2026, 6, 30)
    assert owed(cast, date(2026, 7, 1))["board"].state == "late"


def test_st_14_1a_a_quarter_without_a_board_is_an_alert_that_the_people_of_the_board_read(cast, client):
    with clock.pretend(HELD.replace(month=7, day=2)):
        alert = "Aucune réunion du conseil au trimestre 2 de 2026"
        assert alert in client.get(f"/spaces/{cast.space.slug}/duties/").content.decode()
        page = f"/spaces/{cast.space.slug}/association/"
        assert alert not in client.get(page).content.decode()
        for who, reads in ((cast.ivan, False), (cast.gus, True)):
            client.force_login(who)
            assert (alert in client.get(page).content.decode()) is reads
        assert all(name in client.get(page).content.decode() for name in ("/follow-ups/", "/duties/", "/meetings/"))


def test_follow_ups_and_duties_cost_the_same_for_one_and_for_many(cast, client):
    decision = decided(cast)
    with clock.pretend(LATER):
        addresses = [f"/spaces/{cast.space.slug}/{page}/" for page in ("follow-ups", "duties")]
        [client.get(address) for address in addresses]
        costs = [cost(client, address) for address in addresses]
        for n in range(6):
            one = actions.add_follow_up(decision, by=cast.bob, title=f"Suite {n}", due_on=date(2026, 4, 1 + n))
            if n % 2:
                actions.take_follow_up(one, by=cast.hana)
        assert [cost(client, address) for address in addresses] == costs


def test_st_20_1_accounts_minutes_and_terms_are_on_the_page_and_in_the_calendar(cast, client):
    decided(cast)
    with clock.pretend(HELD + timedelta(days=20)):
        found = owed_by(cast.organization, date(2026, 4, 9))
        assert [one.due.key for one in pressing(found)] == ["minutes"]
        assert {"accounts", "assembly", "board", "minutes"} <= {one.due.key for one in found}
        page = client.get(f"/spaces/{cast.space.slug}/duties/").content.decode()
        assert "en retard" in page and "Faire approuver les comptes" in page
        file = client.get(f"/spaces/{cast.space.slug}/duties.ics").content.decode()
    assert file.startswith("BEGIN:VCALENDAR\r\n") and file.count("BEGIN:VEVENT") == len(found)
    assert "DTSTART;VALUE=DATE:20260404" in file


def test_an_association_without_rules_owes_nothing_here(db, client):
    cast = collective()
    assert owed_by(cast.organization, date(2030, 1, 1)) == []
    assert "Rien n’est dû" in client.get(f"/spaces/{cast.space.slug}/duties/").content.decode()
