"""Small words every template may use."""

from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import get_timezone_name
from django import template
from django.template.base import token_kwargs
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from governance import clock

register = template.Library()


MOST_KEPT = 1_000  # renderings of one place in one template
LONGEST_KEPT = 6_000  # characters of one


@register.tag
def kept(parser, token):
    """`{% kept n=… who=… %}…{% endkept %}` is rendered once for the same values, in each language and zone.

    Inside, nothing else exists than these values: what is kept for everybody cannot show what it is not kept by.
    They are words, numbers or tuples of them, and nothing inside may follow the clock.
    """
    _tag, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("kept takes values by name: {% kept n=amendment.n %}")
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return Kept(values, nodelist)


class Kept(template.Node):
    """Renderings are kept with the place in the template that they are of."""

    def __init__(self, values, nodelist):
        self.values, self.nodelist = values, nodelist
        self.found = {}

    def render(self, context):
        values = {name: value.resolve(context) for name, value in self.values.items()}
        # With their types: HTML and the same words to escape are equal, and so are 1 and True.
        typed = tuple((type(value), value) for value in values.values())
        key = (translation.get_language(), timezone.get_current_timezone_name(), context.autoescape, typed)
        html = self.found.get(key)
        if html is None:
            html = self.nodelist.render(context.new(values))
            if len(self.found) >= MOST_KEPT:
                self.found.clear()
            if len(html) <= LONGEST_KEPT:
                self.found[key] = html
        return html


@register.inclusion_tag("parts/_avatar.html")
def avatar(person):
    """The round initials of a person; hidden from screen readers, whose name stands beside it."""
    return {"person": person}


@register.inclusion_tag("parts/_crumb.html")
def crumb(label, url=""):
    """One step of the path to this page, for the `nav` block; without an address it is the page itself."""
    return {"label": label, "url": url, "current": not url}


@register.inclusion_tag("parts/_when.html")
def when(moment, style="past"):
    """A moment in the reader's zone and words.

    style: "past" for what happened (« hier, 9 h 12 »), "deadline" for what will, with its zone
    (« 30 novembre, 20 h UTC+4 »), "day" for a date without its hour. Another year than this one is written out.
    """
    local = timezone.localtime(moment)
    if style == "day":
        text = _day(local)
    else:
        text = _("%(day)s, %(time)s") % {"day": _day(local, today=style == "past"), "time": _clock(local)}
    zone = _zone(local) if style == "deadline" else ""
    return {
        # A day says nothing of its hour, not in the source of the page either.
        "written": local.date().isoformat() if style == "day" else local.isoformat(),
        "text": text,
        "zone": zone,
        "zone_name": _zone_name(local) if zone else "",
        "style": style,
    }


@register.filter
def hour(moment, zone):
    """The hour of a moment where something takes place, whoever reads: « 18 h 04 »."""
    return _clock(moment.astimezone(zone)) if moment else ""


@register.filter
def day(moment):
    """A day in words (« 1er août »), with its year when it is not this one; the register writes it `2026-08-01`."""
    return _day(date.fromisoformat(moment) if isinstance(moment, str) else moment)


@register.simple_tag
def own_zone():
    """The zone in which this reader reads and writes moments, as deadlines name it: `{short, name}`."""
    local = timezone.localtime(clock.now())
    return {"short": _zone(local), "name": _zone_name(local)}


@register.filter
def left(moment):
    """The time left until `moment`, in words (« encore 2 jours »); « terminé » once it has passed."""
    if moment is None:
        return ""
    remaining = moment - clock.now()
    if remaining <= timedelta(0):
        return _("terminé")
    minutes = max(1, int(remaining.total_seconds() // 60))
    if minutes < 120:
        return ngettext("encore %(n)s minute", "encore %(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("encore %(n)s heure", "encore %(n)s heures", hours) % {"n": hours}
    days = hours // 24
    return ngettext("encore %(n)s jour", "encore %(n)s jours", days) % {"n": days}


@register.simple_tag
def duration(minutes):
    """A length of time in words: « 3 h 30 », « 45 min »."""
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    return _("%(h)s h %(m)02d") % {"h": hours, "m": minutes} if minutes else _("%(h)s h") % {"h": hours}


@register.filter
def own_path(address, request):
    """The path of an address of this very site, such as the page a form came from; « / » for any other."""
    parts = urlsplit(address or "")
    if parts.netloc != request.get_host() or not parts.path.startswith("/"):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _day(local, today=False):
    now = timezone.localtime(clock.now())
    if today and local.date() == now.date():
        return _("aujourd’hui")
    if today and local.date() == now.date() - timedelta(days=1):
        return _("hier")
    number = pgettext("le premier jour d’un mois", "1er") if local.day == 1 else str(local.day)
    names = {"day": number, "month": formats.date_format(local, "F"), "year": local.year}
    if local.year == now.year:
        return _("%(day)s %(month)s") % names
    return _("%(day)s %(month)s %(year)s") % names


def _clock(local):
    parts = {"hour": local.hour, "minute": f"{local.minute:02d}"}
    return (_("%(hour)s h %(minute)s") if local.minute else _("%(hour)s h")) % parts


def _zone(local):
    """CET where such letters exist; elsewhere the offset, which everybody can compute with."""
    name = local.tzname()
    if name.isalpha():
        return name
    minutes = int(local.utcoffset().total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def _zone_name(local):
    return _named(local.tzinfo, "daylight" if local.dst() else "standard", translation.get_language() or "fr")


@lru_cache(maxsize=1024)
def _named(zone, variant, language):
    return get_timezone_name(zone, zone_variant=variant, locale=Locale.parse(language, sep="-"))
