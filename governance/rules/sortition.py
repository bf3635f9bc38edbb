"""A draw by lot that anybody can do again: a pool, public sources, and the selection of RFC 3797."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

LARGEST_POOL = 65_535  # the counter has 16 bits
HASHES = ("md5", "sha256")  # the second is our variant: RFC 3797 knows the first only
NUMBERS = re.compile(r"[0-9]{1,1000}(?:[ \t\r\n]+[0-9]{1,1000})*")


@dataclass(frozen=True)
class Step:
    """One draw: the digest in lower-case hexadecimal, how many remained, and which of them it names, from 0."""

    digest: str
    remaining: int
    index: int


@dataclass(frozen=True)
class Draw:
    key: str
    steps: tuple[Step, ...]
    selected: tuple[str, ...]


def draw(pool: Sequence[str], take: int, sources: Sequence[str], hash: str = "md5", stratum: str = "") -> Draw:
    """Take `take` of the `pool`, in its published order, by the integers of the `sources` (RFC 3797, section 4).

    Step i hashes `i key i`, i being two bytes, big-endian, from 0; the digest, as an integer, modulo those who remain
    names one of them. `stratum` ends the key, so that each part of a stratified draw has a draw of its own (not in
    the RFC). Raises ValueError, with a sentence, on a pool, a number or a source that is none.
    """
    _check(pool, take, hash)
    key = seed(sources) + (f"{stratum}./" if stratum else "")
    remaining, steps, selected = list(pool), [], []
    for count in range(take):
        turn = count.to_bytes(2, "big")
        digest = hashlib.new(hash, turn + key.encode() + turn, usedforsecurity=False)
        index = int.from_bytes(digest.digest(), "big") % len(remaining)
        steps.append(Step(digest.hexdigest(), len(remaining), index))
        selected.append(remaining.pop(index))
    return Draw(key, tuple(steps), tuple(selected))


def read(data: object) -> dict[str, object]:
    """What `draw` asks for, by name, as a JSON file says it. Raises ValueError on unknown or missing names."""
    if not isinstance(data, Mapping):
        raise ValueError("the file holds one object: a pool, how many to take and the sources")
    if unknown := sorted(set(data) - {"pool", "take", "sources", "hash", "stratum"}):
        raise ValueError(f"unknown in the file: {', '.join(unknown)}")
    if missing := [name for name in ("pool", "take", "sources") if name not in data]:
        raise ValueError(f"missing in the file: {', '.join(missing)}")
    if not isinstance(data.get("stratum", ""), str):
        raise ValueError("the stratum is a text")
    return {"hash": "md5", **data}


def seed(sources: Sequence[str]) -> str:
    """The key of RFC 3797: each source's integers in ascending order, each with a dot, each source with a slash."""
    if isinstance(sources, str) or not isinstance(sources, Sequence) or not sources:
        raise ValueError("a draw needs a source at least: a list of texts")
    return "".join(_numbers(source) + "/" for source in sources)


def bits_needed(pool: int, take: int) -> int:
    """How many bits of chance every outcome asks the sources to hold: log2 C(pool, take), rounded up."""
    return (comb(pool, take) - 1).bit_length()


def _numbers(source):
    if not isinstance(source, str) or not NUMBERS.fullmatch(source.strip(" \t\r\n")):
        raise ValueError(f"a source is whole numbers separated by spaces: not {source!r}")
    found = sorted((number.lstrip("0") or "0" for number in source.split()), key=lambda number: (len(number), number))
    return "".join(f"{number}." for number in found)


def _check(pool, take, hash):
    if isinstance(pool, str) or not isinstance(pool, Sequence) or not pool:
        raise ValueError("the pool is a list of names")
    if not all(isinstance(name, str) and name.strip() for name in pool):
        raise ValueError("each name of the pool is a text")
    if len(pool) > LARGEST_POOL:
        raise ValueError(f"the pool holds {len(pool)} names, more than {LARGEST_POOL}")
    if twice := [name for name, count in Counter(pool).items() if count > 1]:
        raise ValueError(f"twice in the pool: {', '.join(twice[:5])}")
    if type(take) is not int or not 0 < take <= len(pool):
        raise ValueError(f"one takes from 1 to {len(pool)} names of this pool: not {take!r}")
    if hash not in HASHES:
        raise ValueError(f"the hash is one of {', '.join(HASHES)}: not {hash!r}")
