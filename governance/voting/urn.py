"""The urn of a secret vote: two sorted lists in one row, sealed, and nothing that joins a person and a ballot."""

from bisect import bisect_left, insort

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from governance.register.actions import canonical
from governance.verdict import Refused, no

SALT = "governance.voting.urn"
TAMPERED = _(
    "L’urne de ce scrutin a été modifiée en dehors de l’application : plus rien n’y entre et elle n’est pas "
    "dépouillée. Prévenez la personne qui a ouvert le scrutin."
)


def seal_of(vote_id: int, codes: str, ballots: str) -> str:
    """A keyed hash (HMAC, RFC 2104) of what an urn holds: only this application can write it."""
    return salted_hmac(SALT, f"{vote_id}\n{codes}\n\n{ballots}", algorithm="sha256").hexdigest()


def lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def written(ballot, kind: str) -> str:
    """A line of the urn: the canonical ballot, `null` for a blank, or the word for somebody who abstains."""
    return "abstention" if kind == "abstention" else canonical(ballot)


def ensure_whole(urn) -> None:
    """Refuse an urn whose seal does not hold."""
    if not constant_time_compare(urn.seal, seal_of(urn.vote_id, urn.codes, urn.ballots)):
        raise Refused(no(TAMPERED))


def holds(urn, code: str) -> bool:
    """Whether a ballot came with that code."""
    codes = lines(urn.codes)
    at = bisect_left(codes, code)
    return at < len(codes) and codes[at].split(" ", 1)[0] == code


def put(urn, *, code: str, line: str, is_verifiable: bool) -> None:
    """Lay a ballot in a whole urn, each list in its order; the row is written by the caller."""
    codes = lines(urn.codes)
    insort(codes, f"{code} {line}" if is_verifiable else code)
    urn.codes = "\n".join(codes)
    if not is_verifiable:
        ballots = lines(urn.ballots)
        insort(ballots, line)
        urn.ballots = "\n".join(ballots)
    urn.seal = seal_of(urn.vote_id, urn.codes, urn.ballots)


def ballots_of(urn, *, is_verifiable: bool) -> list[str]:
    """The lines of the ballots, sorted, without their codes."""
    if is_verifiable:
        return sorted(line.split(" ", 1)[1] for line in lines(urn.codes))
    return lines(urn.ballots)
