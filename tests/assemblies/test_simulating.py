"""« Simuler une règle »: whoever reads the space types counts, and reads what the rule makes of them, step by step."""

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from governance.assemblies import actions
from governance.assemblies.wording import mixed
from governance.register.models import Entry
from governance.rules import statutes
from governance.rules.statutes import open_atlas

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(cast):
    made = actions.propose_rule_set(cast.organization, by=cast.alice, content=statutes.write(open_atlas.STATUTES))
    decision = actions.Approval(date(2026, 3, 14), "Approuvé.")
    return actions.approve_rule_set(made, by=cast.alice, decision=decision)


def simulated(client, cast, matter="", status=200, **counts):
    judged = {"matter": matter, "judged": matter} if counts else {"matter": matter} if matter else {}
    answer = client.get(reverse("rule-simulate", args=[cast.space.slug]), judged | counts)
    assert answer.status_code == status, answer.context["form"].errors
    return answer.content.decode().replace("\xa0", " ")


STATUTES = {"entitled": 25, "present": 15, "against": 0}


def test_a_visitor_reads_the_judgement_with_its_arithmetic_and_its_articles(cast, rules, client):
    said = simulated(client, cast, "statutes", favour=9, blank=6, **STATUTES)
    assert "Adopté" in said
    assert (
        "Quorum : au moins la moitié de 25 membres ayant droit de vote, soit 12,5 : il en faut 13 ; "
        "15 sont présents (art. 22.3)"
    ) in said
    assert "Majorité : au moins trois cinquièmes de 15 présents, soit 9 : il en faut 9 ; pour : 9 (art. 22.4)" in said
    assert Entry.objects.filter(act__startswith="rule").count() == 2  # proposed and approved: trying records nothing


def test_the_picture_marks_what_has_to_be_reached(cast, rules, client):
    said = simulated(client, cast, "statutes", favour=8, **(STATUTES | {"against": 1}))
    assert "Rejeté" in said
    assert '<rect class="part agree" x="0" width="533" height="20"/>' in said
    assert '<rect class="mark" x="597"' in said
    assert "Pour 8" in said and "Contre 1" in said and "Autres 6" in said


def test_what_is_missing_is_said_before_anything_else(cast, rules, client):
    said = simulated(client, cast, "dues", entitled=25, participants=4, favour=4, against=0)
    assert (
        "Quorum non atteint : rien ne peut être décidé" in said
        and "Majorité :" not in said.split("Les nombres")[0][-900:]
    )
    late = {"sent": "2026-03-02", "meeting": "2026-03-16"}
    said = simulated(client, cast, "dues", entitled=25, participants=9, favour=4, against=0, **late)
    assert "Convocation irrégulière" in said and "il fallait le 1er mars 2026 au plus tard" in said


def test_a_tie_of_the_board_depends_on_the_president_and_never_in_secret(cast, rules, client):
    tie = {"in_office": 6, "present": 4, "favour": 2, "against": 2, "chair": "for"}
    assert "elle l’emporte (art. 14.4)" in simulated(client, cast, "honorary", **tie)
    assert "reste inconnue" in simulated(client, cast, "honorary", secret="on", **tie)


def test_a_second_meeting_for_the_statutes_needs_no_quorum(cast, rules, client):
    few = {"entitled": 25, "present": 3, "favour": 2, "against": 1}
    assert "Quorum non atteint" in simulated(client, cast, "statutes", **few)
    assert "Adopté" in simulated(client, cast, "statutes", second_call="on", **few)


FREE = {
    "quorum_share": "1/3",
    "quorum_of": "entitled",
    "quorum_counts": "present",
    "majority_share": "2/3",
    "majority_base": "cast",
    "tie": "rejected",
}


def test_a_rule_is_typed_where_the_association_has_none(cast, client):
    assert "n’a pas encore de règlement en vigueur" in simulated(client, cast)
    said = simulated(client, cast, "free", **FREE, entitled=10, present=4, favour=3, against=1)
    assert "Adopté" in said and "au moins un tiers de 10 membres ayant droit de vote, soit 3 1/3 : il en faut 4" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"favour": ""}, "obligatoire"),
        ({"favour": "-1"}, "supérieure ou égale à 0"),
        ({"favour": "beaucoup"}, "nombre entier"),
        ({"majority_share": "1/0"}, "zéro"),
        ({"majority_share": "1/3"}, "minorité"),
        ({"quorum_counts": "participants", "participants": "2"}, "ont pris part"),
    ],
)
def test_numbers_that_cannot_be_come_back_with_a_sentence(cast, client, changes, words):
    counts = {"entitled": 10, "present": 4, "favour": 3, "against": 1}
    assert words in simulated(client, cast, "free", 422, **(FREE | counts | changes))


def test_an_election_or_an_unknown_question_is_not_simulated(cast, rules, client):
    for matter in ("board_election", "unknown", "\x00"):
        assert "Décision ordinaire" in simulated(client, cast, matter)


@pytest.mark.parametrize(
    ("number", "said"),
    [(Fraction(9), "9"), (Fraction(25, 2), "12,5"), (Fraction(25, 3), "8 1/3"), (Fraction(2, 3), "2/3")],
)
def test_an_exact_number_is_written_as_people_do(number, said):
    assert mixed(number) == said
