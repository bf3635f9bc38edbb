"""The ladder of a poll that climbs: what may climb, what its levels are, where it stands."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.polls import results
from governance.polls.models import CitizenPoll, Climb, Rung, Territory
from governance.rules import opinions
from governance.rules.disclosure import WHOLE
from governance.verdict import YES, Verdict, no
from governance.voting.pictures import percent

Kind = Territory.Kind
SHARE_WORDS = {
    (1, 2): gettext_lazy("plus de la moitié"),
    (3, 5): gettext_lazy("plus des trois cinquièmes"),
    (2, 3): gettext_lazy("plus des deux tiers"),
    (3, 4): gettext_lazy("plus des trois quarts"),
}
LEVELS = (Kind.COMMUNE, Kind.EPCI, Kind.DEPARTEMENT, Kind.OVERSEAS, Kind.REGION)  # that a poll may climb to


def climb_of(poll: CitizenPoll) -> Climb | None:
    """The climb that it begins, or one of whose levels it is."""
    return Climb.objects.filter(rungs__poll=poll).first()


def levels_above(territory: Territory) -> list[Territory]:
    """The territories that hold it and that a poll may climb to, from the smallest to the widest."""
    above = Territory.objects.above(territory).current().filter(kind__in=LEVELS).exclude(pk=territory.pk)
    return sorted(above, key=lambda one: (one.rank, one.name))


def fits(poll: CitizenPoll) -> Verdict:
    """Whether a poll is of those that climb: one question of one choice, in one official territory."""
    asked = results.asked_in(poll)
    if poll.mode != CitizenPoll.Mode.CHANGEABLE:
        return no(_("Un sondage secret ne monte pas de niveau."))
    if len(asked) != 1 or asked[0][1].method not in opinions.ONE:
        return no(_("Monte de niveau un sondage d’une seule question, où l’on choisit une seule option."))
    territories = list(poll.territories.all())
    if len(territories) != 1 or territories[0].is_drawn:
        return no(_("Monte de niveau un sondage qui s’adresse à un seul territoire officiel."))
    if not levels_above(territories[0]):
        return no(_("Aucun niveau connu ici n’est au-dessus de ce territoire."))
    return YES


def still_holds(climb: Climb) -> Verdict:
    """Whether the rule goes with what its poll asks now: it may have changed since the rule was chosen."""
    poll, first = climb.first, climb.rungs.get(n=0)
    fitting = fits(poll)
    if not fitting:
        return fitting
    ((row, _question),) = results.asked_in(poll)
    labels = {option.key: option.label for option in row.vote.options.all()}
    if labels.get(climb.option) != climb.label or [first.territory] != list(poll.territories.all()):
        return no(
            _("Le sondage a changé depuis que vous avez choisi comment il monte de niveau : choisissez de nouveau.")
        )
    return YES


def whole_of(poll: CitizenPoll) -> tuple[int, ...] | None:
    """The line of the whole territory that anybody reads first: all levels of residence where each is told."""
    publication = results.told(poll)
    levels = poll.levels if len(poll.levels) == 1 else ("", *poll.levels)
    return next((line for level in levels if (line := results.cell(publication, WHOLE, level))), None)


def described(climb: Climb) -> dict:
    """The rule and the levels, as plain values."""
    return {
        "option": climb.option,
        "above": [climb.numerator, climb.denominator],
        "least": climb.least,
        "levels": [[one.territory.kind, one.territory.code] for one in climb.rungs.select_related("territory")],
    }


@dataclass(frozen=True)
class Level:
    """One rung as the page of a poll shows it. stage: that of its poll, « waiting » or « never »."""

    rung: Rung
    stage: str
    is_here: bool

    @property
    def said(self) -> str:
        """« 61 % de 1 240 réponses », where its result was told."""
        if not self.rung.people:
            return ""
        people = number_format(self.rung.people, force_grouping=True)
        told = {"percent": percent(self.rung.number, self.rung.people), "people": people}
        return _("%(percent)s %% de %(people)s réponses") % told


class Ladder:
    """The climb that a poll is part of, as its page shows it; falsy when there is none."""

    def __init__(self, poll: CitizenPoll, now):
        self.poll, self.now, self.climb = poll, now, climb_of(poll)

    def __bool__(self):
        return self.climb is not None

    @cached_property
    def levels(self) -> list[Level]:
        """The widest first, as one stands them."""
        told, goes_on = [], not self.climb.stopped
        for rung in self.climb.rungs.select_related("territory", "poll"):
            if rung.poll is None:
                stage = "waiting" if goes_on else "never"
            else:
                stage = rung.poll.stage(self.now)
                goes_on = goes_on and not rung.poll.is_cancelled and rung.outcome in ("", Rung.Outcome.CARRIED)
            told.append(Level(rung, stage, rung.poll_id == self.poll.pk))
        return told[::-1]

    @property
    def share(self) -> str:
        return str(SHARE_WORDS[self.climb.numerator, self.climb.denominator])

    @property
    def problem(self) -> str:
        """Why its rule no longer goes with it, until it opens."""
        return "" if self.poll.opened_at else still_holds(self.climb).why
