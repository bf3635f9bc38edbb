"""Who brings what only some may bring before a body: the decision of a body, or enough members who sign (art. 22.1)."""

from datetime import datetime

from django.utils.translation import gettext as _

from governance import clock
from governance.assemblies import wording
from governance.assemblies.agenda import matter_of
from governance.assemblies.models import Body, Decision, officer
from governance.rules.meetings import signatures_needed
from governance.verdict import YES, Verdict, no

YEARLY = ("moral_report", "accounts")  # what an assembly says each year (ST-11.1a)


def proposing(meeting, matter):
    """The adopted decisions by which the bodies that may bring `matter` have proposed it.

    Where the statutes know a draft of it (« statutes_draft »), on that; elsewhere on anything that says so.
    """
    found = Decision.objects.filter(
        outcome=Decision.Outcome.ADOPTED,
        item__amends=None,
        item__meeting__body__organization=meeting.organization,
        item__meeting__body__key__in=matter.initiators.bodies,
    )
    draft = f"{matter.key}_draft"
    if draft in meeting.rule_set.statutes.matters:
        found = found.filter(item__matter=draft)
    return found.select_related("item__meeting__body").order_by("-taken_at", "-pk")


def may_bring(user, meeting, item) -> Verdict:
    """Whether this person may convene the meeting for this item: of a second call, the first one was brought."""
    matter = matter_of(meeting, item)
    who = matter.initiators if matter else None
    if who is None or meeting.recalls_id:
        return YES
    today = meeting.space.day(clock.now())
    is_president = user == officer(meeting.organization, "president", today)
    if any(user == officer(meeting.organization, post, today) for post in who.posts):
        return YES
    if item.proposed_by_id and proposing(meeting, matter).filter(pk=item.proposed_by_id).exists():
        body = Body.objects.get(organization=meeting.organization, key=item.proposed_by.item.meeting.body.key)
        if is_president or body.members(today).filter(pk=user.pk).exists():
            return YES
    voices = meeting.body.members(today)
    needed = signatures_needed(who.share, voices.count())
    signed = meeting.signatures.filter(person__in=voices)
    if needed and signed.count() >= needed and (is_president or signed.filter(person=user).exists()):
        return YES
    return no(_why(meeting, matter, needed), "ask")


def _why(meeting, matter, needed):
    bodies = [meeting.rule_set.statutes.bodies[key].name for key in matter.initiators.bodies]
    ways = [
        _("une décision adoptée de cette instance : %(body)s, nommée sur le point") % {"body": body} for body in bodies
    ]
    if needed:
        ways.append(_("les signatures de %(n)s membres ensemble") % {"n": needed})
    return _("« %(matter)s » ne se convoque pas sans %(ways)s (%(article)s).") % {
        "matter": matter.title,
        "ways": _(", ou sans ").join(ways),
        "article": wording.source(matter.article),
    }


# --- Each year ---------------------------------------------------------------------------------------


def not_heard_this_year(meeting, items) -> list[str]:
    """What an assembly is to say each year, neither on this agenda nor voted already: titles of matters (ST-11.1a)."""
    statutes = meeting.rule_set.statutes
    if meeting.body.key != Body.Key.GENERAL_ASSEMBLY:
        return []
    there = {item.matter for item in items}
    wanted = [key for key in YEARLY if key in statutes.matters and key not in there]
    if not wanted:
        return []
    year = [datetime(meeting.day.year + n, 1, 1, tzinfo=meeting.zone) for n in (0, 1)]
    voted = Decision.objects.filter(
        outcome__in=[Decision.Outcome.ADOPTED, Decision.Outcome.REJECTED],
        item__matter__in=wanted,
        item__amends=None,
        item__meeting__body=meeting.body_id,
        item__meeting__starts_at__gte=year[0],
        item__meeting__starts_at__lt=year[1],
    )
    heard = set(voted.values_list("item__matter", flat=True))
    return [statutes.matters[key].title for key in wanted if key not in heard]


def warning_of_year(meeting, items) -> str:
    """What to know before the convocation leaves; of the annual assembly it is why it may not."""
    missing = not_heard_this_year(meeting, items)
    if not missing:
        return ""
    if meeting.is_annual:
        return _(
            "L’assemblée annuelle se prononce sur %(what)s : mettez-le à l’ordre du jour, ou dites que ce n’est pas "
            "l’assemblée annuelle (art. 11.1)."
        ) % {"what": wording.joined([f"« {title} »" for title in missing])}
    return _("Cette année, l’assemblée ne s’est pas encore prononcée sur %(what)s (art. 11.1).") % {
        "what": wording.joined([f"« {title} »" for title in missing])
    }
