#!/usr/bin/env python3
"""Recompter des classements par la méthode de Schulze.

Usage : python3 count_schulze.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : chaque duel est compté en relisant les bulletins ; puis, du lien le plus fort au plus faible, on ouvre les
liens un à un : une option rejoint une autre avec la force du lien qui lui ouvre le premier chemin. (La plateforme
emploie l’algorithme de Floyd et Warshall.) Qui n’est pas classé est dernier, à égalité.
Ce que cela prouve : le résultat annoncé est bien celui des bulletins publiés, compté ici par un programme écrit
à part de la plateforme. Ce que cela ne prouve pas : que ces bulletins sont ceux qui ont été déposés ; pour cela,
cherchez-y votre code ou votre bulletin.
"""

import json
import sys


def ballots_of(vote):
    """Les bulletins qui ne sont pas blancs, chacun avec le nombre de fois où il a été déposé."""
    return [(line["ballot"], line.get("count", 1)) for line in vote["ballots"] if line["ballot"] not in (None, [], {})]


def seats_of(order, seats):
    """Chaque siège dans l’ordre ; un groupe trop grand pour les sièges qui restent est à égalité."""
    winners = []
    for group in order:
        if len(winners) + len(group) > seats:
            return winners, group if len(winners) < seats else []
        winners = winners + group
    return winners, []


def groups_of(options, key):
    """Les options de la plus grande valeur à la plus petite ; les valeurs égales restent ensemble."""
    values = sorted({key(option) for option in options}, reverse=True)
    return [[option for option in options if key(option) == value] for value in values]


def count(vote):
    options, cast = vote["options"], ballots_of(vote)
    ranked = [
        ({o: r for r, rank in enumerate(b) for o in ([rank] if isinstance(rank, str) else rank)}, n) for b, n in cast
    ]
    last = len(options)
    duels = {a: {b: sum(n for rank, n in ranked if rank.get(a, last) < rank.get(b, last)) for b in options if b != a}
             for a in options}  # fmt: skip
    wins = sorted(((duels[a][b], a, b) for a in options for b in duels[a] if duels[a][b] > duels[b][a]), reverse=True)
    force, reached, opened = {}, {option: {option} for option in options}, {option: set() for option in options}
    for strength, a, b in wins:
        opened[a].add(b)
        for start in options:
            waiting = [b] if a in reached[start] and b not in reached[start] else []
            while waiting:
                found = waiting.pop()
                reached[start].add(found)
                force[start, found] = strength
                waiting += opened[found] - reached[start] - set(waiting)
    beaten_by = {b: [a for a in options if force.get((a, b), 0) > force.get((b, a), 0)] for b in options}
    levels = {}
    for option in sorted(options, key=lambda option: len(beaten_by[option])):  # qui la bat est battu par moins
        levels[option] = 1 + max((levels[other] for other in beaten_by[option]), default=0)
    order = groups_of(options, lambda option: -levels[option])
    winners, tied = seats_of(order, vote.get("seats", 1))
    return {"winners": winners, "tied": tied, "order": order, "counts": duels}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
