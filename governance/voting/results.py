"""From what was cast to what is shown: the file anybody recounts, the outcome, and who took part."""

import json
from collections import Counter

from django.utils.translation import gettext as _

from governance.register.actions import canonical, sha256
from governance.rules.tally import METHODS, tally
from governance.rules.tally.recounting import answer, read
from governance.verdict import Refused, no
from governance.voting import urn as urns
from governance.voting.models import Ballot, Urn, Vote
from governance.voting.permissions import SMALL_ROLL, STEP


def file_of(vote: Vote) -> dict:
    """The file to recount (`manage.py recount`), options and grades by the words people read.

    Raises Refused when the urn was touched, or does not hold as many ballots as there are marks on the roll.
    """
    names = {option.key: str(option) for option in vote.options.all()}
    ballots, abstentions = _of_the_urn(vote) if vote.is_secret else _of_the_piles(vote)
    return {
        "method": vote.method,
        "options": list(names.values()),
        **vote.terms,
        "abstentions": abstentions,
        "ballots": [{"count": n, "ballot": in_words(ballot, names)} for ballot, n in ballots],
    }


def ensure_ballots_agree(vote: Vote) -> None:
    """Refuse a named vote whose marks or whose counts are not those of its ballots; the urn is read by `file_of`."""
    if vote.is_secret:
        return
    voices = dict(vote.roll.values_list("person_id", "weight"))
    marked = set(vote.roll.filter(answered_at__isnull=False).values_list("person_id", flat=True))
    piles, abstentions, answered = {}, 0, set()
    for person, kind, content in vote.ballots.values_list("person_id", "kind", "content"):
        answered.add(person)
        if kind == Ballot.Kind.ABSTENTION:
            abstentions += voices.get(person, 0)
        else:
            digest = sha256(canonical(content))
            piles[digest] = piles.get(digest, 0) + voices.get(person, 0)
    if marked != answered:
        raise Refused(
            no(
                _("Ce scrutin a %(ballots)s bulletins pour %(marks)s émargements : il n’est pas dépouillé.")
                % {"ballots": len(answered), "marks": len(marked)}
            )
        )
    kept = dict(vote.piles.filter(count__gt=0).values_list("sha256", "count"))
    if (piles, abstentions) != (kept, vote.abstentions):
        raise Refused(no(_("Les bulletins, relus un par un, ne donnent pas les nombres qui ont été comptés.")))


def counted(vote: Vote, published: dict | None = None) -> dict:
    """What a recount of `vote` answers: winners, tied, order, counts, steps."""
    return answer(tally(read(published or file_of(vote), METHODS)))


def outcome_of(vote: Vote) -> dict:
    """The outcome of a closed vote as it was written down, or counted now where the clock is late or it still runs."""
    return vote.outcome if vote.outcome is not None else counted(vote)


def paper_of(vote: Vote) -> list:
    """The batches of paper ballots that were counted in `vote`, with who entered and who countersigned them."""
    return list(
        vote.paper_batches.filter(countersigned_at__isnull=False).select_related("entered_by", "countersigned_by")
    )


def paper_left_out(vote: Vote) -> int:
    """How many paper ballots of a vote that is over nobody countersigned in time: they are not counted."""
    left = vote.paper_batches.filter(countersigned_at__isnull=True, withdrawn_at__isnull=True)
    return sum(left.values_list("size", flat=True))


def turnout(vote: Vote, now, answered: int | None = None) -> int | None:
    """How many have answered; of an open secret vote rounded down, and None on a small roll.

    No number moves person by person while a secret vote runs. `answered`: the marks on its roll, where a list has
    counted them already.
    """
    if vote.is_secret and not vote.is_over(now) and vote.roll_size < SMALL_ROLL:
        return None
    if answered is None:
        answered = vote.roll.filter(answered_at__isnull=False).count()
    if vote.is_secret and not vote.is_over(now):
        return answered // STEP * STEP
    return answered


def in_words(ballot, names: dict[str, str]):
    """A canonical ballot with the labels of its options for their keys."""
    if isinstance(ballot, str):
        return names[ballot]
    if isinstance(ballot, list):
        return [in_words(one, names) for one in ballot]
    if isinstance(ballot, dict):
        return {names[key]: value for key, value in ballot.items()}
    return ballot


def _of_the_piles(vote):
    piles = vote.piles.filter(count__gt=0).order_by("sha256")
    return [(pile.ballot, pile.count) for pile in piles], vote.abstentions


def _of_the_urn(vote):
    urn = Urn.objects.get(vote=vote)
    urns.ensure_whole(urn)
    cast = urns.ballots_of(urn, is_verifiable=vote.secrecy == Vote.Secrecy.VERIFIABLE)
    marks = vote.roll.filter(answered_at__isnull=False).count()
    if not len(cast) == len(urns.lines(urn.codes)) == marks:
        raise Refused(
            no(
                _("L’urne contient %(ballots)s bulletins pour %(marks)s émargements : elle n’est pas dépouillée.")
                % {"ballots": len(cast), "marks": marks}
            )
        )
    said = Counter(cast)
    abstentions = said.pop("abstention", 0)
    return [(json.loads(line), n) for line, n in sorted(said.items())], abstentions
