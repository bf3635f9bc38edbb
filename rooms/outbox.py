"""What a room sends to its channel outside: written with each notice, sent after by a courier, late but never lost.

A courier claims a row for a while, sends it with no transaction open, and writes down what came of it. One that dies
leaves a claim that runs out: the row is sent again under the same number, by which the other side knows it. A few
couriers work side by side, one at a channel at a time: a channel that is slow keeps only its own waiting.
"""

import base64
import hashlib
import hmac
import json
import logging
import threading
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from governance import clock
from rooms import notices, outside
from rooms.models import Delivery, Hook

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)  # longer than any sending takes
AT_ONCE = 20  # deliveries of one round
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
UNREACHED = ("name", "timeout", "certificate", "connection")  # nobody was there: the next one would wait in vain
KEPT = timedelta(days=30)  # what arrived; what did not may be sent again for longer
KEPT_UNSENT = timedelta(days=90)
WORTH_ANOTHER_TRY = {408, 425, 429}
SALT = b"rooms.outbox"
MARKS = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|~!"})


# --- What is kept of a channel ----------------------------------------------------------------------


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    drawn = [hmac.digest(key.encode(), SALT, hashlib.sha256) for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in drawn])


def seal(words: str) -> str:
    """Kept so that a copy of the database alone writes to nobody's channel."""
    return _cipher().encrypt(words.encode()).decode()


def unseal(words: str) -> str:
    return _cipher().decrypt(words.encode()).decode()


# --- Writing: in the transaction of the notice -------------------------------------------------------


def write(room, *, kind: str, key: str, told: dict) -> Delivery | None:
    """A notice for the channel of a room, if it has one and what the room says may go out."""
    hook = Hook.objects.select_related("room__space").filter(room=room, stopped_at__isnull=True).first()
    if hook is None or not hook.is_agreed:
        return None
    body = said_for(hook, kind, key, told)
    made, is_new = Delivery.objects.get_or_create(hook=hook, key=key, defaults={"body": body, "next_at": clock.now()})
    return made if is_new else None


def said_for(hook, kind, key, told) -> dict:
    """The words of a notice as the service of the channel takes them, in the language chosen for it."""
    with translation.override(hook.language):
        words = notices.in_words(kind, told)
        pin = notices.pin_of(kind)
        if pin == notices.OPENS:
            head = _("Décision ouverte, à épingler le temps de la prendre.")
        elif pin == notices.CLOSES:
            head = _("Décision close, à désépingler.")
        else:
            head = ""
    link = f"{settings.ORIGIN}{notices.address_of(kind, told)}"
    # Nobody writes to a whole channel by the title of a proposal.
    plain = f"{head} {words}".strip().replace("@", "@\u200b")
    marked = f"{plain.translate(MARKS)}\n{link}"
    if hook.service == Hook.Service.MATTERMOST:
        return {"username": "Palabre", "text": marked}
    if hook.service == Hook.Service.ROCKET_CHAT:
        return {"alias": "Palabre", "text": marked}
    if hook.service == Hook.Service.MATRIX:
        html = f'{escape(plain)}<br><a href="{escape(link)}">{escape(link)}</a>'
        return {"username": "Palabre", "text": f"{plain}\n{link}", "html": html}
    return {
        "event": kind,
        "key": key,
        "space": hook.room.space.slug,
        "room": hook.room.slug,
        "title": told.get("title", ""),
        "text": plain,
        "link": link,
        "pin": pin,
    }


# --- Sending -----------------------------------------------------------------------------------------


_busy: set[int] = set()  # the channels that a courier of this process is at
_turn = threading.Lock()


def deliver_due(now=None) -> int:
    """Send what is due by `now`, claimed by nobody else; gives how many were taken by the other side."""
    now, done = now or clock.now(), 0
    for _n in range(AT_ONCE):
        with _turn:
            delivery = _claim(now)
            if delivery is None:
                break
            _busy.add(delivery.hook_id)
        try:
            done += _send(delivery)
        finally:
            with _turn:
                _busy.discard(delivery.hook_id)
    return done


def forget_old(now=None) -> int:
    """Forget what was sent long ago, and what was given up even longer ago; gives how many."""
    now = now or clock.now()
    sent = Q(sent_at__lt=now - KEPT)
    given_up = Q(sent_at=None, next_at=None, made_at__lt=now - KEPT_UNSENT)
    return Delivery.objects.filter(sent | given_up).delete()[0]


@transaction.atomic
def _claim(now) -> Delivery | None:
    due = Delivery.objects.filter(next_at__lte=now).exclude(hook__in=list(_busy)).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    delivery = due.select_related("hook__room__space").first()
    if delivery is not None:
        delivery.attempts += 1
        delivery.next_at = now + CLAIM
        delivery.save(update_fields=["attempts", "next_at"])
    return delivery


def _send(delivery) -> bool:
    status, trouble = None, ""
    try:
        if not delivery.hook.is_agreed:
            trouble = "stopped"
        else:
            status = outside.post(unseal(delivery.hook.sealed_address), *signed(delivery))
    except outside.Unreachable as unreachable:
        trouble = str(unreachable)
    except InvalidToken:
        trouble = "key"
    except Exception:
        log.exception("a delivery could not be sent")
        trouble = "connection"
    return _write_down(delivery, status, trouble)


def signed(delivery) -> tuple[bytes, dict[str, str]]:
    """The body and the headers: who sends it, its number, and a keyed hash over the moment and the body."""
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    at = str(int(clock.now().timestamp()))
    secret = unseal(delivery.hook.sealed_secret).encode()
    seal = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Palabre",
        "Idempotency-Key": str(delivery.number),
        "X-Palabre-Delivery": str(delivery.number),
        "X-Palabre-Signature": f"t={at},v1={seal}",
    }


def _write_down(delivery, status, trouble) -> bool:
    """What came of an attempt; nothing when another courier took it over meanwhile."""
    now = clock.now()
    done = status is not None and 200 <= status < 300
    again = trouble in UNREACHED or (status is not None and (status >= 500 or status in WORTH_ANOTHER_TRY))
    tried = delivery.attempts
    next_at = now + PAUSES[tried - 1] if again and 0 < tried <= len(PAUSES) else None
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=tried, sent_at__isnull=True)
    written = mine.update(status=status, trouble=trouble, next_at=next_at, sent_at=now if done else None)
    if trouble in UNREACHED:
        # The others of this channel wait with it, and use up none of their attempts.
        others = Delivery.objects.filter(hook=delivery.hook_id, next_at__lte=now)
        others.update(next_at=next_at or now + PAUSES[-1])
    return bool(done and written)
