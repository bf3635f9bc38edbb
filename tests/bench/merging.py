"""`python -m tests.bench.merging`: how long texts are compared and merged in, beside the standard library's difflib.

Nothing is asserted. Absolute figures move with the machine: the ratios of one run mean more.
"""

import difflib
import random
import time

from governance.rules.merge import changes, diff, merge, normalise, rebase, tokens

ARTICLES, AMENDMENTS = 120, 50
DICTIONARY = [
    f"{root}{end}" for root in "vot assembl collect propos avis ville mandat règl".split() for end in range(40)
]


def words(chance, count):
    return " ".join(chance.choice(DICTIONARY) for _ in range(count))


def statutes(chance):
    """About 200 KB: articles of paragraphs and lists."""
    parts = []
    for number in range(ARTICLES):
        paragraphs = [f"{words(chance, 60)}." for _ in range(3)]
        items = "\n".join(f"- {words(chance, 12)} ;" for _ in range(5))
        parts += [f"## Article {number}", *paragraphs, items]
    return normalise("\n\n".join(parts))


def amended(chance, text, edits=3):
    """The text with a few words changed, a paragraph added and one removed, anywhere."""
    parts = text.split("\n\n")
    for _ in range(edits):
        at = chance.randrange(len(parts))
        said = parts[at].split(" ")
        said[chance.randrange(len(said))] = "amendé"
        parts[at] = " ".join(said)
    parts.insert(chance.randrange(len(parts)), f"{words(chance, 30)}.")
    del parts[chance.randrange(len(parts))]
    return normalise("\n\n".join(parts))


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def row(what, seconds, more=""):
    print(f"  {what:<58} {seconds * 1000:>8.0f} ms  {more}", flush=True)


def beside_difflib(what, before, after):
    mine, pairs = timed(lambda: diff(before, after))
    row(what, mine, f"{len(pairs)} parts")
    theirs, codes = timed(lambda: plain(tokens(before), tokens(after)))
    row("  the same by difflib", theirs, f"{len(codes)} parts; ours takes {mine / theirs:.3f} of it")


def plain(before, after):
    return difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def fifty_amendments(chance):
    base = statutes(chance)
    current = amended(chance, base)
    proposed = [amended(chance, base) for _ in range(AMENDMENTS)]
    seconds, merges = timed(lambda: [rebase(base, current, one) for one in proposed])
    outcomes = [one.outcome for one in merges]
    said = ", ".join(f"{outcomes.count(name)} {name}" for name in ("auto", "review", "conflict"))
    row(f"{AMENDMENTS} amendments rebased on {len(base) // 1000} KB", seconds, said)
    seconds, pairs = timed(lambda: diff(base, proposed[0]))
    row("one of them shown word by word", seconds, f"{len(pairs)} parts")
    short = base[: len(base) // 20]  # on the whole, difflib takes minutes
    beside_difflib(f"an amendment to {len(short) // 1000} KB of it, word by word", short, amended(chance, short))


def five_thousand_headings(chance):
    base = "\n\n".join(f"## Titre {number}\n\n{words(chance, 4)}" for number in range(5_000))
    renamed = base.replace("Titre", "Article")
    shuffled = base.split("\n\n")
    chance.shuffle(shuffled)
    shuffled = "\n\n".join(shuffled)
    seconds, merged = timed(lambda: merge(base, amended(chance, base), amended(chance, base)))
    row("5,000 headings, two amendments merged", seconds, merged.outcome)
    seconds, merged = timed(lambda: merge(base, renamed, amended(chance, base)))
    row("5,000 headings, all renamed, and an amendment", seconds, merged.outcome)
    seconds, merged = timed(lambda: merge(base, shuffled, renamed))
    row("5,000 headings shuffled, and all renamed", seconds, f"{merged.outcome}, {len(merged.conflicts)} conflicts")
    seconds, count = timed(lambda: changes(base, renamed))
    row("5,000 headings, all renamed, words counted", seconds, f"{count} words")


def one_line_of_two_megabytes(chance):
    said = words(chance, 300_000).split(" ")[:300_000]
    base = " ".join(said)
    ours, theirs = [*said], [*said]
    ours[10], theirs[-10] = "amendé", "corrigé"
    ours, theirs = " ".join(ours), " ".join(theirs)
    rewritten = words(random.Random(9), 300_000)
    seconds, merged = timed(lambda: merge(base, ours, theirs))
    row(f"one line of {len(base) // 1_000_000} MB, a word changed at either end", seconds, merged.outcome)
    seconds, merged = timed(lambda: merge(base, ours, rewritten))
    row("the same line, a word changed and all rewritten", seconds, merged.outcome)
    seconds, pairs = timed(lambda: diff(base, rewritten))
    row("the same line, all rewritten, word by word", seconds, f"{len(pairs)} parts")


def repetitive_clause():
    clause = "Le conseil se réunit, sur convocation du président, et délibère valablement. "
    after = clause * 30 + clause.replace("président", "bureau") + clause * 29
    beside_difflib("a clause repeated 60 times, one word changed", clause * 60, after)


if __name__ == "__main__":
    print("Comparing and merging texts")
    fifty_amendments(random.Random(1))
    five_thousand_headings(random.Random(2))
    one_line_of_two_megabytes(random.Random(3))
    repetitive_clause()
