"""Where a version of a document comes from: each app names its own things for those who see them."""

from collections import defaultdict
from collections.abc import Callable, Iterable

_declared: dict[str, Callable] = {}


def declare(kind: str, named: Callable) -> None:
    """`named(user, ids)` gives `{id: (title, address)}` for those of `ids` that `user` sees."""
    _declared[kind] = named


def named(user, stages: Iterable) -> dict[tuple[str, int], tuple[str, str]]:
    """Title and address of what put each stage there, by (kind, id); a thing one may not see has no name."""
    ids = defaultdict(set)
    for stage in stages:
        if stage.source_kind in _declared:
            ids[stage.source_kind].add(stage.source_id)
    return {(kind, pk): name for kind, wanted in ids.items() for pk, name in _declared[kind](user, wanted).items()}
