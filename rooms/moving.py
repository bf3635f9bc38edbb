"""Messages that go to another room of their space: from then on they are read by those who read that room."""

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.organizations.models import Visibility
from governance.register.actions import announce, hold, record
from governance.verdict import YES, Verdict, ensure, no
from rooms.marks import Mention, Reaction
from rooms.mentions import Names
from rooms.models import Attachment, Case, Message, Revision, Room, SummaryRevision, Thread
from rooms.permissions import may_settle_room, may_talk, readers
from rooms.retention import DELAY, oldest_kept
from rooms.telling import post_notice
from rooms.threads import rules_of, tell

MOST = 200  # messages at once; what changes more at one time is read again whole by every page
BATCH = 100
TRACE = "talk.left"  # the notice that stays where they were


# --- Who may, and where ------------------------------------------------------------------------------


def may_move(user, message) -> Verdict:
    """Take a message out of the talk of its room: whoever facilitates it, as long as one writes in it."""
    if message.notice:
        return no(_("C’est Palabre qui l’annonce : cette annonce reste dans son salon."))
    if message.deleted_at:
        return no(_("Ce message a été supprimé : il n’y a plus rien à déplacer."))
    _rules, room = rules_of(message.thread)
    if message.thread.owner_kind != "room":
        return no(_("Ce qui se dit dans un débat reste avec ce dont on y débat."))
    return may_settle_room(user, room)


def may_move_to(user, room, to, going) -> Verdict:
    """Whether all of `going`, the messages and their answers, may go from the talk of `room` to that of `to`."""
    return may_go_to(user, room, to, going) and may_be_moved(user, going)


def may_go_to(user, room, to, going) -> Verdict:
    """The same, of where they go alone: whoever shows several rooms asks only once whether they may be moved."""
    if room.pk == to.pk:
        return no(_("Ces messages sont déjà dans ce salon."))
    if room.space_id != to.space_id:
        return no(_("On déplace un message d’un salon à l’autre du même espace."))
    verdict = may_settle_room(user, room) and may_settle_room(user, to) and may_talk(user, to)
    return verdict and _may_be_kept(to, going) and _may_be_read(user, room, to, going)


def may_be_moved(user, going) -> Verdict:
    """What the room was asked, what was made of it and what came for its group alone stay where they are."""
    if len(going) > MOST:
        return no(_("On déplace au plus %(n)s messages à la fois, réponses comprises.") % {"n": MOST})
    if Case.objects.open().filter(message__in=going).exists():
        return no(_("Un de ces messages est signalé : décidez d’abord de ce signalement."))
    if any(message.poll_id for message in going):
        return no(_("Un de ces messages est un sondage : il reste dans le salon dont il interroge les gens."))
    turned = next((message.became[0]["title"] for message in going if message.became), None)
    if turned:
        return no(_("Un de ces messages est devenu « %(title)s » : il reste là où cela se lit.") % {"title": turned})
    return _keeps_its_group(user, going)


def _may_be_kept(to, going) -> Verdict:
    """What is older than a room keeps would be erased there, and nobody was told that it would be."""
    kept = getattr(to, "retention", None)
    if kept is None:
        return YES
    oldest = oldest_kept(kept, max(kept.begins_at, clock.now() + DELAY))
    if all(message.posted_at >= oldest for message in going):
        return YES
    return no(_("« %(room)s » ne garde pas de mots aussi anciens : ils s’y effaceraient.") % {"room": to.name})


def _may_be_read(user, room, to, going) -> Verdict:
    """What was said before some is not shown to more people, unless whoever moves it said all of it."""
    writers = {message.author_id for message in going} | {one.summary.by_id for one in going if one.summary_id}
    reworded = SummaryRevision.objects.filter(summary__in=[one.summary_id for one in going if one.summary_id])
    writers |= set(reworded.values_list("by", flat=True))
    if reaches_no_further(to, room) or writers == {user.pk}:
        return YES
    return no(
        _(
            "« %(room)s » se lit par plus de monde que ce salon : ce qui a été dit ici ne se montre pas là-bas "
            "sans ses auteur·es. Demandez-leur de l’y redire."
        )
        % {"room": to.name},
        "ask",
    )


def _keeps_its_group(user, going) -> Verdict:
    """A file that came for the group of this room is not handed to another group, but by who brought it (OS-12)."""
    brought = Attachment.objects.filter(message__in=going, audience=Attachment.Audience.GROUP)
    if not brought.exclude(message__author=user).exists():
        return YES
    return no(
        _("Un fichier joint ici est réservé au groupe de ce salon : demandez à qui l’a joint de le déplacer."),
        "ask",
    )


def reaches_no_further(room, than) -> bool:
    """Whether nobody reads `room` who does not read `than`, whatever becomes of their space."""
    if Visibility.stricter(room.visibility, than.visibility) != room.visibility:
        return False
    if than.visibility != Visibility.ROLES:
        return True
    return not readers(room).exclude(pk__in=readers(than).values("pk")).exists() and not (
        _roles(room) - _roles(than)  # nobody has that role today, somebody will tomorrow
    )


def _roles(room) -> set:
    seeing = room.space.roles.filter(
        group__groupobjectpermission__object_pk=str(room.pk),
        group__groupobjectpermission__permission__codename="see_room",
    )
    return set(seeing.values_list("pk", flat=True))


def with_answers(thread, chosen) -> list[Message]:
    """The chosen messages of a talk and all the answers to them, and to those, in their order."""
    firsts = {message.root_id or message.pk for message in chosen}
    taken, found = {message.pk for message in chosen}, []
    branches = Message.objects.filter(thread=thread).filter(Q(pk__in=firsts) | Q(root__in=firsts)).order_by("n")
    for message in branches.select_related("summary").defer("words"):
        if {message.pk, message.reply_to_id, message.root_id} & taken:
            taken.add(message.pk)
            found.append(message)
    return found


# --- The act -----------------------------------------------------------------------------------------


@transaction.atomic
def move_messages(chosen, to, *, by, reason="") -> int:
    """The messages and their answers leave the talk of their room for that of `to`; gives how many moved.

    They keep their authors and their moments, and stand at the end of the other talk in their order. To move the words
    of others is moderation: the register keeps who did it and why.
    """
    hold(to.space)  # before the talks: what is recorded at the end takes it anyway
    both = sorted({chosen[0].thread_id, to.thread_id})
    threads = {one.pk: one for one in Thread.objects.select_for_update().filter(pk__in=both).order_by("pk")}
    here, there = threads[chosen[0].thread_id], threads[to.thread_id]
    to = Room.objects.select_related("space").get(pk=to.pk)
    found = list(Message.objects.filter(pk__in=[one.pk for one in chosen], thread=here))
    for message in found:
        message.thread = here
        ensure(may_move(by, message))
    if len(found) < len({one.pk for one in chosen}):
        ensure(no(_("Un de ces messages n’est plus dans cette conversation : rechargez la page.")))
    room = rules_of(here)[1]
    going = with_answers(here, found)
    list(
        Message.objects.select_for_update(no_key=True)
        .filter(pk__in=[one.pk for one in going])
        .order_by("n")
        .values("pk")
    )
    going = with_answers(here, found)  # as they stand now that nobody else changes them
    ensure(may_move_to(by, room, to, going))
    others = {message.author_id for message in going} - {by.pk}
    if others and prose.is_blank(reason):
        ensure(no(_("Dites en quelques mots pourquoi vous déplacez les mots d’autres personnes.")))
    first_n = going[0].n
    _carry(going, room, there)
    Case.objects.filter(message__in=going).update(room=to)
    if reaches_no_further(to, room):
        kept = Mention.objects.filter(message__in=going, person__isnull=False)
        kept.exclude(person__in=readers(to).values("pk")).delete()
    else:
        _say_for_more_people(going, there, by)
    for message in going:
        live.publish("thread", here.pk, f"message:{message.pk}")
    for message in going:
        live.publish("thread", there.pk, f"message:{message.pk}")
    said = {"n": len(going), "here": [room.space.slug, room.slug]}
    if reaches_no_further(room, to):
        said |= {"to": to.pk, "name": to.name, "slug": to.slug}
    post_notice(room, kind=TRACE, key=f"{TRACE}:{going[0].pk}:{first_n}", **said)
    tell(here)
    tell(there)
    told = {"n": len(going), "to": to.pk}
    if others:
        record("room.messages_moved", room, by=by, space=room.space, reason=reason.strip(), **told)
    else:
        announce("room.messages_moved", room, by=by, space=room.space, **told)
    return len(going)


def _carry(going, room, there):
    """New places in the other talk, where they begin and answer each other; what they leave behind they forget."""
    moving = {message.pk: message for message in going}
    known = reaches_no_further(rules_of(there)[1], room)
    for n, message in enumerate(going, there.length + 1):
        answered = moving.get(message.reply_to_id)  # it came before, and has its new root already
        message.reply_to_id = answered and answered.pk
        if message.root_id not in moving:
            message.root_id = answered and (answered.root_id or answered.pk)
        message.thread_id, message.n = there.pk, n
        message.moved_from_id = room.pk if known else None
    Message.objects.bulk_update(going, ["thread", "n", "reply_to", "root", "moved_from"], batch_size=BATCH)
    there.length += len(going)
    there.save(update_fields=["length"])


def _say_for_more_people(going, there, by):
    """One's own words before more people: without the signs of others, nor names that not all of these may read."""
    Reaction.objects.filter(message__in=going).exclude(person=by).delete()
    Mention.objects.filter(message__in=going, room__isnull=False).delete()
    for said in [*going, *Revision.objects.filter(message__in=going)]:
        said.html = prose.render(said.body, marks=Names(there, by).find) if said.body else said.html
        said.save(update_fields=["html"])
    for message in Message.objects.filter(pk__in=[one.pk for one in going]).annotate(left=Count("reactions")):
        if message.signs_n != message.left:
            message.signs_n = message.left
            message.save(update_fields=["signs_n"])


# --- What is said of it ------------------------------------------------------------------------------


def trace_leads_to(told) -> str:
    """The other room where everybody who reads this one may know it, else this one."""
    space, here = told["here"]
    return reverse("room", args=[space, told.get("slug", here)])


def forget_names(event) -> None:
    """Other people read a room now: where not all of those who read a trace of it may know it, it has no name."""
    room = event.subject
    if not {"visibility", "roles"} & event.payload["changed"].keys():
        return
    came = Message.objects.filter(moved_from__isnull=False)
    came = came.filter(Q(moved_from=room) | Q(thread=room.thread_id)).order_by()
    for thread, source in came.values_list("thread", "moved_from").distinct():
        to = Room.objects.select_related("space").filter(thread=thread).first()
        if to is None or not reaches_no_further(to, Room.objects.select_related("space").get(pk=source)):
            Message.objects.filter(thread=thread, moved_from=source).update(moved_from=None)
    traces = Message.objects.filter(notice=TRACE).filter(Q(thread=room.thread_id) | Q(told__to=room.pk))
    for trace in traces.select_related("thread"):
        to = Room.objects.select_related("space").filter(pk=trace.told.get("to")).first()
        if to is not None and not reaches_no_further(rules_of(trace.thread)[1], to):
            trace.told = {key: value for key, value in trace.told.items() if key in ("n", "here")}
            trace.save(update_fields=["told"])
