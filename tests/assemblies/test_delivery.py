"""The convocation reaches everybody it must: once, in their language, again when it failed, and the log says so."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.assemblies import actions, mailing
from governance.assemblies.models import Convocation
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from tests.assemblies.meetings import PREPARED, convened, governed, prepared, with_item
from tests.cast import person
from tests.organizations.association import enrolled


@pytest.fixture
def cast(cast):
    return governed(cast)


@pytest.fixture
def broken(monkeypatch):
    """A mail server that raises what this list holds, letter after letter; then it works."""
    raises = []
    real = EmailBackend.send_messages

    def send(self, messages):
        if raises:
            raise raises.pop(0)
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return raises


def delivered(at=PREPARED, **more):
    with clock.pretend(at):
        return mailing.deliver_due(clock.now(), **more)


def to(who):
    return next(message for message in mail.outbox if message.to == [who.email])


def test_everybody_is_convened_once_with_all_that_the_statutes_want(cast):
    meeting = convened(cast, items=[{}, {"title": "La rentrée", "matter": "", "text": "", "words": "On en parle."}])
    assert delivered() == 6
    assert delivered(PREPARED + timedelta(hours=1)) == 0
    assert len(mail.outbox) == 6
    words = to(cast.gus).body
    for said in (
        "Gus",
        "CONSEIL DE MARS",
        "vendredi 20 mars 2026",
        "UTC+04:00",
        "La Case",
        "Visio : case.example",
        "Acheter un broyeur",
        "Le conseil achète un broyeur.",
        "On en parle.",
        f"/meetings/{meeting.pk}/",
        "voix délibérative dans cette instance",
        meeting.notice_sha256,
    ):
        assert said in words
    name, calendar, kind = to(cast.gus).attachments[0]
    assert (name, kind) == (f"seance-{meeting.pk}.ics", "text/calendar")
    assert "STATUS:CONFIRMED" in calendar
    assert not Convocation.objects.filter(meeting=meeting, sent_at=None).exists()


def test_one_reads_it_in_their_language_at_the_hour_of_the_association(cast):
    cast.gus.language, cast.gus.time_zone = "en", "Europe/Paris"
    cast.gus.save()
    convened(cast)
    delivered()
    assert "Friday, March 20, 2026" in to(cast.gus).body
    assert "UTC+04:00" in to(cast.gus).body


def test_nobody_is_written_to_before_the_convocation_leaves(cast):
    with clock.pretend(PREPARED):
        with_item(prepared(cast), cast.bob)
    assert delivered() == 0


def test_what_failed_is_tried_again_later_each_time_then_given_up_and_said(cast, broken, client):
    meeting = convened(cast)
    broken += [ConnectionRefusedError()] * 6
    assert delivered() == 0
    assert delivered() == 0, "not before its pause"
    assert set(meeting.convocations.values_list("error", "tries")) == {("unreached", 1)}
    assert delivered(PREPARED + timedelta(minutes=1)) == 6
    assert set(meeting.convocations.values_list("error", "next_at")) == {("", None)}


def test_a_letter_that_never_arrives_is_given_up_and_the_log_says_so(cast, broken, client):
    meeting = convened(cast)
    for n in range(len(mailing.PAUSES) + 1):
        broken[:] = [TimeoutError()] * 6
        delivered(PREPARED + timedelta(days=1) * n)
    broken.clear()
    assert delivered(PREPARED + timedelta(days=20)) == 0
    client.force_login(cast.bob)
    with clock.pretend(PREPARED + timedelta(days=10)):
        page = client.get(meeting.get_absolute_url()).content.decode()
    assert "abandonné après 6 essais" in page
    assert "6 non remises" in page


def test_who_has_no_address_is_said_in_the_log_at_once(cast, broken):
    meeting = convened(cast)
    cast.gus.is_active = False
    cast.gus.save()
    unknown = smtplib.SMTPRecipientsRefused({"hana@example.org": (550, b"no such user")})
    assert delivered(limit=1) == 1
    broken.append(unknown)
    delivered()
    found = dict(meeting.convocations.filter(next_at=None, sent_at=None).values_list("error", "tries"))
    assert found == {"no_address": 1, "refused": 1}


def test_two_couriers_never_write_the_same_letter(cast):
    convened(cast)
    with clock.pretend(PREPARED):
        now = clock.now()
        first, second = (mailing._claim(mailing.CONVOCATIONS, now, 4) for _courier in range(2))
        assert len(first) == 4
        assert len(second) == 2
        assert not {row.pk for row in first} & {row.pk for row in second}
        assert mailing._send(mailing.CONVOCATIONS, first, now + mailing.CLAIM) == 4
    assert delivered(PREPARED + timedelta(minutes=5)) == 0, "the other still holds its claim"
    assert delivered(PREPARED + mailing.CLAIM) == 2, "it died: its letters leave"


def test_a_cancelled_meeting_is_told_of_to_those_who_were_convened(cast, client):
    meeting = convened(cast)
    delivered()
    mail.outbox.clear()
    with clock.pretend(PREPARED + timedelta(days=1)):
        actions.cancel_meeting(meeting, by=cast.bob, reason="Le cyclone arrive.")
        assert mailing.deliver_due() == 6
        assert mailing.deliver_due() == 0
    assert "Le cyclone arrive." in to(cast.erin).body
    assert to(cast.erin).subject == "Annulée : Conseil de mars"
    assert "STATUS:CANCELLED" in to(cast.erin).attachments[0][1]


def test_cancelled_while_the_convocation_leaves_one_is_told_of_both(cast):
    meeting = convened(cast)
    with clock.pretend(PREPARED):
        rows = mailing._claim(mailing.CONVOCATIONS, clock.now(), 20)
        actions.cancel_meeting(meeting, by=cast.bob, reason="Le cyclone arrive.")
        mailing._send(mailing.CONVOCATIONS, rows, clock.now() + mailing.CLAIM)
        assert mailing.deliver_due() == 6
    assert {message.subject.split()[0] for message in mail.outbox} == {"Convocation", "Annulée"}


def test_a_batch_asks_the_same_of_the_database_for_one_and_for_many(cast):
    day = PREPARED.date().replace(month=1, day=6)
    for n in range(30):
        enrolled(cast, person(f"voter{n}"), paid=day)
    told = {"title": "La politique", "matter": "policy", "text": "On continue."}
    convened(cast, cast.assembly, items=(told,))

    def asked(limit):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            delivered(limit=limit)
        return len(queries)

    assert asked(1) == asked(20)


# --- Given up, and sent again ------------------------------------------------------------------------


def test_whoever_may_convene_sends_again_what_was_given_up_and_the_page_says_what_to_do(cast, client):
    meeting = convened(cast)
    cast.gus.is_active = False
    cast.gus.save()
    delivered()
    cast.gus.is_active = True
    cast.gus.save()
    with clock.pretend(PREPARED + timedelta(hours=1)):
        client.force_login(cast.bob)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert "Renvoyer les lettres abandonnées" in page and "prévenez la personne autrement" in page
        with pytest.raises(Refused, match="convoquée par la présidence"):
            actions.send_again(meeting, by=cast.hana)
        assert client.post(reverse("meeting-act", args=[meeting.pk, "send-again"])).status_code == 302
        assert "Renvoyer les lettres" not in client.get(meeting.get_absolute_url()).content.decode()
        with pytest.raises(Refused, match="Aucun envoi n’est abandonné"):
            actions.send_again(meeting, by=cast.bob)
        assert mailing.deliver_due() == 1
    assert meeting.convocations.get(person=cast.gus).sent_at == PREPARED + timedelta(hours=1)
    assert Entry.objects.filter(act="meeting.sent_again").count() == 1


# --- Invitations taken back --------------------------------------------------------------------------


def test_an_invitation_is_taken_back_before_the_session_and_whoever_had_it_is_told(cast, client):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    meeting = convened(cast)
    with clock.pretend(PREPARED):
        row = actions.invite(meeting, by=cast.bob, person=cast.dave)
        mailing.deliver_due()
        mail.outbox.clear()
        row.meeting = meeting
        with pytest.raises(Refused, match="présidence seule"):
            actions.withdraw_invitation(row, by=cast.erin)
        client.force_login(cast.bob)
        assert "Retirer l’invitation de Dave" in client.get(meeting.get_absolute_url()).content.decode()
        address = reverse("meeting-uninvite", args=[meeting.pk, row.pk])
        assert client.post(address).status_code == 302
        assert client.post(address).status_code == 403, "once"
        assert mailing.deliver_due() == 1
    assert to(cast.dave).subject == "Invitation retirée\xa0: Conseil de mars, le vendredi 20 mars 2026"
    with clock.pretend(PREPARED + timedelta(days=18)), pytest.raises(Refused):
        actions.check_in(meeting, by=cast.dave)


def test_whoever_is_convened_by_right_is_not_uninvited_and_somebody_may_be_invited_again(cast):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    meeting = convened(cast)
    with clock.pretend(PREPARED):
        with pytest.raises(Refused, match="on ne retire qu’une invitation"):
            actions.withdraw_invitation(meeting.convocations.get(person=cast.gus), by=cast.bob)
        row = actions.invite(meeting, by=cast.bob, person=cast.dave)
        actions.withdraw_invitation(row, by=cast.bob)
        assert Convocation.objects.get(pk=row.pk).next_at is None, "nobody wrote to them"
        assert actions.invite(meeting, by=cast.bob, person=cast.dave).pk == row.pk
        assert mailing.deliver_due() == 7
    assert to(cast.dave).subject.startswith("Convocation")
