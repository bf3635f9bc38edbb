"""Who puts a version of a document in force: an assembly, or a resolution that nobody blocks (CS-14, CS-15, OS-5)."""

from collections.abc import Mapping

KINDS = ("code_social", "statutes", "bylaws", "charter", "room_rules", "notes")
ARCHIVING = "archiving"  # of a room: no document, decided as its rules are
BY_ASSEMBLY = frozenset({"code_social", "statutes", "bylaws"})  # a resolution only puts them to ratification

# What a « go on » resolution may do to a document.
TO_RATIFY, IN_FORCE = "to_ratify", "in_force"
BLOCKED, AGAINST, UNSUPPORTED = "blocked", "against", "unsupported"


def effect(kind: str, counts: Mapping[str, int], unlifted: int) -> str:
    """What going on makes of the version that a closed round was about.

    "to_ratify" for what an assembly puts in force, "in_force" for the rest. Going on knowingly does not exist for
    documents: "blocked" by a block that was neither lifted nor integrated, "against" the advice. What no assembly
    ratifies needs more people for it than against it: "unsupported" otherwise. The same for "archiving" a room.
    counts: people by position. unlifted: blocks that were neither lifted nor integrated.
    Raises ValueError on an unknown kind or a negative number.
    """
    if kind not in (*KINDS, ARCHIVING):
        raise ValueError(f"unknown kind of document: {kind!r}")
    if unlifted < 0 or min(counts.values(), default=0) < 0:
        raise ValueError("people and blocks are counted from 0")
    agree, disagree = counts.get("agree", 0), counts.get("disagree", 0)
    if unlifted or counts.get("block", 0):
        return BLOCKED
    if disagree > agree:
        return AGAINST
    if kind in BY_ASSEMBLY:
        return TO_RATIFY
    return IN_FORCE if agree > disagree else UNSUPPORTED
