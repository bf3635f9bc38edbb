"""A room that was lived in is archived by those who live in it: a proposal, and a resolution that nobody blocks."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.rules import documents as law
from governance.rules.phases import Phase
from governance.verdict import YES, Refused, Verdict, ensure, no
from proposals.actions.common import lock_room
from proposals.actions.ideas import create_proposal
from proposals.models import Impact, Proposal, Round
from proposals.permissions import may_propose_archiving
from rooms import actions as rooms

OVER = (Phase.RESOLVED, Phase.REVIEW, Phase.REFERRED, Phase.DROPPED)


@transaction.atomic
def propose_archiving(room, *, by, title, summary, body, tags=()) -> Proposal:
    """A draft that archives its room if it goes on; one at a time is enough."""
    room = lock_room(room)
    ensure(may_propose_archiving(by, room))
    other = archiving_under_way(room)
    if other:
        raise Refused(no(_("« %(title)s » propose déjà d’archiver ce salon.") % {"title": other.title}, "wait"))
    proposal = create_proposal(room, by=by, title=title, summary=summary, body=body, impact=Impact.MANY, tags=tags)
    proposal.archives_room = True
    proposal.save(update_fields=["archives_room"])
    return proposal


def archiving_under_way(room) -> Proposal | None:
    """The published proposal to archive `room` that is not concluded yet."""
    now = clock.now()
    found = room.proposals.filter(archives_room=True, published_at__isnull=False).with_facts().order_by("-pk")
    return next((proposal for proposal in found if proposal.phase(now) not in OVER), None)


def may_archive(proposal, counts, unlifted: int) -> Verdict:
    """Going on knowingly, against a block or the advice, does not exist for archiving a room either."""
    if not proposal.archives_room:
        return YES
    effect = law.effect(law.ARCHIVING, counts, unlifted)
    if effect == law.BLOCKED:
        return no(
            _(
                "Un blocage n’est pas levé : un salon ne s’archive pas malgré un blocage. "
                "Choisissez « adapter », puis rouvrez le texte pour chercher l’accord."
            )
        )
    if effect == law.AGAINST:
        return no(
            _(
                "L’avis est défavorable : un salon ne s’archive pas contre l’avis. "
                "Choisissez « adapter », puis rouvrez le texte pour chercher l’accord."
            )
        )
    if effect == law.UNSUPPORTED:
        return no(
            _(
                "Il faut plus de « pour » que de « contre » pour que ce salon soit archivé. "
                "Choisissez « adapter », puis rouvrez le texte et la consultation."
            )
        )
    return nothing_is_owed(proposal.room, besides=proposal)


def archive(proposal, *, by) -> None:
    """What « go on » does, last: what is still owed in the room refuses it, and its follow-up has begun."""
    rooms.archive_as_resolved(proposal.room, by=by, proposal=proposal.pk, title=proposal.title)


# --- What a room still owes --------------------------------------------------------------------------


def owed_in(room, besides=None):
    """The rounds of a room that run, or wait for the resolution of their carrier; `besides` is left out."""
    # Of a superseded round nothing is owed: the one that took its place says where people stand.
    waiting = Round.objects.filter(proposal__room=room, is_resolved=False, superseded_by__isnull=True)
    waiting = waiting.exclude(proposal=besides) if besides else waiting
    return waiting.select_related("vote", "proposal__carrier").order_by("pk")


def nothing_is_owed(room, besides=None) -> Verdict:
    """Whether every consultation of a room is concluded; if not, which ones are awaited, and from whom."""
    now = clock.now()
    owed = [_who_owes(round_, now) for round_ in owed_in(room, besides)]
    if not owed:
        return YES
    return no(_("Ce salon ne peut pas encore être archivé. %(owed)s") % {"owed": " ".join(owed)}, "wait")


def _who_owes(round_, now):
    said = {"title": round_.proposal.title, "carrier": round_.proposal.carrier}
    if round_.vote.is_open(now):
        return _("« %(title)s » est en consultation : attendez sa clôture et sa résolution.") % said
    if said["carrier"] is None:
        return _("« %(title)s » attend sa résolution, et plus personne ne la porte : reprenez-la.") % said
    return _("« %(title)s » attend la résolution de %(carrier)s.") % said


def keep_rounds_going(event) -> None:
    """A room is not archived over a consultation or a resolution owed: they are not for others to end."""
    ensure(nothing_is_owed(event.subject))
