"""What every test may ask for: the cast, a browser, and a database that is emptied quickly."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from governance.management.commands.compile_po import compile_messages
from tests.cast import collective
from tests.flush import flush


def pytest_configure(config):
    compile_messages()
    shutil.rmtree(settings.STORAGES["files"]["OPTIONS"]["location"], ignore_errors=True)  # of earlier runs


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_our_own_flush():
    theirs = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: flush()
    yield
    TransactionTestCase._fixture_teardown = theirs


@pytest.fixture
def cast(db):
    """The collective of `tests/cast.py`."""
    return collective()


@pytest.fixture
def sign_in(client):
    """`sign_in(person)` gives the test client of somebody signed in."""

    def sign_in(who):
        client.force_login(who)
        return client

    return sign_in


def pytest_collection_modifyitems(config, items):
    """Tests of one engine are left out on the other, not skipped."""
    postgres = "postgres" in os.environ.get("DATABASE_URL", "")
    redis = bool(os.environ.get("REDIS_URL"))
    absent = {"sqlite" if postgres else "postgres", "embedded" if redis else "redis"}
    left_out = [item for item in items if absent & {mark.name for mark in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skip is a failure: nothing may be silently left out there."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("PALABRE_NO_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
