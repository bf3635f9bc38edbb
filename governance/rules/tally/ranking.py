"""Rankings as ballots: who stands before whom, and what a half-filled one says."""

from governance.rules.tally.election import Election


def ranks(election: Election, ballot, *, shared: bool) -> tuple[tuple[str, ...], ...]:
    """The groups of `ballot`, a list of lists, from first to last; options it does not name are left out.

    Raises ValueError on an option named twice, on an empty rank, and on a shared rank where it may not be `shared`.
    """
    if not isinstance(ballot, list | tuple):
        raise ValueError(f"a ranking is a list of ranks: not {ballot!r}")
    groups, seen = [], set()
    for rank in ballot:
        group = (rank,) if isinstance(rank, str) else tuple(rank) if isinstance(rank, list | tuple) else None
        if not group:
            raise ValueError(f"a rank holds one option at least: {ballot!r}")
        if len(group) > 1 and not shared:
            raise ValueError(f"this method takes no shared rank: {ballot!r}")
        for option in group:
            if election.need_option(option) in seen:
                raise ValueError(f"{option!r} stands twice in one ranking")
            seen.add(option)
        groups.append(group)
    return tuple(groups)
