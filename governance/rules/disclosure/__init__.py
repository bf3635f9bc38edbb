"""Results by territory without harm: which cells are told, which stay hidden, and when figures may be renewed."""

from governance.rules.disclosure.floor import Floor
from governance.rules.disclosure.hierarchy import WHOLE, Hierarchy
from governance.rules.disclosure.publishing import Group, Publication, Table, publish, read

__all__ = ["WHOLE", "Floor", "Group", "Hierarchy", "Publication", "Table", "publish", "read"]
