"""What the rest of the house asks of the bodies of an association: who is an officer, and to make its bodies."""

from governance.assemblies.actions.bodies import make_bodies
from governance.assemblies.models import is_of_bureau, officer

__all__ = ["is_of_bureau", "make_bodies", "officer"]
