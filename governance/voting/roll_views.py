"""The page of a roll: who is on it and why, who came late or left, and who is not on it."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from governance import clock
from governance.organizations.models import Membership
from governance.organizations.permissions import may_see_members
from governance.voting import owners
from governance.voting.permissions import seen
from governance.voting.views import get_vote, page

PAGE = 50
# Why somebody is on a roll, and why somebody is not.
REASONS = {
    "participant": _("prend part au salon"),
    "late": _("est venu·e pendant le scrutin, qui prend les personnes qui arrivent"),
}
OUTSIDE = {
    "late": _("est venu·e après l’ouverture"),
    "later_role": _("n’avait pas ce rôle à l’ouverture"),
    "guest": _("lit et discute, sans prendre part : son rôle n’en donne pas le droit"),
    "elsewhere": _("ne voit pas ce salon, réservé à certains rôles, ou n’y prend pas part"),
}


@require_safe
def roll(request, pk):
    """Who may answer and why; who has, only where `seen` says that marks show."""
    vote, now = get_vote(request, pk), clock.now()
    knows = _may_know(request.user, vote)
    marks = knows and seen(request.user, vote, now).marks
    places = vote.roll.select_related("person").order_by("person__display_name", "pk") if knows else vote.roll.none()
    show = request.GET.get("show", "") if marks else ""
    if show in ("waiting", "answered"):
        places = places.filter(answered_at__isnull=show == "waiting")
    else:
        show = ""
    found = Paginator(places, PAGE).get_page(request.GET.get("page"))
    people = [place.person_id for place in found]
    there = set(
        Membership.objects.current().filter(space=vote.space, person__in=people).values_list("person", flat=True)
    )
    for place in found:
        place.why = REASONS.get(place.reason, place.reason)
        place.has_left = place.person_id not in there
    outside = []
    if vote.opened_at and knows:
        rules, owner = owners.rules_of(vote)
        outside = [(person, OUTSIDE.get(why, why)) for person, why in rules.outside(owner, vote)]
    context = {"places": found, "show": show, "outside": outside, "outside_shown": outside[:PAGE], "knows": knows}
    return page(request, vote, "voting/roll.html", facts=_facts(vote, now), **context)


def _may_know(user, vote):
    """The members of the space know each other; the owner of the vote may keep its people to fewer."""
    rules, owner = owners.rules_of(vote)
    return rules.may_see_roll(user, owner) if rules.may_see_roll else may_see_members(user, vote.space)


def _facts(vote, now) -> dict:
    """Every number of the page, counted on the roll itself."""
    facts = vote.roll.aggregate(
        size=Count("pk"),
        late=Count("pk", filter=Q(joined_at__isnull=False)),
        on_leave=Count("pk", filter=Q(on_leave=True)),
        voices=Sum("weight"),
    )
    facts["at_opening"] = facts["size"] - facts["late"]
    facts["weighs"] = facts["voices"] is not None and facts["voices"] != facts["size"]
    facts["rounded"] = vote.is_secret and vote.is_open(now)
    return facts
