"""Other riches than money: time given to an action, and thanks for it; told to all, counted in no vote (OS-13)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.register.actions import announce, record
from governance.verdict import Refused, ensure, no
from proposals.actions.common import action_changed, lock_action
from proposals.models import Action, Thanks, TimeGiven
from proposals.permissions import may_give_time, may_take_back_time, may_thank

DAY = 24 * 60  # minutes


@transaction.atomic
def give_time(action: Action, *, by, minutes: int, day: date, note: str = "") -> TimeGiven:
    """Write down time given to an action by one of those who do it. A day has no more minutes than it has."""
    action = lock_action(action)
    ensure(may_give_time(by, action))
    if day > action.room.space.day(clock.now()):
        raise Refused(no(_("Ce jour n’est pas encore venu : notez le temps une fois qu’il est donné.")))
    given = sum(TimeGiven.objects.filter(person=by, day=day).values_list("minutes", flat=True))
    if minutes < 1 or given + minutes > DAY:
        raise Refused(no(_("Un jour compte 24 heures en tout : vérifiez la durée et le jour.")))
    row = TimeGiven.objects.create(action=action, person=by, minutes=minutes, day=day, note=note.strip())
    announce("action.timed", action, by=by, space=action.room.space, minutes=minutes)
    action_changed(action)
    return row


@transaction.atomic
def take_back_time(row: TimeGiven, *, by) -> None:
    """Remove a line of one's own, written by mistake."""
    action = lock_action(row.action)
    row = TimeGiven.objects.filter(pk=row.pk).first()
    if row is None:
        return
    ensure(may_take_back_time(by, row))
    row.delete()
    action_changed(action)


@transaction.atomic
def say_thanks(action: Action, *, by, to, words: str = "") -> Thanks:
    """Thank one of those who do an action; said twice, it is said once."""
    action = lock_action(action)
    ensure(may_thank(by, action, to))
    thanks, is_new = Thanks.objects.get_or_create(action=action, by=by, to=to, defaults={"words": words.strip()})
    if is_new:
        record("action.thanked", action, by=by, space=action.room.space, title=action.title, person=to.pk)
        action_changed(action)
    return thanks
