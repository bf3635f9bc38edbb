"""Asks for one page in this very process and prints its queries and where its time goes.

python -m tests.bench.page_profile PATH SESSION
"""

import cProfile
import io
import pstats
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

TIMES = 30
SHOWN = 12


def main(path, session):
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-language": "fr"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    for _warm in range(3):
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    print(f"{len(queries)} queries, {sum(float(query['time']) for query in queries.captured_queries) * 1000:.0f} ms")
    profile = cProfile.Profile()
    profile.enable()
    for _time in range(TIMES):
        client.get(path)
    profile.disable()
    print(_top(profile))


def _top(profile):
    """The functions of ours and of the framework that hold the most time, that of what they call included."""
    text = io.StringIO()
    stats = pstats.Stats(profile, stream=text)
    rows = sorted(stats.stats.items(), key=lambda item: -item[1][3])
    lines = [f"{'ms a page':>10}  {'calls':>6}  where"]
    for (file, line, name), (_primitive, calls, _own, cumulative, _callers) in rows:
        if "/tests/" in file or "django/test/" in file or file.endswith("asgiref/sync.py"):
            continue
        place = "/".join(file.split("/")[-2:])
        lines.append(f"{cumulative / TIMES * 1000:10.2f}  {calls / TIMES:6.0f}  {place}:{line} {name}")
        if len(lines) > SHOWN:
            return "\n".join(lines)
    return "\n".join(lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
