"""The great walk of the statutes: half the members are missing, it is called again on the same text, and three decide.

Forty members vote. What came before today is made in Python; the second meeting is held in three browsers.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Meeting, Minutes
from governance.organizations.models import Dues
from tests.assemblies.meetings import governed, prepared, with_item
from tests.browser.gestures import opens
from tests.cast import person
from tests.organizations.association import enrolled

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
REUNION = ZoneInfo("Indian/Reunion")
TEXT = "L’assemblée générale élit un conseil de huit membres pour quatre ans."


@pytest.fixture
def association(cast):
    """Forty members up to date whatever the day, and the board that proposes; the first assembly missed one half."""
    governed(cast)
    now = clock.now()
    for n in range(33):
        enrolled(cast, person(f"member{n}"))
    for mine in cast.organization.enrolments.all():
        Dues.objects.filter(enrolment=mine).delete()
        Dues.objects.create(
            enrolment=mine,
            year=now.year,
            paid_on=(now - 90 * DAY).date(),
            covers_from=(now - 90 * DAY).date(),
            covers_until=(now + 90 * DAY).date(),
            marked_by=cast.alice,
        )
    cast.second = again(cast, now, missed(cast, now - 17 * DAY))
    return cast


def missed(cast, held) -> Meeting:
    """Convened a month and some days before by a third of its members; nineteen of forty come."""
    voters = list(cast.assembly.members(held.date()).order_by("pk"))
    with clock.pretend(held - 40 * DAY):
        meeting = prepared(cast, cast.assembly, title="Changer l’article 12", starts_at=held)
        with_item(meeting, cast.bob, title="Huit administrateurs", matter="statutes", text=TEXT)
        for who in voters[:20]:
            actions.sign_for_meeting(meeting, by=who)
        meeting = actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(held):
        here = [cast.bob, cast.erin, *(who for who in voters if who not in (cast.bob, cast.erin))][:19]
        for who in here:
            actions.check_in(meeting, by=who)
        actions.open_session(meeting, by=cast.bob)
        actions.state_no_quorum(meeting, by=cast.bob)
        actions.close_session(meeting, by=cast.bob)
    assert [one.outcome for one in Decision.objects.all()] == ["no_quorum"]
    return Meeting.objects.get(pk=meeting.pk)


def again(cast, now, first) -> Meeting:
    with clock.pretend(first.starts_at + timedelta(hours=2)):
        second = actions.call_again(first, by=cast.bob, starts_at=now - timedelta(minutes=2))
        return actions.send_convocation(second, by=cast.bob)


def test_three_members_change_the_statutes_at_the_second_call(association, sit, running_clock):
    cast = association
    address = f"/meetings/{cast.second.pk}/"
    bob, erin, ivan = (opens(sit(who), address) for who in (cast.bob, cast.erin, cast.ivan))
    expect(bob.get_by_text("qui n’a pas réuni son quorum, sur le même texte")).to_be_visible()

    # They come in; each sees the others arrive.
    for n, page in enumerate((bob, erin, ivan), 1):
        page.get_by_role("button", name="J’émarge, sur place").click()
        expect(bob.locator(".presence .big b")).to_have_text(str(n))
    bob.get_by_role("button", name="Ouvrir la séance").click()
    expect(ivan.locator(".lead .phase")).to_have_text("En séance")
    expect(ivan.get_by_text("Aucun quorum n’est exigé.")).to_be_visible()

    # The text of the convocation is the text: nobody amends it.
    bob.get_by_role("button", name="Ouvrir « Huit administrateurs »").click()
    expect(ivan.locator("#on-table")).to_have_text("Huit administrateurs")
    expect(ivan.locator(".on-table .prose.put")).to_contain_text("huit membres pour quatre ans")
    expect(ivan.get_by_role("link", name="Proposer un amendement")).to_have_count(0)

    # Ivan asks for the floor and has it.
    ivan.get_by_role("button", name="Demander la parole").click()
    bob.get_by_role("button", name="Passer à la personne suivante").click()
    expect(erin.locator(".speakers .on")).to_contain_text("Ivan")

    # The vote: two for, one blank; three fifths of three are two.
    bob.get_by_label("Au scrutin secret").uncheck()
    bob.get_by_role("button", name="Mettre aux voix").click()
    for page, choice in ((bob, "Pour"), (erin, "Pour"), (ivan, "Voter blanc")):
        page.get_by_role("button", name=choice, exact=True).click()
        page.get_by_role("button", name="Confirmer mon bulletin").click()
        expect(page.get_by_text("Vous avez voté")).to_be_visible()
        opens(page, address)
    bob.get_by_role("button", name="Clore le scrutin").click()
    expect(erin.locator(".outcome .verdict")).to_contain_text("Adopté")
    expect(ivan.locator(".outcome .verdict")).to_contain_text("2 pour")
    bob.get_by_role("button", name="Clore la séance").click()
    expect(erin.locator(".lead .phase")).to_have_text("Tenue")

    # Two people sign, each with their password.
    minutes = Minutes.objects.get(meeting=cast.second)
    signs(erin, f"/minutes/{minutes.pk}/sign/", "Signer")
    signs(bob, f"/minutes/{minutes.pk}/countersign/", "Contresigner")
    expect(opens(ivan, address).get_by_role("link", name="Procès-verbal n° 1")).to_be_visible()

    decision = Decision.objects.get(item__meeting=cast.second)
    assert decision.outcome == "adopted"
    assert decision.follow_ups.filter(article__contains="1901").exists()
    minutes.refresh_from_db()
    assert cast.second.starts_at.astimezone(REUNION).strftime("%H h %M").lstrip("0") in minutes.content


def signs(page, address, button):
    page.goto(address)
    if page.locator("input[type=password]").count():
        page.locator("input[type=password]").fill("palabre")
        page.locator("main form button").first.click()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/minutes/*/")
