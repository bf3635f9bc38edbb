"""Messages in a page: each is rendered once per language and zone, then kept in memory; and the order they stand in."""

from dataclasses import dataclass
from operator import attrgetter

from django import template
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from governance import live
from governance.organizations.permissions import may_facilitate
from rooms import audiences, becoming, files, moderation, slow
from rooms.marks import Reaction, fetch_signs
from rooms.polls import card_of

register = template.Library()
register.filter(files.weight)

MOST_KEPT = 5_000  # rendered messages in this process
NAMED = 12  # people named under one sign; beyond, they are counted
LONGEST_KEPT = 6_000  # characters of one: 30 MB in all, at most

# Everything of a message that its part shows: the same words at the same place are the same HTML.
SHOWN = (
    "pk", "n", "root_id", "reply_to_id", "html", "lean", "paragraph", "version_n", "amendment_n", "posted_at",
    "edited_at", "deleted_at", "deleted_by_id", "notice_key",
)  # fmt: skip

_shown = attrgetter(*SHOWN)
_kept: dict[tuple, str] = {}


@register.simple_tag
def said(message, marks=True, place="", about=None):
    """`rooms/_message.html` of a message read `with_people`.

    Nothing in it differs by reader beyond `marks`, and the files that `rooms.audiences.show` opened.

    about: the text that the talk is about (`rooms.threads.About`), if it is about one.
    """
    replied = message.reply_to
    key = (
        translation.get_language(),
        timezone.get_current_timezone_name(),
        bool(marks),
        place,
        (message.paragraph or message.amendment_n) and about,
        _shown(message),
        message.who,
        repr(message.became),
        repr(message.told),
        replied and (replied.who, replied.html, replied.deleted_at, replied.notice_key),
        tuple((file.pk, file.alt) for file in message.files),  # nothing else of a file ever changes
        tuple(message.withheld),
    )
    key = (*key, tuple((one.sign, one.person_id, one.person.display_name) for one in message.signs))
    key = (*key, message.poll_id and card_of(message))
    came = message.moved_from_id and message.moved_from
    key = (*key, message.summary_id and message.summary.shown, came and (came.name, came.slug, came.space.slug))
    html = _kept.get(key)
    if html is None:
        context = {"message": message, "marks": marks, "place": place, "about": about}
        html = get_template("rooms/_message.html").render(context)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        if len(html) <= LONGEST_KEPT:
            _kept[key] = html
    return html


@register.simple_tag
def origin_of(kind, target):
    """The message that a thing was born of, for its page."""
    return becoming.origin_of(kind, target)


@dataclass
class Sign:
    """A sign under a message: who put it there, and how it is called."""

    key: str
    picture: str
    name: str
    people: list

    @property
    def ids(self):
        return " ".join(str(one.person_id) for one in self.people)

    @property
    def names(self):
        return [one.person.display_name for one in self.people[:NAMED]]

    @property
    def others(self):
        return max(0, len(self.people) - NAMED)


@register.simple_tag
def signs(message=None):
    """The signs under a message, in the order of the list; without a message, all those that one may put."""
    found = {} if message else dict.fromkeys(Reaction.Sign.values, ())
    for one in message.signs if message else ():
        found.setdefault(one.sign, []).append(one)
    return [
        Sign(key, Reaction.PICTURES[key], label, found[key]) for key, label in Reaction.Sign.choices if key in found
    ]


@register.simple_tag
def poll_card(message):
    """The vote of one line that a message asks, as everybody who reads it sees it."""
    return card_of(message)


@dataclass
class Step:
    """A message in its place; whether a branch of answers begins with it, ends after it, and whether a day does."""

    message: object
    begins: bool = False
    ends: bool = False
    new_day: bool = False


@register.simple_tag(takes_context=True)
def steps(context, talk, in_branches=False):
    """The messages of a page (oldest first) in the order they are read: in time, or each answer in its branch.

    An answer whose branch began on an older page stands where it was said. Their files are read with one question,
    and opened to whoever reads the page.
    """
    audiences.show(context["user"], talk)
    fetch_signs(talk)
    shown = {message.pk for message in talk}
    branches = {}
    for message in talk:
        within = in_branches and message.root_id in shown
        branches.setdefault(message.root_id if within else message.pk, []).append(message)
    found = []
    for first, *answers in branches.values():
        found.append(Step(first))
        found += [Step(answer) for answer in answers]
        if answers:
            found[-len(answers)].begins = found[-1].ends = True
    day = None
    for step in found:
        before, day = day, timezone.localtime(step.message.posted_at).date()
        step.new_day = day != before
    return found


@register.simple_tag
def vote_stage(vote, now):
    """Where a vote stands at `now`, as `{key, name, phase}`; `phase` is the look of the state of a proposal."""
    if vote.is_cancelled:
        return {"key": "cancelled", "phase": "dropped", "name": _("scrutin annulé")}
    if vote.opened_at is None:
        return {"key": "preparing", "phase": "draft", "name": _("en préparation")}
    if vote.is_open(now):
        return {"key": "open", "phase": "consultation", "name": _("scrutin ouvert")}
    return {"key": "closed", "phase": "resolved", "name": _("scrutin clos")}


# --- What differs by person: never inside a message ---------------------------------------------------


@register.simple_tag(takes_context=True)
def slow_mode(context, thread):
    """How the talk of a composer is slowed for whoever reads; None where it is not."""
    return slow.standing(context["user"], thread, context.get("room"))


@register.filter
def every(seconds):
    """The pace of a room in words; nothing where it has none."""
    return slow.EVERY.get(seconds, "")


@register.simple_tag(takes_context=True)
def cases_here(context, space):
    """How many cases wait for a decision, and where their stream stands, for whoever facilitates; else None."""
    if not may_facilitate(context["user"], space):
        return None
    cursor = live.cursor("cases", space.pk)  # before what it dates
    return {"cursor": cursor, "n": moderation.of_space(context["user"], space).to_decide().count()}


@register.simple_tag(takes_context=True)
def reported_here(context):
    """The open cases about what this person wrote."""
    return moderation.about_my_words(context["user"]).open()


@register.simple_tag(takes_context=True)
def report_standing(context, message):
    """What whoever reads a message may know of its being reported: their own report, the case of their own words."""
    user = context["user"]
    found = {"may_report": moderation.may_report(user, message), "mine": None, "case": None}
    if user.is_authenticated and user.pk == message.author_id:
        found["case"] = message.cases.last()
    elif user.is_authenticated:
        found["mine"] = moderation.report_of(user, message)
    return found
