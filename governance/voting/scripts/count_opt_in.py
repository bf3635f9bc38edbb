#!/usr/bin/env python3
"""Recompter des inscriptions : chaque option qui réunit assez de monde (« target ») a lieu.

Usage : python3 count_opt_in.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : option par option, on compte les personnes inscrites ; une option ne prend rien à une autre.
Ce que cela prouve : le résultat annoncé est bien celui des bulletins publiés, compté ici par un programme écrit
à part de la plateforme. Ce que cela ne prouve pas : que ces bulletins sont ceux qui ont été déposés ; pour cela,
cherchez-y votre code ou votre bulletin.
"""

import json
import sys


def ballots_of(vote):
    """Les bulletins qui ne sont pas blancs, chacun avec le nombre de fois où il a été déposé."""
    return [(line["ballot"], line.get("count", 1)) for line in vote["ballots"] if line["ballot"] not in (None, [], {})]


def count(vote):
    cast, options = ballots_of(vote), vote["options"]
    counts = {option: sum(n for joined, n in cast if joined == option) for option in options}
    order = [[option for option in options if counts[option] == n] for n in sorted({*counts.values()}, reverse=True)]
    winners = [option for group in order for option in group if counts[option] >= vote["target"]]
    return {"winners": winners, "tied": [], "order": order, "counts": counts}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
