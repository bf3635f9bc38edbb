"""Coming in: sign-up, confirmation, sign-in, a forgotten password, and what goes wrong on the way."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import person

ME = reverse("profile")
PASSWORD = "trois-pirogues-rouges"


@pytest.fixture
def alice(db):
    """Alice, whose address is confirmed."""
    alice = person("alice")
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def sign_up(client, email="zoe@example.org", **fields):
    answers = {"email": email, "display_name": "Zoé Lebon", "password1": PASSWORD, "next": ME, **fields}
    return client.post(reverse("account_signup"), answers)


def sign_in(client, email="alice@example.org", password="palabre", **fields):
    return client.post(reverse("account_login"), {"login": email, "password": password, "next": ME, **fields})


def link(message):
    """The path that a mail asks to open."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def test_a_newcomer_signs_up_confirms_and_is_in(client, db):
    sign_up(client)
    answer = client.post(link(mail.outbox[0]), follow=True)
    assert answer.context["user"].display_name == "Zoé Lebon"
    assert answer.redirect_chain[-1] == (ME, 302)


def test_a_newcomer_is_told_to_look_at_their_mail(client, db):
    answer = client.get(sign_up(client).headers["Location"])
    assert "Un message vous attend" in answer.content.decode()


def test_the_confirmation_mail_is_in_french_and_names_the_person(client, db):
    sign_up(client)
    message = mail.outbox[0]
    assert message.subject == "Bienvenue : confirmez votre adresse"
    assert message.to == ["zoe@example.org"]
    assert message.body.startswith("Bonjour Zoé Lebon,\n\nBienvenue.")


def test_opening_the_confirmation_link_confirms_nothing_by_itself(client, db):
    sign_up(client)
    page = client.get(link(mail.outbox[0])).content.decode()
    assert "Oui, c’est mon adresse" in page
    assert not EmailAddress.objects.get().verified


def test_a_wrong_confirmation_link_says_so(client, db):
    page = client.get(reverse("account_confirm_email", args=["nothing"])).content.decode()
    assert "Ce lien a expiré" in page


def test_one_does_not_enter_before_confirming(client, db):
    sign_up(client)
    answer = sign_in(Client(), "zoe@example.org", PASSWORD)
    assert answer.headers["Location"] == reverse("account_email_verification_sent")


def test_a_newcomer_without_a_name_is_asked_for_one_and_keeps_their_address(client, db):
    page = sign_up(client, display_name="").content.decode()
    assert 'id="id_display_name_error"' in page
    assert 'value="zoe@example.org"' in page
    assert not User.objects.exists()


def test_a_short_password_is_refused(client, db):
    assert 'id="id_password1_error"' in sign_up(client, password1="court").content.decode()
    assert not User.objects.exists()


def test_an_address_that_has_an_account_is_written_to_and_nothing_is_said_on_the_page(client, alice):
    answer = sign_up(client, "alice@example.org")
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Vous avez déjà un compte", ["alice@example.org"])
    ]
    assert User.objects.count() == 1


def test_an_address_that_has_an_account_is_known_in_capitals_too(client, alice):
    sign_up(client, "ALICE@Example.org")
    assert mail.outbox[0].subject == "Vous avez déjà un compte"
    assert User.objects.count() == 1


def test_a_member_signs_in_and_lands_where_they_were_going(client, alice):
    assert sign_in(client).headers["Location"] == ME


def test_the_address_is_read_without_case(client, alice):
    assert sign_in(client, "Alice@EXAMPLE.org").headers["Location"] == ME


def test_nobody_is_sent_to_another_site_after_signing_in(client, alice):
    assert sign_in(client, next="https://elsewhere.example/").headers["Location"] != "https://elsewhere.example/"


def test_a_wrong_password_is_refused_and_the_address_kept(client, alice):
    answer = sign_in(client, password="wrong")
    page = answer.content.decode()
    assert 'class="summary-errors" role="alert"' in page
    assert 'value="alice@example.org"' in page
    assert not answer.context["user"].is_authenticated


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client, alice):
    wrong = sign_in(client, password="wrong").context["form"].errors
    unknown = sign_in(client, "nobody@example.org").context["form"].errors
    assert wrong == unknown


def test_after_many_wrong_passwords_even_the_right_one_must_wait(client, alice):
    for _ in range(10):
        sign_in(client, password="wrong")
    answer = sign_in(client)
    assert answer.status_code == 200
    assert not answer.context["user"].is_authenticated


def test_the_sign_in_page_says_what_one_may_read_without_an_account(client, db):
    assert "Sans compte, vous pouvez lire" in client.get(reverse("account_login")).content.decode()


def test_the_way_to_sign_up_keeps_where_one_was_going(client, db):
    page = client.get(reverse("account_login"), {"next": ME}).content.decode()
    assert f'href="{reverse("account_signup")}?next={ME.replace("/", "%2F")}"' in page


def test_a_member_who_leaves_is_out(client, alice):
    client.force_login(alice)
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert client.get(ME).status_code == 302


def test_a_forgotten_password_is_replaced_through_the_mail(client, alice):
    client.post(reverse("account_reset_password"), {"email": "Alice@example.org"})
    assert mail.outbox[0].subject == "Choisissez un nouveau mot de passe"
    form = client.get(link(mail.outbox[0])).headers["Location"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(Client(), password=PASSWORD).headers["Location"] == ME
    assert sign_in(Client()).status_code == 200


def test_a_reset_link_serves_once(client, alice):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    path = link(mail.outbox[0])
    client.post(client.get(path).headers["Location"], {"password1": PASSWORD, "password2": PASSWORD}, follow=False)
    assert "Ce lien ne vaut plus" in Client().get(path, follow=True).content.decode()


def test_a_forgotten_password_of_nobody_is_answered_alike_and_told_by_mail(client, alice):
    known = client.post(reverse("account_reset_password"), {"email": alice.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert mail.outbox[1].subject == "Aucun compte à cette adresse"


def test_a_visitor_chooses_a_language_and_keeps_it(client, db):
    client.post(reverse("set_language"), {"language": "en", "next": reverse("account_login")})
    assert '<html lang="en"' in client.get(reverse("account_login")).content.decode()


def test_a_form_without_its_proof_of_origin_is_refused_in_words_and_loses_nothing(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    answer = strict.post(ME, {"display_name": "Un nom long et réfléchi pour Alice"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Cette page avait trop attendu" in page
    assert "Un nom long et réfléchi pour Alice</textarea>" in page
    assert User.objects.get().display_name == "Alice Payet"


@pytest.mark.parametrize(
    "name",
    [
        "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key_done", "account_email_verification_sent", "account_inactive",
    ],
)  # fmt: skip
def test_every_page_of_the_entrance_opens_to_a_visitor_in_french(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "base.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_logout", "mfa_index", "account_reauthenticate"]
)
def test_every_page_of_the_account_opens_to_its_owner(client, alice, name):
    client.force_login(alice)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "base.html" in [template.name for template in answer.templates]


def test_one_proves_again_who_one_is_before_adding_the_second_step(client, alice):
    client.force_login(alice)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_member_adds_the_second_step_and_is_then_asked_for_its_code(client, alice):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": "palabre"})
    page = client.get(reverse("mfa_activate_totp"))
    assert "QR code" in page.content.decode()
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert "Les voir" in client.get(reverse("mfa_index")).content.decode()
    assert client.get(reverse("mfa_view_recovery_codes")).content.decode().count("<li>") >= 10
    assert sign_in(Client()).headers["Location"] == reverse("mfa_authenticate")


def code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_stale_form_gives_back_what_was_written_and_never_a_password(db):
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, password=PASSWORD, message="Une longue lettre à ses voisins")
    assert answer.status_code == 403
    assert answer.context["typed"] == ["Une longue lettre à ses voisins"]
