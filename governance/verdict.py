"""The one answer to « may this person do this? »: yes, or no with its reason and the way to a yes."""

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied

Remedy = Literal["", "sign_in", "join", "wait", "ask"]


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; otherwise `why` is a whole sentence for people and `remedy` a way to a yes.

    `wait` is the number of seconds after which the same act may be done, where time alone stands in the way.
    """

    allowed: bool
    why: str = ""
    remedy: Remedy = ""
    wait: int = 0

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(why, remedy: Remedy = "", *, wait: int = 0) -> Verdict:
    """A refusal with its reason, a whole sentence addressed to the person."""
    return Verdict(False, str(why), remedy, wait)


class Refused(PermissionDenied):
    """Raised inside an action when the law or a permission says no; carries the `Verdict`."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.why)
        self.verdict = verdict


def ensure(verdict: Verdict) -> None:
    """Go on if `verdict` is a yes; raise `Refused` otherwise."""
    if not verdict:
        raise Refused(verdict)
