"""Messages in a page: each is rendered once per language and zone, then kept in memory."""

from django import template
from django.template.loader import get_template
from django.utils import timezone, translation

register = template.Library()

MOST_KEPT = 5_000  # rendered messages in this process
LONGEST_KEPT = 6_000  # characters of one: 30 MB in all, at most

# Everything of a message that its part shows: the same words at the same place are the same HTML.
SHOWN = ("pk", "n", "html", "lean", "paragraph", "posted_at", "edited_at", "deleted_at", "deleted_by_id")

_kept: dict[tuple, str] = {}


@register.simple_tag
def said(message, marks=True, place=""):
    """`rooms/_message.html` of a message read `with_people`; nothing in it differs by reader beyond `marks`."""
    replied = message.reply_to
    key = (
        translation.get_language(),
        timezone.get_current_timezone_name(),
        bool(marks),
        place,
        *(getattr(message, field) for field in SHOWN),
        message.author.display_name,
        replied and (replied.author.display_name, replied.html, replied.deleted_at),
    )
    html = _kept.get(key)
    if html is None:
        context = {"message": message, "marks": marks, "place": place}
        html = get_template("rooms/_message.html").render(context)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        if len(html) <= LONGEST_KEPT:
            _kept[key] = html
    return html
