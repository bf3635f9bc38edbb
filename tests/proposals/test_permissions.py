"""Who may do what with a proposal in each phase, as tables; every page, action and door asks these functions."""

from datetime import timedelta

import pytest

from governance import clock
from governance.organizations import actions as organizations
from proposals import actions, permissions
from proposals.models import Action, Amendment, Proposal
from rooms import actions as rooms
from tests.cast import archive
from tests.proposals.factories import BODY, MONDAY, WEEK, a_proposal, amend, block, fresh, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

# C the carrier (Bob), M another member (Erin), F who facilitates (Alice), G a guest (Carol),
# S a stranger (Dave), A an anonymous visitor. The room is open to everybody. « - » is nobody.
WHO = {"C": "bob", "M": "erin", "F": "alice", "G": "carol", "S": "dave", "A": "anonymous"}

# Erin wrote two amendments, one from the current text and a stale one. Faye blocks in the concertation.
TABLE = """
                    draft  discussion amending consultation concertation awaiting resolved review  referred dropped
see_proposal        C      CMFGSA     CMFGSA   CMFGSA       CMFGSA       CMFGSA   CMFGSA   CMFGSA  CMFGSA   CMFGSA
comment             -      CMFG       CMFG     CMFG         CMFG         CMFG     CMFG     CMFG    CMFG     CMFG
moderate            F      F          F        F            F            F        F        F       F        F
edit                C      C          C        -            -            -        -        -       -        -
publish             C      -          -        -            -            -        -        -       -        -
open_amendments     -      C          -        -            -            -        -        -       -        -
propose_amendment   -      -          CMF      -            CMF          -        -        -       -        -
withdraw_amendment  -      -          M        M            M            -        -        -       -        -
settle_amendment    -      -          CM       -            CM           -        -        -       -        -
confirm_amendment   -      -          CM       -            CM           -        -        -       -        -
accept_amendment    -      -          C        -            -            -        -        -       -        -
reject_amendment    -      -          C        -            C            -        -        -       -        -
answer_amendment    -      -          -        -            -            -        -        -       -        -
look_at_amendment   -      -          -        -            -            -        -        -       -        -
name_co_carrier     -      C          C        -            C            -        -        -       -        -
open_round          -      -          C        -            -            -        -        -       -        -
take_position       -      -          -        CMF          CMF          -        -        -       -        -
look_at_positions   -      -          -        CMFGS        CMFGS        CMFGS    CMFGS    CMFGS   CMFGS    -
answer_objection    -      -          -        -            C            -        -        -       -        -
integrate_amendment -      -          -        -            C            -        -        -       -        -
contribute          -      CMF        CMF      CMF          CMF          -        -        -       -        -
resolve             -      -          -        -            -            C        -        -       -        -
open_action_from    -      -          -        -            -            -        CMF      CMF     -        -
renew               -      -          -        -            -            -        C        CMF     -        -
drop                C      C          C        -            -            -        -        C       -        -
take_over           -      -          -        -            -            -        -        -       -        -
"""

# The same once Bob has left (C is now somebody of before): what the carrier alone did waits for whoever takes over.
WITHOUT_CARRIER = """
                    discussion amending consultation concertation awaiting resolved review  referred dropped
see_proposal        CMFGSA     CMFGSA   CMFGSA       CMFGSA       CMFGSA   CMFGSA   CMFGSA  CMFGSA   CMFGSA
comment             MFG        MFG      MFG          MFG          MFG      MFG      MFG     MFG      MFG
moderate            F          F        F            F            F        F        F       F        F
edit                -          -        -            -            -        -        -       -        -
publish             -          -        -            -            -        -        -       -        -
open_amendments     -          -        -            -            -        -        -       -        -
propose_amendment   -          MF       -            MF           -        -        -       -        -
withdraw_amendment  -          M        M            M            -        -        -       -        -
settle_amendment    -          M        -            M            -        -        -       -        -
confirm_amendment   -          M        -            M            -        -        -       -        -
accept_amendment    -          -        -            -            -        -        -       -        -
reject_amendment    -          -        -            -            -        -        -       -        -
answer_amendment    -          -        -            -            -        -        -       -        -
look_at_amendment   -          -        -            -            -        -        -       -        -
name_co_carrier     -          -        -            -            -        -        -       -        -
open_round          -          -        -            -            -        -        -       -        -
take_position       -          -        MF           MF           -        -        -       -        -
look_at_positions   -          -        CMFGS        CMFGS        CMFGS    CMFGS    CMFGS   CMFGS    -
answer_objection    -          -        -            -            -        -        -       -        -
integrate_amendment -          -        -            -            -        -        -       -        -
contribute          MF         MF       MF           MF           -        -        -       -        -
resolve             -          -        -            -            -        -        -       -        -
open_action_from    -          -        -            -            -        MF       MF      -        -
renew               -          -        -            -            -        -        MF      -        -
drop                -          -        -            -            -        -        -       -        -
take_over           MF         MF       MF           MF           MF       MF       MF      MF       -
"""

# Who decides of amendments: Bob with Faye (K), whom he named; or the room, before and after its close. Erin wrote both
# amendments; the room retained the second, which a person has to read again.
WINDOWS = """
                    carriers deciding decided
edit                CK       -        CK
propose_amendment   CKMF     CKMF     -
withdraw_amendment  M        M        M
answer_amendment    -        CKMF     -
look_at_amendment   -        CKMFGS   CKMFGS
accept_amendment    CK       -        CK
reject_amendment    CK       -        -
confirm_amendment   CKM      -        CKM
name_co_carrier     C        C        C
open_round          C        -        -
drop                C        C        C
"""

# An action of Bob’s that concerns Erin; Faye helps it. C is its owner.
ACTIONS = """
                 waiting  started  done  unowned
start_action     -        -        -     -
finish_action    -        CH       -     H
help             CMFH     CMFH     -     CMFH
take_action      -        -        -     CMFH
answer_question  M        M        -     M
"""

AROUND_AN_AMENDMENT = ("promote_amendment", "cosign_amendment", "withdraw_cosignature", "suggest")
AROUND_AN_AMENDMENT += ("take_suggestion", "decline_suggestion", "withdraw_suggestion")


def columns(table):
    """The columns of a table: phase -> {act: letters of those who may}."""
    header, *rows = [line.split() for line in table.strip("\n").splitlines()]
    return {phase: {act: cells[n] for act, *cells in rows} for n, phase in enumerate(header)}


def letters(cast, may, who=WHO):
    return "".join(letter for letter, key in who.items() if may(getattr(cast, key))) or "-"


def story(cast, phase):
    """A proposal in `phase` as in the tables, with its amendments and the block of its concertation."""
    if phase in ("draft", "discussion"):
        return a_proposal(cast, cast.bob, phase), {}
    with later(days=-8 if phase in ("awaiting", "resolved", "review", "referred") else 0):
        impact = "liability" if phase == "referred" else "many"
        proposal = a_proposal(cast, cast.bob, "amending", impact=impact)
        clash = amend(proposal, cast.erin, "Un texte ancien.")
        actions.accept_amendment(amend(proposal, cast.alice, "Un texte nouveau."), by=cast.bob)
        amendment = amend(proposal, cast.erin, "Un texte meilleur.")
        merged = amend(proposal, cast.erin, "Un texte nouveau et plus long.")
        Amendment.objects.filter(pk=merged.pk).update(standing="review")
        if phase == "dropped":
            actions.drop_proposal(proposal, by=cast.bob, reason="Une autre voie existe.")
        elif phase != "amending":
            is_open = phase in ("consultation", "concertation")
            actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + (WEEK if is_open else timedelta(days=-1)))
    objection = None
    if phase == "concertation":
        objection = block(proposal, cast.faye)
    if phase in ("resolved", "review", "referred"):
        with later(days=-1, hours=1):
            actions.resolve(
                proposal,
                by=cast.bob,
                choice="hand_over" if phase == "referred" else "go_on",
                statement="Nous y allons.",
                review_on=MONDAY if phase == "review" else None,
            )
    assert fresh(proposal).phase() == phase
    return proposal, {"clash": clash, "merged": merged, "amendment": amendment, "objection": objection}


def allowed(cast, proposal, things):
    """Act -> letters of those who may do it now."""
    proposal = fresh(proposal)
    rows = Amendment.objects.select_related("text")
    amendment, clash, merged = (
        rows.get(pk=things[key].pk) if things else None for key in ("amendment", "clash", "merged")
    )
    objection = things.get("objection")
    needs = {
        "withdraw_amendment": (amendment,),
        "answer_amendment": (amendment,),
        "look_at_amendment": (amendment,),
        "accept_amendment": (amendment,),
        "reject_amendment": (amendment,),
        "settle_amendment": (clash,),
        "confirm_amendment": (merged,),
        "answer_objection": (objection,),
        "integrate_amendment": (objection, amendment),
    }
    found = {}
    for act in columns(TABLE)["draft"]:
        may = getattr(permissions, f"may_{act}")
        more = needs.get(act, ())
        found[act] = "-" if None in more else letters(cast, lambda who, may=may, more=more: may(who, proposal, *more))
    return found


@pytest.mark.parametrize("phase", columns(TABLE))
def test_who_may_do_what_in_each_phase(cast, phase):
    assert allowed(cast, *story(cast, phase)) == columns(TABLE)[phase]


@pytest.mark.parametrize("phase", columns(WITHOUT_CARRIER))
def test_who_may_do_what_once_the_carrier_has_left(cast, phase):
    proposal, things = story(cast, phase)
    organizations.leave_space(cast.space, by=cast.bob)
    assert allowed(cast, proposal, things) == columns(WITHOUT_CARRIER)[phase]


@pytest.mark.parametrize("window", columns(WINDOWS))
def test_who_may_do_what_while_the_room_decides_and_beside_a_co_carrier(cast, window):
    with later(days=-8 if window == "decided" else 0):
        room = {"decided_by": "room", "closes_at": clock.now() + WEEK} if window != "carriers" else {}
        proposal = actions.publish_proposal(a_proposal(cast, cast.bob, "draft"), by=cast.bob, **room)
        actions.name_co_carrier(proposal, by=cast.bob, person=cast.faye)
        first = amend(proposal, cast.alice)
        beside = amend(proposal, cast.erin, BODY.replace("Nous traduisons", "Nous relisons et traduisons"))
        if room:
            for amendment, people in ((first, (cast.alice, cast.bob)), (beside, (cast.alice,))):
                for one in people:
                    actions.answer_amendment(amendment, by=one, choice="agree")
        else:
            actions.accept_amendment(first, by=cast.bob)
    if window == "decided":
        actions.announce_due(MONDAY)
    proposal, beside = fresh(proposal), Amendment.objects.select_related("text", "base").get(pk=beside.pk)
    found = {
        act: letters(
            cast,
            lambda who, act=act: getattr(permissions, f"may_{act}")(
                who, proposal, *([beside] if act.endswith("_amendment") and act != "propose_amendment" else [])
            ),
            {"C": "bob", "K": "faye"} | WHO,
        )
        for act in columns(WINDOWS)[window]
    }
    assert found == columns(WINDOWS)[window]


def test_the_tables_name_every_act_on_a_proposal():
    of_actions = {*columns(ACTIONS)["waiting"], "open_action"}
    asked_elsewhere = {"propose", "see_positions", "cast", "see_answers", "talk", "see_room"}
    asked_elsewhere |= {"facilitate_room", "take_part_in_room", "take_part", "go_on"}
    asked_elsewhere |= {"see_amendment_answers", "co_carry", "release_co_carrier"}  # with those who carry, and the room
    asked_elsewhere |= {"change_document", "question_document", "carry_over"}  # in test_documents
    asked_elsewhere |= set(AROUND_AN_AMENDMENT)  # in test_amendment_life
    asked_elsewhere |= {"propose_archiving"}  # in test_archiving
    asked_elsewhere |= {"give_time", "take_back_time", "thank"}  # in test_wealth
    every = {name.removeprefix("may_") for name in vars(permissions) if name.startswith("may_")}
    assert (
        every - of_actions - asked_elsewhere == set(columns(TABLE)["draft"]) == set(columns(WITHOUT_CARRIER)["review"])
    )


# A consultation that runs keeps its room open, and so does a resolution owed.
KEPT_OPEN = ("consultation", "concertation", "awaiting")


@pytest.mark.parametrize("phase", [phase for phase in columns(TABLE) if phase not in KEPT_OPEN])
def test_in_an_archived_room_everything_is_read_and_nothing_is_done(cast, phase):
    proposal, things = story(cast, phase)
    archive(cast.room, by=cast.alice)
    still = ("see_proposal", "moderate", "look_at_positions")
    expected = {act: who if act in still else "-" for act, who in columns(TABLE)[phase].items()}
    assert allowed(cast, proposal, things) == expected


@pytest.mark.parametrize("phase", ["discussion", "amending", "consultation", "awaiting", "resolved"])
def test_in_a_room_of_members_strangers_and_visitors_may_nothing(cast, phase):
    proposal, things = story(cast, phase)
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    found = "".join(allowed(cast, proposal, things).values())
    assert not {"S", "A"} & set(found)


@pytest.mark.parametrize("phase", columns(TABLE))
def test_what_one_may_see_is_what_lists_show(cast, phase):
    proposal, _things = story(cast, phase)
    listed = letters(cast, lambda who: Proposal.objects.visible_to(who).filter(pk=proposal.pk).exists())
    assert listed == columns(TABLE)[phase]["see_proposal"]


def test_os_11_members_propose_and_open_actions_and_nobody_else(cast):
    for may in (permissions.may_propose, permissions.may_open_action):
        assert letters(cast, lambda who, may=may: may(who, cast.room)) == "CMF"


@pytest.mark.parametrize("state", columns(ACTIONS))
def test_who_may_do_what_with_an_action(cast, state):
    who = WHO | {"H": "faye"}
    action = actions.open_action(cast.room, by=cast.bob, title="Changer le logo", impact="few", named=[cast.erin])
    actions.help_action(action, by=cast.faye)
    if state == "unowned":
        action.owner, action.started_at = None, MONDAY
        action.save()
    elif state != "waiting":
        with later(days=3):
            actions.start_action(action, by=cast.bob)
    if state == "done":
        with later(days=3):
            actions.finish_action(action, by=cast.bob)
    action.refresh_from_db()
    needs = {"answer_question": action.questions.get()}
    found = {
        act: letters(cast, lambda one, act=act: getattr(permissions, f"may_{act}")(one, needs.get(act, action)), who)
        for act in columns(ACTIONS)[state]
    }
    assert found == columns(ACTIONS)[state]


@pytest.mark.parametrize("state", columns(ACTIONS))
def test_in_an_archived_room_actions_go_on_to_their_end_and_nobody_joins_them(cast, state):
    who = WHO | {"H": "faye"}
    action = actions.open_action(cast.room, by=cast.bob, title="Changer le logo", impact="few", named=[cast.erin])
    actions.help_action(action, by=cast.faye)
    if state == "unowned":
        action.owner, action.started_at = None, MONDAY
        action.save()
    elif state != "waiting":
        with later(days=3):
            actions.start_action(action, by=cast.bob)
    if state == "done":
        with later(days=3):
            actions.finish_action(action, by=cast.bob)
    archive(cast.room, by=cast.alice)
    action = Action.objects.get(pk=action.pk)
    still = ("start_action", "finish_action", "take_action")
    needs = {"answer_question": action.questions.get()}
    found = {
        act: letters(cast, lambda one, act=act: getattr(permissions, f"may_{act}")(one, needs.get(act, action)), who)
        for act in columns(ACTIONS)[state]
    }
    assert found == {act: who if act in still else "-" for act, who in columns(ACTIONS)[state].items()}


def test_its_owner_starts_what_waited_long_enough(cast):
    action = actions.open_action(cast.room, by=cast.bob, title="Changer le logo", impact="few", named=[cast.erin])
    with later(days=3):
        assert letters(cast, lambda who: permissions.may_start_action(who, action)) == "C"


def test_a_refusal_says_why_and_which_way_leads_to_a_yes(cast):
    proposal = fresh(a_proposal(cast, phase="consultation"))
    remedies = {key: permissions.may_take_position(getattr(cast, key), proposal).remedy for key in WHO.values()}
    assert remedies == {"bob": "", "erin": "", "alice": "", "carol": "ask", "dave": "join", "anonymous": "sign_in"}
    for key in ("carol", "dave", "anonymous"):
        assert permissions.may_take_position(getattr(cast, key), proposal).why.endswith(".")


# What Bob may not do now with what he carries, and whether he may wait for it.
LATER = {
    "draft": {"comment", "open_round", "propose_amendment", "take_position", "resolve", "renew"},
    "consultation": {"resolve", "renew", "propose_amendment", "drop"},
    "awaiting": {"renew", "drop"},
    "resolved": {"drop"},
    "review": set(),
    "referred": set(),
    "dropped": set(),
}


@pytest.mark.parametrize("phase", LATER)
def test_one_is_told_to_wait_only_for_what_will_come(cast, phase):
    asked = ("publish", "edit", "comment", "open_round", "propose_amendment", "take_position", "resolve", "drop")
    proposal = a_proposal(cast, phase=phase)
    verdicts = {act: getattr(permissions, f"may_{act}")(cast.bob, proposal) for act in (*asked, "renew")}
    assert {act for act, verdict in verdicts.items() if verdict.remedy == "wait"} == LATER[phase]
