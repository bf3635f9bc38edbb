"""`manage.py judge` and `manage.py draw`: what anybody asks of the law without the application."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

CASE = {
    "rule": {
        "quorum": {"share": "1/5", "of": "entitled", "counts": "participants"},
        "majority": {"share": "1/2", "strict": True, "base": "expressed"},
        "tie": "rejected",
    },
    "counts": {
        "entitled": 40, "in_office": 6, "present": 20, "participants": 8,
        "for": 4, "against": 3, "abstain": 1, "blank": 0, "recused": 0,
    },
    "chair": None,
    "secret": False,
}  # fmt: skip

LOTS = {"pool": ["Ana", "Bé", "Cid", "Dia", "Eva", "Fox"], "take": 2, "sources": ["9319", "2 5 12 8 10"], "hash": "md5"}


def changed(case, **changes):
    """The case with `counts__for=3` in the place of what it says; a name set to `...` is left out."""
    case = json.loads(json.dumps(case))
    for path, value in changes.items():
        *above, last = path.removesuffix("_").split("__")
        there = case
        for name in above:
            there = there[name]
        there.pop(last, None)
        if value is not ...:
            there[last] = value
    return case


@pytest.fixture
def judge(monkeypatch):
    """`judge(case)` gives the answer to a case, or to those bytes, on standard input."""

    def judge(case):
        given = case if isinstance(case, bytes) else json.dumps(case).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        said = io.StringIO()
        call_command("judge", stdout=said)
        return json.loads(said.getvalue())

    return judge


@pytest.fixture
def draw(tmp_path):
    def draw(lots):
        file, said, aside = tmp_path / "lots.json", io.StringIO(), io.StringIO()
        file.write_text(json.dumps(lots))
        call_command("draw", str(file), stdout=said, stderr=aside)
        return json.loads(said.getvalue()), aside.getvalue()

    return draw


def test_a_case_is_judged_step_by_step(judge):
    found = judge(CASE)
    assert found["outcome"] == "adopted"
    assert [(step["step"], step["holds"], step["arithmetic"]) for step in found["steps"]] == [
        ("quorum", True, "1/5 x 40 = 8; participants 8 >= 8"),
        ("base", True, "4 + 3 = 7"),
        ("majority", True, "1/2 x 7 = 7/2; for 4 > 7/2"),
    ]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"counts__against": 4, "counts__abstain": 0}, "rejected"),
        ({"counts__entitled": 41}, "no_quorum"),
        ({"rule__quorum__strict": True}, "no_quorum"),
        ({"rule__quorum": None, "counts__participants": 0}, "adopted"),
        ({"rule__tie": "chair", "counts__against": 4, "counts__abstain": 0, "chair": "for"}, "adopted"),
        (
            {"rule__tie": "chair", "counts__against": 4, "counts__abstain": 0, "chair": "for", "secret": True},
            "rejected",
        ),
        ({"rule__majority__base": "cast"}, "rejected"),
        ({"rule__majority__base": "cast", "counts__abstain": 0, "counts__invalid": 0}, "adopted"),
        ({"chair": ..., "secret": ..., "counts__in_office": ...}, "adopted"),
        ({"convocation": {"sent": "2026-03-01", "meeting": "2026-03-16", "notice": "P15D"}}, "adopted"),
        ({"convocation": {"sent": "2026-03-02", "meeting": "2026-03-16", "notice": "P15D"}}, "irregular"),
        ({"convocation": {"sent": "2026-03-01", "meeting": "2026-03-31", "notice": "P1M"}}, "irregular"),
        ({"convocation": None}, "adopted"),
    ],
)
def test_what_the_case_says_decides(judge, changes, outcome):
    assert judge(changed(CASE, **changes))["outcome"] == outcome


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rule__quorum__share": "1/0"}, "zero"),
        ({"rule__majority__share": "3/0"}, "zero"),
        ({"rule__quorum__share": "6/5"}, "between 0 and 1"),
        ({"rule__majority__share": "6/5"}, "between 1/2 and 1"),
        ({"rule__majority__share": "2/5"}, "between 1/2 and 1"),
        ({"rule__majority__strict": False}, "strict"),
        ({"rule__majority__share": 0.5}, "1/5"),
        ({"rule__majority__share": "-1/2"}, "1/5"),
        ({"rule__majority__strict": 1}, "true or false"),
        ({"rule__majority__base": ["expressed"]}, "base is one of"),
        ({"rule__quorum__of": "everybody"}, "of is one of"),
        ({"rule__quorum__counts": "entitled"}, "counts is one of"),
        ({"rule__tie": "lot"}, "tie is one of"),
        ({"rule__quorum": ...}, "missing in the rule: quorum"),
        ({"rule__proxy": True}, "unknown in the rule: proxy"),
        ({"rule__quorum__of2": 1}, "unknown in the quorum"),
        ({"counts__proxies": 0}, "unknown in the counts: proxies"),
        ({"counts__for": ...}, "missing in the counts: for"),
        ({"counts__entitled": ...}, "missing in the counts: entitled"),
        ({"counts__for": -1}, "whole number"),
        ({"counts__for": True}, "whole number"),
        ({"counts__for": 4.0}, "whole number"),
        ({"counts__participants": 7}, "8 people voted or are recused"),
        ({"counts__recused": 1}, "9 people voted or are recused"),
        ({"counts": []}, "an object"),
        ({"chair": "abstain"}, "for, against or null"),
        ({"chair": ["for"]}, "for, against or null"),
        ({"secret": "no"}, "true or false"),
        ({"vote": 1}, "unknown in the case"),
        ({"convocation": {"sent": "2026-03-01", "meeting": "2026-02-30", "notice": "P15D"}}, "a day is written"),
        ({"convocation": {"sent": "2026-03-01", "meeting": 20260316, "notice": "P15D"}}, "a day is written"),
        ({"convocation": {"sent": "2026-03-01", "meeting": "2026-03-16", "notice": "15"}}, "P15D or P1M"),
        ({"convocation": {"sent": "2026-03-01", "meeting": "2026-03-16"}}, "missing in the convocation: notice"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_exit_2(judge, changes, words):
    with pytest.raises(CommandError, match=words) as refused:
        judge(changed(CASE, **changes))
    assert refused.value.returncode == 2


@pytest.mark.parametrize("given", [b"", b"[]", b"null", b'{"rule": 1, "rule": 2}', b"\xff", b"[" * 100_000])
def test_what_is_no_case_at_all_is_refused_the_same_way(judge, given):
    with pytest.raises(CommandError) as refused:
        judge(given)
    assert refused.value.returncode == 2


def test_a_draw_is_done_again_offline(draw):
    found, aside = draw(LOTS)
    assert found["key"] == "9319./2.5.8.10.12./"
    assert [step["remaining"] for step in found["steps"]] == [6, 5]
    assert set(found["steps"][0]) == {"digest", "remaining", "index"}
    left = list(LOTS["pool"])
    assert found["selected"] == [left.pop(step["index"]) for step in found["steps"]]
    assert aside == ""


def test_the_variant_says_that_it_is_one(draw):
    found, aside = draw({**LOTS, "hash": "sha256"})
    assert len(found["steps"][0]["digest"]) == 64
    assert "RFC" in aside


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pool": ["Ana", "Ana"]}, "twice"),
        ({"take": 7}, "from 1 to 6"),
        ({"sources": []}, "source"),
        ({"sources": ["douze"]}, "whole numbers"),
        ({"take": ...}, "missing in the file: take"),
        ({"seed": 1}, "unknown in the file: seed"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused_with_exit_2(draw, changes, words):
    with pytest.raises(CommandError, match=words) as refused:
        draw(changed(LOTS, **changes))
    assert refused.value.returncode == 2
