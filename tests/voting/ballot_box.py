"""Votes of every method for tests: what is asked, what people answer, and the pages they read."""

from datetime import datetime, timedelta, timezone

from governance import clock
from governance.voting import actions as voting
from governance.voting import triggers
from governance.voting.actions import Choice
from governance.voting.forms import new_key
from governance.voting.models import Vote

DAY = timedelta(days=1)
HERE = timezone(timedelta(hours=4))
COLOURS = [Choice("Bleu", "Comme la mer."), Choice("Vert"), Choice("Ocre"), Choice("Gris")]
SLOTS = [
    Choice("Samedi 5, 10 h", starts_at=datetime(2031, 4, 5, 10, tzinfo=HERE)),
    Choice("Samedi 12, 18 h", "Après le marché.", starts_at=datetime(2031, 4, 12, 18, tzinfo=HERE)),
    Choice("Dimanche 13, 9 h", starts_at=datetime(2031, 4, 13, 9, tzinfo=HERE)),
]
FIVE = [
    Choice("Pour", "Je conseille d’y aller.", key="agree"),
    Choice(
        "Incomplet", "Il me manque quelque chose.", key="incomplete", asks="Que vous manque-t-il ?", needs_reason=True
    ),
    Choice("Abstention", "Je laisse les autres conseiller.", key="abstain"),
    Choice("Contre", "Je conseille de ne pas le faire.", key="disagree"),
    Choice("Blocage", "J’en demande une concertation.", key="block", asks="Qu’est-ce qui bloque ?", needs_reason=True),
]
EIGHT = [
    Choice(label, f"Ce que veut dire « {label} ».", key=key)
    for label, key in (
        ("J’adhère", "endorse"),
        ("À un détail près", "minor"),
        ("Avec des réserves", "reservations"),
        ("Je m’abstiens", "abstain"),
        ("À discuter", "discuss"),
        ("Je suivrai", "follow"),
        ("Désaccord", "disagree"),
        ("Je m’y oppose", "veto"),
    )
]
GRADES = ["à rejeter", "insuffisant", "passable", "assez bien", "bien", "très bien"]

# By method: its terms, its options, and what four people answer in order, as the law reads it (options by key).
ASKED = {
    "positions": ({}, FIVE, ["agree", "agree", "disagree", "abstain"]),
    "single": ({}, COLOURS, ["o1", "o1", "o2", "o3"]),
    "choices": ({"at_least": 1, "at_most": 3}, COLOURS, [["o1", "o2"], ["o1"], ["o2", "o3"], ["o1", "o4"]]),
    "approval": ({}, COLOURS, [["o1", "o2"], ["o1"], ["o2", "o3", "o4"], ["o1"]]),
    "score": ({"min": 0, "max": 5}, COLOURS, [{"o1": 5, "o2": 3}, {"o1": 4, "o3": 1}, {"o2": 5}, {"o1": 2, "o4": 2}]),
    "dots": ({"dots": 8}, COLOURS, [{"o1": 5, "o2": 3}, {"o1": 8}, {"o2": 4, "o3": 4}, {"o4": 1}]),
    "opt_in": ({"target": 3}, [Choice("J’en suis", "Comptez sur moi.")], ["o1", "o1"]),
    "schulze": ({}, COLOURS, [[["o1"], ["o2"]], [["o2", "o1"], ["o3"]], [["o3"], ["o1"]], [["o1"], ["o4"]]]),
    "irv": ({}, COLOURS, [[["o1"], ["o2"]], [["o1"]], [["o2"], ["o3"]], [["o3"], ["o2"], ["o1"]]]),
    "stv": ({"seats": 2}, COLOURS, [[["o1"], ["o2"]], [["o1"], ["o3"]], [["o1"], ["o2"]], [["o4"], ["o3"]]]),
    "majority_judgment": (
        {"grades": GRADES},
        COLOURS,
        [
            {"o1": "très bien", "o2": "bien", "o3": "passable"},
            {"o1": "bien", "o2": "bien", "o4": "insuffisant"},
            {"o1": "assez bien", "o2": "à rejeter", "o3": "bien", "o4": "passable"},
            {"o1": "passable", "o2": "très bien"},
        ],
    ),
    "date": ({}, SLOTS, [{"o1": "yes", "o2": "if_needed"}, {"o2": "yes"}, {"o1": "no", "o2": "yes", "o3": "yes"}]),
    "resistance": ({}, COLOURS, [{"o1": 2, "o2": 9}, {"o1": 0, "o3": 5}, {"o1": 3, "o2": 1, "o4": 10}]),
}
METHODS = list(ASKED)


def asked(cast, method="single", **given):
    """Bob asks the room; the vote is open."""
    terms, choices, _ballots = ASKED[method]
    about = {
        "title": "Quelle couleur pour la façade ?" if method != "date" else "Quand nous retrouver ?",
        "method": method,
        "terms": terms,
        "choices": choices,
        "closes_at": clock.now() + 7 * DAY,
    } | given
    return voting.open_prepared(voting.prepare_vote(cast.room, kind="room", by=cast.bob, **about), by=cast.bob)


def cast_one(vote, who, ballot, reason=""):
    return voting.cast_ballot(vote, by=who, kind="choice", ballot=ballot, reason=reason, key=new_key())


def answered(cast, method, people=None, **given):
    """The vote with the answers of the table, by the people of the room."""
    vote = asked(cast, method, **given)
    people = people or [cast.bob, cast.erin, cast.faye, cast.alice]
    for who, ballot in zip(people, ASKED[method][2], strict=False):
        cast_one(vote, who, ballot, "" if vote.is_secret else f"La raison de {who}.")
    return vote


def moved_close(vote, moment):
    """The vote, its close written again by another hand than the application's."""
    with triggers.lifted():
        Vote.objects.filter(pk=vote.pk).update(closes_at=moment)
    return Vote.objects.get(pk=vote.pk)


def closed(vote):
    """The vote, an hour ago over, and counted."""
    vote = moved_close(vote, clock.now() - timedelta(hours=1))
    voting.count_vote(vote)
    return Vote.objects.get(pk=vote.pk)
