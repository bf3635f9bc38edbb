"""The pages of a space as each person meets them: what they show, refuse, and keep of what was typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.organizations import actions
from governance.organizations.models import Invitation, JoinRequest, Membership, Organization, Project, Space
from governance.register.actions import erase
from governance.register.models import Entry
from rooms import actions as rooms
from tests.cast import person


def at(name, cast, **kwargs):
    return reverse(name, kwargs={"space_slug": cast.space.slug, **kwargs})


def text(response):
    return response.content.decode()


@pytest.fixture
def closed(cast):
    """The space of the cast, reserved to its members."""
    actions.change_settings(cast.space, by=cast.alice, visibility="members")
    return cast


# --- Who finds what ----------------------------------------------------------------------------------


ANSWERS = {
    #                   alice bob carol dave anonymous, in a public space
    "space": (200, 200, 200, 200, 200),
    "space-activity": (200, 200, 200, 200, 200),
    "space-members": (200, 200, 200, 403, 403),
    "space-join": (200, 200, 200, 200, 200),
    "space-leave": (200, 200, 200, 200, 200),
    "project-ask": (200, 200, 200, 200, 200),
    "space-settings": (200, 403, 403, 403, 403),
    "space-invite": (200, 403, 403, 403, 403),
    "project-create": (200, 403, 403, 403, 403),
}


def seen_by(client, cast, who, url):
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    return client.get(url).status_code


@pytest.mark.parametrize("page", ANSWERS)
def test_each_page_answers_each_person(cast, client, page):
    codes = []
    for who in ("anonymous", "alice", "bob", "carol", "dave"):
        codes.append(seen_by(client, cast, who, at(page, cast)))
    anonymous, *others = codes
    assert (*others, anonymous) == ANSWERS[page]


@pytest.mark.parametrize("page", ANSWERS)
def test_a_closed_space_is_not_found_by_strangers(closed, client, page):
    assert [seen_by(client, closed, who, at(page, closed)) for who in ("anonymous", "dave")] == [404, 404]


@pytest.mark.parametrize("page", ANSWERS)
def test_what_is_sent_to_a_closed_space_by_strangers_is_not_found_either(closed, sign_in, page):
    before = Entry.objects.count()
    assert sign_in(closed.dave).post(at(page, closed)).status_code in {404, 405}
    assert Entry.objects.count() == before


def test_bob_who_left_a_closed_space_finds_it_no_more(closed, sign_in):
    client = sign_in(closed.bob)
    assert client.get(at("space", closed)).status_code == 200
    assert client.post(at("space-leave", closed)).status_code == 302
    assert client.get(at("space", closed)).status_code == 404


def test_the_member_of_another_space_is_not_found_here(cast, sign_in):
    elsewhere = actions.create_organization(by=cast.dave, name="Chez Dave").space.memberships.get()
    client = sign_in(cast.alice)
    assert client.post(at("member-role", cast, pk=elsewhere.pk), {"role": "guest"}).status_code == 404
    assert client.post(at("member-end", cast, pk=elsewhere.pk), {"reason": "Non."}).status_code == 404


# --- Founding ----------------------------------------------------------------------------------------


def test_dave_founds_an_organization_and_stands_in_its_space(cast, sign_in):
    typed = {"name": "Chez Dave", "summary": "", "visibility": "members", "time_zone": "Europe/Paris"}
    response = sign_in(cast.dave).post(reverse("space-create"), typed, follow=True)
    assert response.redirect_chain[-1][0] == "/spaces/chez-dave/"
    assert "L’espace est ouvert." in text(response)
    assert Organization.objects.get(slug="chez-dave").time_zone == "Europe/Paris"


def test_a_name_of_spaces_is_refused_and_the_rest_is_kept(cast, sign_in):
    typed = {"name": "   ", "summary": "Nous tissons.", "visibility": "members", "time_zone": "Europe/Paris"}
    response = sign_in(cast.dave).post(reverse("space-create"), typed)
    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["Il faut un nom, pour que chacun s’y retrouve."]}
    assert "Nous tissons." in text(response)
    assert Organization.objects.count() == 1


def test_an_unknown_visibility_and_an_unknown_zone_are_refused(cast, sign_in):
    typed = {"name": "Chez Dave", "visibility": "roles", "time_zone": "Europe/Nowhere"}
    response = sign_in(cast.dave).post(reverse("space-create"), typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"visibility", "time_zone"}


def test_a_visitor_who_would_found_is_asked_to_sign_in(cast, client):
    response = client.get(reverse("space-create"))
    assert response.status_code == 403
    assert "Connectez-vous pour créer une organisation." in text(response)


def test_alice_opens_a_project(cast, sign_in):
    response = sign_in(cast.alice).post(at("project-create", cast), {"name": "Atelier", "visibility": "public"})
    assert response.url == "/spaces/atelier/"
    assert Project.objects.get().organization == cast.organization


def test_a_project_has_no_projects(cast, sign_in):
    project = actions.create_project(cast.organization, by=cast.alice, name="Atelier")
    url = reverse("project-create", kwargs={"space_slug": project.space.slug})
    assert sign_in(cast.alice).get(url).status_code == 404


def test_alice_changes_the_settings(cast, sign_in):
    client = sign_in(cast.alice)
    initial = client.get(at("space-settings", cast)).context["form"].initial
    response = client.post(at("space-settings", cast), {**initial, "many": 12, "name": "Les Fileuses"})
    assert response.status_code == 302
    space = Space.objects.get()
    assert (space.many, str(space), space.floor_hours) == (12, "Les Fileuses", 24)


def settings_of(cast, **changed):
    return {
        "name": "Les Tisserands",
        "many": 5,
        "ask_days": 3,
        "floor_hours": 24,
        "concertation_days": 14,
        "time_zone": "Indian/Reunion",
        "visibility": "public",
        **changed,
    }


def test_alice_shows_the_space_to_a_role_and_finds_it_ticked(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(at("space-settings", cast), settings_of(cast, visibility="roles", roles=["guest"]))
    form = client.get(at("space-settings", cast)).context["form"]
    assert (form["visibility"].value(), list(form["roles"].value())) == ("roles", ["guest"])
    assert "espace réservé à certains rôles" in text(client.get(at("space", cast)))


@pytest.mark.parametrize("page", ["space", "space-members", "space-activity"])
def test_a_space_for_guests_is_not_found_by_its_members(cast, client, page):
    actions.change_settings(cast.space, by=cast.alice, visibility="roles", roles=[cast.space.roles.get(key="guest")])
    answers = []
    for who in (cast.alice, cast.bob, cast.carol, cast.dave):
        client.force_login(who)
        answers.append(client.get(at(page, cast)).status_code)
    assert answers == [200, 404, 200, 404]


def test_a_space_that_bob_no_longer_sees_is_no_longer_named_at_home(cast, sign_in):
    actions.change_settings(cast.space, by=cast.alice, visibility="roles", roles=[])
    assert "Les Tisserands" not in text(sign_in(cast.bob).get(reverse("home")))


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (["guest"], "L’espace est maintenant réservé à la facilitation et à certains rôles."),
        ([], "L’espace est maintenant réservé à la facilitation."),
    ],
)
def test_the_activity_says_for_whom_the_space_now_is(cast, sign_in, roles, sentence):
    client = sign_in(cast.alice)
    client.post(at("space-settings", cast), settings_of(cast, visibility="roles", roles=roles))
    assert sentence in text(client.get(at("space-activity", cast)))


def test_members_are_listed_by_name_whatever_their_accents(cast, sign_in):
    for name in ("Zaïnab", "Émilie", "Eve", "élodie"):
        actions.admit(cast.space, person(name), "member", by=cast.alice)
    listed = [m.person.display_name for m in sign_in(cast.alice).get(at("space-members", cast)).context["memberships"]]
    assert listed == [
        "Alice Payet", "Bob Nativel", "Carol Huet", "Élodie", "Émilie", "Erin Fontaine", "Eve", "Faye Clain", "Zaïnab",
    ]  # fmt: skip


def test_less_than_a_day_after_a_concertation_is_refused(cast, sign_in):
    client = sign_in(cast.alice)
    initial = client.get(at("space-settings", cast)).context["form"].initial
    response = client.post(at("space-settings", cast), {**initial, "floor_hours": 23})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"floor_hours"}


# --- Invitations -------------------------------------------------------------------------------------


def link(invitation):
    return reverse("invitation", args=[invitation.token])


def test_alice_makes_a_link_and_reads_it_on_the_page(cast, sign_in):
    response = sign_in(cast.alice).post(at("space-invite", cast), {"role": "guest", "days": 7}, follow=True)
    invitation = Invitation.objects.get()
    assert invitation.role.key == "guest"
    assert f"http://testserver{link(invitation)}" in text(response)


@pytest.mark.parametrize("wrong", [{"role": "queen"}, {"days": 0}, {"days": 91}, {"days": "many"}])
def test_a_wrong_invitation_is_refused(cast, sign_in, wrong):
    response = sign_in(cast.alice).post(at("space-invite", cast), {"role": "member", "days": 7, **wrong})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(wrong)
    assert not Invitation.objects.exists()


def test_an_invitation_is_read_signed_out_and_leads_back_after_sign_in(closed, client):
    invitation = actions.invite(closed.space, by=closed.alice)
    response = client.get(link(invitation))
    assert response.status_code == 200
    assert "Les Tisserands" in text(response)
    assert f"{reverse('account_login')}?next={link(invitation)}" in text(response)
    assert f"{reverse('account_signup')}?next={link(invitation)}" in text(response)


def test_dave_accepts_an_invitation_to_a_closed_space(closed, sign_in):
    invitation = actions.invite(closed.space, by=closed.alice)
    response = sign_in(closed.dave).post(link(invitation), follow=True)
    assert response.redirect_chain[-1] == (f"/spaces/{closed.space.slug}/", 302)
    assert "Bienvenue" in text(response)


def test_an_invitation_accepted_without_an_account_is_refused_with_a_way_in(cast, client):
    response = client.post(link(actions.invite(cast.space, by=cast.alice)))
    assert response.status_code == 403
    assert "Connectez-vous ou créez un compte" in text(response)


def test_a_used_invitation_says_so_on_both_doors(cast, sign_in):
    invitation = actions.invite(cast.space, by=cast.alice)
    actions.accept_invitation(invitation, by=person("gael"))
    client = sign_in(cast.dave)
    read, sent = client.get(link(invitation)), client.post(link(invitation))
    assert (read.status_code, sent.status_code) == (200, 403)
    assert "Cette invitation a déjà servi." in text(read)
    assert "Cette invitation a déjà servi." in text(sent)


def test_an_expired_invitation_says_so_on_both_doors(cast, sign_in):
    invitation = actions.invite(cast.space, by=cast.alice)
    Invitation.objects.update(expires_at=clock.now())
    client = sign_in(cast.dave)
    read, sent = client.get(link(invitation)), client.post(link(invitation))
    assert (read.status_code, sent.status_code) == (200, 403)
    assert "Cette invitation a expiré." in text(read)
    assert "Cette invitation a expiré." in text(sent)
    assert not Membership.objects.filter(person=cast.dave).exists()


def test_who_accepts_twice_reads_that_the_link_has_served(cast, sign_in):
    invitation = actions.invite(cast.space, by=cast.alice)
    client = sign_in(cast.dave)
    client.post(link(invitation))
    assert "Cette invitation a déjà servi." in text(client.post(link(invitation)))


@pytest.mark.parametrize("who", ["dave", "anonymous"])
@pytest.mark.parametrize("why", ["used", "expired", "its author no longer facilitates"])
def test_a_link_that_lets_nobody_in_says_nothing_of_a_closed_space(closed, client, who, why):
    actions.change_settings(closed.space, by=closed.alice, summary="Entre nous")
    invitation = actions.invite(closed.space, by=closed.alice)
    if why == "used":
        actions.accept_invitation(invitation, by=person("gael"))
    elif why == "expired":
        Invitation.objects.update(expires_at=clock.now())
    else:
        actions.change_role(closed.space.memberships.get(person=closed.bob), by=closed.alice, role_key="facilitator")
        actions.leave_space(closed.space, by=closed.alice)
    if who != "anonymous":
        client.force_login(getattr(closed, who))
    page = text(client.get(link(invitation)))
    assert [said in page for said in ("Les Tisserands", "Entre nous", "Alice", "Demandez-en une autre")] == [
        False, False, False, True,
    ]  # fmt: skip


def test_who_enters_a_space_their_role_does_not_see_is_led_home(cast, sign_in):
    actions.change_settings(cast.space, by=cast.alice, visibility="roles", roles=[])
    answer = sign_in(cast.dave).post(link(actions.invite(cast.space, by=cast.alice)))
    assert answer.url == reverse("home")


def test_an_invitation_nobody_made_is_not_found(cast, client):
    assert client.get(reverse("invitation", args=["x" * 32])).status_code == 404


# --- Asking to join ----------------------------------------------------------------------------------


def test_dave_asks_to_join_and_alice_admits_him(cast, client):
    client.force_login(cast.dave)
    client.post(at("space-join", cast), {"message": "Je tisse."})
    asked = JoinRequest.objects.get()
    client.force_login(cast.alice)
    page = client.get(at("join-request", cast, pk=asked.pk))
    assert "Je tisse." in text(page)
    client.post(at("join-request", cast, pk=asked.pk), {"answer": "admit"})
    assert cast.space.memberships.current().filter(person=cast.dave).exists()


def test_a_refusal_without_a_reason_is_asked_for_one(cast, sign_in):
    asked = actions.ask_to_join(cast.space, by=cast.dave)
    response = sign_in(cast.alice).post(at("join-request", cast, pk=asked.pk), {"answer": "refuse", "reason": " "})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "reason": ["Un refus s’explique\u00a0: écrivez en quelques mots pourquoi."]
    }


def test_dave_reads_why_he_was_refused_where_he_may_ask_again(cast, sign_in):
    asked = actions.ask_to_join(cast.space, by=cast.dave)
    actions.decide_join_request(asked, by=cast.alice, admitted=False, reason="Le groupe est complet.")
    page = text(sign_in(cast.dave).get(at("space-join", cast)))
    assert "Le groupe est complet." in page
    assert "Envoyer ma demande" in page


def test_a_request_answered_twice_is_refused_the_second_time(cast, sign_in):
    asked = actions.ask_to_join(cast.space, by=cast.dave)
    actions.decide_join_request(asked, by=cast.alice, admitted=True)
    response = sign_in(cast.alice).post(at("join-request", cast, pk=asked.pk), {"answer": "admit"})
    assert response.status_code == 403
    assert "Quelqu’un a déjà répondu" in text(response)


@pytest.mark.parametrize("who", ["bob", "carol", "dave"])
def test_a_join_request_is_not_found_by_others_than_facilitators(cast, sign_in, who):
    asked = actions.ask_to_join(cast.space, by=cast.dave)
    assert sign_in(getattr(cast, who)).get(at("join-request", cast, pk=asked.pk)).status_code == 404


def test_asking_twice_is_refused_with_the_reason(cast, sign_in):
    actions.ask_to_join(cast.space, by=cast.dave)
    response = sign_in(cast.dave).post(at("space-join", cast), {"message": ""})
    assert response.status_code == 403
    assert "Votre demande est envoyée" in text(response)


# --- Members -----------------------------------------------------------------------------------------


def test_the_members_are_named_with_their_role(cast, sign_in):
    page = text(sign_in(cast.bob).get(at("space-members", cast)))
    assert [name for name in ("Alice Payet", "Bob Nativel", "Carol Huet", "Dave Robert") if name in page] == [
        "Alice Payet",
        "Bob Nativel",
        "Carol Huet",
    ]
    assert at("space-invite", cast) not in page


def test_alice_makes_bob_a_guest(cast, sign_in):
    bobs = cast.space.memberships.get(person=cast.bob)
    response = sign_in(cast.alice).post(at("member-role", cast, pk=bobs.pk), {"role": "guest"}, follow=True)
    assert "Bob Nativel a maintenant le rôle «\u00a0invité·e\u00a0»." in text(response)
    bobs.refresh_from_db()
    assert bobs.role.key == "guest"


def test_a_role_nobody_knows_changes_nothing(cast, sign_in):
    bobs = cast.space.memberships.get(person=cast.bob)
    response = sign_in(cast.alice).post(at("member-role", cast, pk=bobs.pk), {"role": "queen"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"role"}
    bobs.refresh_from_db()
    assert bobs.role.key == "member"


@pytest.mark.parametrize("page", ["member-role", "member-end"])
def test_the_pages_about_a_member_are_for_facilitators(cast, client, page):
    url = at(page, cast, pk=cast.space.memberships.get(person=cast.erin).pk)
    codes = [seen_by(client, cast, who, url) for who in ("anonymous", "alice", "bob", "carol", "dave")]
    assert codes == [404, 200, 403, 403, 404]


def test_to_end_a_membership_without_a_reason_asks_for_one(cast, sign_in):
    bobs = cast.space.memberships.get(person=cast.bob)
    response = sign_in(cast.alice).post(at("member-end", cast, pk=bobs.pk), {"reason": "  "})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reason"}
    bobs.refresh_from_db()
    assert bobs.until is None


def test_the_last_facilitator_reads_why_she_cannot_leave(cast, sign_in):
    client = sign_in(cast.alice)
    read, sent = client.get(at("space-leave", cast)), client.post(at("space-leave", cast))
    assert (read.status_code, sent.status_code) == (200, 403)
    assert "Confiez d’abord la facilitation" in text(read)
    assert "Confiez d’abord la facilitation" in text(sent)


# --- Activity ----------------------------------------------------------------------------------------


def test_the_activity_says_what_happened_in_sentences_newest_first(cast, sign_in):
    page = text(sign_in(cast.bob).get(at("space-activity", cast)))
    told = ["Alice Payet a ouvert un salon", "Alice Payet a accueilli Bob Nativel", "Alice Payet a créé"]
    places = [page.index(sentence) for sentence in told]
    assert places == sorted(places)


def test_a_visitor_reads_the_activity_without_the_members(cast, client):
    page = text(client.get(at("space-activity", cast)))
    assert "a ouvert un salon" in page
    assert "Bob Nativel" not in page


def test_invitations_and_requests_are_told_to_facilitators_only(cast, client):
    actions.invite(cast.space, by=cast.alice)
    actions.ask_to_join(cast.space, by=cast.dave)
    told = {}
    for who in ("alice", "bob", "dave"):
        client.force_login(getattr(cast, who))
        page = text(client.get(at("space-activity", cast)))
        told[who] = ("a préparé une invitation" in page, "a demandé à rejoindre" in page)
    assert told == {"alice": (True, True), "bob": (False, False), "dave": (False, False)}


def test_the_activity_turns_its_pages_without_losing_or_repeating_a_line(cast, sign_in):
    for n in range(2, 62):
        actions.change_settings(cast.space, by=cast.alice, many=n + 10)
    client = sign_in(cast.alice)
    url, seen = at("space-activity", cast), []
    while url:
        response = client.get(url)
        seen += [line.entry.pk for line in response.context["lines"]]
        older = response.context["older"]
        url = older and f"{at('space-activity', cast)}?before={older}"
    everything = Entry.objects.of_space(cast.space).order_by("-pk").values_list("pk", flat=True)
    assert seen == list(everything)


@pytest.mark.parametrize("cursor", ["abc", "-1", "²", "9" * 19])
def test_a_cursor_that_is_none_is_not_found(cast, client, cursor):
    assert client.get(at("space-activity", cast), {"before": cursor}).status_code == 404


def test_an_erased_entry_keeps_its_place(cast, sign_in):
    erase(Entry.objects.filter(act="room.opened").get())
    assert "a été effacé" in text(sign_in(cast.bob).get(at("space-activity", cast)))


def test_an_act_without_a_template_is_still_told(cast, sign_in):
    with clock.pretend(clock.now()):
        from_nowhere(cast)
    assert "space.painted" in text(sign_in(cast.bob).get(at("space-activity", cast)))


def from_nowhere(cast):
    actions.record("space.painted", cast.space, by=cast.alice, space=cast.space)


def test_a_name_that_is_html_is_shown_as_typed(cast, sign_in):
    actions.change_settings(cast.space, by=cast.alice, name="<script>alert(1)</script>")
    for page in ("space", "space-activity", "space-members"):
        assert "<script>alert" not in text(sign_in(cast.bob).get(at(page, cast)))


# --- As many queries for one as for many ------------------------------------------------------------


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_members_page_costs_the_same_for_many(cast, sign_in):
    client = sign_in(cast.alice)
    actions.ask_to_join(cast.space, by=cast.dave)
    few = queries(client, at("space-members", cast))
    for n in range(12):
        actions.admit(cast.space, person(f"m{n}"), "member", by=cast.alice)
        actions.ask_to_join(cast.space, by=person(f"q{n}"))
    assert queries(client, at("space-members", cast)) == few


def test_the_activity_costs_the_same_for_many(cast, sign_in):
    client = sign_in(cast.alice)
    few = queries(client, at("space-activity", cast))
    for n in range(12):
        rooms.open_room(cast.space, by=cast.alice, name=f"Salon {n}")
        actions.admit(cast.space, person(f"m{n}"), "member", by=cast.alice)
    assert queries(client, at("space-activity", cast)) == few


def test_the_invitations_cost_the_same_for_many(cast, sign_in):
    client = sign_in(cast.alice)
    actions.invite(cast.space, by=cast.alice)
    few = queries(client, at("space-invite", cast))
    for _ in range(12):
        actions.invite(cast.space, by=cast.alice)
    assert queries(client, at("space-invite", cast)) == few
