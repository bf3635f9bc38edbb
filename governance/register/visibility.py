"""Who may see entries of each kind: every app declares it for its own, and nobody else knows."""

from django.db.models import Q

_declared = {}


def declare(kind, visible_ids):
    """Entries about `kind` are seen by whoever sees its subject: `visible_ids(user)` is a queryset of ids."""
    _declared[kind] = visible_ids


def filter_for(user) -> Q:
    """The condition on entries that `user` may read; a kind nobody declared is seen by nobody."""
    condition = Q(pk__in=[])
    for kind, visible_ids in _declared.items():
        condition |= Q(subject_kind=kind, subject_id__in=visible_ids(user))
    return condition
