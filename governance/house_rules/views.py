"""The public page of every binding rule: what it says, where it is written, and where Palabre enforces it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.house_rules import CODE_SOCIAL, DECISION_GUIDE, OPEN_SYSTEMS, RULES, STATUTES, WORKING_GROUPS
from governance.organizations.models import Space
from rooms.models import Room

IN_ROOM = {"proposals", "room", "actions"}


@require_safe
def house_rules(request):
    """Each rule leads to the page where one meets it, in the first association whose space the reader sees."""
    spaces = Space.objects.visible_to(request.user).filter(organization__isnull=False)
    space = spaces.select_related("organization").order_by("pk").first()
    room = Room.objects.visible_to(request.user).living().filter(space=space).order_by("pk").first() if space else None
    chapters = [
        ("CS", _("Code social"), CODE_SOCIAL),
        ("OS", _("Code social d’un OpenSystem"), OPEN_SYSTEMS),
        ("DG", _("Guide de décision"), DECISION_GUIDE),
        ("GT", _("Groupes de travail"), WORKING_GROUPS),
        ("ST", _("Statuts d’Open Atlas"), STATUTES),
    ]
    shown = [(key, title, [(rule, _address(rule, space, room)) for rule in rules]) for key, title, rules in chapters]
    return render(request, "house_rules.html", {"chapters": shown, "space": space, "all": len(RULES)})


def _address(rule, space, room):
    if not rule.address or space is None or (rule.address in IN_ROOM and room is None):
        return ""
    return reverse(rule.address, args=[space.slug, room.slug] if rule.address in IN_ROOM else [space.slug])
