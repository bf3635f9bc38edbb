"""A dump of the whole database, system columns included, joins no voter and no ballot better than chance.

Two proofs. Exactly: when the same ballots are dealt otherwise among the same people, voting in the same order, the two
dumps are equal, so that whatever reads one says the same of the other. And by trying: attacks that order people and
ballots by all that a dump has of order, or look for what was written together. The same attacks find planted leaks.
"""

import json
import random
import re
from itertools import product

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client

from governance import clock
from governance.assemblies import triggers as assembly_triggers
from governance.register import triggers as register_triggers
from governance.voting import triggers
from governance.voting import urn as urns
from governance.voting.models import Roll
from tests.cast import collective
from tests.proposals.factories import MONDAY
from tests.voting.every_method import a_crowd, opened

pytestmark = pytest.mark.django_db(transaction=True)

VOTERS = 36
CHOICES = ["o1", "o2", "o3"]  # each as often as the others: a blind guess is right one time in three
CHANCE = VOTERS // 3
# Four standard deviations above: (36 · 1/3 · 2/3) ** ½ is 2.83. The deal is drawn from a fixed seed: no flicker.
LUCK = CHANCE + 12
MOMENT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
SYSTEM = ("xmin", "xmax", "cmin", "cmax", "ctid", "tableoid")


def deal(seed) -> list[str]:
    ballots = CHOICES * (VOTERS // 3)
    random.Random(seed).shuffle(ballots)
    return ballots


def cast_all(ballots, monkeypatch):
    """Everybody signs in and votes, one after the other, in an order of their own; gives what each answered."""
    drawn = random.Random(7)
    with monkeypatch.context() as patched, clock.pretend(MONDAY):
        people = collective()
        crowd = a_crowd(people, VOTERS)
        vote = opened(people, secrecy="secret")
        patched.setattr(urns.secrets, "choice", drawn.choice)  # the same codes in every world
        order = list(crowd)
        random.Random(11).shuffle(order)
        truth = {}
        for who, ballot in zip(order, ballots, strict=True):
            browser = Client()
            browser.force_login(who)
            browser.get(f"/votes/{vote.pk}/")
            key = browser.post(f"/votes/{vote.pk}/cast/", {"choice": ballot}).context["key"]
            assert browser.post(f"/votes/{vote.pk}/confirm/", {"choice": ballot, "key": key}).status_code == 200
            truth[who.pk] = f'"{ballot}"'
    return vote, truth


# --- The dump ---------------------------------------------------------------------------------------


def dump() -> dict[str, list[dict]]:
    """Every row of every table, with the columns that the engine keeps for itself."""
    found = {}
    with connection.cursor() as database:
        tables = connection.introspection.table_names(database)
        hidden = ", ".join(f"{name}::text AS _{name}" for name in SYSTEM)
        if connection.vendor == "sqlite":
            hidden = "rowid AS _rowid"
            tables = [*tables, "sqlite_sequence"]
        for table in sorted(tables):
            database.execute(f'SELECT {hidden}, * FROM "{table}"')
            names = [column[0] for column in database.description]
            found[table] = [_row(table, dict(zip(names, row, strict=True))) for row in database.fetchall()]
        if connection.vendor == "postgresql":
            database.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
            found["sequences"] = [{"name": name, "last": str(last)} for name, last in database.fetchall()]
    return found


def _row(table, row):
    if table == "django_session":
        row["decoded"] = json.dumps(Session(session_data=row["session_data"]).get_decoded(), sort_keys=True)
    return {name: value if value is None else str(value) for name, value in row.items()}


def leveled(dumped) -> dict[str, list]:
    """A dump without what is drawn at random anew, and with ranks for moments and transactions.

    Where a row lies on the disk (`ctid`) is left out: it follows the cleaning of the engine; the attacks look at it.
    """
    moments, transactions = set(), set()
    for rows in dumped.values():
        for row in rows:
            moments |= {value for value in row.values() if value and MOMENT.match(value)}
            transactions |= {int(row[name]) for name in ("_xmin", "_xmax") if name in row}
    ranks = {value: f"moment {n}" for n, value in enumerate(sorted(moments))}
    ranks |= {str(value): f"transaction {n}" for n, value in enumerate(sorted(transactions))}

    def level(table, name, value):
        if name in ("_ctid", "_tableoid", "password", "session_key", "session_data"):
            return ""
        if value and (MOMENT.match(value) or name in ("_xmin", "_xmax")):
            return ranks[value]
        if value and table.startswith("register_"):
            value = re.sub(r"[0-9a-f]{64}|(?<=\"salt\":\")[0-9a-f]+", "random", value)
        return re.sub(r'(?<="_auth_user_hash": ")\w+', "random", value) if value else value

    return {
        table: sorted(
            [[name, level(table, name, value) or ""] for name, value in row.items()] for row in rows
        )
        for table, rows in dumped.items()
    }  # fmt: skip


@pytest.fixture
def emptied():
    def empty():
        with register_triggers.lifted(), triggers.lifted(), assembly_triggers.lifted():
            call_command("flush", interactive=False, verbosity=0)

    empty()
    return empty


def test_ballots_dealt_otherwise_among_the_same_people_leave_the_same_dump(monkeypatch, emptied):
    worlds = []
    for seed in (1, 2):
        _vote, truth = cast_all(deal(seed), monkeypatch)
        worlds.append((truth, leveled(dump())))
        emptied()
    (truth, here), (other, there) = worlds
    assert truth.keys() == other.keys()
    assert sum(truth[who] != other[who] for who in truth) > VOTERS // 2  # they were dealt otherwise indeed
    assert [table for table in here if here[table] != there[table]] == []


# --- Attacks ----------------------------------------------------------------------------------------


def orders_of_people(dumped, vote) -> dict[str, list[int]]:
    """The voters in each order that the dump suggests."""
    roll = [row for row in dumped["voting_roll"] if row["vote_id"] == str(vote.pk) and row["answered_at"]]
    voted = {row["person_id"] for row in roll}

    def by(rows, column, person, key=str):
        return [int(row[person]) for row in sorted(rows, key=lambda row: key(row[column])) if row[person] in voted]

    sessions = [
        row | {"person": json.loads(row["decoded"]).get("_auth_user_id", "")} for row in dumped["django_session"]
    ]
    users = dumped["accounts_user"]
    found = {
        "place on the roll": by(roll, "id", "person_id", int),
        "moment of the mark": by(roll, "answered_at", "person_id"),
        "last sign-in": by(users, "last_login", "id"),
        "sessions by their end": by(sessions, "expire_date", "person"),
        "people by number": by(users, "id", "id", int),
        "the register": list(
            dict.fromkeys(int(row["actor_id"]) for row in dumped["register_entry"] if row["actor_id"] in voted)
        ),
    }
    places = {"_rowid": int, "_xmin": int, "_ctid": lambda place: tuple(map(int, re.findall(r"\d+", place)))}
    for column, key in places.items():
        if column in roll[0]:
            found[f"marks by {column}"] = by(roll, column, "person_id", key)
            found[f"sessions by {column}"] = by(sessions, column, "person", key)
    found |= {f"{name}, backwards": people[::-1] for name, people in found.items()}
    return {name: people for name, people in found.items() if len(people) == VOTERS}


def orders_of_ballots(dumped, vote) -> dict[str, list[str]]:
    """The ballots in each order that the dump suggests: the urn's, and that of any rows which look like ballots."""
    urn = next(row for row in dumped["voting_urn"] if row["vote_id"] == str(vote.pk))
    lines = urn["ballots"].split("\n")
    found = {"the urn": lines, "codes": [line for _code, line in zip(urn["codes"].split("\n"), lines, strict=True)]}
    for table, rows in dumped.items():
        for name in rows[0] if rows else ():
            said = [row[name] for row in rows if row[name] in lines]
            if len(said) == VOTERS:
                found[f"{table}.{name}"] = said
    return found


def written_together(dumped, vote) -> dict[int, str]:
    """By person, a ballot that the transaction of their mark wrote too, in any table."""
    marks = {row["_xmin"]: int(row["person_id"]) for row in dumped["voting_roll"] if row["answered_at"]}
    found = {}
    for table, rows in dumped.items():
        for row in rows if table != "voting_roll" else ():
            said = [value for value in row.values() if value in ('"o1"', '"o2"', '"o3"')]
            if row.get("_xmin") in marks and said:
                found[marks[row["_xmin"]]] = said[0]
    return found


def said_beside(dumped, _vote) -> dict[int, str]:
    """By person, a ballot written in a row that names them: a session, a message, an entry, a log."""
    found = {}
    for table, rows in dumped.items():
        for row in rows if table not in ("voting_urn", "voting_option") else ():
            text = json.dumps(row)
            people = re.findall(r"membre(\d+)@", text) + re.findall(r'_auth_user_id\\*": \\*"(\d+)', text)
            ids = [row[name] for name in ("person_id", "user_id", "actor_id", "made_by_id") if row.get(name)]
            said = re.search(r"\bo[123]\b", text)
            if said and (ids or people):
                found[int((ids or people)[0])] = f'"{said[0]}"'
    return found


def scores(vote, truth) -> dict[str, int]:
    """How many voters each attack gets right."""
    dumped = dump()
    people, ballots = orders_of_people(dumped, vote), orders_of_ballots(dumped, vote)
    guesses = {f"{a} × {b}": dict(zip(people[a], ballots[b], strict=True)) for a, b in product(people, ballots)}
    guesses["written together"] = written_together(dumped, vote) if connection.vendor == "postgresql" else {}
    guesses["said beside"] = said_beside(dumped, vote)
    return {name: sum(truth.get(who) == said for who, said in guess.items()) for name, guess in guesses.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_attack_on_a_dump_does_better_than_chance(monkeypatch, seed):
    vote, truth = cast_all(deal(seed), monkeypatch)
    found = scores(vote, truth)
    assert len(found) >= 20
    assert found["said beside"] == found["written together"] == 0
    assert {name: score for name, score in found.items() if score > LUCK} == {}


def test_every_mark_of_a_secret_roll_has_the_moment_of_the_opening(monkeypatch):
    vote, _truth = cast_all(deal(1), monkeypatch)
    moments = set(Roll.objects.filter(vote=vote, answered_at__isnull=False).values_list("answered_at", flat=True))
    assert moments == {vote.opened_at}


# --- The attacks are proved on planted leaks ---------------------------------------------------------


def test_an_urn_in_the_order_of_arrival_is_found(monkeypatch):
    monkeypatch.setattr(urns, "insort", lambda lines, line: lines.append(line))
    monkeypatch.setattr(urns, "bisect_left", lambda lines, code: len(lines))
    vote, truth = cast_all(deal(1), monkeypatch)
    assert max(scores(vote, truth).values()) == VOTERS


@pytest.fixture
def a_row_per_ballot(monkeypatch):
    """What a naive engine does: the ballot in a row of its own, that names nobody."""
    number = "SERIAL" if connection.vendor == "postgresql" else "INTEGER"
    with connection.cursor() as database:
        database.execute(f"CREATE TABLE planted (id {number} PRIMARY KEY, line TEXT)")
    put = urns.put

    def leaking(urn, *, code, line, is_verifiable):
        with connection.cursor() as database:
            database.execute("INSERT INTO planted (line) VALUES (%s)", [line])
        put(urn, code=code, line=line, is_verifiable=is_verifiable)

    monkeypatch.setattr(urns, "put", leaking)
    yield
    with connection.cursor() as database:
        database.execute("DROP TABLE planted")


def test_a_row_per_ballot_is_found(monkeypatch, a_row_per_ballot):
    vote, truth = cast_all(deal(1), monkeypatch)
    found = scores(vote, truth)
    assert max(score for name, score in found.items() if "planted" in name) == VOTERS
    if connection.vendor == "postgresql":
        assert found["written together"] == VOTERS


def test_a_ballot_kept_in_the_session_is_found(monkeypatch):
    put = urns.put

    def leaking(urn, *, code, line, is_verifiable):
        session = Session.objects.order_by("-expire_date").first()
        store = session.get_session_store_class()(session.session_key)
        store["last"] = json.loads(line)
        store.save()
        put(urn, code=code, line=line, is_verifiable=is_verifiable)

    monkeypatch.setattr(urns, "put", leaking)
    vote, truth = cast_all(deal(1), monkeypatch)
    assert scores(vote, truth)["said beside"] == VOTERS
