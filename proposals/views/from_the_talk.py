"""Forms that a message opened, `?from_message=12`: what it said, and all that a message may become."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.rules.phases import Phase
from governance.verdict import ensure
from proposals import permissions
from proposals.models import Impact
from proposals.views.common import number
from rooms import becoming
from rooms.becoming import Way
from rooms.models import Message
from rooms.permissions import may_see_thread

MOST_PROPOSALS = 20  # that one may amend, on the page of what a message may become


@dataclass(frozen=True)
class Born:
    """The message that a form was opened from; its answers too, when its debate is to go along."""

    message: Message
    with_debate: bool = False

    @property
    def query(self):
        return f"&from_message={self.message.pk}{'&debate=1' if self.with_debate else ''}"

    @property
    def place(self):
        """The end of the name of its draft: what is written from one message is no draft of another."""
        return f":m{self.message.pk}"

    @property
    def quoted(self) -> str:
        return becoming.quoted(self.message)

    def cited(self, most: int) -> str:
        return becoming.cited(self.message, most)


def born_of(request, room, kind) -> Born | None:
    """The message that this form names, if it names one; not found when this person does not read it."""
    if "from_message" not in request.GET:
        return None
    messages = Message.objects.with_people().select_related("thread")
    message = get_object_or_404(messages, pk=number(request, "from_message"))
    if message.thread.owner_id is None or not may_see_thread(request.user, message.thread):
        raise Http404
    if request.method != "POST":  # what was typed is not lost to a refusal: the act asks again
        ensure(becoming.may_turn_into(request.user, message, room, kind))
    return Born(message, with_debate=kind == "proposal" and request.GET.get("debate") == "1")


# --- What a message may become, as its page lists it -------------------------------------------------


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
