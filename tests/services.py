"""A PostgreSQL and a Redis of one's own, for as long as a command runs.

    python tests/services.py COMMAND...   runs COMMAND with DATABASE_URL and REDIS_URL set; returns its code

Both are started from installed binaries, on free ports of the loopback, with a password nobody else knows,
in a temporary folder that goes away with them. Standard library only: it must be able to say what is missing
before anything is installed.
"""

import contextlib
import ctypes
import glob
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START_SECONDS = 60
NAME = "palabre"


class Missing(Exception):
    """Something must be installed first; the message says what, in one sentence."""


def main(command):
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    # A SIGTERM becomes an exception, so that the `with` below stops the servers on that way out too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with postgres() as database_url, redis() as redis_url:
            return run(command, os.environ | {"DATABASE_URL": database_url, "REDIS_URL": redis_url})
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 2


def run(command, env):
    """Run the command and leave the servers standing until it has really ended, Ctrl-C included."""
    child = subprocess.Popen(command, env=env, preexec_fn=end_with_parent(signal.SIGTERM))
    try:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the terminal told the child too; it is writing its summary
    finally:
        stop(child, signal.SIGTERM)


@contextlib.contextmanager
def postgres():
    """A fresh PostgreSQL cluster. Yields its DATABASE_URL."""
    binaries = postgres_binaries()
    user = unprivileged_user()
    password = secrets.token_hex(16)
    with folder_of(user) as folder:
        password_file = folder / "password"
        password_file.write_text(password)
        hand_over(password_file, user)
        # C.UTF-8 folds the case of é like the servers people really use; macOS has no such locale.
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        data = folder / "data"
        once(
            [
                f"{binaries}/initdb", f"--pgdata={data}", f"--username={NAME}", f"--pwfile={password_file}",
                "--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}", "--no-sync",
            ],
            user,
            folder,
        )  # fmt: skip

        def command(port):
            # Nothing here outlives the tests, so nothing has to survive a power cut: no waiting for the disk.
            settings = {
                "listen_addresses": "127.0.0.1",
                "port": port,
                "unix_socket_directories": "",
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "max_connections": 300,
            }
            options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
            return [f"{binaries}/postgres", "-D", str(data), *options]

        def is_ready(port):
            ready = [f"{binaries}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", NAME]
            return subprocess.run(ready).returncode == 0

        # SIGINT is PostgreSQL's "fast" shutdown: it hangs up on whoever is still connected.
        with server("PostgreSQL", command, is_ready, user, folder, signal.SIGINT) as port:
            once(
                [f"{binaries}/createdb", "-h", "127.0.0.1", "-p", str(port), "-U", NAME, NAME],
                user,
                folder,
                env={"PGPASSWORD": password},
            )
            yield f"postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}"


@contextlib.contextmanager
def redis():
    """An empty Redis that keeps nothing. Yields its REDIS_URL."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary:
        raise Missing("Redis is not installed: install redis-server (Debian: apt-get install redis-server).")
    user = unprivileged_user()
    password = secrets.token_hex(16)
    with folder_of(user) as folder:

        def command(port):
            # In a file, because arguments can be read by every user of the machine.
            config = folder / "redis.conf"
            config.write_text(
                f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
                f'save ""\nappendonly no\ndir {folder}\ndaemonize no\n'
            )
            hand_over(config, user)
            return [binary, str(config)]

        def is_ready(port):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                return b"+OK" in connection.recv(100)
            return False

        with server("Redis", command, is_ready, user, folder, signal.SIGTERM) as port:
            yield f"redis://:{password}@127.0.0.1:{port}/0"


# --- Starting and stopping -------------------------------------------------------------------------


@contextlib.contextmanager
def server(name, command, is_ready, user, folder, stop_signal):
    """Run `command(port)` until the block ends. Yields the port it answers on."""
    log = folder / "log"
    for _attempt in range(3):  # between choosing a free port and taking it, somebody else may take it
        port = free_port()
        with log.open("wb") as output:
            # A session of its own: Ctrl-C in the terminal is for the tests, whose last writes still need us.
            process = subprocess.Popen(
                command(port),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                start_new_session=True,
                preexec_fn=end_with_parent(stop_signal),
                **identity(user),
            )
        try:
            if wait_until_ready(process, is_ready, port):
                yield port
                return
        finally:
            stop(process, stop_signal)
    raise Missing(f"{name} is installed but does not start; it says:\n{log.read_text(errors='replace')[-2000:]}")


def wait_until_ready(process, is_ready, port):
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if is_ready(port):
            return process.poll() is None
        time.sleep(0.05)
    return False


def stop(process, stop_signal):
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def once(command, user, folder, env=None):
    """Run a short command to its end, or say what it said."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=os.environ | (env or {}),
        **identity(user),
    )
    if done.returncode:
        raise Missing(f"{command[0]} failed:\n{done.stdout[-2000:]}")


def end_with_parent(stop_signal):
    """On Linux the kernel stops a child if this process is killed before it can: no orphan is left behind."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG

    def before_exec():
        libc.prctl(set_parent_death_signal, int(stop_signal))

    return before_exec


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_binaries():
    """The folder of initdb: the PATH first, then the newest of the places where systems hide it."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = [
        "/usr/lib/postgresql/*/bin",  # Debian
        "/usr/pgsql-*/bin",  # Fedora's and Red Hat's packages by PostgreSQL
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ]
    for place in places:
        folders = [Path(name) for name in glob.glob(place) if os.access(f"{name}/initdb", os.X_OK)]
        if folders:
            return max(folders, key=lambda folder: [int(digits) for digits in numbers(str(folder))])
    raise Missing("PostgreSQL is not installed: install its server (Debian: apt-get install postgresql).")


def numbers(text):
    return "".join(sign if sign.isdigit() else " " for sign in text).split()


# --- Who runs it -----------------------------------------------------------------------------------


def unprivileged_user():
    """PostgreSQL refuses to run as root: then another account runs it. Anyone else runs it themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody.")


def identity(user):
    """The arguments of Popen that put on another account."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


@contextlib.contextmanager
def folder_of(user):
    """A private temporary folder that `user` owns. Root's own TMPDIR may lie where others cannot enter."""
    name = tempfile.mkdtemp(prefix="palabre-", dir="/tmp" if user else None)
    try:
        hand_over(name, user)
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def hand_over(path, user):
    os.chmod(path, 0o700)
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
