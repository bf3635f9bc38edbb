"""Naming those whose word is taken for who lives in a territory."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.polls.models import Referent
from governance.polls.permissions import may_end_referent, may_name_referent
from governance.register.actions import hold, record
from governance.verdict import Refused, ensure, no


@transaction.atomic
def name_referent(person, territory, *, by, space=None) -> Referent:
    """Name a local referent, for a space or, without one, for all of them. The register says who and where, once."""
    if space is not None:
        hold(space)
    ensure(may_name_referent(by, space))
    if territory.is_drawn or not territory.stands:
        raise Refused(no(_("On est référent·e d’un territoire officiel d’aujourd’hui.")))
    if Referent.objects.current().filter(person=person, territory=territory, space=space).exists():
        raise Refused(no(_("Cette personne est déjà référente de ce territoire.")))
    made = Referent.objects.create(person=person, territory=territory, space=space, named_by=by)
    _record("named", made, by=by)
    return made


@transaction.atomic
def end_referent(referent, *, by) -> Referent:
    """Take the charge back, or lay it down; what was attested stays attested."""
    if referent.space is not None:
        hold(referent.space)
    referent = Referent.objects.select_for_update(of=("self",), no_key=True).get(pk=referent.pk)
    ensure(may_end_referent(by, referent))
    referent.ended_at, referent.ended_by = clock.now(), by
    referent.save(update_fields=["ended_at", "ended_by"])
    _record("ended", referent, by=by)
    return referent


def _record(act, referent, *, by):
    if referent.space is None:
        return  # no chain: the row itself says who named whom
    told = {"person": referent.person_id, "territory": [referent.territory.kind, referent.territory.code]}
    record(f"referent.{act}", referent, by=by, space=referent.space, name=referent.territory.name, **told)
