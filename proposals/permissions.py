"""Who may do what with a proposal: standing in its room, the phase of its dates, and whose act it is."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.models import Visibility
from governance.organizations.permissions import may_take_part
from governance.rules import guide, phases
from governance.verdict import YES, Verdict, no
from governance.voting.permissions import knows_answers, may_cast, may_see_answers
from proposals.models import DecidedBy
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
    "answer_amendment": _("Les positions sur les amendements se prennent tant que leur fenêtre est ouverte."),
    "name_co_carrier": _("Le texte ne change plus à cette étape : il n’y a plus à le porter à plusieurs."),
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
    """Whoever carries it, until people are consulted, and not while the room takes positions on amendments."""
    return _as_one_who_carries(user, proposal, "edit") and _while_the_text_may_move(proposal)


def _while_the_text_may_move(proposal) -> Verdict:
    """People answer about amendments of this text: nothing else changes it meanwhile."""
    if proposal.phase() == phases.Phase.AMENDING and proposal.room_is_deciding():
        return no(_("Le salon prend position sur les amendements : le texte ne bouge pas jusque-là."), "wait")
    return YES


def may_publish(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "publish")


def may_open_amendments(user, proposal) -> Verdict:
    return _as_carrier(user, proposal, "open_amendments")


def may_propose_amendment(user, proposal) -> Verdict:
    """Whoever takes part; when the room decides, early enough for people to answer."""
    verdict = _as_participant(user, proposal, "propose_amendment")
    if not verdict or proposal.phase() != phases.Phase.AMENDING or not proposal.amendments_close_at:
        return verdict
    if clock.now() < proposal.last_call:
        return verdict
    if proposal.room_is_deciding():
        return no(_("Le salon n’aurait plus le temps de se prononcer sur un nouvel amendement avant la clôture."))
    return no(_("Le salon s’est prononcé sur les amendements : il n’en reçoit plus avant la consultation."))


def may_withdraw_amendment(user, proposal, amendment) -> Verdict:
    if amendment.author_id != user.pk:
        return no(_("Seule la personne qui a écrit cet amendement peut le retirer."))
    return _still_open(amendment) and _as_participant(user, proposal, "withdraw_amendment")


def may_answer_amendment(user, proposal, amendment) -> Verdict:
    """On the roll of an amendment put to the room, until the window closes."""
    verdict = _as_participant(user, proposal, "answer_amendment") and _still_open(amendment)
    return verdict and _put_to_the_room(amendment) and may_cast(user, amendment.put.vote, clock.now())


def may_look_at_amendment(user, proposal, amendment) -> Verdict:
    """Ask to see the answers before one’s own: whoever is signed in and reads the proposal."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voir les positions avant de répondre."), "sign_in")
    return _put_to_the_room(amendment) and may_see_proposal(user, proposal)


def may_see_amendment_answers(user, amendment, now=None) -> bool:
    """How many people are for and against: once answered, once asked to see, once the window is closed."""
    return may_see_answers(user, amendment.put.vote, now or clock.now())


def _put_to_the_room(amendment) -> Verdict:
    return YES if hasattr(amendment, "put") else no(_("Le salon n’est pas consulté sur cet amendement."))


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
    if verdict and user.pk not in (amendment.author_id, proposal.carrier_id) and not proposal.has_co_carrier(user):
        return no(
            _("C’est à la personne qui a écrit cet amendement, ou à celle qui porte la proposition, de le faire.")
        )
    return verdict


def may_accept_amendment(user, proposal, amendment) -> Verdict:
    """Whoever carries the proposal; of what was put to the room, only what it retained and somebody must read again."""
    verdict = _as_one_who_carries(user, proposal, "accept_amendment") and _still_open(amendment)
    return verdict and _the_room_has_retained(proposal, amendment) and _on_the_current_text(amendment)


def may_reject_amendment(user, proposal, amendment) -> Verdict:
    """Whoever carries the proposal, unless the room decides: what it retained is not theirs to set aside."""
    verdict = _as_one_who_carries(user, proposal, "reject_amendment") and _still_open(amendment)
    if verdict and (verdict := _the_room_has_retained(proposal, amendment)) and _is_retained(proposal, amendment):
        return no(_("Le salon a retenu cet amendement : il s’intègre, ou la personne qui l’a écrit le retire."))
    return verdict


def _the_room_has_retained(proposal, amendment) -> Verdict:
    """While its window lasts, and until what it decided is written down, amendments are the room's."""
    if proposal.phase() != phases.Phase.AMENDING or proposal.amendments_decided_by != DecidedBy.ROOM:
        return YES
    if proposal.room_is_deciding():
        return no(_("C’est au salon d’en décider, par ses positions : attendez la clôture."), "wait")
    return YES if proposal.amendments_closed_at else no(_("Le salon vient d’en décider."), "wait")


def _is_retained(proposal, amendment) -> bool:
    return (
        proposal.amendments_decided_by == DecidedBy.ROOM and hasattr(amendment, "put") and bool(amendment.put.retained)
    )


def may_open_round(user, proposal) -> Verdict:
    """The carrier; once the room has decided of the amendments, and what it retained is in the text."""
    verdict = _as_carrier(user, proposal, "open_round")
    if not verdict or proposal.amendments_decided_by != DecidedBy.ROOM:
        return verdict
    if proposal.room_is_deciding():
        return no(_("Le salon prend encore position sur les amendements : attendez la clôture."), "wait")
    if proposal.text.amendments.filter(state="open", put__retained=True).exists():
        return no(_("Un amendement que le salon a retenu attend d’être relu, puis intégré au texte."), "ask")
    return verdict


# --- Co-carriers -------------------------------------------------------------------------------------


def may_name_co_carrier(user, proposal) -> Verdict:
    """The carrier, as long as the text may change."""
    return _as_carrier(user, proposal, "name_co_carrier")


def may_co_carry(person, proposal) -> Verdict:
    """Whether `person` may be named: somebody else who takes part in the room."""
    if person.pk == proposal.carrier_id:
        return no(_("Cette personne porte déjà la proposition."))
    if not may_take_part_in_room(person, proposal.room):
        return no(_("Cette personne ne prend pas part à ce salon : choisissez quelqu’un qui y prend part."), "ask")
    return YES


def may_release_co_carrier(user, proposal, person) -> Verdict:
    """The carrier, or the person who was named."""
    verdict = may_see_proposal(user, proposal)
    if verdict and (not user.is_authenticated or user.pk not in (proposal.carrier_id, person.pk)):
        return no(_("C’est à la personne qui porte la proposition, ou à celle qu’elle a nommée, de le faire."))
    return verdict


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


# --- The life of an amendment ------------------------------------------------------------------------


def may_promote_amendment(user, proposal, amendment) -> Verdict:
    """Its author, once, when it was rejected: whatever became of the proposal since."""
    if amendment.author_id != user.pk:
        return no(_("Seule la personne qui a écrit cet amendement peut en faire une proposition."))
    if amendment.state != amendment.State.REJECTED:
        return no(_("Seul un amendement écarté peut devenir une proposition."))
    if hasattr(amendment, "promotion"):
        return no(_("Cet amendement est déjà devenu une proposition : il ne peut l’être qu’une fois."))
    return may_propose(user, proposal.room)


def may_cosign_amendment(user, proposal, amendment) -> Verdict:
    """Whoever takes part supports somebody else’s amendment, while amendments may still be proposed."""
    verdict = may_take_part_in_room(user, proposal.room)
    if verdict and amendment.author_id == user.pk:
        return no(_("C’est votre amendement : ce sont les autres qui le soutiennent."))
    if verdict and hasattr(amendment, "put"):
        return no(_("Le salon se prononce sur cet amendement : c’est votre position qui compte."))
    return verdict and _still_open(amendment) and _while(proposal, "propose_amendment", NOT_COSIGNED)


def may_withdraw_cosignature(user, proposal, amendment) -> Verdict:
    """While the amendment is open, frozen for the time of a consultation or not."""
    verdict = may_take_part_in_room(user, proposal.room) and _still_open(amendment)
    return verdict and _while(proposal, "withdraw_amendment", NOT_COSIGNED)


def may_suggest(user, proposal, amendment) -> Verdict:
    """Whoever takes part suggests other words to the author of an open amendment."""
    verdict = may_take_part_in_room(user, proposal.room)
    if verdict and amendment.author_id == user.pk:
        return no(_("C’est votre amendement : vous n’avez pas à vous faire de suggestion."))
    return (
        verdict
        and _may_still_be_reworded(amendment)
        and _still_open(amendment)
        and _while(proposal, "propose_amendment", NOT_SUGGESTED)
    )


def may_take_suggestion(user, proposal, suggestion) -> Verdict:
    """The author of the amendment, as long as these words are still those it was made on."""
    verdict = may_decline_suggestion(user, proposal, suggestion) and _may_still_be_reworded(suggestion.amendment)
    if verdict and suggestion.is_in_conflict:
        return no(_("Ces mots ont changé depuis : cette suggestion ne se prend plus telle quelle."))
    return verdict and _on_the_current_text(suggestion.amendment)


def may_decline_suggestion(user, proposal, suggestion) -> Verdict:
    amendment = suggestion.amendment
    verdict = may_take_part_in_room(user, proposal.room)
    if verdict and amendment.author_id != user.pk:
        return no(_("C’est à la personne qui a écrit l’amendement de répondre à cette suggestion."))
    verdict = verdict and _still_open(amendment) and _while(proposal, "propose_amendment", NOT_SUGGESTED)
    return verdict and _still_suggested(suggestion)


def may_withdraw_suggestion(user, proposal, suggestion) -> Verdict:
    verdict = may_take_part_in_room(user, proposal.room)
    if verdict and suggestion.author_id != user.pk:
        return no(_("Seule la personne qui a fait cette suggestion peut la retirer."))
    verdict = verdict and _still_open(suggestion.amendment) and _while(proposal, "withdraw_amendment", NOT_SUGGESTED)
    return verdict and _still_suggested(suggestion)


NOT_COSIGNED = _("Les soutiens à un amendement ne changent plus à cette étape.")
NOT_SUGGESTED = _("Les mots d’un amendement ne changent plus à cette étape.")


def _may_still_be_reworded(amendment) -> Verdict:
    """People answer about words: once they are asked, these no longer change."""
    if hasattr(amendment, "put"):
        return no(
            _("Le salon se prononce sur ces mots : ils ne changent plus. Retirez l’amendement et proposez-en un autre.")
        )
    return YES


def _while(proposal, act, otherwise) -> Verdict:
    """As long as the phase opens `act`; `otherwise` says what no longer happens."""
    return YES if _now(proposal, act) else no(otherwise)


def _still_suggested(suggestion) -> Verdict:
    return YES if suggestion.is_open else no(_("Cette suggestion a déjà sa réponse."))


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
    return _as_one_who_carries(user, proposal, "edit") and _while_the_text_may_move(proposal)


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


def does(user, action) -> bool:
    """Whether this person is one of those who do the action: its owner, its helpers, whoever said it is done."""
    if not user.is_authenticated:
        return False
    return user.pk in (action.owner_id, action.done_by_id) or action.helpers.filter(pk=user.pk).exists()


def may_give_time(user, action) -> Verdict:
    verdict = may_talk(user, action.room)
    if verdict and not does(user, action):
        return no(_("Seules les personnes qui participent à l’action y notent leur temps : participez-y d’abord."))
    return verdict


def may_take_back_time(user, row) -> Verdict:
    if user.pk != row.person_id:
        return no(_("Ce temps a été noté par quelqu’un d’autre."))
    return YES


def may_thank(user, action, to) -> Verdict:
    """Whoever talks in the room thanks those who do; oneself, one thanks in silence."""
    verdict = may_talk(user, action.room)
    if verdict and to.pk == user.pk:
        return no(_("On ne se remercie pas soi-même : les autres s’en chargent."))
    if verdict and not does(to, action):
        return no(_("Cette personne ne participe pas à l’action."))
    return verdict


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


def _as_one_who_carries(user, proposal, act) -> Verdict:
    """The carrier, or a co-carrier they named: for what is done with the text."""
    verdict = _as_carrier(user, proposal, act)
    if not verdict and proposal.carrier_id and user.is_authenticated and proposal.has_co_carrier(user):
        return _as_participant(user, proposal, act)
    return verdict


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
