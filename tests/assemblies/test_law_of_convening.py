"""Who may bring what before a body, who is heard, and what an assembly may not leave unanswered."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Mandate
from governance.organizations import actions as organizations
from governance.verdict import Refused
from tests.assemblies.meetings import (
    HELD,
    PREPARED,
    convened,
    governed,
    in_session,
    on_table,
    prepared,
    voted,
    with_item,
    with_pieces,
)
from tests.cast import person
from tests.organizations.association import enrolled

STATUTES = {"title": "Modifier l’article 3", "matter": "statutes", "text": "Article 3. Le siège est à Saint-Pierre."}
DISSOLUTION = {"title": "Dissoudre l’association", "matter": "dissolution", "text": "L’association est dissoute."}
MONTHS = timedelta(days=60)
BOARD_HELD = PREPARED - timedelta(days=10)


@pytest.fixture
def cast(cast):
    return governed(cast)


def decided_by_the_board(cast, matter="statutes_draft", outcome="for", text=STATUTES["text"]):
    """The board says yes, or no, to bringing this text before the assembly."""
    meeting = _board_meeting(cast, matter, text)
    with clock.pretend(BOARD_HELD + timedelta(minutes=1)):
        item = on_table(meeting, cast.bob)
        voted(item, cast.bob, dict.fromkeys([cast.bob, cast.erin, cast.faye], outcome))
    return Decision.objects.get(item=item)


def _board_meeting(cast, matter, text):
    meeting = convened(
        cast,
        at=BOARD_HELD - timedelta(days=20),
        starts_at=BOARD_HELD,
        items=({"title": "Proposer de changer l’article 3", "matter": matter, "text": text},),
        mode="in_person",
    )
    with clock.pretend(BOARD_HELD):
        for key in ("bob", "erin", "faye", "gus"):
            actions.check_in(meeting, by=getattr(cast, key))
        return actions.open_session(meeting, by=cast.bob)


def assembly(cast, *, by=None, **item):
    """Prepared for a day far enough, with this single item."""
    meeting = prepared(cast, cast.assembly, by=by or cast.bob, starts_at=PREPARED + MONTHS)
    with_item(meeting, by or cast.bob, **STATUTES | item)
    return meeting


def crowd(cast, n):
    return [enrolled(cast, person(f"voter{k}"), paid=date(2026, 1, 6)).person for k in range(n)]


# --- Who brings it -----------------------------------------------------------------------------------


def test_st_22_1a_nobody_convenes_for_the_statutes_without_the_board_or_a_third(cast):
    with clock.pretend(PREPARED):
        meeting = assembly(cast)
        with pytest.raises(Refused, match=r"ne se convoque pas sans une décision adoptée.*3 membres.*art\. 22\.1"):
            actions.send_convocation(meeting, by=cast.bob)


def test_st_22_1a_on_the_proposal_of_the_board_named_on_the_item(cast):
    decision = decided_by_the_board(cast)
    with clock.pretend(PREPARED):
        meeting = assembly(cast, proposed_by=decision)
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


def test_st_22_1a_what_the_board_rejected_or_decided_of_something_else_proposes_nothing(cast):
    rejected = decided_by_the_board(cast, outcome="against")
    with clock.pretend(PREPARED), pytest.raises(Refused, match="ne propose pas cela"):
        assembly(cast, proposed_by=rejected)


def test_st_22_1a_another_decision_of_the_board_proposes_no_change_of_the_statutes(cast):
    other = decided_by_the_board(cast, matter="board_decision")
    with clock.pretend(PREPARED), pytest.raises(Refused, match="ne propose pas cela"):
        assembly(cast, proposed_by=other)


def test_st_22_1a_of_25_members_8_signatures_are_refused_and_9_accepted(cast):
    voters = crowd(cast, 18)
    with clock.pretend(PREPARED):
        assert cast.assembly.members(PREPARED.date()).count() == 25
        meeting = assembly(cast, by=voters[0])
        for voter in voters[1:8]:
            actions.sign_for_meeting(meeting, by=voter)
        with pytest.raises(Refused, match="les signatures de 9 membres"):
            actions.send_convocation(meeting, by=voters[0])
        actions.sign_for_meeting(meeting, by=voters[8])
        assert actions.send_convocation(meeting, by=voters[0]).sent_at


def test_st_22_1a_nobody_but_those_who_bring_it_sends_it(cast):
    decision = decided_by_the_board(cast)
    with clock.pretend(PREPARED):
        meeting = assembly(cast, by=cast.ivan, proposed_by=decision)
        with pytest.raises(Refused, match="ne se convoque pas sans"):
            actions.send_convocation(meeting, by=cast.ivan)
        cast.dave.is_superuser = True
        cast.dave.save()
        with pytest.raises(Refused, match="convoquée par la présidence"):
            actions.send_convocation(meeting, by=cast.dave)


def test_st_23_1_the_same_for_the_dissolution(cast):
    with clock.pretend(PREPARED):
        meeting = assembly(cast, **DISSOLUTION)
        with pytest.raises(Refused, match=r"art\. 23\.1"):
            actions.send_convocation(meeting, by=cast.bob)
        for who in (cast.erin, cast.ivan):
            actions.sign_for_meeting(meeting, by=who)
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


def test_the_decision_that_proposes_is_chosen_on_the_form_and_shown(cast, client):
    decision = decided_by_the_board(cast)
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly, starts_at=PREPARED + MONTHS)
        client.force_login(cast.bob)
        page = reverse("item-add", args=[meeting.pk])
        assert "Proposer de changer l’article 3" in client.get(page).content.decode()
        assert client.post(page, STATUTES | {"proposed_by": decision.pk, "words": ""}).status_code == 302
        assert meeting.items.get().proposed_by == decision
        assert "Proposé par la décision" in client.get(meeting.get_absolute_url()).content.decode()


def test_statutes_are_voted_as_the_board_adopted_them(cast):
    decision = decided_by_the_board(cast, text="L’article 3 change.\r\n\r\nEt le 4.")
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly, starts_at=PREPARED + MONTHS)
        told = {"title": "Les statuts", "matter": "statutes", "proposed_by": decision}
        with pytest.raises(Refused, match="reprenez-le mot pour mot"):
            actions.add_item(meeting, by=cast.bob, text="L’article 3 change, et le 5.", **told)
        item = actions.add_item(meeting, by=cast.bob, text="L’article 3 change.\n\nEt le 4.\r\n", **told)
        assert item.text == "L’article 3 change.\n\nEt le 4."
        with pytest.raises(Refused, match="reprenez-le mot pour mot"):
            actions.change_item(item, by=cast.bob, text="Autre chose.", **told)


# --- Who is heard ------------------------------------------------------------------------------------


def test_st_8_3_paid_staff_attend_only_when_the_president_invites_them(cast, client):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    meeting = convened(cast, cast.assembly, items=({"title": "La politique", "matter": "policy"},))
    with clock.pretend(PREPARED), pytest.raises(Refused, match=r"La présidence seule.*art\. 8\.3"):
        actions.invite(meeting, by=cast.erin, person=cast.dave)
    with clock.pretend(HELD):
        with pytest.raises(Refused, match="vous n’en êtes pas"):
            actions.check_in(meeting, by=cast.dave)
        client.force_login(cast.bob)
        told = {"person": cast.dave.pk}
        assert client.post(reverse("meeting-invite", args=[meeting.pk]), told).status_code == 302
        here = actions.check_in(meeting, by=cast.dave)
        actions.check_in(meeting, by=cast.bob)
        assert not here.deliberates
        actions.open_session(meeting, by=cast.bob)
        assert actions.ask_for_floor(meeting, by=cast.dave)


def test_st_14_6_paid_staff_are_heard_by_the_board_only_when_the_president_invites_them(cast):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    meeting = convened(cast)
    with clock.pretend(HELD):
        with pytest.raises(Refused, match="vous n’en êtes pas"):
            actions.check_in(meeting, by=cast.dave)
        with pytest.raises(Refused, match=r"La présidence seule.*14\.6"):
            actions.invite(meeting, by=cast.erin, person=cast.dave)
        actions.invite(meeting, by=cast.bob, person=cast.dave)
        assert not actions.check_in(meeting, by=cast.dave).deliberates
        actions.check_in(meeting, by=cast.bob)
        actions.check_in(meeting, by=cast.erin)
        item = on_table(actions.open_session(meeting, by=cast.bob), cast.bob)
        with pytest.raises(Refused, match=r"il en faut 4.;.2 sont présents"):
            actions.put_to_vote(item, by=cast.bob, minutes=5)


def test_st_18_2_the_secretary_is_told_of_what_is_to_be_convened_and_reads_how_it_was_delivered(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        with_item(meeting, cast.bob)
        client.force_login(cast.erin)
        assert "En préparation" in client.get("/").content.decode()
        client.force_login(cast.gus)
        assert "Conseil de mars" not in client.get("/").content.decode()
        actions.send_convocation(meeting, by=cast.bob)
        client.force_login(cast.erin)
        assert "Journal d’envoi de la convocation" in client.get(meeting.get_absolute_url()).content.decode()


def test_st_15_2_a_change_of_the_internal_rules_comes_from_the_board(cast):
    change = {"title": "Le règlement", "matter": "internal_rules", "text": "Le règlement change."}
    with clock.pretend(PREPARED):
        meeting = assembly(cast, **change)
        with pytest.raises(Refused, match="ne se convoque pas sans une décision adoptée"):
            actions.send_convocation(meeting, by=cast.bob)
    decision = decided_by_the_board(cast, matter="internal_rules_draft", text=change["text"])
    with clock.pretend(PREPARED):
        assert actions.send_convocation(assembly(cast, **change, proposed_by=decision), by=cast.bob).sent_at


def test_st_2_a_member_reads_the_rule_the_numbers_and_the_journal_of_a_decision(cast, client):
    decision = decided_by_the_board(cast)
    client.force_login(cast.ivan)
    page = client.get(decision.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "plus de la moitié de 3 voix exprimées" in page and "il en faut 4 ; 4 sont présents" in page
    assert client.get(reverse("vote", args=[decision.vote_id])).status_code == 200
    assert client.get(reverse("vote-roll", args=[decision.vote_id])).status_code == 200


def test_whoever_is_invited_before_the_convocation_receives_it_with_the_others(cast):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly)
        with_item(meeting, cast.bob, title="La politique", matter="policy")
        row = actions.invite(meeting, by=cast.bob, person=cast.dave)
        assert row.next_at is None
        actions.send_convocation(meeting, by=cast.bob)
    assert meeting.convocations.get(person=cast.dave).next_at == PREPARED
    assert meeting.convocations.count() == 8


# --- Each year ---------------------------------------------------------------------------------------


def annual(cast, *keys, starts_at=HELD):
    meeting = prepared(cast, cast.assembly, starts_at=starts_at, is_annual=True)
    for key in keys:
        with_pieces(with_item(meeting, cast.bob, title=key, matter=key), cast.bob)
    return meeting


def test_st_11_1a_the_annual_assembly_hears_the_moral_report_and_the_accounts(cast, client):
    with clock.pretend(PREPARED):
        meeting = annual(cast, "moral_report")
        client.force_login(cast.bob)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert "L’assemblée annuelle se prononce sur" in page
        assert "Comptes de l’exercice" in page
        with pytest.raises(Refused, match=r"Comptes de l’exercice.*art\. 11\.1"):
            actions.send_convocation(meeting, by=cast.bob)
        with_pieces(with_item(meeting, cast.bob, title="Les comptes", matter="accounts"), cast.bob)
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


def test_st_11_1a_unless_they_were_voted_already_this_year(cast):
    with clock.pretend(PREPARED):
        first = actions.send_convocation(annual(cast, "moral_report", "accounts"), by=cast.bob)
    with clock.pretend(HELD):
        for who in cast.members:
            actions.check_in(first, by=who)
        actions.open_session(first, by=cast.bob)
        for n in (1, 2):
            with clock.pretend(HELD + timedelta(minutes=10 * n)):
                voted(on_table(first, cast.bob, n), cast.bob, {cast.bob: "for", cast.erin: "for"})
    with clock.pretend(HELD + timedelta(days=1)):
        again = annual(cast, "policy", starts_at=HELD + MONTHS)
        assert actions.send_convocation(again, by=cast.bob).sent_at
        next_year = annual(cast, "policy", starts_at=HELD + timedelta(days=365))
        with pytest.raises(Refused, match="Rapport moral"):
            actions.send_convocation(next_year, by=cast.bob)


def test_another_assembly_is_warned_and_convened(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly)
        with_item(meeting, cast.bob, title="La politique", matter="policy")
        client.force_login(cast.bob)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert "l’assemblée ne s’est pas encore prononcée" in page
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


# --- One member of the board ------------------------------------------------------------------------


def test_st_14_1b_one_member_missing_from_the_log_and_no_vote_opens(cast):
    meeting = in_session(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        leaving = Mandate.objects.get(body=cast.board, seat=6)
        Mandate.objects.filter(pk=leaving.pk).update(ended_on=HELD.date() - timedelta(days=1), ending="resigned")
        told = {"decision": "Conseil", "decided_on": HELD.date(), "recorded_by": cast.bob, "since": HELD.date()}
        Mandate.objects.create(body=cast.board, person=cast.ivan, seat=6, **told)
        with pytest.raises(Refused, match=r"Ivan ne figure pas parmi les personnes convoquées.*14\.1"):
            actions.put_to_vote(item, by=cast.bob, minutes=5)


# --- After a dissolution ------------------------------------------------------------------------------


def dissolved(cast):
    """In session, the dissolution adopted."""
    with clock.pretend(PREPARED):
        meeting = assembly(cast, **DISSOLUTION)
        for who in (cast.erin, cast.ivan):
            actions.sign_for_meeting(meeting, by=who)
        actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(PREPARED + MONTHS):
        for who in cast.members:
            actions.check_in(meeting, by=who)
        actions.open_session(meeting, by=cast.bob)
        voted(on_table(meeting, cast.bob), cast.bob, dict.fromkeys(cast.members, "for"))
    return meeting


def follows(meeting, key):
    return meeting.items.filter(matter=key).latest("position")


def answered(cast, meeting, key, names, *, minutes, voice="for"):
    with clock.pretend(PREPARED + MONTHS + timedelta(minutes=minutes)):
        item = actions.open_item(follows(meeting, key), by=cast.bob)
        with pytest.raises(Refused, match="Dites d’abord qui est proposé"):
            actions.put_to_vote(item, by=cast.bob, minutes=5)
        actions.name_for_dissolution(item, by=cast.bob, names=names, words="Tous pouvoirs.")
        voted(item, cast.bob, dict.fromkeys(cast.members, voice))


def closes(cast, meeting):
    with clock.pretend(PREPARED + MONTHS + timedelta(hours=3)):
        return actions.close_session(meeting, by=cast.bob)


def test_st_23_4_the_session_is_not_closed_before_the_liquidators_are_named(cast):
    meeting = dissolved(cast)
    answered(cast, meeting, "net_assets", ["Les Amis du jardin"], minutes=20)
    with pytest.raises(Refused, match="Nomination des liquidateurs"):
        closes(cast, meeting)
    with (
        clock.pretend(PREPARED + MONTHS + timedelta(minutes=30)),
        pytest.raises(Refused, match="elle ne se retire pas"),
    ):
        actions.withdraw_item(follows(meeting, "liquidators"), by=cast.bob, reason="Plus tard.")
    answered(cast, meeting, "liquidators", ["Bob Nativel"], minutes=40, voice="against")
    with pytest.raises(Refused, match="Nomination des liquidateurs"):
        closes(cast, meeting)
    answered(cast, meeting, "liquidators", ["Erin Fontaine"], minutes=60)
    decision = Decision.objects.get(item=follows(meeting, "liquidators"))
    assert "Sont nommés liquidateurs : Erin Fontaine." in decision.item.text_now
    assert closes(cast, meeting).closed_at


def test_st_23_5_no_member_receives_any_part_and_somebody_is_named(cast, client):
    meeting = dissolved(cast)
    answered(cast, meeting, "liquidators", ["Erin Fontaine"], minutes=20)
    with clock.pretend(PREPARED + MONTHS + timedelta(minutes=40)):
        item = actions.open_item(follows(meeting, "net_assets"), by=cast.bob)
        client.force_login(cast.bob)
        page = reverse("item-name", args=[meeting.pk, item.pk])
        assert "Écrire qui est proposé" in client.get(meeting.get_absolute_url()).content.decode()
        refused = client.post(page, {"names": "Les Amis du jardin\ngus", "words": ""})
        assert refused.status_code == 403
        assert "art. 23.5" in refused.content.decode()
        assert "Les Amis du jardin" in refused.content.decode(), "what was typed is kept"
    with pytest.raises(Refused, match="Attribution de l’actif net"):
        closes(cast, meeting)
    answered(cast, meeting, "net_assets", ["Les Amis du jardin"], minutes=60)
    assert closes(cast, meeting).closed_at
