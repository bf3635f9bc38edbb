"""How one enters the network, then the association: asked, answered, read, decided, signed (art. 6, code social)."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from governance import clock
from governance.organizations import actions, association, entry
from governance.organizations.models import Application, CommissionSeat, Enrolment, ProjectRequest, Role, Space
from governance.organizations.permissions import is_member, may_facilitate, may_see_space, may_take_part
from governance.register.models import Entry
from governance.texts import documents
from governance.texts.models import Commitment
from governance.verdict import Refused
from proposals import actions as proposals
from rooms import actions as rooms
from tests.cast import person
from tests.organizations.association import (
    NOON,
    TODAY,
    again,
    applied,
    asks_for_a_project,
    enrolled,
    founded,
    organization,
    validated,
)
from tests.texts.factories import a_document, next_version

pytestmark = pytest.mark.django_db
REASON = "Deux refus l’an dernier."


@pytest.fixture(autouse=True)
def noon():
    with clock.pretend(NOON):
        yield


@pytest.fixture
def cast(cast):
    cast.gus = person("gus")
    return founded(cast)


def decides(application, by, outcome="admit", reason=""):
    return entry.decide_application(application, by=by, outcome=outcome, reason=reason)


def address(name, cast, *arguments):
    return reverse(name, args=[cast.space.slug, *arguments])


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


# --- Asking ------------------------------------------------------------------------------------------


def test_st_6_1_under_sixteen_nobody_is_admitted_without_the_authorisation(cast):
    asked = validated(cast, adult_from=date(2029, 5, 14))  # fifteen years old for one day less than three more years
    assert asked.adult_from == date(2029, 5, 14)
    with pytest.raises(Refused, match="autorisation d’un parent"):
        decides(asked, cast.alice)
    entry.note_guardian(asked, by=cast.erin)
    assert decides(asked, cast.alice).outcome == "enrolled"


def test_st_6_1_at_sixteen_nothing_is_asked_and_no_date_is_kept_of_an_adult(cast):
    assert decides(validated(cast, adult_from=date(2028, 5, 15)), cast.alice).enrolment.adult_from == date(2028, 5, 15)
    grown = person("hugo")
    assert applied(cast, grown, adult_from=TODAY).adult_from is None


def test_st_6_2_nobody_is_added_to_the_association_not_even_by_its_administrators(cast):
    line = entry.Kept(cast.dave, "donateur", date(2024, 1, 1))
    for who in (person("root", is_superuser=True, is_staff=True), cast.bob):
        with pytest.raises(Refused):
            entry.bring_register_in(cast.organization, by=who, lines=[line], words="Le cahier.")
    applied(cast, cast.bob)
    with pytest.raises(Refused, match="personne n’y est ajouté"):
        entry.bring_register_in(cast.organization, by=cast.alice, lines=[line], words="Le cahier.")
    invitation = actions.invite(cast.space, by=cast.alice)
    actions.accept_invitation(invitation, by=cast.dave)
    assert Enrolment.objects.count() == 0


def test_the_register_kept_on_paper_is_brought_in_once(cast):
    lines = [entry.Kept(cast.bob, "donateur", date(2020, 1, 1)), entry.Kept(cast.faye, "adherent", date(2024, 2, 1))]
    entry.bring_register_in(cast.organization, by=cast.alice, lines=lines, words="Le cahier de 2025.")
    assert set(organization(cast).enrolled(TODAY)) == {cast.bob, cast.faye}
    with pytest.raises(Refused, match="personne n’y est ajouté"):
        entry.bring_register_in(cast.organization, by=cast.alice, lines=lines[:1], words="Encore.")


def test_st_6_3_every_application_waits_for_the_next_meeting_until_it_has_an_outcome(cast):
    people = [cast.gus, person("hana"), person("ivo")]
    waiting = [validated(cast, who) for who in people]
    found = Application.objects.filter(organization=cast.organization)
    with clock.pretend(NOON + timedelta(days=1)):
        meeting = clock.now()
        assert set(found.to_decide()) == set(found.without_outcome_since(meeting)) == set(waiting)
        for application, outcome in zip(waiting, ("admit", "refuse", "adjourn"), strict=True):
            decides(application, cast.alice, outcome, REASON)
        assert list(found.without_outcome_since(meeting)) == []
    assert list(found.to_decide()) == [waiting[2]]  # adjourned: it comes back


def test_st_6_4_a_refusal_without_a_reason_is_refused_and_the_applicant_reads_the_reason(cast, sign_in):
    asked = validated(cast)
    client = sign_in(cast.alice)
    answer = client.post(address("application-decide", cast, asked.pk), {"outcome": "refuse", "reason": " "})
    assert (answer.status_code, again(asked).outcome) == (422, "")
    with pytest.raises(Refused, match="motivé"):
        decides(asked, cast.alice, "refuse", " ")
    client.post(address("application-decide", cast, asked.pk), {"outcome": "refuse", "reason": REASON})
    assert REASON in text(sign_in(cast.dave).get(again(asked).get_absolute_url()))
    assert not any(REASON in entry.payload.canonical for entry in Entry.objects.select_related("payload"))
    assert REASON not in text(sign_in(cast.bob).get(address("space-activity", cast)))


def test_nobody_reads_the_application_of_somebody_else(cast, sign_in):
    asked = applied(cast)
    seen = {who: sign_in(getattr(cast, who)).get(asked.get_absolute_url()).status_code for who in ("bob", "erin")}
    assert seen == {"bob": 404, "erin": 200}  # Erin is on the commission


def test_the_bureau_does_not_decide_of_one_of_its_own_applications(cast):
    asked = validated(cast, cast.alice)
    with pytest.raises(Refused, match="sa propre demande"):
        decides(asked, cast.alice)


def test_somebody_asks_once_and_again_after_a_refusal(cast):
    asked = validated(cast)
    with pytest.raises(Refused, match="en cours"):
        applied(cast)
    decides(asked, cast.alice, "refuse", REASON)
    assert applied(cast).pk != asked.pk


# --- The questionnaire, the commission, the signature ------------------------------------------------

QUESTIONS = ["Que retenez-vous du code social ?", "Que voulez-vous faire ici ?"]


def test_cs_9_an_application_is_on_the_agenda_of_the_body_that_decides(cast):
    asked = validated(cast)
    assert list(cast.organization.applications.to_decide()) == [asked]
    assert organization(cast).rules_in_force.admitted_by == "bureau"
    association.settle(cast.organization, by=cast.alice, admitted_by="board")
    assert organization(cast).rules_in_force.admitted_by == "board"


def test_cs_10_an_application_is_incomplete_until_every_question_is_answered(cast, sign_in):
    association.set_questionnaire(cast.organization, by=cast.alice, questions=QUESTIONS)
    asked = applied(cast)
    assert asked.step == "incomplete"
    with pytest.raises(Refused, match="incomplète"):
        entry.validate_application(asked, by=cast.erin)
    with pytest.raises(Refused, match="incomplète"):
        decides(asked, cast.alice)
    with pytest.raises(Refused, match="chaque question"):
        entry.answer_questionnaire(asked, by=cast.dave, answers=["La bienveillance.", " "])
    typed = {"answer-0": "La bienveillance.", "answer-1": "Tisser.", "n": 1}
    sign_in(cast.dave).post(address("application-answer", cast, asked.pk), typed)
    assert (again(asked).step, again(asked).answers) == ("commission", ["La bienveillance.", "Tisser."])


def test_cs_10_other_questions_do_not_change_what_was_answered(cast):
    association.set_questionnaire(cast.organization, by=cast.alice, questions=QUESTIONS[:1])
    asked = applied(cast, answers=["La bienveillance."])
    association.set_questionnaire(cast.organization, by=cast.alice, questions=QUESTIONS)
    asked = again(asked)
    assert (asked.questionnaire.n, asked.questionnaire.questions, asked.step) == (1, QUESTIONS[:1], "commission")
    with pytest.raises(Refused, match="viennent de changer"):
        entry.answer_questionnaire(asked, by=cast.dave, answers=["Non."], n=1)


def test_cs_11_nothing_is_decided_before_the_commission_said_yes(cast):
    asked = applied(cast)
    with pytest.raises(Refused, match="commission d’entrée"):
        decides(asked, cast.alice)
    with pytest.raises(Refused, match="commission d’entrée"):
        entry.validate_application(asked, by=cast.alice)  # she facilitates, and has no seat there
    entry.validate_application(asked, by=cast.erin)
    assert decides(asked, cast.alice).outcome == "enrolled"


def test_cs_12_whoever_was_admitted_is_a_member_once_the_code_is_signed_and_not_before(cast, sign_in):
    code = a_document(cast)
    asked = decides(validated(cast), cast.alice)
    assert (asked.step, Enrolment.objects.count()) == ("to_sign", 0)
    assert set(organization(cast).enrolled(TODAY)) == set()
    client = sign_in(cast.dave)
    where = address("application-sign", cast, asked.pk)
    assert client.post(where, {}).status_code == 403
    assert Enrolment.objects.count() == 0
    client.post(where, {"code_version": "1"})
    signed = Commitment.objects.get(person=cast.dave)
    assert (signed.version.n, signed.at, again(asked).outcome) == (1, NOON, "enrolled")
    assert set(organization(cast).enrolled(TODAY)) == {cast.dave}
    next_version(cast, code, f"{code.in_force.body}\n\nOn range.")
    with pytest.raises(Refused):
        documents.commit(code, by=cast.dave, version_n=1)
    assert "à signer" in text(client.get(address("association", cast)))


def test_cs_12_a_version_that_was_replaced_meanwhile_is_not_signed(cast):
    code = a_document(cast)
    asked = decides(validated(cast), cast.alice)
    next_version(cast, code, f"{code.in_force.body}\n\nOn range.")
    with pytest.raises(Refused, match="Une autre version"):
        entry.commit_to_enter(asked, by=cast.dave, version_n=1)
    assert entry.commit_to_enter(asked, by=cast.dave, version_n=2).outcome == "enrolled"


def test_cs_12_whoever_signed_before_is_a_member_when_admitted_and_on_the_page_of_the_code_too(cast):
    code = a_document(cast)
    documents.commit(code, by=cast.bob, version_n=1)
    assert decides(validated(cast, cast.bob), cast.alice).outcome == "enrolled"
    asked = decides(validated(cast, cast.faye), cast.alice)
    documents.commit(code, by=cast.faye, version_n=1)
    assert again(asked).outcome == "enrolled"


def test_cs_13_whoever_does_enough_sits_on_the_commission_by_a_rule_that_the_journal_names(cast):
    association.settle(cast.organization, by=cast.alice, involvement_actions=2, involvement_months=6)
    with clock.pretend(NOON - timedelta(days=300)):
        did(cast, cast.bob)
    did(cast, cast.bob)
    assert not cast.organization.commission_seats.filter(person=cast.bob).exists()
    did(cast, cast.bob)
    seat = CommissionSeat.objects.get(person=cast.bob)
    line = Entry.objects.about(seat).select_related("payload").get()
    assert (seat.by_rule, line.actor_id) == ([2, 6], None)
    assert json.loads(line.payload.canonical)["rule"] == [2, 6]
    assert entry.validate_application(applied(cast), by=cast.bob).validated_by == cast.bob


def did(cast, who):
    action = proposals.open_action(cast.room, by=who, title="Ranger", impact="nobody")
    proposals.finish_action(action, by=who, documentation="Rangé.")


def test_whoever_gave_their_seat_back_does_not_get_it_again_by_the_rule(cast):
    association.settle(cast.organization, by=cast.alice, involvement_actions=1)
    did(cast, cast.bob)
    association.end_seat(CommissionSeat.objects.get(person=cast.bob), by=cast.bob)
    did(cast, cast.bob)
    assert not organization(cast).commission_seats.current().filter(person=cast.bob).exists()


# --- The network -------------------------------------------------------------------------------------


def sponsored(cast, space, by):
    return actions.accept_invitation(actions.sponsor(space, by=by), by=cast.dave)


def home(space):
    return Space.objects.get(pk=space.pk)


def test_os_8_one_member_of_one_node_lets_somebody_into_the_whole_network(cast):
    project = actions.create_project(cast.organization, by=cast.alice, name="Jardin", visibility="members")
    actions.admit(project.space, cast.bob, "member", by=cast.alice)
    actions.change_settings(cast.space, by=cast.alice, visibility="members")
    sponsored(cast, project.space, cast.bob)
    later = actions.create_project(cast.organization, by=cast.alice, name="Verger", visibility="members")
    for space in (cast.space, project.space, later.space):
        assert may_see_space(cast.dave, home(space)) and is_member(cast.dave, home(space))
        assert not may_take_part(cast.dave, home(space)) and not may_facilitate(cast.dave, home(space))
    assert set(organization(cast).enrolled(TODAY)) == set()  # and no voice in the association


def test_os_8_the_network_reads_no_space_that_is_for_some_roles_alone(cast):
    sponsored(cast, cast.space, cast.bob)
    actions.change_settings(cast.space, by=cast.alice, visibility="roles", roles=[])
    assert not may_see_space(cast.dave, home(cast.space))


def test_os_8_a_guest_or_a_stranger_sponsors_nobody(cast):
    for who in (cast.carol, cast.dave, cast.anonymous):
        with pytest.raises(Refused):
            actions.sponsor(cast.space, by=who)


def test_os_8_a_sponsor_who_left_lets_nobody_in_any_more(cast):
    invitation = actions.sponsor(cast.space, by=cast.bob)
    actions.leave_space(cast.space, by=cast.bob)
    with pytest.raises(Refused, match="vous parraine"):
        actions.accept_invitation(invitation, by=cast.dave)


def test_os_8_whoever_was_sponsored_asks_for_a_place_of_their_own_and_may_leave(cast):
    sponsored(cast, cast.space, cast.bob)
    asked = actions.ask_to_join(home(cast.space), by=cast.dave)
    actions.decide_join_request(asked, by=cast.alice, admitted=True)
    assert may_take_part(cast.dave, home(cast.space))
    actions.leave_ecosystem(cast.organization, by=cast.dave)
    assert may_take_part(cast.dave, home(cast.space))
    actions.leave_space(cast.space, by=cast.dave)
    assert not is_member(cast.dave, home(cast.space))


def test_os_9_whoever_signs_the_code_may_ask_to_join_and_nothing_else_is_asked(cast, sign_in):
    a_document(cast)
    client = sign_in(cast.dave)
    where = address("space-join", cast)
    assert "Le code social" in text(client.get(where))
    assert client.post(where, {"message": "Bonjour"}).status_code == 422
    with pytest.raises(Refused, match="code social"):
        actions.ask_to_join(cast.space, by=cast.dave)
    assert cast.space.join_requests.count() == 0
    assert client.post(where, {"message": "", "code_version": "1"}).status_code == 302
    assert Commitment.objects.get(person=cast.dave).version.n == 1
    assert cast.space.join_requests.get().person == cast.dave


def test_os_9_whoever_is_sponsored_signs_the_code_as_they_enter(cast, sign_in):
    a_document(cast)
    invitation = actions.sponsor(cast.space, by=cast.bob)
    where = reverse("invitation", args=[invitation.token])
    client = sign_in(cast.dave)
    assert "Bob Nativel vous parraine" in text(client.get(where))
    assert client.post(where, {}).status_code == 422
    assert client.post(where, {"code_version": "1"}).status_code == 302
    assert is_member(cast.dave, home(cast.space)) and Commitment.objects.get(person=cast.dave).version.n == 1


def test_os_9_a_project_that_signs_the_code_may_ask_to_enter_and_nothing_else_is_asked(cast, sign_in):
    a_document(cast)
    client = sign_in(cast.dave)
    where = address("project-ask", cast)
    typed = {"name": "Le verger", "summary": "Des arbres.", "words": "Nous partageons.", "address": ""}
    page = client.post(where, typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code_version"])
    with pytest.raises(Refused, match="code social"):
        asks_for_a_project(cast)
    assert ProjectRequest.objects.count() == 0
    assert client.post(where, typed | {"code_version": "1"}).status_code == 302
    assert Commitment.objects.get(person=cast.dave).version.n == 1
    assert (ProjectRequest.objects.get().person, ProjectRequest.objects.get().name) == (cast.dave, "Le verger")


def test_os_9_one_member_of_one_node_vouches_and_the_project_is_in_the_whole_ecosystem(cast):
    actions.change_settings(cast.space, by=cast.alice, visibility="members")
    garden = actions.create_project(cast.organization, by=cast.alice, name="Jardin", visibility="members")
    actions.change_settings(cast.space, by=cast.alice, visibility="public")
    asked = asks_for_a_project(cast)
    actions.admit(garden.space, cast.gus, "member", by=cast.alice)
    verger = actions.admit_project(asked, by=cast.gus)
    assert (verger.organization, verger.name, verger.summary) == (
        cast.organization,
        "Le verger",
        "Des arbres pour tous.",
    )
    assert may_facilitate(cast.dave, home(verger.space)) and not is_member(cast.gus, home(verger.space))
    for space in (cast.space, garden.space):
        assert is_member(cast.dave, home(space)) and not may_take_part(cast.dave, home(space))
    sponsorship = organization(cast).sponsorships.get()
    assert (sponsorship.person, sponsorship.sponsor, sponsorship.node) == (cast.dave, cast.gus, garden.space)
    assert set(organization(cast).enrolled(TODAY)) == set()
    actions.accept_invitation(actions.sponsor(home(verger.space), by=cast.dave), by=person("hana"))  # a node as others
    acts = Entry.objects.about(asked).order_by("seq").values_list("act", flat=True)
    assert list(acts) == ["projectrequest.made", "projectrequest.admitted"]


def test_os_9_the_commission_welcomes_a_project_and_whoever_was_in_the_ecosystem_stays_in_it(cast):
    sponsored(cast, cast.space, cast.bob)
    actions.admit_project(asks_for_a_project(cast), by=cast.erin)
    assert organization(cast).sponsorships.get().sponsor == cast.bob


def test_os_9_a_refusal_has_a_reason_that_the_person_alone_reads_and_the_project_asks_again(cast, sign_in):
    asked = asks_for_a_project(cast)
    where = address("project-request", cast, asked.pk)
    assert sign_in(cast.alice).post(where, {"answer": "refuse", "reason": " "}).status_code == 422
    assert sign_in(cast.bob).post(where, {"answer": "refuse", "reason": REASON}).status_code == 403
    assert sign_in(cast.alice).post(where, {"answer": "refuse", "reason": REASON}).status_code == 302
    assert REASON in text(sign_in(cast.dave).get(where))
    assert not any(REASON in line.payload.canonical for line in Entry.objects.select_related("payload"))
    with pytest.raises(Refused, match="déjà reçu sa réponse"):
        actions.admit_project(asked, by=cast.bob)
    assert asks_for_a_project(cast).pk != asked.pk
    assert cast.organization.projects.count() == 0


def test_os_9_nobody_vouches_for_their_own_project_and_one_asks_once_for_each(cast):
    asked = asks_for_a_project(cast, cast.bob)
    with pytest.raises(Refused, match="sa propre demande"):
        actions.admit_project(asked, by=cast.bob)
    with pytest.raises(Refused, match="déjà envoyée"):
        asks_for_a_project(cast, cast.bob)
    asks_for_a_project(cast, cast.bob, name="Un autre")
    asks_for_a_project(cast)
    with pytest.raises(IntegrityError):
        ProjectRequest.objects.create(organization=cast.organization, person=cast.bob, name=asked.name)


def test_whoever_asked_for_a_project_takes_it_back(cast, sign_in):
    asked = asks_for_a_project(cast)
    where = address("project-request-withdraw", cast, asked.pk)
    assert [sign_in(who).post(where).status_code for who in (cast.bob, cast.dave, cast.dave)] == [403, 302, 403]
    assert again(asked).outcome == "withdrawn"
    with pytest.raises(Refused, match="retirée"):
        actions.admit_project(asked, by=cast.bob)


def test_a_project_that_asks_is_read_by_its_person_and_by_whoever_may_vouch_for_it(cast, sign_in):
    asked = asks_for_a_project(cast)
    where = asked.get_absolute_url()
    codes = {who: sign_in(getattr(cast, who)).get(where).status_code for who in ("dave", "bob", "erin", "carol")}
    assert codes == {"dave": 200, "bob": 200, "erin": 200, "carol": 404}
    shown = {
        who: [name for name in ("space-members", "space") if "Le verger" in text(sign_in(who).get(address(name, cast)))]
        for who in (cast.dave, cast.bob, cast.carol)
    }
    assert shown == {cast.dave: ["space"], cast.bob: ["space-members"], cast.carol: []}
    assert "demande à entrer dans l’écosystème" in text(sign_in(cast.dave).get(reverse("home")))


def test_a_member_of_a_project_reads_on_its_page_of_members_what_asks_to_enter(cast, sign_in):
    garden = actions.create_project(cast.organization, by=cast.alice, name="Jardin")
    actions.admit(garden.space, cast.gus, "member", by=cast.alice)
    asked = asks_for_a_project(cast)
    page = text(sign_in(cast.gus).get(reverse("space-members", args=[garden.space.slug])))
    assert asked.get_absolute_url() in page


def test_an_address_that_is_no_page_is_refused_and_what_was_typed_is_kept(cast, sign_in):
    typed = {"name": "Le verger", "summary": "Des arbres.", "words": "Nous partageons.", "address": "ftp://verger"}
    page = sign_in(cast.dave).post(address("project-ask", cast), typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["address"])
    assert "Nous partageons." in text(page)


def test_a_sponsor_makes_a_link_on_their_page(cast, sign_in):
    client = sign_in(cast.bob)
    client.post(address("space-sponsor", cast), {"days": 7})
    assert "/invitations/" in text(client.get(address("space-sponsor", cast)))
    assert client.get(address("space-invite", cast)).status_code == 403


def test_the_other_rooms_and_roles_are_as_they_were(cast):
    """A sponsored person is in no roll and in no list of roles."""
    sponsored(cast, cast.space, cast.bob)
    assert not cast.space.memberships.filter(person=cast.dave).exists()
    assert set(Role.objects.filter(space=cast.space).values_list("key", flat=True)) == {
        "guest",
        "member",
        "facilitator",
    }
    rooms.post_message(cast.room.thread, by=cast.dave, body="Bonjour !")


def test_a_legal_person_asks_under_its_name_and_a_member_is_read_by_its_college(cast):
    asked = decides(validated(cast, legal_name="La Ruche"), cast.alice)
    assert (str(asked), str(asked.enrolment), asked.enrolment.person) == ("La Ruche", "La Ruche", cast.dave)
    enrolled(cast, cast.bob, "adherent")
    with pytest.raises(Refused, match="déjà dans ce collège"):
        applied(cast, cast.bob, college="adherent")
