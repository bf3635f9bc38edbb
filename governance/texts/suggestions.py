"""The mechanisms of suggestions: other words for an amendment, merged with it as amendments are with their text."""

from collections.abc import Sequence

from governance import clock, prose
from governance.rules.merge import normalise, rebase
from governance.texts.models import Amendment, Revision, Suggestion

State, Standing = Suggestion.State, Amendment.Standing
CARRIED = ["wording", "body", "standing", "state", "decided_at"]


def suggest(amendment: Amendment, *, by, words: str, body: str, seen: int | None = None) -> Suggestion:
    """Keep the amendment as `by` would word it; carried over when it was rewritten since they opened it.

    `seen`: how many revisions it had then. Runs inside the caller's transaction and under its lock, as all here.
    """
    suggestion = Suggestion(
        amendment=amendment,
        n=amendment.suggestions.count() + 1,
        author=by,
        words=words,
        html=prose.render(words),
        wording=wording_after(amendment, seen),
        body=normalise(body),
    )
    _carry(suggestion, amendment.body)
    suggestion.save()
    return suggestion


def wording_after(amendment: Amendment, revisions: int | None) -> str:
    """What the amendment said once it had been revised that many times; what it says now for any other number."""
    if revisions is None or revisions < 0:
        return amendment.body
    said = amendment.revisions.order_by("pk").values_list("body", flat=True)[revisions : revisions + 1].first()
    return amendment.body if said is None else said


def follow(amendments: Sequence[Amendment]) -> None:
    """Merge every open suggestion with what these amendments say now: up to date, to review, in conflict or moot."""
    now = {amendment.pk: amendment.body for amendment in amendments}
    waiting = list(Suggestion.objects.filter(amendment__in=now, state=State.OPEN).order_by("amendment", "n"))
    for suggestion in waiting:
        _carry(suggestion, now[suggestion.amendment_id])
    Suggestion.objects.bulk_update(waiting, CARRIED, batch_size=20)


def _carry(suggestion, wording):
    if suggestion.wording == wording:
        return
    merged = rebase(suggestion.wording, wording, suggestion.body)
    if merged.outcome == "conflict":
        suggestion.standing = Standing.CONFLICT
        return
    is_doubtful = merged.outcome == "review" or suggestion.standing == Standing.REVIEW
    suggestion.standing = Standing.REVIEW if is_doubtful else Standing.CURRENT
    suggestion.wording, suggestion.body = wording, normalise(merged.text)
    if suggestion.body == wording:
        suggestion.state, suggestion.decided_at = State.MOOT, clock.now()


def take(suggestion: Suggestion, *, answer: str = "") -> None:
    """The amendment says what was suggested, from now on; what it said before is kept, and the others follow."""
    amendment = suggestion.amendment
    if suggestion.wording != amendment.body:
        raise ValueError("a suggestion in conflict is never written over the amendment")
    Revision.objects.create(amendment=amendment, base=amendment.base, body=amendment.body, by=amendment.author)
    amendment.body = suggestion.body
    amendment.save(update_fields=["body"])
    _decide(suggestion, State.TAKEN, answer)
    follow([amendment])


def decline(suggestion: Suggestion, *, answer: str = "") -> None:
    _decide(suggestion, State.DECLINED, answer)


def withdraw(suggestion: Suggestion) -> None:
    _decide(suggestion, State.WITHDRAWN, "")


def _decide(suggestion, state, answer):
    suggestion.state, suggestion.answer, suggestion.decided_at = state, answer, clock.now()
    suggestion.save(update_fields=["state", "answer", "decided_at"])
