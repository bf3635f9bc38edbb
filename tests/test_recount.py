"""`manage.py recount FILE`: anybody counts a published vote again, or reads why it cannot be counted."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

VOTE = {
    "method": "irv",
    "options": ["Ana", "Bé", "Cid"],
    "ballots": [
        {"count": 4, "ballot": [["Ana"]]},
        {"count": 3, "ballot": [["Bé"], ["Cid"]]},
        {"count": 2, "ballot": [["Cid"], ["Bé"]]},
        {"count": 5, "ballot": None},
    ],
}


@pytest.fixture
def recount(tmp_path):
    """`recount(vote)` gives the answer of the command to a file of that vote, or of those bytes."""

    def recount(vote):
        file = tmp_path / "vote.json"
        file.write_bytes(vote if isinstance(vote, bytes) else json.dumps(vote).encode())
        said = StringIO()
        call_command("recount", str(file), stdout=said)
        return json.loads(said.getvalue())

    return recount


def test_a_published_vote_is_counted_again(recount):
    found = recount(VOTE)
    assert (found["winners"], found["order"]) == (["Bé"], [["Bé"], ["Ana"], ["Cid"]])
    assert (found["counts"], found["blanks"], found["tied"]) == ({"Ana": 4, "Bé": 3, "Cid": 2}, 5, [])
    assert [step["act"] for step in found["steps"]] == ["eliminated", "elected"]


def test_a_tie_names_the_rivals_and_leaves_the_other_seats(recount):
    ballots = [{"count": n, "ballot": [name]} for name, n in (("Ana", 3), ("Bé", 2), ("Cid", 2))]
    found = recount({"method": "approval", "options": VOTE["options"], "seats": 2, "ballots": ballots})
    assert (found["winners"], found["tied"]) == (["Ana"], ["Bé", "Cid"])


def test_positions_are_counted_and_nobody_wins(recount):
    ballots = [{"count": 3, "ballot": "agree"}, {"count": 1, "ballot": "block"}]
    found = recount({"method": "positions", "options": ["agree", "block"], "ballots": ballots})
    assert (found["winners"], found["counts"]) == ([], {"agree": 3, "block": 1})


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        (b"{", "n\u2019est pas du JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 200_000, "niveaux|JSON"),
        (b'{"method": "irv", "method": "stv"}', "deux fois"),
        ([], "one object"),
        (VOTE | {"method": "dictator"}, "the method is one of"),
        (VOTE | {"options": "Ana"}, "list"),
        (VOTE | {"ballots": [{"count": 1}]}, "count and a ballot"),
        (VOTE | {"ballots": [{"count": -1, "ballot": None}]}, "whole number"),
        (VOTE | {"ballots": [{"count": 1, "ballot": [["Zoé"]]}]}, "not an option"),
        (VOTE | {"ballots": [{"count": 1, "ballot": [["Ana", "Bé"]]}]}, "no shared rank"),
        (VOTE | {"seat": 2}, "unknown in the file: seat"),
        (VOTE | {"options": [["Ana"]]}, "words"),
    ],
)
def test_a_file_that_cannot_be_counted_says_why_and_exits_with_2(recount, vote, words):
    with pytest.raises(CommandError, match=words) as refused:
        recount(vote)
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="ne se lit pas") as refused:
        call_command("recount", str(tmp_path / "nothing.json"))
    assert refused.value.returncode == 2
