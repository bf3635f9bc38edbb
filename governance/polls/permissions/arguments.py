"""Who argues about a poll, takes it back, reports it and hides it; who joins documents to a poll and reads them."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.permissions import may_facilitate
from governance.polls.permissions.polls import may_answer_poll, may_change_poll, may_see_poll
from governance.verdict import YES, Verdict, no

MOST = 3  # arguments of one person in one poll


def may_argue(user, poll, now) -> Verdict:
    """Whoever may answer this poll, while they may: an argument is of somebody it asks."""
    answering = may_answer_poll(user, poll, now)
    if not answering:
        return answering
    if poll.arguments.standing().filter(author=user).count() >= MOST:
        return no(_("Vous avez écrit trois arguments ici : retirez-en un pour en écrire un autre."))
    return YES


def may_withdraw_argument(user, argument) -> Verdict:
    """Its author, at any time."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour retirer un argument que vous avez écrit."), "sign_in")
    if argument.author_id != user.pk:
        return no(_("Un argument se retire par la personne qui l’a écrit ; signalez-le s’il pose problème."))
    if not argument.stands:
        return no(_("Cet argument est déjà retiré."))
    return YES


def may_report_argument(user, argument) -> Verdict:
    """Anybody signed in who reads it, once."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour signaler un argument."), "sign_in")
    seeing = may_see_poll(user, argument.poll)
    if not seeing:
        return seeing
    if not argument.stands or argument.is_hidden:
        return no(_("Cet argument ne se lit plus : il n’y a rien à signaler."))
    if argument.author_id == user.pk:
        return no(_("C’est votre argument : vous pouvez le retirer."))
    if argument.reports.filter(person=user).exists():
        return no(_("Vous avez déjà signalé cet argument : la facilitation l’examine."), "wait")
    return YES


def may_moderate_argument(user, argument) -> Verdict:
    """Read its reports, hide it or show it again: whoever facilitates the space that asks."""
    facilitating = may_facilitate(user, argument.poll.space)
    if facilitating and not argument.stands:
        return no(_("La personne qui a écrit cet argument l’a retiré : il n’y a plus rien à modérer."))
    return facilitating


def may_add_poll_document(user, poll) -> Verdict:
    """Whoever prepares the poll, until it opens."""
    return may_change_poll(user, poll)


def may_remove_poll_document(user, document) -> Verdict:
    return may_change_poll(user, document.poll)


def may_read_poll_document(user, document) -> Verdict:
    """Whoever reads the poll."""
    return may_see_poll(user, document.poll)
