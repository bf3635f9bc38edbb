"""An association of the tests whose rules are in force, with its officers, and meetings at each of their moments."""

from datetime import UTC, date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from governance import clock
from governance.assemblies import actions
from governance.assemblies.actions import Approval
from governance.assemblies.models import Attendance, Body, Mandate, Meeting, Minutes, RenewedSeat
from governance.assemblies.writing import written
from governance.organizations import actions as organizations
from governance.register.actions import sha256
from governance.rules import statutes
from governance.rules.statutes import open_atlas
from governance.voting import actions as voting
from governance.voting.models import Vote
from governance.voting.urn import new_code
from rooms.files import looked_at
from tests.assemblies.bodies import BOARD
from tests.cast import person
from tests.organizations.association import enrolled

FOUNDED = date(2026, 1, 5)
PREPARED = datetime(2026, 3, 1, 6, tzinfo=UTC)
HELD = datetime(2026, 3, 20, 14, tzinfo=UTC)
OFFICERS = {"president": "bob", "secretary": "erin", "treasurer": "faye"}


def governed(cast, *, content=None):
    """Rules in force; a board of six, its bureau: Bob presides, Erin writes, Faye keeps the money; all are members."""
    for key in ("gus", "hana", "ivan"):
        if not hasattr(cast, key):
            setattr(cast, key, person(key))
            organizations.admit(cast.space, getattr(cast, key), "member", by=cast.alice)
    with clock.pretend(datetime(2026, 1, 10, 8, tzinfo=UTC)):
        drafted = actions.propose_rule_set(
            cast.organization, by=cast.alice, content=content or statutes.write(open_atlas.STATUTES)
        )
        cast.rules = actions.approve_rule_set(
            drafted, by=cast.alice, decision=Approval(FOUNDED, "L’assemblée approuve le règlement.")
        )
        bodies = {body.key: body for body in cast.organization.bodies.select_related("organization__space")}
        cast.assembly, cast.board, cast.bureau = (bodies[key] for key in ("general_assembly", "board", "bureau"))
        told = {
            "recorded_by": cast.alice,
            "decision": "Assemblée constitutive",
            "decided_on": FOUNDED,
            "since": FOUNDED,
        }
        for n, key in enumerate(BOARD, 1):
            Mandate.objects.create(body=cast.board, person=getattr(cast, key), seat=n, **told)
        for post, key in OFFICERS.items():
            Mandate.objects.create(body=cast.bureau, person=getattr(cast, key), post=post, **told)
        cast.members = [enrolled(cast, getattr(cast, key), paid=date(2026, 1, 6)).person for key in (*BOARD, "ivan")]
    return cast


def renewing(cast, seats):
    """So many seats of the board are named for renewal: an election fills them, whoever holds them meanwhile."""
    Body.objects.filter(pk=cast.board.pk).update(cycle_start=FOUNDED)
    for seat in range(1, seats + 1):
        RenewedSeat.objects.create(body=cast.board, cycle_start=FOUNDED, turn=(seat + 1) // 2, seat=seat)


def prepared(cast, body=None, *, by=None, starts_at=HELD, **more) -> Meeting:
    told = {"title": "Conseil de mars", "mode": "mixed", "place": "La Case", "arrangements": "Visio : case.example"}
    body = body or cast.board
    return actions.prepare_meeting(body, by=by or cast.bob, starts_at=starts_at, **told | more)


def with_item(meeting, by, **more):
    told = {"title": "Acheter un broyeur", "matter": "board_decision", "text": "Le conseil achète un broyeur."}
    return actions.add_item(meeting, by=by, **told | more)


def with_pieces(item, by):
    """The item with each kind of document that it is not convened without: those of its accounts, its receipts."""
    for nature in item.missing:
        chosen = [looked_at(SimpleUploadedFile(f"{nature}.txt", nature.encode()))]
        actions.add_documents(item, by=by, chosen=chosen, nature=nature)
    return item


def convened(cast, body=None, *, at=PREPARED, items=({},), **more) -> Meeting:
    with clock.pretend(at):
        meeting = prepared(cast, body, **more)
        for item in items:
            added = with_pieces(with_item(meeting, meeting.made_by, **item), meeting.made_by)
            if cast.rules.statutes.matter(added.matter).initiators:
                _brought(meeting)
        return actions.send_convocation(meeting, by=meeting.made_by)


def _brought(meeting):
    """Asked for by everybody: more than the third that brings the statutes (ST-22.1a)."""
    for who in meeting.body.members(meeting.day):
        actions.sign_for_meeting(meeting, by=who)


def in_session(cast, body=None, *, here=None, remote=(), at=HELD, sent=PREPARED, **more) -> Meeting:
    """Open, with those of `here` (names of the cast, or people) checked in, and the chair first."""
    meeting = convened(cast, body, at=sent, **more)
    here = here if here is not None else BOARD
    with clock.pretend(at):
        for key in here:
            who = getattr(cast, key) if isinstance(key, str) else key
            actions.check_in(meeting, by=who, is_remote=key in remote)
        first = getattr(cast, here[0]) if isinstance(here[0], str) else here[0]
        return actions.open_session(meeting, by=first)


def on_table(meeting, by, n=1):
    item = meeting.items.filter(amends=None).exclude(source_kind="followups").order_by("position")[n - 1]
    return actions.open_item(item, by=by)


def voted(item, by, voices, *, minutes=5, secret=False) -> Vote:
    """Put to the vote, answered as `voices` says (person: content of a ballot), closed and counted."""
    return answered(actions.put_to_vote(item, by=by, minutes=minutes, secret=secret), voices)


def answered(vote, ballots) -> Vote:
    """The ballots of `{person: ballot}` cast, and the vote counted once it closed."""
    for who, ballot in ballots.items():
        cast_one(vote, who, ballot)
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
    return Vote.objects.get(pk=vote.pk)


def cast_one(vote, who, choice):
    kind = choice if choice in ("blank", "abstention") else "choice"
    return voting.cast_ballot(
        vote, by=who, kind=kind, ballot=choice if kind == "choice" else None, key=new_code(vote.pk)
    )


def names_here(meeting):
    return set(Attendance.objects.filter(meeting=meeting, left_at=None).values_list("person__display_name", flat=True))


def held(cast, body=None, **more) -> Meeting:
    """Closed, its first item adopted by those who are there; its minutes are a draft."""
    told = {"mode": "in_person"} | more
    meeting = in_session(cast, body, **told)
    with clock.pretend(HELD + timedelta(minutes=5)):
        voted(on_table(meeting, cast.bob), cast.bob, {cast.bob: "for", cast.erin: "for"})
    with clock.pretend(HELD + timedelta(hours=1)):
        return actions.close_session(meeting, by=cast.bob)


def signed(meeting, cast):
    """Its minutes, signed by Erin who wrote for the session; Bob countersigns them."""
    minutes = Minutes.objects.get(meeting=meeting)
    return actions.sign_minutes(minutes, by=cast.erin, seen_sha256=sha256(written(minutes)))
