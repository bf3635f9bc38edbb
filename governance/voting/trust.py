"""The pages by which anybody checks a vote: what was published, one's code in it, an extract, what a secret is."""

import json
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from governance import clock
from governance.voting import extracts
from governance.voting import urn as urns
from governance.voting.forms import CodeForm, ExtractForm
from governance.voting.models import Ballot
from governance.voting.permissions import SMALL_ROLL, STEP, TOO_SMALL_TO_HIDE
from governance.voting.results import paper_left_out, paper_of
from governance.voting.said import in_a_line
from governance.voting.verification import marks, published_ballots
from governance.voting.views import get_vote, page, publication_of

SCRIPTS = Path(__file__).resolve().parent / "scripts"
COUNTED_LIKE = {"choices": "approval"}  # a ballot of both is the options that it holds
SHOWN = 200  # lines of a list on its page; the file holds them all


def script_of(vote) -> Path | None:
    """The page-long program that counts this method without us, where there is one."""
    script = SCRIPTS / f"count_{COUNTED_LIKE.get(vote.method, vote.method)}.py"
    return script if script.is_file() else None


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request, pk):
    """What was published of a closed vote, how to recount it, and whether a code is in it."""
    found = get_vote(request, pk)
    is_published = publication_of(request, found) is not None
    form, answer = CodeForm(request.POST or None), ""
    if is_published and found.is_secret and form.is_bound and form.is_valid():
        answer = _found(found, form.cleaned_data["code"])
    context = {"form": form, "answer": answer, "is_published": is_published}
    if is_published:
        codes, (ballots, abstentions) = urns.lines(found.publication.codes), published_ballots(found)
        context |= {
            "publication": found.publication,
            "codes": [_shown(found, line) for line in codes[:SHOWN]],
            "ballots": [(n, in_a_line(found, "choice", ballot, str)) for n, ballot in ballots[:SHOWN]],
            "abstentions": abstentions,
            "n_ballots": sum(n for n, _ballot in ballots if isinstance(n, int)) + abstentions,
            "n_marks": len(marks(found)),
            "papers": paper_of(found),
            "papers_left_out": paper_left_out(found),
            "more_codes": max(0, len(codes) - SHOWN),
            "more_ballots": max(0, len(ballots) - SHOWN),
            "n_codes": len(codes),
            "script": script_of(found),
        }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return page(request, found, "voting/lists.html", status=status, **context)


def _shown(vote, line):
    """A line of the list of codes: the groups of the code, and what the ballot said where it is published with it."""
    code, _space, ballot = line.partition(" ")
    return urns.grouped(code), _said(vote, ballot) if ballot else ""


def _said(vote, line):
    """A published ballot in words; as it stands where another hand wrote something that is no ballot of this vote."""
    try:
        kind, content = ("abstention", None) if line == "abstention" else ("choice", json.loads(line))
        return in_a_line(vote, kind, content, str)
    except (ValueError, KeyError, TypeError, AttributeError):
        return line


def _found(vote, code):
    """(whether all is well, what to say) of a code that somebody typed."""
    if not urns.is_genuine(vote.pk, code):
        return (
            False,
            _(
                "Ce code n’a jamais été donné pour ce scrutin : il est faux, il vient d’un autre scrutin, ou une "
                "lettre a été mal recopiée."
            ),
        )
    for line in urns.lines(vote.publication.codes):
        listed, _space, ballot = line.partition(" ")
        if listed == code:
            if ballot:
                return True, _("Votre code y est, avec ce bulletin. %(ballot)s") % {"ballot": _said(vote, ballot)}
            return True, _("Votre code y est : le bulletin qui l’accompagnait a été dépouillé avec les autres.")
    return (
        False,
        _(
            "Ce code a bien été donné pour ce scrutin, et il n’est pas dans la liste : soit le bulletin n’a jamais été "
            "confirmé, soit il a disparu. Si vous aviez confirmé, montrez ce message à la facilitation."
        ),
    )


@require_safe
def codes(request, pk):
    """The codes of a counted secret vote, as the file whose hash the register keeps."""
    published = publication_of(request, get_vote(request, pk))
    if published is None or not published.codes:
        raise Http404
    return _file(published.codes, f"scrutin-{pk}-codes.txt")


@require_safe
def script(request, pk):
    """The program that counts the published ballots again, to read before one runs it."""
    found = get_vote(request, pk)
    source = script_of(found)
    if source is None or publication_of(request, found) is None:
        raise Http404
    return _file(source.read_text(encoding="utf-8"), source.name)


def _file(content, name, content_type="text/plain; charset=utf-8"):
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_safe
def extract(request, pk):
    """What this person answered to a named vote, signed: for them alone, and for whomever they show it to."""
    found = get_vote(request, pk)
    if found.is_secret or found.is_cancelled or not request.user.is_authenticated:
        raise Http404
    mine = Ballot.objects.select_related("person").filter(vote=found, person=request.user).first()
    if mine is None:
        raise Http404
    return _file(extracts.extract(found, mine, clock.now()), f"extrait-scrutin-{pk}.json", "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
def check_extract(request):
    """Whether an extract that somebody pastes is genuine, and what it says."""
    form, content, wrong = ExtractForm(request.POST or None), None, ""
    if form.is_bound and form.is_valid():
        try:
            content = extracts.checked(form.cleaned_data["extract"])
        except extracts.BadExtract as bad:
            wrong = str(bad)
    context = {"form": form, "content": content, "wrong": wrong, "public_key": extracts.public_key()}
    status = 422 if form.is_bound and not content else 200
    return render(request, "voting/extract.html", context, status=status)


@require_safe
def guarantees(request):
    """What the secret of a vote guarantees, and what it does not."""
    context = {"too_small": TOO_SMALL_TO_HIDE, "small": SMALL_ROLL, "step": STEP}
    return render(request, "voting/guarantees.html", context)
