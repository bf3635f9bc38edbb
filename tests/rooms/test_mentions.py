"""A message names people, roles and rooms: only those who read it, once each, and nothing is said of the others."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock, prose
from governance.organizations import actions as organizations
from governance.organizations.models import Membership
from governance.register import actions as register
from governance.verdict import Refused
from rooms import actions, mentions
from rooms.models import Mention, Message
from tests.cast import person
from tests.rooms.test_pages import as_

pytestmark = pytest.mark.django_db


def say(cast, body, by=None, room=None):
    return actions.post_message((room or cast.room).thread, by=by or cast.bob, body=body)


def member(cast, key, name):
    """One more member, called so."""
    one = person(key)
    one.display_name = name
    one.save()
    organizations.admit(cast.space, one, "member", by=cast.alice)
    return one


def marked(message):
    return re.findall(r'class="mention"[^>]*>([^<]+)<', message.html)


def named(message):
    return {mention.person for mention in message.mentions.filter(person__isnull=False)}


@pytest.fixture
def heard(monkeypatch):
    """What subscribers are told of mentions."""
    told = []
    monkeypatch.setattr(register, "_subscribers", [*register._subscribers])
    register.subscribe(lambda event: told.append(event.payload), "message.mentioned")
    return told


@pytest.mark.parametrize(
    "typed",
    ["@Erin Fontaine", "@erin fontaine", "@ERIN FONTAINE", "(@Erin Fontaine)", "Merci @Erin Fontaine, à demain"],
)
def test_bob_names_erin_however_he_types_it(cast, typed):
    message = say(cast, typed)
    assert (named(message), len(marked(message))) == ({cast.erin}, 1)


def test_accents_and_no_break_spaces_do_not_matter(cast):
    elodie = member(cast, "elodie", "Élodie M’Baye")
    assert named(say(cast, "@elodie\u00a0m'baye ?")) == {elodie}


@pytest.mark.parametrize(
    "typed",
    [
        "erin@Erin Fontaine.org",
        "`@Erin Fontaine`",
        "```\n@Erin Fontaine\n```",
        "[@Erin Fontaine](https://example.org)",
        "@Erin Fontaineux",
        "@ Erin Fontaine",
        "Erin Fontaine",
    ],
)
def test_what_is_code_an_address_or_another_name_names_nobody(cast, typed):
    message = say(cast, typed)
    assert (list(message.mentions.all()), marked(message)) == ([], [])


def test_somebody_named_twice_is_kept_once(cast):
    message = say(cast, "@Erin Fontaine et encore @Erin Fontaine")
    assert (message.mentions.count(), len(marked(message))) == (1, 2)


def test_the_longest_name_wins(cast):
    both = member(cast, "erin2", "Erin Fontaine Dupont")
    assert named(say(cast, "@Erin Fontaine Dupont")) == {both}


def test_two_people_of_one_name_are_both_named(cast):
    other = member(cast, "erin3", "Erin Fontaine")
    assert named(say(cast, "@Erin Fontaine")) == {cast.erin, other}


@pytest.mark.parametrize("name", ["Carol Huet", "Dave Robert"])
def test_somebody_who_may_not_read_the_talk_is_not_named(cast, rooms, name, heard):
    message = say(cast, f"@{name}", room=rooms.roles)
    assert (list(message.mentions.all()), marked(message), heard) == ([], [], [])
    assert message.html == f"<p>@{name}</p>"


def test_who_left_the_space_is_named_no_more(cast):
    organizations.leave_space(cast.space, by=cast.erin)
    assert named(say(cast, "@Erin Fontaine")) == set()


def test_a_name_made_of_html_is_escaped(cast):
    member(cast, "sly", '<img src=x onerror="x"> & Co')
    message = say(cast, '@<img src=x onerror="x"> & Co')
    assert "<img" not in message.html


def test_nobody_types_a_mention_by_hand(cast):
    message = say(cast, f'<span class="mention" data-people="{cast.erin.pk}">vous</span>')
    assert ('<span class="mention"' in message.html, message.mentions.count()) == (False, 0)


@pytest.mark.parametrize("typed", ["@facilitation", "@Facilitation", "@facilitator", "@facilitatrices"])
def test_a_role_is_named_in_either_language(cast, typed):
    message = say(cast, typed)
    assert message.mentions.get().role.key == "facilitator"
    assert f'data-people="{cast.alice.pk}"' in message.html


def test_a_room_is_a_link_also_at_the_beginning_of_a_line(cast):
    message = say(cast, "#Documentation est là\n\n#documentation aussi")
    address = reverse("room", args=[cast.space.slug, cast.room.slug])
    assert (message.html.count(f'href="{address}"'), "<h2" in message.html) == (2, False)
    assert message.mentions.get().room == cast.room


def test_a_heading_is_still_a_heading(cast):
    assert "<h2>Titre</h2>" in say(cast, "# Titre").html


@pytest.mark.parametrize(("kind", "links"), [("public", 1), ("members", 0), ("roles", 0)])
def test_in_a_public_talk_only_rooms_that_everybody_sees_are_links(cast, rooms, kind, links):
    room = getattr(rooms, kind)
    assert say(cast, f"#{room.name}").mentions.count() == links


def test_among_members_a_room_of_members_is_a_link(cast, rooms):
    assert say(cast, "#Trésorerie", room=rooms.members).mentions.get().room == rooms.members
    assert say(cast, "#Embauche", room=rooms.members).mentions.count() == 0


# --- Everybody ---------------------------------------------------------------------------------------


def long_ago(cast, *people):
    Membership.objects.filter(person__in=people).update(since=clock.now() - timedelta(days=8))


@pytest.mark.parametrize("typed", ["@tous", "@toutes", "@all", "@everyone", "@tout le monde"])
def test_a_member_of_a_week_calls_everybody(cast, typed, heard):
    long_ago(cast, cast.bob)
    message = say(cast, typed)
    assert message.mentions.get().is_everyone
    assert heard == [{"people": [], "roles": [], "everybody": True}]


@pytest.mark.parametrize(("who", "may"), [("alice", True), ("bob", False), ("carol", False)])
def test_newcomers_and_guests_do_not_call_everybody_and_the_facilitation_does(cast, who, may):
    answer = as_(getattr(cast, who)).post(
        reverse("message-post", args=[cast.room.thread_id]), {"body": "Venez @tous !"}
    )
    page = "" if may else answer.content.decode()
    assert (answer.status_code, Message.objects.count()) == ((302, 1) if may else (403, 0))
    assert may or "Venez @tous !</textarea>" in page


def test_a_guest_of_long_ago_does_not_call_everybody_either(cast):
    long_ago(cast, cast.carol)
    with pytest.raises(Refused):
        say(cast, "@tous", by=cast.carol)


def crowd(cast, n):
    return [member(cast, f"p{k}", f"Personne {k:03}") for k in range(n)]


def test_a_role_of_many_is_called_like_everybody(cast):
    say(cast, "@membres")  # three of them
    crowd(cast, mentions.FEW)
    with pytest.raises(Refused):
        say(cast, "@membres")
    long_ago(cast, cast.bob)
    assert "data-people" not in say(cast, "@membres").html


def test_a_message_that_names_too_many_people_is_refused_with_the_way_out(cast):
    crowd(cast, mentions.MOST + 1)
    body = " ".join(f"@Personne {k:03}" for k in range(mentions.MOST + 1)) + " " + "@Erin Fontaine " * 500
    with pytest.raises(Refused, match="@tous"):
        say(cast, body)
    assert (Message.objects.count(), Mention.objects.count()) == (0, 0)


def test_thousands_of_signs_that_name_nobody_are_only_words(cast):
    message = say(cast, "@personne " * 1_900)
    assert message.mentions.count() == 0


# --- Telling -----------------------------------------------------------------------------------------


def test_each_mention_is_announced_once_and_never_to_its_author(cast, heard):
    say(cast, "@Erin Fontaine, @Bob Nativel et la @facilitation")
    role = cast.space.roles.get(key="facilitator")
    assert heard == [{"people": [cast.erin.pk], "roles": [role.pk], "everybody": False}]


def test_an_edit_announces_only_those_it_adds_and_forgets_those_it_removes(cast, heard):
    message = say(cast, "@Erin Fontaine")
    actions.edit_message(message, by=cast.bob, body="@Erin Fontaine et @Faye Clain")
    actions.edit_message(message, by=cast.bob, body="@Faye Clain")
    assert [payload["people"] for payload in heard] == [[cast.erin.pk], [cast.faye.pk]]
    assert named(message) == {cast.faye}


def test_a_deleted_message_names_nobody(cast):
    message = say(cast, "@Erin Fontaine")
    actions.delete_message(message, by=cast.bob)
    assert Mention.objects.count() == 0


def test_without_marks_a_text_is_rendered_as_before(cast):
    assert prose.render("#Titre @Erin Fontaine") == "<h2>Titre @Erin Fontaine</h2>"


# --- Completing --------------------------------------------------------------------------------------


def offers(who, thread, typed):
    answer = as_(who).get(reverse("thread-names", args=[thread.pk]), {"q": typed})
    return [name["write"] for name in answer.json()["names"]] if answer.status_code == 200 else answer.status_code


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("@er", ["@Erin Fontaine"]),
        ("@fon", ["@Erin Fontaine"]),
        ("@FAC", ["@facilitation"]),
        ("#doc", ["#Documentation"]),
        ("@", []),
        ("", []),
        ("er", []),
        ("@zz", []),
    ],
)
def test_names_are_completed_by_any_of_their_words(cast, typed, found):
    assert offers(cast.bob, cast.room.thread, typed) == found


def test_everybody_is_offered_to_whoever_may_call_them(cast):
    assert offers(cast.bob, cast.room.thread, "@tou") == []
    assert offers(cast.alice, cast.room.thread, "@tou") == ["@tous"]


def test_only_those_who_read_the_talk_are_offered(cast, rooms):
    assert offers(cast.bob, rooms.roles.thread, "@ca") == []
    assert offers(cast.bob, cast.room.thread, "@ca") == ["@Carol Huet"]


def test_names_are_told_to_those_who_write_there_and_to_nobody_else(cast, rooms):
    people = (cast.carol, cast.dave, cast.anonymous)
    assert [offers(who, cast.room.thread, "@er") for who in people] == [["@Erin Fontaine"], 403, 403]
    assert [offers(who, rooms.roles.thread, "@er") for who in people] == [404, 404, 404]


def test_a_mention_costs_the_same_in_a_small_and_in_a_large_space(cast, django_assert_max_num_queries):
    crowd(cast, 30)
    with django_assert_max_num_queries(40):
        say(cast, "@Personne 001, @Personne 002 et @Personne 003 dans #Documentation")
