"""What people do in rooms: open, change and archive them; say, rewrite and take back words."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.organizations.models import Space, Visibility
from governance.organizations.permissions import grant, may_facilitate, revoke
from governance.register.actions import announce, hold, record
from governance.verdict import YES, ensure, no
from governance.voting.models import Vote
from rooms import files, mentions
from rooms.delivery import said_already
from rooms.discussions import still_open
from rooms.group import leave_where_unseen
from rooms.locking import locked_message, locked_room
from rooms.models import LONGEST_MESSAGE, Message, Reaction, Revision, Room, Summary, Thread
from rooms.permissions import (
    may_archive_at_once,
    may_delete_message,
    may_edit_message,
    may_facilitate_room,
    may_post,
    may_react,
)
from rooms.slow import may_speak_now
from rooms.threads import about, may_comment_amendment, may_hang, place_of, tell
from rooms.words import kept as words_of

TAKEN_BY_PAGES = {"new"}  # a room of this slug would hide the page that opens rooms


# --- Rooms ------------------------------------------------------------------------------------------


@transaction.atomic
def open_room(
    space,
    *,
    by,
    name,
    summary="",
    visibility=Visibility.PUBLIC,
    roles=(),
    slug="",
    channel_url="",
    is_governance=False,
    **more,
) -> Room:
    """A new room with its empty conversation. `roles` see it when `visibility` is "roles".

    `is_governance`: from now on the space puts its rules in question here.
    `more`: `about`, `accounts_url` and `shows_accounts`, as `change_room` takes them.
    """
    space = Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    ensure(may_facilitate(by, space))
    ensure(_is_a_name(name))
    roles = list(roles)
    ensure(_fits(space, visibility, roles))
    thread = open_thread("room")
    if is_governance:
        _leave_governance_to(space)
    room = Room.objects.create(
        space=space,
        name=name.strip(),
        slug=_free_slug(space, slug or name),
        summary=summary.strip(),
        visibility=visibility,
        channel_url=channel_url,
        is_governance=is_governance,
        position=space.rooms.count(),
        thread=thread,
        **more,
    )
    own_thread(thread, room.pk)
    _show_to(room, roles)
    record("room.opened", room, by=by, space=space, name=room.name, visibility=str(visibility))
    return room


@transaction.atomic
def change_room(
    room,
    *,
    by,
    name=None,
    summary=None,
    visibility=None,
    roles=None,
    channel_url=None,
    is_governance=None,
    about=None,
    accounts_url=None,
    shows_accounts=None,
) -> Room:
    """Change what is given and leave the rest. The address stays: links to the room go on working."""
    if is_governance:  # two rooms that become it at once: one after the other
        Space.objects.select_for_update(no_key=True).get(pk=room.space_id)
    room = locked_room(room.pk)
    ensure(may_facilitate_room(by, room))
    wanted = {
        "name": name,
        "summary": summary,
        "visibility": visibility,
        "channel_url": channel_url,
        "about": about,
        "accounts_url": accounts_url,
    }
    changed = {
        field: str(value).strip()
        for field, value in wanted.items()
        if value is not None and str(value).strip() != getattr(room, field)
    }
    ensure(_is_a_name(changed.get("name", room.name)))
    before = set(seeing_roles(room))
    after = before if roles is None else set(roles)
    if changed.get("visibility", room.visibility) != Visibility.ROLES:
        after = set()
    ensure(_fits(room.space, changed.get("visibility", room.visibility), after))
    if after != before:
        changed["roles"] = sorted(role.key for role in after)
    if is_governance is not None and is_governance != room.is_governance:
        changed["is_governance"] = is_governance
        if is_governance:
            _leave_governance_to(room.space)
    if shows_accounts is not None and shows_accounts != room.shows_accounts:
        changed["shows_accounts"] = shows_accounts
    if not changed:
        return room
    for field in changed.keys() - {"roles"}:
        setattr(room, field, changed[field])
    room.save(update_fields=changed.keys() - {"roles"})
    _show_to(room, after)
    record("room.changed", room, by=by, space=room.space, changed=changed)
    live.publish("room", room.pk, "header")
    if changed.keys() & {"visibility", "roles"}:
        leave_where_unseen(room.members.all())
        live.recheck()
    return room


@transaction.atomic
def archive_room(room, *, by, reason) -> Room:
    """Close at once a room opened by mistake. One that was lived in is closed by a resolution, as its rules change."""
    room = _hold(room)
    ensure(may_archive_at_once(by, room))
    ensure(no(_("Dites en quelques mots pourquoi ce salon est archivé.")) if prose.is_blank(reason) else YES)
    return _archive(room, by=by, reason=reason.strip())


@transaction.atomic
def archive_as_resolved(room, *, by, proposal: int, title: str) -> Room:
    """Close a room for writing, as the resolution of `proposal` says; who may resolve it was asked there."""
    room = _hold(room)
    ensure(no(_("Ce salon est déjà archivé.")) if room.archived_at else YES)
    ensure(_no_vote_runs(room))
    return _archive(room, by=by, proposal=proposal, title=title)


def _no_vote_runs(room):
    """People were asked until a day: a room is not closed before, nor is a vote ended by closing its room."""
    now = clock.now()
    running = Vote.objects.filter(owner_kind="room", owner_id=room.pk, opened_at__lte=now, ended_at__isnull=True)
    vote = running.filter(closes_at__gt=now).order_by("closes_at").first()
    if vote is None:
        return YES
    return no(
        _("« %(title)s » est un scrutin ouvert : attendez sa clôture, ou annulez-le.") % {"title": vote.title}, "wait"
    )


def _hold(room):
    room = locked_room(room.pk)
    hold(room.space)
    # Who posts holds the thread's row: nothing is said in a room that is already archived.
    room.thread = Thread.objects.select_for_update().get(pk=room.thread_id)
    return room


def _archive(room, *, by, **why):
    """Everything said and decided in it stays readable."""
    announce("room.archiving", room, by=by, space=room.space)
    room.archived_at = clock.now()
    room.save(update_fields=["archived_at"])
    record("room.archived", room, by=by, space=room.space, **why)
    live.publish("room", room.pk, "header")
    return room


def _leave_governance_to(space):
    """A space has one room for its rules: the one that was it is it no more."""
    space.rooms.filter(is_governance=True).update(is_governance=False)


def seeing_roles(room):
    """The roles of the space that a room of named roles is shown to."""
    return room.space.roles.filter(
        group__groupobjectpermission__object_pk=str(room.pk),
        group__groupobjectpermission__permission__codename="see_room",
    )


def _show_to(room, roles):
    shown = set(roles) if room.visibility == Visibility.ROLES else set()
    for role in room.space.roles.select_related("group"):
        (grant if role in shown else revoke)("see_room", role.group, room)


def _fits(space, visibility, roles):
    if visibility not in Visibility.values:
        return no(_("Cette visibilité n’existe pas."))
    if any(role.space_id != space.pk for role in roles):
        return no(_("Un de ces rôles n’appartient pas à cet espace."))
    return YES


def _is_a_name(name):
    return no(_("Donnez un nom à ce salon.")) if prose.is_blank(name) else YES


def _free_slug(space, wanted):
    stem = slugify(wanted)[:50] or "salon"
    taken = set(space.rooms.filter(slug__startswith=stem).values_list("slug", flat=True)) | TAKEN_BY_PAGES
    slug, n = stem, 1
    while slug in taken:
        n += 1
        slug = f"{stem}-{n}"
    return slug


# --- Talk -------------------------------------------------------------------------------------------


def open_thread(owner_kind: str) -> Thread:
    """An empty talk for an owner that is about to be created; `own_thread` then names it."""
    return Thread.objects.create(owner_kind=owner_kind, owner_id=None)


def own_thread(thread: Thread, owner_id: int) -> None:
    """Say whose talk it is, once."""
    thread.owner_id = owner_id
    thread.save(update_fields=["owner_id"])


@transaction.atomic
def post_message(
    thread,
    *,
    by,
    body,
    reply_to=None,
    lean="",
    paragraph=None,
    version_n=None,
    amendment_n=None,
    attachments=(),
    key="",
    poll=None,
) -> Message:
    """Say `body` (Markdown), perhaps in reply; in a debate, perhaps for, against, on a paragraph or an amendment.

    An answer is about the amendment that what it answers is about. `key`: made with the form (`delivery.bound`); what
    was said with it already is given back. `poll`: the vote that the message asks. With `attachments` (files that are
    written), a message may be without words.
    """
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    if said := said_already(by, key):
        return said
    ensure(may_post(by, thread))
    ensure(_can_be_said(body, attachments))
    ensure(may_speak_now(by, thread))
    if reply_to is not None:
        reply_to = still_open(reply_to)
    ensure(_belongs(thread, reply_to, lean, paragraph))
    if paragraph is None:
        version_n = None  # said about the whole
    else:
        text = about(thread)
        version_n = version_n or (text and text.shown)
        ensure(may_hang(thread, version_n, paragraph))
    if reply_to is not None:
        amendment_n = reply_to.amendment_n
    elif amendment_n is not None:
        ensure(may_comment_amendment(thread, amendment_n))
    body = body.strip()
    html, named = mentions.rendered(thread, by, body)
    thread.length += 1
    thread.save(update_fields=["length"])
    message = Message.objects.create(
        thread=thread,
        n=thread.length,
        author=by,
        body=body,
        html=html,
        words=words_of(prose.as_text(html)),
        reply_to=reply_to,
        root_id=reply_to and (reply_to.root_id or reply_to.pk),
        lean=lean,
        paragraph=paragraph,
        version_n=version_n,
        amendment_n=amendment_n,
        files_n=len(attachments),
        key=key,
        poll=poll,
    )
    files.attach(message, attachments)
    space = _space_of(thread)
    announce("message.posted", message, by=by, space=space)
    if named:
        mentions.keep(message, named, by=by, space=space)
    live.publish("thread", thread.pk, f"message:{message.pk}")
    tell(thread)
    return message


def post_with_files(thread, *, by, chosen=(), **said) -> Message:
    """Say something with files (`rooms.files.Chosen`), which are drawn and written before anything is locked."""
    if not chosen:
        return post_message(thread, by=by, **said)
    ensure(may_post(by, thread))
    ensure(may_speak_now(by, thread))
    ensure(files.within_the_day(by, chosen))
    with files.written(chosen) as attachments:
        return post_message(thread, by=by, attachments=attachments, **said)


@transaction.atomic
def edit_message(message, *, by, body) -> Message:
    """Rewrite one's own message; what it said before stays in its history."""
    message = locked_message(message.pk)
    ensure(may_edit_message(by, message))
    ensure(_can_be_said(body, message.files_n))
    body = body.strip()
    if body == message.body:
        return message
    html, named = mentions.rendered(message.thread, by, body)
    now, space = clock.now(), _space_of(message.thread)
    Revision.objects.create(message=message, body=message.body, html=message.html, replaced_at=now)
    message.body, message.html, message.edited_at = body, html, now
    message.words = words_of(prose.as_text(html))
    message.save(update_fields=["body", "html", "words", "edited_at"])
    announce("message.edited", message, by=by, space=space)
    mentions.keep(message, named, by=by, space=space)
    _publish_with_replies(message)
    return message


@transaction.atomic
def delete_message(message, *, by, reason="") -> Message:
    """Empty a message and its history; a tombstone stays in its place, and the answers to it too.

    To take back one's own words is talk. To remove somebody else's is governance: the register keeps who and
    why.
    """
    if by.pk != message.author_id:
        hold(_space_of(message.thread))
    message = locked_message(message.pk)
    ensure(may_delete_message(by, message))
    for what in (message.revisions, message.mentions, message.reactions):
        what.all().delete()
    files.detach(message)
    summary = message.summary_id if by.pk != message.author_id else None  # it may say again what is removed
    message.signs_n = 0
    message.body = message.html = message.words = message.lean = ""
    message.deleted_at, message.deleted_by = clock.now(), by
    if summary:
        message.summary = None
    emptied = ["body", "html", "words", "lean", "files_n", "signs_n", "summary"]
    message.save(update_fields=[*emptied, "deleted_at", "deleted_by"])
    Summary.objects.filter(pk=summary).delete()
    space = _space_of(message.thread)
    if by.pk == message.author_id:
        announce("message.deleted", message, by=by, space=space)
    else:
        record("message.removed", message, by=by, space=space, author=message.author_id, reason=reason.strip())
    _publish_with_replies(message)
    return message


@transaction.atomic
def react(message, *, by, sign, on=None) -> bool:
    """Put a sign under a message, or take it back: whichever it is not yet, unless `on` says. Gives whether it is on.

    Talk, never a vote: nothing is counted by it.
    """
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    message = locked_message(message.pk)
    if message.thread_id != thread.pk:
        ensure(no(_("Ce message vient d’être déplacé : rechargez la page.")))
    message.thread = thread
    ensure(may_react(by, message))
    ensure(YES if sign in Reaction.Sign.values else no(_("Cette réaction n’existe pas.")))
    mine = message.reactions.filter(person=by, sign=sign)
    is_on = mine.exists()
    on = not is_on if on is None else on
    if on == is_on:
        return on
    if on:
        Reaction.objects.create(message=message, person=by, sign=sign)
    else:
        mine.delete()
    message.signs_n = message.reactions.count()
    message.save(update_fields=["signs_n"])
    announce("message.reacted", message, by=by, space=_space_of(thread), sign=sign, on=on)
    live.publish("thread", thread.pk, f"message:{message.pk}")
    return on


def _publish_with_replies(message):
    """An answer quotes what it answers: it changes with it."""
    for pk in (message.pk, *message.replies.values_list("pk", flat=True)):
        live.publish("thread", message.thread_id, f"message:{pk}")


def _space_of(thread):
    return place_of(thread)[0]


def _can_be_said(body, with_files=()):
    if prose.is_blank(body) and not with_files:
        return no(_("Votre message est vide."))
    if len(body) > LONGEST_MESSAGE:
        return no(_("Votre message est trop long : 20 000 caractères au plus."))
    return YES


def _belongs(thread, reply_to, lean, paragraph):
    if reply_to is not None and reply_to.thread_id != thread.pk:
        return no(_("Le message auquel vous répondez n’est pas dans cette conversation."))
    if (lean or paragraph is not None) and thread.owner_kind != "proposal":
        return no(_("Les arguments et les paragraphes n’existent que dans le débat d’une proposition."))
    if lean and lean not in Message.Lean.values:
        return no(_("Cette sorte d’argument n’existe pas."))
    return YES
