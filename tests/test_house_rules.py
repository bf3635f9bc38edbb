"""Every binding rule has a test named after it, and the page of rules says where each is enforced."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance import clock
from governance.house_rules import RULES
from governance.management.demo import ROOMS
from governance.organizations import actions as organizations
from governance.verdict import Refused
from governance.voting.permissions import seen
from proposals import actions
from proposals.models import Resolution
from rooms import actions as rooms
from rooms import group
from rooms.models import RoomMember
from tests.doors import as_
from tests.proposals.factories import a_draft, a_proposal
from tests.texts.factories import a_document
from tests.voting.every_method import answer, opened

pytestmark = pytest.mark.django_db

TESTS = Path(__file__).resolve().parent


def names_of_tests() -> set[str]:
    """Every test function under `tests/`, read in the source."""
    found = set()
    for path in TESTS.rglob("test_*.py"):
        nodes = ast.walk(ast.parse(path.read_text()))
        found |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return found


def unproved(rules, tests) -> list[str]:
    """The rules that no test is named after."""
    return [rule.key for rule in rules if not any(name.startswith(f"test_{rule.slug}_") for name in tests)]


def test_every_rule_has_a_test_named_after_it():
    assert unproved(RULES, names_of_tests()) == []


def test_a_rule_without_its_test_is_found():
    tests = {name for name in names_of_tests() if not name.startswith(("test_cs_5_", "test_st_22_4_"))}
    assert unproved(RULES, tests) == ["CS-5", "ST-22.4"]


def test_each_rule_says_where_it_is_enforced():
    assert [rule.key for rule in RULES if not rule.where] == []
    assert len({rule.key for rule in RULES}) == len(RULES) == 13 + 8 + 9 + 11 + 87


@pytest.mark.parametrize("where", sorted({rule.where for rule in RULES}))
def test_what_enforces_a_rule_exists(where):
    parts = where.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            found = getattr(found, name)
        assert callable(found)
        return
    pytest.fail(f"nothing is called {where}")


def test_the_page_of_rules_is_public_and_leads_to_where_they_live(cast, client):
    page = client.get("/regles/").content.decode().replace("\xa0", " ")
    assert page.count('<li id="') == len(RULES)
    assert f"Elles sont {len(RULES)}, toutes appliquées." in page
    assert "Le bureau seul déplace le siège social." in page
    assert f'href="{reverse("rules", args=[cast.space.slug])}"' in page
    assert "governance.rules.majority.judge" in page


def test_the_page_of_rules_leads_nowhere_one_may_not_go(cast, client):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    assert f"/spaces/{cast.space.slug}/" not in client.get("/regles/").content.decode()
    assert 'href="/regles/"' in client.get("/").content.decode()


# --- Rules that no other file tests under their name -----------------------------------------------------


def test_cs_17_a_role_reads_no_more_of_a_vote_or_a_text_than_another(cast):
    vote, document = opened(cast), a_document(cast, "charter", title="Notre charte")
    answer(vote, cast.faye, "o1")
    assert seen(cast.alice, vote, clock.now()) == seen(cast.erin, vote, clock.now())
    pages = [
        as_(who).get(reverse("document-export", args=[cast.space.slug, document.slug, 1, "md"])).content
        for who in (cast.alice, cast.erin)
    ]
    assert pages[0] == pages[1]


def test_os_2_an_action_without_a_proposal_is_read_by_everybody_in_its_room(cast, client):
    actions.open_action(cast.room, by=cast.bob, title="Réserver la salle")
    page = client.get(reverse("actions", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert "Réserver la salle" in page


def test_os_10_a_resolution_comes_of_a_proposal_that_was_put_to_its_room(cast):
    with pytest.raises(Refused):
        actions.resolve(a_draft(cast), by=cast.bob, choice="go_on", statement="Nous y allons.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.create(proposal=None, by=cast.bob, choice="go_on", statement="Nous y allons.")
    assert not Resolution.objects.exists()


def test_dg_14_what_asks_the_whole_space_stands_on_its_home(cast, client):
    a_proposal(cast, title="Changer de nom")
    home = reverse("space", args=[cast.space.slug])
    page = client.get(home).content.decode().replace("\xa0", " ")
    shared = page.partition("Ouvertes à tout l’espace")[2].partition("</section>")[0]
    assert "Changer de nom" in shared
    rooms.change_room(cast.room, by=cast.alice, visibility="roles")
    assert "Ouvertes à tout l’espace" not in as_(cast.alice).get(home).content.decode()


# --- The eleven working groups, in the order of the guide ------------------------------------------------


def is_group(n, name, cast):
    """The n-th room of Open Atlas has that name; a group like it is joined in one click."""
    assert ROOMS[n - 1].name.upper() == name
    assert len({room.slug for room in ROOMS}) == len(ROOMS) == 11
    group.join_room(cast.room, by=cast.erin)
    assert RoomMember.objects.filter(room=cast.room, person=cast.erin).count() == 1


def test_gt_1_is_about_helping_and_documenting(cast):
    is_group(1, "ACCOMPAGNEMENT / DOCUMENTATION", cast)


def test_gt_2_speaks_outside(cast):
    is_group(2, "COMMUNICATION EXTERNE", cast)


def test_gt_3_is_the_community_of_contributors(cast):
    is_group(3, "COMMUNAUTÉ CONTRIBUTEURS", cast)


def test_gt_4_keeps_the_accounts(cast):
    is_group(4, "FINANCES", cast)
    assert ROOMS[3].accounts


def test_gt_5_is_for_local_groups(cast):
    is_group(5, "GROUPES LOCAUX D’UTILISATEURS", cast)


def test_gt_6_is_for_ambassadors(cast):
    is_group(6, "AMBASSADEURS", cast)


def test_gt_7_is_for_developers(cast):
    is_group(7, "DÉVELOPPEURS", cast)


def test_gt_8_is_for_bugs_and_improvements(cast):
    is_group(8, "BUGS / AMÉLIORATIONS", cast)


def test_gt_9_is_for_projects(cast):
    is_group(9, "PROJETS OPEN ATLAS", cast)


def test_gt_10_organizes_events(cast):
    is_group(10, "ORGANISATION D’ÉVÈNEMENTS", cast)


def test_gt_11_takes_whatever_is_left(cast):
    is_group(11, "DIVERS", cast)
