"""A citizen poll written, opened, answered, told in batches, counted at its close, then freed of its answers."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.polls import climbing, results, zone_polls
from governance.polls.models import (
    ATTESTED,
    DECLARED,
    Answer,
    CitizenPoll,
    Count,
    Mark,
    PaperCode,
    PaperReport,
    Place,
    Publication,
    Question,
    Territory,
)
from governance.polls.models.residence import Level
from governance.polls.permissions.polls import (
    may_answer_poll,
    may_cancel_poll,
    may_change_poll,
    may_make_poll,
    may_open_poll,
    residence_of,
)
from governance.register.actions import canonical, hold, record, sha256
from governance.rules import opinions
from governance.rules.tally import METHODS
from governance.rules.tally.ballots import BadBallot, checked
from governance.rules.tally.recounting import read
from governance.sqlite.journal import forget_after_commit
from governance.verdict import Refused, ensure, no
from governance.voting.actions import Choice
from governance.voting.actions.casting import sentence
from governance.voting.actions.consulting import moment
from governance.voting.actions.preparing import set_choices
from governance.voting.models import ALONE, Vote

log = logging.getLogger(__name__)

TURN = timedelta(hours=1)  # between two publications of an open poll; a clock’s turn, never an answer’s
MOST_TERRITORIES = 50
LARGEST = 40_000  # communes
MOST_FACTS = 1500  # numbers that all the questions of a poll keep of each commune
BATCH = 10_000  # ids in one question
STEPS = 4  # from a municipal arrondissement up to the country


def lock(poll: CitizenPoll) -> CitizenPoll:
    """The poll as it stands, nobody else acting on it; those who answer go on."""
    return CitizenPoll.objects.select_for_update(no_key=True, of=("self",)).select_related("space").get(pk=poll.pk)


@transaction.atomic
def prepare_poll(space, *, by, **asked) -> CitizenPoll:
    """A poll that nobody is asked yet; `asked` is what `_settle` takes."""
    ensure(may_make_poll(by, space))
    poll = CitizenPoll(space=space, made_by=by, made_at=clock.now())
    _settle(poll, **asked)
    record("poll.prepared", poll, by=by, space=space, title=poll.title)
    return poll


@transaction.atomic
def change_poll(poll: CitizenPoll, *, by, **asked) -> CitizenPoll:
    """Change anything of a poll that is not open."""
    poll = lock(poll)
    ensure(may_change_poll(by, poll))
    _settle(poll, **asked)
    record("poll.changed", poll, by=by, space=poll.space, title=poll.title)
    return poll


def _settle(
    poll,
    *,
    title: str,
    body: str,
    question: str,
    method: str,
    terms: dict,
    choices: list[Choice],
    territories,
    min_level: int,
    min_age: int = 0,
    opens_at: datetime | None,
    closes_at: datetime,
):
    """Write what is asked, of whom and when; refused where it makes no sense."""
    territories = list(territories)
    if not territories:
        raise Refused(no(_("Dites à qui ce sondage s’adresse : choisissez un territoire au moins.")))
    if len(territories) > MOST_TERRITORIES:
        raise Refused(no(_("Cinquante territoires au plus : choisissez celui qui les contient.")))
    ensure(zone_polls.may_be_asked(territories, poll.space))
    if opens_at and opens_at >= closes_at:
        raise Refused(no(_("La clôture vient avant l’ouverture : changez l’une ou l’autre.")))
    if prose.is_blank(title) or prose.is_blank(question):
        raise Refused(no(_("Un sondage a un titre et pose une question : écrivez-les en quelques mots.")))
    poll.title, poll.body, poll.html = title.strip(), body.strip(), prose.render(body.strip())
    poll.min_level, poll.min_age = min_level, min_age
    poll.opens_at, poll.closes_at = opens_at, closes_at
    poll.save()
    poll.territories.set(territories)
    row = poll.questions.select_related("vote").first()
    vote = row.vote if row else Vote(made_by=poll.made_by, made_at=poll.made_at)
    vote.title, vote.method, vote.terms = question.strip(), method, terms
    vote.opened_at, vote.closes_at, vote.shows = None, closes_at, Vote.Shows.UNTIL_CLOSE
    vote.save()
    set_choices(vote, choices)
    if row is None:
        Question.objects.create(poll=poll, vote=vote)
    Vote.objects.filter(question__poll=poll).update(closes_at=closes_at)


@transaction.atomic
def open_poll(poll: CitizenPoll, *, by) -> CitizenPoll:
    """Freeze the questions and the communes asked, and make it public; answers begin at `opens_at`, or now."""
    poll = lock(poll)
    ensure(may_open_poll(by, poll))
    if hasattr(poll, "climb"):
        ensure(climbing.still_holds(poll.climb))
    return put_to_people(poll, by=by)


def put_to_people(poll: CitizenPoll, *, by) -> CitizenPoll:
    """Open a poll that is whole, in the transaction of whoever opens it; the clock does where a poll climbs."""
    now = clock.now()
    if poll.closes_at <= max(now, poll.opens_at or now):
        raise Refused(no(_("La clôture est déjà passée : choisissez une date à venir.")))
    asked = results.asked_in(poll)
    for row, _question in asked:
        _ensure_it_can_be_counted(row.vote)
    hold(poll.space)  # two polls that open at once are compared with each other too
    ensure(zone_polls.may_be_asked(list(poll.territories.all()), poll.space))
    ensure(zone_polls.stands_alone(poll))
    if sum(len(question.facts) for _row, question in asked) > MOST_FACTS:
        raise Refused(no(_("Ces questions ont trop d’options et de notes ensemble : posez-les en deux sondages.")))
    places = places_in(poll.territories.all())
    if not places:
        raise Refused(no(_("Personne ne peut répondre : ces territoires n’ont aucune commune ici.")))
    if len(places) > LARGEST:
        raise Refused(no(_("Ce sondage demande à trop de communes à la fois.")))
    Place.objects.bulk_create((Place(poll=poll, **place) for place in places), batch_size=2000)
    try:
        results.hierarchy_of(poll)
    except ValueError:
        log.exception("the territories of a poll make no hierarchy (poll %s)", poll.pk)
        raise Refused(
            no(_("Les résultats de ces territoires ne peuvent pas être présentés ensemble : choisissez-en d’autres."))
        ) from None
    poll.opened_at, poll.opens_at = now, max(now, poll.opens_at or now)
    poll.sha256 = sha256(canonical(described(poll)))
    poll.save(update_fields=["opened_at", "opens_at", "sha256"])
    record(
        "poll.opened",
        poll,
        by=by,
        space=poll.space,
        title=poll.title,
        sha256=poll.sha256,
        opens_at=poll.opens_at.isoformat(),
        closes_at=poll.closes_at.isoformat(),
        communes=len(places),
    )
    live.publish("citizenpoll", poll.pk, "page")
    return poll


def described(poll: CitizenPoll) -> dict:
    """All that is put to people, as plain values."""
    documents, climb = [[one.name, one.size, one.sha256] for one in poll.documents.all()], climbing.climb_of(poll)
    return {
        **({"documents": documents} if documents else {}),
        **({"climb": climbing.described(climb)} if climb else {}),
        "title": poll.title,
        "body": poll.body,
        "territories": sorted([one.kind, one.code] for one in poll.territories.all()),
        "min_level": poll.min_level,
        "min_age": poll.min_age,
        "mode": poll.mode,
        "k": poll.k,
        "questions": [
            {
                "title": row.vote.title,
                "method": row.vote.method,
                "terms": row.vote.terms,
                "options": [[option.key, option.label, option.meaning] for option in row.vote.options.all()],
            }
            for row, _question in results.asked_in(poll)
        ],
    }


def _ensure_it_can_be_counted(vote):
    options = list(vote.options.all())
    if vote.method not in opinions.METHODS:
        raise Refused(no(_("Cette façon de demander ne va pas avec un sondage par territoire : prenez-en une autre.")))
    if len(options) < (1 if vote.method in ALONE else 2):
        raise Refused(no(_("Il manque des options : il en faut deux au moins pour que l’on choisisse.")))
    try:
        read({"method": vote.method, "options": [o.key for o in options], **vote.terms, "ballots": []}, METHODS)
    except ValueError as error:
        raise Refused(no(_("Ces réglages ne vont pas avec la méthode choisie : %(why)s.") % {"why": error})) from None


def places_in(territories) -> list[dict]:
    """The communes of these territories, with their population and what is above and asked whole; or a zone itself."""
    if drawn := [one for one in territories if one.is_drawn]:  # told whole: nobody’s commune is kept
        return [{"territory_id": one.pk, "population": None, "above": []} for one in drawn]
    inside, lived, seen = set(), {}, Territory.objects.current().official()
    for territory in territories:
        within = seen.within(territory)
        inside |= set(within.values_list("pk", flat=True))
        lived |= dict(within.lived_in().values_list("pk", "population"))
    links = Territory.parents.through.objects
    # A commune with arrondissements is told by them.
    parts = links.filter(from_territory__in=seen.filter(kind=Territory.Kind.ARRONDISSEMENT))
    holding = set(parts.values_list("to_territory", flat=True))
    places = {pk: people for pk, people in lived.items() if pk not in holding}
    parents, steps = defaultdict(set), set(places)
    for _step in range(STEPS):
        found = [pair for batch in _batches(steps) for pair in _links_from(batch)]
        steps = set()
        for below, above in found:
            parents[below].add(above)
            steps.add(above)
    kinds = dict(seen.filter(pk__in={pk for found in parents.values() for pk in found}).values_list("pk", "kind"))
    # What stands beside the asked hierarchy, an EPCI in a poll of a département, counts where it is asked whole.
    whole = {pk for pk in kinds if pk in inside}
    beside = [pk for pk, kind in kinds.items() if kind == Territory.Kind.EPCI and pk not in inside]
    # Sorted out here: asked of both ends of a link, SQLite would look at each pair of a commune and an EPCI.
    below_them = links.filter(to_territory__in=beside, from_territory__ended=None, from_territory__withdrawn_at=None)
    all_there, asked_there = defaultdict(int), defaultdict(int)
    for above, below, kind in below_them.values_list("to_territory", "from_territory", "from_territory__kind"):
        all_there[above] += kind in Territory.LIVED_IN
        asked_there[above] += below in lived
    whole |= {pk for pk, n in all_there.items() if 0 < n == asked_there[pk]}

    def above(place):
        found, here = set(), {place}
        while here:
            here = {up for pk in here for up in parents[pk]} - found
            found |= here
        return sorted(found & whole, key=lambda pk: (results.KINDS.index(kinds[pk]), pk))

    return [{"territory_id": pk, "population": people, "above": above(pk)} for pk, people in sorted(places.items())]


def _batches(ids):
    """Not more at once than any SQLite takes in one question."""
    ids = sorted(ids)
    return [ids[n : n + BATCH] for n in range(0, len(ids), BATCH)]


def _links_from(ids):
    links = Territory.parents.through.objects.filter(from_territory__in=ids)
    return links.values_list("from_territory", "to_territory")


@transaction.atomic
def cancel_poll(poll: CitizenPoll, *, by, reason: str) -> CitizenPoll:
    """End a poll that should not have been asked: its answers are deleted, and nothing of them is ever counted."""
    poll = CitizenPoll.objects.select_for_update(of=("self",)).select_related("space").get(pk=poll.pk)
    ensure(may_cancel_poll(by, poll, moment()))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots pourquoi ce sondage est annulé.")))
    poll.ended_at, poll.cancel_reason = clock.now(), reason.strip()
    poll.save(update_fields=["ended_at", "cancel_reason"])
    _forget_answers(poll)
    Publication.objects.filter(poll=poll).delete()
    record("poll.cancelled", poll, by=by, space=poll.space, title=poll.title, reason=poll.cancel_reason)
    live.publish("citizenpoll", poll.pk, "page")
    return poll


@transaction.atomic
def answer_poll(poll: CitizenPoll, *, by, ballots: dict, old_enough: bool = False) -> Answer:
    """Answer, or change one’s answer; `ballots` holds, by id of the question, a ballot of its method, None for a blank.

    old_enough: that they declare the age that the poll asks, if it does; it is kept nowhere.
    People of a whole région answer at once: nobody waits for anybody but for themselves. The commune and the level are
    those of the first answer. Nothing is recorded: the register forgets nothing, and this has to be forgotten.
    """
    _hold_back_the_count(poll)
    poll = CitizenPoll.objects.select_related("space").get(pk=poll.pk)
    if by.is_authenticated:
        # A counter who is marking this very person waits for this row, or is waited for.
        get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    ensure(may_answer_poll(by, poll, moment()))
    content = read_answer(poll, ballots, old_enough=old_enough)
    answer = Answer.objects.select_for_update().filter(poll=poll, person=by).first()
    if answer is None:
        answer = _first_answer(poll, by, content)
    if answer.content != content:
        answer.content = content
        answer.save(update_fields=["content"])
    forget_after_commit()
    return answer


def read_answer(poll, ballots: dict, *, old_enough: bool) -> dict:
    """The canonical content of an answer to every question; refused where a ballot makes no sense, or for the age."""
    if poll.min_age and not old_enough:
        raise Refused(
            no(
                _("Ce sondage demande aux personnes de %(age)s ans et plus : cochez la case si c’est votre cas.")
                % {"age": poll.min_age}
            )
        )
    content = {}
    for row, _question in results.asked_in(poll):
        try:
            content[str(row.pk)] = checked(row.vote.election(), ballots.get(row.pk))
        except BadBallot as bad:
            raise Refused(no(sentence(bad))) from None
    return content


def _hold_back_the_count(poll):
    """The count and a cancellation wait for every answer that is being written, and no answer for another.

    The row of an answer does not hold its poll by itself: foreign keys are checked at the commit, too late.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as database:
            table = connection.ops.quote_name(CitizenPoll._meta.db_table)
            database.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE", [poll.pk])


def _first_answer(poll, person, content):
    """One row, even where the same person sends two answers at once."""
    residence = residence_of(person)
    place = zone_polls.place_of(poll, residence)
    level = DECLARED if residence.level_for(poll.space) == Level.DECLARED else ATTESTED
    try:
        with transaction.atomic():
            return Answer.objects.create(
                poll=poll, person=person, territory_id=place.territory_id, level=level, content=content
            )
    except IntegrityError:
        return Answer.objects.select_for_update().get(poll=poll, person=person)


# --- The clock ---------------------------------------------------------------------------------------


def publish_due(now: datetime) -> int:
    """Renew what is told of each open poll, once a turn; gives how many."""
    waiting = Q(publication__isnull=True) | Q(publication__at__lte=now - TURN)
    return _each(CitizenPoll.objects.open_at(now).filter(waiting), publish_poll)


def count_polls_due(now: datetime) -> int:
    """Count every poll whose close has come, each once; gives how many."""
    due = CitizenPoll.objects.filter(
        opened_at__isnull=False, counted_at__isnull=True, ended_at__isnull=True, closes_at__lte=now
    )
    return _each(due, count_poll)


def _each(polls, act):
    """One that fails is logged and tried again at the next tick; it keeps no other waiting."""
    done = 0
    for poll in polls:
        try:
            done += act(poll)
        except Exception:
            log.exception("a poll could not be %s (poll %s)", act.__name__, poll.pk)
    return done


@transaction.atomic
def publish_poll(poll: CitizenPoll) -> bool:
    """Give the answers there are to the law of disclosure, and keep what it tells. False when it is not time."""
    poll = lock(poll)
    now = moment()
    kept = Publication.objects.filter(poll=poll).first()
    if not poll.is_open(now) or (kept and kept.at > now - TURN):
        return False
    told = results.published(poll, results.answers_of(poll))
    Publication.objects.update_or_create(poll=poll, defaults={"at": now, "content": told.kept()})
    # At every turn of the clock, whatever it tells: news of a change alone would say that somebody answered.
    live.publish("citizenpoll", poll.pk, "result" if kept else "page")  # with the first one, its answers began
    return True


@transaction.atomic
def count_poll(poll: CitizenPoll) -> bool:
    """Write the counts of a closed poll and its last publication, and delete its answers. False when that was done.

    The lock waits for whoever is answering, and makes whoever comes later find the poll counted.
    """
    poll = CitizenPoll.objects.select_for_update(of=("self",)).select_related("space").get(pk=poll.pk)
    now = moment()
    if poll.opened_at is None or poll.counted_at is not None or poll.is_cancelled or now < poll.closes_at:
        return False
    list(Answer.objects.select_for_update().filter(poll=poll).order_by("pk").values_list("pk"))
    rows = list(results.answers_of(poll))
    told = results.published(poll, rows, final=True)
    Count.objects.bulk_create(
        (
            Count(poll=poll, territory_id=int(place), level=level, line=list(line))
            for level, lines in results.lines_of(poll, rows).items()
            for place, line in lines.items()
        ),
        batch_size=2000,
    )
    Publication.objects.update_or_create(poll=poll, defaults={"at": now, "content": told.kept()})
    if poll.counters.exists():
        left = PaperCode.objects.filter(poll=poll, content__isnull=False, countersigned_by__isnull=True).count()
        PaperReport.objects.create(poll=poll, left=left)
    _forget_answers(poll)
    poll.counted_at = now
    poll.save(update_fields=["counted_at"])
    shown = {level: {code: list(line) for code, line in table.shown.items()} for level, table in told.tables.items()}
    record("poll.counted", poll, by=None, space=poll.space, title=poll.title, published_sha256=sha256(canonical(shown)))
    live.publish("citizenpoll", poll.pk, "page")
    return True


def _forget_answers(poll):
    """Delete every answer of the poll and the list of its desk, from the journal of the database too."""
    for model in (Answer, Mark, PaperCode):
        model.objects.filter(poll=poll).delete()
    forget_after_commit()
