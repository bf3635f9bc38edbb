"""What somebody is still writing: kept on the server for them alone, offered back, forgotten once it is sent.

A page where a long text is written has a desk: `desk = drafts.desk(request, "amend:42", base=3)`, the initial values
of its form by `desk.initial(…)`, `parts/_draft.html` before the form, and `sent(request, response, place)` once the
act is done. The device keeps its own copy (`static/js/drafts.js`).
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.prose import is_blank
from governance.texts.models import Draft
from governance.texts.permissions import may_keep_draft
from governance.verdict import YES, Verdict, ensure, no

LONGEST = 600_000  # characters in all the fields of a form
MOST = 40  # drafts of one person: the oldest make room
KEPT = timedelta(days=30)
PLACE = r"[a-z]{2,12}(?::[a-z0-9]{1,20}){1,4}"
# What a form sends that nobody typed, and what is read anew from the page.
NOT_TYPED = {"csrfmiddlewaretoken", "file", "read", "preview", "publish", "draft-base", "seen", "version_n"}
SENT = "sent"  # the cookie that tells the next page which copy the device may drop

_PLACE = re.compile(rf"{PLACE}\Z")
_NAME = re.compile(r"[\w-]{1,60}\Z")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


# --- Keeping and forgetting --------------------------------------------------------------------------


def _fits(place, fields) -> Verdict:
    """A place that a page could name, and not more than a form may hold."""
    if not _PLACE.match(place) or len(place) > 80:
        return no(_("Ce brouillon ne se rapporte à aucune page."))
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LONGEST:
        return no(_("Ce texte est trop long pour être gardé sur le serveur : il ne l’est que sur cet appareil."))
    return YES


@transaction.atomic
def keep(place: str, fields: dict[str, list[str]], *, by, base: str = "") -> Draft | None:
    """Keep what `by` has written at `place` so far; fields that hold nothing are no draft."""
    ensure(may_keep_draft(by) and _fits(place, fields))
    typed = {name: values for name, values in fields.items() if _NAME.match(name) and name not in NOT_TYPED}
    if all(is_blank(value) for values in typed.values() for value in values):
        return forget(place, by=by)
    now = clock.now()
    # What no database stores is not kept.
    stored = {name: [_UNSTORABLE.sub("", value) for value in values] for name, values in typed.items()}
    kept, _is_new = Draft.objects.update_or_create(
        person=by, place=place, defaults={"fields": stored, "base": base[:20], "saved_at": now}
    )
    Draft.objects.filter(saved_at__lt=now - KEPT).delete()
    older = Draft.objects.filter(person=by).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST:]
    Draft.objects.filter(pk__in=list(older)).delete()
    return kept


def forget(place: str, *, by) -> None:
    Draft.objects.filter(person=by, place=place).delete()


def find(user, place) -> Draft | None:
    """The draft of this person at that place, never anybody else's; one older than `KEPT` is forgotten."""
    if not user.is_authenticated:
        return None
    return Draft.objects.filter(person=user, place=place, saved_at__gte=clock.now() - KEPT).first()


# --- The desk of a page ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """Where somebody writes: the place, the version they write on, and the draft they left there."""

    place: str
    base: str
    draft: Draft | None
    is_resumed: bool  # the form is filled with the draft, because its person asked for it
    is_sent: bool  # the form comes back with what was sent
    resume: str  # the address of this page with the draft in its form
    start: str  # the same without it

    @property
    def is_offered(self) -> bool:
        return self.draft is not None and not self.is_resumed and not self.is_sent

    @property
    def has_moved(self) -> bool:
        """The text is no longer the one on which the draft was written."""
        return self.draft is not None and bool(self.draft.base) and self.draft.base != self.base

    def begun_on(self, now: int) -> int:
        """The number of the version that the words in the form were written on: `now`, or that of the draft."""
        return int(self.draft.base) if self.is_resumed and self.draft.base.isdigit() else now

    def initial(self, initial: dict) -> dict:
        """The values a form begins with: the draft's, when its person asked for them."""
        if not self.is_resumed:
            return initial
        typed = {name: values[0] if len(values) == 1 else values for name, values in self.draft.fields.items()}
        return {**initial, **typed}


def desk(request, place: str, base="") -> Desk:
    asked = request.GET.copy()
    is_asked = asked.pop("draft", [""])[-1] == "1"
    start = f"?{asked.urlencode()}" if asked else request.path
    asked["draft"] = "1"
    found = find(request.user, place)
    is_sent = request.method == "POST"
    is_resumed = is_asked and found is not None and not is_sent
    return Desk(place, str(base), found, is_resumed, is_sent, f"?{asked.urlencode()}", start)


def sent(request, response, place: str):
    """The act is done: its draft is forgotten here, and by the device when it shows its next page."""
    if request.user.is_authenticated:
        forget(place, by=request.user)
        told = f"{request.user.pk}/{place}"
        response.set_cookie(SENT, told, max_age=3600, samesite="Lax", secure=request.is_secure())
    return response
