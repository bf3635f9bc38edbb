"""How often one account may do an act: counted for the account and the act, never for an address, which a hall shares.

Counts live in the cache named « throttle »: this process's memory, or Redis where several processes answer. Windows are
fixed: whoever waits for the next one may at worst do twice the number within a moment, and no refusal lengthens the
wait. Without its cache nothing is counted and everything is allowed: a vote does not stop because Redis did.
"""

import logging

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from governance import clock
from governance.verdict import YES, Verdict, ensure, no

log = logging.getLogger(__name__)


def allow(user, act: str, *, times: int, seconds: int, count: int = 1) -> Verdict:
    """Count one more `act` of `user`, or several. A no says how long to wait, in words and as `wait`, in seconds."""
    if not user.is_authenticated:
        return YES  # nobody to count for; whoever answers next will ask them to sign in
    now = int(clock.now().timestamp())
    window, passed = divmod(now, seconds)
    if _count(f"{act}:{user.pk}:{seconds}:{window}", seconds, count) <= times:
        return YES
    return no(_too_often(seconds - passed), "wait", wait=seconds - passed)


def paced(name: str, act, *arguments, by, **keywords):
    """Do `act(…, by=…)` unless this person did it too often lately; `settings.THROTTLE` says how often."""
    keep_pace(by, name)
    return act(*arguments, by=by, **keywords)


def keep_pace(user, name: str, count: int = 1) -> None:
    """Count one more act of this name, or several; refused where that is too much in too little time."""
    times, seconds = settings.THROTTLE[name]
    ensure(allow(user, name, times=times, seconds=seconds, count=count))


def _count(key, seconds, count) -> int:
    """How many there are in this window with these; 0 when nobody can tell."""
    counts = caches["throttle"]
    try:
        counts.add(key, 0, timeout=2 * seconds)
        return counts.incr(key, count)
    except ValueError:  # forgotten between the two lines, because memory was short
        return 0
    except (RedisError, OSError):
        log.warning("The cache does not answer: acts are not counted.")
        return 0


def _too_often(wait):
    if wait < 120:
        said = ngettext(
            "C’est beaucoup à la fois : attendez encore %(n)s seconde, puis recommencez.",
            "C’est beaucoup à la fois : attendez encore %(n)s secondes, puis recommencez.",
            wait,
        )
        return said % {"n": wait}
    return _("C’est beaucoup à la fois : attendez encore %(n)s minutes, puis recommencez.") % {"n": -(-wait // 60)}
