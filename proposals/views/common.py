"""What the pages of proposals share: who asks for what, a form and its refusals, the whole dossier or a part."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from governance import clock, prose
from governance.answers import attempt, refusal_status, with_wait
from governance.register.models import Entry
from governance.register.reading import read
from governance.texts import drafts, imports
from governance.verdict import Refused, no
from proposals import permissions, questions
from proposals.dossier import Dossier
from proposals.forms import LONGEST_TEXT
from proposals.models import Proposal
from rooms.forms import MessageForm
from rooms.models import Room

PARTS = (
    "phase",
    "text",
    "mine",
    "advice",
    "objections",
    "amendments",
    "resolution",
    "contributions",
)


def get_proposal(request, pk) -> Proposal:
    """The proposal as this person may see it, or 404."""
    found = questions.proposals_with_text(pk)
    # The twin of `visible_to` for one row: what it reads of the person's grants, every permission of the page needs.
    if not found or not permissions.may_see_proposal(request.user, found[0]):
        raise Http404
    return found[0]


def place(proposal) -> dict:
    """What the head of every page about a proposal names."""
    return {"proposal": proposal, "room": proposal.room, "space": proposal.space}


def get_room(request, space_slug, room_slug) -> Room:
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    return get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)


def signed_in(find):
    """For people who are signed in; the others do so first.

    Who came to read is sent to sign in and comes back. Whoever sent something, because their session ended under
    their hands, reads it again on the page of the refusal: nothing of it may be lost.
    `find(request, …)` answers 404 for what this visitor does not see.
    """

    def decorate(view):
        @wraps(view)
        def asked(request, *arguments, **named):
            if request.user.is_authenticated:
                return view(request, *arguments, **named)
            find(request, *arguments, **named)
            if request.method == "POST":
                why = _("Vous n’êtes plus connecté·e : rien n’est envoyé. Connectez-vous, puis recommencez.")
                raise Refused(no(why, "sign_in"))
            back = redirect_to_login(request.get_full_path())
            return HttpResponseClientRedirect(back.url) if request.htmx else back

        return asked

    return decorate


def this_proposal(request, pk, **_rest):
    return get_proposal(request, pk)


def form_page(request, template, form, **context):
    """The page of a form, as asked for or with its errors and all that was typed."""
    status = refusal_status(form) if form.is_bound and form.errors else 200
    page = render(request, template, {"form": form, **context}, status=status)
    return with_wait(page, getattr(form, "refusal", None))


def allow(request, room, form, verdict):
    """Without a yes a form is not shown; to who takes part in the room, one that was sent comes back with its words."""
    if verdict:
        return
    if not form.is_bound or not permissions.may_propose(request.user, room):
        raise Refused(verdict)
    form.full_clean()
    form.add_error(None, verdict.why)


def imported(request, form, before=""):
    """What a file that came with this form says; nothing is read into a form whose act is refused."""
    return None if form.is_bound and form.non_field_errors() else imports.reading(request, before)


def reading_page(request, template, form, reading, **context):
    """The form again with the words of a file, or with the reason why it cannot be read and all that was typed."""
    return render(request, template, {"form": form, "reading": reading, **context}, status=reading.status)


def page_act(request, form, template, context, act, done):
    """Show a form; when it holds, do the act, forget its draft and go on to `done(result)`."""
    result = attempt(form, act)
    if result is None:
        return form_page(request, template, form, **context)
    answer = redirect(done(result))
    return drafts.sent(request, answer, context["desk"].place) if "desk" in context else answer


def preview_of(request):
    return prose.render(request.POST.get("body", "")[:LONGEST_TEXT], numbered=True)


def to_tell(thing, url):
    """Where one lands after something became public: in a room with a channel, on the words to paste there (DG-5)."""
    return f"{url}?tell=1" if thing.room.channel_url else url


def dossier_of(request, proposal) -> Dossier:
    looked = proposal.round_id in request.session.get("looked", ()) if proposal.round_id else False
    return Dossier(proposal, request.user, clock.now(), looked=looked, before=_place(request, proposal))


def _place(request, proposal):
    """Before which message the debate is read: 0 for its end. An `at` in the address stands in the middle."""
    at = number(request, "at")
    around = at + questions.TALK_SHOWN // 2 if at else 0
    return number(request, "before") or (around if around < proposal.thread.length else 0)


def part_page(request, part, proposal, status=200, **context):
    context |= {"d": dossier_of(request, proposal), "proposal": proposal}
    return render(request, f"proposals/_{part}.html", context, status=status)


def whole_page(request, proposal, status=200, **context):
    context |= {
        "d": dossier_of(request, proposal),
        "proposal": proposal,
        "room": proposal.room,
        "space": proposal.space,
    }
    about = {"version_n": context["d"].version.n}
    context["form"] = MessageForm(thread=proposal.thread, initial=about, auto_id=f"thread-{proposal.thread_id}-%s")
    return render(request, "proposals/proposal.html", context, status=status)


def number(request, name):
    return number_in(request.GET, name)


def number_in(sent, name) -> int:
    """The number sent under `name`, 0 for anything else."""
    value = sent.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


# Who answered, and when, has its own pages.
TAKEN = ("proposal.position_taken", "proposal.amendment_answered")


def timeline(user, proposal):
    """What the register kept of this proposal, newest first; who answered when has its own page."""
    entries = Entry.objects.about(proposal).visible_to(user).exclude(act__in=TAKEN)
    return read(list(entries.select_related("payload").order_by("-pk")[:200]))
