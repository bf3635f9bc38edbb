"""Who sees a room, who talks in it, and who may change or remove what was said."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.models import Visibility
from governance.organizations.permissions import (
    grants_on,
    holders,
    is_member,
    may_facilitate,
    may_take_part,
    read_grants,
)
from governance.organizations.permissions import participants as participants_of
from governance.verdict import YES, Verdict, no
from rooms.threads import rules_of


def may_see_room(user, room) -> Verdict:
    """The twin of `RoomQuerySet.visible_to`. Whoever facilitates the space sees all its rooms."""
    if room.visibility == Visibility.ROLES:
        read_grants(user, room.space, room)
    in_space = grants_on(user, room.space)
    if "facilitate_space" in in_space:
        return YES
    if room.visibility == Visibility.ROLES:
        sees_space = room.space.visibility == Visibility.PUBLIC or "see_space" in in_space
        if sees_space and "see_room" in grants_on(user, room):
            return YES
        return no(_("Ce salon est réservé à certains rôles."), "ask")
    everyone = room.visibility == room.space.visibility == Visibility.PUBLIC
    if everyone or "see_space" in in_space:
        return YES
    return no(_("Ce salon est réservé aux membres de l’espace."), "join")


def may_settle_room(user, room) -> Verdict:
    """Settle how a room works, and run what it asks: whoever facilitates it, as long as one writes in it."""
    verdict = may_facilitate_room(user, room)
    return _archived() if verdict and room.archived_at else verdict


def _archived():
    return no(_("Ce salon est archivé : on peut encore le lire, mais plus y écrire."))


def _may_write(user, room) -> Verdict:
    """What every act in a room asks first: somebody who sees it, and a room that is not archived."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour prendre part à ce salon."), "sign_in")
    seen = may_see_room(user, room)
    if not seen:
        return seen
    if room.archived_at:
        return _archived()
    return YES


def may_talk(user, room) -> Verdict:
    """Say something in the room: members, facilitators and guests."""
    verdict = _may_write(user, room)
    if verdict and "talk_in_space" not in grants_on(user, room.space):
        return no(
            _("La parole est aux membres et aux invité·es de l’espace. Vous pouvez demander à le rejoindre."),
            "join",
        )
    return verdict


def may_join_room(user, room) -> Verdict:
    """Become part of its working group: whoever may talk in it, in one click."""
    return may_talk(user, room)


def may_see_accounts(user, room) -> Verdict:
    """The accounts that a room keeps are read by the members of its space; by its readers, where the room shows them.

    Code social, Organisation financière (CS-16); statutes of Open Atlas, article 20.2.
    """
    seen = may_see_room(user, room)
    if not seen or room.shows_accounts:
        return seen
    if not user.is_authenticated:
        return no(_("Connectez-vous : les comptes sont réservés aux membres de l’espace."), "sign_in")
    if not is_member(user, room.space):
        return no(_("Les comptes sont réservés aux membres de l’espace."), "join")
    return YES


def may_take_part_in_room(user, room) -> Verdict:
    """Propose, amend, take a position or act in the room: members and facilitators who see it."""
    verdict = _may_write(user, room)
    return may_take_part(user, room.space) if verdict else verdict


def participants(room):
    """Everybody whom a consultation of the room concerns: those who take part in its space and see the room."""
    people = participants_of(room.space)
    if room.visibility != Visibility.ROLES:
        return people
    seeing = holders("see_room", room) | holders("facilitate_space", room.space)
    return people.filter(pk__in=seeing.values("pk"))


def readers(room):
    """Everybody of the space who sees the room: those a message there may name."""
    facilitating = holders("facilitate_space", room.space)
    if room.visibility != Visibility.ROLES:
        return holders("see_space", room.space) | facilitating
    seeing = holders("see_room", room)
    if room.space.visibility != Visibility.PUBLIC:
        seeing = seeing.filter(pk__in=holders("see_space", room.space).values("pk"))
    return seeing | facilitating


def may_facilitate_room(user, room) -> Verdict:
    """Change, archive and moderate the room: whoever facilitates its space."""
    return may_facilitate(user, room.space)


def may_archive_at_once(user, room) -> Verdict:
    """Whoever facilitates it, as long as nobody lived in it; afterwards those who take part in it decide together."""
    verdict = may_facilitate_room(user, room)
    if verdict and room.archived_at:
        return no(_("Ce salon est déjà archivé."))
    if verdict and room.is_lived_in():
        return no(_("On a parlé ou proposé dans ce salon : il s’archive par une proposition, et par sa résolution."))
    return verdict


def may_call_everybody(user, space, newcomers_since) -> Verdict:
    """Name everybody, or a role of many, in a message: the facilitation, and members who did not just arrive."""
    if "facilitate_space" in grants_on(user, space):
        return YES
    if not may_take_part(user, space):
        return no(
            _("Interpeller tout le monde revient aux membres et à la facilitation : nommez quelques personnes."), "ask"
        )
    if not space.memberships.current().filter(person=user, since__lte=newcomers_since).exists():
        return no(
            _(
                "Vous venez d’arriver : on interpelle tout le monde à partir d’une semaine dans l’espace. "
                "En attendant, nommez quelques personnes, ou la facilitation."
            ),
            "wait",
        )
    return YES


def may_react(user, message) -> Verdict:
    """Put a sign under a message, or take it back: whoever may write where it stands."""
    if message.deleted_at:
        return no(_("Ce message a été supprimé : il ne reçoit plus de réaction."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour réagir à un message."), "sign_in")
    return may_post(user, message.thread)


# --- Talk: the rules of a thread are those of its owner ---------------------------------------------


def may_see_thread(user, thread) -> bool:
    rules, owner = rules_of(thread)
    return bool(rules.may_see(user, owner))


def may_post(user, thread) -> Verdict:
    rules, owner = rules_of(thread)
    return rules.may_post(user, owner)


def may_keep_place(user, thread) -> Verdict:
    """Keep where one stopped reading: whoever reads the talk and has an account to keep it for."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour retrouver l’endroit où vous vous êtes arrêté·e de lire."), "sign_in")
    rules, owner = rules_of(thread)
    return rules.may_see(user, owner)


_NOBODYS = no(_("C’est Palabre qui l’annonce : personne ne le modifie ni ne le supprime."))


def may_edit_message(user, message) -> Verdict:
    """Change one's own words, for as long as one may still write where they stand."""
    if message.deleted_at:
        return no(_("Ce message a été supprimé : il ne peut plus être modifié."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour modifier vos messages."), "sign_in")
    if user.pk != message.author_id:
        return no(_("Seule la personne qui a écrit un message peut le modifier. Vous pouvez y répondre."))
    if message.poll_id:
        return no(_("Un sondage ne se modifie pas : des personnes y ont peut-être déjà répondu."))
    return may_post(user, message.thread)


def may_delete_message(user, message) -> Verdict:
    """Take back one's own words wherever one still reads them, archives included; moderators, any words."""
    if message.notice:
        return _NOBODYS
    if message.deleted_at:
        return no(_("Ce message est déjà supprimé."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour supprimer vos messages."), "sign_in")
    rules, owner = rules_of(message.thread)
    if user.pk == message.author_id:
        if rules.may_see(user, owner):
            return YES
        return no(
            _("Vous n’avez plus accès à cette conversation : demandez à la facilitation de le supprimer."),
            "ask",
        )
    if rules.may_moderate(user, owner):
        return YES
    return no(_("Seules la personne qui a écrit ce message et la facilitation peuvent le supprimer."), "ask")
