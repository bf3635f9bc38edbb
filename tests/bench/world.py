"""Prepares what is measured, through the acts that people use, and prints where it lies as JSON.

    python -m tests.bench.world BALLOTS ROLL...

BALLOTS ballots can then be cast for the first time on a roll of each size ROLL, and as many on the bare side.
"""

import json
import sys
from datetime import timedelta
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import reverse, set_urlconf  # noqa: E402

from governance import clock, live  # noqa: E402
from governance.accounts.models import User  # noqa: E402
from governance.organizations import actions as organizations  # noqa: E402
from governance.organizations.models import Membership, Role  # noqa: E402
from governance.voting import actions as voting  # noqa: E402
from governance.voting.models import Roll, Vote  # noqa: E402
from proposals import actions as proposals  # noqa: E402
from proposals.models import Impact, Proposal  # noqa: E402
from rooms import actions as rooms  # noqa: E402
from tests.bench.bare import models as bare  # noqa: E402
from tests.cast import person  # noqa: E402

BODY = "\n\n".join(
    f"Article {n}. Nous nous retrouvons chaque mardi pour traduire le guide, et chacun·e vient comme il ou elle peut."
    for n in range(1, 13)
)
HALL = 1000  # people in a hall
GRADES = ["à rejeter", "insuffisant", "passable", "assez bien", "bien", "très bien", "excellent"]
SAID = "Je propose d’en parler mardi : [le guide](https://example.org/guide) a **deux** chapitres à relire. " * 3


def prepare(ballots, rolls):
    """Everything, and where it lies."""
    alice, bob = person("alice"), person("bob")
    space = organizations.create_organization(by=alice, name="Les Tisserands").space
    organizations.admit(space, bob, "member", by=alice)
    room = rooms.open_room(space, by=alice, name="Documentation")
    # The rounds open while the space is small: the crowd enters by the cupboard, and onto each roll after it.
    busy = _busy_proposal(room, alice, bob)
    voted = {size: [_round(room, bob, f"{size}-{n}") for n in range(-(-ballots // size))] for size in rolls}
    crowd = _crowd(space, max([ballots, *rolls]))
    keys = _sessions(crowd[:ballots])
    for size, found in voted.items():
        for n, proposal in enumerate(found):
            _enrol(proposal, crowd[:size] if size >= ballots else crowd[n * size : (n + 1) * size])
    return {
        "hall": _hall(alice, crowd[:HALL]) if len(crowd) >= HALL else None,
        "proposal": reverse("proposal", args=[busy.pk]),
        "say": reverse("message-post", args=[busy.thread_id]),
        "position": reverse("position", args=[busy.pk]),
        "room": reverse("room", args=[space.slug, room.slug]),
        "talk": reverse("message-post", args=[room.thread_id]),
        "said": SAID,
        "member": _sessions([bob])[0],
        "ballots": {
            size: [
                [reverse("position", args=[found[n // size if size < ballots else 0].pk]), key]
                for n, key in enumerate(keys)
            ]
            for size, found in voted.items()
        },
        "bare": _bare(keys),
    }


def _busy_proposal(room, alice, bob):
    """200 messages, 10 amendments and an open consultation in which both have answered."""
    proposal = _draft(room, alice, "Traduire le guide")
    proposals.publish_proposal(proposal, by=alice)
    for n in range(1, 11):
        base = Proposal.objects.with_text().get(pk=proposal.pk).text.current
        body = BODY.replace(f"Article {n}.", f"Article {n}, revu.")
        proposals.propose_amendment(proposal, by=bob, base=base, body=body, reason=f"L’article {n} se lira mieux.")
    for n in range(200):
        rooms.post_message(proposal.thread, by=(alice, bob)[n % 2], body=SAID)
    _open(proposal, alice)
    for who in (alice, bob):
        proposals.take_position(proposal, by=who, choice="agree", version_n=1)
    return proposal


def _hall(alice, crowd):
    """A collective of its own, whose votes ask a thousand people: seven grades on four options, named and secret."""
    space = organizations.create_organization(by=alice, name="La salle").space
    room = rooms.open_room(space, by=alice, name="Assemblée")
    _enter(space, crowd)
    found = {secrecy: _vote(room, alice, secrecy) for secrecy in ("named", "secret")}
    return {"votes": found, "voters": _sessions(crowd)}


def _vote(room, alice, secrecy):
    vote = voting.prepare_vote(
        room,
        kind="room",
        by=alice,
        title="Où passer l’été ?",
        method="majority_judgment",
        choices=[voting.Choice(label) for label in ("Cilaos", "Salazie", "Mafate", "L’Étang-Salé")],
        terms={"grades": GRADES},
        closes_at=clock.now() + timedelta(days=7),
        secrecy=secrecy,
        shows="open",
    )
    voting.open_prepared(vote, by=alice)
    return reverse("vote", args=[vote.pk])


def _round(room, carrier, title):
    proposal = _draft(room, carrier, title)
    proposals.publish_proposal(proposal, by=carrier)
    _open(proposal, carrier)
    return Proposal.objects.with_facts().get(pk=proposal.pk)


def _draft(room, carrier, title):
    return proposals.create_proposal(
        room, by=carrier, title=title, summary="Un guide que tout le monde lit.", body=BODY, impact=Impact.MANY
    )


def _open(proposal, carrier):
    proposals.open_round(proposal, by=carrier, closes_at=clock.now() + timedelta(days=7))


def _crowd(space, size):
    fresh = (User(email=f"p{n}@example.org", display_name=f"Personne {n}", password="!") for n in range(size))
    User.objects.bulk_create(fresh, batch_size=5000)
    crowd = list(User.objects.filter(password="!").order_by("pk"))
    _enter(space, crowd)
    return crowd


def _enter(space, crowd):
    role = Role.objects.get(space=space, key=Role.MEMBER)
    through = User.groups.through
    through.objects.bulk_create((through(user=who, group=role.group) for who in crowd), batch_size=5000)
    Membership.objects.bulk_create((Membership(space=space, person=who, role=role) for who in crowd), batch_size=5000)


def _enrol(proposal, crowd):
    vote = proposal.round.vote
    Roll.objects.bulk_create((Roll(vote=vote, person=who, reason="participant") for who in crowd), batch_size=5000)
    Vote.objects.filter(pk=vote.pk).update(roll_size=vote.roll.count())


def _sessions(people):
    engine = import_module(settings.SESSION_ENGINE)
    keys = []
    for who in people:
        session = engine.SessionStore()
        session[SESSION_KEY] = str(who.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = who.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    return keys


def _bare(keys):
    bare.Row.objects.bulk_create(bare.Row(title=f"Rangée {n}", body=SAID) for n in range(500))
    vote = bare.Vote.objects.create()
    return {
        "row": f"/row/{bare.Row.objects.order_by('pk')[250].pk}/",
        "ballots": [[f"/ballot/{vote.pk}/", key] for key in keys],
    }


if __name__ == "__main__":
    set_urlconf("governance.urls")
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the bare tables, which refer to ours and have no migrations
    with live.quiet():
        print(json.dumps(prepare(int(sys.argv[1]), [int(size) for size in sys.argv[2:]])))
