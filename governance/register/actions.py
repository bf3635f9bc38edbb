"""`record()` appends to the register, `announce()` only tells; `subscribe()` lets an app react to either."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db import connection, transaction

from governance import clock
from governance.register.models import Chain, Entry, Payload

_subscribers = []


@dataclass(frozen=True)
class Event:
    """What subscribers receive: an act on a subject, by a person or by the clock (`by=None`)."""

    act: str
    subject: Any
    by: Any
    space: Any
    payload: dict = field(default_factory=dict)


def subscribe(handler, *acts):
    """Call `handler(event)` in the transaction of each of `acts` (of every act when none is named)."""
    _subscribers.append((handler, frozenset(acts)))


def canonical(value) -> str:
    """The one JSON text of `value` that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(moment) -> str:
    """A moment as the chain writes it: UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def link(*, seq, prev, act, at, payload_sha256) -> str:
    """The hash of an entry over its five fields and so over the whole chain before it."""
    return sha256(canonical({"seq": seq, "prev": prev, "type": act, "at": at, "payload_sha256": payload_sha256}))


# Written out: every act ends here, under the lock that all acts of an organization share.
LOCK = "SELECT length, head FROM register_chain WHERE name = %s"
ENTRY = """
INSERT INTO register_entry
(chain, seq, prev, act, at, payload_sha256, hash, actor_id, space_id, subject_kind, subject_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""
PAYLOAD = "INSERT INTO register_payload (entry_id, canonical) VALUES (%s, %s)"
HEAD = "UPDATE register_chain SET length = %s, head = %s WHERE name = %s"
# The same three as one statement, which SQLite does not know.
AT_ONCE = f"""
WITH entry AS ({ENTRY}), payload AS (INSERT INTO register_payload SELECT id, %s FROM entry)
{HEAD} RETURNING (SELECT id FROM entry)
"""


def append(chain, act, text, *, at, actor_id=None, space_id=None, subject_kind="", subject_id=0) -> Entry:
    """Append the canonical payload `text` to `chain` under its lock. Use `record` for an act of a person."""
    seq, prev = _locked_head(chain)
    digest = sha256(text)
    entry = Entry(
        chain=chain,
        seq=seq,
        prev=prev,
        act=act,
        at=at,
        payload_sha256=digest,
        hash=link(seq=seq, prev=prev, act=act, at=stamp(at), payload_sha256=digest),
        actor_id=actor_id,
        space_id=space_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
    )
    stored_at = connection.ops.adapt_datetimefield_value(at)
    line = [chain, seq, prev, act, stored_at, digest, entry.hash, actor_id, space_id, subject_kind, subject_id]
    head = [seq + 1, entry.hash, chain]
    with connection.cursor() as database:
        if connection.vendor == "postgresql":
            database.execute(AT_ONCE, [*line, text, *head])
            (entry.pk,) = database.fetchone()
        else:
            database.execute(ENTRY, line)
            (entry.pk,) = database.fetchone()
            database.execute(PAYLOAD, [entry.pk, text])
            database.execute(HEAD, head)
    return entry


def _locked_head(chain) -> tuple[int, str]:
    """How long the chain is and the hash it ends with, nobody else appending until the transaction ends."""
    with connection.cursor() as database:
        database.execute(LOCK + connection.features.has_select_for_update * " FOR UPDATE", [chain])
        head = database.fetchone()
    if head is None:
        Chain.objects.get_or_create(name=chain)
        return _locked_head(chain)
    return head


def hold(space) -> None:
    """Take the chain of `space` before anything that is told of its entries: for acts that record only at their end.

    Subscribers lock a talk while they hold the chain; whoever needs both takes the chain first.
    """
    _in_transaction("hold")
    _locked_head(space.chain)


def record(act, subject, *, by, space, **payload) -> Entry:
    """Write one line of the register about `subject`, then tell subscribers, all in the open transaction.

    `payload` holds plain JSON values. Actor, space and subject are hashed with it; a random salt lets the
    text be erased later without its hash betraying a person.
    """
    _in_transaction("record")
    kind = subject._meta.model_name
    actor_id = by.pk if by else None
    text = canonical(
        {
            **payload,
            "actor": actor_id,
            "space": space.pk,
            "subject": [kind, subject.pk],
            "salt": secrets.token_hex(8),
        }
    )
    entry = append(
        space.chain,
        act,
        text,
        at=clock.now().replace(microsecond=0),
        actor_id=actor_id,
        space_id=space.pk,
        subject_kind=kind,
        subject_id=subject.pk,
    )
    _tell(Event(act, subject, by, space, payload))
    return entry


def announce(act, subject, *, by, space, **payload) -> None:
    """Tell subscribers of talk, which is not governance: same transaction, nothing stored."""
    _in_transaction("announce")
    _tell(Event(act, subject, by, space, payload))


def erase(entry) -> None:
    """Empty what `entry` says, for a person's right to be forgotten; the chain still verifies."""
    Payload.objects.filter(entry=entry).update(canonical=None)


def _tell(event):
    for handler, acts in _subscribers:
        if not acts or event.act in acts:
            handler(event)


def _in_transaction(verb):
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb}() belongs inside the transaction of its act.")
