"""Who may answer a vote, and what a person may see of it: the one function every door asks."""

from django.utils.translation import gettext_lazy as _

from governance.verdict import YES, Verdict, no


def may_cast(user, vote, now) -> Verdict:
    """Whoever is on the roll, until the close."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour prendre position."), "sign_in")
    if not vote.roll.filter(person=user).exists():
        return no(_("La liste des personnes consultées a été arrêtée à l’ouverture, et vous n’y êtes pas."), "ask")
    if not vote.is_open(now):
        return no(_("La consultation est close : les positions ne changent plus."))
    return YES


def may_see_answers(user, vote, now, *, looked=False) -> bool:
    """Positions and counts show once closed, once this person answered, or once they asked to see (`looked`).

    Blocks and who has answered are never hidden and do not ask.
    """
    return looked or not vote.is_open(now) or knows_answers(user, vote)


def knows_answers(user, vote) -> bool:
    """Whether this person answered, or asked to see what the others answered."""
    return user.is_authenticated and (
        vote.ballots.filter(person=user).values("pk").union(vote.looks.filter(person=user).values("pk")).exists()
    )
