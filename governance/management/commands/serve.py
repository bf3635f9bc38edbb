"""`manage.py serve`: from whatever state this Palabre is in to a living page, in one command (`make run`).

It prepares what is missing (messages, tables, static files, the demo), then becomes the web server. Embedded,
that one process is everything: the background work is a thread of the ASGI application. With Redis the worker
is a process of its own, started and stopped here.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from .compile_po import compile_messages

WORKER_SECONDS_TO_STOP = 10
DATABASE_SECONDS_TO_ANSWER = 4
EVERYWHERE = ("0.0.0.0", "::")


class Command(BaseCommand):
    help = "Prepares what is missing and serves Palabre: web and background work together."
    requires_system_checks = []  # checks load texts; the texts are compiled first, then everything is checked

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="address to listen on")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="port to listen on")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *, host, port, no_demo, **options):
        # Before the server takes the signals over, a SIGTERM must still stop a migration that runs below us.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        try:
            port = free_port(host, port)
            reach_database()
            compile_messages()
            self.check(display_num_errors=False)
            self.prepare_database(with_demo=not no_demo)
            self.prepare_static_files()
            connections.close_all()  # the server's threads open their own
            if not settings.HOSTS:
                settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, *addresses(host)]
            code = self.serve(host, port)
        except KeyboardInterrupt:
            code = 130
        if code:
            sys.exit(code)

    # Steps that change something run in a process of their own: the server then starts from a clean memory,
    # with no connection, language or event loop left over from them.

    def prepare_database(self, *, with_demo):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database...")
            manage("migrate", "--verbosity", "0")
        known = load_command_class("governance", "demo").accounts()
        if settings.HOSTS and known:
            raise CommandError(
                "This database holds the demo, and everybody knows its password: a public instance needs its own."
            )
        # The demo is for laptops and for empty databases: never into an instance that has a name or a person.
        self.accounts = []
        if settings.HOSTS or not with_demo or "demo" not in get_commands():
            return
        if get_user_model().objects.exists():
            self.accounts = known  # who one may sign in as
            return
        self.stdout.write("Loading the demo, the first time only...")
        self.stdout.flush()
        manage("demo")  # says the accounts itself

    def prepare_static_files(self):
        """Collect the files only when one of them changed: it takes seconds, looking takes none."""
        if settings.DEBUG:
            return  # served where they lie
        seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
        for finder in get_finders():
            for name, storage in finder.list([]):
                stat = os.stat(storage.path(name))
                seen.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        stamp = settings.STATIC_ROOT / ".collected"  # inside, so that it goes away with what it vouches for
        if not stamp.exists() or stamp.read_text() != seen.hexdigest():
            self.stdout.write("Preparing the browser's files...")
            self.stdout.flush()
            manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
            stamp.write_text(seen.hexdigest())

    def serve(self, host, port):
        """Run until told to stop. Returns the exit code."""
        server = Server(
            application=import_string(settings.ASGI_APPLICATION),
            endpoints=build_endpoint_description_strings(host=host, port=port),
            ready_callable=lambda: self.ready(server, host, port),
        )
        if not settings.REDIS_URL:
            server.run()
            return 0
        worker = start_worker()
        threading.Thread(target=stop_with, args=(worker, server), daemon=True).start()
        try:
            server.run()
            return 1 if worker.poll() else 0
        finally:
            stop(worker)

    def ready(self, server, host, port):
        # Whoever sends too much is told so (1009), rather than cut off without a word.
        server.ws_factory.setProtocolOptions(failByDrop=False)
        self.announce(host, port)

    def announce(self, host, port):
        shown = "localhost" if host in (*EVERYWHERE, "127.0.0.1") else host
        self.stdout.write(f"\nPalabre is at http://{shown}:{port}/  (Ctrl-C stops it)")
        if host in EVERYWHERE:
            for address in addresses(host):
                self.stdout.write(f"From this network: http://{address}:{port}/")
        if "filebased" in settings.EMAIL_BACKEND:
            self.stdout.write(f"Its mail is written to {settings.EMAIL_FILE_PATH}")
        for line in self.accounts:
            self.stdout.write(line)
        self.stdout.flush()


def free_port(host, port):
    """Better one sentence now than a running worker beside a web server that could not listen."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT is a number from 1 to 65535, not {port!r}.")
    try:
        family, *_rest, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Palabre cannot listen on {host}:{port} ({error.strerror}). Another port: make run PORT=8001"
        ) from error
    return int(port)


def reach_database():
    """Better one sentence now than half a minute of a pool that tries again and again, and a traceback."""
    parameters = connection.get_connection_params()
    if connection.vendor == "postgresql":
        parameters["connect_timeout"] = DATABASE_SECONDS_TO_ANSWER
    try:
        connection.Database.connect(**parameters).close()
    except connection.Database.Error as error:
        said = " ".join(str(error).split())
        raise CommandError(f"Palabre cannot reach its database, see DATABASE_URL: {said}") from error


def addresses(host):
    """How other machines name this one when it listens to them: a laptop answers to no name it was not given."""
    if host not in EVERYWHERE:
        return [f"[{host}]" if ":" in host else host]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it only chooses the way out
        except OSError:
            return []
        return [probe.getsockname()[0]]


def manage(*arguments):
    done = subprocess.run([sys.executable, settings.BASE_DIR / "manage.py", *arguments])
    if done.returncode:
        raise CommandError(f"“manage.py {arguments[0]}” failed; what it said is above.")


def start_worker():
    # Ctrl-C reaches every process of the terminal at once. The worker is born deaf to it and stops when told,
    # after the web server, so that neither of them shows a traceback to someone who only wanted to leave.
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen([sys.executable, settings.BASE_DIR / "manage.py", "worker"])
    finally:
        signal.signal(signal.SIGINT, heard)


def stop_with(worker, server):
    """A web server whose clock has died would look well and announce nothing: better to stop both."""
    code = worker.wait()
    if code > 0:
        print(f"The background worker stopped with code {code}; so does Palabre.", file=sys.stderr, flush=True)
    reactor = sys.modules["twisted.internet.reactor"]
    reactor.callFromThread(server.stop)


def stop(worker):
    if worker.poll() is None:
        worker.terminate()
        try:
            worker.wait(WORKER_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
