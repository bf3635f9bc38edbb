"""What the owners of votes decide about them: every app declares it for its own kind of owner."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from governance.verdict import YES, Verdict, no


@dataclass(frozen=True)
class Setting:
    """Where a vote is read, and what its page shows below it.

    crumbs: (name, address) from the outside inwards. around: a template to include; `context()` reads what it shows.
    """

    crumbs: tuple[tuple[str, str], ...]
    around: str = ""
    context: Callable[[], dict] = dict
    back: tuple[str, str] | None = None  # (words, address): where one goes on once one’s ballot is in; its page if None


@dataclass(frozen=True)
class Owner:
    """The rules of one kind of owner (a room, a meeting); but for `find` and `visible_ids`, each takes the owner."""

    find: Callable[[int], object]  # (owner_id) -> the owner, with what its rules read
    visible_ids: Callable[..., object]  # (user) -> the ids of the owners of this kind they see
    space: Callable[..., object]  # (owner) -> the space
    may_see: Callable[..., Verdict]  # (user, owner)
    may_prepare: Callable[..., Verdict]  # (user, owner): make a vote, suggest an option
    may_run: Callable[..., Verdict]  # (user, owner): open, cancel and tidy the votes of others
    roll: Callable[..., Iterable]  # (owner) -> the places of the roll, as of now
    setting: Callable[..., Setting]  # (request, owner, vote)
    made: Callable[..., None]  # (owner, vote) -> what belongs to a new vote, in its transaction
    changed: Callable[..., None]  # (owner) -> tell the owner's pages that its list of votes looks different
    # (user, owner): whether somebody on the roll may still answer
    may_still_answer: Callable[..., Verdict] = lambda user, owner: YES
    # (user, owner, vote): whether it may close before its hour, nobody being left who may still answer
    may_close_early: Callable[..., Verdict] = lambda user, owner, vote: no(
        _("Ce scrutin se clôt à son heure : elle a été annoncée à l’ouverture.")
    )
    # (user, owner): enter paper ballots
    may_enter_paper: Callable[..., Verdict] = lambda user, owner: no(_("On ne vote pas sur papier ici."))
    # (user, owner, batch): countersign the paper that another person entered
    may_countersign_paper: Callable[..., Verdict] = lambda user, owner, batch: no(_("On ne vote pas sur papier ici."))
    # (person, owner): whether somebody on the roll may have put a paper in
    may_vote_on_paper: Callable[..., Verdict] = lambda person, owner: no(_("On ne vote pas sur papier ici."))
    # (owner, pk of a person) -> their place, if they came after the opening and may be added; None otherwise
    late_place: Callable[..., object] = lambda owner, person: None
    # (owner, vote) -> pairs (person, reason) of those who are not on the roll; reasons as on the roll
    outside: Callable[..., Iterable] = lambda owner, vote: ()
    # (owner) -> the people whom an option of an election may name
    candidates: Callable[..., Iterable] = lambda owner: ()
    # (user, owner): who reads the names of a roll; None for the members of the space
    may_see_roll: Callable[..., Verdict] | None = None
    # (user) -> the ids of the owners whose people they may know by name; None where that is everybody who sees them
    known_ids: Callable[..., object] | None = None
    # (owner): somebody answered: tell the owner's pages how many have
    answered: Callable[..., None] = lambda owner: None
    # (owner): its row stays as it is until the transaction ends
    hold: Callable[..., None] = lambda owner: None


_owners: dict[str, Owner] = {}


def declare(kind: str, owner: Owner) -> None:
    _owners[kind] = owner


def declared():
    return _owners.items()


def rules_for(kind: str) -> Owner:
    return _owners[kind]


def rules_of(vote) -> tuple[Owner, object]:
    """The rules of a vote and its owner. Kept on the instance; a locked row asks anew."""
    rules = _owners[vote.owner_kind]
    if "_owner" not in vote.__dict__:
        vote.__dict__["_owner"] = rules.find(vote.owner_id)
    return rules, vote.__dict__["_owner"]
