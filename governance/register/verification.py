"""Re-reading a chain from its first entry and naming the first that does not hold."""

import json
from dataclasses import dataclass

from governance.register.actions import link, sha256, stamp
from governance.register.models import GENESIS, Chain, Entry


@dataclass(frozen=True)
class Break:
    """Where a chain stops holding: the place of the entry and a code of what is wrong with it."""

    chain: str
    seq: int
    problem: str


def verify(chain: str, since: str = "") -> Break | None:
    """The first broken entry of `chain`, or None. `since` is a hash seen earlier: it must be in the chain.

    A missing entry, a changed field, a payload that no longer matches its hash, a column that says something
    else than the hashed payload, or a head that is not the last entry, each is a break.
    """
    prev, seq, met = GENESIS, 0, not since
    entries = Entry.objects.filter(chain=chain).order_by("seq").select_related("payload")
    for entry in entries.iterator(chunk_size=2000):
        problem = _problem(entry, seq, prev)
        if problem:
            return Break(chain, entry.seq, problem)
        met = met or entry.hash == since
        prev, seq = entry.hash, seq + 1
    head = Chain.objects.filter(name=chain).first()
    if (head.length, head.head) != (seq, prev) if head else seq:
        return Break(chain, seq, "head")
    return None if met else Break(chain, seq, "since")


def _problem(entry, seq, prev) -> str:
    if entry.seq != seq:
        return "missing"
    if entry.prev != prev:
        return "prev"
    expected = link(seq=seq, prev=prev, act=entry.act, at=stamp(entry.at), payload_sha256=entry.payload_sha256)
    if entry.hash != expected:
        return "hash"
    text = entry.payload.canonical if hasattr(entry, "payload") else None
    if text is None:
        return "" if hasattr(entry, "payload") else "payload"
    if sha256(text) != entry.payload_sha256:
        return "payload"
    said = json.loads(text)
    if "subject" in said and [said["actor"], said["space"], *said["subject"]] != [
        entry.actor_id,
        entry.space_id,
        entry.subject_kind,
        entry.subject_id,
    ]:
        return "columns"
    return ""
