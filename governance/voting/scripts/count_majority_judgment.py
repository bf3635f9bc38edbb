#!/usr/bin/env python3
"""Recompter un jugement majoritaire, avec le départage de ses auteurs (Balinski et Laraki).

Usage : python3 count_majority_judgment.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : pour chaque option, on aligne toutes ses mentions (une mention absente est la pire), on prend celle du
milieu (de deux, la plus basse), on l’enlève, on recommence jusqu’à la dernière : les suites ainsi obtenues se
comparent comme des mots dans un dictionnaire. La plateforme, elle, calcule sur les seuls nombres de mentions.
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


def value_of(marks):
    """Les mentions du milieu, enlevées une à une : du milieu vers les bords, tantôt d’un côté, tantôt de l’autre."""
    marks = sorted(marks)
    below, value = (len(marks) - 1) // 2, []
    above = below + 1
    for left in range(len(marks), 0, -1):
        if (left - 1) // 2 <= below:  # le milieu de ce qui reste est encore en dessous du départ
            value.append(marks[below])
            below -= 1
        else:
            value.append(marks[above])
            above += 1
    return tuple(value)


def count(vote):
    cast, grades, counts, values = ballots_of(vote), vote["grades"], {}, {}
    for option in vote["options"]:
        marks = [grades.index(given.get(option, grades[0])) for given, n in cast for _ in range(n)]
        counts[option] = {grade: marks.count(rank) for rank, grade in enumerate(grades)}
        values[option] = value_of(marks)
    order = groups_of(vote["options"], values.get)
    winners, tied = seats_of(order, vote.get("seats", 1))
    return {"winners": winners, "tied": tied, "order": order, "counts": counts}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
