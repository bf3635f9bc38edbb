"""The code social that whoever enters commits to: the app that keeps documents declares how one is signed."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from governance.verdict import Refused, no

_how: dict[str, Callable] = {}


def declare(sign: Callable) -> None:
    """`sign(document, by=…, version_n=…)` keeps who signed which version, and when (CS-12)."""
    _how["sign"] = sign


def in_force(organization, reader):
    """The code social of an association as `reader` may read it, with its version in force; None without one."""
    kept = organization.space.documents.visible_to(reader).filter(kind="code_social", in_force__isnull=False)
    return kept.select_related("in_force").first()


def to_sign(organization, person):
    """The code that `person` has not signed as it is in force; None when nothing is left to sign."""
    if not person.is_authenticated:
        return None
    document = in_force(organization, person)
    if document is None or document.commitments.filter(person=person, version=document.in_force_id).exists():
        return None
    return document


def sign(organization, *, by, version_n: int | None) -> None:
    """Sign what is left to sign, as `version_n` says it. Refused when the box was not ticked."""
    document = to_sign(organization, by)
    if document is None:
        return
    if version_n is None:
        raise Refused(
            no(_("On entre en s’engageant à respecter le code social : lisez-le, puis cochez la case (code social)."))
        )
    _how["sign"](document, by=by, version_n=version_n)
