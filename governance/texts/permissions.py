"""Who may open a document and who may commit to one; nobody may edit it: every change comes from a proposal."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.permissions import is_entering, is_member, may_facilitate
from governance.texts.models import Document
from governance.verdict import YES, Verdict, no


def may_open_document(user, space) -> Verdict:
    """Bring a document into Palabre, once: whoever facilitates the space."""
    return may_facilitate(user, space)


def may_commit(user, document) -> Verdict:
    """Sign the code social as it is in force: whoever belongs to the space, or enters it, once for each version."""
    if document.kind != Document.Kind.CODE_SOCIAL:
        return no(_("On s’engage sur le code social ; les autres documents ne se signent pas."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour vous engager sur ce code social."), "sign_in")
    if not is_member(user, document.space) and not is_entering(user, document.space):
        return no(_("S’engager sur ce code social revient aux membres de l’espace."), "join")
    if document.in_force_id is None:
        return no(_("Ce code social n’est pas encore en vigueur : on s’engagera sur la version qui le sera."), "wait")
    if document.commitments.filter(person=user, version=document.in_force_id).exists():
        return no(_("Vous vous êtes déjà engagé·e sur la version en vigueur."))
    return YES


def may_keep_draft(user) -> Verdict:
    """What somebody is writing is kept for them, once they are signed in; nobody else ever reads it."""
    if not user.is_authenticated:
        why = _("Vous n’êtes plus connecté·e : ce que vous écrivez n’est gardé que sur cet appareil.")
        return no(why, "sign_in")
    return YES
