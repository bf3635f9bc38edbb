"""The mechanisms of texts: versions and amendments. Who may, and when, is asked by the app that owns the text."""

from governance import clock, prose
from governance.rules.merge import normalise, rebase
from governance.texts import suggestions
from governance.texts.models import Amendment, Revision, Text, Version, fingerprint


def start_text(body: str, *, by) -> Text:
    """A text and its first version, normalised. Runs inside the caller's transaction, as all here."""
    text = Text.objects.create()
    add_version(text, body, by=by)
    return text


def add_version(text: Text, body: str, *, by, cause: Amendment | None = None) -> Version:
    """The next version of `text`, under its lock; every open amendment is carried over to it.

    The same words again give the current version back.
    """
    text = _lock(text)
    body = normalise(body)
    current = text.current
    if current and current.body == body:
        return current
    version = Version.objects.create(
        text=text,
        n=current.n + 1 if current else 1,
        body=body,
        html=prose.render(body, numbered=True),
        sha256=fingerprint(body),
        author=by,
        cause=cause,
    )
    text.current = version
    text.save(update_fields=["current"])
    _carry_over(text, version)
    return version


def _carry_over(text, version):
    """Merge every open amendment with the text as it now is (CS-14): up to date, to review, in conflict or moot."""
    # One base after the other: the law then reads the way from each base to the new version once.
    waiting = list(text.amendments.filter(state=Amendment.State.OPEN).select_related("base").order_by("base", "n"))
    kept = [revision for amendment in waiting if (revision := _carry(amendment, version))]
    Revision.objects.bulk_create(kept, batch_size=20)
    Amendment.objects.bulk_update(waiting, CARRIED, batch_size=20)
    suggestions.follow([revision.amendment for revision in kept])


CARRIED = ["base", "body", "standing", "state", "decided_at", "displaced_by"]


def _carry(amendment, version) -> Revision | None:
    """Merge one open amendment with `version`, unsaved. Gives what it said before, where that changes."""
    merged = rebase(amendment.base.body, version.body, amendment.body)
    if merged.outcome == "conflict":
        amendment.standing = Amendment.Standing.CONFLICT
        return None
    said = Revision(amendment=amendment, base=amendment.base, body=amendment.body)
    amendment.base, amendment.body = version, normalise(merged.text)
    amendment.standing = _worse(amendment.standing, STANDING[merged.outcome])
    if amendment.body == version.body:
        amendment.state, amendment.decided_at = Amendment.State.MOOT, clock.now()
        amendment.displaced_by_id = version.cause_id
    return said


STANDING = {"auto": Amendment.Standing.CURRENT, "review": Amendment.Standing.REVIEW}


def _worse(was, now):
    """What nobody has read again since it was last carried over is still to be read again."""
    return was if was == Amendment.Standing.REVIEW else now


def standings(text: Text) -> dict[int, str]:
    """How each amendment of `text` stands, by its number: its state once decided, else its standing."""
    rows = text.amendments.values_list("n", "state", "standing")
    return {n: standing if state == Amendment.State.OPEN else state for n, state, standing in rows}


def propose_amendment(text: Text, *, by, base: Version, body: str, reason: str) -> Amendment:
    """Keep the whole text as `by` would have it, with the version it starts from; carried over if that is older."""
    text = _lock(text)
    amendment = Amendment.objects.create(
        text=text,
        n=text.amendments.count() + 1,
        base=base,
        body=normalise(body),
        reason=reason,
        author=by,
    )
    if base.pk != text.current_id:
        if said := _carry(amendment, text.current):
            said.save()
        amendment.save(update_fields=CARRIED)
    return amendment


def accept(amendment: Amendment, *, by, reason: str = "") -> Version:
    """Build the next version from `amendment`, crediting its author. It must stand on the current version."""
    text = _lock(amendment.text)
    if amendment.base_id != text.current_id:
        raise ValueError("an amendment in conflict is never written over the text")
    _decide(amendment, Amendment.State.ACCEPTED, by, reason)
    return add_version(text, amendment.body, by=amendment.author, cause=amendment)


def confirm(amendment: Amendment) -> None:
    """Somebody has read what the merge made of it."""
    amendment.standing = Amendment.Standing.CURRENT
    amendment.save(update_fields=["standing"])


def settle(amendment: Amendment, *, by, body: str) -> None:
    """Write the amendment anew on the current version, as a person settled it; what it said before is kept."""
    text = _lock(amendment.text)
    Revision.objects.create(amendment=amendment, base=amendment.base, body=amendment.body, by=by)
    amendment.base, amendment.body = text.current, normalise(body)
    amendment.standing = Amendment.Standing.CURRENT
    amendment.save(update_fields=["base", "body", "standing"])
    suggestions.follow([amendment])


def reject(amendment: Amendment, *, by, reason: str = "") -> None:
    _decide(amendment, Amendment.State.REJECTED, by, reason)


def displace(amendment: Amendment, *, by: Amendment) -> None:
    """It is in conflict with an amendment that came before it, and falls: what it said stays readable."""
    amendment.displaced_by = by
    amendment.save(update_fields=["displaced_by"])
    _decide(amendment, Amendment.State.MOOT, None, "")


def withdraw(amendment: Amendment, *, by, reason: str = "") -> None:
    _decide(amendment, Amendment.State.WITHDRAWN, by, reason)


def _decide(amendment, state, by, reason):
    amendment.state, amendment.decided_by, amendment.decision = state, by, reason
    amendment.decided_at = clock.now()
    amendment.save(update_fields=["state", "decided_by", "decision", "decided_at"])


def _lock(text):
    # Two queries: one that waited for the lock would join the version that was current before it waited.
    Text.objects.select_for_update(no_key=True).get(pk=text.pk)
    return Text.objects.select_related("current").get(pk=text.pk)
