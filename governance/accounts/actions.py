"""What people do about themselves. Nothing here is recorded: a profile is nobody else's affair."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance import prose
from governance.accounts.models import User
from governance.accounts.permissions import may_change_profile
from governance.verdict import Refused, ensure, no

_listeners: list[Callable] = []


def when_changed(listener: Callable) -> None:
    """`listener(person)` is called in the transaction that changes a profile; accounts know nobody above them."""
    _listeners.append(listener)


@transaction.atomic
def change_profile(
    person: User, *, by, display_name: str, language: str, time_zone: str, shows_presence: bool | None = None
) -> User:
    """Call `person` by `display_name`, and write to them in `language` and `time_zone` from now on.

    shows_presence: whether others see that they are there and that they write; left as it is when not given.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    ensure(may_change_profile(by, person))
    display_name = prose.straight(display_name)
    if prose.is_blank(display_name):
        raise Refused(no(_("Il faut un nom, pour que les autres sachent à qui ils parlent.")))
    person.display_name, person.language, person.time_zone = display_name, language, time_zone
    if shows_presence is not None:
        person.shows_presence = shows_presence
    person.save(update_fields=["display_name", "language", "time_zone", "shows_presence"])
    for listener in _listeners:
        listener(person)
    return person


@transaction.atomic
def renew_calendar_key(person: User, *, by) -> None:
    """Give the calendar of `person` another address; whoever held the one before reads it no more."""
    ensure(may_change_profile(by, person))
    User.objects.filter(pk=person.pk).update(calendar_turn=F("calendar_turn") + 1)
