"""A site in a process of its own, and real browsers in front of it.

The site shares the test database and nothing else: people and rooms are made by the test, quietly, before a browser
opens; from then on every act goes through a browser, or nobody would hear of it.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from governance import live
from tests.cast import collective
from tests.services import end_with_parent, free_port, stop, wait_until_ready

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
).split()
AXE = Path(find_spec("axe_playwright_python").origin).parent / "axe.min.js"
PATIENCE = 8_000  # milliseconds before an expectation is given up; a busy machine is not a bug


# --- The site ----------------------------------------------------------------------------------------


def _database_url() -> str:
    """The address of the test database, as DATABASE_URL says it."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{kept['NAME']}"
    who = f"{quote(kept['USER'], safe='')}:{quote(kept['PASSWORD'], safe='')}"
    return f"postgres://{who}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


@contextlib.contextmanager
def _process(*command, log):
    environment = os.environ | {"DATABASE_URL": _database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            env=environment,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=end_with_parent(15),
        )
    try:
        yield process
    finally:
        stop(process, 15)


def _answers(port) -> bool:
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=30).status == 200
    return False


@pytest.fixture(scope="package")
def site(django_db_setup, tmp_path_factory):
    """Where Palabre answers: `site.url`; with its embedded clock, unless there is Redis."""
    log = tmp_path_factory.mktemp("site") / "log"
    port = free_port()
    served = ("-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(port), "tests.browser.server:application")
    with _process(*served, log=log) as process:
        if not wait_until_ready(process, _answers, port):
            pytest.fail(f"the site does not start; it says:\n{log.read_text(errors='replace')[-3000:]}")
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}", log=log)


@pytest.fixture
def running_clock(site, transactional_db):
    """The clock announces while the test runs: a thread of the site, or `manage.py worker` where there is Redis."""
    if not settings.REDIS_URL:
        yield
    else:
        with _process("manage.py", "worker", log=site.log.with_name("worker")):
            yield


def _knock(site, door):
    urllib.request.urlopen(f"{site.url}/-/{door}/", timeout=30).close()


# --- The browsers ------------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def chromium(site):
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("Chromium is not installed, so no browser test ran: install it (Debian: apt-get install chromium).")
    with pytest.MonkeyPatch.context() as patch:
        # Playwright leaves a loop running in this thread while the tests use the ORM in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            expect.set_options(timeout=PATIENCE)
            browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
            yield browser
            browser.close()


@pytest.fixture
def cast(chromium, transactional_db):
    """The collective of `tests/cast.py`. Nobody listens yet: whatever the test makes in Python is told to nobody."""
    with live.quiet():
        yield collective()


@pytest.fixture
def troubles():
    """What no page may do, as it happened in any browser of the test: it must be empty at the end."""
    return []


@pytest.fixture
def sit(site, chromium, cast, troubles):
    """`sit(person)` gives the page of a browser where that person is signed in; `sit(None)` that of a visitor."""
    _knock(site, "forget")
    contexts = []

    def sit(who, **options) -> Page:
        options = {"base_url": site.url, "viewport": {"width": 1280, "height": 900}, "locale": "fr-FR"} | options
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if who is not None:
            client = Client()
            client.force_login(who)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])
        _watch(context, site.url, troubles)
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def cut(site):
    """`cut(person)` hangs up on every socket of that person."""
    return lambda who: _knock(site, f"cut/{who.pk}")


def _watch(context, home, troubles):
    """Write down script errors, broken policies, missing files, failing pages and requests to anybody else."""

    def console(message):
        offline = "ERR_INTERNET_DISCONNECTED" in message.text or "ERR_NETWORK_CHANGED" in message.text
        answered = "the server responded with a status of" in message.text  # judged below, by its kind
        if message.type == "error" and not offline and not answered:
            troubles.append(f"console: {message.text}")

    def response(answer):
        broken = answer.status >= 500
        missing = answer.status >= 400 and answer.request.resource_type not in ("document", "fetch", "xhr")
        if broken or missing:
            troubles.append(f"{answer.status}: {answer.url}")

    def request(asked):
        if not asked.url.startswith((home, "data:")):
            troubles.append(f"somebody else was asked: {asked.url}")

    context.on("console", console)
    context.on("weberror", lambda error: troubles.append(f"script: {error.error}"))
    context.on("response", response)
    context.on("request", request)


# --- What is asked of a page -------------------------------------------------------------------------


@pytest.fixture
def stays(sit):
    """`stays(page, …)` marks pages; at the end of the test none of them has been loaded again."""
    pages = []

    def stays(*marked):
        for page in marked:
            page.evaluate("window.itIsTheSamePage = true")
            pages.append(page)

    yield stays
    for page in pages:
        if not page.is_closed():
            assert page.evaluate("window.itIsTheSamePage === true"), f"{page.url} was loaded again"
