"""What people do around an agenda: ask that a question be put on it, withdraw the request, answer it."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.assemblies.models import AgendaRequest
from governance.assemblies.permissions import may_ask_for_item, may_decline_request, may_withdraw_request
from governance.register.actions import hold, record
from governance.verdict import Refused, ensure, no
from rooms import becoming
from rooms.locking import locked_room


@transaction.atomic
def request_item(room, *, by, body, title, words="", message=None) -> AgendaRequest:
    """Ask a body of the association to put a question on its agenda; `message` is what it was born of, if anything."""
    room = locked_room(room.pk, "space__organization", "space__project")
    hold(room.space)
    ensure(may_ask_for_item(by, room))
    if body not in AgendaRequest.Body.values:
        raise Refused(no(_("Cette instance n’existe pas.")))
    if prose.is_blank(title):
        raise Refused(no(_("Écrivez la question, telle qu’elle serait lue à l’ordre du jour.")))
    asked = AgendaRequest.objects.create(
        room=room, body=body, title=title.strip(), words=words.strip(), html=prose.render(words), made_by=by
    )
    if message is not None:
        becoming.note(message, by=by, room=room, kind="agendarequest", target=asked.pk)
    record("agendarequest.made", asked, by=by, space=room.space, title=asked.title, body=asked.body)
    if message is not None:
        becoming.show("agendarequest", asked.pk, room=room, title=asked.title, address=asked.get_absolute_url())
    return asked


@transaction.atomic
def withdraw_request(request, *, by) -> AgendaRequest:
    """Take back one’s own request."""
    request = _locked(request)
    ensure(may_withdraw_request(by, request))
    return _close(request, AgendaRequest.Outcome.WITHDRAWN, by=by)


@transaction.atomic
def decline_request(request, *, by, reason) -> AgendaRequest:
    """Say that a question will not be put on the agenda, and why."""
    request = _locked(request)
    ensure(may_decline_request(by, request))
    if prose.is_blank(reason):
        raise Refused(no(_("Un refus s’explique : écrivez en quelques mots pourquoi.")))
    return _close(request, AgendaRequest.Outcome.DECLINED, by=by, answer=reason.strip())


def give_back(items) -> None:
    """What was taken up waits again: its item left an agenda that nobody received, or its meeting is cancelled."""
    for request in AgendaRequest.objects.filter(item__in=items).select_related("room__space"):
        request.outcome, request.item, request.closed_at, request.closed_by = "", None, None, None
        request.save(update_fields=["outcome", "item", "closed_at", "closed_by"])
        record("agendarequest.given_back", request, by=None, space=request.space, title=request.title)
        live.publish("agendarequest", request.pk, "request")


def _locked(request):
    hold(request.space)
    return (
        AgendaRequest.objects.select_for_update(of=("self",))
        .select_related("made_by", "room__space__organization__space", "room__space__project__organization__space")
        .get(pk=request.pk)
    )


def _close(request, outcome, *, by, answer=""):
    request.outcome, request.answer = outcome, answer
    request.closed_at, request.closed_by = clock.now(), by
    request.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])
    record(f"agendarequest.{outcome}", request, by=by, space=request.space, title=request.title)
    live.publish("agendarequest", request.pk, "request")
    return request
