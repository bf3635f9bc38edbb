"""The one list of doors: every way by which something about a decision can leave the house.

A door is `(client, things) -> bytes`: what comes out of it for whoever holds that test client. `things` names what
stands behind: space, room, document, proposal, amendment, objection, message, action, question, vote, file, picture,
asked (an agenda request), rule_set, case, mine, dues, application, exclusion (of the association), project_request (of
Dave), body, mandate, draw, meeting, item, minutes, decision (of an assembly that was held), coming (one that is
prepared), coming_item, zone (a circle around a commune where Erin lives), attestation (what she asks of the space),
citizen_poll (open where she lives), and `frames`, what sockets were told. Permission tests and leak tests run over the
whole list, so whoever builds a door adds it here.
asked (an agenda request), rule_set, case, mine, dues, application, exclusion (of the association), body, mandate, draw,
meeting, item, minutes, decision (of an assembly that was held), coming (one that is prepared), coming_item, zone (a
circle around a commune where Erin lives), attestation (what she asks of the space), citizen_poll (open where she
lives), citizen_question (what it asks), desk_counter (Alice, who keeps its desk), argument (what Erin argues there),
poll_document (joined to it), network (a map of the directory), and `frames`, what sockets were told. Permission tests
and leak tests run over the whole list, so whoever builds a door adds it here.
"""

import json
import re
from io import BytesIO
from zipfile import ZipFile

from django.contrib.auth import get_user
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance import live
from governance.accounts import calendar_key
from governance.polls.views.polls import PARTS as POLL_PARTS
from governance.voting.views import PARTS as VOTE_PARTS
from proposals.amendment_dossier import AROUND as AMENDMENT_PARTS
from proposals.views.common import PARTS as PROPOSAL_PARTS
from rooms.views import PARTS as ROOM_PARTS

DOORS = {}


def door(function):
    DOORS[function.__name__] = function
    return function


def as_(person) -> Client:
    """The browser of somebody; of nobody, when they are not signed in."""
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def read(client, url, *, part=False) -> bytes:
    return client.get(url, headers={"HX-Request": "true"} if part else {}).getvalue()  # a file comes in pieces


# --- Pages -------------------------------------------------------------------------------------------


def page(label, name, *path, query=""):
    """A page by the name of its address; `path` leads to each argument from `things`."""

    def look(client, things):
        arguments = [_follow(things, way) for way in path]
        return read(client, reverse(name, args=arguments) + query)

    look.__name__ = label
    door(look)


def _follow(things, way):
    for step in way.split("."):
        things = getattr(things, step)
    return things


SPACE, ROOM = ("space.slug",), ("space.slug", "room.slug")
DOCUMENT = ("space.slug", "document.slug")
PROPOSAL, AMENDMENT = ("proposal.pk",), ("proposal.pk", "amendment.n")

page("home", "home")
page("space", "space", *SPACE)
page("my calendar", "my-calendar")
page("activity", "space-activity", *SPACE)
page("older activity", "space-activity", *SPACE, query="?before=999999999")
page("ask the room in one line", "poll-create", *ROOM)
page("answer quoting a message", "message", "message.pk", query="?quote=1")
page("agenda requests", "agenda-requests", *SPACE)
page("ask for an item", "agenda-request-create", *ROOM)
page("agenda request", "agenda-request", "asked.pk")
page("rules of the association", "rules", *SPACE)
page("a version of the rules", "rule-set", *SPACE, "rule_set.number")
page("a version of the rules as a file", "rule-set-export", *SPACE, "rule_set.number")
page("versions of the rules compared", "rules-difference", *SPACE)
page("simulate a rule", "rule-simulate", *SPACE)
page("propose rules", "rule-set-create", *SPACE)
page("import rules", "rule-set-import", *SPACE)
page("approve rules", "rule-set-approve", *SPACE, "rule_set.number")
page("interpretations of the rules", "rule-set-interpretations", *SPACE, "rule_set.number")
page("rules that Palabre applies", "house-rules")
page("members", "space-members", *SPACE)
page("leave of a member", "member-on-leave", *SPACE, "membership.pk")
page("room", "room", *ROOM)
page("room_group", "room-group", "space.slug", "room.slug")
page("screen of the room", "room-screen", *ROOM)
page("older talk of the room", "room", *ROOM, query="?before=999")
page("talk of the room around a message", "room", *ROOM, query="?at=1")
page("talk of the room after a message", "room", *ROOM, query="?after=0")
page("search in the room", "room-search", *ROOM, query="?q=mardi")
page("conversations to read", "unread")
page("keys", "keys")
page("proposals of the room", "proposals", *ROOM)
page("files of the room", "room-files", *ROOM)
page("summaries of the room", "room-summaries", *ROOM)
page("how long the room keeps its talk", "room-retention", *ROOM)
page("export of the room", "room-export", *ROOM)
page("file", "file", "file.key")
page("picture", "file", "picture.key")
page("thumbnail of a picture", "file-thumbnail", "picture.key")
page("describe a picture", "file-describe", "picture.key")
page("votes of the room", "room-votes", *ROOM)
page("votes of the room, open", "room-votes", *ROOM, query="?stage=open")
page("ways to ask the room", "vote-create", *ROOM)
page("ask the room", "vote-create", *ROOM, query="?process=consensus")
page("ways to ask that the space keeps", "processes", *SPACE)
page("keep a way to ask", "process-create", *SPACE, query="?process=judgment")
page("import a way to ask", "process-import", *SPACE)
page("voices by role", "space-voices", *SPACE)
page("actions of the room", "actions", *ROOM)
page("propose to archive the room", "room-propose-archiving", *ROOM)
page("guide", "proposal-create", *ROOM, query="?impact=many")
page("proposal", "proposal", *PROPOSAL)
page("debate around a message", "proposal", *PROPOSAL, query="?at=1")
page("older debate", "proposal", *PROPOSAL, query="?before=999")
page("history", "proposal-history", *PROPOSAL)
page("one version", "proposal-history", *PROPOSAL, query="?version=1")
page("versions compared", "proposal-history", *PROPOSAL, query="?from=1&to=1")
page("table of amendments", "amendments", *PROPOSAL)
page("roll", "roll", *PROPOSAL)
page("edit", "proposal-edit", *PROPOSAL)
page("drop", "proposal-drop", *PROPOSAL)
page("who decides of amendments", "proposal-open-amendments", *PROPOSAL)
page("who carries it with others", "co-carriers", *PROPOSAL)
page("open round", "round-open", *PROPOSAL)
page("resolve", "proposal-resolve", *PROPOSAL)
page("follow up", "proposal-follow-up", *PROPOSAL)
page("amend", "amendment-create", *PROPOSAL)
page("amend one paragraph", "amendment-create", *PROPOSAL, query="?p=1")
page("amendment", "amendment", *AMENDMENT)
page("amendment, side by side", "amendment", *AMENDMENT, query="?view=side")
page("amendment as written", "amendment-first", *AMENDMENT)
page("around an amendment, older talk", "amendment", *AMENDMENT, query="?before=999")
page("suggest other words", "amendment-suggest", *AMENDMENT)
page("promote an amendment", "amendment-promote", *AMENDMENT)
page("settle amendment", "amendment-settle", *AMENDMENT)
page("answer a block", "objection-answer", "objection.pk")
page("integrate an amendment", "objection-integrate", "objection.pk")
page("action", "action", "action.pk")
page("message", "message", "message.pk")
page("edit message", "message-edit", "message.pk")
page("delete message", "message-delete", "message.pk")
page("what a message may become", "message-turn", "message.pk")
page("close a discussion", "discussion-close", "message.pk")
page("edit a summary", "summary-edit", "message.pk")
page("history of a summary", "summary-history", "message.pk")
page("move a message", "message-move", "message.pk")
page("channel outside of the room", "room-hook", *ROOM)
page("history of a message", "message-history", "message.pk")
page("answer to a message", "message", "answer.pk")
page("report a message", "message-report", "message.pk")
page("reported messages", "reported")
page("queue of reports", "cases", *SPACE)
page("case of a report", "case", "case.pk")
page("pace of the room", "room-slow", *ROOM)
page("message where it was said", "message-here", "message.pk")
page("profile", "profile")
page("documents", "documents", *SPACE)
page("document", "document", *DOCUMENT)
page("change a document", "document-change", *DOCUMENT)
page("put a document in question", "document-question", *DOCUMENT)
page("versions of a document compared", "document-difference", *DOCUMENT)
page("the same, side by side", "document-difference", *DOCUMENT, query="?view=side")


VOTE = ("vote.pk",)

page("vote", "vote", *VOTE)
page("talk of a vote around a message", "vote", *VOTE, query="?at=1")
page("older talk of a vote", "vote", *VOTE, query="?before=999")
page("roll of a vote", "vote-roll", *VOTE)
page("open a vote", "vote-open", *VOTE)
page("change a vote", "vote-change", *VOTE)
page("dates of a vote for a calendar", "vote-calendar", *VOTE)
page("cancel a vote", "vote-cancel", *VOTE)
page("verify a vote", "vote-lists", *VOTE)
page("ballots of a vote", "vote-published", *VOTE)
page("codes of a vote", "vote-codes", *VOTE)
page("program that counts a vote", "vote-script", *VOTE)
page("extract of a vote", "vote-extract", *VOTE)
page("what a secret guarantees", "vote-guarantees")
page("check an extract", "vote-check-extract")

# --- The association of the space; « mine » is the enrolment of Erin, « application » that of Gus ---

page("association", "association", *SPACE)
page("members of the association", "association-members", *SPACE)
page("members of the association, found", "association-members", *SPACE, query="?q=erin")
page("member of the association", "association-member", *SPACE, "mine.pk")
page("note dues", "association-paid", *SPACE, "mine.pk")
page("cancel dues", "dues-cancel", *SPACE, "dues.pk")
page("formal notice", "association-notice", *SPACE, "mine.pk")
page("strike off", "association-strike-off", *SPACE, "mine.pk")
page("record a death", "association-death", *SPACE, "mine.pk")
page("representative", "association-representative", *SPACE, "mine.pk")
page("name an honorary member", "association-name", *SPACE)
page("open an exclusion", "exclusion-open", *SPACE, "mine.pk")
page("exclusion", "exclusion", *SPACE, "exclusion.pk")
page("dues", "association-dues", *SPACE)
page("dues, late ones", "association-dues", *SPACE, query="?state=late")
page("fees", "association-fees", *SPACE)
page("rules of the association", "association-rules", *SPACE)
page("accounts of the association", "association-accounts", *SPACE)
page("entry commission", "association-commission", *SPACE)
page("questionnaire", "association-questionnaire", *SPACE)
page("resign", "association-resign", *SPACE)
page("ask to be a member", "apply", *SPACE)
page("applications", "applications", *SPACE)
page("application", "application", *SPACE, "application.pk")
page("sponsor", "space-sponsor", *SPACE)
page("sponsor a project, ask", "project-ask", *SPACE)
page("sponsor a project", "project-request", *SPACE, "project_request.pk")


def version_page(label, name, owner, *rest):
    """A page of the first version of a document or of a proposal’s text; `owner` leads to it."""

    def look(client, things):
        arguments = [_follow(things, way) for way in owner]
        return read(client, reverse(name, args=[*arguments, 1, *rest]))

    look.__name__ = label
    door(look)


@door
def amendment_as_it_was_supported(client, things):
    return read(client, reverse("amendment-wording", args=[things.proposal.pk, things.amendment.n, 0]))


version_page("version of a document", "document-version", DOCUMENT)
version_page("history of a paragraph", "document-paragraph", DOCUMENT, 1)
version_page("document as Markdown", "document-export", DOCUMENT, "md")
version_page("document as a page", "document-export", DOCUMENT, "html")
version_page("version of a proposal", "proposal-version", PROPOSAL)
version_page("paragraph of a proposal", "proposal-paragraph", PROPOSAL, 1)
version_page("proposal as Markdown", "proposal-export", PROPOSAL, "md")
version_page("proposal as a page", "proposal-export", PROPOSAL, "html")


@door
def my_calendar_file(client, things):
    """The feed of whoever holds this browser; a visitor guesses at one."""
    person = get_user(client)
    key = calendar_key.of(person) if person.is_authenticated else "1-0.seal"
    return read(client, reverse("my-calendar-feed", args=[key]))


@door
def week_of_the_space(client, things):
    return client.get(reverse("space-this-week", args=[things.space.slug]), follow=True).content


# --- Parts: the same addresses, asked by a live page -------------------------------------------------


def part_door(label, name, *path, query=""):
    def look(client, things):
        return read(client, reverse(name, args=[_follow(things, way) for way in path]) + query, part=True)

    look.__name__ = label
    door(look)


for _part in PROPOSAL_PARTS:
    part_door(f"proposal, part {_part}", "proposal", *PROPOSAL, query=f"?part={_part}")
for _part in AMENDMENT_PARTS:
    part_door(f"amendment, part {_part}", "amendment", *AMENDMENT, query=f"?part={_part}")
for _part in ROOM_PARTS:
    part_door(f"room, part {_part}", "room", *ROOM, query=f"?part={_part}")
part_door("space, part rooms", "space", *SPACE, query="?part=rooms")
part_door("space, part open", "space", *SPACE, query="?part=open")
part_door("screen of the room, part open", "room-screen", *ROOM, query="?part=open")
part_door("what is new in the room", "reading", "room.thread_id")
part_door("what is new in the debate", "reading", "proposal.thread_id")
part_door("conversations to read, part", "unread")
part_door("message, part", "message", "message.pk")
part_door("reported messages, part", "reported")
part_door("queue of reports, part open", "cases", *SPACE, query="?part=open")
part_door("queue of reports, part count", "cases", *SPACE, query="?part=count")
part_door("pace of the room, part", "thread-slow", "room.thread_id")
part_door("pace of the debate, part", "thread-slow", "proposal.thread_id")
for _part in VOTE_PARTS:
    part_door(f"vote, part {_part}", "vote", *VOTE, query=f"?part={_part}")


# --- What forms answer when they are sent back -------------------------------------------------------


def _send(client, name, arguments, data, part=False):
    headers = {"HX-Request": "true"} if part else {}
    return client.post(reverse(name, args=arguments), data, headers=headers).content


@door
def position_sent_back(client, things):
    return _send(client, "position", [things.proposal.pk], {"choice": "banana", "version_n": 1})


@door
def position_sent_back_to_a_script(client, things):
    return _send(client, "position", [things.proposal.pk], {"choice": "banana", "version_n": 1}, part=True)


@door
def resolution_sent_back(client, things):
    return _send(client, "proposal-resolve", [things.proposal.pk], {"choice": "banana"})


@door
def follow_up_sent_back(client, things):
    return _send(client, "proposal-follow-up", [things.proposal.pk], {"title": " "})


@door
def closing_sent_back(client, things):
    return _send(client, "round-open", [things.proposal.pk], {"closes_at": "bientôt"})


@door
def amendment_sent_back(client, things):
    return _send(client, "amendment-create", [things.proposal.pk], {"reason": " "})


@door
def proposal_from_a_message(client, things):
    where = reverse("proposal-create", args=[things.space.slug, things.room.slug])
    return read(client, f"{where}?impact=many&from_message={things.message.pk}")


@door
def amendment_from_a_message(client, things):
    where = reverse("amendment-create", args=[things.proposal.pk])
    return read(client, f"{where}?from_message={things.message.pk}")


@door
def webhook_sent_back(client, things):
    return _send(client, "room-hook", [things.space.slug, things.room.slug], {"address": "https://10.0.0.1/"})


@door
def cosignature_sent_back(client, things):
    return _send(client, "amendment-cosign", [things.proposal.pk, things.amendment.n], {"seen": "99"})


@door
def suggestion_sent_back(client, things):
    return _send(client, "amendment-suggest", [things.proposal.pk, things.amendment.n], {"words": " "})


@door
def answer_to_a_suggestion_sent_back(client, things):
    where = [things.proposal.pk, things.amendment.n, 1, "take"]
    return _send(client, "suggestion-decide", where, {"seen": "99"})


@door
def promotion_sent_back(client, things):
    return _send(client, "amendment-promote", [things.proposal.pk, things.amendment.n], {"title": " "})


@door
def paragraph_sent_back(client, things):
    where = reverse("amendment-create", args=[things.proposal.pk]) + "?p=1"
    return client.post(where, {"what": "banana", "reason": " "}).content


@door
def file_sent_back(client, things):
    """Asked to read a file, with none."""
    return _send(client, "amendment-create", [things.proposal.pk], {"read": "1", "body": "Un mot"})


@door
def draft_of_an_amendment(client, things):
    place = f"amend:{things.proposal.pk}"
    kept = _send(client, "draft", [place], {"body": "Un mot à moi"})
    return kept + read(client, reverse("draft", args=[place])) + _send(client, "draft-forget", [place], {})


@door
def advice_sent_back(client, things):
    return _send(client, "proposal-contribute", [things.proposal.pk], {"kind": "banana"})


@door
def decision_sent_back(client, things):
    where = [things.proposal.pk, things.amendment.n, "reject"]
    return _send(client, "amendment-decide", where, {"reason": "x" * 5000})


@door
def documentation_sent_back(client, things):
    return _send(client, "action-act", [things.action.pk, "finish"], {"documentation": "x" * 6000})


@door
def answer_sent_back(client, things):
    return _send(client, "question-answer", [things.question.pk], {"answer": " "})


@door
def preview_in_the_debate(client, things):
    data = {"body": "Un mot", "preview": "1", "reply_to": things.message.pk}
    return _send(client, "message-post", [things.proposal.thread_id], data)


@door
def previewed_for_the_debate(client, things):
    where = f"{reverse('preview')}?thread={things.proposal.thread_id}"
    return client.post(where, {"body": "Un mot pour @Erin Fontaine"}).content


@door
def description_sent_back(client, things):
    return _send(client, "file-describe", [things.picture.key], {"alt": "x" * 400})


@door
def reading_told(client, things):
    """How far one has read, told by a script, of what cannot be a number."""
    return _send(client, "reading", [things.room.thread_id], {"n": "banana"}, part=True)


@door
def room_as_a_file(client, things):
    """All that stands in the file, for whoever may take it."""
    answer = client.post(reverse("room-export", args=[things.space.slug, things.room.slug]))
    content = answer.getvalue()
    if answer.headers["Content-Type"] != "application/zip":
        return content
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@door
def summary_sent_back(client, things):
    return _send(client, "discussion-close", [things.message.pk], {"summary": " "})


@door
def move_sent_back(client, things):
    return _send(client, "message-move", [things.message.pk], {"to": "banana"})


@door
def retention_sent_back(client, things):
    return _send(client, "room-retention", [things.space.slug, things.room.slug], {"years": "banana"})


@door
def files_sent_back(client, things):
    data = {"body": "Un mot", "files": [SimpleUploadedFile("vide.txt", b"")]}
    return _send(client, "message-post", [things.room.thread_id], data)


@door
def names_to_write_in_the_debate(client, things):
    where = reverse("thread-names", args=[things.proposal.thread_id])
    return b"".join(read(client, f"{where}?q={typed}") for typed in ("%40e", "%23d"))


@door
def names_to_write_in_the_room(client, things):
    where = reverse("thread-names", args=[things.room.thread_id])
    return b"".join(read(client, f"{where}?q={typed}") for typed in ("%40e", "%23d"))


@door
def links_unfolded(client, things):
    """What a link to each of these pages says of it, wherever it is written."""
    pages = [
        ("room", [things.space.slug, things.room.slug]),
        ("document", [things.space.slug, things.document.slug]),
        ("proposal", [things.proposal.pk]),
        ("amendment", [things.proposal.pk, things.amendment.n]),
        ("action", [things.action.pk]),
        ("vote", [things.vote.pk]),
    ]
    pages += [("message", [one.pk]) for one in (vars(things).get("message"), vars(things).get("answer")) if one]
    return client.get(reverse("unfold"), {"url": [reverse(name, args=args) for name, args in pages]}).content


@door
def rule_sent_back(client, things):
    where = [things.space.slug, things.rule_set.number, "matters", "ordinary"]
    changed = reverse("rule-set-part", args=where)
    removed = reverse("rule-set-part-remove", args=where)
    added = reverse("rule-set-part-add", args=where[:3])
    return client.post(changed, {"title": " "}).content + b"".join(
        read(client, one) for one in (changed, removed, added)
    )


@door
def rules_imported_back(client, things):
    return _send(client, "rule-set-import", [things.space.slug], {"text": "{"})


@door
def sign_sent_back(client, things):
    return _send(client, "message-react", [things.message.pk], {"sign": "banana"})


@door
def report_sent_back(client, things):
    return _send(client, "message-report", [things.message.pk], {"why": "banana"})


@door
def decision_about_an_application_sent_back(client, things):
    return _send(client, "application-decide", [things.space.slug, things.application.pk], {"outcome": "banana"})


@door
def answers_of_an_application_sent_back(client, things):
    return _send(client, "application-answer", [things.space.slug, things.application.pk], {"answer-0": " "})


@door
def project_to_sponsor_sent_back(client, things):
    here, asked = things.space.slug, things.project_request.pk
    sent = _send(client, "project-ask", [here], {"name": " "})
    return sent + _send(client, "project-request", [here, asked], {"answer": "banana"})


@door
def defence_sent_back(client, things):
    return _send(client, "exclusion", [things.space.slug, things.exclusion.pk], {"answer": " "})


@door
def answer_to_a_report_sent_back(client, things):
    return _send(client, "case", [things.case.pk], {"words": " "})


@door
def decision_about_a_report_sent_back(client, things):
    return _send(client, "case", [things.case.pk], {"decision": "banana"})


@door
def pace_sent_back(client, things):
    return _send(client, "room-slow", [things.space.slug, things.room.slug], {"seconds": "banana"})


@door
def question_of_one_line_sent_back(client, things):
    return _send(client, "poll-create", [things.space.slug, things.room.slug], {"question": " "})


@door
def ballot_sent_back(client, things):
    return _send(client, "vote-cast", [things.vote.pk], {"choice": "banana"})


@door
def confirmation_sent_back(client, things):
    return _send(client, "vote-confirm", [things.vote.pk], {"choice": "banana", "key": "a" * 26})


@door
def code_sent_to_a_vote(client, things):
    return _send(client, "vote-lists", [things.vote.pk], {"code": "a" * 26})


@door
def cancelling_of_a_vote_sent_back(client, things):
    return _send(client, "vote-cancel", [things.vote.pk], {"reason": " "})


@door
def opening_of_a_vote_sent_back(client, things):
    return _send(client, "vote-open", [things.vote.pk], {})


@door
def extract_sent_back(client, things):
    return _send(client, "vote-check-extract", [], {"extract": "banana"})


# --- Bodies and draws by lot -------------------------------------------------------------------------

BODY, DRAW = ("space.slug", "body.key"), ("draw.pk",)

page("bodies", "bodies", *SPACE)
page("body", "body", *BODY)
page("record a mandate", "body-seat", *BODY)
page("record a co-optation", "body-co-opt", *BODY)
page("start of the cycle of renewals", "body-cycle", *BODY)
page("announce the draw of a third", "body-renewal", *BODY)
page("end a mandate", "mandate-end", "mandate.pk")
page("resign from a mandate", "mandate-resign", "mandate.pk")
page("draws", "draws", *SPACE)
page("among whom to draw", "draw-create", *SPACE)
page("announce a draw among volunteers", "draw-create", *SPACE, query="?among=volunteers")
page("announce a draw among chosen people", "draw-create", *SPACE, query="?among=members")
page("draw", "draw", *DRAW)
page("type the figures of a draw", "draw-source", *DRAW, "draw.first_source")
page("cancel a draw", "draw-cancel", *DRAW)
page("lots of a draw", "draw-lots", *DRAW, "draw.first_source")
page("program that draws again", "draw-script")
part_door("draw, part", "draw", *DRAW)


@door
def mandate_sent_back(client, things):
    return _send(client, "body-seat", [things.space.slug, things.body.key], {"place": "banana"})


@door
def co_optation_sent_back(client, things):
    return _send(client, "body-co-opt", [things.space.slug, things.body.key], {"place": "banana"})


@door
def end_of_a_mandate_sent_back(client, things):
    return _send(client, "mandate-end", [things.mandate.pk], {"decision": " "})


@door
def announcement_of_a_draw_sent_back(client, things):
    where = reverse("draw-create", args=[things.space.slug]) + "?among=members"
    return client.post(where, {"purpose": " "}).content


@door
def figures_of_a_draw_sent_back(client, things):
    return _send(client, "draw-source", [things.draw.pk, 0], {"figures": "banana"})


@door
def volunteering_out_of_time(client, things):
    return _send(client, "draw-volunteer", [things.draw.pk], {})


# --- Meetings and minutes; « meeting » is an assembly that was held, « coming » one that is prepared ---

MEETING, ITEM, MINUTES = ("meeting.pk",), ("meeting.pk", "item.pk"), ("minutes.pk",)
COMING, COMING_ITEM = ("coming.pk",), ("coming.pk", "coming_item.pk")

page("meetings", "meetings", *SPACE)
page("prepare a meeting", "meeting-prepare", *BODY)
page("meeting", "meeting", *MEETING)
page("meeting in preparation", "meeting", *COMING)
page("meeting on the screen of the hall", "meeting-screen", *MEETING)
page("meeting for a calendar", "meeting-calendar", *MEETING)
page("change a meeting", "meeting-change", *COMING)
page("call a meeting again", "meeting-again", *MEETING)
page("adjourn a meeting", "meeting-adjourn", *MEETING)
page("add an item", "item-add", *COMING)
page("change an item", "item-change", *COMING_ITEM)
page("amend an item", "item-amend", *ITEM)
page("minutes", "minutes", *MINUTES)
page("minutes as Markdown", "minutes-markdown", *MINUTES)
page("complete minutes", "minutes-remarks", *MINUTES)
page("sign minutes", "minutes-sign", *MINUTES)
page("countersign minutes", "minutes-countersign", *MINUTES)
page("correct minutes", "minutes-correct", *MINUTES)
page("vote of a meeting", "vote", "decision.vote_id")
page("roll of a vote of a meeting", "vote-roll", "decision.vote_id")
page("ballots of a vote of a meeting", "vote-published", "decision.vote_id")
page("extract of a vote of a meeting", "vote-extract", "decision.vote_id")
part_door("meeting, part", "meeting", *MEETING)
part_door("meeting in preparation, part", "meeting", *COMING)
part_door("meeting on the screen, part", "meeting-screen", *MEETING)


@door
def meeting_sent_back(client, things):
    return _send(client, "meeting-prepare", [things.space.slug, things.body.key], {"title": " "})


@door
def item_sent_back(client, things):
    return _send(client, "item-add", [things.coming.pk], {"title": " "})


@door
def acts_of_a_meeting_out_of_time(client, things):
    acts = (
        "sign",
        "send",
        "send-again",
        "open",
        "suspend",
        "resume",
        "close",
        "check-in",
        "ask-floor",
        "give-floor",
        "no-quorum",
    )
    return b"".join(_send(client, "meeting-act", [things.meeting.pk, act], {}) for act in acts)


@door
def acts_of_an_item_out_of_time(client, things):
    where = [things.meeting.pk, things.item.pk]
    named = ("item-draw", "item-vote", "item-withdraw", "item-recuse", "item-stand", "item-stand-down", "item-install")
    acts = b"".join(_send(client, "item-act", [*where, act], {}) for act in ("up", "open", "close", "remove"))
    return acts + b"".join(_send(client, name, where, {}) for name in named)


@door
def recusal_withdrawn_out_of_time(client, things):
    recusal = things.item.recusals.values_list("pk", flat=True).first() or 0
    return _send(client, "recusal-withdraw", [things.meeting.pk, things.item.pk, recusal], {})


@door
def attendance_sent_back(client, things):
    where = reverse("meeting-note", args=[things.meeting.pk, "in"])
    named = reverse("meeting-designate", args=[things.meeting.pk, "president"])
    return client.post(where, {"person": "0"}).content + client.post(named, {"person": "0"}).content


@door
def invitation_taken_back(client, things):
    invited = things.coming.convocations.values_list("pk", flat=True).first() or 0
    return _send(client, "meeting-uninvite", [things.coming.pk, invited], {})


@door
def cancelling_of_a_meeting_sent_back(client, things):
    return _send(client, "meeting-cancel", [things.coming.pk], {"reason": " "})


@door
def correction_of_minutes_sent_back(client, things):
    sent = _send(client, "minutes-send-again", [things.minutes.pk], {})
    return sent + _send(client, "minutes-correct", [things.minutes.pk], {"remarks": " "})


# --- Territories and where people live; « attestation » is what Erin asks of the space ------------------

ZONE = ("zone.kind", "zone.code")

page("territories", "territories")
page("territories by a code", "territories", query="?q=97411")
page("territory that is drawn", "territory", *ZONE)
page("outline of a zone", "zone-outline", *ZONE)
page("whether one lives in a zone", "zone-inside", *ZONE)
page("territories of a space", "space-territories", *SPACE)
page("import zones", "zone-create", *SPACE)
page("draw a circle as a zone", "zone-create", *SPACE, query="?way=circle")
page("zones for every space", "zone-create-for-all")
page("referents of a space", "referent-name", *SPACE)
page("referents for every space", "referent-name-for-all")
page("residence", "residence", query="?q=saint")
page("have a residence attested", "residence-ask")
page("attestations of residence", "attestations")
page("attestation of residence", "attestation", "attestation.pk")
page("proof for an attestation", "attestation-proof", "attestation.pk")


@door
def territories_sent_back(client, things):
    zone = [things.zone.kind, things.zone.code]
    return _send(client, "zone-create", [things.space.slug], {}) + _send(client, "zone-inside", zone, {"lon": "x"})


@door
def residence_sent_back(client, things):
    asked = [things.attestation.pk]
    sent = _send(client, "residence", [], {"code": "banana"}) + _send(client, "residence-ask", [], {})
    return sent + _send(client, "attestation-refuse", asked, {"reason": " "})


@door
def acts_of_an_attestation_out_of_time(client, things):
    asked = things.attestation.pk
    acts = b"".join(_send(client, "attestation-act", [asked, act], {}) for act in ("check", "confirm", "nothing"))
    return acts + _send(client, "referent-name", [things.space.slug], {"territory": "zzz"})


# --- Citizen polls; « citizen_poll » is open where Erin lives --------------------------------------------

CITIZEN_POLL = ("citizen_poll.pk",)
QUESTION = "citizen_question.pk"

page("citizen poll", "citizen-poll", *CITIZEN_POLL)
page("citizen poll by attested residences", "citizen-poll", *CITIZEN_POLL, query="?level=attested")
page("citizen poll by groups of communes", "citizen-poll", *CITIZEN_POLL, query="?by=epci")
page("results of a citizen poll as a file", "citizen-poll-results", *CITIZEN_POLL)
page("map of a citizen poll", "citizen-poll-map", *CITIZEN_POLL)
page("place in a citizen poll", "citizen-poll-place", *CITIZEN_POLL, query="?q=saint")
page("poster of a citizen poll", "citizen-poll-poster", *CITIZEN_POLL)
page("card of a citizen poll", "citizen-poll-embed", *CITIZEN_POLL)
page("short way to a citizen poll", "citizen-poll-short", *CITIZEN_POLL)
page("calendar of a space", "space-calendar", *SPACE)
page("calendar file of a space", "space-calendar-feed", *SPACE)
page("citizen polls of a space", "space-polls", *SPACE)
page("whom a citizen poll asks", "citizen-poll-create", *SPACE, query="?q=saint")
page("arguments of a side about a citizen poll", "citizen-poll-arguments", *CITIZEN_POLL, "argument.side")
page("argue about a citizen poll", "citizen-poll-argue", *CITIZEN_POLL)
page("documents of a citizen poll", "citizen-poll-documents", *CITIZEN_POLL)
page("report an argument", "argument-report", "argument.pk")
page("moderate an argument", "argument-moderate", "argument.pk")
page("document of a citizen poll", "citizen-poll-document", "poll_document.key")
page("how a citizen poll climbs", "citizen-poll-climb", *CITIZEN_POLL)
page("change a citizen poll", "citizen-poll-change", *CITIZEN_POLL)
page("add a question to a citizen poll", "citizen-poll-question-add", *CITIZEN_POLL)
page("change a question of a citizen poll", "citizen-poll-question-change", *CITIZEN_POLL, QUESTION)
page("desk of a citizen poll", "citizen-poll-desk", *CITIZEN_POLL)
page("paper codes of a citizen poll", "citizen-poll-desk-codes", *CITIZEN_POLL)
page("mark somebody in a citizen poll", "citizen-poll-desk-mark", *CITIZEN_POLL)
page("enter a slip of a citizen poll", "citizen-poll-desk-enter", *CITIZEN_POLL)
page("countersign a slip of a citizen poll", "citizen-poll-desk-countersign", *CITIZEN_POLL)
page("cancel a citizen poll", "citizen-poll-cancel", *CITIZEN_POLL)


for _part in POLL_PARTS:
    part_door(f"citizen poll, part {_part}", "citizen-poll", *CITIZEN_POLL, query=f"?part={_part}")


@door
def citizen_poll_sent_back(client, things):
    sent = _send(client, "citizen-poll-answer", [things.citizen_poll.pk], {"choice": "zzz"})
    sent += _send(client, "citizen-poll-open", [things.citizen_poll.pk], {})
    sent += _send(client, "citizen-poll-cancel", [things.citizen_poll.pk], {"reason": " "})
    sent += _send(client, "citizen-poll-climb", [things.citizen_poll.pk], {"option": "zzz"})
    for name in ("", "-codes", "-mark", "-enter", "-countersign"):
        sent += _send(client, f"citizen-poll-desk{name}", [things.citizen_poll.pk], {"code": "zzz", "person": "zzz"})
    sent += _send(client, "citizen-poll-question-add", [things.citizen_poll.pk], {"question": " "})
    sent += _send(client, "citizen-poll-question-act", [things.citizen_poll.pk, things.citizen_question.pk, "up"], {})
    return sent + _send(client, "citizen-poll-create", [things.space.slug], {})


@door
def argument_sent_back(client, things):
    argument = [things.argument.pk]
    sent = _send(client, "citizen-poll-argue", [things.citizen_poll.pk], {"body": " "})
    sent += _send(client, "argument-report", argument, {"why": "zzz"})
    sent += _send(client, "argument-moderate", argument, {"reason": " "})
    return sent + _send(client, "citizen-poll-documents", [things.citizen_poll.pk], {})


# --- The directory and its maps; « network » is a map of the space ----------------------------------------

NETWORK = ("network.pk",)

page("directory", "directory")
page("directory by its words", "directory", query="?q=le&where=974&tag=a&kind=project&of=all&sort=recent")
page("directory as GeoJSON", "directory-geojson")
page("directory as JSON-LD", "directory-jsonld", query="?of=all")
page("outlines under the directory", "directory-ground")
page("listing of a space in the directory", "space-listing", *SPACE)
page("imports into the directory", "listings-import", *SPACE)
page("fields of a network map of the directory", "network-map-fields")
page("network maps of the directory of a space", "network-maps", *SPACE)
page("make a network map of the directory", "network-map-create", *SPACE)
page("network map of the directory", "network-map", *NETWORK)
page("card of a network map of the directory", "network-map-embed", *NETWORK)
page("network map of the directory as GeoJSON", "network-map-geojson", *NETWORK)
page("network map of the directory as JSON-LD", "network-map-jsonld", *NETWORK)
page("outlines under a network map of the directory", "network-map-ground", *NETWORK)
page("settings of a network map of the directory", "network-map-config", *NETWORK)
page("change a network map of the directory", "network-map-change", *NETWORK)


@door
def directory_sent_back(client, things):
    sent = _send(client, "space-listing", [things.space.slug], {}) + _send(
        client, "listings-import", [things.space.slug], {}
    )
    sent += _send(client, "space-listing-take-off", [things.space.slug], {})
    sent += _send(client, "import-undo", [things.space.slug, 0], {})
    sent += _send(client, "network-map-change", [things.network.pk], {"pasted": "{"})
    sent += _send(client, "network-map-withdraw", [things.network.pk], {})
    return sent + _send(client, "network-map-create", [things.space.slug], {"pasted": "x"})


# --- The socket --------------------------------------------------------------------------------------


def streams(things):
    return [
        f"proposal:{things.proposal.pk}",
        f"thread:{things.proposal.thread_id}",
        f"room:{things.room.pk}",
        f"thread:{things.room.thread_id}",
        f"talk:{things.space.pk}",
        f"space:{things.space.pk}",
        f"cases:{things.space.pk}",
        f"action:{things.action.pk}",
        f"agendarequest:{things.asked.pk}",
        f"draw:{things.draw.pk}",
        f"citizenpoll:{things.citizen_poll.pk}",
        f"meeting:{things.meeting.pk}",
        f"meeting:{things.coming.pk}",
        f"vote:{things.vote.pk}",
        f"result:{things.vote.pk}",
        f"thread:{things.vote.debate.thread_id}",
    ]


@door
def socket_replay(client, things):
    """What a page that was away receives when its socket joins again."""
    heard = {}
    for stream in streams(things):
        if live.may_join(get_user(client), stream):
            heard[stream] = live.replay(stream, 0, live.LANGUAGES)
    return json.dumps(heard).encode()


@door
def socket_frames(client, things):
    """What an open page heard while it all happened."""
    groups = {
        "stream." + stream.replace(":", ".")
        for stream in streams(things)
        if live.may_join(get_user(client), stream)
    }  # fmt: skip
    return json.dumps([message for group, message in things.frames if group in groups]).encode()


# --- Comparing ---------------------------------------------------------------------------------------

MASKS = [
    (rb'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]+"', rb"\1"),
    (rb'(name="key" value=)"[a-z2-7]{26}"', rb"\1"),
    # Ids go on after a rollback.
    (rb"(day-|entry-|message-|who-|/messages/|message:|message=|:m|revision-|objection-|/objections/)\d+", rb"\1"),
    (rb"(UID:[a-z]+-)\d+@", rb"\1@"),
    (rb'(name="(?:reply_to|from_message)" value=)"\d+"', rb"\1"),
    (rb'(data-(?:root|answer|quote|react)=\\*")\d+', rb"\1"),
    (rb"<code>[0-9a-f]{12}</code>|--since [0-9a-f]{64}", b"hash"),  # each entry is salted
]


def masked(content: bytes) -> bytes:
    """What came out of a door, without what differs each time and says nothing of anybody."""
    for pattern, kept in MASKS:
        content = re.sub(pattern, kept, content)
    return content


# Doors of the institution: its people, rules, bodies, draws and meetings. They hold nothing of a consultation or of the
# vote of a room, so that most stories of those are told through the others, HOUSE, and one of them through every door.
INSTITUTION = (
    "association meeting minutes draw mandate co_opt co-opt bodies body rule dues exclusion application representative "
    "honorary commission questionnaire resign fees strike death notice sponsor item cycle "
    "territor zone referent residence attest citizen directory"
).split()
HOUSE = tuple(name for name in DOORS if not any(word in name for word in INSTITUTION))
