"""What an option is called where it is read: a date in the reader's own zone and language, others by their label."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day_and_hour(moment) -> str:
    """« jeudi 3 décembre 2026, 18 h 30 », in the zone that the moment is told in."""
    hour = {"hour": moment.hour, "minute": f"{moment.minute:02d}"}
    said = (_("%(hour)s h %(minute)s") if moment.minute else _("%(hour)s h")) % hour
    return f"{date_format(moment, 'l j F Y')}, {said}"


def name_of(option) -> str:
    """The label of an option; of a date, its moment for whoever reads, with the zone."""
    if option.starts_at is None:
        return str(option)
    local = timezone.localtime(option.starts_at)
    minutes = int(local.utcoffset().total_seconds()) // 60
    sign, hours, rest = "+" if minutes >= 0 else "\u2212", abs(minutes) // 60, abs(minutes) % 60
    zone = "UTC" + (f"{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "")
    return f"{day_and_hour(local)} {zone}"
