"""Palabre's own settings, database and middleware; only what answers is bare."""

from governance.settings import *  # noqa: F403
from governance.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.bench.bare"]
ROOT_URLCONF = "tests.bench.bare.urls"
ASGI_APPLICATION = "tests.bench.bare.asgi.application"
