"""Who may say where a person lives: that person; who may attest it, and who names those who do."""

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.permissions import is_member, may_facilitate
from governance.polls.models import Referent, Residence, Territory
from governance.polls.models.residence import Level
from governance.polls.permissions.territories import administers, may_see_territory
from governance.verdict import YES, Verdict, no


def may_declare(user, person) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour dire où vous habitez."), "sign_in")
    if user.pk != person.pk:
        return no(_("Chaque personne dit elle-même où elle habite."))
    return YES


def may_see_residence(user, residence) -> Verdict:
    """That person, and nobody else; whoever attests it is shown the request made to them."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voir où vous avez dit habiter."), "sign_in")
    if residence.person_id != user.pk:
        return no(_("Où quelqu’un habite ne se montre qu’à cette personne."))
    return YES


def may_ask_attestation(user, residence, space=None) -> Verdict:
    """Ask referents, or those of a space one is in, to attest where one lives."""
    mine = may_see_residence(user, residence)
    if not mine:
        return mine
    if residence.closed_at or residence.has_expired(_today()):
        return no(_("Cette résidence n’est plus en cours : déclarez-la de nouveau, puis faites-la attester."))
    if space is not None and not is_member(user, space):
        return no(_("On demande à un espace dont on fait partie : rejoignez-le d’abord."), "join")
    if any(one.space_id == (space and space.pk) and not one.refused_at for one in residence.requests.all()):
        return no(_("Votre demande est envoyée ; vous pouvez la retirer pour en faire une autre."), "wait")
    if space is None and not _referents(residence.commune, None).exclude(person=user).exists():
        return no(
            _("Personne n’est encore référent·e pour cette commune : demandez à un espace dont vous faites partie."),
            "ask",
        )
    return YES


def may_withdraw_request(user, request) -> Verdict:
    mine = may_see_residence(user, request.residence)
    if mine and request.refused_at:
        return no(_("Cette demande a reçu sa réponse."))
    return mine


def is_asked(user, request) -> bool:
    """Whether this request is addressed to them: referents of its territory, or those who facilitate its space."""
    if not user.is_authenticated or not user.is_active or request.residence.person_id == user.pk:
        return False
    if request.space is not None and may_facilitate(user, request.space):
        return True
    return _referents(request.residence.commune, request.space).filter(person=user).exists()


def _referents(commune, space):
    return Referent.objects.current().over(commune).filter(space=space)


def may_see_request(user, request) -> Verdict:
    """Whoever made it, and whoever is asked, until it is answered."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voir cette demande."), "sign_in")
    if request.residence.person_id == user.pk:
        return YES
    if is_asked(user, request) and not request.refused_at:
        return YES
    return no(_("Cette demande ne se montre qu’à la personne qui l’a faite et à qui doit y répondre."))


def _may_answer(user, request) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour répondre à cette demande."), "sign_in")
    if request.residence.person_id == user.pk:
        return no(_("On n’atteste pas sa propre résidence : une autre personne le fera."), "wait")
    if not is_asked(user, request):
        return no(_("Cette demande est adressée à d’autres personnes."))
    if request.refused_at:
        return no(_("Cette demande a déjà reçu sa réponse."))
    if request.residence.closed_at or request.residence.has_expired(_today()):
        return no(_("Cette résidence n’est plus en cours : la personne doit la déclarer de nouveau."), "ask")
    return YES


def may_attest(user, request) -> Verdict:
    """Give one’s word that this person lives there."""
    may = _may_answer(user, request)
    if may and request.wanted != Level.ATTESTED:
        return no(_("Cette demande vient avec un justificatif : il se vérifie, puis se confirme."))
    return may


def may_refuse_request(user, request) -> Verdict:
    return _may_answer(user, request)


def may_check_proof(user, request) -> Verdict:
    """Read the proof and say that it holds; a second person confirms."""
    may = _may_answer(user, request)
    if not may:
        return may
    if request.wanted != Level.PROVED:
        return no(_("Cette demande vient sans justificatif : attestez-la, si vous savez que la personne y habite."))
    if request.checked_at:
        return no(_("Ce justificatif est déjà vérifié : une autre personne doit le confirmer."))
    return YES


def may_confirm_proof(user, request) -> Verdict:
    """Confirm what another person checked; the proof is destroyed at once."""
    may = _may_answer(user, request)
    if not may:
        return may
    if request.wanted != Level.PROVED or not request.checked_at:
        return no(_("Ce justificatif n’est pas encore vérifié par une première personne."), "wait")
    if request.checked_by_id == user.pk:
        return no(_("Vous l’avez vérifié : une autre personne doit le confirmer."), "wait")
    return YES


def may_read_proof(user, request) -> Verdict:
    """The proof is read by whoever is asked, as long as it waits for an answer."""
    may = _may_answer(user, request)
    if may and not request.stored:
        return no(_("Ce justificatif est détruit."))
    return may


# --- Inside a drawn zone -----------------------------------------------------------------------------


def may_be_found_in(user, zone) -> Verdict:
    """Show where one is, once, to be counted among those of a drawn zone."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour vérifier que vous habitez dans cette zone."), "sign_in")
    seen = may_see_territory(user, zone)
    if not seen:
        return seen
    if not zone.is_drawn:
        return no(_("Ce territoire suit les communes : votre commune suffit, on ne demande pas de position."))
    if zone.withdrawn_at:
        return no(_("Cette zone est retirée : on n’y vérifie plus rien."))
    residence = Residence.objects.in_force(_today()).filter(person=user).select_related("commune").first()
    if residence is None:
        return no(_("Dites d’abord dans quelle commune vous habitez, dans votre profil."), "ask")
    if not Territory.objects.within(zone).filter(pk=residence.commune_id).exists():
        return no(_("Cette zone ne touche pas la commune que vous avez déclarée."))
    return YES


# --- Referents ---------------------------------------------------------------------------------------


def may_name_referent(user, space=None) -> Verdict:
    """For a space, whoever facilitates it; for all of them, whoever administers this Palabre."""
    if space is not None:
        return may_facilitate(user, space)
    if not user.is_authenticated:
        return no(_("Connectez-vous pour nommer une personne référente."), "sign_in")
    if administers(user):
        return YES
    return no(_("Les personnes référentes de tous les espaces sont nommées par l’administration de Palabre."), "ask")


def may_end_referent(user, referent) -> Verdict:
    """Whoever may name them, and that person."""
    if user.is_authenticated and referent.person_id == user.pk:
        may = YES
    else:
        may = may_name_referent(user, referent.space)
    if may and referent.ended_at:
        return no(_("Cette personne n’est déjà plus référente."))
    return may


def _today():
    return clock.now().date()
