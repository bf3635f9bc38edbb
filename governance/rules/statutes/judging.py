"""A matter of the statutes judged: its rule, what its notice and its second call make of it, and the counts."""

from dataclasses import replace
from datetime import date

from governance.rules.majority import Convocation, Counts, Judgement, Rule, judge
from governance.rules.statutes.parts import Matter, Statutes


def rule_of(matter: Matter, *, second_call: bool = False) -> Rule:
    """The rule of a matter; at a second call without the quorum, where the text waives it and only there."""
    waives = second_call and matter.second_call is not None and matter.second_call.waives_quorum
    return replace(matter.rule, quorum=None) if waives else matter.rule


def counted(statutes: Statutes, matter: Matter, counts: Counts) -> Counts:
    """The counts as this matter reads them: a vacant seat may count as an absent member (A-27)."""
    seats = statutes.bodies[matter.body].seats
    return replace(counts, in_office=seats) if matter.counts_vacant and seats else counts


def judge_matter(
    statutes: Statutes,
    key: str,
    counts: Counts,
    *,
    chair: str | None = None,
    secret: bool = False,
    sent: date | None = None,
    meeting: date | None = None,
    second_call: bool = False,
) -> Judgement:
    """What the statutes make of a vote on the matter `key`; whatever has no matter is an ordinary decision.

    chair: how the president voted, None when absent, abstaining or recused; sent, meeting: when the body was convened
    and for which day, both where the association lives. Raises ValueError on counts that cannot be.
    """
    matter = statutes.matter(key)
    notice, article = statutes.notice(key)
    if second_call and matter.second_call and matter.second_call.notice:
        notice, article = matter.second_call.notice, matter.second_call.article
    convocation = None
    if notice and sent and meeting:
        convocation = Convocation(sent, meeting, notice, article)
    return judge(
        rule_of(matter, second_call=second_call),
        counted(statutes, matter, counts),
        chair=chair,
        secret=secret or matter.secrecy == "secret",
        convocation=convocation,
    )
