"""The demo as plain values: Open Atlas, its people, its eleven rooms, its proposals, and the room of its project.

Only `play` knows Django.
"""

from .decided import DECIDED
from .people import COMMUNECTER, OPEN_ATLAS, PEOPLE
from .project import PROJECT_PROPOSALS, PROJECT_ROOMS
from .rooms import ROOMS
from .small_actions import ACTIONS
from .underway import UNDERWAY, WORKSHOP

PROPOSALS = UNDERWAY + DECIDED + PROJECT_PROPOSALS
FLAGSHIP = WORKSHOP

__all__ = ["ACTIONS", "COMMUNECTER", "FLAGSHIP", "OPEN_ATLAS", "PEOPLE", "PROJECT_ROOMS", "PROPOSALS", "ROOMS"]
