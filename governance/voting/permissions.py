"""Who may prepare, answer and end a vote, and what a person may see of it: the one function every door asks."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from governance.organizations.permissions import may_facilitate, may_take_part
from governance.rules.likeness import folded
from governance.verdict import YES, Verdict, no
from governance.voting import owners

# People on a secret roll under which not even a rounded number moves before the close.
SMALL_ROLL = 20
# Above it, the number of those who took part moves by steps of this many.
STEP = 10
PERSONS = _(
    "Ces options sont des personnes : une élection de personnes est toujours secrète, et jamais « vérifiable ». "
    "Choisissez le scrutin secret."
)
# On a roll of fewer people, a secret result tells by itself who cast what.
TOO_SMALL_TO_HIDE = 5


def may_cast(user, vote, now) -> Verdict:
    """Whoever is on the roll, until the close."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour prendre position."), "sign_in")
    if not vote.roll.filter(person=user).exists():
        return no(_("La liste des personnes consultées a été arrêtée à l’ouverture, et vous n’y êtes pas."), "ask")
    if not vote.is_open(now):
        return no(_("La consultation est close : les positions ne changent plus."))
    return YES


# --- What is seen of it -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What one person may see of a vote now; `why` says why the result is hidden, where it is.

    result: counts, bars, ballots, reasons and the outcome. names: who answered what. marks: who has answered.
    turnout: how many have answered (`results.turnout` gives the number).
    """

    result: bool = False
    names: bool = False
    marks: bool = False
    turnout: bool = False
    why: str = ""


def seen(user, vote, now, *, looked=False) -> Seen:
    """What `user` may see of `vote` at `now`: the one function that pages, parts, sockets, files and mails ask.

    looked: they asked, in this session, to see the answers before giving theirs.
    """
    found = _seen(user, vote, now, looked)
    if (found.names or found.marks) and not _may_know_its_people(user, vote):
        return replace(found, names=False, marks=False)
    return found


def _may_know_its_people(user, vote) -> bool:
    """Whether who is on the roll is no secret to `user`: where the owner keeps its people to fewer, it says to whom."""
    if not vote.owner_kind or owners.rules_for(vote.owner_kind).may_see_roll is None:
        return True
    rules, owner = owners.rules_of(vote)
    return bool(rules.may_see_roll(user, owner))


def _seen(user, vote, now, looked):
    if vote.is_cancelled:
        return Seen(marks=not vote.is_secret, why=str(_("Ce scrutin a été annulé : rien n’en est compté.")))
    if vote.opened_at is None or now < vote.opened_at:  # the clock of this process may be a little late
        return Seen(why=str(_("Ce scrutin n’est pas encore ouvert.")))
    if not vote.is_open(now):
        return Seen(result=True, names=not vote.is_secret, marks=not vote.is_secret, turnout=True)
    if vote.is_secret:
        why = _("Le scrutin est secret : rien n’en est montré à personne avant la clôture.")
        return Seen(turnout=vote.roll_size >= SMALL_ROLL, why=str(why))
    if vote.shows == vote.Shows.UNTIL_CLOSE:
        return Seen(marks=True, turnout=True, why=str(_("Les résultats restent cachés jusqu’à la clôture.")))
    if vote.shows == vote.Shows.OPEN or looked or knows_answers(user, vote):
        return Seen(result=True, names=True, marks=True, turnout=True)
    why = _("Les résultats s’affichent quand vous avez répondu, pour que chacun se fasse son propre avis.")
    return Seen(marks=True, turnout=True, why=str(why))


def may_see_answers(user, vote, now, *, looked=False) -> bool:
    """Whether positions and counts show to `user`. Blocks and who has answered are never hidden and do not ask."""
    return seen(user, vote, now, looked=looked).result


def knows_answers(user, vote) -> bool:
    """Whether this person answered, or asked to see what the others answered."""
    return user.is_authenticated and (
        vote.ballots.filter(person=user).values("pk").union(vote.looks.filter(person=user).values("pk")).exists()
    )


# --- Votes with a page of their own -----------------------------------------------------------------


def may_see_vote(user, vote) -> Verdict:
    """Whoever sees what it belongs to."""
    rules, owner = owners.rules_of(vote)
    return rules.may_see(user, owner)


def may_prepare_vote(user, kind, owner) -> Verdict:
    return owners.rules_for(kind).may_prepare(user, owner)


def _may_run(user, vote) -> Verdict:
    rules, owner = owners.rules_of(vote)
    preparing = rules.may_prepare(user, owner)
    if user.is_authenticated and user.pk == vote.made_by_id:
        return preparing
    if rules.may_run(user, owner):
        return YES
    if not preparing:
        return preparing
    return no(_("C’est à la personne qui a préparé ce scrutin, ou à la facilitation, de le faire."), "ask")


def may_open_vote(user, vote) -> Verdict:
    """Whoever prepared it, or runs the votes of its owner, once."""
    if vote.is_cancelled:
        return no(_("Ce scrutin a été annulé."))
    if vote.opened_at is not None:
        return no(_("Ce scrutin est déjà ouvert : sa question, ses options, sa méthode et sa liste ne changent plus."))
    return _may_run(user, vote)


def may_change_vote(user, vote) -> Verdict:
    """Its question, its options and its terms, until it opens."""
    return may_open_vote(user, vote)


def may_suggest_option(user, vote) -> Verdict:
    """While ideas are gathered, whoever takes part."""
    if vote.is_cancelled or vote.opened_at is not None or not vote.gathers_ideas:
        return no(_("On ne recueille pas, ou plus, d’idées pour ce scrutin."))
    rules, owner = owners.rules_of(vote)
    return rules.may_prepare(user, owner)


def may_cancel_vote(user, vote, now) -> Verdict:
    """Whoever may run it, until its close: a result that somebody may have read is not taken back."""
    if vote.is_cancelled:
        return no(_("Ce scrutin est déjà annulé."))
    if vote.counted_at is not None or (vote.opened_at is not None and vote.is_over(now)):
        return no(_("Ce scrutin est clos : son résultat reste."))
    if vote.is_binding and (vote.roll.filter(answered_at__isnull=False).exists() or vote.paper_batches.exists()):
        return no(
            _("Des bulletins sont déjà dans ce scrutin, qui engage : il va à son terme, et ne se recommence pas.")
        )
    rules, owner = owners.rules_of(vote)
    return YES if rules.may_run(user, owner) else _may_run(user, vote)


def may_close_vote(user, vote, now) -> Verdict:
    """Close it before its hour: only where its owner lets, once nobody is left whose voice would be cut."""
    if vote.opened_at is None:
        return no(_("Ce scrutin n’est pas encore ouvert."), "wait")
    if vote.is_cancelled:
        return no(_("Ce scrutin a été annulé : rien n’en est compté."))
    if vote.counted_at is not None or vote.is_over(now):
        return no(_("Ce scrutin est déjà clos."))
    rules, owner = owners.rules_of(vote)
    return rules.may_close_early(user, owner, vote)


def may_enter_paper(user, vote, now) -> Verdict:
    """Whom the owner says, while the vote runs."""
    if vote.opened_at is None:
        return no(_("Ce scrutin n’est pas encore ouvert."), "wait")
    if vote.counted_at is not None or not vote.is_open(now):
        return no(_("Le scrutin est clos : plus aucun bulletin n’entre."))
    rules, owner = owners.rules_of(vote)
    return rules.may_enter_paper(user, owner)


def may_countersign_paper(user, batch, now) -> Verdict:
    """Another person than the one who entered it, among those the owner says, while the vote runs."""
    vote = batch.vote
    if batch.withdrawn_at:
        return no(_("Ces bulletins papier ont été retirés."))
    if batch.countersigned_at:
        return no(_("Ces bulletins papier sont déjà contresignés, et comptés."))
    if vote.counted_at is not None or not vote.is_open(now):
        return no(_("Le scrutin est clos : plus aucun bulletin n’entre."))
    if user.is_authenticated and user.pk == batch.entered_by_id:
        return no(
            _("Vous avez saisi ces bulletins : une autre personne les compare aux papiers, et contresigne."), "ask"
        )
    rules, owner = owners.rules_of(vote)
    return rules.may_countersign_paper(user, owner, batch)


def may_withdraw_paper(user, batch, now) -> Verdict:
    """Whoever entered it, and whoever may countersign it, until it is counted."""
    if not batch.is_waiting:
        return no(_("Ces bulletins papier sont déjà comptés, ou retirés."))
    if user.is_authenticated and user.pk == batch.entered_by_id:
        return YES
    return may_countersign_paper(user, batch, now)


def may_name_people(vote, labels, people) -> Verdict:
    """Options that are the names of two of `people` make it an election of persons, which is always secret."""
    if vote.secrecy == vote.Secrecy.SECRET or not people_named(labels, people)[1:]:
        return YES
    return no(PERSONS)


def people_named(labels, people) -> list:
    """Those of `people` whom one of `labels` names, whatever its case and accents."""
    said = {folded(label) for label in labels}
    return [person for person in people if folded(str(person)) in said]


def may_answer_vote(user, vote, now) -> Verdict:
    """Whoever is on the roll, until the close; whether they did already is the business of `cast_ballot`."""
    if vote.opened_at is None:
        return no(_("Ce scrutin n’est pas encore ouvert."), "wait")
    if vote.is_cancelled:
        return no(_("Ce scrutin a été annulé : rien n’en est compté."))
    if vote.counted_at is not None or not vote.is_open(now):
        return no(_("Le scrutin est clos : plus aucun bulletin n’entre."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voter."), "sign_in")
    seeing = may_see_vote(user, vote)
    if not seeing:
        return seeing
    if not vote.roll.filter(person=user).exists():
        return no(_("La liste d’émargement a été arrêtée à l’ouverture, et vous n’y êtes pas."), "ask")
    rules, owner = owners.rules_of(vote)
    return rules.may_still_answer(user, owner)


def may_tidy_ideas(user, vote) -> Verdict:
    """Merge, drop and order the ideas of others, settle the options: whoever may run it, while they are gathered."""
    opening = may_open_vote(user, vote)
    if opening and not vote.gathers_ideas:
        return no(_("On ne recueille pas, ou plus, d’idées pour ce scrutin."))
    return opening


def may_withdraw_idea(user, idea) -> Verdict:
    """One's own, while they are gathered, as long as nobody's idea was merged into it."""
    suggesting = may_suggest_option(user, idea.vote)
    if not suggesting:
        return suggesting
    if idea.by_id != user.pk:
        return no(_("Seule la personne qui a eu cette idée peut la retirer ; la facilitation peut l’écarter."), "ask")
    if idea.dropped_at or idea.merged_into_id:
        return no(_("Cette idée est déjà retirée, écartée ou réunie à une autre."))
    if idea.merged.exists():
        return no(_("D’autres idées sont réunies à la vôtre : la facilitation peut l’écarter."), "ask")
    return YES


# --- Ways to ask that a space keeps -----------------------------------------------------------------


def may_keep_process(user, space) -> Verdict:
    """Whoever takes part in the space."""
    return may_take_part(user, space)


def may_change_process(user, process) -> Verdict:
    """Change or remove it: its author while they take part, and whoever facilitates the space."""
    if may_facilitate(user, process.space):
        return YES
    taking_part = may_take_part(user, process.space)
    if taking_part and process.made_by_id != user.pk:
        return no(
            _("C’est à la personne qui a gardé cette façon de demander, ou à la facilitation, de la changer."), "ask"
        )
    return taking_part
