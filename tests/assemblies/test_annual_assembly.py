"""The annual assembly of forty members, from its convocation to its signed minutes, each act through its page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Mandate, Meeting, Minutes
from governance.organizations import actions as organizations
from governance.register.verification import verify
from governance.voting import actions as voting
from governance.voting.models import Vote
from governance.voting.urn import new_code
from tests.assemblies.meetings import governed
from tests.cast import person
from tests.organizations.association import enrolled

CONVENED = datetime(2026, 3, 5, 19, 30, tzinfo=UTC)  # 23 h 30 on the 5th in Saint-Denis, the last lawful day
HELD = datetime(2026, 3, 20, 14, tzinfo=UTC)
TEXTS = [
    ("Rapport moral", "moral_report", "L’assemblée approuve le rapport moral."),
    ("Comptes", "accounts", "L’assemblée approuve les comptes de l’exercice."),
    ("Cotisations", "dues", "La cotisation des donateurs est de vingt euros."),
]


PIECES = ("result", "balance_sheet", "annex")


class Walk:
    """Somebody at their browser, at a moment."""

    def __init__(self, who):
        self.client = Client()
        self.client.force_login(who)

    def post(self, address, at, **data):
        with clock.pretend(at):
            answer = self.client.post(address, data)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        return answer["Location"]

    def read(self, address, at):
        with clock.pretend(at):
            return self.client.get(address).content.decode()


@pytest.fixture
def association(cast):
    """Forty members who vote, two seats of the board to fill."""
    governed(cast)
    cast.everybody = [cast.bob, cast.erin, cast.faye, cast.gus, cast.hana, cast.alice, cast.ivan]
    for n in range(33):
        one = person(f"member{n}")
        enrolled(cast, one, paid=date(2026, 1, 6))
        cast.everybody.append(one)
    for who in cast.everybody[7:10]:
        organizations.admit(cast.space, who, "member", by=cast.alice)
    for mandate in Mandate.objects.filter(body=cast.board, person__in=[cast.gus, cast.hana]):
        with clock.pretend(CONVENED - timedelta(days=20)):
            actions.end_mandate(mandate, by=cast.bob, decision="Démission", decided_on=date(2026, 2, 10))
    return cast


def convoked(cast) -> Meeting:
    """Bob prepares the assembly, the vacant seats on it already, and sends it half an hour before midnight."""
    bob = Walk(cast.bob)
    where = bob.post(
        f"/spaces/{cast.space.slug}/bodies/general_assembly/meetings/new/",
        CONVENED - timedelta(days=1),
        title="Assemblée générale annuelle",
        starts_at="2026-03-20T18:00",
        mode="mixed",
        place="La Case",
        arrangements="Visio : case.example",
    )
    for title, matter, text in TEXTS:
        bob.post(f"{where}items/add/", CONVENED - timedelta(hours=2), title=title, matter=matter, text=text)
    accounts = Meeting.objects.get().items.get(matter="accounts")
    for nature in PIECES:
        file = SimpleUploadedFile(f"{nature}.txt", nature.encode())
        bob.post(f"{where}items/{accounts.pk}/documents/", CONVENED - timedelta(hours=1), chosen=file, nature=nature)
    bob.post(f"{where}do/send/", CONVENED)
    return Meeting.objects.get()


def opened(cast, meeting, here):
    """They check in, each on their phone; Bob opens."""
    for who in here:
        Walk(who).post(f"/meetings/{meeting.pk}/do/check-in/", HELD - timedelta(minutes=10))
    bob = Walk(cast.bob)
    bob.post(f"/meetings/{meeting.pk}/do/open/", HELD)
    return bob


def test_forty_members_hold_their_annual_assembly(association):
    cast = association
    meeting = convoked(cast)
    assert meeting.convocations.filter(deliberates=True).count() == 40
    for who in cast.everybody[7:10]:
        Walk(who).post(
            f"/meetings/{meeting.pk}/items/{meeting.items.get(seats=2).pk}/stand/", HELD, words="Volontaire."
        )
    here = cast.everybody[:20]
    bob = opened(cast, meeting, here)
    now = HELD + timedelta(minutes=5)
    for item in meeting.items.filter(seats=None):
        bob.post(f"/meetings/{meeting.pk}/items/{item.pk}/do/open/", now)
        bob.post(f"/meetings/{meeting.pk}/items/{item.pk}/vote/", now, minutes=5)
        vote = Vote.objects.get(owner_kind="agendaitem", owner_id=item.pk)
        with clock.pretend(now + timedelta(minutes=2)):
            for n, who in enumerate(here):
                voting.cast_ballot(
                    vote, by=who, kind="choice", ballot="against" if n % 5 == 4 else "for", key=new_code(vote.pk)
                )
        now += timedelta(minutes=6)
        with clock.pretend(now):
            voting.count_due(now)
        assert "Adopté" in bob.read(meeting.get_absolute_url(), now)
    election = meeting.items.get(seats=2)
    bob.post(f"/meetings/{meeting.pk}/items/{election.pk}/do/open/", now)
    bob.post(f"/meetings/{meeting.pk}/items/{election.pk}/vote/", now, minutes=10)
    vote = Vote.objects.get(owner_kind="agendaitem", owner_id=election.pk)
    keys = {option.person_id: option.key for option in vote.options.all()}
    first, second, third = (one.pk for one in cast.everybody[7:10])
    with clock.pretend(now + timedelta(minutes=2)):
        for n, who in enumerate(here):
            named = [first, second] if n % 2 else [first, third] if n % 4 else [first]
            voting.cast_ballot(vote, by=who, kind="choice", ballot=[keys[pk] for pk in named], key=new_code(vote.pk))
    now += timedelta(minutes=11)
    with clock.pretend(now):
        voting.count_due(now)
    bob.post(f"/meetings/{meeting.pk}/items/{election.pk}/install/", now)
    bob.post(f"/meetings/{meeting.pk}/do/close/", now)

    outcomes = list(Decision.objects.order_by("number").values_list("outcome", flat=True))
    assert outcomes == ["adopted", "adopted", "adopted", "elected"]
    elected = Mandate.objects.filter(body=cast.board, since=date(2026, 3, 20)).order_by("seat")
    assert [(one.seat, one.person_id) for one in elected] == [(4, first), (5, second)]

    minutes = Minutes.objects.get()
    signed(cast, minutes, now + timedelta(days=1))
    minutes.refresh_from_db()
    assert (minutes.number, minutes.is_published) == (1, True)
    assert minutes.content.count("**adopté**") == 3
    assert verify(cast.space.chain) is None


def signed(cast, minutes, at):
    """Erin, who wrote, then Bob, who presided, each with a fresh password."""
    for who, act in ((cast.erin, "sign"), (cast.bob, "countersign")):
        walk = Walk(who)
        with clock.pretend(at):
            walk.client.login(email=who.email, password="palabre")
            address = f"/minutes/{minutes.pk}/{act}/"
            asked = walk.client.get(address)
            if asked.status_code == 302:
                walk.client.post(asked["Location"], {"password": "palabre"})
                asked = walk.client.get(address)
            answer = walk.client.post(address, {"sha256": asked.context["sha256"]})
            assert answer.status_code == 302, answer.content.decode()[-2000:]


def test_with_seven_of_forty_nothing_is_decided_and_another_assembly_is_proposed_with_full_notice(association):
    cast = association
    meeting = convoked(cast)
    bob = opened(cast, meeting, cast.everybody[:7])
    item = meeting.items.get(matter="moral_report")
    bob.post(f"/meetings/{meeting.pk}/items/{item.pk}/do/open/", HELD)
    with clock.pretend(HELD):
        answer = bob.client.post(f"/meetings/{meeting.pk}/items/{item.pk}/vote/", {"minutes": 5})
    assert (answer.status_code, "il en faut 8 ; 7 ont pris part" in answer.content.decode().replace("\xa0", " ")) == (
        403,
        True,
    )
    bob.post(f"/meetings/{meeting.pk}/do/no-quorum/", HELD + timedelta(minutes=30))
    bob.post(f"/meetings/{meeting.pk}/do/close/", HELD + timedelta(minutes=31))
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"no_quorum"}

    after = HELD + timedelta(hours=1)
    page = bob.read(f"/meetings/{meeting.pk}/again/", after)
    assert 'value="2026-04-04T18:00"' in page
    where = bob.post(f"/meetings/{meeting.pk}/again/", after, moment="2026-04-04T18:00")
    bob.post(f"{where}do/send/", after)
    again = Meeting.objects.latest("pk")
    assert (again.recalls, again.items.count()) == (None, 4)
