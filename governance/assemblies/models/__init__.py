"""What the bodies of an association are asked, and under which statutes they decide."""

from governance.assemblies.models.requests import AgendaRequest

__all__ = ["AgendaRequest"]
