"""What the owners of votes decide about them: every app declares it for its own kind of owner."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from governance.verdict import YES, Verdict


@dataclass(frozen=True)
class Setting:
    """Where a vote is read, and what its page shows below it.

    crumbs: (name, address) from the outside inwards. around: a template to include; `context()` reads what it shows.
    """

    crumbs: tuple[tuple[str, str], ...]
    around: str = ""
    context: Callable[[], dict] = dict


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
    # (owner, pk of a person) -> their place, if they came after the opening and may be added; None otherwise
    late_place: Callable[..., object] = lambda owner, person: None
    # (owner, vote) -> pairs (person, reason) of those who are not on the roll; reasons as on the roll
    outside: Callable[..., Iterable] = lambda owner, vote: ()
    # (owner) -> the people whom an option of an election may name
    candidates: Callable[..., Iterable] = lambda owner: ()
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
