"""From answers to what is told of them: lines of counts by place and level, and the one publication that is read."""

from collections import defaultdict
from itertools import chain

from governance.polls.models import ATTESTED, DECLARED, Answer, CitizenPoll, PaperCode, Territory
from governance.rules import disclosure, opinions
from governance.rules.disclosure import WHOLE, Hierarchy

# Kinds of territory, the widest first, as the law of disclosure wants them; a drawn one is asked alone and told whole.
KINDS = tuple(
    str(kind)
    for kind in (
        Territory.Kind.COUNTRY,
        Territory.Kind.REGION,
        Territory.Kind.OVERSEAS,
        Territory.Kind.DEPARTEMENT,
        Territory.Kind.EPCI,
        Territory.Kind.COMMUNE,
        Territory.Kind.ARRONDISSEMENT,
        Territory.Kind.ZONE,
        Territory.Kind.CIRCLE,
    )
)
KNOWN = {DECLARED, ATTESTED}


def asked_in(poll: CitizenPoll) -> list:
    """Its questions as pairs (row, what the law reads), in order; options and votes come with them."""
    rows = poll.questions.select_related("vote").prefetch_related("vote__options")
    return [(row, opinions.Question(*_described(row.vote))) for row in rows]


def _described(vote):
    return vote.method, tuple(option.key for option in vote.options.all()), vote.terms


def lines_of(poll: CitizenPoll, rows) -> dict[str, dict[str, tuple[int, ...]]]:
    """By level, by place as text, the line of counts: how many people answered, then every fact of every question.

    rows: (id of the territory, level, content) of answers. Equal contents are read once.
    """
    asked = asked_in(poll)
    width = 1 + sum(len(question.facts) for _row, question in asked)
    found = {level: defaultdict(lambda: [0] * width) for level in poll.levels}
    known = {}
    for territory, level, content in rows:
        key = repr(content)
        if key not in known:
            known[key] = [1]
            for row, question in asked:
                known[key] += question.true_of(content.get(str(row.pk)))
        line = found[level][str(territory)]
        for at, n in enumerate(known[key]):
            line[at] += n
    return {level: {place: tuple(line) for place, line in lines.items()} for level, lines in found.items()}


def counts_now(poll: CitizenPoll) -> dict[str, dict[str, tuple[int, ...]]]:
    """The lines of the answers there are; never shown, only given to the law of disclosure."""
    return lines_of(poll, answers_of(poll))


def answers_of(poll: CitizenPoll):
    """(id of the territory, level, content) of each answer: those online, then those on paper that two counters saw."""
    wanted = ("territory_id", "level", "content")
    online = Answer.objects.filter(poll=poll).values_list(*wanted)
    on_paper = PaperCode.objects.filter(poll=poll, countersigned_by__isnull=False).values_list(*wanted)
    return chain(online.iterator(), on_paper.iterator())


def hierarchy_of(poll: CitizenPoll) -> Hierarchy:
    """The communes asked and what is above them, as frozen at the opening."""
    read = poll.places.order_by("pk").values_list("territory_id", "population", "above", "territory__kind")
    places, kinds = [], {}
    for place, people, above, kind in read:
        places.append((place, people, above))
        kinds[place] = kind
    ids = {pk for _place, _people, above in places for pk in above}
    kinds |= dict(Territory.objects.filter(pk__in=ids).values_list("pk", "kind"))
    parents = {str(place): [str(pk) for pk in above] for place, _people, above in places}
    populations = {str(place): people for place, people, _above in places}
    kind = {str(pk): kinds[pk] for pk in sorted(kinds)}
    # A commune with arrondissements is no place of its own: only those asked are.
    lived = {kinds[place] for place, _people, _above in places}
    known = None if None in populations.values() else populations
    return Hierarchy(KINDS, kind, parents, lived, known)


def published(poll: CitizenPoll, rows, *, final: bool = False) -> disclosure.Publication:
    """The publication that follows the one that is kept, for these answers."""
    before = getattr(poll, "publication", None)
    hierarchy = hierarchy_of(poll)
    lines = lines_of(poll, rows)
    width = 1 + sum(len(question.facts) for _row, question in asked_in(poll))
    # An empty place says how many options there are where nobody answered yet.
    now = {level: {hierarchy.places[0]: (0,) * width} | found for level, found in lines.items()}
    return disclosure.publish(
        before and disclosure.read(before.content), now, hierarchy, disclosure.Floor(k=poll.k), final=final
    )


def told(poll: CitizenPoll) -> disclosure.Publication | None:
    """What anybody may read of the answers, now: the last publication; None before the first."""
    kept = getattr(poll, "publication", None)
    return kept and disclosure.read(kept.content)


def cell(publication: disclosure.Publication | None, code: str = WHOLE, level: str = "") -> tuple[int, ...] | None:
    """The line of one territory and level, all levels when none is given; None where it is hidden."""
    if publication is None:
        return None
    return publication.cell(code, level) if level else publication.total(code)
