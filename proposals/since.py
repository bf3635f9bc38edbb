"""What changed in a text since somebody took position on it: said on every page where they meet the text again."""

from dataclasses import dataclass

from governance.rules.phases import Phase

TEXT_IN_WORK = (Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING)  # no round is shown: the current version is


@dataclass(frozen=True)
class Since:
    """The number of the version on which a person last took position, and of the one put before them now."""

    mine: int
    shown: int


def since_position(mine: int, shown: int) -> Since | None:
    """None when the text did not change after their position."""
    return Since(mine, shown) if mine < shown else None


def versions_of(user, proposals, now) -> dict[int, tuple[int, int]]:
    """By proposal read `with_facts`: the version of the last position of `user`, and the one that is shown.

    One query whatever their number; none for what can have had but one version.
    """
    phases = {proposal.pk: proposal.phase(now) for proposal in proposals if _was_asked_before(proposal, now)}
    if not phases or not user.is_authenticated:
        return {}
    of = "vote__round__proposal"
    mine = user.ballots.filter(**{f"{of}__in": phases}).order_by("vote__round__n")
    numbers = mine.values_list(of, "vote__round__version__n", f"{of}__round__version__n", f"{of}__text__current__n")
    return {pk: (n, current if phases[pk] in TEXT_IN_WORK else asked) for pk, n, asked, current in numbers}


def mark_since(user, proposals, now) -> list:
    """The proposals of a list, each with its `since`: a `Since` when it changed after this person's position."""
    proposals = list(proposals)
    found = versions_of(user, proposals, now)
    for proposal in proposals:
        proposal.since = since_position(*found[proposal.pk]) if proposal.pk in found else None
    return proposals


def last_position(user, proposal) -> int | None:
    """The number of the version on which `user` last took position."""
    if not user.is_authenticated or proposal.round_id is None:
        return None
    mine = user.ballots.filter(vote__round__proposal=proposal).order_by("-vote__round__n")
    return mine.values_list("vote__round__version__n", flat=True).first()


def _was_asked_before(proposal, now):
    """Whether people were asked about something else than what is shown, a round or more ago."""
    return proposal.round_id is not None and (proposal.round.n > 1 or proposal.phase(now) in TEXT_IN_WORK)
