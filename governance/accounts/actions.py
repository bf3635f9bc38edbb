"""What people do about themselves. Nothing here is recorded: a profile is nobody else's affair."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import prose
from governance.accounts.models import User
from governance.accounts.permissions import may_change_profile
from governance.verdict import Refused, ensure, no


@transaction.atomic
def change_profile(person: User, *, by, display_name: str, language: str, time_zone: str) -> User:
    """Call `person` by `display_name`, and write to them in `language` and `time_zone` from now on."""
    person = User.objects.select_for_update().get(pk=person.pk)
    ensure(may_change_profile(by, person))
    display_name = prose.straight(display_name)
    if prose.is_blank(display_name):
        raise Refused(no(_("Il faut un nom, pour que les autres sachent à qui ils parlent.")))
    person.display_name, person.language, person.time_zone = display_name, language, time_zone
    person.save(update_fields=["display_name", "language", "time_zone"])
    return person
