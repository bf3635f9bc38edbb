"""In session: who is there, who presides and writes, which item is on the table, who speaks, who is recused."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.assemblies.actions.locking import lock, lock_item
from governance.assemblies.models import AgendaItem, Attendance, Meeting, Minutes, Recusal, Speaker, officer
from governance.assemblies.permissions import (
    may_ask_for_floor,
    may_check_in,
    may_close_item,
    may_close_session,
    may_designate,
    may_note_attendance,
    may_open_item,
    may_open_session,
    may_preside,
    may_recuse,
    may_resume,
    may_suspend,
    may_withdraw_recusal,
    ranks_of,
)
from governance.register.actions import record
from governance.verdict import Refused, ensure, no

POSTS = ("president", "secretary")


# --- Who is there ------------------------------------------------------------------------------------


@transaction.atomic
def check_in(meeting: Meeting, *, by, person=None, is_remote: bool = False) -> Attendance:
    """Somebody comes into the session; oneself, or whom the people who run it see coming."""
    meeting = lock(meeting)
    person = person or by
    ensure(may_check_in(by, meeting) if person == by else may_note_attendance(by, meeting, person))
    rank = ranks_of(meeting, person)
    if is_remote and meeting.mode == Meeting.Mode.IN_PERSON:
        raise Refused(no(_("Cette séance se tient sur place seulement, comme sa convocation le dit.")))
    if not is_remote and meeting.mode == Meeting.Mode.REMOTE:
        is_remote = True
    here = Attendance.objects.filter(meeting=meeting, person=person, left_at__isnull=True).first()
    if here is not None:
        return here
    here = Attendance.objects.create(
        meeting=meeting, person=person, is_remote=is_remote, deliberates=rank == "voice", noted_by=by
    )
    _noted("meeting.arrived", here, meeting, by=by, remote=is_remote)
    live.publish("meeting", meeting.pk, "page")
    return here


@transaction.atomic
def check_out(meeting: Meeting, *, by, person=None) -> None:
    """Somebody leaves the session; they are counted until that moment."""
    meeting = lock(meeting)
    person = person or by
    ensure(may_check_in(by, meeting) if person == by else may_note_attendance(by, meeting, person))
    here = Attendance.objects.filter(meeting=meeting, person=person, left_at__isnull=True).first()
    if here is not None:
        here.left_at, here.left_noted_by = clock.now(), by
        here.save(update_fields=["left_at", "left_noted_by"])
        _noted("meeting.left", here, meeting, by=by)
        live.publish("meeting", meeting.pk, "page")


def leave_with_voice(event) -> None:
    """Whoever loses their voice during a session leaves it there: they are on no roll that opens later (ST-7.2).

    They may check in again where they were convened, with a consultative voice.
    """
    person = event.subject.person_id
    here = Attendance.objects.filter(person=person, left_at=None, deliberates=True, meeting__closed_at=None)
    for stay in here.filter(meeting__body__organization__space=event.space).select_related("meeting__body", "person"):
        meeting = lock(stay.meeting)
        if ranks_of(meeting, stay.person) != "voice":
            stay.left_at = clock.now()
            stay.save(update_fields=["left_at"])
            _noted("meeting.left", stay, meeting, by=None)
            live.publish("meeting", meeting.pk, "page")


def _noted(act, about, meeting, *, by, **told):
    """Who was there is about their attendance: read by the people of the association, not by every visitor."""
    record(
        act, about, by=by, space=meeting.space, title=meeting.title, meeting=meeting.pk, person=about.person_id, **told
    )


# --- Opening, suspending, closing --------------------------------------------------------------------


@transaction.atomic
def open_session(meeting: Meeting, *, by) -> Meeting:
    """Open the session: the president and the secretary of the association preside and write where they are there."""
    meeting = lock(meeting)
    now = clock.now()
    ensure(may_open_session(by, meeting, now))
    meeting.opened_at = now
    meeting.chair = meeting.chair or _officer_here(meeting, "president")
    meeting.secretary = meeting.secretary or _officer_here(meeting, "secretary")
    meeting.save(update_fields=["opened_at", "chair", "secretary"])
    record("meeting.opened", meeting, by=by, space=meeting.space, title=meeting.title)
    live.publish("meeting", meeting.pk, "page")
    return meeting


def _officer_here(meeting, post):
    held = officer(meeting.organization, post, meeting.day)
    here = held and Attendance.objects.filter(meeting=meeting, person=held, left_at__isnull=True).exists()
    return held if here else None


@transaction.atomic
def designate(meeting: Meeting, *, by, post: str, person) -> Meeting:
    """Name who presides, or writes, among those who are there: only where the officer is absent (art. 10.6, A-17)."""
    meeting = lock(meeting)
    if post not in POSTS:
        raise Refused(no(_("On désigne une présidence de séance ou un secrétariat de séance.")))
    ensure(may_designate(by, meeting, post, person))
    if post == "president":
        meeting.chair = person
    else:
        meeting.secretary = person
    meeting.save(update_fields=["chair", "secretary"])
    record("meeting.designated", meeting, by=by, space=meeting.space, title=meeting.title, post=post, person=person.pk)
    live.publish("meeting", meeting.pk, "page")
    return meeting


@transaction.atomic
def suspend_session(meeting: Meeting, *, by, until: datetime | None = None) -> Meeting:
    """Stop the session for a while; nothing is voted until it goes on.

    until: adjourned to that moment. Everybody leaves, and checks in again when it goes on: the quorum is counted anew.
    """
    meeting = lock(meeting)
    ensure(may_preside(by, meeting))
    now = clock.now()
    if meeting.suspended_at:
        return meeting
    if until is not None and until <= now:
        raise Refused(no(_("Une séance est renvoyée à un moment à venir.")))
    ensure(may_suspend(by, meeting))
    meeting.suspended_at, meeting.resumes_at = now, until
    meeting.save(update_fields=["suspended_at", "resumes_at"])
    if until:
        Attendance.objects.filter(meeting=meeting, left_at__isnull=True).update(left_at=now)
        Speaker.objects.filter(meeting=meeting, ended_at__isnull=True).update(ended_at=now)
    act = "meeting.adjourned" if until else "meeting.suspended"
    record(act, meeting, by=by, space=meeting.space, title=meeting.title, until=until and until.isoformat())
    live.publish("meeting", meeting.pk, "page")
    return meeting


@transaction.atomic
def resume_session(meeting: Meeting, *, by) -> Meeting:
    """Go on; an adjourned session not before its hour."""
    meeting = lock(meeting)
    ensure(may_resume(by, meeting))
    meeting.suspended_at = meeting.resumes_at = None
    meeting.save(update_fields=["suspended_at", "resumes_at"])
    record("meeting.resumed", meeting, by=by, space=meeting.space, title=meeting.title)
    live.publish("meeting", meeting.pk, "page")
    return meeting


@transaction.atomic
def close_session(meeting: Meeting, *, by) -> Meeting:
    """End the session; every item that was to be voted has an outcome by then."""
    meeting = lock(meeting)
    ensure(may_close_session(by, meeting))
    now = clock.now()
    Attendance.objects.filter(meeting=meeting, left_at__isnull=True).update(left_at=now)
    Speaker.objects.filter(meeting=meeting, ended_at__isnull=True).update(ended_at=now)
    AgendaItem.objects.filter(meeting=meeting, opened_at__isnull=False, closed_at__isnull=True).update(closed_at=now)
    meeting.closed_at, meeting.suspended_at = now, None
    meeting.save(update_fields=["closed_at", "suspended_at"])
    Minutes.objects.create(meeting=meeting, organization=meeting.organization)
    record("meeting.closed", meeting, by=by, space=meeting.space, title=meeting.title)
    live.publish("meeting", meeting.pk, "page")
    return meeting


# --- Items and the floor -----------------------------------------------------------------------------


@transaction.atomic
def open_item(item: AgendaItem, *, by) -> AgendaItem:
    """Put an item on the table; the one before it leaves it."""
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_open_item(by, item))
    now = clock.now()
    AgendaItem.objects.filter(meeting=meeting, opened_at__isnull=False, closed_at__isnull=True).update(closed_at=now)
    item.opened_at, item.closed_at = item.opened_at or now, None
    item.save(update_fields=["opened_at", "closed_at"])
    record("meeting.item_opened", meeting, by=by, space=meeting.space, title=meeting.title, item=item.title)
    live.publish("meeting", meeting.pk, "page")
    return item


@transaction.atomic
def close_item(item: AgendaItem, *, by) -> AgendaItem:
    """Leave an item; one that is to be voted has its outcome first, or is withdrawn."""
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_close_item(by, item))
    item.closed_at = clock.now()
    item.save(update_fields=["closed_at"])
    live.publish("meeting", meeting.pk, "page")
    return item


@transaction.atomic
def recuse(item: AgendaItem, *, by, person, reason: str) -> Recusal:
    """Somebody takes no part in the vote of this item: it is about a contract with them (art. 10.3, 14.5)."""
    item = lock_item(item)
    ensure(may_recuse(by, item, person))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots de quel acte il s’agit : le procès-verbal le note.")))
    return note_recusal(item, by=by, person=person, reason=reason.strip())


def note_recusal(item, *, by, person, reason) -> Recusal:
    """In the transaction that locked the item: they take no part in its vote, once."""
    recusal, is_new = Recusal.objects.get_or_create(
        item=item, person=person, withdrawn_at=None, defaults={"reason": reason, "noted_by": by}
    )
    if is_new:
        _noted("meeting.recused", recusal, item.meeting, by=by)
        live.publish("meeting", item.meeting_id, "page")
    return recusal


@transaction.atomic
def withdraw_recusal(recusal: Recusal, *, by) -> Recusal:
    """Undo a recusal noted by mistake, before anything of the item is voted; the minutes say that it was."""
    item = lock_item(recusal.item)
    recusal = Recusal.objects.select_for_update(of=("self",), no_key=True).get(pk=recusal.pk)
    recusal.item = item
    ensure(may_withdraw_recusal(by, recusal))
    recusal.withdrawn_at, recusal.withdrawn_by = clock.now(), by
    recusal.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _noted("meeting.recusal_withdrawn", recusal, item.meeting, by=by)
    live.publish("meeting", item.meeting_id, "page")
    return recusal


@transaction.atomic
def ask_for_floor(meeting: Meeting, *, by) -> Speaker:
    """Join the list of those who want to speak, once."""
    meeting = lock(meeting)
    ensure(may_ask_for_floor(by, meeting))
    waiting = Speaker.objects.filter(meeting=meeting, person=by, ended_at__isnull=True).first()
    if waiting:
        return waiting
    on_table = meeting.items.filter(opened_at__isnull=False, closed_at__isnull=True).first()
    waiting = Speaker.objects.create(meeting=meeting, person=by, item=on_table)
    live.publish("meeting", meeting.pk, "page")
    return waiting


@transaction.atomic
def leave_floor(meeting: Meeting, *, by) -> None:
    """Take oneself off the list, or end one’s turn."""
    meeting = lock(meeting)
    if Speaker.objects.filter(meeting=meeting, person=by, ended_at__isnull=True).update(ended_at=clock.now()):
        live.publish("meeting", meeting.pk, "page")


@transaction.atomic
def give_floor(meeting: Meeting, *, by) -> Speaker | None:
    """End the turn of whoever speaks and give the floor to the next who asked."""
    meeting = lock(meeting)
    ensure(may_preside(by, meeting))
    now = clock.now()
    asked = Speaker.objects.filter(meeting=meeting, ended_at__isnull=True)
    asked.filter(began_at__isnull=False).update(ended_at=now)
    following = asked.filter(began_at__isnull=True).order_by("asked_at", "pk").first()
    if following:
        following.began_at = now
        following.save(update_fields=["began_at"])
    live.publish("meeting", meeting.pk, "page")
    return following
