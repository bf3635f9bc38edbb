"""Who may keep the desk of a poll: name its counters, print codes, mark people, enter answers and countersign them."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.permissions import may_facilitate
from governance.polls.models import Counter
from governance.polls.models.residence import Level
from governance.verdict import YES, Verdict, no


def is_counter(user, poll) -> bool:
    return user.is_authenticated and Counter.objects.current().filter(poll=poll, person=user).exists()


def may_name_counter(user, poll, now) -> Verdict:
    """Until the close, whoever facilitates; never where a proof is asked, which two people have to see."""
    if poll.stage(now) in ("cancelled", "counting", "counted"):
        return no(_("Ce sondage est terminé : plus personne ne répond sur papier."))
    if poll.min_level == Level.PROVED:
        return no(
            _(
                "Ce sondage demande une résidence prouvée, qu’une personne seule à un guichet ne peut pas établir : "
                "on n’y répond qu’avec un compte."
            )
        )
    return may_facilitate(user, poll.space)


def may_end_counter(user, counter) -> Verdict:
    """Whoever facilitates, and that person."""
    if counter.ended_at is not None:
        return no(_("Cette personne ne tient déjà plus le guichet."))
    if user.is_authenticated and counter.person_id == user.pk:
        return YES
    return may_facilitate(user, counter.poll.space)


def may_see_desk(user, poll) -> Verdict:
    """Those who keep it, and those who name them."""
    return YES if is_counter(user, poll) else may_facilitate(user, poll.space)


def may_prepare_codes(user, poll, now) -> Verdict:
    """A counter, from the opening on."""
    stage = poll.stage(now)
    if stage == "prepared":
        return no(_("Ce sondage n’est pas encore ouvert : les codes s’impriment après."), "wait")
    return YES if stage == "announced" and is_counter(user, poll) else _may_work(user, poll, now)


def may_mark(user, poll, now) -> Verdict:
    """Put somebody on the list of those who were given a code: a counter, while it is open."""
    return _may_work(user, poll, now)


def may_enter_code(user, poll, now) -> Verdict:
    return _may_work(user, poll, now)


def may_countersign(user, code, now) -> Verdict:
    """Another counter than the one who entered it."""
    may = _may_work(user, code.poll, now)
    if not may:
        return may
    if code.content is None:
        return no(_("Rien n’est encore saisi avec ce code."), "wait")
    if code.countersigned_by_id is not None:
        return no(_("Cette réponse est déjà contresignée : elle compte."))
    if code.entered_by_id == user.pk:
        return no(_("Vous l’avez saisie : une autre personne du guichet doit la contresigner."), "wait")
    return YES


def _may_work(user, poll, now):
    stage = poll.stage(now)
    if stage in ("prepared", "announced"):
        return no(_("Ce sondage n’est pas encore ouvert."), "wait")
    if stage != "open":
        return no(_("Ce sondage est clos : plus aucune réponse sur papier n’entre."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour tenir le guichet."), "sign_in")
    if not is_counter(user, poll):
        return no(
            _("Seules les personnes nommées pour ce guichet le tiennent : demandez à qui facilite l’espace."), "ask"
        )
    return YES
