"""Entries made readable: what they say, and the people they name, in a fixed number of queries."""

import json
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.utils import timezone

from governance.register.models import Entry

PEOPLE = ("person", "blocker", "author")


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it. `said` is empty once its payload was erased; `whom` is who it happened to."""

    entry: Entry
    said: dict
    actor: object
    whom: object
    subject: object
    day: date

    @property
    def templates(self) -> list[str]:
        """The first that exists says the act in a sentence."""
        if not self.said:
            return ["register/entries/erased.html"]
        name = self.entry.act.replace(".", "_")
        return [f"register/entries/{name}.html", "register/entries/default.html"]


def read(entries, subjects=None) -> list[Line]:
    """The lines of `entries` (with their payloads), every person they name loaded at once.

    subjects: what some kinds of entries are about, as `{kind: {id: object}}`, for those who can load it.
    """
    subjects = subjects or {}
    said = {entry.pk: json.loads(entry.payload.canonical or "{}") for entry in entries}
    named = {entry.pk: _named(said[entry.pk]) for entry in entries}
    ids = {entry.actor_id for entry in entries} | set(named.values())
    people = get_user_model().objects.in_bulk(ids - {None})
    return [
        Line(
            entry=entry,
            said=said[entry.pk],
            actor=people.get(entry.actor_id),
            whom=people.get(named[entry.pk]),
            subject=subjects.get(entry.subject_kind, {}).get(entry.subject_id),
            day=timezone.localtime(entry.at).date(),
        )
        for entry in entries
    ]


def _named(said):
    return next((said[key] for key in PEOPLE if key in said), None)
