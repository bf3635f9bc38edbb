"""Reports and the cases they open: who may report, what the author answers, what the facilitation decides."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock, live, prose
from governance.organizations.models import Space
from governance.organizations.permissions import granted, holders
from governance.register.actions import announce, hold
from governance.sqlite.journal import forget_after_commit
from governance.verdict import YES, Verdict, ensure, no
from rooms.actions import delete_message
from rooms.locking import locked_message
from rooms.models import Case, Message, Report, Step
from rooms.permissions import may_see_thread
from rooms.reports import LONGEST_ANSWER, LONGEST_REPORT, Why
from rooms.threads import messages_seen_by, place_of, room_of, rules_of

ASK, LEAVE, WITHDRAW = Step.Kind.ASK, Step.Kind.LEAVE, Step.Kind.WITHDRAW
KEPT = timedelta(days=90)  # the copy of its words in a closed case
AT_ONCE = 500  # cases of one round
LONGEST_REASON = 500  # as that of any removal
TOLD = timedelta(days=7)  # how long whoever reported reads on their home what was decided
CLOSED = gettext_lazy("Ce dossier est clos : sa décision reste lisible.")


# --- Who may -----------------------------------------------------------------------------------------


def may_report(user, message) -> Verdict:
    """Whoever has an account and reads the message, of the space or not; nobody reports themselves."""
    if message.notice:
        return no(_("C’est Palabre qui l’annonce : il n’y a personne à signaler."))
    if message.deleted_at:
        return no(_("Ce message a été supprimé : il n’y a plus rien à signaler."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour signaler un message."), "sign_in")
    if user.pk == message.author_id:
        return no(_("C’est votre message : vous pouvez le modifier ou le supprimer."))
    rules, owner = rules_of(message.thread)
    return rules.may_see(user, owner)


def _moderates(user, case) -> Verdict:
    rules, owner = rules_of(case.message.thread)
    return rules.may_moderate(user, owner)


def may_see_case(user, case) -> bool:
    """The facilitation, and the author for as long as they read the talk."""
    if not user.is_authenticated:
        return False
    if user.pk == case.message.author_id:
        return may_see_thread(user, case.message.thread)
    return bool(_moderates(user, case))


def sees_reports(user, case) -> bool:
    """Who reported and in which words: the facilitation, but never the author, whatever their role."""
    return user.pk != case.message.author_id and bool(_moderates(user, case))


def may_answer_case(user, case) -> Verdict:
    """The author, as often as they want, until it is closed."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour répondre."), "sign_in")
    if user.pk != case.message.author_id:
        return no(_("Seule la personne dont le message est signalé répond ici."))
    if not may_see_thread(user, case.message.thread):
        return no(_("Vous n’avez plus accès à cette conversation : écrivez à la facilitation."), "ask")
    return YES if case.closed_at is None else no(CLOSED)


def _others_facilitate(user, space) -> bool:
    return holders("facilitate_space", space).exclude(pk=user.pk).exists()


def may_decide_case(user, case) -> Verdict:
    """The facilitation; of one’s own message, only when nobody else facilitates."""
    moderates = _moderates(user, case)
    if not moderates:
        return moderates
    if case.closed_at:
        return no(CLOSED)
    if user.pk == case.message.author_id and _others_facilitate(user, case.space):
        return no(_("C’est votre message qui est signalé : une autre personne qui facilite cet espace décide."), "ask")
    return YES


# --- What people do ----------------------------------------------------------------------------------


@transaction.atomic
def report_message(message, *, by, why, words="") -> Report:
    """Tell the facilitation of a message: the first report opens its case, the next ones join it.

    The message is locked, so that reports made at once open one case, and no decision falls in between.
    """
    message = locked_message(message.pk)
    ensure(may_report(by, message))
    ensure(_is_a_report(why, words))
    case = message.cases.open().first()
    if case is None:
        ensure(_may_be_weighed_again(message, why))
        case = _open(message)
    elif case.reports.filter(person=by).exists():
        ensure(no(_("Vous avez déjà signalé ce message : la facilitation l’examine.")))
    report = Report.objects.create(case=case, person=by, why=why, words=words.strip())
    announce("message.reported", message, by=by, space=case.space, case=case.pk)
    live.publish("cases", case.space_id, "cases")
    live.publish("person", by.pk, "reported")  # nobody else: at that moment it would say who
    return report


def _open(message):
    case = Case.objects.create(
        message=message,
        space=place_of(message.thread)[0],
        room=room_of(message.thread),
        body="\n\n".join(filter(None, [message.body, message.summary_id and message.summary.body])),
        html=words_shown(message),
        files=[file.name for file in message.attachments.all()],
    )
    announce("case.opened", case, by=None, space=case.space)
    return case


def words_shown(message) -> str:
    """What a message shows of words, with the summary of the discussion it begins: what a case keeps a copy of."""
    return message.html + (message.summary.html if message.summary_id else "")


def _is_a_report(why, words):
    if why not in Why.values:
        return no(_("Choisissez une des raisons proposées."))
    if why == Why.OTHER and prose.is_blank(words):
        return no(_("Dites en quelques mots ce qui ne va pas."))
    if len(words) > LONGEST_REPORT:
        return no(_("Votre signalement est trop long : 1 000 caractères au plus."))
    return YES


def _may_be_weighed_again(message, why):
    """What was left as it is, and did not change since, is not weighed twice for the same reason."""
    left = message.cases.filter(decision=Case.Decision.LEAVE)
    if message.edited_at:
        left = left.filter(closed_at__gte=message.edited_at)
    if not Report.objects.filter(case__in=left, why=why).exists():
        return YES
    return no(
        _(
            "La facilitation a déjà examiné ce message, tel qu’il est et pour cette raison, et l’a laissé. "
            "S’il change, on pourra le signaler de nouveau."
        ),
        "ask",
    )


@transaction.atomic
def answer_case(case, *, by, words) -> Step:
    """What the author of the message has to say about it."""
    case = _locked(case)
    ensure(may_answer_case(by, case))
    ensure(_are_words(words, LONGEST_ANSWER))
    step = Step.objects.create(case=case, kind=Step.Kind.ANSWER, by=by, words=words.strip())
    _wait_no_more(case)
    announce("case.answered", case, by=by, space=case.space)
    _tell(case)
    return step


@transaction.atomic
def decide_case(case, *, by, decision, reason, is_shared=True) -> Case:
    """Leave the message as it is, ask its author to change it, or withdraw it: one act, and its reason.

    To ask closes nothing: the case waits for the author. `is_shared`: the author and those who reported read why; a
    demand is always read by the author, and the register says to everybody why words were withdrawn.
    """
    if decision == WITHDRAW:
        hold(case.space)  # the register before the message, as every act that takes both
    case = _locked(case)
    ensure(may_decide_case(by, case))
    ensure(_may_be_decided(case, by, decision))
    ensure(_are_words(reason, LONGEST_REASON))
    is_shared = is_shared or decision != LEAVE
    Step.objects.create(case=case, kind=decision, by=by, words=reason.strip(), is_shared=is_shared)
    if decision == ASK:
        case.awaits_author = True
        case.save(update_fields=["awaits_author"])
        announce("case.asked", case, by=by, space=case.space)
    else:
        _close(case, by, decision)
    _tell(case)
    if decision == WITHDRAW:
        delete_message(case.message, by=by, reason=reason)
    return case


def _locked(case):
    """The case, with its message: whoever takes both takes the message first."""
    message = locked_message(case.message_id)
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    case.message = message
    return case


def _may_be_decided(case, by, decision):
    if decision not in (ASK, LEAVE, WITHDRAW):
        return no(_("Choisissez une des décisions proposées."))
    if decision == LEAVE:
        return YES
    if case.message.deleted_at:
        return no(_("Ce message est déjà supprimé : il ne reste qu’à clore le dossier."))
    if case.message.author_id == by.pk:
        return no(_("C’est votre message : modifiez-le ou supprimez-le vous-même, puis closez le dossier."))
    return YES


def _are_words(words, most):
    if prose.is_blank(words):
        return no(_("Écrivez quelques mots."))
    if len(words) > most:
        return no(_("C’est trop long : %(most)s caractères au plus.") % {"most": most})
    return YES


def _close(case, by, decision):
    case.closed_at, case.closed_by, case.decision, case.awaits_author = clock.now(), by, decision, False
    case.save(update_fields=["closed_at", "closed_by", "decision", "awaits_author"])
    announce("case.closed", case, by=by, space=case.space)


@transaction.atomic
def forget_copies(now=None) -> int:
    """Empty what closed cases kept of the words they were about, and of what was said against them; gives how many.

    The decision and its reason stay; the words themselves are where their author and the room left them.
    """
    old = Case.objects.filter(closed_at__lt=(now or clock.now()) - KEPT).exclude(body="", html="", files=[])
    found = list(old.values_list("pk", flat=True)[:AT_ONCE])
    if found:
        Report.objects.filter(case__in=found).update(words="")
        Case.objects.filter(pk__in=found).update(body="", html="", files=[])
        forget_after_commit()
    return len(found)


def _wait_no_more(case):
    if case.awaits_author:
        case.awaits_author = False
        case.save(update_fields=["awaits_author"])


def follow(event) -> None:
    """The author changed or deleted a reported message, or its removal was decided elsewhere than in its case."""
    case = Case.objects.select_for_update(no_key=True).filter(message=event.subject).open().first()
    if case is None:
        return
    case.message = event.subject
    if event.act == "message.removed":
        Step.objects.create(case=case, kind=WITHDRAW, by=event.by, words=event.payload["reason"])
        _close(case, event.by, WITHDRAW)
    else:
        _wait_no_more(case)
    _tell(case)


def _tell(case):
    """Pages of the facilitation, of those who reported and of the author hear that something moved."""
    live.publish("cases", case.space_id, "cases")
    people = {case.message.author_id, *case.reports.values_list("person", flat=True)}
    for pk in sorted(people):
        live.publish("person", pk, "reported")


def may_hear_cases(user, pk) -> bool:
    return Space.objects.filter(pk=pk, pk__in=granted(user, "facilitate_space")).exists()


# --- What people read --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """Something that happened in a case. kind: reported, edited, deleted, or that of a step."""

    at: object
    kind: str
    who: str = ""  # empty where this reader is not told
    label: str = ""
    words: str = ""
    is_private: bool = False  # read by the facilitation alone
    has_hour: bool = True  # two people in a room, and the minute of a report names one of them


def history(user, case) -> list[Moment]:
    """What happened, the first first, as this reader is told: the author never learns by whom nor at what hour."""
    inside = sees_reports(user, case)
    if inside:
        found = [
            Moment(one.at, "reported", str(one.person), one.get_why_display(), one.words)
            for one in case.reports.select_related("person")
        ]
    else:
        found = [Moment(case.opened_at, "reported", label=label, has_hour=False) for label in case.reasons]
    for step in case.steps.select_related("by"):
        private = not step.is_shared
        words = step.words if inside or not private else ""
        found.append(Moment(step.at, step.kind, str(step.by), step.get_kind_display(), words, private))
    message, until = case.message, case.closed_at or clock.now()
    edits = message.revisions.filter(replaced_at__gte=case.opened_at, replaced_at__lte=until)
    found += [Moment(at, "edited", message.who) for at in edits.values_list("replaced_at", flat=True)]
    if message.deleted_at and message.deleted_by_id == message.author_id:
        found.append(Moment(message.deleted_at, "deleted", message.who))
    return sorted(found, key=lambda moment: moment.at)


def of_space(user, space):
    """The cases of a space that `user` helps to decide, as its lists show them, in as many queries for one as for many.

    Of what they wrote themselves they learn as an author does, unless nobody else could decide it.
    """
    found = space.cases.all()
    if _others_facilitate(user, space):
        found = found.exclude(message__author=user)
    return found.select_related("message__author", "room", "closed_by").prefetch_related("reports")


def about_my_words(user):
    """The cases about messages of `user` that they still read."""
    mine = Case.objects.filter(message__author=user, message__in=Message.objects.filter(messages_seen_by(user)))
    return mine.select_related("message__author", "room").prefetch_related("reports")


def my_reports(user):
    """What `user` reported and still reads."""
    seen = Message.objects.filter(messages_seen_by(user))
    mine = Report.objects.filter(person=user, case__message__in=seen)
    return mine.select_related("case__message__author", "case__room").prefetch_related("case__steps")


def outcome(report) -> dict:
    """What whoever reported is told of the case: how it stands, and why where that is shared with them."""
    case = report.case
    steps = [step for step in case.steps.all() if step.kind != Step.Kind.ANSWER]
    last = steps[-1] if steps else None
    asked = last is not None and last.kind == ASK
    return {
        "case": case,
        "report": report,
        "asked": asked and case.closed_at is None,
        "why": last.words if last and last.is_shared and not asked else "",
    }


def report_of(user, message) -> Report | None:
    """The last report of `user` about a message."""
    if not user.is_authenticated:
        return None
    mine = Report.objects.filter(person=user, case__message=message).select_related("case__message")
    return mine.prefetch_related("case__steps").last()


def waiting(user) -> dict:
    """What waits for a person on their home: cases to decide by space, their own reported messages, late answers."""
    spaces = Space.objects.filter(pk__in=granted(user, "facilitate_space"))
    waits, own = Q(cases__closed_at__isnull=True, cases__awaits_author=False), Q(cases__message__author=user)
    alone = [space.pk for space in spaces.filter(waits & own).distinct() if not _others_facilitate(user, space)]
    spaces = spaces.annotate(n_cases=Count("cases", filter=waits & (~own | Q(pk__in=alone))))
    closed = my_reports(user).filter(case__closed_at__gte=clock.now() - TOLD)
    return {
        "cases_to_decide": spaces.filter(n_cases__gt=0).select_related("organization", "project__organization"),
        "reported": list(about_my_words(user).open()),
        "reports_answered": [outcome(report) for report in closed],
    }
