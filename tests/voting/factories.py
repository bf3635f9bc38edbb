"""What is sent to make a vote, and votes at each stage, for the tests of this folder."""

from datetime import timedelta

from django.utils import timezone

from governance import clock
from governance.voting import actions as voting
from governance.voting.actions import Choice

COLOURS = (Choice("Bleu"), Choice("Vert"), Choice("Ocre"))


def in_days(n: int) -> str:
    """A moment as a browser sends it."""
    return timezone.localtime(clock.now() + timedelta(days=n)).strftime("%Y-%m-%dT%H:%M")


def sent(**given) -> dict:
    """A form that holds, for a single choice between two colours; None leaves a field out."""
    data = {
        "title": "Quelle couleur ?",
        "options": "Bleu : comme la mer\nVert",
        "closes_at": in_days(7),
        "secrecy": "named",
        "shows": "until_answer",
    } | given
    return {name: value for name, value in data.items() if value is not None}


def prepared(cast, by=None, **given):
    asked = {"title": "Quelle couleur ?", "method": "single", "choices": COLOURS} | given
    asked.setdefault("closes_at", clock.now() + timedelta(days=7))
    return voting.prepare_vote(cast.room, kind="room", by=by or cast.bob, **asked)


def opened(cast, by=None, **given):
    return voting.open_prepared(prepared(cast, by=by, **given), by=by or cast.bob)


def gathering(cast, **given):
    """Bob gathers ideas before he asks."""
    return prepared(cast, **({"choices": (), "gathers_ideas": True} | given))


def moment_after(vote):
    return clock.pretend(vote.closes_at + timedelta(seconds=1))
