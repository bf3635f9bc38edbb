"""What the tests of rooms may ask for: rooms of each visibility, and a debate whose marks some may not see yet."""

from types import SimpleNamespace

import pytest

from governance.verdict import YES, no
from rooms import actions, threads


@pytest.fixture
def rooms(cast):
    """One room of each visibility, and an archived one; the room of roles is shown to members, not to guests."""
    member = cast.space.roles.get(key="member")
    made = {
        "public": cast.room,
        "members": actions.open_room(cast.space, by=cast.alice, name="Trésorerie", visibility="members"),
        "roles": actions.open_room(cast.space, by=cast.alice, name="Embauche", visibility="roles", roles=[member]),
        "archived": actions.open_room(cast.space, by=cast.alice, name="Fête 2019"),
    }
    made["archived"] = actions.archive_room(made["archived"], by=cast.alice, reason="La fête est passée.")
    return SimpleNamespace(**made)


@pytest.fixture
def debate(cast, monkeypatch):
    """The thread of a proposal that only Bob has answered: marks are shown to him and to nobody else yet."""
    owner = threads.Owner(
        find=lambda pk: pk,
        may_see=lambda user, pk: YES,
        may_post=lambda user, pk: YES if user.is_authenticated else no("Connectez-vous.", "sign_in"),
        may_moderate=lambda user, pk: YES if user == cast.alice else no("Non."),
        shows_marks=lambda user, pk: user == cast.bob,
        place=lambda pk: (cast.space, f"/proposals/{pk}/"),
    )
    monkeypatch.setitem(threads._owners, "proposal", owner)
    thread = actions.open_thread("proposal")
    actions.own_thread(thread, 7)
    return thread
