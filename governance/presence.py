"""Who is in a room now: read from the sockets that hear its talk, told quietly to those who may know, kept nowhere.

Each process tells the others whom it has, when that changes and now and then; one that falls silent is forgotten.
Nothing is told for each person who comes: what changed is told together, at most once in a while for each room.
"""

import json
import logging
from dataclasses import dataclass, field
from uuid import uuid4

from governance import prose

log = logging.getLogger(__name__)

FIRST = 1.0  # seconds between a change and its telling: several come together
PACE = 3.0  # seconds between two tellings of one room
CROWD = 50  # people above which their number alone is told
CROWD_PACE = 30.0
NAMED = 8  # people named at once
GRACE = 10.0  # seconds during which whoever changes page is still there
BEAT = 20.0  # seconds between two tellings of a process, changed or not
LIFE = 75.0  # seconds after which a process that says nothing has nobody any more


@dataclass(frozen=True)
class Standing:
    """What a person is to the company of a talk: whether they are told who is there, and whether they are told of.

    Whoever has a standing is told who writes.
    """

    sees: bool
    shown: bool


@dataclass
class Company:
    """The people of one room, as this process knows them."""

    readers: set = field(default_factory=set)  # the sockets that are told
    here: dict = field(default_factory=dict)  # person -> the sockets of this process by which they are there
    names: dict = field(default_factory=dict)  # person -> how they are called: those here and those who just left
    leaving: dict = field(default_factory=dict)  # person -> the end of their grace
    elsewhere: dict = field(default_factory=dict)  # process -> (until when it is believed, {person: name})
    told: str = ""  # what readers know
    many: int = 0  # how many people that is
    announced: dict | None = None  # what the other processes know
    settled_at: float = float("-inf")
    timer: object = None

    @property
    def is_empty(self):
        return not (self.readers or self.here or self.leaving)


class Presence:
    """The companies of one process; `hub` carries what is said between processes."""

    def __init__(self, hub):
        self.hub = hub
        self.process = uuid4().hex
        self.companies: dict[str, Company] = {}
        self._beating = None

    # --- Coming and going ----------------------------------------------------------------------------

    def stand(self, socket, stream, standing: Standing | None):
        """A socket that hears `stream` is this to its company, from now on; None where nobody is told."""
        company = self.companies.get(stream)
        takes_part = standing is not None and (standing.sees or standing.shown)
        if stream not in socket.streams or (company is None and not takes_part):
            return
        if company is None:
            company = self.companies[stream] = Company()
            self.hub.spawn(self._announce, stream, company, True)
            self._keep_beating()
        self._read(socket, stream, company, standing is not None and standing.sees)
        if standing is not None and standing.shown:
            company.here.setdefault(socket.who, set()).add(socket)
            if timer := company.leaving.pop(socket.who, None):
                timer.cancel()
            company.names[socket.who] = socket.person
            self._soon(stream, company)
        elif self._out(socket, company):
            self._gone(stream, socket.who)

    def leave(self, socket, stream):
        """The socket hears the stream no more; whoever it showed is there until their grace is over."""
        company = self.companies.get(stream)
        if company is None:
            return
        company.readers.discard(socket)
        if self._out(socket, company):
            company.leaving[socket.who] = self.hub.loop.call_later(GRACE, self._gone, stream, socket.who)
        elif company.is_empty:
            self._soon(stream, company)

    def end_grace(self, who):
        """Rights of somebody (None: of everybody) changed: they are no longer told of where they only just left."""
        for stream, company in list(self.companies.items()):
            for one in [who] if who else list(company.leaving):
                if timer := company.leaving.pop(one, None):
                    timer.cancel()
                    self._gone(stream, one)

    def put_out(self, socket):
        """A right ended: no grace."""
        for stream in list(socket.streams):
            company = self.companies.get(stream)
            if company is not None and self._out(socket, company):
                self._gone(stream, socket.who)

    def _read(self, socket, stream, company, sees):
        if sees and socket not in company.readers:
            company.readers.add(socket)
            if company.told:
                self.hub.spawn(self.hub.say, socket, stream, company.told)
        elif not sees and socket in company.readers:
            company.readers.discard(socket)
            self.hub.spawn(self.hub.say, socket, stream, _body({}))

    def _out(self, socket, company) -> bool:
        """Whether somebody goes with this socket."""
        sockets = company.here.get(socket.who, set())
        if socket not in sockets:
            return False
        sockets.discard(socket)
        if not sockets:
            del company.here[socket.who]
        return not sockets

    def _gone(self, stream, who):
        """Told at once where nobody may be told of them any more, and where their grace is over alike."""
        company = self.companies.get(stream)
        if company is None or who in company.here:
            return
        was_leaving = company.leaving.pop(who, None)
        company.names.pop(who, None)
        self._soon(stream, company, at_once=was_leaving is None)

    # --- Telling -------------------------------------------------------------------------------------

    def _soon(self, stream, company, at_once=False):
        if at_once and company.timer is not None:
            company.timer.cancel()
            company.timer = None
        if company.timer is None:
            pace = CROWD_PACE if company.many > CROWD else PACE
            wait = max(FIRST, company.settled_at + pace - self.hub.loop.time())
            arguments = (self._settle, stream, company, at_once)
            company.timer = self.hub.loop.call_later(0 if at_once else wait, self.hub.spawn, *arguments)

    async def _settle(self, stream, company, at_once):
        """Tell the other processes what changed here, and this process's readers what changed anywhere."""
        company.timer, company.settled_at = None, self.hub.loop.time()
        if company.names != company.announced:
            await self._announce(stream, company, at_once=at_once)
        people = dict(company.names)
        for until, names in company.elsewhere.values():
            if until > company.settled_at:
                people = names | people
        body = _body(people)
        if body != company.told and (people or company.told):
            company.told, company.many = body, len(people)
            await self.hub.say_to_all(company.readers, stream, body)
        if company.is_empty and company.timer is None and self.companies.get(stream) is company:
            del self.companies[stream]

    async def _announce(self, stream, company, asks=False, at_once=False):
        company.announced = dict(company.names)
        if self.hub.is_alone:
            return
        named = len(company.names) <= CROWD
        people = [[who, name if named else ""] for who, name in company.names.items()]
        message = {"process": self.process, "people": people, "asks": asks, "at_once": at_once}
        await self.hub.announce(stream, message)

    def hear(self, stream, message):
        """What another process says of its company."""
        company = self.companies.get(stream)
        if company is None or message["process"] == self.process:
            return
        company.elsewhere[message["process"]] = (self.hub.loop.time() + LIFE, dict(map(tuple, message["people"])))
        if message["asks"]:
            self.hub.spawn(self._announce, stream, company)
        self._soon(stream, company, at_once=message["at_once"])

    def _keep_beating(self):
        if self._beating is None:
            self._beating = self.hub.loop.call_later(BEAT, self._beat)

    def _beat(self):
        self._beating = None
        for stream, company in self.companies.items():
            if company.names:
                company.announced = None
            if company.names or company.elsewhere:
                self._soon(stream, company)
        if self.companies:
            self._keep_beating()


def _body(people) -> str:
    """The inside of a frame: who is there, or of a crowd how many, the same for everybody who is told."""
    named = sorted(people.items(), key=lambda one: (prose.alphabetical(one[1]), one[0])) if len(people) <= CROWD else []
    return json.dumps({"present": [list(one) for one in named[:NAMED]], "n": len(people)}, ensure_ascii=False)[1:]
