#!/usr/bin/env python3
"""Recompter des positions : combien de personnes ont pris chacune ; personne ne gagne, elles conseillent.

Usage : python3 count_positions.py scrutin.json (le fichier publié ; Python 3 suffit).
Comment : position par position, on relit tous les bulletins.
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
    cast = ballots_of(vote)
    counts = {option: sum(n for taken, n in cast if taken == option) for option in vote["options"]}
    return {"winners": [], "tied": [], "order": [], "counts": counts}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(count(json.load(published)), ensure_ascii=False, indent=2))
