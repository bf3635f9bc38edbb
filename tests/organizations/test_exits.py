"""How one ceases to be a member: resigning, excluded once heard, struck off after a notice, dying (art. 7)."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.forms import Form, ModelForm
from django.urls import URLPattern, get_resolver, reverse

from governance import clock
from governance.organizations import actions, association, dues, entry, exits
from governance.organizations.models import Enrolment
from governance.register.models import Entry
from governance.verdict import Refused
from tests.cast import person
from tests.organizations.association import NOON, TODAY, again, applied, enrolled, founded, organization, pays

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.pretend(NOON):
        yield


@pytest.fixture
def cast(cast):
    return founded(cast)


def in_days(n):
    return clock.pretend(NOON + timedelta(days=n))


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def a_case(cast, ground="statutes"):
    mine = Enrolment.objects.current().filter(person=cast.bob).first() or enrolled(cast, cast.bob)
    return exits.open_exclusion(mine, by=cast.alice, ground=ground, facts="Il a vendu le métier à tisser.")


def decides(case, by, outcome="excluded"):
    return exits.decide_exclusion(case, by=by, outcome=outcome, reason="Il ne l’a pas nié.")


def ends(cast):
    row = Enrolment.objects.get(person=cast.bob)
    return row.ended_as, row.until


# --- Exclusion ---------------------------------------------------------------------------------------


def test_st_7_1_an_exclusion_has_a_ground_of_the_list_and_is_pronounced_by_the_bureau(cast):
    mine = enrolled(cast, cast.bob)
    with pytest.raises(Refused, match="ce motif"):
        exits.open_exclusion(mine, by=cast.alice, ground="dislike", facts="Parce que.")
    for who in (cast.erin, cast.dave, person("root", is_superuser=True, is_staff=True)):
        with pytest.raises(Refused, match="bureau"):
            exits.open_exclusion(mine, by=who, ground="statutes", facts="Parce que.")
    case = a_case(cast, "bylaws")
    exits.answer_exclusion(case, by=cast.bob, answer="C’est faux.")
    with pytest.raises(Refused, match="bureau"):
        decides(case, cast.erin)
    decides(case, cast.alice)
    assert ends(cast) == ("excluded", TODAY)


def test_st_7_4_nothing_is_decided_before_the_person_answered_or_could(cast):
    case = a_case(cast)
    assert case.answer_by == date(2026, 5, 30)
    with in_days(15), pytest.raises(Refused, match="se défendre"):  # its last day counts whole
        decides(case, cast.alice)
    with in_days(16):
        decides(case, cast.alice)
    assert again(case).outcome == "excluded"


def test_st_7_4_once_the_person_answered_the_bureau_decides_and_says_why(cast, sign_in):
    case = a_case(cast)
    client = sign_in(cast.bob)
    assert "procédure d’exclusion" in text(client.get(reverse("association", args=[cast.space.slug])))
    assert "Il a vendu le métier" in text(client.get(case.get_absolute_url()))
    client.post(case.get_absolute_url(), {"answer": "Je l’ai prêté."})
    assert "Je l’ai prêté." in text(sign_in(cast.alice).get(case.get_absolute_url()))
    sign_in(cast.alice).post(case.get_absolute_url(), {"outcome": "kept", "reason": "Il l’a prêté."})
    assert (ends(cast), again(case).outcome) == (("", None), "kept")
    assert "Il l’a prêté." in text(sign_in(cast.bob).get(case.get_absolute_url()))


def test_st_7_4_nobody_takes_the_access_of_a_member_who_was_not_heard(cast):
    case = a_case(cast)
    place = cast.space.memberships.get(person=cast.bob)
    with pytest.raises(Refused, match="se défendre"):
        actions.end_membership(place, by=cast.alice, reason="Dehors.")
    with pytest.raises(Refused, match="se défendre"):
        actions.change_role(place, by=cast.alice, role_key="guest")
    exits.answer_exclusion(case, by=cast.bob, answer="Je l’ai prêté.")
    decides(case, cast.alice)
    actions.end_membership(place, by=cast.alice, reason="Exclu de l’association.")


def test_st_7_4_in_a_project_too_while_the_case_is_open(cast):
    project = actions.create_project(cast.organization, by=cast.alice, name="Jardin")
    place = actions.admit(project.space, cast.bob, "member", by=cast.alice)
    a_case(cast)
    with pytest.raises(Refused, match="se défendre"):
        actions.end_membership(place, by=cast.alice, reason="Dehors.")


def test_a_case_is_read_by_the_person_and_the_bureau_alone(cast, sign_in):
    case = a_case(cast)
    where = case.get_absolute_url()
    seen = {who: sign_in(getattr(cast, who)).get(where).status_code for who in ("alice", "bob", "erin", "carol")}
    assert seen == {"alice": 200, "bob": 200, "erin": 404, "carol": 404}
    lines = Entry.objects.about(case)
    assert [list(lines.visible_to(getattr(cast, who))) == list(lines) for who in ("alice", "bob", "erin")] == [
        True,
        True,
        False,
    ]


def test_a_case_is_decided_once_and_there_is_one_at_a_time(cast):
    case = a_case(cast)
    with pytest.raises(Refused, match="déjà ouverte"):
        a_case(cast)
    exits.answer_exclusion(case, by=cast.bob, answer="Non.")
    decides(case, cast.alice)
    with pytest.raises(Refused, match="est prise"):
        decides(case, cast.alice, "kept")


def test_the_reason_of_an_end_is_not_told_to_everybody(cast, sign_in):
    case = a_case(cast)
    exits.answer_exclusion(case, by=cast.bob, answer="Non.")
    decides(case, cast.alice)
    said = text(sign_in(cast.faye).get(reverse("space-activity", args=[cast.space.slug])))
    assert "Bob Nativel n’est plus membre de l’association" in said
    assert "exclu" not in said.lower() and "métier" not in said


# --- Resigning, dying --------------------------------------------------------------------------------


def test_st_7_2_a_member_resigns_and_is_none_at_once(cast, sign_in):
    mine = enrolled(cast, cast.bob, paid=date(2026, 1, 10))
    client, where = sign_in(cast.bob), reverse("association-resign", args=[cast.space.slug])
    assert "secrets déjà déposés restent comptés" in text(client.get(where))
    client.post(where, {"words": "Je pars en mer."})
    assert (ends(cast), again(mine).reason) == (("resigned", TODAY), "Je pars en mer.")
    assert set(organization(cast).voters(TODAY)) == set(organization(cast).enrolled(TODAY)) == set()


def test_one_resigns_for_oneself_alone(cast):
    with pytest.raises(Refused, match="que pour soi"):
        exits.resign(enrolled(cast, cast.bob), by=cast.alice)


def test_whoever_resigned_may_come_back_by_asking(cast):
    exits.resign(enrolled(cast, cast.bob, since=date(2020, 1, 1)), by=cast.bob)
    asked = entry.validate_application(applied(cast, cast.bob), by=cast.erin)
    back = entry.decide_application(asked, by=cast.alice, outcome="admit").enrolment
    assert (back.member_since, Enrolment.objects.filter(person=cast.bob).count()) == (TODAY, 2)


def test_a_death_ends_a_membership_on_its_day(cast):
    exits.record_death(enrolled(cast, cast.bob), by=cast.alice, died_on=date(2026, 5, 1))
    assert ends(cast) == ("died", date(2026, 5, 1))


# --- Striking off ------------------------------------------------------------------------------------


def test_st_7_3_nobody_is_struck_off_without_a_notice_whose_delay_is_over(cast, sign_in):
    mine = enrolled(cast, cast.bob)
    with pytest.raises(Refused, match="mise en demeure"):
        dues.strike_off(mine, by=cast.alice)
    notice = dues.send_notice(mine, by=cast.alice, year=2026)
    assert notice.pay_by == date(2026, 6, 14)
    assert "Mise en demeure" in text(sign_in(cast.bob).get(reverse("association", args=[cast.space.slug])))
    with in_days(30), pytest.raises(Refused, match="court encore"):
        dues.strike_off(mine, by=cast.alice)
    with in_days(31):
        dues.strike_off(mine, by=cast.alice)
    assert ends(cast) == ("struck_off", date(2026, 6, 15))


def test_st_7_3_whoever_paid_after_the_notice_stays(cast):
    mine = enrolled(cast, cast.bob)
    dues.send_notice(mine, by=cast.alice, year=2026)
    pays(mine, cast.alice)
    with in_days(60), pytest.raises(Refused, match="mise en demeure"):
        dues.strike_off(mine, by=cast.alice)


def test_an_adherent_is_asked_for_no_dues(cast):
    with pytest.raises(Refused, match="ne paie pas"):
        dues.send_notice(enrolled(cast, cast.bob, "adherent"), by=cast.alice, year=2026)


# --- No proxy ----------------------------------------------------------------------------------------

PROXY = ("proxy", "proxies", "procuration", "delegat", "delegation", "mandataire", "on_behalf", "pouvoir", "represents")


def names_of_the_house():
    """Every name by which something could be done: models and fields, forms, addresses with the admin’s, commands."""
    for model in apps.get_models():
        if model.__module__.startswith(("governance", "rooms", "proposals")):
            yield f"model {model._meta.label_lower}"
            yield from (f"field {model._meta.label_lower}.{field.name}" for field in model._meta.get_fields())
    for form in every(Form) | every(ModelForm):
        if form.__module__.startswith(("governance", "rooms", "proposals")):
            yield from (f"form {form.__name__}.{name}" for name in form.base_fields)
    yield from (f"url {name}" for name in addresses(get_resolver().url_patterns))
    yield from (f"command {name}" for name, app in get_commands().items() if app.startswith("governance"))


def every(kind):
    return {kind} | {found for one in kind.__subclasses__() for found in every(one)} - {Form, ModelForm}


def addresses(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{before}{pattern.pattern} {pattern.name}"
        else:
            yield from addresses(pattern.url_patterns, f"{before}{pattern.pattern}")


def no_name_of_the_house_is_that_of_a_proxy():
    names = list(names_of_the_house())
    assert len(names) > 300
    assert [name for name in names if any(word in name.lower() for word in PROXY)] == []


def test_st_10_2_no_proxy_exists_in_the_general_assembly():
    no_name_of_the_house_is_that_of_a_proxy()


def test_st_14_4a_no_proxy_exists_in_the_board():
    no_name_of_the_house_is_that_of_a_proxy()


def test_st_22_2_no_proxy_exists_for_the_statutes():
    no_name_of_the_house_is_that_of_a_proxy()


def test_st_23_2_no_proxy_exists_for_the_dissolution():
    no_name_of_the_house_is_that_of_a_proxy()


# --- The accounts ------------------------------------------------------------------------------------


def put_at_disposal(cast):
    address = "https://comptes.example.org/2025"
    return association.add_accounts(cast.organization, by=cast.alice, title="Bilan 2025", address=address, year=2025)


def accounts_are_read(cast, sign_in):
    put_at_disposal(cast)
    enrolled(cast, cast.bob, "adherent")
    where = reverse("association-accounts", args=[cast.space.slug])
    found = {who: sign_in(getattr(cast, who)).get(where) for who in ("bob", "faye", "dave")}
    assert {who: answer.status_code for who, answer in found.items()} == {"bob": 200, "faye": 403, "dave": 403}
    assert 'href="https://comptes.example.org/2025"' in text(found["bob"])


def test_cs_16_members_of_the_association_open_its_accounts_and_others_do_not(cast, sign_in):
    accounts_are_read(cast, sign_in)


def test_st_20_2_accounts_put_at_the_disposal_of_members_are_seen_at_once_and_taken_off_by_the_treasurer(cast, sign_in):
    accounts_are_read(cast, sign_in)
    with pytest.raises(Refused, match="trésor"):
        association.withdraw_accounts(cast.organization.accounts.get(), by=cast.bob)
    association.withdraw_accounts(cast.organization.accounts.get(), by=cast.alice)
    where = reverse("association-accounts", args=[cast.space.slug])
    assert "Bilan 2025" not in text(sign_in(cast.bob).get(where))
