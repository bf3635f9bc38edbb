"""The people of the tests: Alice facilitates, Bob, Erin and Faye are members, Carol is a guest, Dave a stranger."""

from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from governance.accounts.models import User
from governance.organizations import actions as organizations
from rooms import actions as rooms

NAMES = {
    "alice": "Alice Payet",
    "bob": "Bob Nativel",
    "carol": "Carol Huet",
    "dave": "Dave Robert",
    "erin": "Erin Fontaine",
    "faye": "Faye Clain",
}


def person(key: str, **fields) -> User:
    """Somebody who may sign in with the password « palabre »."""
    name = NAMES.get(key, key.title())
    return User.objects.create_user(f"{key}@example.org", "palabre", display_name=name, **fields)


def collective(**space) -> SimpleNamespace:
    """The organization « Les Tisserands », its space, one open room and the cast."""
    people = {key: person(key) for key in NAMES}
    organization = organizations.create_organization(by=people["alice"], name="Les Tisserands", **space)
    home = organization.space
    for key in ("bob", "erin", "faye"):
        organizations.admit(home, people[key], "member", by=people["alice"])
    organizations.admit(home, people["carol"], "guest", by=people["alice"])
    room = rooms.open_room(home, by=people["alice"], name="Documentation")
    return SimpleNamespace(
        **people, anonymous=AnonymousUser(), organization=organization, space=home, room=room, people=people
    )


def archive(room, *, by):
    """What a resolution does to a room where people lived, without the consultation that leads to it."""
    return rooms.archive_as_resolved(room, by=by, proposal=0, title="Le groupe a fini")
