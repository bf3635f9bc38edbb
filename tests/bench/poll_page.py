"""P7 with its database: a poll of a country of 35,000 communes, 100,000 answers counted, told on a page and drawn.

python -m tests.bench.poll_page COMMUNES ANSWERS TURNS

Prints, as JSON, seconds of the processor and bytes on the wire. The bare side reads the same rows with the ORM and adds
them up, and reads the communes of the poll: what no page of them can do without.
"""

import json
import math
import random
import statistics
import sys
import time
import zlib
from datetime import timedelta

import django

django.setup()

import shapely  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from governance import clock  # noqa: E402
from governance.accounts.models import User  # noqa: E402
from governance.organizations.actions import create_organization  # noqa: E402
from governance.polls import actions, loading  # noqa: E402
from governance.polls.models import Answer, CitizenPoll, Count, Outline, Publication, Territory  # noqa: E402
from governance.voting.actions import Choice  # noqa: E402

REGIONS, DEPARTEMENTS, PER_EPCI, CORNERS = 13, 96, 28, 40
Links = Territory.parents.through


def timed(work):
    began = time.process_time()
    work()
    return time.process_time() - began


def country(communes):
    """A country in a grid: départements side by side, their communes in rows, EPCI of neighbours."""
    whole = _made("country", ["FR"])[0]
    regions = _made("region", [f"{n:02}" for n in range(REGIONS)])
    departements = _made("departement", [f"{n:03}" for n in range(DEPARTEMENTS)])
    each = communes // DEPARTEMENTS
    epci = _made("epci", [f"2{n:08}" for n in range(DEPARTEMENTS * math.ceil(each / PER_EPCI))])
    chance = random.Random(7)
    people = [20 + int(math.exp(chance.gauss(6.1, 1.3))) for _n in range(DEPARTEMENTS * each)]
    living = _made("commune", [f"{n:05}" for n in range(DEPARTEMENTS * each)], people)
    links, shapes, side = [], [], math.ceil(math.sqrt(each))
    links += [(region, whole) for region in regions]
    links += [(one, regions[n % REGIONS]) for n, one in enumerate(departements)]
    for n, one in enumerate(living):
        departement, k = divmod(n, each)
        links += [(one, departements[departement])]
        links += [(one, epci[departement * math.ceil(each / PER_EPCI) + k // PER_EPCI])]
        row, column = divmod(k, side)
        shapes.append((one, _blot(departement % 12 * 1.1 + column / side, departement // 12 + row / side, 0.5 / side)))
    for holders, step in ((epci, 0.1), (departements, 0.5), (regions, 1.5)):
        shapes += [(one, _blot(n % 12 * 1.1 + 0.5, n // 12 + 0.5, step, 400)) for n, one in enumerate(holders)]
    Links.objects.bulk_create(
        (Links(from_territory_id=below, to_territory_id=above) for below, above in links), batch_size=5000
    )
    Outline.objects.bulk_create(
        (loading.outlined(one, shape, centre=(shape.centroid.x, shape.centroid.y)) for one, shape in shapes),
        batch_size=2000,
    )
    return whole, living, people


def _made(kind, codes, people=()):
    rows = [
        Territory(kind=kind, code=code, name=f"{kind} {code}", folded=f"{kind} {code}", vintage=2026, population=n)
        for code, n in zip(codes, people or [None] * len(codes), strict=True)
    ]
    return [one.pk for one in Territory.objects.bulk_create(rows, batch_size=5000)]


def _blot(x, y, radius, corners=CORNERS):
    """A round shape with an uneven edge."""
    turns = [2 * math.pi * n / corners for n in range(corners)]
    around = [(radius * (1 + 0.15 * math.sin(7 * turn)), turn) for turn in turns]
    ring = [(x + far * math.cos(turn), 43 + y + far * math.sin(turn)) for far, turn in around]
    return shapely.MultiPolygon([shapely.Polygon(ring)])


def asked(whole, living, people, n):
    """An open poll of the country, and what that many people answered."""
    crowd = [User(email=f"p{k}@bench.example", display_name=f"P{k}", password="!") for k in range(n)]
    User.objects.bulk_create(crowd, batch_size=5000)
    alice = User.objects.create_user("alice@bench.example", "palabre", display_name="Alice")
    space = create_organization(by=alice, name="Le pays").space
    poll = actions.prepare_poll(
        space,
        by=alice,
        title="Le train de nuit",
        body="",
        question="Faut-il un train de nuit ?",
        method="single",
        terms={},
        choices=[Choice(name) for name in ("Oui", "Non", "Plus tard", "Sans avis")],
        territories=[Territory.objects.get(pk=whole)],
        min_level=0,
        opens_at=None,
        closes_at=clock.now() + timedelta(days=10),
    )
    poll = actions.open_poll(poll, by=alice)
    key, chance = str(poll.questions.get().pk), random.Random(8)
    where = chance.choices(living, people, k=n)
    what = chance.choices(("o1", "o2", "o3", "o4"), (45, 35, 15, 5), k=n)
    rows = (
        Answer(poll=poll, person=who, territory_id=place, level="declared", content={key: choice})
        for who, place, choice in zip(crowd, where, what, strict=True)
    )
    Answer.objects.bulk_create(rows, batch_size=5000)
    return poll, key


def plain(poll, key):
    sums, above = {}, dict(poll.places.values_list("territory_id", "above"))
    for place, content in Answer.objects.filter(poll=poll).values_list("territory_id", "content").iterator():
        for pk in (place, *above[place]):
            line = sums.setdefault(pk, {})
            line[content[key]] = line.get(content[key], 0) + 1
    Count.objects.bulk_create([Count(poll=poll, territory_id=pk, level="bare", line=[1]) for pk in above], 2000)
    Count.objects.filter(level="bare").delete()


def read_plainly(poll):
    places = list(poll.places.values_list("territory_id", "population", "above"))
    Territory.objects.defer("source", "folded").in_bulk({pk for place, _n, above in places for pk in (place, *above)})
    json.dumps(Publication.objects.get(poll=poll).content)


# Its files are served by others: their names need not be known.
@override_settings(
    STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
)
def main(communes, answers, turns):
    call_command("migrate", verbosity=0)
    poll, key = asked(*country(communes), answers)
    found = {"bare count": timed(lambda: plain(poll, key)), "open, one turn": timed(lambda: actions.publish_poll(poll))}
    with clock.pretend(poll.closes_at):
        found["closed"] = timed(lambda: actions.count_poll(poll))
    poll = CitizenPoll.objects.get(pk=poll.pk)
    client, page = Client(SERVER_NAME="127.0.0.1", headers={"accept-language": "fr"}), poll.get_absolute_url()
    ways = {"page": page, "by EPCI": f"{page}?by=epci", "GeoJSON": f"{page}map.geojson"}
    took = {name: [] for name in ("bare read", *ways)}
    for _turn in range(turns):
        took["bare read"].append(timed(lambda: read_plainly(poll)))
        for name, address in ways.items():
            took[name].append(timed(lambda address=address: client.get(address)))
    found |= {name: statistics.median(column) for name, column in took.items()}
    found["bytes"] = {name: len(client.get(address).content) for name, address in ways.items()}
    found["packed"] = {name: len(zlib.compress(client.get(address).content)) for name, address in ways.items()}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
