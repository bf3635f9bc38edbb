"""The mechanisms of texts: versions and amendments. Who may, and when, is asked by the app that owns the text."""

from governance import clock, prose
from governance.rules.merge import normalise
from governance.texts.models import Amendment, Text, Version, fingerprint


def start_text(body: str, *, by) -> Text:
    """A text and its first version, normalised. Runs inside the caller's transaction, as all here."""
    text = Text.objects.create()
    add_version(text, body, by=by)
    return text


def add_version(text: Text, body: str, *, by, cause: Amendment | None = None) -> Version:
    """The next version of `text`, under its lock. The same words again give the current version back."""
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
    return version


def propose_amendment(text: Text, *, by, base: Version, body: str, reason: str, replaces=None) -> Amendment:
    """Keep the whole text as `by` would have it, with the version it starts from."""
    text = _lock(text)
    return Amendment.objects.create(
        text=text,
        n=text.amendments.count() + 1,
        base=base,
        body=normalise(body),
        reason=reason,
        author=by,
        replaces=replaces,
    )


def accept(amendment: Amendment, *, by, reason: str = "") -> Version:
    """Build the next version from `amendment`, crediting its author. Its base must be the current version."""
    text = _lock(amendment.text)
    if amendment.base_id != text.current_id:
        raise ValueError("a stale amendment is never written over the text")
    _decide(amendment, Amendment.State.ACCEPTED, by, reason)
    return add_version(text, amendment.body, by=amendment.author, cause=amendment)


def reject(amendment: Amendment, *, by, reason: str) -> None:
    _decide(amendment, Amendment.State.REJECTED, by, reason)


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
