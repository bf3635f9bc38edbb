"""Votes of one line, asked and answered in the talk of a room: an opt-in that is open as soon as it is written."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.verdict import YES, ensure, no
from governance.voting.actions import Choice, cast_ballot, open_prepared, prepare_vote
from governance.voting.models import Ballot, Vote
from governance.voting.permissions import seen
from rooms.actions import post_message
from rooms.delivery import said_already
from rooms.locking import locked_room
from rooms.models import Message

LONGEST_QUESTION = 200  # characters, as the question of any vote
LONGEST = 30  # days
USUAL = 7
IN, OUT = "in", "out"
NAMED = 12  # people named under an answer; beyond, they are counted

_COMMAND = re.compile(r"/(?:sondage|poll)(?:\s+|$)(.*)", re.DOTALL | re.IGNORECASE)


def question_of(body: str) -> str | None:
    """What « /sondage Question ? » asks; None when the words are not this command."""
    asked = _COMMAND.fullmatch(body.strip())
    return None if asked is None else asked[1].strip()


@transaction.atomic
def open_poll(room, *, by, question, target=None, days=USUAL, key="") -> Message:
    """Ask the people of a room who joins: a named vote with its answers open to everybody, and the message that asks.

    `target`: how many it takes; without one, each who joins is enough. `key`: as for any message.
    """
    room = locked_room(room.pk)
    if said := said_already(by, key):
        return said
    question = " ".join(question.split())
    ensure(_can_be_asked(question, target, days))
    vote = prepare_vote(
        room,
        kind="room",
        by=by,
        title=question,
        method=Vote.Method.OPT_IN,
        terms={"target": target or 1},
        choices=[Choice(_("J’en suis"), key=IN)],
        closes_at=clock.now() + timedelta(days=days),
        shows=Vote.Shows.OPEN,
        takes_late_joiners=True,
        process=_("Sondage"),
    )
    message = post_message(room.thread, by=by, body=question, key=key, poll=vote)
    open_prepared(vote, by=by)
    return message


def _can_be_asked(question, target, days):
    if prose.is_blank(question):
        return no(_("Un sondage pose une question : écrivez-la après « /sondage »."))
    if len(question) > LONGEST_QUESTION:
        return no(
            _("Une question de sondage a %(most)s caractères au plus, et la vôtre en a %(n)s.")
            % {"most": LONGEST_QUESTION, "n": len(question)}
        )
    if not 1 <= days <= LONGEST:
        return no(_("Un sondage dure d’un à %(most)s jours.") % {"most": LONGEST})
    if target is not None and target < 1:
        return no(_("Il faut au moins une personne."))
    return YES


def answer_poll(vote, *, by, answer, key=""):
    """« J’en suis » or « Sans moi », which one may change until the close."""
    ensure(YES if answer in (IN, OUT) else no(_("Cette réponse n’existe pas.")))
    if answer == IN:
        return cast_ballot(vote, by=by, kind=Ballot.Kind.CHOICE, ballot=IN, key=key)
    return cast_ballot(vote, by=by, kind=Ballot.Kind.ABSTENTION, key=key)


def tell_again(event):
    """The message that asks shows who answered, and how it ended."""
    if event.subject.owner_kind != "room" or event.subject.method != Vote.Method.OPT_IN:
        return
    for pk, thread in Message.objects.filter(poll=event.subject.pk).values_list("pk", "thread"):
        live.publish("thread", thread, f"message:{pk}")


# --- What a message shows of it ---------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """One answer as everybody may see it: how many people gave it, and who."""

    key: str
    label: str
    count: int
    people: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def others(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True)
class Card:
    """A vote of one line where it stands in the talk, the same for everybody who reads it.

    stage: open, closed or cancelled. answers: without counts where the vote does not show them to everybody.
    """

    pk: int
    stage: str
    closes_at: object
    target: int
    is_counted: bool
    answers: tuple[Answers, ...]

    @property
    def is_reached(self) -> bool:
        return self.is_counted and self.answers[0].count >= self.target

    @property
    def missing(self) -> int:
        return max(0, self.target - self.answers[0].count)


def card_of(message) -> Card | None:
    """Asked of the one function that says what is seen of a vote, for whoever happens to read the talk."""
    vote, now = message.poll, clock.now()
    shown = seen(AnonymousUser(), vote, now)
    ballots = list(vote.ballots.all()) if shown.names else []
    joined = [ballot.person for ballot in ballots if ballot.content == IN and ballot.kind == Ballot.Kind.CHOICE]
    left = [ballot.person for ballot in ballots if ballot.kind == Ballot.Kind.ABSTENTION]
    return Card(
        pk=vote.pk,
        stage="cancelled" if vote.is_cancelled else "open" if vote.is_open(now) else "closed",
        closes_at=vote.closes_at,
        target=vote.terms["target"],
        is_counted=shown.result,
        answers=(_answers(IN, _("J’en suis"), joined), _answers(OUT, _("Sans moi"), left)),
    )


def _answers(key, label, people):
    return Answers(
        key=key,
        label=label,
        count=len(people),
        people=tuple(person.pk for person in people),
        names=tuple(person.display_name for person in people[:NAMED]),
    )
