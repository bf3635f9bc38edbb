"""Whoever does much for the collective sits on its entry commission, by a rule that everybody can read (CS-13)."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from governance.organizations.association import give_seat
from governance.organizations.network import spaces_of
from governance.register.models import Entry
from governance.rules.notice import Notice


def seat_whoever_did_enough(event) -> None:
    """After an action was done: its doer takes a seat once they did as many as the rule says, in its months.

    The chain of the organization is held by what was just recorded: this happens once at a time.
    """
    organization = event.space.governed_by
    if event.by is None or not organization.colleges.exists():
        return
    if organization.commission_seats.filter(person=event.by).exists():
        return  # whoever gave their seat back does not get it again
    rules = organization.rules_in_force
    enough = done_by(event.by, organization, rules.involvement_months) >= rules.involvement_actions
    if enough and organization.space.memberships.current().filter(person=event.by).exists():
        give_seat(organization, event.by, by=None, rule=[rules.involvement_actions, rules.involvement_months])


def done_by(person, organization, months: int) -> int:
    """How many actions `person` said were done in the network of an association in the last months, by the register."""
    since = Notice(months, "months").before(organization.day())
    since = datetime.combine(since, time.min, ZoneInfo(organization.time_zone))
    spaces = spaces_of(organization).values("pk")
    done = Entry.objects.filter(act="action.done", actor_id=person.pk, at__gte=since, space_id__in=spaces)
    return done.values("subject_id").distinct().count()
