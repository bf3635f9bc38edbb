"""Changing a vote until it opens, and the ways to ask that a space keeps."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance.organizations.models import Space
from governance.register.actions import record
from governance.verdict import Refused, ensure, no
from governance.voting.actions.consulting import lock
from governance.voting.actions.preparing import set_choices, settle_terms, tell
from governance.voting.models import Process, Vote
from governance.voting.permissions import may_change_process, may_change_vote, may_keep_process

MOST_PROCESSES = 100  # kept by one space


@transaction.atomic
def change_prepared(vote: Vote, *, by, choices, **terms) -> Vote:
    """Change anything of a vote that nobody is asked yet; `terms` are those of `prepare_vote`."""
    vote = lock(vote)
    ensure(may_change_vote(by, vote))
    settle_terms(vote, **terms)
    if vote.gathers_ideas:
        vote.ideas_settled_at = None
    vote.save()
    set_choices(vote, choices)
    record("vote.changed", vote, by=by, space=vote.space, title=vote.title, method=vote.method)
    tell(vote, "page", "ideas")
    return vote


@transaction.atomic
def keep_process(space, *, by, name: str, purpose: str, content: dict) -> Process:
    """Keep a way to ask for the votes to come of `space`. Its content comes from a `ProcessForm`."""
    space = Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    ensure(may_keep_process(by, space))
    if space.processes.count() >= MOST_PROCESSES:
        raise Refused(no(_("Cet espace garde déjà cent façons de demander : retirez-en une.")))
    _ensure_free(space, name)
    process = Process.objects.create(space=space, name=name, purpose=purpose, content=content, made_by=by)
    record("process.kept", process, by=by, space=space, name=name, method=content["method"])
    return process


@transaction.atomic
def change_process(process: Process, *, by, name: str, purpose: str, content: dict) -> Process:
    """What votes already made from it keep is not touched."""
    process = Process.objects.select_for_update(of=("self",)).select_related("space").get(pk=process.pk)
    ensure(may_change_process(by, process))
    _ensure_free(process.space, name, besides=process)
    process.name, process.purpose, process.content = name, purpose, content
    process.save(update_fields=["name", "purpose", "content"])
    record("process.changed", process, by=by, space=process.space, name=name, method=content["method"])
    return process


@transaction.atomic
def remove_process(process: Process, *, by) -> None:
    process = Process.objects.select_for_update(of=("self",)).select_related("space").get(pk=process.pk)
    ensure(may_change_process(by, process))
    record("process.removed", process, by=by, space=process.space, name=process.name)
    process.delete()


def _ensure_free(space, name, besides=None):
    others = space.processes.filter(name=name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Refused(no(_("Cet espace garde déjà une façon de demander de ce nom : donnez-lui-en un autre.")))
