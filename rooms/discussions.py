"""A discussion is a message of a room and its answers: closed by a summary, opened again, summed up better."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import clock, live, prose
from governance.register.actions import announce
from governance.verdict import YES, Verdict, ensure, no
from rooms.locking import locked_message
from rooms.models import Message, Summary, SummaryRevision, Thread
from rooms.permissions import may_post
from rooms.slow import may_speak_now
from rooms.telling import post_notice
from rooms.threads import place_of, room_of, rules_of
from rooms.words import kept as words_of

LONGEST_SUMMARY = 4_000  # characters


# --- Who may -----------------------------------------------------------------------------------------


def is_closed(message) -> bool:
    """Whether the discussion that `message` begins or answers is closed."""
    first = message.root if message.root_id else message
    return bool(first.summary_id) and first.summary.is_closed


def _may_conclude(user, message) -> Verdict:
    """Whoever began the discussion, or facilitates, as long as one writes where it stands."""
    verdict = may_post(user, message.thread)
    if not verdict:
        return verdict
    rules, owner = rules_of(message.thread)
    if message.deleted_at and message.deleted_by_id != message.author_id:
        return no(_("La facilitation a retiré ce message : la discussion ne se résume plus."))
    if user.pk == message.author_id or rules.may_moderate(user, owner):
        return YES
    return no(_("Seules la personne qui a lancé cette discussion et la facilitation peuvent la clore."), "ask")


def may_close(user, message) -> Verdict:
    """Close the discussion that `message` begins, with a summary."""
    if message.notice:
        return no(_("C’est une annonce de Palabre : elle ne commence pas de discussion à clore."))
    if message.thread.owner_kind != "room":
        return no(_("Un débat se conclut avec ce dont il débat : on ne le clôt pas à part."))
    if message.root_id:
        return no(_("Ce message est une réponse : une discussion se clôt depuis son premier message."))
    verdict = _may_conclude(user, message)
    if verdict and is_closed(message):
        return no(_("Cette discussion est déjà close : son résumé se modifie, ou elle se rouvre."))
    if verdict and not message.branch.exists():
        return no(_("Personne n’a répondu à ce message : il n’y a pas de discussion à résumer."))
    return verdict


def may_reword(user, message) -> Verdict:
    """Write its summary again; the words before stay readable."""
    if not message.summary_id:
        return no(_("Cette discussion n’a pas de résumé."))
    return _may_conclude(user, message)


def may_reopen(user, message) -> Verdict:
    if not message.summary_id or not message.summary.is_closed:
        return no(_("Cette discussion n’est pas close."))
    return _may_conclude(user, message)


def may_answer(user, message) -> Verdict:
    """Answer `message`: whoever may write where it stands, unless its discussion is closed."""
    verdict = may_post(user, message.thread)
    return _is_open(message) if verdict else verdict


def _is_open(message) -> Verdict:
    if not is_closed(message):
        return YES
    return no(
        _(
            "Cette discussion est close, et son résumé est au premier message. Pour la reprendre, demandez à la "
            "facilitation de la rouvrir, ou commencez un nouveau message."
        ),
        "ask",
    )


def still_open(reply_to) -> Message:
    """What is answered as it stands under the lock of its talk, which closes discussions and moves messages too."""
    found = Message.objects.select_related("summary", "root__summary").filter(pk=reply_to.pk)
    found = found.defer("body", "html", "words", "root__body", "root__html", "root__words").first()
    ensure(YES if found else no(_("Le message auquel vous répondez n’est plus là.")))
    ensure(_is_open(found))
    return found


# --- What people do ----------------------------------------------------------------------------------


@transaction.atomic
def close_discussion(message, *, by, summary) -> Message:
    """Say in a few sentences what was said: nobody answers any more, and the summary stands at the head."""
    message = _hold(message)
    ensure(may_close(by, message))
    ensure(may_speak_now(by, message.thread))
    body, html = _written(summary)
    now = clock.now()
    if message.summary_id is None:
        words = {"body": body, "html": html, "words": words_of(prose.as_text(html)), "by": by}
        message.summary = Summary.objects.create(**words, written_at=now, closed_at=now, closed_by=by)
        message.save(update_fields=["summary"])
    else:
        found = message.summary
        _reword(found, body, html, by=by, now=now)
        found.closed_at, found.closed_by, found.reopened_at = now, by, None
        found.closings += 1
        found.save(update_fields=["closed_at", "closed_by", "reopened_at", "closings"])
    _tell(message, "discussion.closed", by=by)
    return message


@transaction.atomic
def reword_summary(message, *, by, summary) -> Message:
    """Say it better; what the summary said before stays in its history."""
    message = _hold(message)
    ensure(may_reword(by, message))
    ensure(may_speak_now(by, message.thread))
    body, html = _written(summary)
    if _reword(message.summary, body, html, by=by, now=clock.now()):
        announce("discussion.reworded", message, by=by, space=place_of(message.thread)[0])
        live.publish("thread", message.thread_id, f"message:{message.pk}")
    return message


@transaction.atomic
def reopen_discussion(message, *, by) -> Message:
    """One may answer again; the summary stays, and says that the talk went on."""
    message = _hold(message)
    ensure(may_reopen(by, message))
    ensure(may_speak_now(by, message.thread))
    message.summary.reopened_at = clock.now()
    message.summary.save(update_fields=["reopened_at"])
    _tell(message, "discussion.reopened", by=by)
    return message


def _hold(message):
    """The message under the lock of the talk it stands in: who answers holds it too."""
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    found = locked_message(message.pk, "summary")
    ensure(YES if found.thread_id == thread.pk else no(_("Ce message vient d’être déplacé : rechargez la page.")))
    found.thread = thread
    return found


def _written(summary):
    body = summary.strip()
    if prose.is_blank(body):
        ensure(no(_("Dites en quelques phrases ce qui a été dit : c’est ce que l’on lira d’abord.")))
    if len(body) > LONGEST_SUMMARY:
        ensure(no(_("Votre résumé est trop long : 4 000 caractères au plus.")))
    return body, prose.render(body)


def _reword(summary, body, html, *, by, now) -> bool:
    """Whether there was anything to change."""
    if body == summary.body:
        return False
    before = {"body": summary.body, "html": summary.html, "by": summary.by, "written_at": summary.written_at}
    SummaryRevision.objects.create(summary=summary, **before, replaced_at=now)
    summary.body, summary.html, summary.by, summary.written_at = body, html, by, now
    summary.words = words_of(prose.as_text(html))
    summary.save(update_fields=["body", "html", "words", "by", "written_at"])
    return True


def _tell(message, act, *, by):
    """Its readers see it at once, and the talk of the room says it once."""
    thread = message.thread
    announce(act, message, by=by, space=place_of(thread)[0])
    live.publish("thread", thread.pk, f"message:{message.pk}")
    if thread.owner_kind == "room":
        key = f"{act}:{message.pk}:{message.summary.closings}"
        post_notice(room_of(thread), kind=act, key=key, message=message.pk)
