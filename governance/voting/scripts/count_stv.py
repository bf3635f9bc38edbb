#!/usr/bin/env python3
"""Recompter des classements pour plusieurs sièges (vote unique transférable, quota de Droop, fractions exactes).

Usage : python3 count_stv.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : un journal dit qui a transmis quoi ; à chaque tour, chaque bulletin le relit depuis le début.
Ce que cela prouve : le résultat annoncé est bien celui des bulletins publiés, compté ici par un programme écrit
à part de la plateforme. Ce que cela ne prouve pas : que ces bulletins sont ceux qui ont été déposés ; pour cela,
cherchez-y votre code ou votre bulletin.
"""

import json
import sys
from fractions import Fraction


def groups_of(options, key):
    return [[option for option in options if key(option) == v] for v in sorted(set(map(key, options)), reverse=True)]


def parted(names, rounds, pick):
    """Ceux que ce tour, puis les précédents, laissent au bout de la file."""
    for held in reversed(rounds):
        names = [name for name in names if held[name] == pick(held[other] for other in names)]
    return names


def holder_of(ranking, journal):
    """(chez qui est ce bulletin, ce qu’il pèse) après le journal : (qui transmet, quelle part, qui est en lice)."""
    rest, weight = iter(ranking), Fraction(1)
    holder = next(rest)
    for who, share, left in journal:
        if who == holder:
            holder, weight = next((option for option in rest if option in left), None), weight * share
    return holder, weight


def count(vote):
    options, seats, cast = vote["options"], vote.get("seats", 1), [line for line in vote["ballots"] if line["ballot"]]
    heaps = [([r if isinstance(r, str) else r[0] for r in line["ballot"]], line.get("count", 1)) for line in cast]
    quota = sum(n for _ranking, n in heaps) // (seats + 1) + 1
    standing, journal, rounds, elected, waiting, out, tied = options, [], [], [], [], [], []
    while standing and not tied and (left := seats - sum(map(len, elected))):
        kept = [who for who, share, _left in journal if share < 1]  # qui a transmis son reste garde le quota
        held = {option: Fraction(quota if option in kept else 0) for option in [*options, None]}
        for ranking, n in heaps:
            holder, weight = holder_of(ranking, journal)
            held[holder] += weight * n
        rounds.append(held)
        reached = [option for option in standing if held[option] >= quota or (heaps and len(standing) <= left)]
        standing = [option for option in standing if option not in reached]
        elected += groups_of(reached, held.get)
        waiting = [who for group in elected for who in group if held[who] > quota]
        if not reached and waiting:
            journal += [(who, 1 - quota / held[who], standing) for who in parted(waiting, rounds, max)]
        elif not reached and len(last := parted(standing, rounds, min)) > 1:
            tied, sure = last, [option for option in standing if option not in last and len(standing) == left + 1]
            elected, standing = elected + groups_of(sure, held.get), [o for o in standing if o not in sure]
        elif not reached:
            standing, out = [option for option in standing if option not in last], last + out
            journal += [(last[0], 1, standing)]
    order = elected + groups_of(standing, rounds[-1].get) + [[option] for option in out]
    winners = [winner for group in elected for winner in group]
    return {"winners": winners, "tied": tied, "order": order, "counts": {o: int(rounds[0][o]) for o in options}}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
