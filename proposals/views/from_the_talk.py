"""What a message may become here: a proposal, an action, the reason of an amendment."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.rules.phases import Phase
from proposals import permissions
from proposals.models import Impact
from rooms import becoming
from rooms.becoming import Way

MOST_PROPOSALS = 20  # that one may amend, on the page of what a message may become


def proposals_of(user, room, message, answers):
    verdict = becoming.may_turn_into(user, message, room, "proposal") and permissions.may_propose(user, room)
    name, meaning = _("Une proposition"), _("Ses mots, cités, ouvrent le texte ; vous la portez.")
    yield _way(name, meaning, verdict, _form(room, message, Impact.MANY))
    if answers:
        name = ngettext("Une proposition, avec sa réponse", "Une proposition, avec ses %(n)s réponses", answers)
        meaning = _("La discussion quitte la conversation pour le débat de la proposition, quand vous la publiez.")
        yield _way(name % {"n": answers}, meaning, verdict, f"{_form(room, message, Impact.MANY)}&debate=1")


def actions_of(user, room, message, _answers):
    verdict = becoming.may_turn_into(user, message, room, "action") and permissions.may_open_action(user, room)
    yield _way(
        _("Une action qui ne concerne que moi"),
        _("Vous la commencez tout de suite."),
        verdict,
        _form(room, message, Impact.NOBODY),
    )
    yield _way(
        _("Une action qui concerne quelques personnes"),
        _("Vous les nommez, et demandez leur avis avant d’agir."),
        verdict,
        _form(room, message, Impact.FEW),
    )


def reasons_of(user, room, message, _answers):
    """The reason of an amendment: one way for each proposal of the room that takes amendments now."""
    verdict = becoming.may_turn_into(user, message, room, "amendment")
    if not verdict:
        return
    published = room.proposals.filter(published_at__isnull=False, dropped_at__isnull=True)
    found = 0
    for proposal in published.with_facts().order_by("-pk"):
        if proposal.phase() == Phase.AMENDING and permissions.may_propose_amendment(user, proposal):
            address = f"{reverse('amendment-create', args=[proposal.pk])}?from_message={message.pk}"
            name = _("Le motif d’un amendement à « %(title)s »") % {"title": proposal.title}
            yield Way(name, _("Vous changez le texte, ses mots disent pourquoi."), address)
            found += 1
            if found == MOST_PROPOSALS:
                return


def _form(room, message, impact):
    where = reverse("proposal-create", args=[room.space.slug, room.slug])
    return f"{where}?impact={impact}&from_message={message.pk}"


def _way(name, meaning, verdict, address):
    return Way(name, meaning, address) if verdict else Way(name, meaning, why_not=verdict.why)
