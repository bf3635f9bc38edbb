"""Who may change what is said about a person: that person."""

from django.utils.translation import gettext as _

from governance.verdict import YES, Verdict, no


def may_change_profile(user, person) -> Verdict:
    """Whether `user` may change how `person` is called and reads."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour changer votre profil."), "sign_in")
    if user.pk != person.pk:
        return no(_("Chaque personne change elle-même son profil."))
    return YES
