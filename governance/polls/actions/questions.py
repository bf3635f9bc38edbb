"""The further questions of a poll that is not open: added, changed, removed, put in another order."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import prose
from governance.polls.actions.polls import lock
from governance.polls.models import CitizenPoll, Question
from governance.polls.permissions import may_change_poll
from governance.register.actions import record
from governance.verdict import Refused, ensure, no
from governance.voting.actions.preparing import set_choices
from governance.voting.models import Vote

MOST_QUESTIONS = 10


@transaction.atomic
def add_question(poll: CitizenPoll, *, by, **asked) -> Question:
    """One more question, the last; `asked` is what `write_question` takes."""
    poll = _preparing(poll, by)
    if poll.questions.count() >= MOST_QUESTIONS:
        raise Refused(no(_("Un sondage pose dix questions au plus : écrivez-en un autre pour le reste.")))
    last = poll.questions.aggregate(last=Max("place"))["last"] or 0
    vote = Vote(made_by=poll.made_by, made_at=poll.made_at)
    write_question(poll, vote, **asked)
    made = Question.objects.create(poll=poll, vote=vote, place=last + 1)
    _changed(poll, by)
    return made


@transaction.atomic
def change_question(row: Question, *, by, **asked) -> Question:
    """Write another text, other options or other terms; the way to ask stays."""
    poll = _preparing(row.poll, by)
    row = poll.questions.select_related("vote").get(pk=row.pk)
    write_question(poll, row.vote, **asked)
    _changed(poll, by)
    return row


@transaction.atomic
def remove_question(question: Question, *, by) -> None:
    poll = _preparing(question.poll, by)
    if poll.questions.count() == 1:
        raise Refused(no(_("Un sondage pose une question au moins : écrivez-en une autre avant de retirer celle-ci.")))
    question = poll.questions.select_related("vote").get(pk=question.pk)
    vote = question.vote
    question.delete()
    vote.options.all().delete()
    vote.delete()
    _changed(poll, by)


@transaction.atomic
def move_question(question: Question, *, by, up: bool) -> None:
    """One place up or down; at the end of the list it stays where it is."""
    poll = _preparing(question.poll, by)
    rows = list(poll.questions.all())
    at = [row.pk for row in rows].index(question.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    one, other = rows[at], rows[to]
    here, there = one.place, other.place
    last = rows[-1].place + 1  # two questions never have one place
    for row, place in ((one, last), (other, here), (one, there)):
        row.place = place
        row.save(update_fields=["place"])
    _changed(poll, by)


def write_question(poll, vote, *, question: str, method: str, terms: dict, choices) -> None:
    """What is asked, how, and what may be answered."""
    if prose.is_blank(question):
        raise Refused(no(_("Un sondage a un titre et pose une question : écrivez-les en quelques mots.")))
    vote.title, vote.method, vote.terms = question.strip(), method, terms
    vote.opened_at, vote.closes_at, vote.shows = None, poll.closes_at, Vote.Shows.UNTIL_CLOSE
    vote.save()
    set_choices(vote, choices)


def _preparing(poll, by):
    poll = lock(poll)
    ensure(may_change_poll(by, poll))
    return poll


def _changed(poll, by):
    record("poll.changed", poll, by=by, space=poll.space, title=poll.title)
