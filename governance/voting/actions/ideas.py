"""The round before a vote: members add options, who runs it brings together those that say the same, then settles."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.register.actions import record
from governance.rules.likeness import folded, nearest
from governance.verdict import Refused, ensure, no
from governance.voting.actions.consulting import lock
from governance.voting.actions.preparing import Choice, set_choices, tell
from governance.voting.models import Idea, Vote
from governance.voting.permissions import may_suggest_option, may_tidy_ideas, may_withdraw_idea

MOST_IDEAS = 60  # standing, options included
MOST_OF_ONE = 15  # standing, of one person


@transaction.atomic
def add_idea(vote: Vote, *, by, label: str, meaning: str = "") -> Idea:
    """Suggest an option. The very same words are refused, whoever was quicker; near ones are shown before, not here."""
    vote = lock(vote)
    ensure(may_suggest_option(by, vote))
    label, meaning = label.strip(), meaning.strip()
    if prose.is_blank(label):
        raise Refused(no(_("Écrivez votre idée en quelques mots.")))
    _ensure_it_is_new(vote, label)
    standing = vote.ideas.standing()
    if standing.count() + vote.options.count() >= MOST_IDEAS:
        raise Refused(no(_("Il y a déjà soixante idées : réunissez-en avant d’en ajouter.")))
    if standing.filter(by=by).count() >= MOST_OF_ONE:
        raise Refused(no(_("Vous avez déjà ajouté quinze idées : laissez-en aux autres.")))
    last = vote.ideas.aggregate(last=Max("place"))["last"] or 0
    idea = Idea.objects.create(
        vote=vote, by=by, label=label, meaning=meaning, folded=_folded(label), place=last + 1, at=clock.now()
    )
    record("vote.idea_added", vote, by=by, space=vote.space, title=vote.title, label=label)
    tell(vote, "ideas")
    return idea


def near(vote: Vote, label: str) -> list[str]:
    """The options and ideas of `vote` that say nearly the same as `label`, the nearest first."""
    said = [str(option) for option in vote.options.all()] + [idea.label for idea in vote.ideas.standing()]
    return [said[place] for place in nearest(label, said)]


@transaction.atomic
def withdraw_idea(idea: Idea, *, by) -> None:
    vote, idea = _locked(idea)
    ensure(may_withdraw_idea(by, idea))
    _set_aside(idea, by, "")
    record("vote.idea_withdrawn", vote, by=by, space=vote.space, title=vote.title, label=idea.label)
    tell(vote, "ideas")


@transaction.atomic
def drop_idea(idea: Idea, *, by, reason: str) -> None:
    """Set an idea aside, and say why: it stays readable with its reason."""
    vote, idea = _locked(idea)
    ensure(may_tidy_ideas(by, vote))
    _ensure_it_stands(idea)
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots pourquoi cette idée est écartée.")))
    _set_aside(idea, by, reason.strip())
    record(
        "vote.idea_dropped", vote, by=by, space=vote.space, title=vote.title, label=idea.label, reason=reason.strip()
    )
    tell(vote, "ideas")


@transaction.atomic
def merge_ideas(one: Idea, into: Idea, *, by, label: str = "") -> Idea:
    """Two ideas say the same: `into` stays, under its words or under `label`; `one` is named below it."""
    vote, one = _locked(one)
    into = Idea.objects.get(pk=into.pk)
    ensure(may_tidy_ideas(by, vote))
    if into.vote_id != vote.pk:
        raise Refused(no(_("Ces deux idées ne sont pas du même scrutin.")))
    if one.pk == into.pk:
        raise Refused(no(_("C’est deux fois la même idée : choisissez-en deux.")))
    for idea in (one, into):
        _ensure_it_stands(idea)
    before = into.label
    one.merged.update(merged_into=into)
    one.merged_into = into
    one.save(update_fields=["merged_into"])
    if not prose.is_blank(label) and label.strip() != into.label:
        _ensure_it_is_new(vote, label, besides=into)
        into.label, into.folded = label.strip(), _folded(label.strip())
        into.save(update_fields=["label", "folded"])
    record(
        "vote.ideas_merged",
        vote,
        by=by,
        space=vote.space,
        title=vote.title,
        labels=[one.label, before],
        label=into.label,
    )
    tell(vote, "ideas")
    return into


@transaction.atomic
def move_idea(idea: Idea, *, by, up: bool) -> None:
    """One place up or down among those that stand; the order of ideas is no news for the register."""
    vote, idea = _locked(idea)
    ensure(may_tidy_ideas(by, vote))
    _ensure_it_stands(idea)
    standing = list(vote.ideas.standing())
    here = next(n for n, one in enumerate(standing) if one.pk == idea.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(standing):
        return
    standing[here], standing[there] = standing[there], standing[here]
    for place, one in enumerate(standing, 1):
        one.place = place
    Idea.objects.bulk_update(standing, ["place"])
    tell(vote, "ideas")


@transaction.atomic
def settle_ideas(vote: Vote, *, by) -> Vote:
    """The round ends: the options that were there, then the ideas that stand, in their order."""
    vote = lock(vote)
    ensure(may_tidy_ideas(by, vote))
    ideas = list(vote.ideas.standing())
    there = [
        Choice(option.label, option.meaning, starts_at=option.starts_at, person_id=option.person_id)
        for option in vote.options.all()
    ]
    known = {_folded(choice.label) for choice in there}
    new = [Choice(idea.label, idea.meaning) for idea in ideas if idea.folded not in known]
    if not there and not new:
        raise Refused(no(_("Il n’y a encore aucune idée : attendez-en, ou écrivez vous-même les options.")))
    set_choices(vote, [*there, *new])
    vote.gathers_ideas, vote.ideas_settled_at = False, clock.now()
    vote.save(update_fields=["gathers_ideas", "ideas_settled_at"])
    record("vote.ideas_settled", vote, by=by, space=vote.space, title=vote.title, n=len(there) + len(new))
    tell(vote, "page", "ideas")
    return vote


def _locked(idea):
    """The vote, locked, and the idea as it then stands."""
    vote = lock(idea.vote)
    idea = Idea.objects.get(pk=idea.pk)
    idea.vote = vote
    return vote, idea


def _folded(label):
    return folded(label) or label.casefold()


def _set_aside(idea, by, reason):
    idea.dropped_at, idea.dropped_by, idea.drop_reason = clock.now(), by, reason
    idea.save(update_fields=["dropped_at", "dropped_by", "drop_reason"])


def _ensure_it_stands(idea):
    if idea.dropped_at or idea.merged_into_id:
        raise Refused(no(_("Cette idée est déjà retirée, écartée ou réunie à une autre.")))


def _ensure_it_is_new(vote, label, besides=None):
    said = _folded(label.strip())
    ideas = vote.ideas.standing().filter(folded=said)
    if besides is not None:
        ideas = ideas.exclude(pk=besides.pk)
    if ideas.exists() or any(_folded(str(option)) == said for option in vote.options.all()):
        raise Refused(no(_("Cette idée est déjà dans la liste, dans les mêmes mots.")))
