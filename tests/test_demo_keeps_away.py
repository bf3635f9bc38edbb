"""Where the demo is not: real collectives and public instances, which it leaves alone."""

import pytest
from django.core.management import CommandError, call_command, load_command_class

from governance.accounts.models import User
from governance.management.demo import PEOPLE
from governance.organizations.models import Space


@pytest.mark.parametrize("options", [["--reset"], []])
def test_it_refuses_a_database_of_somebody_else_and_leaves_it_alone(cast, options):
    with pytest.raises(CommandError, match="autre chose que la démo"):
        call_command("demo", *options)
    assert set(User.objects.values_list("email", flat=True)) == {f"{key}@example.org" for key in cast.people}
    assert list(Space.objects.values_list("slug", flat=True)) == [cast.space.slug]


def test_its_known_password_never_enters_a_public_instance(db, settings):
    settings.HOSTS = ["palabre.example"]
    with pytest.raises(CommandError, match="instance publique"):
        call_command("demo")
    assert User.objects.count() == 0


def test_a_public_instance_does_not_open_on_a_database_that_holds_the_demo(db, settings):
    User.objects.create_user(PEOPLE[0].email, display_name=PEOPLE[0].name)
    settings.HOSTS = ["palabre.example"]
    with pytest.raises(CommandError, match="everybody knows its password"):
        load_command_class("governance", "serve").prepare_database(with_demo=True)


def test_a_database_without_the_demo_offers_no_account(db):
    assert load_command_class("governance", "demo").accounts() == []
