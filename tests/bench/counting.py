"""P6: a vote closed and judged by the law, beside a plain pass that reads the same rows and adds them up, unchecked.

A row is a ballot as it is kept: a canonical text. The plain pass parses each row and adds; it refuses nothing, knows
no blank, no tie and no order. The law heaps equal rows, checks every ballot, counts, and says why.
"""

import json
import random
import statistics
import time
from itertools import combinations

from governance.rules.tally import Election, canonical, heaped, tally, why

GRADES = ("à rejeter", "insuffisant", "passable", "assez bien", "bien", "très bien", "excellent")
LIMIT = 2  # times the plain pass


def named(count):
    return tuple(f"option {n}" for n in range(1, count + 1))


def close(method, options, rows, **more):
    election = Election(method, options, heaped(rows), **more)
    return why(election, tally(election))


# --- The plain passes: read each row, add up ---------------------------------------------------------


def plain_single(options, rows):
    counts = dict.fromkeys(options, 0)
    for row in rows:
        counts[json.loads(row)] += 1
    return counts


def plain_scores(options, rows):
    sums = dict.fromkeys(options, 0)
    for row in rows:
        for option, number in json.loads(row).items():
            sums[option] += number
    return sums


def plain_grades(options, rows):
    counts = {option: dict.fromkeys(GRADES, 0) for option in options}
    for row in rows:
        for option, grade in json.loads(row).items():
            counts[option][grade] += 1
    return counts


def plain_pairs(options, rows):
    pairs = {a: dict.fromkeys(options, 0) for a in options}
    for row in rows:
        for a, b in combinations([rank[0] for rank in json.loads(row)], 2):
            pairs[a][b] += 1
    return pairs


# --- The rows ----------------------------------------------------------------------------------------


def ballots(count, make):
    return [canonical(make()) for _ in range(count)]


def cases(chance, size):
    """(work, plain pass, method, options, rows, what else the vote says), one at a time: the rows weigh a lot."""
    few, many = named(5), named(10)

    def ranking():
        return [[option] for option in chance.sample(many, len(many))]

    def graded(options):
        return lambda: {option: chance.choice(GRADES) for option in options}

    hundred, million = 100_000 // size, 1_000_000 // size
    yield (f"single choice, {hundred:,} ballots", plain_single, "single", few,
           ballots(hundred, lambda: chance.choice(few)), {})  # fmt: skip
    yield (f"scores of 10 options, {hundred:,} ballots, all different", plain_scores, "score", many,
           ballots(hundred, lambda: {option: chance.randint(0, 10) for option in many}), {"high": 10})  # fmt: skip
    yield (f"Schulze, 10 options, {hundred:,} ballots, nearly all different", plain_pairs, "schulze", many,
           ballots(hundred, ranking), {})  # fmt: skip
    yield (f"majority judgment, 5 options, {million:,} ballots", plain_grades, "majority_judgment", few,
           ballots(million, graded(few)), {"grades": GRADES})  # fmt: skip
    yield (f"majority judgment, 10 options, {hundred:,} ballots, all different", plain_grades, "majority_judgment",
           many, ballots(hundred, graded(many)), {"grades": GRADES})  # fmt: skip


def timed(work, *arguments, **more):
    began = time.perf_counter()
    work(*arguments, **more)
    return time.perf_counter() - began


def measure(at_most, turns, size=1):
    """Each case in turns with its plain pass; `at_most(work, ours, theirs, limit)` says the medians."""
    for work, plain, method, options, rows, more in cases(random.Random(6), size):
        found = [(timed(close, method, options, rows, **more), timed(plain, options, rows)) for _ in range(turns)]
        mine, theirs = (statistics.median(column) for column in zip(*found, strict=True))
        at_most(f"P6 {work}", mine, theirs, LIMIT)
