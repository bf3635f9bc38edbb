#!/usr/bin/env python3
"""Recompter des classements par éliminations successives (vote alternatif).

Usage : python3 count_irv.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : à chaque tour on relit tous les bulletins depuis le début, chacun pour la première option encore en lice.
Une égalité pour la dernière place se tranche au tour précédent le plus récent qui les sépare, sinon le compte s’arrête.
Ce que cela prouve : le résultat annoncé est bien celui des bulletins publiés, compté ici par un programme écrit
à part de la plateforme. Ce que cela ne prouve pas : que ces bulletins sont ceux qui ont été déposés ; pour cela,
cherchez-y votre code ou votre bulletin.
"""

import json
import sys


def ballots_of(vote):
    """Les bulletins qui ne sont pas blancs, chacun avec le nombre de fois où il a été déposé."""
    return [(line["ballot"], line.get("count", 1)) for line in vote["ballots"] if line["ballot"] not in (None, [], {})]


def groups_of(options, key):
    """Les options de la plus grande valeur à la plus petite ; les valeurs égales restent ensemble."""
    values = sorted({key(option) for option in options}, reverse=True)
    return [[option for option in options if key(option) == value] for value in values]


def count(vote):
    cast, standing, rounds, out = ballots_of(vote), list(vote["options"]), [], []
    rankings = [([rank if isinstance(rank, str) else rank[0] for rank in ballot], n) for ballot, n in cast]
    winners, tied = [], []
    while not winners and not tied:
        held = dict.fromkeys(vote["options"], 0)
        for ranking, n in rankings:
            first = next((option for option in ranking if option in standing), None)
            if first is not None:
                held[first] += n
        rounds.append(held)
        best = max(standing, key=held.get)
        if len(standing) == 1 or held[best] * 2 > sum(held.values()):
            winners = [best]
            break
        last = standing
        for earlier in reversed(rounds):
            last = [option for option in last if earlier[option] == min(earlier[o] for o in last)]
        if len(last) > 1:
            tied = last
        else:
            out = last + out
            standing = [option for option in standing if option not in last]
    rest = [option for option in standing if option not in winners]
    order = [[winner] for winner in winners] + groups_of(rest, rounds[-1].get) + [[option] for option in out]
    return {"winners": winners, "tied": tied, "order": order, "counts": rounds[0]}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
