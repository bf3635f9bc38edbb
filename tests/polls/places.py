"""The territories of the tests: La Réunion as the house keeps it, and a small country that nobody lives in."""

from governance.polls import loading, sources
from governance.polls.models import Territory

Kind = Territory.Kind


def la_reunion():
    """The 24 communes, their 5 EPCI, the département, the région and the country."""
    rows, source = sources.reunion()
    return loading.load(rows, vintage=sources.REUNION_VINTAGE, source=source, only={"974"})


def commune(code: str) -> Territory:
    return Territory.objects.get(kind=Kind.COMMUNE, code=code)


def territory(kind: str, code: str) -> Territory:
    return Territory.objects.get(kind=kind, code=code)
