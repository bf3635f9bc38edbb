"""Rankings counted by transfers: instant runoff, and the single transferable vote in exact fractions."""

from dataclasses import dataclass
from fractions import Fraction

from governance.rules.tally.ballots import Heaps
from governance.rules.tally.election import Election, Outcome, grouped


@dataclass
class Pile:
    """Equal rankings that lie together: how much they weigh now, and where their next preference is."""

    ranking: tuple[str, ...]
    weight: Fraction
    at: int = 0


class Count:
    """One count under way: who holds which piles, who still stands, and what every round showed."""

    def __init__(self, election: Election):
        self.options = election.options
        self.hopeful = list(election.options)
        self.held: dict[str, list[Pile]] = {option: [] for option in election.options}
        self.exhausted = Fraction(0)
        self.rounds: list[dict[str, Fraction]] = []
        self.steps: list[dict[str, object]] = []
        self.heaps = Heaps(election)
        for ballot, number in self.heaps:
            self.give(Pile(tuple(option for (option,) in ballot), Fraction(number)))

    def give(self, pile: Pile) -> None:
        """To the first option on the ranking that still stands; to nobody when none is left."""
        while pile.at < len(pile.ranking) and pile.ranking[pile.at] not in self.hopeful:
            pile.at += 1
        if pile.at == len(pile.ranking):
            self.exhausted += pile.weight
        else:
            self.held[pile.ranking[pile.at]].append(pile)

    def votes(self, option: str) -> Fraction:
        return sum((pile.weight for pile in self.held[option]), Fraction(0))

    def look(self) -> dict[str, Fraction]:
        """What each option holds now, kept as one more round."""
        now = {option: self.votes(option) for option in self.options}
        self.rounds.append(now)
        return now

    def hand_on(self, option: str, share: Fraction = Fraction(1)) -> None:
        """Every pile of `option` goes on to its next preference, with that share of its weight."""
        piles, self.held[option] = self.held[option], []
        for pile in piles:
            if share:
                self.give(Pile(pile.ranking, pile.weight * share, pile.at))

    def parted(self, tied: list[str], pick) -> list[str]:
        """Those of `tied` whom the latest earlier rounds in which they differ leave as `pick` (min or max) of it."""
        for earlier in reversed(self.rounds[:-1]):
            best = pick(earlier[option] for option in tied)
            tied = [option for option in tied if earlier[option] == best]
            if len(tied) == 1:
                break
        return tied

    def say(self, act: str, options, **more) -> None:
        shown = {option: written(count) for option, count in self.rounds[-1].items() if option in self.hopeful or count}
        self.steps.append(
            {"round": len(self.rounds), "act": act, "options": list(options), "counts": shown}
            | {"exhausted": written(self.exhausted)}
            | more
        )


def written(number: Fraction) -> int | str:
    """A whole number as it is, a fraction as « 7/3 »: exact, and read back by anybody."""
    return number.numerator if number.denominator == 1 else str(number)


def instant_runoff(election: Election) -> Outcome:
    """Eliminate the last until one option holds more than half of the ballots that still name somebody.

    A tied elimination is settled by the latest earlier round in which the counts differ, else the count stops there.
    """
    if election.seats != 1:
        raise ValueError("an instant runoff has one seat: several are counted by stv")
    count, elected, out, tied = Count(election), [], [], []
    while not elected:
        now = count.look()
        standing = sum((now[option] for option in count.hopeful), Fraction(0))
        first = max(count.hopeful, key=now.__getitem__)
        if len(count.hopeful) == 1 or 2 * now[first] > standing:
            elected.append((first,))
            count.say("elected", [first])
            break
        lowest = _lowest(count, now)
        if len(lowest) > 1:
            tied = lowest
            count.say("tied", lowest)
            break
        _eliminate(count, lowest[0], out)
    return _outcome(election, count, elected, out, tied)


def transferable_vote(election: Election) -> Outcome:
    """Several seats by the single transferable vote: Droop quota over the ballots that are not blank, surpluses by
    weighted inclusive Gregory in exact fractions (Scottish Local Government Elections Order 2007, schedule 1, whose
    five decimals are not needed here).

    The largest surplus goes on first; equal ones are settled as a tied elimination is, by the latest earlier round in
    which the counts differ, else they go on together. A tied elimination that nothing settles stops the count; where
    one elimination was the last, only the seat of the tied is contested, and the others are elected.
    The last left take the seats left `without_quota`.
    """
    count, elected, out, tied, surplus = Count(election), [], [], [], []
    quota = count.heaps.base // (election.seats + 1) + 1
    while count.hopeful and (left := election.seats - sum(map(len, elected))):
        now = count.look()
        reached = [option for option in count.hopeful if now[option] >= quota]
        if count.heaps.base and len(count.hopeful) <= left:
            reached = list(count.hopeful)
        if reached:
            without = [option for option in reached if now[option] < quota]
            count.say("elected", reached, quota=quota, **({"without_quota": without} if without else {}))
            elected += grouped(reached, now.__getitem__)
            surplus += [option for option in reached if now[option] > quota]
            count.hopeful = [option for option in count.hopeful if option not in reached]
        elif not surplus:
            lowest = _lowest(count, now)
            if len(lowest) > 1:
                tied = lowest
                count.say("tied", lowest, quota=quota)
                if len(count.hopeful) == left + 1:  # whoever of the tied goes, all the others are elected
                    elected += grouped([one for one in count.hopeful if one not in tied], now.__getitem__)
                break
            _eliminate(count, lowest[0], out, quota=quota)
        else:
            _hand_on_surplus(count, surplus, now, quota)
    return _outcome(election, count, elected, out, tied, quota=quota)


def _hand_on_surplus(count, surplus, now, quota):
    most = max(now[option] for option in surplus)
    chosen = [option for option in surplus if now[option] == most]
    if len(chosen) > 1:
        chosen = count.parted(chosen, max)
    count.say("surplus", chosen, quota=quota, surplus=written(most - quota))
    for option in chosen:
        surplus.remove(option)
        kept = count.held[option]
        count.hand_on(option, Fraction(most - quota, most))
        # The quota stays with whoever was elected by it.
        share = Fraction(quota, most)
        count.held[option] = [Pile(pile.ranking, pile.weight * share, pile.at) for pile in kept]


def _lowest(count, now):
    least = min(now[option] for option in count.hopeful)
    tied = [option for option in count.hopeful if now[option] == least]
    return count.parted(tied, min) if len(tied) > 1 else tied


def _eliminate(count, option, out, **more):
    count.say("eliminated", [option], **more)
    out.append(option)
    count.hopeful.remove(option)
    count.hand_on(option)


def _outcome(election, count, elected, out, tied, **extra):
    last = count.rounds[-1]
    winners = tuple(option for group in elected for option in group)
    standing = [option for option in election.options if option not in winners and option not in out]
    order = (*elected, *grouped(standing, last.__getitem__), *((option,) for option in reversed(out)))
    counts = {option: written(count.rounds[0][option]) for option in election.options}
    return Outcome(winners, order, counts, tuple(tied), tuple(count.steps), count.heaps.blanks, count.heaps.base, extra)
