"""The rules of an association: proposed, changed part by part, approved by a decision, and never changed again."""

import json
import re
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from governance import clock
from governance.assemblies import actions, triggers, wording
from governance.assemblies.actions import Approval
from governance.assemblies.models import RuleSet
from governance.assemblies.permissions import (
    may_approve_rule_set,
    may_change_rule_set,
    may_propose_rule_set,
    may_see_rules,
)
from governance.organizations import actions as organizations
from governance.register.actions import sha256
from governance.register.models import Entry
from governance.rules import statutes
from governance.rules.statutes import open_atlas
from governance.verdict import Refused
from tests.at_once import together
from tests.cast import person

pytestmark = pytest.mark.django_db

CAST = ("alice", "bob", "erin", "carol", "dave", "anonymous")
DECISION = Approval(date(2026, 3, 14), "L’assemblée approuve le règlement à l’unanimité.")


def a_draft(cast, content=open_atlas.STATUTES):
    return actions.propose_rule_set(cast.organization, by=cast.alice, content=statutes.write(content))


def in_force(cast, content=open_atlas.STATUTES):
    return actions.approve_rule_set(a_draft(cast, content), by=cast.alice, decision=DECISION)


def page(client, name, *arguments, **query):
    return client.get(reverse(name, args=arguments), query).content.decode().replace("\xa0", " ")


def sent(client, where, /, *arguments, **data):
    return client.post(reverse(where, args=arguments), data)


def typed(client, where, /, *arguments, **changes):
    """What the form of a page sends when somebody changes these fields and nothing else."""
    form = client.get(reverse(where, args=arguments)).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return sent(client, where, *arguments, **data | changes)


@pytest.fixture
def draft(cast):
    return a_draft(cast)


# --- Who may ---------------------------------------------------------------------------------------------

#                     Alice  Bob    Erin   Carol  Dave   nobody
TABLE = {
    may_see_rules: (True, True, True, True, True, True),
    may_propose_rule_set: (True, False, False, False, False, False),
    may_change_rule_set: (True, False, False, False, False, False),
    may_approve_rule_set: (True, False, False, False, False, False),
}


@pytest.mark.parametrize("may", TABLE, ids=lambda may: may.__name__)
def test_who_may_do_what_with_the_rules(cast, draft, may):
    about = draft if may in (may_change_rule_set, may_approve_rule_set) else cast.organization
    assert tuple(bool(may(getattr(cast, who), about)) for who in CAST) == TABLE[may]


ACTS = {
    "propose": lambda cast, draft, by: actions.propose_rule_set(
        cast.organization, by=by, content=statutes.write(open_atlas.BLANK)
    ),
    "change": lambda cast, draft, by: actions.change_rule_set(
        draft, by=by, section="matters", key="admission", part=None
    ),
    "interpret": lambda cast, draft, by: actions.interpret_rule_set(draft, by=by, choices={"A-12": "all"}),
    "approve": lambda cast, draft, by: actions.approve_rule_set(draft, by=by, decision=DECISION),
}


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "anonymous", "root"])
@pytest.mark.parametrize("act", ACTS)
def test_what_is_for_facilitators_is_refused_to_others_superusers_included(cast, draft, act, who):
    by = person("root", is_staff=True, is_superuser=True) if who == "root" else getattr(cast, who)
    before = Entry.objects.count()
    with pytest.raises(Refused):
        ACTS[act](cast, draft, by)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("act", ACTS)
def test_what_is_for_facilitators_is_done_by_alice_and_recorded(cast, draft, act):
    rules = Entry.objects.filter(subject_kind="ruleset")
    before = rules.count()
    ACTS[act](cast, draft, cast.alice)
    assert rules.count() == before + 1


# --- From a draft to what is in force --------------------------------------------------------------------


def test_a_draft_is_numbered_hashed_and_recorded_with_its_hash(cast, draft):
    entry = Entry.objects.get(act="ruleset.proposed")
    assert (draft.number, draft.sha256) == (1, sha256(draft.content))
    assert json.loads(entry.payload.canonical)["sha256"] == draft.sha256
    assert draft.statutes == open_atlas.STATUTES
    assert a_draft(cast).number == 2


def test_st_21_2_rules_that_no_assembly_approved_apply_to_no_vote(cast, draft):
    assert "en attente d’approbation" in draft.get_state_display()
    assert RuleSet.objects.in_force(cast.organization) is None
    for nothing in (None, Approval(date(2026, 3, 14), " \u200b")):
        with pytest.raises(Refused, match=r"décision de l’assemblée générale.*art\. 21\.2"):
            actions.approve_rule_set(draft, by=cast.alice, decision=nothing)
    actions.approve_rule_set(draft, by=cast.alice, decision=DECISION)
    assert RuleSet.objects.in_force(cast.organization) == draft


def test_os_5_rules_in_force_change_by_a_decision_and_by_nobody_alone(cast, draft):
    approved = actions.approve_rule_set(draft, by=cast.alice, decision=DECISION)
    for act in ("change", "interpret", "approve"):
        with pytest.raises(Refused, match="ne change plus"):
            ACTS[act](cast, approved, cast.alice)
    approved.refresh_from_db()
    assert approved.sha256 == sha256(approved.content)
    assert approved.statutes == open_atlas.STATUTES


def test_a_decision_is_not_of_tomorrow_and_leads_to_a_page_or_nowhere(cast, draft):
    tomorrow = cast.space.day(clock.now()).replace(year=2100)
    with pytest.raises(Refused, match="à venir"):
        actions.approve_rule_set(draft, by=cast.alice, decision=Approval(tomorrow, "Oui."))
    with pytest.raises(Refused, match="https"):
        actions.approve_rule_set(draft, by=cast.alice, decision=Approval(DECISION.day, "Oui.", "javascript:alert(1)"))
    with pytest.raises(Refused, match="trop long"):
        actions.approve_rule_set(draft, by=cast.alice, decision=Approval(DECISION.day, "O" * 301))


def test_the_next_version_replaces_the_former_and_both_are_in_the_register(cast):
    first, second = in_force(cast), in_force(cast, open_atlas.BLANK)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "approved")
    assert RuleSet.objects.in_force(cast.organization) == second
    acts = Entry.objects.filter(subject_kind="ruleset").order_by("pk").values_list("act", flat=True)
    assert list(acts) == [
        "ruleset.proposed",
        "ruleset.approved",
        "ruleset.proposed",
        "ruleset.replaced",
        "ruleset.approved",
    ]


def test_content_that_makes_no_sense_is_refused_with_its_sentence(cast):
    content = statutes.write(open_atlas.STATUTES)
    content["matters"][0]["rule"]["quorum"]["share"] = "1/0"
    with pytest.raises(Refused, match="zéro"):
        actions.propose_rule_set(cast.organization, by=cast.alice, content=content)
    assert not RuleSet.objects.exists()


def test_a_change_of_one_part_leaves_the_others_and_one_that_changes_nothing_is_not_recorded(cast, draft):
    part = statutes.write(draft.statutes)["colleges"][0] | {"name": "sympathisants"}
    changed = actions.change_rule_set(draft, by=cast.alice, section="colleges", key="adherent", part=part)
    assert changed.statutes.colleges[0].name == "sympathisants"
    assert changed.statutes.matters == open_atlas.STATUTES.matters
    before = Entry.objects.count()
    actions.change_rule_set(draft, by=cast.alice, section="colleges", key="adherent", part=part)
    assert Entry.objects.count() == before
    with pytest.raises(Refused, match="n’existe pas"):
        actions.change_rule_set(draft, by=cast.alice, section="proxies", key="x", part=None)


def test_an_interpretation_changes_the_rules_of_the_draft(cast, draft):
    changed = actions.interpret_rule_set(draft, by=cast.alice, choices={"A-13": "waive", "A-12": "none"})
    assert changed.statutes.matters["dissolution"].second_call.waives_quorum
    assert changed.statutes.matters["admission"].rule.quorum is None
    with pytest.raises(Refused, match="n’existe pas"):
        actions.interpret_rule_set(draft, by=cast.alice, choices={"A-1": "other"})


# --- What the database refuses by itself -----------------------------------------------------------------


def refused(act, words="neither change nor go", error=DatabaseError):
    with pytest.raises(error, match=words), transaction.atomic():
        act()


def test_every_trigger_stands():
    assert triggers.standing() == triggers.expected()


CHANGES = {
    "content": "{}",
    "sha256": "0" * 64,
    "number": 9,
    "decision": "Autre",
    "decided_on": date(2026, 3, 15),
    "decision_address": "https://example.org/",
    "made_at": clock.now(),
}


@pytest.mark.parametrize("field", CHANGES)
def test_rules_that_were_approved_never_change(cast, field):
    for number in (1, 2):
        in_force(cast)
        mine = RuleSet.objects.filter(number=number)
        refused(lambda mine=mine: mine.update(**{field: CHANGES[field]}))
    refused(lambda: RuleSet.objects.filter(number=1).update(**{field: CHANGES[field]}))


def test_rules_that_were_approved_never_go_nor_go_back(cast):
    in_force(cast)
    refused(lambda: RuleSet.objects.all().delete())
    nothing = {"approved_by": None, "approved_at": None, "decided_on": None, "decision": ""}
    refused(lambda: RuleSet.objects.update(state="draft", **nothing))


def test_a_draft_keeps_its_number_and_its_association(cast, draft):
    refused(lambda: RuleSet.objects.update(number=7))


def test_nobody_approves_without_a_decision_even_in_the_database(cast, draft):
    refused(lambda: RuleSet.objects.update(state="approved"), None, IntegrityError)


def test_two_versions_are_never_in_force_together(cast):
    first = in_force(cast)
    draft = a_draft(cast)
    copied = {name: getattr(first, name) for name in ("approved_by", "approved_at", "decided_on", "decision")}
    refused(lambda: RuleSet.objects.filter(pk=draft.pk).update(state="approved", **copied), None, IntegrityError)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_drafts_approved_at_once_leave_one_in_force(cast):
    drafts = [a_draft(cast), a_draft(cast, open_atlas.BLANK)]
    together(*[lambda d=d: actions.approve_rule_set(d, by=cast.alice, decision=DECISION) for d in drafts])
    assert sorted(RuleSet.objects.values_list("state", flat=True)) == ["approved", "replaced"]


# --- The pages -------------------------------------------------------------------------------------------


def test_without_rules_the_page_says_what_to_do_first(cast, sign_in):
    said = page(sign_in(cast.alice), "rules", cast.space.slug)
    assert "Aucun règlement n’est en vigueur" in said and "Proposez-en un" in said
    assert "Les personnes qui facilitent" in page(sign_in(cast.bob), "rules", cast.space.slug)


def test_os_4_each_rule_in_force_is_told_part_by_part_and_in_one_sentence(cast, client):
    """The page of the rules tells its parts, the question and the ballot its sentence."""
    statutes = in_force(cast).statutes
    facts = {
        "Quorum": "au moins la moitié des membres ayant droit de vote sont présents",
        "Majorité": "au moins trois cinquièmes des membres présents",
        "Vote": "scrutin nominatif ou secret, au choix de la séance",
        "Pour en décider": "convocation de tous les membres 1 mois avant ; seul point à l’ordre du jour ; proposée par "
        "le conseil d’administration ou un tiers des voix ; faute de quorum, seconde séance au moins 15 jours après, "
        "quel que soit le nombre de présents",
    }
    told = "".join(f"<dt>{term}</dt><dd>{words}</dd>" for term, words in facts.items())
    assert told in page(client, "rules", cast.space.slug)
    assert wording.sentence(statutes, statutes.matters["statutes"]) == (
        "Votent les donateurs et bienfaiteurs à jour de cotisation ; quorum : au moins la moitié des membres "
        "ayant droit de vote sont présents ; majorité : au moins trois cinquièmes des membres présents ; scrutin "
        "nominatif ou secret, au choix de la séance ; convocation de tous les membres 1 mois avant ; "
        "seul point à l’ordre du jour ; proposée par le conseil d’administration ou un tiers des voix ; "
        "faute de quorum, seconde séance au "
        "moins 15 jours après, quel que soit le nombre de présents (art. 22.1, 22.3, 22.4)."
    )


def test_alice_proposes_the_statutes_of_open_atlas_and_they_wait(cast, sign_in):
    client = sign_in(cast.alice)
    answer = sent(client, "rule-set-create", cast.space.slug, start="open_atlas")
    made = RuleSet.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    said = page(client, "rule-set", cast.space.slug, 1)
    assert "ne s’applique à aucun scrutin" in said and "Ajouter une question" in said
    assert "Ajouter une question" not in page(sign_in(cast.bob), "rule-set", cast.space.slug, 1)


def test_one_begins_on_what_is_in_force_or_on_nearly_nothing(cast, sign_in):
    client = sign_in(cast.alice)
    assert sent(client, "rule-set-create", cast.space.slug, start="in_force").status_code == 422
    sent(client, "rule-set-create", cast.space.slug, start="blank")
    assert RuleSet.objects.get().statutes == open_atlas.BLANK
    actions.approve_rule_set(RuleSet.objects.get(), by=cast.alice, decision=DECISION)
    sent(client, "rule-set-create", cast.space.slug, start="in_force")
    assert RuleSet.objects.get(number=2).content == RuleSet.objects.get(number=1).content


def test_each_part_of_the_statutes_is_written_by_its_form_as_it_was(cast, draft, sign_in):
    """A form sent back without a change writes what it read: nothing is lost on the way."""
    client = sign_in(cast.alice)
    for section, keys in (
        ("colleges", [one.key for one in open_atlas.COLLEGES]),
        ("bodies", open_atlas.STATUTES.bodies),
        ("matters", open_atlas.STATUTES.matters),
    ):
        for key in keys:
            answer = typed(client, "rule-set-part", cast.space.slug, 1, section, key)
            assert answer.status_code == 302, (section, key, answer.context["form"].errors)
    draft = RuleSet.objects.get()
    assert draft.statutes == open_atlas.STATUTES
    assert not Entry.objects.filter(act="ruleset.changed").exists()


def test_a_college_a_body_and_a_matter_are_added_and_removed_by_form(cast, sign_in):
    a_draft(cast, open_atlas.BLANK)
    client, here = sign_in(cast.alice), (cast.space.slug, 1)
    typed(client, "rule-set-part-add", *here, "colleges", name="Amis de l’Île", voice="consultative")
    body = {"kind": "board", "name": "Collège de pilotage", "seats": "4", "share": "1/2"}
    answer = typed(client, "rule-set-part-add", *here, "bodies", **body)
    assert answer.status_code == 302, answer.context["form"].errors
    matter = {"title": "Acheter", "body": "board", "quorum_share": "1/2", "quorum_of": "in_office"}
    answer = typed(client, "rule-set-part-add", *here, "matters", **matter)
    assert answer.status_code == 302, answer.context["form"].errors
    found = RuleSet.objects.get().statutes
    assert [college.key for college in found.colleges] == ["membre", "amis_de_l_ile"]
    assert found.matters["acheter"].body == "board"
    sent(client, "rule-set-part-remove", *here, "matters", "acheter")
    sent(client, "rule-set-part-remove", *here, "bodies", "board")
    found = RuleSet.objects.get().statutes
    assert (set(found.matters), set(found.bodies)) == ({"ordinary"}, {"general_assembly"})


def test_what_others_need_is_not_removed_and_the_reason_is_said(cast, draft, sign_in):
    answer = sent(sign_in(cast.alice), "rule-set-part-remove", cast.space.slug, 1, "bodies", "board")
    assert answer.status_code == 403
    assert "Ces statuts n’ont pas d’instance" in answer.content.decode().replace("\xa0", " ")


def test_a_part_is_read_in_plain_words_before_it_is_written(cast, draft, sign_in):
    client = sign_in(cast.alice)
    answer = typed(
        client,
        "rule-set-part",
        cast.space.slug,
        1,
        "matters",
        "dues",
        majority_share="2/3",
        majority_strict="",
        preview="1",
    )
    said = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 200 and "majorité : au moins deux tiers des voix exprimées" in said
    assert not Entry.objects.filter(act="ruleset.changed").exists()


BAD_PARTS = {
    "a named election": ("matters", "board_election", {"secrecy": "named"}, "toujours secrète"),
    "a zero denominator": ("matters", "dues", {"quorum_share": "1/0"}, "par zéro"),
    "a minority": ("matters", "dues", {"majority_share": "1/3"}, "minorité"),
    "half and no more": ("matters", "dues", {"majority_strict": ""}, "plus de la moitié"),
    "a casting vote of nobody": ("bodies", "board", {"presided_by": ""}, "Personne ne préside"),
    "no seat": ("bodies", "board", {"seats": "0"}, "supérieure ou égale à 1"),
    "a second call at the board": (
        "matters",
        "honorary",
        {"second": "same", "after_count": "15"},
        "seconde convocation",
    ),
    "nobody votes": ("colleges", "donateur", {"voice": "none"}, ""),
}


@pytest.mark.parametrize("case", BAD_PARTS)
def test_a_part_that_makes_no_sense_comes_back_with_a_sentence_and_what_was_typed(cast, draft, sign_in, case):
    section, key, changes, words = BAD_PARTS[case]
    if case == "nobody votes":
        actions.change_rule_set(draft, by=cast.alice, section="colleges", key="bienfaiteur", part=None)
        words = "personne ne pourrait voter"
    before = RuleSet.objects.get().content
    answer = typed(sign_in(cast.alice), "rule-set-part", cast.space.slug, 1, section, key, **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("\xa0", " ")
    assert RuleSet.objects.get().content == before


def test_alice_chooses_interpretations_and_names_the_decision_that_approves(cast, draft, sign_in):
    client, here = sign_in(cast.alice), (cast.space.slug, 1)
    answer = typed(client, "rule-set-interpretations", *here, **{"A-27": "seats"})
    assert answer.status_code == 302
    assert RuleSet.objects.get().statutes.matters["liability"].counts_vacant
    assert "Oui : on compte tous les sièges." in page(client, "rule-set", *here)
    empty = sent(client, "rule-set-approve", *here, day="2026-03-14", words=" ")
    assert (empty.status_code, RuleSet.objects.get().state) == (422, "draft")
    late = sent(client, "rule-set-approve", *here, day="2999-03-14", words="Approuvé.")
    assert (late.status_code, RuleSet.objects.get().state) == (403, "draft")
    sent(client, "rule-set-approve", *here, day="2026-03-14", words="Approuvé.", address="https://example.org/pv")
    said = page(client, "rules", cast.space.slug)
    assert "Approuvé." in said and 'href="https://example.org/pv"' in said
    assert "<code>ruleset." not in page(client, "space-activity", cast.space.slug)


def test_a_choice_that_the_rules_no_longer_follow_is_told(cast, draft, sign_in):
    client = sign_in(cast.alice)
    typed(client, "rule-set-part", cast.space.slug, 1, "matters", "dissolution", second="waived")
    assert "La règle écrite dit autre chose" in page(client, "rule-set", cast.space.slug, 1)


def test_two_versions_are_compared_rule_by_rule(cast, client):
    in_force(cast)
    draft = a_draft(cast)
    actions.interpret_rule_set(draft, by=cast.alice, choices={"A-12": "none"})
    actions.change_rule_set(draft, by=cast.alice, section="matters", key="net_assets", part=None)
    said = page(client, "rules-difference", cast.space.slug, **{"from": 1, "to": 2})
    before = re.sub(r"<ins>.*?</ins>", "", said).replace("<del>", "").replace("</del>", "")
    after = re.sub(r"<del>.*?</del>", "", said).replace("<ins>", "").replace("</ins>", "")
    assert "au moins deux tiers des membres en fonction sont présents" in before
    assert "au moins deux tiers des membres en fonction sont présents" not in after
    assert "Attribution de l’actif net" in said and "retiré" in said
    assert "Rapport moral" not in said
    assert "Rien ne change" in page(client, "rules-difference", cast.space.slug, **{"from": 1, "to": 1})


def test_a_version_is_exported_and_imported_the_same(cast, draft, sign_in):
    client = sign_in(cast.alice)
    exported = client.get(reverse("rule-set-export", args=[cast.space.slug, 1])).content.decode()
    answer = sent(client, "rule-set-import", cast.space.slug, text=exported)
    assert answer.status_code == 302
    assert RuleSet.objects.get(number=2).content == draft.content


GOOD = statutes.write(open_atlas.BLANK)
BAD_FILES = [
    ("", "Choisissez un fichier"),
    ("{", "pas du JSON lisible"),
    ("[" * 60_000, "pas du JSON lisible"),
    ('{"name": NaN}', "pas du JSON lisible"),
    ('{"name": "a", "name": "b"}', "pas du JSON lisible"),
    ('{"\\ud800": 1}', "pas du JSON lisible"),
    ("9" * 5000, "pas du JSON lisible"),
    ("[]", "On attend un objet"),
    ({"proxies": True}, "Clé inconnue : proxies"),
    ({"name": " "}, "Il faut un nom"),
    ({"name": 3}, "name : On attend du texte"),
    ({"colleges": []}, "personne ne pourrait voter"),
    ({"matters": {}}, "matters : On attend une liste"),
    ({"matters": []}, "décision ordinaire"),
    (" " * 300_000 + "{}", "256 Ko"),
]


@pytest.mark.parametrize(("bad", "said"), BAD_FILES, ids=lambda value: str(value)[:30])
def test_a_bad_file_gets_a_sentence_and_keeps_what_was_pasted(cast, sign_in, bad, said):
    text = json.dumps(GOOD | bad) if isinstance(bad, dict) else bad
    answer = sent(sign_in(cast.alice), "rule-set-import", cast.space.slug, text=text)
    assert (answer.status_code, RuleSet.objects.count()) == (422, 0)
    assert said in " ".join(answer.context["form"].non_field_errors()).replace("\xa0", " ")
    assert answer.context["form"]["text"].value() == text


def test_rules_are_read_by_those_who_read_the_space(cast, draft, sign_in):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    for who, status in (("bob", 200), ("carol", 200), ("dave", 404)):
        client = sign_in(getattr(cast, who))
        for name, more in (("rules", []), ("rule-set", [1]), ("rule-set-export", [1]), ("rule-simulate", [])):
            assert client.get(reverse(name, args=[cast.space.slug, *more])).status_code == status, (who, name)


def test_a_project_lives_under_the_rules_of_its_organization(cast, sign_in):
    project = organizations.create_project(cast.organization, by=cast.alice, name="Jardin")
    assert sign_in(cast.alice).get(reverse("rules", args=[project.space.slug])).status_code == 404
    home = page(sign_in(cast.alice), "association", cast.space.slug)
    assert reverse("rules", args=[cast.space.slug]) in home


def test_nobody_changes_rules_by_their_address(cast, draft, sign_in):
    addresses = [
        ("rule-set-create", []),
        ("rule-set-import", []),
        ("rule-set-approve", [1]),
        ("rule-set-interpretations", [1]),
        ("rule-set-part", [1, "matters", "dues"]),
        ("rule-set-part-add", [1, "colleges"]),
        ("rule-set-part-remove", [1, "matters", "dues"]),
    ]
    for who in ("bob", "dave"):
        client = sign_in(getattr(cast, who))
        for name, more in addresses:
            assert client.get(reverse(name, args=[cast.space.slug, *more])).status_code == 403, (who, name)
    alice = sign_in(cast.alice)
    for section, key in (("proxies", "x"), ("matters", "unknown")):
        assert alice.get(reverse("rule-set-part", args=[cast.space.slug, 1, section, key])).status_code == 404


def test_the_page_asks_as_much_for_one_version_as_for_many(cast, client, django_assert_max_num_queries):
    in_force(cast)
    where = reverse("rules", args=[cast.space.slug])
    client.get(where)
    with django_assert_max_num_queries(10) as few:
        client.get(where)
    for _n in range(10):
        a_draft(cast)
    with django_assert_max_num_queries(len(few)):
        client.get(where)
