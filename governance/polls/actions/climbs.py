"""A poll climbs: the rule chosen while it is prepared, then each level settled by the clock and the next one opened."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance import clock
from governance.organizations.models import Visibility
from governance.polls import climbing, results
from governance.polls.actions.polls import described, lock, put_to_people
from governance.polls.models import CitizenPoll, Climb, PollDocument, Question, Rung
from governance.polls.permissions.climbs import may_set_climb
from governance.polls.permissions.polls import may_change_poll
from governance.register.actions import canonical, record, sha256
from governance.rules import climbing as law
from governance.verdict import Refused, ensure, no
from governance.voting.actions import Choice
from governance.voting.actions.consulting import moment
from governance.voting.actions.preparing import set_choices
from governance.voting.models import Vote

log = logging.getLogger(__name__)

# What is of one level, and never of the text that climbs.
OF_ITS_OWN = {
    "id",
    "made_at",
    "opens_at",
    "closes_at",
    "opened_at",
    "sha256",
    "ended_at",
    "cancel_reason",
    "counted_at",
}


@transaction.atomic
def set_climb(poll: CitizenPoll, *, by, option: str, share: tuple[int, int], least: int, levels) -> Climb:
    """Choose under which rule a poll that is not open climbs, and to which territories above its own."""
    poll = lock(poll)
    ensure(may_set_climb(by, poll))
    ((row, _question),) = results.asked_in(poll)
    labels = {one.key: one.label for one in row.vote.options.all()}
    if option not in labels:
        raise Refused(no(_("Choisissez l’option qui fait monter le sondage parmi les siennes.")))
    if share not in law.SHARES:
        raise Refused(no(_("Cette part des réponses n’est pas proposée.")))
    if least < poll.k:
        raise Refused(no(_("Il faut au moins %(k)s réponses : en dessous, rien ne se publie.") % {"k": poll.k}))
    here = poll.territories.get()
    above, wanted = climbing.levels_above(here), {one.pk for one in levels}
    chosen = [one for one in above if one.pk in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise Refused(no(_("Choisissez au moins un niveau, parmi ceux qui contiennent ce territoire.")))
    Climb.objects.filter(first=poll).delete()
    numerator, denominator = share
    told = {"numerator": numerator, "denominator": denominator, "least": least}
    climb = Climb.objects.create(first=poll, option=option, label=labels[option], **told)
    Rung.objects.create(climb=climb, n=0, territory=here, poll=poll)
    Rung.objects.bulk_create(Rung(climb=climb, n=n, territory=one) for n, one in enumerate(chosen, 1))
    record("poll.climb_set", poll, by=by, space=poll.space, title=poll.title, **climbing.described(climb))
    return climb


@transaction.atomic
def drop_climb(poll: CitizenPoll, *, by) -> None:
    """The poll climbs no more; until it opens."""
    poll = lock(poll)
    ensure(may_change_poll(by, poll))
    if Climb.objects.filter(first=poll).delete()[0]:
        record("poll.climb_dropped", poll, by=by, space=poll.space, title=poll.title)


# --- The clock ---------------------------------------------------------------------------------------


def climb_due(now: datetime) -> int:
    """Settle every level whose poll is counted or cancelled, each once, and open the one above; gives how many."""
    over = Q(poll__counted_at__isnull=False) | Q(poll__ended_at__isnull=False)
    done = 0
    for rung in Rung.objects.filter(over, outcome="", poll__opened_at__lte=now):
        try:
            done += settle_rung(rung)
        except Exception:
            log.exception("a level of a poll could not be settled (rung %s)", rung.pk)
    return done


@transaction.atomic
def settle_rung(rung: Rung) -> bool:
    """Say what came out of a level; where it is carried, ask the one above. False when that was done.

    Whoever comes at the same time waits for the climb, and finds the level settled.
    """
    climb = Climb.objects.select_for_update(of=("self",), no_key=True).get(pk=rung.climb_id)
    rung = Rung.objects.select_related("poll__space", "territory").get(pk=rung.pk)
    poll = rung.poll
    if rung.outcome or poll is None or not (poll.is_cancelled or poll.counted_at):
        return False
    if poll.is_cancelled:
        found = law.Judgement(Rung.Outcome.CANCELLED)
    else:
        ((_row, question),) = results.asked_in(poll)
        found = law.judge(climb.rule, question, climbing.whole_of(poll))
    rung.outcome, rung.people, rung.number, rung.settled_at = found.outcome, found.people, found.number, moment()
    rung.save(update_fields=["outcome", "people", "number", "settled_at"])
    above = climb.rungs.filter(n=rung.n + 1).select_related("territory").first()
    opened = _open_above(climb, poll, above) if found.outcome == law.CARRIED and above else None
    if found.outcome != Rung.Outcome.CANCELLED:
        record(
            "poll.level_settled",
            poll,
            by=None,
            space=poll.space,
            title=poll.title,
            level=rung.territory.name,
            outcome=str(found.outcome),
            people=found.people,
            number=found.number,
            option=climb.label,
            next=opened.pk if opened else None,
            next_level=above.territory.name if opened else "",
            stopped=climb.stopped,
        )
    return True


def _open_above(climb, below, rung):
    """The same text in the territory above, for as long; None where it cannot be asked, and the climb says why."""
    try:
        with transaction.atomic():
            poll = _same_asked_in(climb, below, rung.territory)
            rung.poll = poll
            rung.save(update_fields=["poll"])
            return put_to_people(poll, by=None)
    except Refused as refused:
        climb.stopped = refused.verdict.why
        climb.save(update_fields=["stopped"])
        return None


def _same_asked_in(climb, below, territory):
    if below.space.visibility != Visibility.PUBLIC:
        raise Refused(no(_("L’espace qui demande n’est plus public : le niveau au-dessus n’est pas ouvert.")))
    now = clock.now()
    kept = [one.attname for one in below._meta.concrete_fields if one.name not in OF_ITS_OWN]
    poll = CitizenPoll(**{name: getattr(below, name) for name in kept})
    poll.made_at, poll.closes_at = now, now + (below.closes_at - below.opens_at)
    poll.save()
    poll.territories.set([territory])
    for row, _question in results.asked_in(below):
        old = row.vote
        vote = Vote(title=old.title, method=old.method, terms=old.terms, shows=old.shows)
        vote.made_by, vote.made_at, vote.opened_at, vote.closes_at = old.made_by, now, None, poll.closes_at
        vote.save()
        set_choices(vote, [Choice(one.label, one.meaning, key=one.key) for one in old.options.all()])
        Question.objects.create(poll=poll, vote=vote, place=row.place)
    for one in below.documents.all():
        kept = {name: getattr(one, name) for name in ("n", "name", "size", "sha256", "stored", "added_by", "added_at")}
        PollDocument.objects.create(poll=poll, **kept)
    pinned = climb.text_sha256 or text_sha256(below)
    if text_sha256(poll) != pinned:
        raise ValueError("what climbs is not the text that was carried")
    if not climb.text_sha256:
        climb.text_sha256 = pinned
        climb.save(update_fields=["text_sha256"])
    return poll


def text_sha256(poll: CitizenPoll) -> str:
    """The hash of what a level is asked, but for where."""
    told = described(poll)
    return sha256(canonical({name: value for name, value in told.items() if name not in ("territories", "climb")}))
