"""Starts the servers that are measured, each a process of its own on the loopback, and stops them."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services import end_with_parent, wait_until_ready

ROOT = Path(__file__).resolve().parents[2]
OURS, BARE = "governance.settings", "tests.bench.bare.settings"
CHOSEN_BY_OTHERS = ("DATABASE_URL", "REDIS_URL", "HOSTS", "HTTPS", "EMAIL_URL", "SECRET_KEY", "DEBUG")


def environment(var, database_url, settings):
    """What a measured process sees: an instance of its own, nothing of the one that `make run` serves."""
    kept = {key: value for key, value in os.environ.items() if key not in CHOSEN_BY_OTHERS}
    pace = "message=100000/60,position=100000/60"  # one account stands for many
    chosen = {"PALABRE_VAR": str(var), "DJANGO_SETTINGS_MODULE": settings, "THROTTLE": pace}
    return kept | chosen | ({"DATABASE_URL": database_url} if database_url else {})


def ours(port):
    return [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(port)], OURS


def bare(port):
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0"]
    return [*command, "tests.bench.bare.asgi:application"], BARE


class Server:
    """A running server: where it listens and how much memory it takes."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    @property
    def megabytes(self):
        """Resident memory, which Linux alone tells without help; None elsewhere."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
        return int(found[1]) / 1024 if found else None

    @property
    def cpu(self):
        """Seconds of processor it has used so far: a rate that other programs do not disturb. 0 elsewhere."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return 0.0
        used = stat.read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serving(side, var, database_url=""):
    """Run one side (`ours` or `bare`) until the block ends."""
    port = _free_port()
    command, settings = side(port)
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var, database_url, settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )
        try:
            if not wait_until_ready(process, _answers, port):
                output.seek(0)
                raise SystemExit(f"{command} does not start:\n{output.read().decode(errors='replace')[-3000:]}")
            yield Server(process, port)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port():
    """One of `BENCH_PORTS` (« 8030-8039 ») when these are named, else whichever the system gives."""
    first, _, last = os.environ.get("BENCH_PORTS", "0-0").partition("-")
    for port in range(int(first), int(last) + 1):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise SystemExit("No port is free.")


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def tell(module, settings, var, database_url, *arguments):
    """Run a module beside the servers, on their database, and give what it printed."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    env = environment(var, database_url, settings)
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{module} failed; what it said is above.")
    return done.stdout
