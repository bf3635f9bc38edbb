"""Who may do what with a proposal: standing in its room, the phase of its dates, and whose act it is."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.models import Visibility
from governance.organizations.permissions import may_take_part
from governance.rules import guide, phases
from governance.verdict import YES, Verdict, no
from governance.voting.permissions import knows_answers, may_cast, may_see_answers
from rooms.permissions import may_facilitate_room, may_see_room, may_take_part_in_room, may_talk

NOT_NOW = {
    "edit": _("Le texte ne se modifie plus directement : il change par des amendements, ou plus du tout."),
    "publish": _("Cette proposition est déjà publiée."),
    "comment": _("Un brouillon ne se discute pas encore : publiez-le d’abord."),
    "open_amendments": _("Les amendements ne peuvent pas s’ouvrir à cette étape."),
    "propose_amendment": _("Le texte ne reçoit pas d’amendement à cette étape."),
    "withdraw_amendment": _("Un amendement ne se retire plus à cette étape."),
    "accept_amendment": _("Le texte ne change plus à cette étape : aucun amendement ne peut y entrer."),
    "reject_amendment": _("Les amendements ne se décident plus à cette étape."),
    "open_round": _("Une consultation s’ouvre depuis l’étape des amendements."),
    "take_position": _("Aucune consultation n’est en cours : les positions ne changent plus."),
    "lift_objection": _("Ce blocage ne peut plus être levé : la consultation est close."),
    "answer_objection": _("Aucune concertation n’est en cours sur cette proposition."),
    "integrate_amendment": _("Aucune concertation n’est en cours sur cette proposition."),
    "contribute": _("Cette proposition n’attend plus de conseil ni d’aide."),
    "resolve": _("La résolution se rend une fois la consultation close."),
    "drop": _("À cette étape, une proposition s’abandonne par sa résolution."),
    "take_over": _("Cette proposition ne se reprend pas à cette étape."),
    "open_action": _("Les actions naissent d’une résolution qui va de l’avant."),
    "renew": _("Une nouvelle étape d’amendements s’ouvre après une résolution."),
}


def may_see_proposal(user, proposal) -> Verdict:
    """The twin of `Proposal.objects.visible_to`: one's own drafts, and what is published in a room one sees."""
    if not may_see_room(user, proposal.room):
        return no(_("Vous n’avez pas accès à cette proposition."))
    if proposal.published_at is None and proposal.author_id != user.pk:
        return no(_("Vous n’avez pas accès à cette proposition."))
    return YES


def may_propose(user, room) -> Verdict:
    return may_take_part_in_room(user, room)


def may_comment(user, proposal) -> Verdict:
    """Guests talk too; a draft is not discussed."""
    return may_talk(user, proposal.room) and _now(proposal, "comment")


def may_moderate(user, proposal) -> Verdict:
    return may_facilitate_room(user, proposal.room)


def may_edit(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "edit")


def may_publish(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "publish")


def may_open_amendments(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "open_amendments")


def may_propose_amendment(user, proposal) -> Verdict:
    return _as_participant(user, proposal, "propose_amendment")


def may_withdraw_amendment(user, proposal, amendment) -> Verdict:
    if amendment.author_id != user.pk:
        return no(_("Seule la personne qui a écrit cet amendement peut le retirer."))
    return _still_open(amendment) and _as_participant(user, proposal, "withdraw_amendment")


def may_settle_amendment(user, proposal, amendment) -> Verdict:
    """Its author or the carrier, while it is in conflict with the current text."""
    verdict = _as_author_or_carrier(user, proposal, amendment) and _still_open(amendment)
    if verdict and not amendment.is_in_conflict:
        return no(_("Cet amendement suit déjà le texte actuel : il n’y a rien à accorder."))
    return verdict


def may_confirm_amendment(user, proposal, amendment) -> Verdict:
    """Its author or the carrier, when a merge asks to be read once more."""
    verdict = _as_author_or_carrier(user, proposal, amendment) and _still_open(amendment)
    if verdict and not amendment.is_to_review:
        return no(_("Il n’y a rien à relire dans cet amendement."))
    return verdict


def _as_author_or_carrier(user, proposal, amendment) -> Verdict:
    verdict = _as_participant(user, proposal, "propose_amendment")
    if verdict and user.pk not in (amendment.author_id, proposal.carrier_id):
        return no(
            _("C’est à la personne qui a écrit cet amendement, ou à celle qui porte la proposition, de le faire.")
        )
    return verdict


def may_accept_amendment(user, proposal, amendment) -> Verdict:
    verdict = _as_carrier(user, proposal, "accept_amendment") and _still_open(amendment)
    return verdict and _on_the_current_text(amendment)


def may_reject_amendment(user, proposal, amendment) -> Verdict:
    return _as_carrier(user, proposal, "reject_amendment") and _still_open(amendment)


def may_open_round(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "open_round")


def may_take_position(user, proposal, *, roll=True) -> Verdict:
    """On the roll, while the round is open, for somebody who still belongs to the room.

    `roll=False` leaves the roll to `cast`, which asks it under the lock.
    """
    verdict = _as_participant(user, proposal, "take_position")
    return verdict and (may_cast(user, proposal.round.vote, clock.now()) if roll else verdict)


def may_see_positions(user, round_, *, looked=False, now=None) -> bool:
    """Whether the positions of a round show to `user`; those of a superseded round wait for its successor."""
    now = now or clock.now()
    if not round_.superseded_by_id:
        return may_see_answers(user, round_.vote, now, looked=looked)
    return knows_answers(user, round_.vote) or may_see_positions(user, round_.superseded_by, looked=looked, now=now)


def may_look_at_positions(user, proposal) -> Verdict:
    """Ask to see the positions before answering: whoever is signed in and reads the proposal."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voir les positions avant de répondre."), "sign_in")
    if proposal.round is None:
        return no(_("Aucune consultation n’a encore eu lieu sur cette proposition."))
    return may_see_proposal(user, proposal)


def may_answer_objection(user, proposal, objection) -> Verdict:
    return _as_carrier(user, proposal, "answer_objection") and _still_blocking(objection)


def may_integrate_amendment(user, proposal, objection, amendment) -> Verdict:
    verdict = _as_carrier(user, proposal, "integrate_amendment") and _still_blocking(objection)
    return verdict and _still_open(amendment) and _on_the_current_text(amendment)


def may_contribute(user, proposal) -> Verdict:
    return _as_participant(user, proposal, "contribute")


def may_resolve(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "resolve")


def may_drop(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "drop")


def may_take_over(user, proposal) -> Verdict:
    """A proposal whose carrier left waits for whoever wants to carry it (CS-3)."""
    if proposal.carrier_id is not None:
        return no(_("Cette proposition est déjà portée."))
    return _as_participant(user, proposal, "take_over")


def may_renew(user, proposal) -> Verdict:
    """The carrier at any time after a resolution; anybody who takes part once its review date has come.

    Whoever does it proposes it, and so carries what follows (CS-3).
    """
    if proposal.phase() == phases.Phase.REVIEW:
        return _as_participant(user, proposal, "renew")
    return _as_carrier(user, proposal, "renew")


def may_open_action_from(user, proposal) -> Verdict:
    """Follow-up of a resolution that goes on or adapts; those who help may open some too."""
    verdict = _as_participant(user, proposal, "open_action")
    if verdict and proposal.resolution.choice not in ("go_on", "adapt"):
        return no(NOT_NOW["open_action"])
    return verdict


def may_propose_archiving(user, room) -> Verdict:
    """Whoever takes part in a room that was lived in; an empty one is closed at once by who facilitates it."""
    verdict = may_propose(user, room)
    if verdict and not room.is_lived_in():
        return no(
            _("Rien n’a encore été dit ni proposé ici : la facilitation peut archiver ce salon tout de suite."), "ask"
        )
    return verdict


# --- Documents ---------------------------------------------------------------------------------------


def may_change_document(user, document, room) -> Verdict:
    """Propose the next version of a document in a room: the rules of a room there, the others where everybody is."""
    if room.space_id != document.space_id:
        return no(_("Ce document change dans un salon de son espace."))
    if document.room_key is not None and document.room_key != room.pk:
        return no(_("Les règles d’un salon changent dans ce salon."))
    if document.room_key is None and room.visibility == Visibility.ROLES:
        return no(
            _("Ce document est celui de tout l’espace : il change dans un salon que tous ses membres voient."), "ask"
        )
    return may_propose(user, room)


def may_question_document(user, room) -> Verdict:
    """Put a document in question, in the room where the space talks of its rules."""
    if room is None:
        return no(
            _("Cet espace n’a pas encore de salon de gouvernance. Une personne qui le facilite peut en nommer un."),
            "ask",
        )
    return may_propose(user, room)


def may_carry_over(user, proposal) -> Verdict:
    """Write the text anew on the latest version of its document: the carrier, before any consultation."""
    if proposal.document_base_id is None:
        return no(_("Cette proposition ne change aucun document."))
    if proposal.document.latest.pk == proposal.document_base_id:
        return no(_("Cette proposition part déjà de la dernière version du document."))
    return _as_carrier(user, proposal, "edit")


# --- Actions -----------------------------------------------------------------------------------------


def may_go_on(user, room) -> Verdict:
    """Go on with what was begun in a room, archived since or not: an archive leaves no action undone for ever."""
    return may_see_room(user, room) and may_take_part(user, room.space)


def may_open_action(user, room) -> Verdict:
    return may_take_part_in_room(user, room)


def may_start_action(user, action, now=None) -> Verdict:
    """Its owner; an action that concerns a few waits for their answers, or for the delay (DG-9)."""
    verdict = _as_owner(user, action)
    if not verdict or action.started_at or action.done_at:
        return verdict and no(_("Cette action est déjà commencée."))
    questions = list(action.questions.all())
    if not questions:
        return YES
    answered = sum(question.answered_at is not None for question in questions)
    asked_at = max(question.asked_at for question in questions)
    delay = timedelta(days=action.room.space.ask_days)
    if guide.may_start(len(questions), answered, asked_at, now or clock.now(), delay):
        return YES
    return no(
        _("Les personnes consultées n’ont pas toutes répondu, et le délai qui leur est laissé court encore."),
        "wait",
    )


def may_finish_action(user, action) -> Verdict:
    """Its owner and its helpers, once it has started."""
    if action.done_at:
        return no(_("Cette action est déjà faite."))
    if not action.started_at:
        return no(_("Cette action n’a pas encore commencé."), "wait")
    if user.is_authenticated and action.helpers.filter(pk=user.pk).exists():
        return may_go_on(user, action.room)
    return _as_owner(user, action)


def may_help(user, action) -> Verdict:
    if action.done_at:
        return no(_("Cette action est déjà faite."))
    return may_take_part_in_room(user, action.room)


def may_take_action(user, action) -> Verdict:
    """An action nobody owns waits for somebody."""
    if action.owner_id is not None:
        return no(_("Quelqu’un s’occupe déjà de cette action."))
    if action.done_at:
        return no(_("Cette action est déjà faite."))
    return may_go_on(user, action.room)


def may_answer_question(user, question) -> Verdict:
    if question.person_id != user.pk:
        return no(_("Cette question est adressée à une autre personne."))
    if question.action.done_at:
        return no(_("Cette action est déjà faite."))
    return may_talk(user, question.action.room)


# --- The three standings -----------------------------------------------------------------------------


def _now(proposal, act) -> Verdict:
    phase = proposal.phase()
    if phases.opens(phase, act):
        return YES
    return no(NOT_NOW[act], "wait" if phases.opens_later(phase, act) else "")


def _as_participant(user, proposal, act) -> Verdict:
    return may_take_part_in_room(user, proposal.room) and _now(proposal, act)


def _as_carrier(user, proposal, act) -> Verdict:
    verdict = may_take_part_in_room(user, proposal.room)
    if verdict and proposal.carrier_id is None:
        return no(_("Plus personne ne porte cette proposition. Vous pouvez la reprendre."), "ask")
    if verdict and proposal.carrier_id != user.pk:
        return no(_("C’est à %(carrier)s, qui porte cette proposition, de le faire.") % {"carrier": proposal.carrier})
    return verdict and _now(proposal, act)


def _as_owner(user, action) -> Verdict:
    verdict = may_go_on(user, action.room)
    if verdict and action.owner_id != user.pk:
        return no(_("C’est à la personne qui s’occupe de cette action de le faire."))
    return verdict


def _still_open(amendment) -> Verdict:
    return YES if amendment.is_open else no(_("Cet amendement est déjà décidé."))


def _on_the_current_text(amendment) -> Verdict:
    if amendment.is_in_conflict:
        return no(_("Cet amendement est en conflit avec le texte actuel : accordez-le d’abord."))
    return YES


def _still_blocking(objection) -> Verdict:
    return YES if objection.is_open() else no(_("Cette concertation est terminée."))
