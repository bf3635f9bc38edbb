"""Before a meeting: who prepares it and signs for it, what is on its agenda, and the convocation."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import clock, live, prose
from governance.assemblies.actions.documents import drop_documents
from governance.assemblies.actions.locking import lock, lock_item
from governance.assemblies.actions.requests import give_back
from governance.assemblies.agenda import longest, matter_of
from governance.assemblies.documents import copy, in_notice
from governance.assemblies.initiative import proposing
from governance.assemblies.models import (
    AgendaItem,
    Body,
    Convocation,
    Decision,
    Mandate,
    Meeting,
    RuleSet,
    Signature,
)
from governance.assemblies.permissions import (
    may_call_again,
    may_cancel_meeting,
    may_change_agenda,
    may_change_meeting,
    may_prepare_meeting,
    may_send_again,
    may_send_convocation,
    may_sign_for_meeting,
)
from governance.assemblies.seating import most_open, seating_of
from governance.assemblies.words import in_brackets, said_lacking
from governance.organizations.models import Application
from governance.register.actions import canonical, hold, record, sha256
from governance.rules import meetings as law
from governance.rules.merge import normalise
from governance.rules.notice import is_in_time
from governance.verdict import YES, Refused, Verdict, ensure, no

FIRST = 1
APPLICATION, FOLLOW_UPS = "application", "followups"  # where items come from


@transaction.atomic
def prepare_meeting(
    body,
    *,
    by,
    title: str,
    starts_at: datetime,
    mode: str = Meeting.Mode.IN_PERSON,
    place: str = "",
    arrangements: str = "",
    is_annual: bool = False,
    rules: RuleSet | None = None,
    recalls: Meeting | None = None,
) -> Meeting:
    """A meeting of `body` that is sent to nobody yet. Whoever prepares it signs for it.

    rules: those in force, unless it is a second call, which is judged as its first one.
    """
    hold(body.organization.space)
    ensure(may_prepare_meeting(by, body))
    rules = rules or RuleSet.objects.in_force(body.organization)
    if rules is None:
        raise Refused(no(_("Cette association n’a pas encore de règlement en vigueur : approuvez-en un d’abord.")))
    _ensure_described(title, starts_at)
    meeting = Meeting.objects.create(
        body=body,
        rule_set=rules,
        title=title.strip(),
        starts_at=starts_at,
        mode=mode,
        place=place.strip(),
        arrangements=arrangements.strip(),
        is_annual=is_annual,
        recalls=recalls,
        made_by=by,
    )
    Signature.objects.create(meeting=meeting, person=by)
    record("meeting.prepared", meeting, by=by, space=meeting.space, title=meeting.title, body=body.key)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, by, title, starts_at, mode, place="", arrangements="", is_annual=None
) -> Meeting:
    """Change anything of a meeting that nobody was convened to yet."""
    meeting = lock(meeting)
    ensure(may_change_meeting(by, meeting))
    _ensure_described(title, starts_at)
    meeting.title, meeting.starts_at, meeting.mode = title.strip(), starts_at, mode
    meeting.place, meeting.arrangements = place.strip(), arrangements.strip()
    meeting.is_annual = meeting.is_annual if is_annual is None else is_annual
    meeting.save(update_fields=["title", "starts_at", "mode", "place", "arrangements", "is_annual"])
    live.publish("meeting", meeting.pk, "page")
    return meeting


def _ensure_described(title, starts_at):
    if prose.is_blank(title):
        raise Refused(no(_("Donnez un titre à la séance : « Assemblée générale annuelle », par exemple.")))
    if starts_at <= clock.now():
        raise Refused(no(_("La séance se tient à une date à venir.")))


@transaction.atomic
def sign_for_meeting(meeting: Meeting, *, by) -> Signature:
    """Ask, with others, that the meeting be held; once enough have, any of them may send its convocation."""
    meeting = lock(meeting)
    ensure(may_sign_for_meeting(by, meeting))
    signature, is_new = Signature.objects.get_or_create(meeting=meeting, person=by)
    if is_new:
        record("meeting.signed", meeting, by=by, space=meeting.space, title=meeting.title)
        live.publish("meeting", meeting.pk, "page")
    return signature


# --- The agenda --------------------------------------------------------------------------------------


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    by,
    title: str,
    matter: str = "",
    words: str = "",
    text: str = "",
    seats: int | None = None,
    post: str = "",
    proposed_by: Decision | None = None,
    payment: str = "",
    payee=None,
    source=None,
) -> AgendaItem:
    """Put a question on the agenda; once the convocation left, only to talk about it (art. 9.2).

    matter: a key of the statutes in force, empty for a discussion. payment, payee: what it pays, and whom (art. 16).
    source: (kind, id, address, advice) by value.
    """
    meeting = lock(meeting)
    ensure(may_change_agenda(by, meeting, for_discussion=meeting.sent_at is not None and not matter))
    return put_on(
        meeting,
        by=by,
        title=title,
        matter=matter,
        words=words,
        text=text,
        seats=seats,
        post=post,
        proposed_by=proposed_by,
        payment=payment,
        payee=payee,
        source=source,
    )


def put_on(
    meeting,
    *,
    by,
    title,
    matter="",
    words="",
    text="",
    seats=None,
    post="",
    proposed_by=None,
    payment="",
    payee=None,
    source=None,
    first=False,
) -> AgendaItem:
    """A step of other acts, under the lock of the meeting: a question is on its agenda, the last or the first.

    by: nobody where the statutes put it there.
    """
    is_late = meeting.sent_at is not None
    if prose.is_blank(title):
        raise Refused(no(_("Écrivez la question, telle qu’elle se lira à l’ordre du jour.")))
    _ensure_competent(meeting, matter)
    words, text = normalise(words).strip(), normalise(text).strip()
    proposed_by = _brought_by(meeting, matter, proposed_by)
    _ensure_as_adopted(matter, text, proposed_by)
    kind, pk, address, advice = source or ("", None, "", None)
    if first:
        meeting.items.update(position=F("position") + 1)
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=FIRST if first else last + 1,
        matter=matter,
        title=title.strip(),
        words=words,
        html=prose.render(words),
        text=text,
        text_html=prose.render(text),
        **_election(meeting, matter, seats, post),
        **_payment(meeting, matter, payment, payee),
        proposed_by=proposed_by,
        made_by=by,
        source_kind=kind,
        source_id=pk,
        source_address=address,
        advice=advice,
        is_late=is_late,
    )
    record(
        "meeting.item_added", meeting, by=by, space=meeting.space, title=meeting.title, item=item.title, late=is_late
    )
    live.publish("meeting", meeting.pk, "page")
    return item


@transaction.atomic
def change_item(
    item: AgendaItem,
    *,
    by,
    title: str,
    matter: str = "",
    words: str = "",
    text: str = "",
    seats: int | None = None,
    post: str = "",
    proposed_by: Decision | None = None,
    payment: str = "",
    payee=None,
) -> AgendaItem:
    """Change a question until the convocation leaves: from then on its text is the text."""
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_change_agenda(by, meeting))
    if prose.is_blank(title):
        raise Refused(no(_("Écrivez la question, telle qu’elle se lira à l’ordre du jour.")))
    _ensure_competent(meeting, matter)
    words, text = normalise(words).strip(), normalise(text).strip()
    if item.source_kind == "proposal" and text != normalise(item.text).strip():
        raise Refused(
            no(_("Ce texte est celui sur lequel la consultation a porté : il se vote tel quel, ou le point se retire."))
        )
    if item.source_kind == FOLLOW_UPS and words != item.words:
        raise Refused(
            no(
                _(
                    "Cette liste est tenue d’après les suites du conseil : changez les suites elles-mêmes, ou retirez "
                    "le point."
                )
            )
        )
    item.title, item.matter, item.words, item.text = title.strip(), matter, words, text
    item.html, item.text_html = prose.render(item.words), prose.render(item.text)
    more = _election(meeting, matter, seats, post) | _payment(meeting, matter, payment, payee)
    for name, value in more.items():
        setattr(item, name, value)
    item.proposed_by = _brought_by(meeting, matter, proposed_by)
    _ensure_as_adopted(matter, text, item.proposed_by)
    names = ["title", "matter", "words", "text", "html", "text_html", "proposed_by"]
    item.save(update_fields=[*names, *more])
    live.publish("meeting", meeting.pk, "page")
    return item


@transaction.atomic
def remove_item(item: AgendaItem, *, by) -> None:
    """Take a question off an agenda that nobody received yet."""
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_change_agenda(by, meeting))
    if _waits(item):
        raise Refused(
            no(_("Une demande d’admission reste à l’ordre du jour tant qu’elle attend son issue (statuts, art. 6)."))
        )
    drop(item)
    live.publish("meeting", meeting.pk, "page")


def drop(item) -> None:
    """A step of other acts, under the lock of a meeting nobody was convened to: a question leaves its agenda."""
    meeting = item.meeting
    drop_documents(item)
    give_back([item])
    item.delete()
    for n, other in enumerate(meeting.items.all(), FIRST):
        if other.position != n:
            AgendaItem.objects.filter(pk=other.pk).update(position=n)


def _waits(item):
    """Whether it is an admission without an outcome, which the body that admits answers at each meeting (ST-6.3)."""
    waiting = Application.objects.to_decide().filter(pk=item.source_id)
    return item.source_kind == APPLICATION and waiting.exists()


@transaction.atomic
def move_item(item: AgendaItem, *, by, up: bool) -> None:
    """One place up or down, until the convocation leaves."""
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_change_agenda(by, meeting))
    items = list(meeting.items.all())
    here = items.index(item)
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        for n, one in enumerate(items, FIRST):
            AgendaItem.objects.filter(pk=one.pk).update(position=n)
        live.publish("meeting", meeting.pk, "page")


def _ensure_competent(meeting, matter):
    """A matter belongs to one body; the general assembly may take any (art. 11.2)."""
    if not matter:
        return
    statutes = meeting.rule_set.statutes
    known = statutes.matters.get(matter)
    if known is None:
        raise Refused(no(_("Le règlement en vigueur ne connaît pas cette sorte de décision.")))
    if meeting.body.key not in statutes.deciding(matter):
        raise Refused(
            no(
                _("« %(matter)s » relève d’une autre instance : %(body)s%(article)s.")
                % {
                    "matter": known.title,
                    "body": statutes.bodies[known.body].name,
                    "article": in_brackets(known.article),
                }
            )
        )


def _brought_by(meeting, matter, decision):
    """The decision of a body that may bring this matter; none where the matter wants none (ST-22.1a)."""
    who = meeting.rule_set.statutes.matters[matter].initiators if matter else None
    if who is None or decision is None:
        return None
    if not proposing(meeting, meeting.rule_set.statutes.matters[matter]).filter(pk=decision.pk).exists():
        raise Refused(no(_("Cette décision ne propose pas cela : choisissez-en une adoptée à ce sujet (art. 22.1).")))
    return decision


def _ensure_as_adopted(matter, text, decision):
    """A text that a body drafted is put to the vote as that body adopted it (ST-15.2, ST-22.1a)."""
    if decision is None or decision.item.matter != f"{matter}_draft":
        return
    adopted = normalise(decision.item.text_now).strip()
    if adopted and text and text != adopted:
        said = _(
            "Ce texte n’est pas celui que « %(meeting)s » a adopté : reprenez-le mot pour mot, ou faites d’abord "
            "adopter celui-ci (art. 22.1)."
        )
        raise Refused(no(said % {"meeting": decision.item.meeting.title}))


def _election(meeting, matter, seats, post):
    """What an election fills: so many seats of a body, never more than it has (ST-12.1), or one of its posts."""
    statutes = meeting.rule_set.statutes
    elects = statutes.matters[matter].elects if matter else ""
    if not elects:
        return {"seats": None, "post": ""}
    body = statutes.bodies[elects]
    if body.officers:
        if post not in body.officers:
            raise Refused(no(_("Dites à quelle fonction l’on élit : une élection par fonction (art. 17.1).")))
        return {"seats": 1, "post": post}
    most = body.seats or 1
    if not seats or not 1 <= seats <= most:
        raise Refused(
            no(_("Cette instance a %(most)s sièges : on en pourvoit de un à %(most)s (art. 12.1).") % {"most": most})
        )
    return {"seats": seats, "post": ""}


def has_open_seats(meeting, item) -> Verdict:
    """Whether so many seats will be open on the day as an election fills; a post of the bureau is filled as it is."""
    matter = matter_of(meeting, item)
    if matter is None or not item.is_election or item.post:
        return YES
    body = Body.objects.filter(organization=meeting.organization, key=matter.elects).first()
    if body is None or not body.seats:
        return YES
    body.organization = meeting.organization
    most = most_open(seating_of(body, meeting.day))
    if item.seats <= most:
        return YES
    told = {"title": item.title, "seats": item.seats, "n": most, "body": body, "day": date_format(meeting.day, "j F Y")}
    return no(
        ngettext(
            "« %(title)s » pourvoit %(seats)s sièges, et %(n)s siège seulement sera à pourvoir le %(day)s "
            "(%(body)s, art. 12) : changez ce nombre, ou mettez fin d’abord aux mandats concernés.",
            "« %(title)s » pourvoit %(seats)s sièges, et %(n)s sièges seulement seront à pourvoir le %(day)s "
            "(%(body)s, art. 12) : changez ce nombre, ou mettez fin d’abord aux mandats concernés.",
            most,
        )
        % told
    )


def _payment(meeting, matter, payment, payee):
    """What an item pays, and whom: it is voted, and paying a function is paying somebody who holds one (art. 16)."""
    if not payment:
        return {"payment": "", "payee": None}
    if payment not in AgendaItem.Payment.values:
        raise Refused(no(_("Dites ce que ce point paie : une fonction, ou des frais.")))
    if payee is None:
        raise Refused(no(_("Nommez la personne que ce point paie (art. 16).")))
    if not matter or meeting.rule_set.statutes.matters[matter].elects:
        raise Refused(no(_("Ce qui paie quelqu’un se vote : choisissez ce qu’il faut décider, et non une élection.")))
    if payment == AgendaItem.Payment.FUNCTION and not holds_a_function(payee, meeting):
        raise Refused(
            no(
                _(
                    "%(name)s n’exerce aucune fonction d’administration ou de direction : ce point n’est pas de ceux "
                    "de l’article 16.1. Choisissez « rien » ou une autre personne."
                )
                % {"name": payee}
            )
        )
    return {"payment": payment, "payee": payee}


def holds_a_function(person, meeting) -> bool:
    """Whether somebody sits on the board or in the bureau on the day of the meeting."""
    seats = Mandate.objects.of(meeting.organization, Body.Key.BOARD, Body.Key.BUREAU)
    return seats.in_force(meeting.day).filter(person=person).exists()


# --- The convocation ---------------------------------------------------------------------------------


@transaction.atomic
def send_convocation(meeting: Meeting, *, by) -> Meeting:
    """Convene everybody who must be, in time: from then on the agenda and its texts do not change (art. 9, 14, 22)."""
    meeting = lock(meeting)
    now = clock.now()
    ensure(may_send_convocation(by, meeting, now))
    items = list(meeting.items.prefetch_related("documents"))
    if wanted := law.lacking(
        place=meeting.place,
        arrangements=meeting.arrangements,
        mode=meeting.mode,
        items=[_as_law(meeting, item) for item in items],
    ):
        raise Refused(no(" ".join(said_lacking(one) for one in wanted)))
    _ensure_in_time(meeting, items, now.astimezone(meeting.zone).date())
    for item in items:
        ensure(has_open_seats(meeting, item))
    people = convened(meeting, items)
    _list(meeting, people, now)
    meeting.notice = canonical(_notice(meeting, items))
    meeting.sent_at, meeting.sent_by, meeting.notice_sha256 = now, by, sha256(meeting.notice)
    meeting.save(update_fields=["notice", "sent_at", "sent_by", "notice_sha256"])
    record(
        "meeting.convened",
        meeting,
        by=by,
        space=meeting.space,
        title=meeting.title,
        starts_at=meeting.starts_at.isoformat(),
        sha256=meeting.notice_sha256,
        people=meeting.convocations.standing().count(),
    )
    live.publish("meeting", meeting.pk, "page")
    return meeting


def _list(meeting, people, now):
    """The rows of the log, everybody once; whoever was invited and has a voice of their own has that one."""
    invited = set(meeting.convocations.values_list("person_id", flat=True))
    for pk, reason, votes in people:
        if pk in invited:
            meeting.convocations.filter(person=pk).update(reason=reason, deliberates=votes, withdrawn_at=None)
    rows = [(pk, reason, votes) for pk, reason, votes in people if pk not in invited]
    Convocation.objects.bulk_create(
        [Convocation(meeting=meeting, person_id=pk, reason=reason, deliberates=votes) for pk, reason, votes in rows],
        batch_size=1000,
    )
    meeting.convocations.standing().update(next_at=now)


@transaction.atomic
def send_again(meeting: Meeting, *, by) -> int:
    """Write once more to those whom the convocation, or its cancellation, never reached; how many they are."""
    meeting = lock(meeting)
    ensure(may_send_again(by, meeting))
    people = meeting.convocations.given_up().update(next_at=clock.now(), tries=0, error="")
    record("meeting.sent_again", meeting, by=by, space=meeting.space, title=meeting.title, people=people)
    live.publish("meeting", meeting.pk, "page")
    return people


def _ensure_in_time(meeting, items, today):
    """The longest delay of its matters; for a second call also the one since the meeting it takes up (A-15)."""
    bound = longest(meeting, items)
    if bound and not is_in_time(today, meeting.day, bound[0]):
        raise Refused(no(_too_late(bound[0].before(meeting.day), bound[1])))
    for matter in filter(None, (matter_of(meeting, item) for item in items)):
        again = matter.second_call if meeting.recalls_id else None
        if again and meeting.day < again.after.after(meeting.recalls.day):
            raise Refused(no(_too_early(again.after.after(meeting.recalls.day), again.article)))


def convened(meeting, items) -> list[tuple[int, str, bool]]:
    """Whom the convocation is sent to: (person, why, whether they deliberate), everybody once."""
    day = meeting.day
    voices = list(meeting.body.members(day).values_list("pk", flat=True))
    found = dict.fromkeys(voices, ("voice", True))
    if meeting.body.key == "general_assembly":
        matters = [matter_of(meeting, item) for item in items if item.binds]
        others = meeting.organization.enrolled(day) if any(m.to_all_members for m in matters) else None
        consulted = meeting.organization.consulted(day)
        for pk in consulted.values_list("pk", flat=True):
            found.setdefault(pk, ("consultative", False))
        for pk in others.values_list("pk", flat=True) if others is not None else ():
            found.setdefault(pk, ("member", False))
    return [(pk, reason, votes) for pk, (reason, votes) in sorted(found.items())]


def _as_law(meeting, item):
    matter = matter_of(meeting, item)
    return {
        "position": item.position,
        "binds": item.binds,
        "has_text": not prose.is_blank(item.text) or item.is_election or bool(item.documents.all()),
        "stands_alone": matter is not None and matter.single_item,
        "missing": item.missing,
    }


def _notice(meeting, items):
    """All that the convocation says, as plain values."""
    return {
        "title": meeting.title,
        "body": meeting.body.key,
        "starts_at": meeting.starts_at.isoformat(),
        "mode": meeting.mode,
        "place": meeting.place,
        "arrangements": meeting.arrangements,
        "annual": meeting.is_annual,
        "rules": meeting.rule_set.sha256,
        "recalls": meeting.recalls_id,
        "items": [
            [item.position, item.matter, item.title, item.words, sha256(item.text), in_notice(item)] for item in items
        ],
        "payments": [[item.position, item.payment, item.payee_id] for item in items if item.payment],
    }


def _too_late(last, article):
    return _(
        "Il est trop tard pour convoquer cette séance à cette date : le dernier jour était le %(day)s%(article)s. "
        "Choisissez une date plus lointaine."
    ) % {"day": date_format(last, "j F Y"), "article": in_brackets(article)}


def _too_early(first, article):
    return _(
        "Une seconde séance ne se tient pas avant le %(day)s%(article)s. Choisissez cette date ou une autre après."
    ) % {
        "day": date_format(first, "j F Y"),
        "article": in_brackets(article),
    }


# --- Again, after a missed quorum --------------------------------------------------------------------


@transaction.atomic
def call_again(meeting: Meeting, *, by, starts_at: datetime) -> Meeting:
    """Prepare another meeting on what missed its quorum, on the same texts.

    Where the statutes know a second call it is one, its agenda never changes, and the quorum is waived only where they
    waive it (ST-22.3b, ST-23.3a, A-13). Elsewhere it is a new meeting, with full notice and the same quorum (A-9).
    """
    meeting = lock(meeting)
    ensure(may_call_again(by, meeting))
    missed = list(missed_items(meeting))
    if meeting.recalled_by.filter(cancelled_at=None).exists():
        raise Refused(no(_("Une seconde séance est déjà préparée pour ces points.")))
    is_second = all(matter_of(meeting, item).second_call for item in missed)
    again = prepare_meeting(
        meeting.body,
        by=by,
        title=meeting.title,
        starts_at=starts_at,
        mode=meeting.mode,
        place=meeting.place,
        arrangements=meeting.arrangements,
        rules=meeting.rule_set if is_second else None,
        recalls=meeting if is_second else None,
    )
    brought = set(again.items.exclude(source_id=None).values_list("source_kind", "source_id"))
    missed = [item for item in missed if (item.source_kind, item.source_id) not in brought]
    for n, item in enumerate(missed, FIRST + again.items.count()):
        kept = {name: getattr(item, name) for name in COPIED}
        copy(item, AgendaItem.objects.create(meeting=again, position=n, made_by=item.made_by, **kept))
    return again


COPIED = (
    "matter title words html text text_html seats post proposed_by payment payee source_kind source_id source_address "
    "advice"
).split()  # fmt: skip


def missed_items(meeting):
    """The items that missed their quorum, in their order."""
    return meeting.items.filter(decision__outcome=Decision.Outcome.NO_QUORUM, amends=None)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by, reason: str) -> Meeting:
    """Call a meeting off before it opens, and say why to those it was sent to."""
    meeting = lock(meeting)
    ensure(may_cancel_meeting(by, meeting))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots pourquoi cette séance n’a pas lieu.")))
    meeting.cancelled_at, meeting.cancel_reason = clock.now(), reason.strip()
    meeting.save(update_fields=["cancelled_at", "cancel_reason"])
    give_back(meeting.items.all())
    if meeting.sent_at:  # those who were convened are told
        meeting.convocations.standing().update(next_at=meeting.cancelled_at, tries=0, error="")
    record("meeting.cancelled", meeting, by=by, space=meeting.space, title=meeting.title)
    live.publish("meeting", meeting.pk, "page")
    return meeting
