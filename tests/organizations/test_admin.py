"""Django's admin shows organizations and the register, and lets nobody touch them."""

import pytest

from governance import live
from governance.assemblies.models import Decision
from governance.organizations.models import Organization
from governance.register.models import Entry
from tests.assemblies.meetings import governed, held
from tests.cast import person


@pytest.fixture
def root(cast, sign_in):
    return sign_in(person("root", is_staff=True, is_superuser=True))


@pytest.mark.parametrize(
    "table",
    [
        "organizations/organization",
        "organizations/project",
        "organizations/space",
        "organizations/membership",
        "organizations/college",
        "organizations/enrolment",
        "organizations/commissionseat",
        "assemblies/agendarequest",
        "assemblies/ruleset",
        "assemblies/body",
        "assemblies/mandate",
        "assemblies/draw",
        "assemblies/meeting",
        "assemblies/agendaitem",
        "assemblies/signature",
        "assemblies/convocation",
        "assemblies/attendance",
        "assemblies/candidacy",
        "assemblies/recusal",
        "assemblies/decision",
        "assemblies/followup",
        "assemblies/minutes",
        "register/entry",
        "register/chain",
    ],
)
def test_the_admin_lists_and_never_adds(root, table):
    assert root.get(f"/admin/{table}/").status_code == 200
    assert root.get(f"/admin/{table}/add/").status_code == 403


@pytest.mark.parametrize("model", [Organization, Entry])
def test_the_admin_neither_changes_nor_deletes(root, model):
    row = model.objects.first()
    url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}"
    assert root.get(f"{url}/change/").status_code == 200
    assert root.post(f"{url}/change/", {"name": "x"}).status_code == 403
    assert root.post(f"{url}/delete/", {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_meeting_its_items_its_decisions_and_its_minutes_are_read_and_not_touched(root, cast):
    meeting = held(governed(cast))
    rows = [meeting, meeting.items.get(), Decision.objects.get(), meeting.minutes.get(), meeting.attendances.first()]
    for row in [*rows, meeting.convocations.first(), meeting.signatures.get()]:
        url = f"/admin/assemblies/{row._meta.model_name}/{row.pk}"
        assert root.get(f"{url}/change/").status_code == 200
        assert root.post(f"{url}/change/", {"title": "x"}).status_code == 403
        assert root.post(f"{url}/delete/", {"post": "yes"}).status_code == 403
        assert type(row).objects.filter(pk=row.pk).exists()


def test_groups_which_hold_what_roles_are_granted_are_not_in_the_admin(root):
    assert root.get("/admin/auth/group/").status_code == 404


def test_one_enters_the_admin_by_the_door_of_everybody(client, db):
    person("root", is_staff=True, is_superuser=True)
    answer = client.post("/admin/login/?next=/admin/", {"username": "root@example.org", "password": "palabre"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=%2Fadmin%2F")
    assert client.get("/admin/").status_code == 302


def test_somebody_whose_account_is_closed_leaves_their_open_pages_at_once(
    root, cast, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(live, "_send", lambda group, message: told.append((group, message)))
    with django_capture_on_commit_callbacks(execute=True):
        root.post(
            f"/admin/accounts/user/{cast.bob.pk}/change/",
            {"display_name": "Bob Nativel", "language": "fr", "time_zone": "Indian/Reunion"},
        )
    cast.bob.refresh_from_db()
    ((group, message),) = told
    assert (cast.bob.is_active, group, message["type"], message["user"]) == (False, "access", "access", cast.bob.pk)
