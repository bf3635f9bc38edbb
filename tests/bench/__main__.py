"""`make bench`: P1, P2, P3, P6, P7, P9 and P10 of the numbers to hold, and a soak, beside the bare framework.

Both in turns: absolute figures move by a factor of two from minute to minute, and only the ratios of one run mean
anything. Palabre and the bare views run the same middleware for a signed-in person on the same database; the load
comes from this process.
"""

import argparse
import asyncio
import contextlib
import gzip
import json
import re
import resource
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.bench import counting, hall, mapping, soak
from tests.bench.client import Browser, Readers
from tests.bench.servers import BARE, OURS, bare, ours, serving, tell
from tests.services import Missing, postgres

PAUSE = 0.4  # seconds between two positions: sooner, the hub tells both at once
CLIENTS = (1, 8)
PARTS = ("pages", "sockets", "sqlite", "postgres", "hall", "counting", "mapping", "soak")

rows = []


def row(work, mine, theirs="", ratio=None, target="", holds=None):
    """One line of the table, said at once and kept for the end."""
    said = "" if holds is None else "holds" if holds else "does not hold yet"
    line = (work, mine, theirs, "" if ratio is None else f"{ratio:.2f}", target, said)
    rows.append(line)
    print("  " + "  ".join(filter(None, line)), flush=True)


def ms(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.02 else f"{seconds * 1000:.1f} ms"


def at_most(work, mine, theirs, limit):
    ratio = mine / theirs
    row(work, ms(mine), ms(theirs), ratio, f"at most {limit:g}x", ratio <= limit)


# --- P1: from the write to the last reader -----------------------------------------------------------


async def fan_out(world, mine, theirs, sizes, turns):
    member = world["member"]
    choices = ["agree", "disagree"] * 1000

    async def say(browser, path, readers):
        return await until_heard(browser, readers, path, member, {"body": world["said"]})

    async def position(browser, readers):
        await asyncio.sleep(PAUSE)
        choices.reverse()
        data = {"choice": choices.pop(), "version_n": 1}
        return await until_heard(browser, readers, world["position"], member, data)

    async def page_of(size):
        _status, _headers, html = await here.get(world["proposal"], member)
        streams = re.findall(r'data-stream="([^"]+)" data-cursor="(\d+)"', html.decode())
        assert len(streams) == 2, streams
        return Readers(f"ws://127.0.0.1:{mine.port}/live/", member, size, streams)

    async with Browser(mine.port) as here, Browser(theirs.port) as there:
        for size in sizes:
            async with (
                await page_of(size) as palabre,
                Readers(f"ws://127.0.0.1:{theirs.port}/hub/", member, size) as hub,
            ):
                said = await in_turns(
                    turns,
                    lambda readers=palabre: say(here, world["say"], readers),
                    lambda readers=hub: say(there, "/say/hub/", readers),
                    lambda readers=palabre: position(here, readers),
                )
                (message, answered), (one_member, _), (taken, _) = said
                # Asked from 500 readers on: below, what the write itself costs is most of it.
                for work, mine_took in (("message", message), ("position", taken)):
                    name = f"P1 {work} to the last of {size} readers"
                    if size >= 500:
                        at_most(name, mine_took, one_member, 1.5)
                    else:
                        row(name, ms(mine_took), ms(one_member), mine_took / one_member)
                row(f"   the writer's own answer, {size} readers", ms(answered))
                if size == 1000 and mine.megabytes:
                    row("P9 memory with 1,000 sockets", f"{mine.megabytes:.0f} MB", f"{theirs.megabytes:.0f} MB",
                        target="at most 260 MB", holds=mine.megabytes <= 260)  # fmt: skip
        async with (
            await page_of(1000) as palabre,
            Readers(f"ws://127.0.0.1:{theirs.port}/plain/", member, 1000) as plain,
        ):
            (message, _), (group, _) = await in_turns(
                turns,
                lambda: say(here, world["say"], palabre),
                lambda: say(there, "/say/plain/", plain),
            )
            ratio = group / message
            row("P1 against a member a socket, 1,000", ms(message), ms(group), ratio, "6x faster", ratio >= 6)


async def until_heard(browser, readers, path, session, data):
    """(seconds from the write to the last reader, seconds to the writer's answer)."""
    began = time.perf_counter()
    answer = asyncio.create_task(browser.post(path, session, data, **{"HX-Request": "true"}))
    heard = await readers.next_frame()
    status, _headers, body = await answer
    answered = time.perf_counter()
    assert status in (200, 204), (path, status, body[:500])
    return heard - began, answered - began


async def in_turns(turns, *works):
    """Each work once a turn, after one that is not counted: for each, the medians of what it gives."""
    found = [[] for _work in works]
    for turn in range(turns + 1):
        for work, kept in zip(works, found, strict=True):
            measured = await work()
            if turn:
                kept.append(measured)
    return [[statistics.median(column) for column in zip(*kept, strict=True)] for kept in found]


# --- P2: ballots -------------------------------------------------------------------------------------


async def ballots(world, mine, theirs, engine, rounds, each):
    """Ballots a second on every size of roll and on the bare side; every ballot is somebody's first."""
    waiting = {int(size): iter(found) for size, found in world["ballots"].items()}
    bare_ballots = iter(world["bare"]["ballots"])

    async def cast(server, source, clients, count):
        """(ballots a second, seconds of the server's processor for one)."""
        taken = [next(source) for _ in range(count)]
        began, used = time.perf_counter(), server.cpu
        async with asyncio.TaskGroup() as group:
            for _client in range(clients):
                group.create_task(vote(server.port, taken))
        return count / (time.perf_counter() - began), (server.cpu - used) / count

    async def vote(port, taken):
        async with Browser(port) as browser:
            while taken:
                path, session = taken.pop()
                status, _headers, body = await browser.post(path, session, {"choice": "agree", "version_n": 1})
                assert status in (204, 302), (path, status, body[:500])

    sides = {None: (theirs, bare_ballots)} | {size: (mine, found) for size, found in waiting.items()}
    for side in sides.values():
        await cast(*side, 1, WARM)
    for clients, count in zip(CLIENTS, each, strict=True):
        found = {side: [] for side in sides}
        for _round in range(rounds):
            for side, where in sides.items():
                found[side].append(await cast(*where, clients, count))
        medians = {
            side: [statistics.median(column) for column in zip(*kept, strict=True)] for side, kept in found.items()
        }
        bare_rate, bare_cpu = medians.pop(None)
        for size, (rate, cpu) in medians.items():
            work = f"ballot, {engine}, roll of {size}, {clients} client{'s' * (clients > 1)}"
            row(f"P2 {work}", f"{rate:.0f}/s", f"{bare_rate:.0f}/s", rate / bare_rate, "at least 0.5",
                rate / bare_rate >= 0.5)  # fmt: skip
            if cpu:
                row("   its processor time", ms(cpu), ms(bare_cpu), cpu / bare_cpu, "at most 2x")


WARM = 8


def needed(rounds, each):
    return WARM + rounds * sum(each)


# --- P3, P9, P10: the proposal page ------------------------------------------------------------------


async def page(world, mine, theirs, rounds, each):
    async def typical(server, browser, path):
        times, used = [], server.cpu
        for _time in range(each):
            began = time.perf_counter()
            status, _headers, _body = await browser.get(path, world["member"])
            times.append(time.perf_counter() - began)
            assert status == 200, (path, status)
        return statistics.median(times), (server.cpu - used) / each

    async with Browser(mine.port) as here, Browser(theirs.port) as there:
        (taken, cpu), (plain, bare_cpu) = await in_turns(
            rounds,
            lambda: typical(mine, here, world["proposal"]),
            lambda: typical(theirs, there, world["bare"]["row"]),
        )
        at_most("P3 proposal page, 200 messages, 10 amendments", taken, plain, 5)
        row("   the same, wanted", ms(taken), ms(plain), taken / plain, "at most 3x", taken / plain <= 3)
        if cpu:
            row("   its processor time", ms(cpu), ms(bare_cpu), cpu / bare_cpu)


async def weight(world, mine):
    """Script and style of a first visit: what the page names, and what that names in turn."""
    async with Browser(mine.port) as browser:
        _status, headers, html = await browser.get(world["proposal"], "", **{"Accept-Encoding": "gzip"})
        html = gzip.decompress(html) if headers.get("content-encoding") == "gzip" else html
        waiting = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', html.decode())
        seen, raw, sent = set(), 0, 0
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            status, headers, body = await browser.get(path, "", **{"Accept-Encoding": "gzip"})
            assert status == 200, (path, status)
            sent += len(body)
            text = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
            raw += len(text)
            named = re.findall(r'(?:from |import |@import )\s*["\'](\./[^"\']+)', text.decode())
            waiting += [f"{path.rsplit('/', 1)[0]}/{name[2:]}" for name in named]
        row(f"P10 script and style of a first visit, {len(seen)} files", f"{sent / 1000:.0f} KB ({raw / 1000:.0f} raw)",
            target="at most 100 KB", holds=sent <= 100_000)  # fmt: skip


# --- P5: a hall votes --------------------------------------------------------------------------------


async def a_hall_votes(world, mine, engine, quick):
    for secrecy in world["hall"]["votes"]:
        used = mine.cpu
        found = await hall.vote(world, mine, secrecy, 20 if quick else hall.MINUTE)
        people = len(world["hall"]["voters"])
        work = f"P5 {people} voters in {found.took:.0f} s, {hall.READERS} readers, {secrecy}, {engine}"
        row(f"{work}: p50", ms(found.quantile(50)))
        row("   p95", ms(found.quantile(95)), target="under 1 s", holds=found.quantile(95) < 1)
        row("   refused", str(len(found.refused)), target="none", holds=not found.refused)
        # Two pictures: how many answered, and the result of those who may see it.
        row("   frames a reader heard", f"{found.frames / hall.READERS:.0f}", target="one a second and picture",
            holds=found.frames / hall.READERS <= 2 * (found.took + 10))  # fmt: skip
        row("   processor of the server", f"{(mine.cpu - used) / found.took:.0%}")
        if found.refused:
            print(found.refused[0])


# --- P7: a poll of a country, counted, told and drawn ------------------------------------------------


def a_poll_is_told(turns, size):
    communes, answers = mapping.COMMUNES // size, mapping.ANSWERS // size
    with tempfile.TemporaryDirectory(prefix="palabre-bench-") as var:
        found = json.loads(tell("tests.bench.poll_page", OURS, var, "", communes, answers, turns))
    for work in ("closed", "open, one turn"):
        took, bare = found[work], found["bare count"]
        row(f"P7 a poll of {communes:,} communes, {answers:,} answers, {work}", ms(took), ms(bare), took / bare)
    for way in ("page", "by EPCI", "GeoJSON"):
        took, bare = found[way], found["bare read"]
        limit = mapping.LIMIT
        row(f"P7 its result, {way}", ms(took), ms(bare), took / bare, f"under {limit} s", took < limit)
        size = f"{found['bytes'][way] / 1e3:.0f} kB, {found['packed'][way] / 1e3:.0f} packed"
        row("   on the wire", size, target="under 1 MB", holds=found["bytes"][way] < 1e6)


# --- The run -----------------------------------------------------------------------------------------


@contextmanager
def both(rolls, count, database_url=""):
    """An instance of Palabre and a bare one on the same fresh database, and what lies in it."""
    with tempfile.TemporaryDirectory(prefix="palabre-bench-") as var:
        world = json.loads(tell("tests.bench.world", BARE, var, database_url, count, *rolls))
        with serving(ours, var, database_url) as mine, serving(bare, var, database_url) as theirs:
            yield world, mine, theirs, Path(var)


def measure(asked):
    rolls = [10, 1000, 10_000 if asked.quick else 100_000]
    rounds, each = (1, (20, 40)) if asked.quick else (3, (40, 80))
    sizes = [100, 1000] if asked.quick else [100, 500, 1000]
    sizes += [5000] * asked.crowd
    only = set(asked.only or PARTS)
    count = needed(rounds, each)
    if "counting" in only:
        counting.measure(at_most, rounds, 10 if asked.quick else 1)
    if "mapping" in only:
        mapping.measure(row, ms, rounds, 10 if asked.quick else 1)
        a_poll_is_told(rounds, 20 if asked.quick else 1)
    if only & {"pages", "sockets", "sqlite"}:
        with both(rolls if "sqlite" in only else [10], count) as (world, mine, theirs, var):
            asyncio.run(weight(world, mine))
            if mine.megabytes:
                row("P9 memory at rest", f"{mine.megabytes:.0f} MB", f"{theirs.megabytes:.0f} MB",
                    target="at most 200 MB", holds=mine.megabytes <= 200)  # fmt: skip
            if "sockets" in only:
                asyncio.run(fan_out(world, mine, theirs, sizes, 2 if asked.quick else 5))
            if "sqlite" in only:
                asyncio.run(ballots(world, mine, theirs, "SQLite", rounds, each))
            if "pages" in only:
                asyncio.run(page(world, mine, theirs, rounds, 15 if asked.quick else 40))
                profile = tell("tests.bench.page_profile", OURS, var, "", world["proposal"], world["member"])
                print(f"\nWhere the proposal page goes:\n{profile}")
    if "hall" in only:
        # As many first positions as make the crowd a thousand people.
        with both([10], 1000) as (world, mine, _theirs, _var):
            asyncio.run(a_hall_votes(world, mine, "SQLite", asked.quick))
        with contextlib.suppress(Missing), postgres() as url, both([10], 1000, url) as (world, mine, _theirs, _var):
            asyncio.run(a_hall_votes(world, mine, "PostgreSQL", asked.quick))
    if "soak" in only:
        minutes, readers, turn = (1 / 3, 100, 5) if asked.quick else (asked.minutes, soak.READERS, soak.TURN)
        with both([10], soak.WRITERS) as (world, mine, theirs, _var):
            asyncio.run(soak.soak(world, mine, theirs, minutes, readers, turn, row, ms))
    if "postgres" in only:
        try:
            with postgres() as url, both(rolls, count, url) as (world, mine, theirs, _var):
                asyncio.run(ballots(world, mine, theirs, "PostgreSQL", rounds, each))
        except Missing as missing:
            print(f"Without PostgreSQL: {missing}")


def main():
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns, in under two minutes")
    parser.add_argument("--crowd", action="store_true", help="5,000 readers too")
    parser.add_argument("--minutes", type=float, default=5, help="how long the soak writes to each side")
    parser.add_argument("--only", action="append", choices=PARTS)
    asked = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    began = time.monotonic()
    measure(asked)
    head = ("work", "Palabre", "bare", "ratio", "target", "")
    widths = [max(len(line[n]) for line in [head, *rows]) for n in range(len(head))]
    print()
    for line in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    print(f"\n{time.monotonic() - began:.0f} seconds.")


if __name__ == "__main__":
    main()
