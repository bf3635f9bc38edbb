"""The demo as plain values: Open Atlas, its people, its eleven rooms, its proposals. Only `play` knows Django."""

from .decided import DECIDED
from .people import COMMUNECTER, OPEN_ATLAS, PEOPLE
from .rooms import ROOMS
from .small_actions import ACTIONS
from .underway import UNDERWAY, WORKSHOP

PROPOSALS = UNDERWAY + DECIDED
FLAGSHIP = WORKSHOP

__all__ = ["ACTIONS", "COMMUNECTER", "FLAGSHIP", "OPEN_ATLAS", "PEOPLE", "PROPOSALS", "ROOMS"]
