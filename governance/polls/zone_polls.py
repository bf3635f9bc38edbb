"""Polls that ask a drawn zone: who is counted there, and why no other poll may be compared with one of them.

A zone is asked alone and told whole. Its result beside that of a territory it cuts, on one question, would tell by
difference what a few people answered.
"""

import shapely
from django.db.models import Q
from django.utils.translation import gettext as _

from governance.organizations.models import Space
from governance.polls.models import CitizenPoll, Outline, Place, Residence, Territory, ZoneResidence
from governance.polls.zones import touch
from governance.verdict import YES, Verdict, no


def offered_to(space: Space):
    """The territories that a poll of this space may ask: official ones, its own zones, and those of every space."""
    drawn = Q(kind__in=Territory.DRAWN)
    return Territory.objects.current().filter(~drawn | Q(space=None) | Q(space=space))


def may_be_asked(territories, space: Space) -> Verdict:
    """Official territories as they stand today, or one zone alone, drawn for this space or for all of them."""
    drawn = [one for one in territories if one.is_drawn]
    if drawn and len(territories) > 1:
        return no(_("Une zone dessinée se demande seule : retirez les autres territoires, ou retirez-la."))
    if any(one.space_id not in (None, space.pk) for one in drawn):
        return no(_("Cette zone est celle d’un autre espace : dessinez la vôtre, ou choisissez un territoire."))
    if any(not one.stands for one in territories):
        return no(_("Un sondage s’adresse à des territoires tels qu’ils sont aujourd’hui : l’un d’eux n’existe plus."))
    return YES


def zone_of(poll: CitizenPoll) -> Territory | None:
    """The zone it asks, if it asks one."""
    return poll.territories.filter(kind__in=Territory.DRAWN).first()


def place_of(poll: CitizenPoll, residence: Residence) -> Place | None:
    """The place of a poll whose people somebody may be counted among: their commune, or a zone that touches it."""
    counting = Territory.objects.counting(residence.commune_id)
    return poll.places.filter(territory__in=counting).select_related("territory").first()


def is_found_in(residence: Residence, zone: Territory) -> bool:
    """Whether a point where this person lives was found inside, since they live in this commune."""
    return ZoneResidence.objects.filter(residence=residence, zone=zone).exists()


def stands_alone(poll: CitizenPoll) -> Verdict:
    """Whether no other poll of its space asks the same question of people it cuts through, where a zone is asked."""
    mine = zone_of(poll)
    titles = Q(pk__in=[])
    for question in poll.questions.select_related("vote"):
        titles |= Q(questions__vote__title__iexact=question.vote.title)
    others = CitizenPoll.objects.filter(titles, space=poll.space, opened_at__isnull=False, ended_at__isnull=True)
    for other in others.exclude(pk=poll.pk).distinct():
        theirs = zone_of(other)
        if mine == theirs:  # the same zone again, or no zone at all
            continue
        if _cross(mine, theirs) if mine and theirs else _holds(other if mine else poll, mine or theirs):
            return no(
                _(
                    "« %(title)s » pose déjà cette question à un territoire qui recoupe celui-ci : en comparant les "
                    "deux résultats, on devinerait des réponses. Changez la question, ou le territoire."
                )
                % {"title": other.title}
            )
    return YES


def _cross(one, other):
    shapes = [shapely.from_wkb(bytes(row.wkb)) for row in Outline.objects.filter(territory__in=[one, other])]
    return len(shapes) < 2 or touch(*shapes)


def _holds(poll, zone):
    """Whether a poll of official territories asks a commune that the zone touches."""
    asked = Territory.objects.none()
    for territory in poll.territories.all():
        asked |= Territory.objects.within(territory)
    return asked.filter(pk__in=Territory.objects.within(zone).values("pk")).exists()
