#!/usr/bin/env python3
"""Refaire un tirage au sort d’après la RFC 3797, et voir que les mêmes noms sortent.

Usage : python3 draw_again.py tirage.json (le fichier de la page du tirage ; Python 3 suffit).
Comment : les nombres de chaque source, rangés du plus petit au plus grand, forment une clé. Pour chaque place, on
calcule l’empreinte MD5 du rang, de la clé et du rang ; le reste de sa division par le nombre de personnes qui restent
dit laquelle sort.
Ce que cela prouve : les noms annoncés sont ceux que donnent cette liste et ces nombres, et personne n’a choisi.
À vérifier à part : que la liste est celle de l’annonce (le registre en garde l’empreinte), et que les nombres sont
bien ceux qui ont été publiés à la date dite.
"""

import hashlib
import json
import sys


def key_of(lots):
    """« 9319./2.5.8.10.12./ » : un point après chaque nombre, une barre après chaque source, puis la strate."""
    key = ""
    for source in lots["sources"]:
        key += "".join(f"{number}." for number in sorted(int(written) for written in source.split())) + "/"
    return key + (f"{lots['stratum']}./" if lots.get("stratum") else "")


def draw(lots):
    key, left, drawn = key_of(lots).encode(), list(lots["pool"]), []
    for place in range(lots["take"]):
        turn = place.to_bytes(2, "big")
        digest = hashlib.new(lots.get("hash", "md5"), turn + key + turn, usedforsecurity=False).hexdigest()
        index = int(digest, 16) % len(left)
        print(f"{place + 1}. {digest} : reste de la division par {len(left)} = {index} : {left[index]}")
        drawn.append(left.pop(index))
    return drawn


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig") as published:
        print(json.dumps(draw(json.load(published)), ensure_ascii=False))
