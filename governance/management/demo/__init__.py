"""The demo as plain values: Open Atlas, its people, rooms, documents and proposals, and the room of its project.

Only `play` knows Django.
"""

from .decided import DECIDED
from .documents import CALL_FIRST, DOCUMENTS
from .people import COMMUNECTER, OPEN_ATLAS, PEOPLE
from .project import PROJECT_PROPOSALS, PROJECT_ROOMS
from .rooms import ROOMS
from .small_actions import ACTIONS, REQUESTS
from .underway import UNDERWAY, WORKSHOP

PROPOSALS = UNDERWAY + DECIDED + PROJECT_PROPOSALS + (CALL_FIRST,)
FLAGSHIP = WORKSHOP

__all__ = [
    "ACTIONS",
    "COMMUNECTER",
    "DOCUMENTS",
    "FLAGSHIP",
    "OPEN_ATLAS",
    "PEOPLE",
    "PROJECT_ROOMS",
    "PROPOSALS",
    "REQUESTS",
    "ROOMS",
]
