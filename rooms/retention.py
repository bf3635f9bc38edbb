"""How long a room keeps what is said in it: settled by its facilitation, announced, and carried out by the clock.

What was decided is never erased: messages that became something, votes, notices, and the debates of proposals and
votes, which have a talk of their own.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import PROTECT, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import clock, live
from governance.register.actions import hold, record
from governance.sqlite.journal import forget_after_commit
from governance.texts.models import Draft
from governance.verdict import ensure, no
from rooms import files
from rooms.locking import locked_room
from rooms.models import Attachment, Case, Message, Origin, Retention, Summary, Thread
from rooms.permissions import may_settle_room
from rooms.telling import post_notice

DELAY = timedelta(days=30)  # between what is settled and the first message that goes
PAUSE = timedelta(hours=1)  # between two looks, once nothing is left to erase
AT_ONCE = 200  # messages of one round


# --- What people settle ------------------------------------------------------------------------------


@transaction.atomic
def set_retention(room, *, by, years: int | None) -> Retention | None:
    """From now on `room` keeps its talk for `years`, or for ever; a shorter time begins a month after it was said."""
    room = locked_room(room.pk, "space")
    hold(room.space)
    ensure(may_settle_room(by, room))
    if years is not None and years not in Retention.Years.values:
        ensure(no(_("Un salon garde sa conversation un, deux ou cinq ans, ou pour toujours.")))
    kept = Retention.objects.select_for_update().filter(room=room).first()
    if (kept and kept.years) == years:
        return kept
    now = clock.now()
    begins_at = now + DELAY
    if kept and years and years > kept.years:
        begins_at = kept.begins_at  # less is erased from now on, and nothing sooner
    if years is None:
        kept.delete()
        kept = None
    else:
        fields = {"years": years, "set_by": by, "set_at": now, "begins_at": begins_at, "next_at": begins_at}
        kept, _is_new = Retention.objects.update_or_create(room=room, defaults=fields)
    told = {
        "years": years or 0,
        "begins_on": room.space.day(begins_at).isoformat() if years and begins_at > now else "",
    }
    entry = record("room.retention_set", room, by=by, space=room.space, **told)
    where = {"space": room.space.slug, "slug": room.slug}
    post_notice(room, kind="room.retention_set", key=f"room.retention_set:{entry.pk}", **told, **where)
    live.publish("room", room.pk, "header")
    return kept


def leads_to(told) -> str:
    return reverse("room-retention", args=[told["space"], told["slug"]])


# --- What the clock erases ---------------------------------------------------------------------------


def erase_due(now=None) -> int:
    """Erase some of what rooms keep no longer at `now`; gives how many messages went. What is left goes next time."""
    now, erased = now or clock.now(), 0
    due = Retention.objects.filter(next_at__lte=now, begins_at__lte=now).order_by("next_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        erased += _erase_some(pk, now)
    return erased


@transaction.atomic
def _erase_some(pk, now) -> int:
    due = Retention.objects.filter(pk=pk, next_at__lte=now, begins_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))  # another clock is at it
    kept = due.select_related("room").first()
    if kept is None:
        return 0
    thread = Thread.objects.select_for_update().get(pk=kept.room.thread_id)
    gone = list(too_old(thread, oldest_kept(kept, now)).values_list("pk", "summary")[:AT_ONCE])
    if gone:
        _erase([pk for pk, _summary in gone], [summary for _pk, summary in gone if summary])
    kept.next_at = now if len(gone) == AT_ONCE else now + PAUSE
    kept.save(update_fields=["next_at"])
    return len(gone)


def oldest_kept(kept, now):
    """What was said before this moment goes."""
    try:
        return now.replace(year=now.year - kept.years)
    except ValueError:  # a 29th of February
        return now.replace(year=now.year - kept.years, day=28)


def too_old(thread, before):
    """The messages of a talk said before that moment; none that a decision, or any other thing, holds on to."""
    found = Message.objects.filter(thread=thread, posted_at__lt=before, author__isnull=False)
    found = found.filter(became=[], poll__isnull=True)
    # Of what the facilitation removed nothing is left but its place, which the register speaks of.
    found = found.filter(Q(deleted_by__isnull=True) | Q(deleted_by=F("author")))
    # A discussion is remembered for as long as its summary is.
    found = found.filter(Q(summary__isnull=True) | Q(summary__written_at__lt=before, summary__closed_at__lt=before))
    # A case that is open is about these very words; once it is closed, it goes with them.
    found = found.exclude(Exists(Case.objects.open().filter(message=OuterRef("pk"))))
    for relation in Message._meta.related_objects:
        if relation.on_delete is PROTECT and relation.related_model not in (Message, Case):
            held = relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")})
            if relation.related_model is Origin:  # a draft that nobody else has read holds nothing
                held = held.filter(shown_at__isnull=False)
            found = found.exclude(Exists(held))
    return found.order_by("n")


def _erase(messages, summaries):
    """Nothing is left of them: no words, no history, no file, no mark that they were; their numbers stay theirs."""
    names = Attachment.objects.filter(message__in=messages).values_list("stored", "thumbnail")
    names = [name for row in names for name in row if name]
    # What answered them stays, younger, and begins its own branch.
    younger = Message.objects.exclude(pk__in=messages)
    younger.filter(reply_to__in=messages).update(reply_to=None)
    _root_again(list(younger.filter(root__in=messages).order_by("n").only("reply_to", "root")))
    Message.objects.filter(pk__in=messages).update(reply_to=None, root=None, summary=None)
    Summary.objects.filter(pk__in=summaries).delete()
    Case.objects.filter(message__in=messages).delete()
    Origin.objects.filter(message__in=messages).delete()
    Message.objects.filter(pk__in=messages).delete()
    _forget_drafts(set(messages))
    transaction.on_commit(lambda: files.remove(names), robust=True)
    forget_after_commit()


def _root_again(answers):
    """Answers whose first message is gone: those that answer nothing any more begin a branch of their own."""
    firsts = {}
    for message in answers:
        message.root_id = firsts.get(message.reply_to_id)
        firsts[message.pk] = message.root_id or message.pk
    Message.objects.bulk_update(answers, ["root"], batch_size=AT_ONCE)


def _forget_drafts(messages):
    """A form that was opened from a message holds its words, quoted, for whoever began to fill it."""
    begun = Draft.objects.filter(place__contains=":m").values_list("pk", "place")
    born = [pk for pk, place in begun if (last := place.rpartition(":m")[2]).isdigit() and int(last) in messages]
    Draft.objects.filter(pk__in=born).delete()
