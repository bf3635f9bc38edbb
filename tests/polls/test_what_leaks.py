"""Where somebody lives is read by that person and by whom they ask, through every door."""

import pytest

from governance.polls import actions
from tests.doors import DOORS, as_
from tests.polls.places import Kind, lives
from tests.test_doors import MONDAY, clock, everything

pytestmark = pytest.mark.django_db

TELLS = b"Un-Village-Perdu"
WORDS = ("residence", "attest", "zone", "territor", "referent")
NEAR = [name for name in DOORS if any(word in name for word in WORDS)]
NEAR += ["home", "space", "activity", "older activity", "members", "room", "socket_replay"]
ASKED = {"attestations of residence", "attestation of residence", "residence_sent_back"}


@pytest.fixture
def things(cast):
    with clock.pretend(MONDAY):
        things = everything(cast)
        # Her commune has a name that nothing else bears; the zone lies in another one.
        village = lives(cast.faye, "97413").commune.__class__.objects.create(
            kind=Kind.COMMUNE, code="97498", name=TELLS.decode(), folded="un village perdu", vintage=2026
        )
        things.attestation.residence.delete()
        residence = actions.declare(cast.erin, village, by=cast.erin)
        things.attestation = actions.ask_attestation(residence, by=cast.erin, space=cast.space)
        yield things


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "faye", "anonymous"])
def test_nobody_else_finds_a_door_that_tells_where_erin_lives(cast, things, who):
    client = as_(getattr(cast, who))
    told = {name for name in NEAR if TELLS in DOORS[name](client, things)}
    assert told == set()


def test_alice_who_is_asked_reads_it_where_she_answers_only(cast, things):
    client = as_(cast.alice)
    told = {name for name in NEAR if TELLS in DOORS[name](client, things)}
    assert told == ASKED


def test_erin_reads_her_own_commune_on_her_own_page(cast, things):
    assert TELLS in DOORS["residence"](as_(cast.erin), things)
