"""Django's admin shows organizations and the register, and lets nobody touch them."""

import pytest

from governance.organizations.models import Organization
from governance.register.models import Entry
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
