"""The settings of the tests: the same house, with fast passwords, mail in memory and a database file to share."""

import os

from governance.settings import *  # noqa: F403
from governance.settings import CHANNEL_LAYERS, DATABASES, REDIS_URL, STORAGES, THROTTLE, VAR_DIR

SECRET_KEY = "tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Test processes share no database: in one folder, the sweep of one would remove the files of the others.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
FILES = VAR_DIR / "test-files" / WORKER
STORAGES = {
    **STORAGES,
    "files": STORAGES["files"] | {"OPTIONS": STORAGES["files"]["OPTIONS"] | {"location": FILES}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, because the live test server is another process and must read the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {}
# Tests do in a second what people do in days; those of the throttle set its paces themselves.
THROTTLE = {act: (100_000, seconds) for act, (_times, seconds) in THROTTLE.items()}
if REDIS_URL:
    # Test processes share one Redis and not one database: without this they would hear each other's rooms.
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"palabre-{WORKER}"
