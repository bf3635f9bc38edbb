"""What our processes write about requests: nothing of those that went well, and of ballots nothing that says whose."""

import contextlib
import http.client
import io
import logging
import os
import subprocess
import sys

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from governance.logs import CastingPath
from tests.services import free_port, wait_until_ready

# The server that `manage.py serve` becomes, on a site with a page that breaks as a database does when it refuses a row.
SERVER = """
import sys

import django

django.setup()

from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from governance import asgi, urls
from governance.management.commands import serve


@csrf_exempt
def broken(request, pk):
    raise IntegrityError("DETAIL: Key (vote_id, person_id)=(7, 4242) already exists.")


urls.urlpatterns[:0] = [path("votes/<int:pk>/cast/", broken), path("fine/", lambda request: HttpResponse("Fine"))]
asgi._clock.start = lambda: None
command = serve.Command()
command.accounts = []
command.serve("127.0.0.1", int(sys.argv[1]))
"""
SECRETS = ("127.0.0.1:", "203.0.113.9", "4242", "mon-choix", "biscuit")
ASKED = (
    ("GET", "/fine/"),
    ("GET", "/nowhere/"),
    ("POST", "/votes/7/confirm/"),
    ("GET", "/votes/7/confirm/?choice=mon-choix"),
    ("POST", "/votes/7/cast/"),
)


def ask(port, method, path):
    """The status of the answer, to somebody who can be told by their address, their cookie and their words."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    told = {"X-Forwarded-For": "203.0.113.9", "Cookie": "sessionid_=biscuit", "User-Agent": "mon-choix"}
    with contextlib.closing(browser):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        browser.request(method, path, "choice=mon-choix" if method == "POST" else None, told | form)
        return browser.getresponse().status


def _answers(port) -> bool:
    with contextlib.suppress(OSError):
        return ask(port, "GET", "/fine/") == 200
    return False


def written(place, level):
    """(statuses of the answers, what the process wrote) when each of ASKED was asked."""
    port = free_port()
    chosen = {"PALABRE_VAR": str(place), "DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": level}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "DEBUG")}
    log = place / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(port)], env=kept | chosen, stdout=output, stderr=output
        )
    try:
        assert wait_until_ready(process, _answers, port), log.read_text()
        statuses = [ask(port, *asked) for asked in ASKED]
    finally:
        process.terminate()
        process.wait(20)
    return statuses, log.read_text()


def test_of_each_request_our_server_writes_this_and_no_more(tmp_path):
    statuses, log = written(tmp_path, "WARNING")
    assert statuses == [200, 404, 403, 405, 500]
    lines = [line for line in log.splitlines() if " on /" in line or "Found" in line or "Forbidden" in line]
    # Nothing of the page that was served; of the others, what went wrong.
    assert lines == [
        "Not Found: /nowhere/",
        "403 on /votes/7/confirm/",
        "405 on /votes/7/confirm/",
        "500 on /votes/7/cast/",
    ]
    assert log.rstrip().endswith("IntegrityError")
    assert [secret for secret in SECRETS if secret in log] == []


def test_even_when_the_log_is_asked_to_say_everything(tmp_path):
    _statuses, log = written(tmp_path, "DEBUG")
    assert "500 on /votes/7/cast/" in log
    assert [secret for secret in SECRETS if secret in log] == []


# --- The filter --------------------------------------------------------------------------------------


@pytest.fixture
def console():
    """A logger whose one handler has the filter: `console.log`, and what it wrote, `console.said()`."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(CastingPath())
    logger = logging.Logger("some.server", logging.DEBUG)
    logger.addHandler(handler)
    logger.said = written.getvalue
    return logger


@pytest.mark.parametrize("path", ["/votes/3/cast/", "/votes/31415/confirm/"])
def test_a_ballot_that_passed_leaves_no_line(console, path):
    # As a development server writes each request.
    details = {"method": "POST", "path": path, "status": 302, "time_taken": 0.02, "client": "203.0.113.9:4000"}
    console.info("HTTP %(method)s %(path)s %(status)s [%(time_taken).2f, %(client)s]", details)
    assert console.said() == ""


def test_of_a_ballot_that_failed_the_kind_of_error_and_the_place_are_said(console):
    try:
        try:
            raise ValueError("la voix de Bob")
        except ValueError as first:
            raise IntegrityError("person_id=4242") from first
    except IntegrityError:
        request = RequestFactory().post("/votes/3/cast/", {"choice": "mon-choix"}, REMOTE_ADDR="203.0.113.9")
        console.error("Oh: %s", request, exc_info=True, extra={"request": request, "status_code": 500})
    said = console.said()
    assert said.startswith("500 on /votes/3/cast/\n")
    assert "test_logs.py" in said and said.endswith("IntegrityError from ValueError\n")
    assert not any(secret in said for secret in (*SECRETS, "Bob"))


def test_other_lines_are_left_as_they_are(console):
    for said in ("Not Found: /votes/3/", "Not Found: /votes/3/results/", "Forbidden: /proposals/3/position/"):
        console.warning(said)
    assert console.said().splitlines() == [
        "Not Found: /votes/3/",
        "Not Found: /votes/3/results/",
        "Forbidden: /proposals/3/position/",
    ]


def test_no_report_of_an_error_leaves_by_mail():
    names = ("", "django", "django.request", "django.security", "django.server", "daphne")
    handlers = [handler for name in names for handler in logging.getLogger(name).handlers]
    assert [one for one in handlers if "Mail" in type(one).__name__] == []
