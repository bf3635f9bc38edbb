"""What goes from a proposal to the board it is handed over to, and what comes back, by value both ways."""

import html
import re

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from governance.register.actions import announce
from proposals.actions.telling import changed, record_about
from proposals.models import BodyDecision, Objection, Proposal

KIND = "proposal"


def hand_over(proposal, resolution, advice, *, by) -> None:
    """Tell whoever keeps the agendas, in the transaction of the resolution: the text, the advice, the open blocks."""
    version = resolution.version
    unlifted = Objection.objects.filter(
        round=resolution.round_id, person__in=[one["person_id"] for one in resolution.open_objections]
    ).exclude(end__in=[Objection.End.LIFTED, Objection.End.INTEGRATED])
    announce(
        "proposal.handed_over",
        proposal,
        by=by,
        space=proposal.space,
        room=proposal.room,
        title=proposal.title,
        words=resolution.statement,
        text=version.body,
        sha256=version.sha256,
        address=reverse("proposal", args=[proposal.pk]),
        advice={
            "said": _said(advice),
            "counts": dict(advice.counts),
            "roll": advice.roll,
            "objections": [
                {"name": str(one.person), "reason": one.reason} for one in unlifted.select_related("person")
            ],
        },
    )


def _said(advice) -> str:
    """One sentence, in the language of the statutes: it goes on an agenda as it is."""
    with translation.override("fr"):
        said = strip_tags(render_to_string("proposals/said.txt", {"advice": advice}))
    return re.sub(r"[ \n]+", " ", html.unescape(said)).strip()


def hear_decision(event) -> None:
    """A body decided on what was handed over to it: the proposal says so, its room hears of it."""
    told = event.payload
    kind, pk = told.get("source") or ("", None)
    if kind != KIND:
        return
    proposal = Proposal.objects.select_related("room__space", "thread").filter(pk=pk).first()
    if proposal is None:
        return
    _row, is_new = BodyDecision.objects.get_or_create(
        decision=event.subject.pk,
        defaults={
            "proposal": proposal,
            "body": told["body"],
            "meeting": told["meeting_title"],
            "outcome": told["outcome"],
            "address": told["address"],
        },
    )
    if is_new:
        said = {"body": told["body"], "outcome": told["outcome"], "address": told["address"]}
        record_about("proposal.decided", proposal, by=event.by, n=event.subject.pk, **said)
        changed(proposal, "phase", "resolution")
