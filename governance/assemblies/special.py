"""The special register: every change of directors and of statutes, in order (law of 1 July 1901, art. 5; ST-18.1).

Nothing is copied into it: a line is read from the mandate or the decision that made it, so that it cannot say anything
else. What is kept of it is that the president confirmed it.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from governance.assemblies.models import Body, Confirmation, Decision, Mandate

STATUTES = ("statutes", "dissolution")
DIRECTORS = (Body.Key.BOARD, Body.Key.BUREAU)


@dataclass(frozen=True)
class Line:
    """One line: the day it is true from, what it says, on which decision, and who confirmed it."""

    day: date
    kind: str
    source_id: int
    said: str
    decision: str
    decided_on: date | None
    address: str
    confirmed: Confirmation | None


def lines_of(organization) -> list[Line]:
    """Every line, the oldest first; the same number of queries however many."""
    confirmed = {
        (one.kind, one.source_id): one
        for one in Confirmation.objects.filter(organization=organization).select_related("by")
    }
    with translation.override("fr"):
        found = [*_of_mandates(organization, confirmed), *_of_decisions(organization, confirmed)]
    return sorted(found, key=lambda line: (line.day, line.kind != "ended", line.source_id))


def _of_mandates(organization, confirmed):
    mandates = Mandate.objects.of(organization, *DIRECTORS).select_related("person", "body__organization__space")
    for mandate in mandates:
        address = mandate.body.get_absolute_url()
        where = f"{mandate.body}, {mandate.place}"
        since = " à titre provisoire" if mandate.is_provisional else ""
        until = f", jusqu’au {date_format(mandate.until, 'j F Y')}" if mandate.until else ""
        yield Line(
            mandate.since,
            "began",
            mandate.pk,
            f"{mandate.person} entre en fonction{since} : {where}{until}",
            mandate.decision,
            mandate.decided_on,
            address,
            confirmed.get(("began", mandate.pk)),
        )
        if mandate.ended_on:
            yield Line(
                mandate.ended_on,
                "ended",
                mandate.pk,
                f"{mandate.person} cesse ses fonctions ({mandate.get_ending_display()}) : {where}",
                mandate.end_decision,
                mandate.end_decided_on,
                address,
                confirmed.get(("ended", mandate.pk)),
            )


def _of_decisions(organization, confirmed):
    taken = Decision.objects.filter(
        item__meeting__body__organization=organization,
        item__matter__in=STATUTES,
        item__amends=None,
        outcome=Decision.Outcome.ADOPTED,
    ).select_related("item__meeting__body__organization")
    for decision in taken:
        meeting = decision.item.meeting
        what = "Les statuts sont modifiés" if decision.item.matter == "statutes" else "L’association est dissoute"
        yield Line(
            meeting.day,
            "decided",
            decision.pk,
            f"{what} : {decision.item.title}",
            f"{meeting.title}, point {decision.item.position}",
            meeting.day,
            decision.get_absolute_url(),
            confirmed.get(("decided", decision.pk)),
        )
