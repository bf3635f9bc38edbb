"""What an association owes now, read from its meetings, mandates, decisions and minutes, and said in words."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from governance.assemblies import wording
from governance.assemblies.models import Body, Decision, FollowUp, Mandate, Meeting, Minutes, RuleSet
from governance.rules import duties as law


@dataclass(frozen=True)
class Owed:
    """One duty: the law’s own, its state today, what it says, and where something is done about it."""

    due: law.Due
    state: str
    said: str
    source: str
    address: str

    @property
    def day(self) -> date:
        return self.due.day


def owed_by(organization, today) -> list[Owed]:
    """Everything it owes, what is late first; the same number of queries whatever there is."""
    rules = RuleSet.objects.in_force(organization)
    if rules is None:
        return []
    organization.space.organization = organization
    since = rules.decided_on or rules.approved_at.date()
    held = _held(organization)
    slug = organization.space.slug
    found = {}
    meetings, bodies = reverse("meetings", args=[slug]), rules.statutes.bodies
    assemblies = held.get(Body.Key.GENERAL_ASSEMBLY, [])
    if Body.Key.GENERAL_ASSEMBLY in bodies:
        due = law.yearly_assembly(assemblies, since)
        found[due] = (_("Réunir l’assemblée générale : une fois par an au moins"), meetings)
    if Body.Key.BOARD in bodies:
        due = law.quarterly_board(held.get(Body.Key.BOARD, []), since)
        found[due] = (
            _missed_quarter(due, today) or _("Réunir le conseil d’administration : une fois par trimestre au moins"),
            meetings,
        )
    if "accounts" in rules.statutes.matters:
        found[law.yearly_accounts(_accounts(organization), since)] = (_("Faire approuver les comptes"), meetings)
    for (until, body), ending in _ending_together(organization).items():
        found[law.term(until, ending[0].pk)] = (_end_of(body, ending), reverse("body", args=[slug, body.key]))
    left = FollowUp.objects.of(organization).left().filter(due_on__isnull=False).select_related("decision")
    for one in left:
        found[law.follow_up(one.due_on, one.pk)] = (one.title, one.decision.get_absolute_url())
    drafts = Minutes.objects.filter(organization=organization, countersigned_at__isnull=True)
    for one in drafts.select_related("meeting"):
        closed = organization.space.day(one.made_at)
        said = _("Signer et publier le procès-verbal : %(meeting)s") % {"meeting": one.meeting}
        found[law.unsigned_minutes(closed, one.pk)] = (said, one.get_absolute_url())
    return [
        Owed(due, due.state(today), capfirst(found[due][0]), wording.source(due.article), found[due][1])
        for due in law.in_order(found, today)
    ]


def pressing(found) -> list[Owed]:
    """What is late or told already."""
    return [one for one in found if one.state != law.COMING]


def _missed_quarter(due, today):
    """The alert of a calendar quarter in which the board did not meet (ST-14.1a); nothing before it is over."""
    if due.state(today) != law.LATE:
        return ""
    quarter = {"n": (due.day.month + 2) // 3, "year": due.day.year}
    return _("Aucune réunion du conseil au trimestre %(n)s de %(year)s : convoquez-le sans attendre") % quarter


def _held(organization):
    """The days on which each body met, by the key of the body."""
    days = {}
    meetings = Meeting.objects.of(organization).filter(opened_at__isnull=False).select_related("body__organization")
    for meeting in meetings:
        days.setdefault(meeting.body.key, []).append(meeting.day)
    return days


def _accounts(organization):
    approved = Decision.objects.filter(
        item__meeting__body__organization=organization,
        item__matter="accounts",
        item__amends=None,
        outcome=Decision.Outcome.ADOPTED,
    )
    return [one.item.meeting.day for one in approved.select_related("item__meeting__body__organization")]


def _ending_together(organization):
    """The mandates that run, those of one body that end on one day together."""
    running = Mandate.objects.of(organization, Body.Key.BOARD, Body.Key.BUREAU)
    found = {}
    for one in running.filter(ended_on__isnull=True, until__isnull=False).select_related("person", "body"):
        found.setdefault((one.until, one.body), []).append(one)
    return found


def _end_of(body, mandates):
    if len(mandates) == 1:
        told = {"name": mandates[0].person, "body": body, "place": mandates[0].place}
        return _("Fin du mandat de %(name)s : %(body)s, %(place)s") % told
    told = {"n": len(mandates), "body": body, "names": wording.joined([str(one.person) for one in mandates])}
    return _("Fin de %(n)s mandats, %(body)s : %(names)s") % told
