"""Arguments about a poll: written by those it asks, taken back, reported, hidden after the fact and shown again."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.polls.actions.polls import lock
from governance.polls.models import Argument, ArgumentReport
from governance.polls.models.arguments import LONGEST
from governance.polls.permissions.arguments import (
    may_argue,
    may_moderate_argument,
    may_report_argument,
    may_withdraw_argument,
)
from governance.register.actions import record
from governance.verdict import Refused, ensure, no
from governance.voting.actions.consulting import moment
from rooms.reports import LONGEST_REPORT, Why


@transaction.atomic
def argue(poll, *, by, side: str, body: str) -> Argument:
    """Say one reason, under one’s name. The poll is locked, so that two tabs write no more than one may."""
    poll = lock(poll)
    ensure(may_argue(by, poll, moment()))
    body = body.strip()
    if side not in Argument.Side.values:
        raise Refused(no(_("Dites si votre argument est pour, contre, ou à savoir.")))
    if prose.is_blank(body) or len(body) > LONGEST:
        raise Refused(no(_("Écrivez votre argument en quelques mots, six cents caractères au plus.")))
    return Argument.objects.create(poll=poll, author=by, side=side, body=body, written_at=clock.now())


@transaction.atomic
def withdraw_argument(argument, *, by) -> Argument:
    """Take one’s argument back: its words are deleted, and a line says that there was one."""
    argument = _locked(argument)
    ensure(may_withdraw_argument(by, argument))
    argument.body, argument.withdrawn_at = "", clock.now()
    argument.save(update_fields=["body", "withdrawn_at"])
    _close_reports(argument)
    return argument


@transaction.atomic
def report_argument(argument, *, by, why: str, words: str = "") -> ArgumentReport:
    """Tell the facilitation of an argument; it stays to be read until somebody hides it."""
    argument = _locked(argument)
    ensure(may_report_argument(by, argument))
    words = words.strip()[:LONGEST_REPORT]
    if why not in Why.values:
        raise Refused(no(_("Choisissez une des raisons proposées.")))
    if why == Why.OTHER and prose.is_blank(words):
        raise Refused(no(_("Dites en quelques mots ce qui ne va pas.")))
    return ArgumentReport.objects.create(argument=argument, person=by, why=why, words=words, at=clock.now())


@transaction.atomic
def hide_argument(argument, *, by, reason: str) -> Argument:
    """Hide the words of an argument, and say why in their place."""
    argument = _locked(argument)
    ensure(may_moderate_argument(by, argument))
    if argument.is_hidden:
        raise Refused(no(_("Cet argument est déjà masqué.")))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots pourquoi cet argument est masqué.")))
    argument.hidden_at, argument.hidden_by, argument.hidden_reason = clock.now(), by, reason.strip()[:500]
    argument.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _close_reports(argument)
    _recorded("poll.argument_hidden", argument, by=by, reason=argument.hidden_reason)
    return argument


@transaction.atomic
def show_argument(argument, *, by) -> Argument:
    """Leave an argument as it is, or show it again: its reports are answered."""
    argument = _locked(argument)
    ensure(may_moderate_argument(by, argument))
    _close_reports(argument)
    if argument.is_hidden:
        argument.hidden_at, argument.hidden_by, argument.hidden_reason = None, None, ""
        argument.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _recorded("poll.argument_shown", argument, by=by)
    return argument


def _recorded(act, argument, *, by, **said):
    """Neither its author nor its words are written where nothing is taken back."""
    poll = argument.poll
    record(act, poll, by=by, space=poll.space, title=poll.title, side=argument.side, argument=argument.pk, **said)


def _close_reports(argument):
    argument.reports.filter(closed_at__isnull=True).update(closed_at=clock.now())


def _locked(argument):
    held = Argument.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("poll__space__organization", "poll__space__project__organization").get(pk=argument.pk)
