"""Actions: who does what by when, on their own or after a resolution, and whom they ask first."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance import clock
from governance.register.actions import record
from governance.rules import guide
from governance.verdict import Refused, ensure, no
from proposals.actions.common import action_changed, lock, lock_action, lock_room, needs, needs_impact
from proposals.models import (
    Action,
    Impact,
    Question,
)
from proposals.permissions import (
    may_answer_question,
    may_finish_action,
    may_go_on,
    may_help,
    may_open_action,
    may_open_action_from,
    may_start_action,
    may_take_action,
)
from rooms.permissions import may_take_part_in_room, may_talk


@transaction.atomic
def open_action(room, *, by, title, description="", impact=Impact.NOBODY, named=(), due_on=None) -> Action:
    """Record an action of one's own: it concerns nobody and starts at once (DG-6), or a few, who are asked (DG-9)."""
    room = lock_room(room)
    ensure(may_open_action(by, room))
    needs_impact(impact)
    named = {person.pk: person for person in named if person.pk != by.pk}.values()
    if impact == Impact.FEW and not named:
        raise Refused(no(_("Dites qui est concerné : ces personnes seront consultées.")))
    path = guide.path(str(impact), len(named), room.space.many)
    if path not in ("action", "question"):
        raise Refused(no(_("Beaucoup de monde est concerné : ouvrez plutôt une discussion ou une proposition.")))
    asked = named if path == "question" else ()
    for person in asked:
        if not may_talk(person, room):
            raise Refused(no(_("%(person)s ne peut pas répondre dans ce salon.") % {"person": person}))
    action = new_action(
        room,
        by,
        title=title,
        description=description,
        owner=by,
        impact=impact,
        due_on=due_on,
        started_at=None if asked else clock.now(),
    )
    Question.objects.bulk_create(Question(action=action, person=person) for person in asked)
    return action


@transaction.atomic
def open_follow_up(proposal, *, by, title, owner=None, due_on=None) -> Action:
    """One more action of a resolution."""
    proposal = lock(proposal)
    ensure(may_open_action_from(by, proposal))
    return new_action(
        proposal.room,
        by,
        title=title,
        resolution=proposal.resolution,
        owner=owner,
        due_on=due_on,
        impact=proposal.impact,
        started_at=clock.now(),
    )


def similar_actions(room, title: str) -> list[Action]:
    """Up to three actions of the room whose title shares most of its words with `title` (DG-8)."""
    words = _words(title)
    alike = [
        action for action in room.actions.order_by("-pk")[:300] if 2 * len(words & _words(action.title)) > len(words)
    ]
    return alike[:3] if words else []


def _words(title):
    return {word for word in slugify(title).split("-") if len(word) > 3}


def new_action(room, by, *, title, owner, helpers=(), **fields):
    needs(title, _("Nommez l’action en quelques mots."))
    if owner and not may_take_part_in_room(owner, room):
        raise Refused(
            no(
                _("%(owner)s ne prend pas part à ce salon et ne peut pas se charger de cette action.")
                % {"owner": owner}
            )
        )
    action = Action.objects.create(room=room, author=by, owner=owner, title=title.strip(), **fields)
    action.helpers.set(helpers)
    record("action.opened", action, by=by, space=room.space, title=action.title)
    _tell_of_cooperation(action, by)
    action_changed(action)
    return action


@transaction.atomic
def answer_question(question, *, by, answer) -> Question:
    """A named person says what they think; the action may start once everybody asked has answered."""
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    question = rows.select_related("action__room__space").get(pk=question.pk)
    ensure(may_answer_question(by, question))
    needs(answer, _("Écrivez votre avis en quelques mots."))
    question.answer, question.answered_at = answer.strip(), clock.now()
    question.save(update_fields=["answer", "answered_at"])
    action = question.action
    record("action.answered", action, by=by, space=action.room.space, title=action.title)
    action_changed(action)
    return question


@transaction.atomic
def start_action(action, *, by) -> Action:
    action = lock_action(action)
    ensure(may_start_action(by, action))
    action.started_at = clock.now()
    return _keep_action(action, "action.started", by, "started_at")


@transaction.atomic
def finish_action(action, *, by, documentation="") -> Action:
    """Done, by one of those who did it. What concerned nobody is at least written down (DG-7)."""
    action = lock_action(action)
    ensure(may_finish_action(by, action))
    documentation = documentation.strip() or action.documentation
    if action.impact == Impact.NOBODY:
        needs(documentation, _("Laissez une trace écrite ou un lien : c’est la seule chose qui est demandée."))
    action.documentation, action.done_at, action.done_by = documentation, clock.now(), by
    return _keep_action(action, "action.done", by, "documentation", "done_at", "done_by")


@transaction.atomic
def take_action(action, *, by) -> Action:
    """Become the owner of an action nobody owns."""
    action = lock_action(action)
    ensure(may_take_action(by, action))
    action.owner = by
    action = _keep_action(action, "action.taken", by, "owner")
    _tell_of_cooperation(action, by)
    return action


def hold_actions_of(event) -> None:
    """As `hold_proposals_of`: the actions of somebody whose membership changes, before the register's own lock."""
    list(_owned(event).select_for_update(no_key=True).order_by("pk").values("pk"))


def free_actions_of(event) -> None:
    """A membership ended or changed: what the person can no longer finish waits for whoever takes it."""
    for action in _owned(event).select_related("room__space").order_by("pk"):
        if not may_go_on(event.subject.person, action.room):
            action.owner = None
            _keep_action(action, "action.freed", event.by, "owner")


def _owned(event):
    return Action.objects.filter(room__space=event.space, owner=event.subject.person_id, done_at__isnull=True)


@transaction.atomic
def help_action(action, *, by) -> Action:
    action = lock_action(action)
    ensure(may_help(by, action))
    if action.helpers.filter(pk=by.pk).exists():
        return action
    action.helpers.add(by)
    action = _keep_action(action, "action.helped", by)
    _tell_of_cooperation(action, by)
    return action


@transaction.atomic
def stop_helping(action, *, by) -> Action:
    action = lock_action(action)
    ensure(may_help(by, action))
    action.helpers.remove(by)
    action_changed(action)
    return action


def _tell_of_cooperation(action, by):
    """As soon as two people cooperate on an action, its space hears of it, once (OS-7)."""
    doing = set(action.helpers.values_list("pk", flat=True)) | {action.owner_id} - {None}
    if action.shared_at or len(doing) < 2:
        return
    action.shared_at = clock.now()
    action.save(update_fields=["shared_at"])
    record("action.shared", action, by=by, space=action.room.space, title=action.title)


def _keep_action(action, act, by, *fields):
    if fields:
        action.save(update_fields=fields)
    record(act, action, by=by, space=action.room.space, title=action.title)
    action_changed(action)
    return action
