"""One request to an address that somebody typed: never inside our network, never further than where it was checked.

The name is resolved once; each address it gives must be one of the public internet, and the connection goes to the
very address that was looked at. Nothing is followed, little is read, and it all ends within a time.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from governance.verdict import YES, Verdict, no

PORTS = {80, 443, 8443}
PATIENCE = 5  # seconds for each word of the other side
DEADLINE = 15  # seconds for all of them together
MOST_READ = 1_000  # bytes of an answer: only its status matters
# Networks of version 6 that carry an address of version 4 inside: whoever is there is looked for no further.
CARRIERS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]

DOCUMENTED = ipaddress.ip_network("3fff::/20")  # RFC 9637; Python takes it for a public one


class Unreachable(Exception):
    """Why nothing was sent, or no answer came, in one word that is kept: `private`, `timeout`, `connection`…"""


@dataclass(frozen=True)
class Place:
    """An address in its parts, as it was typed."""

    parts: SplitResult
    host: str
    port: int

    @property
    def is_sealed(self):
        return self.parts.scheme == "https"

    @property
    def path(self):
        path = self.parts.path or "/"
        return f"{path}?{self.parts.query}" if self.parts.query else path


def place_of(address: str) -> Place | None:
    """The parts of an address that we could write to; None when it is none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    known = {"http": 80, "https": 443}.get(parts.scheme)
    if not host or known is None or parts.username is not None or parts.fragment:
        return None
    if not address.isascii() or any(c.isspace() or not c.isprintable() for c in address):
        return None
    return Place(parts, host, port or known)


def may_write_to(address: str) -> Verdict:
    """Whether a hook may have this address: what can be said of it without looking the name up."""
    place = place_of(address)
    if place is None:
        return no(_("Cette adresse n’est pas celle d’un webhook : elle commence par https:// et nomme un serveur."))
    if _is_of_the_tests(place):
        return YES
    if not place.is_sealed and not settings.DEBUG:
        return no(_("Donnez une adresse en https:// : ce qui part d’ici voyage chiffré."))
    if place.port not in PORTS:
        return no(_("Seuls les ports 80, 443 et 8443 sont permis."))
    if _is_inside(place.host):
        return no(_("Cette adresse est celle d’un réseau privé : rien n’y est envoyé."))
    return YES


def _is_of_the_tests(place):
    return f"{place.host}:{place.port}" in settings.HOOKS_OF_THE_TESTS


def _is_inside(host):
    """A name that can only be of this machine or its network, or a number that is not public, however it is written."""
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa")):
        return True
    try:
        return not is_public(host)
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001 and 017700000001 are numbers too
        socket.inet_aton(host)
    except OSError:
        return "." not in host
    return True


def is_public(address: str) -> bool:
    """Whether a number is one of the public internet. Raises ValueError when it is no number."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and (ip.ipv4_mapped or any(ip in net for net in CARRIERS)):
        return False
    nobodys = ip.version == 6 and (ip.is_site_local or ip in DOCUMENTED)
    return ip.is_global and not (nobodys or ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(place: Place) -> str:
    """The number to connect to. Where a name gives several, every one of them must be public."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("name") from None
    numbers = [sockaddr[0] for *_rest, sockaddr in found]
    if not _is_of_the_tests(place) and not all(is_public(number) for number in numbers):
        raise Unreachable("private")
    if not numbers:
        raise Unreachable("name")
    return numbers[0]


class _Direct(http.client.HTTPConnection):
    """A connection to a number, under the name that it was looked up by."""

    def __init__(self, place, number):
        super().__init__(place.host, place.port, timeout=PATIENCE)
        self.number, self.is_sealed = number, place.is_sealed

    def connect(self):
        self.sock = socket.create_connection((self.number, self.port), self.timeout)
        if self.is_sealed:
            context = ssl.create_default_context()
            # Kept before the first word is exchanged, so that it can be cut.
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self):
        """End it from another thread, whatever it waits for."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Send `body` there and give the status of the answer. Raises Unreachable."""
    place = place_of(address)
    if place is None or not may_write_to(address):
        raise Unreachable("private")
    connection = _Direct(place, resolve(place))
    late = threading.Timer(DEADLINE, connection.cut)
    late.daemon = True
    late.start()
    try:
        connection.request("POST", place.path, body, headers | {"Connection": "close"})
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return answer.status
    except TimeoutError:
        raise Unreachable("timeout") from None
    except ssl.SSLError:
        raise Unreachable("certificate") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable("connection") from None
    finally:
        late.cancel()
        connection.close()
