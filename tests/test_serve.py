"""`manage.py serve` on a machine that is not ready: one sentence, soon, and an exit code."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from governance.management.commands import serve

SETTINGS = (
    "DATABASE_URL",
    "REDIS_URL",
    "HOSTS",
    "HTTPS",
    "SECRET_KEY",
    "DEBUG",
    "HOST",
    "PORT",
    "DJANGO_SETTINGS_MODULE",
)


def served(place, **environment):
    """What `manage.py serve` says on its way out, and with which code."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        env={**kept, "PALABRE_VAR": str(place), "PORT": "18071", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"HOSTS": "palabre.example"}, "Palabre is named to the world by HOSTS but has no secret"),
        ({"DATABASE_URL": "banana"}, "DATABASE_URL is not the address of a database"),
        ({"DATABASE_URL": "postgres://a:b@host:moon/palabre"}, "DATABASE_URL is not the address of a database"),
        ({"DATABASE_URL": "postgres://a:b@127.0.0.1:1/palabre"}, "CommandError: Palabre cannot reach its database"),
        ({"DATABASE_URL": "sqlite:////nowhere/palabre.sqlite3"}, "CommandError: Palabre cannot reach its database"),
        ({"PORT": "moon"}, "CommandError: PORT is a number from 1 to 65535"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path, environment, sentence):
    code, said = served(tmp_path, **environment)
    assert (code, len(said.splitlines()), said[: len(sentence)]) == (1, 1, sentence)


def test_a_laptop_that_listens_to_its_network_answers_to_its_own_address():
    assert serve.addresses("192.168.1.5") == ["192.168.1.5"]
    assert len(serve.addresses("0.0.0.0")) <= 1


def test_a_frame_that_is_too_long_will_be_closed_with_a_code():
    told = {}
    factory = SimpleNamespace(setProtocolOptions=lambda **options: told.update(options))
    command = serve.Command()
    command.announce = lambda host, port: None
    command.ready(SimpleNamespace(ws_factory=factory), "127.0.0.1", 8000)
    assert told == {"failByDrop": False}
