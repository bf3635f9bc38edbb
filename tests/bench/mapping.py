"""P7, the law's part: what may be told of 35,000 communes and 100,000 answers, beside a plain sum of the same rows.

A row is an answer: a commune and an option. The plain pass adds each row up in its commune and in every territory
above, and hides nothing. The law counts by commune, cuts the hierarchy, and tells. Both are given the hierarchy, which
is built once a poll.
"""

import random
import statistics
import time
from math import exp

from governance.rules.disclosure import Hierarchy, publish

COMMUNES, ANSWERS, OPTIONS = 35_000, 100_000, 4
REGIONS, DEPARTEMENTS, EPCI = 13, 96, 1250
ASTRIDE = 0.002  # of the communes lie in an EPCI of the département beside: some EPCI in twenty are astride
LIMIT = 1  # second of the processor: the clock of a shared machine says little


def timed(work, *arguments):
    began = time.process_time()
    work(*arguments)
    return time.process_time() - began


def country(chance, communes=COMMUNES):
    """A hierarchy of the size of France, with as uneven communes."""
    kind, parents, population = {}, {}, {}
    for n in range(REGIONS):
        kind[f"R{n}"], parents[f"R{n}"] = "region", ()
    for n in range(DEPARTEMENTS):
        kind[f"D{n}"], parents[f"D{n}"] = "departement", (f"R{n % REGIONS}",)
    for n in range(EPCI):
        kind[f"E{n}"], parents[f"E{n}"] = "epci", ()
    for n in range(communes):
        code, departement = f"{n:05}", n % DEPARTEMENTS
        home = (departement + (chance.random() < ASTRIDE)) % DEPARTEMENTS
        epci = chance.randrange(home, EPCI, DEPARTEMENTS)
        kind[code], parents[code] = "commune", (f"D{departement}", f"E{epci}")
        population[code] = 20 + int(exp(chance.gauss(6.1, 1.3)))
    return Hierarchy(("region", "departement", "epci", "commune"), kind, parents, ("commune",), population)


def counted(rows):
    """The answers by commune, as the law reads them."""
    counts = {}
    for commune, option in rows:
        line = counts.setdefault(commune, [0] * (OPTIONS + 1))
        line[0] += 1
        line[option + 1] += 1
    return counts


def told(rows, hierarchy):
    return publish(None, {"declared": counted(rows)}, hierarchy, final=True)


def renewed(rows, hierarchy, before):
    return publish(before, {"declared": counted(rows)}, hierarchy)


def plain(rows, hierarchy):
    sums = {}
    for commune, option in rows:
        for code in hierarchy.above[commune]:
            line = sums.setdefault(code, [0] * (OPTIONS + 1))
            line[0] += 1
            line[option + 1] += 1
    return sums


def measure(row, ms, turns, size=1):
    """The close, and a turn of the open poll, in turns with the plain sum; `row` prints a line."""
    chance = random.Random(7)
    hierarchy = country(chance, COMMUNES // size)
    living = list(hierarchy.population.values())
    rows = list(
        zip(
            chance.choices(hierarchy.places, living, k=ANSWERS // size),
            chance.choices(range(OPTIONS), (45, 35, 15, 5), k=ANSWERS // size),
            strict=True,
        )
    )
    before = None
    for share in (3, 6):
        before = renewed(rows[: len(rows) * share // 10], hierarchy, before)
    found = [
        (
            timed(told, rows, hierarchy),
            timed(plain, rows, hierarchy),
            timed(renewed, rows, hierarchy, before),
        )
        for _ in range(turns)
    ]
    close, bare, turn = (statistics.median(column) for column in zip(*found, strict=True))
    shown = told(rows, hierarchy).tables["declared"].shown
    communes = [code for code in shown if code in hierarchy.population]
    for work, took in (("closed", close), ("open, one turn", turn)):
        row(f"P7 disclosure, {len(hierarchy.places):,} communes, {len(rows):,} answers, {work}", ms(took), ms(bare),
            took / bare, f"under {LIMIT} s", took < LIMIT)  # fmt: skip
    row("   told: communes, and their share of the answers",
        f"{len(communes):,}, {sum(shown[code][0] for code in communes) * 100 // len(rows)} %")  # fmt: skip
