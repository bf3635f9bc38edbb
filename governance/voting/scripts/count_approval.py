#!/usr/bin/env python3
"""Recompter une approbation, ou un choix de plusieurs : l’option que le plus de bulletins portent vient en tête.

Usage : python3 count_approval.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : option par option, on relit tous les bulletins et on garde ceux qui la contiennent.
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
    cast = ballots_of(vote)
    counts = {option: sum(n for chosen, n in cast if option in chosen) for option in vote["options"]}
    order = groups_of(vote["options"], counts.get)
    winners, tied = seats_of(order, vote.get("seats", 1))
    return {"winners": winners, "tied": tied, "order": order, "counts": counts}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
