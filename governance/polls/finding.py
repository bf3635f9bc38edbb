"""Finds a territory by what people type: a name, an INSEE code, a postal code, a SIREN, saying which it was."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.polls.models import Territory
from governance.rules.territories import INSEE, POSTAL, SIREN, Code, read_code

MOST = 30


@dataclass(frozen=True)
class Found:
    """A territory, and by which code it was found, in words; empty when by its name."""

    territory: Territory
    how: str = ""


def find(user, typed: str, *, lived_in: bool = False, among=None) -> list[Found]:
    """The territories that `typed` may mean, the likeliest first. lived_in: only those a person may say they live in.

    among: only those of these ids, or of a query of ids.
    A code of a commune that is no more gives its successors.
    """
    seen = Territory.objects.visible_to(user)
    if lived_in:
        seen = seen.lived_in()
    if among is not None:
        seen = seen.filter(pk__in=among)
    codes = read_code(typed)
    if not codes:
        return [Found(one) for one in seen.current().named_like(typed)[:MOST]]
    found = []
    for code in codes:
        found += _by_code(seen, code)
    unique = {}
    for one in found:
        unique.setdefault(one.territory.pk, one)
    return list(unique.values())[:MOST]


def _by_code(seen, code: Code) -> list[Found]:
    if code.kind == POSTAL:
        how = _("code postal %(code)s") % {"code": code.code}
        here = seen.current().filter(postal_codes__code=code.code).order_by("-population", "name")
        # A postal code of Paris is one arrondissement’s: the whole city comes after it.
        return [Found(one, how) for one in sorted(here, key=lambda one: one.rank)]
    if code.kind == SIREN:
        return [Found(one, _("SIREN %(code)s") % {"code": code.code}) for one in seen.filter(code=code.code)]
    found = []
    for one in seen.filter(kind__in=Territory.LIVED_IN, code=code.code):
        how = _("code INSEE %(code)s") % {"code": code.code}
        if one.stands:
            found.append(Found(one, how))
            continue
        for successor in one.successors.all():
            told = _("%(how)s, ancien : « %(name)s » en fait partie") % {"how": how, "name": one.name}
            found.append(Found(successor, told))
    return found


def commune_of(typed: str) -> Territory:
    """The one commune or municipal arrondissement that an INSEE code means. Raises ValueError with a sentence."""
    codes = {code.kind: code for code in read_code(typed)}
    if INSEE not in codes:
        raise ValueError(_("Un code INSEE a cinq caractères, comme 97411 ou 2A004."))
    code = codes[INSEE].code
    here = Territory.objects.lived_in().filter(code=code).prefetch_related("successors").first()
    if here and here.stands:
        return here
    if here:
        names = ", ".join(f"{one.name} ({one.code})" for one in here.successors.all())
        raise ValueError(
            _("%(code)s était le code de %(name)s, qui a changé : choisissez %(successors)s.")
            % {"code": code, "name": here.name, "successors": names or "?"}
        )
    postal = Territory.objects.lived_in().current().filter(postal_codes__code=code).order_by("name")
    names = ", ".join(f"{one.name} ({one.code})" for one in postal[:5])
    if names:
        raise ValueError(
            _("%(code)s est un code postal, pas un code INSEE : choisissez la commune, %(names)s.")
            % {"code": code, "names": names}
        )
    raise ValueError(_("Aucune commune connue ici n’a le code INSEE %(code)s.") % {"code": code})
