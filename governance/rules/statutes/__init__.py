"""The statutes of an association as data: who votes, who decides what, and by which rule; read, written, changed."""

from governance.rules.statutes.nonsense import Nonsense
from governance.rules.statutes.parts import (
    AFTER_TIE,
    ASSEMBLY,
    BOARD,
    BODIES,
    BUREAU,
    COMMISSION,
    POSTS,
    RESIDUAL,
    SECRECY,
    VOICES,
    Body,
    Callers,
    College,
    Matter,
    SecondCall,
    Statutes,
)
from governance.rules.statutes.reading import changed, read, read_rule, share, write

__all__ = [
    "AFTER_TIE",
    "ASSEMBLY",
    "BOARD",
    "BODIES",
    "BUREAU",
    "COMMISSION",
    "POSTS",
    "RESIDUAL",
    "SECRECY",
    "VOICES",
    "Body",
    "Callers",
    "College",
    "Matter",
    "Nonsense",
    "SecondCall",
    "Statutes",
    "changed",
    "read",
    "read_rule",
    "share",
    "write",
]
