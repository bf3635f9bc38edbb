"""Whom a message names: found where it is rendered, only among those who see the talk, and kept once each."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations.models import Role, Visibility
from governance.register.actions import announce
from governance.verdict import YES, Verdict, ensure, no
from rooms.marks import Mention
from rooms.permissions import may_call_everybody, may_post, may_see_thread
from rooms.threads import people_of, place_of

MOST = 20  # people, roles and rooms named by one message
FEW = 10  # people: to name a larger role is to call everybody
OFFERED = 8  # names completed at once
NEWCOMER = timedelta(days=7)

EVERYBODY = ("tous", "toutes", "tout le monde", "all", "everyone")
PLURALS = {
    Role.MEMBER: ("membres", "members"),
    Role.FACILITATOR: ("facilitateurs", "facilitatrices", "facilitators"),
    Role.GUEST: ("invités", "invitées", "guests"),
}
_OPENING = re.compile(r"(?<![\w@#&/.])[@#](?=\w)")


@dataclass
class Named:
    """What was found in one message: ids, and whether everybody is called."""

    people: set[int] = field(default_factory=set)
    roles: set[int] = field(default_factory=set)
    rooms: set[int] = field(default_factory=set)
    everybody: bool = False
    calls_many: bool = False  # everybody, or a role of more than a few people

    def __len__(self):
        return len(self.people) + len(self.roles) + len(self.rooms) + self.everybody


def folded(words: str) -> str:
    """`words` without case and accents, as long as they were: what was typed in a hurry still names somebody."""
    return "".join(unicodedata.normalize("NFKD", letter)[0].lower()[0] for letter in words).replace("’", "'")


class Names:
    """Who and what may be named in a talk by one person; nothing is asked before somebody is named."""

    def __init__(self, thread, by):
        self.thread, self.by = thread, by
        self.space = place_of(thread)[0]
        self.people = people_of(thread)
        self.named = Named()
        self._known = {}

    def find(self, text: str):
        """The passages of `text` that name somebody: what `prose.render` asks for each run of words."""
        end = 0
        for opening in _OPENING.finditer(text):
            start = opening.start()
            if start < end:
                continue
            rest = folded(text[start + 1 : start + 121])
            for length, meant in self._candidates(opening[0], rest):
                end = start + 1 + length
                yield start, end, *self._marked(meant)
                break

    def _candidates(self, sign, rest):
        known = self._known.get(sign)
        if known is None:
            known = self._known[sign] = _by_beginning(self._everybody() if sign == "@" else self._rooms())
        for name, meant in known.get(rest[:2], ()):
            after = rest[len(name) : len(name) + 1]
            if rest.startswith(name) and not (after.isalnum() or after == "_"):
                yield len(name), meant

    def _everybody(self):
        found = {}
        for word in EVERYBODY:
            found[folded(word)] = ("everybody",)
        for role in self.space.roles.select_related("group"):
            for word in words_of(role):
                found[folded(word)] = ("role", role)
        called = {}
        for pk, name in self.people.values_list("pk", "display_name"):
            called.setdefault(folded(name.strip()), []).append(pk)
        return found | {name: ("people", ids) for name, ids in called.items()}

    def _rooms(self):
        found = {}
        for room in rooms_for_all(self.thread, self.space, self.by):
            found[room.slug] = found[folded(room.name)] = ("room", room)
        return found

    def _marked(self, meant):
        kind, *what = meant
        if kind == "everybody":
            self.named.everybody = self.named.calls_many = True
            return "span", {"class": "mention"}
        if kind == "room":
            room = what[0]
            self.named.rooms.add(room.pk)
            return "a", {"class": "mention", "href": reverse("room", args=[self.space.slug, room.slug])}
        if kind == "people":
            self.named.people |= set(what[0])
            return "span", {"class": "mention", "data-people": _ids(what[0])}
        role = what[0]
        self.named.roles.add(role.pk)
        holders = self.people.filter(groups=role.group_id).values_list("pk", flat=True)
        holders = sorted(holders[: FEW + 1])
        if len(holders) > FEW:
            self.named.calls_many = True
            return "span", {"class": "mention"}
        return "span", {"class": "mention", "data-people": _ids(holders)}


def _ids(people):
    return " ".join(map(str, people))


def _by_beginning(names):
    """The names by their first two letters, the longest first."""
    found = {}
    for name in sorted(filter(None, names), key=len, reverse=True):
        found.setdefault(name[:2], []).append((name, names[name]))
        if len(name) == 1:
            found.setdefault(f"{name} ", []).append((name, names[name]))
    return found


def words_of(role) -> tuple[str, ...]:
    """What one may write after « @ » for a role: its name in each language, and its plural."""
    if role.key not in Role.NAMES:
        return (role.name,)
    said = []
    for language in ("fr", "en"):
        with translation.override(language):
            said.append(str(role))
    return (*said, *PLURALS[role.key])


def rooms_for_all(thread, space, by):
    """The rooms that `by` sees and that everybody who reads the talk sees too: a link to them betrays nothing."""
    rooms = space.rooms.visible_to(by)
    if may_see_thread(AnonymousUser(), thread):
        return rooms.filter(pk__in=space.rooms.model.objects.visible_to(AnonymousUser()).values("pk"))
    return rooms.exclude(visibility=Visibility.ROLES)


# --- Writing ----------------------------------------------------------------------------------------


def rendered(thread, by, body: str):
    """The HTML of a message of `by`, and whom it names. Refused when it calls more people than `by` may."""
    names = Names(thread, by)
    html = prose.render(body, marks=names.find)
    ensure(_not_too_many(names.named))
    if names.named.calls_many:
        ensure(may_call_everybody(by, names.space, clock.now() - NEWCOMER))
    return html, names.named


def previewed(thread, by, body: str):
    """`body` as it would read in `thread`, names marked; without the names for whoever may not write there."""
    return prose.render(body, marks=Names(thread, by).find) if thread and may_post(by, thread) else prose.render(body)


def _not_too_many(named) -> Verdict:
    if len(named) <= MOST:
        return YES
    return no(
        _(
            "Un message nomme au plus %(most)s personnes, rôles ou salons, et le vôtre en nomme %(n)s. "
            "Pour parler à tout le monde, écrivez @tous."
        )
        % {"most": MOST, "n": len(named)}
    )


def keep(message, named: Named, *, by, space) -> None:
    """Keep whom `message` names now, and tell of those whom it did not name before."""
    before = {_key(mention): mention.pk for mention in message.mentions.all()}
    wanted = {("person_id", pk) for pk in named.people} | {("role_id", pk) for pk in named.roles}
    wanted |= {("room_id", pk) for pk in named.rooms} | ({("is_everyone", True)} if named.everybody else set())
    gone = [pk for key, pk in before.items() if key not in wanted]
    if gone:
        Mention.objects.filter(pk__in=gone).delete()
    fresh = sorted(wanted - before.keys())
    Mention.objects.bulk_create(Mention(message=message, **dict([key])) for key in fresh)
    people = [pk for kind, pk in fresh if kind == "person_id" and pk != by.pk]
    roles = [pk for kind, pk in fresh if kind == "role_id"]
    everybody = ("is_everyone", True) in fresh
    if people or roles or everybody:
        announce("message.mentioned", message, by=by, space=space, people=people, roles=roles, everybody=everybody)


def _key(mention):
    for kind in ("person_id", "role_id", "room_id"):
        if getattr(mention, kind):
            return kind, getattr(mention, kind)
    return "is_everyone", True


# --- Completing -------------------------------------------------------------------------------------


def offered(thread, by, typed: str) -> list[dict]:
    """What may stand for what `by` began to write: « @bo » or « #doc »; the name to write, and what it is."""
    sign, begun = typed[:1], folded(typed[1:])
    space = place_of(thread)[0]
    if sign == "#":
        rooms = rooms_for_all(thread, space, by).living()
        return [
            {"write": f"#{room.name}", "name": room.name, "what": _("salon")}
            for room in rooms
            if _begins(folded(room.name), begun) or room.slug.startswith(begun)
        ][:OFFERED]
    people = people_of(thread).exclude(pk=by.pk).order_by("display_name", "pk").values_list("display_name", flat=True)
    called = sorted((name for name in people if _begins(folded(name), begun)), key=lambda name: _far(name, begun))
    found = [{"write": f"@{name}", "name": name, "what": _("personne")} for name in called[:OFFERED]]
    found += [
        {"write": f"@{role}", "name": str(role), "what": _("rôle")}
        for role in space.roles.order_by("pk")
        if folded(str(role)).startswith(begun)
    ]
    everybody = _("tous")
    if folded(everybody).startswith(begun) and may_call_everybody(by, space, clock.now() - NEWCOMER):
        found.append({"write": f"@{everybody}", "name": everybody, "what": _("tout le monde dans l’espace")})
    return found[:OFFERED]


def _far(name, begun):
    """Those whose first name begins so come first."""
    return not folded(name).startswith(begun), prose.alphabetical(name)


def _begins(name, begun):
    """Whether a word of `name` begins so."""
    return name.startswith(begun) or f" {begun}" in name or f"-{begun}" in name
