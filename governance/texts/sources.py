"""Where a version of a document comes from: each app names its own things for those who see them."""

from collections import defaultdict
from collections.abc import Callable, Iterable

_declared: dict[str, Callable] = {}
_paragraphs: dict[str, Callable] = {}


def declare(kind: str, named: Callable, paragraphs: Callable) -> None:
    """`named(user, ids)` gives `{id: (title, address)}` for those of `ids` that `user` sees.

    `paragraphs(user, wanted)` takes `{(id, sha256): p}` and gives, by the same keys, the address of the life of
    paragraph `p` in its own text, where that text came to the version of that hash and `user` sees it.
    """
    _declared[kind], _paragraphs[kind] = named, paragraphs


def paragraphs(user, wanted: Iterable) -> dict[tuple[str, int, str], str]:
    """Where one reads which amendments and which debate led to a paragraph, by (kind, id, sha256 of the version).

    wanted: (stage, sha256, number of the paragraph there).
    """
    asked: dict[str, dict] = defaultdict(dict)
    for stage, sha256, p in wanted:
        if stage.source_kind in _paragraphs:
            asked[stage.source_kind][stage.source_id, sha256] = p
    return {(kind, *key): url for kind, those in asked.items() for key, url in _paragraphs[kind](user, those).items()}


def named(user, stages: Iterable) -> dict[tuple[str, int], tuple[str, str]]:
    """Title and address of what put each stage there, by (kind, id); a thing one may not see has no name."""
    ids = defaultdict(set)
    for stage in stages:
        if stage.source_kind in _declared:
            ids[stage.source_kind].add(stage.source_id)
    return {(kind, pk): name for kind, wanted in ids.items() for pk, name in _declared[kind](user, wanted).items()}
