"""One's own profile: what one is called, and the language and zone one reads in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from governance.accounts.actions import change_profile
from governance.accounts.forms import ProfileForm
from governance.accounts.models import User
from governance.accounts.permissions import may_change_profile
from governance.verdict import Refused
from tests.cast import person

ME = reverse("profile")


@pytest.fixture
def alice(db):
    return person("alice")


@pytest.fixture
def save(client, alice):
    """`save(field=value)` sends Alice’s profile form, changed in that field."""
    client.force_login(alice)

    def save(**changed):
        answers = {"display_name": "Alice Payet", "language": "fr", "time_zone": "Indian/Reunion", **changed}
        return client.post(ME, answers)

    return save


def test_a_visitor_is_asked_to_sign_in_first(client, db):
    assert client.get(ME).headers["Location"] == f"{reverse('account_login')}?next={ME}"


def test_a_new_name_is_shown_at_once(client, save):
    assert save(display_name="Alice P.").headers["Location"] == ME
    assert "Alice P." in client.get(ME).content.decode()


def test_a_new_language_speaks_at_once(client, save):
    save(language="en")
    assert '<html lang="en"' in client.get(ME).content.decode()


def test_a_new_zone_is_read_at_once(client, save):
    save(time_zone="Europe/Paris")
    assert 'data-zone="Europe/Paris"' in client.get(ME).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("language", "tlh"),
        ("display_name", "   "),
        ("display_name", "\u200b\u2060"),
        ("display_name", "\u202e"),
        ("display_name", "x" * 81),
    ],
)
def test_what_is_not_known_is_refused_beside_its_field_and_nothing_changes(save, field, value):
    answer = save(**{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert 'aria-invalid="true"' in page
    assert User.objects.values_list("display_name", "language", "time_zone").get() == (
        "Alice Payet", "fr", "Indian/Reunion",
    )  # fmt: skip


def test_a_form_that_fails_does_not_rename_the_person_at_the_top_of_the_page(save):
    page = save(display_name="Quelqu’un", time_zone="Mars/Olympus").content.decode()
    assert "Mon compte : Alice Payet" in page


def test_a_field_without_a_need_is_marked_and_its_errors_are_tied_to_it(alice):
    form = ProfileForm({"display_name": "", "language": "fr", "time_zone": "Indian/Reunion"}, instance=alice)
    page = str(form)
    assert 'aria-describedby="id_display_name_error"' in page
    assert '<a href="#id_display_name">' in page


WHO_MAY_CHANGE_ALICE = {"alice": True, "bob": False, "anonymous": False}


@pytest.mark.parametrize(("who", "may"), WHO_MAY_CHANGE_ALICE.items())
def test_each_person_changes_their_own_profile(alice, who, may):
    people = {"alice": alice, "bob": person("bob"), "anonymous": AnonymousUser()}
    assert bool(may_change_profile(people[who], alice)) is may


def test_nobody_renames_somebody_else(alice):
    with pytest.raises(Refused):
        change_profile(alice, by=person("bob"), display_name="Bob", language="en", time_zone="UTC")
    assert User.objects.get(pk=alice.pk).display_name == "Alice Payet"


def test_a_name_that_would_turn_the_page_around_is_set_straight(alice, save):
    save(display_name="Alice \u202eteyaP")
    alice.refresh_from_db()
    assert alice.display_name == "Alice teyaP"


def test_a_name_that_cannot_be_read_is_refused_whatever_the_door(alice):
    with pytest.raises(Refused, match="nom"):
        change_profile(alice, by=alice, display_name="\u200b", language="fr", time_zone="Indian/Reunion")


# --- Whether others see that one is there ---


def test_others_see_who_is_there_unless_somebody_does_not_want_it(client, alice, save):
    assert alice.shows_presence
    save()  # a box that is not ticked is not sent
    alice.refresh_from_db()
    assert not alice.shows_presence
    save(shows_presence="on")
    alice.refresh_from_db()
    assert alice.shows_presence


def test_the_page_shows_what_was_chosen(client, alice, save):
    save()
    page = client.get(ME).content.decode()
    box = page[page.index('name="shows_presence"') :].partition(">")[0]
    assert "checked" not in box


def test_who_changes_their_name_keeps_their_choice(alice):
    change_profile(alice, by=alice, display_name="Alice", language="fr", time_zone="UTC", shows_presence=False)
    change_profile(alice, by=alice, display_name="Alice P.", language="fr", time_zone="UTC")
    alice.refresh_from_db()
    assert (alice.display_name, alice.shows_presence) == ("Alice P.", False)


def test_whoever_keeps_something_of_a_profile_hears_that_it_changed(alice, monkeypatch):
    heard = []
    monkeypatch.setattr("governance.accounts.actions._listeners", [heard.append])
    change_profile(alice, by=alice, display_name="Alice P.", language="fr", time_zone="UTC")
    assert [who.display_name for who in heard] == ["Alice P."]
