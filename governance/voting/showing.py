"""The result as a page shows it: one sentence, the picture that suits the method, the table, and who answered what."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from governance.rules.majority import quorum_needed
from governance.rules.tally import METHODS, Outcome
from governance.rules.tally.ballots import RESISTANCE
from governance.rules.tally.recounting import read
from governance.rules.tally.why import why
from governance.voting.models import ONE, RANKINGS, SEVERAL, Ballot, Vote
from governance.voting.naming import name_of
from governance.voting.papers import grades_of, option_tones, values_of_dates
from governance.voting.pictures import WIDTH, length, mark, percent, stacked
from governance.voting.said import in_a_line, names_of
from governance.voting.wording import listed, said, why_in_words

PER_PAGE = 50
NAMED_AT_MOST = 300  # answers up to which each option lists its people in the table; beyond, a link leads to them
PARTS = {"winners", "tied", "order", "counts", "blanks", "base", "abstentions", "steps"}
Method = Vote.Method


@dataclass
class Line:
    """One option of a result. state: won, tied or nothing; rank: from 1, shared by those that nothing parts."""

    option: object
    state: str = ""
    rank: int | None = None
    count: object = 0
    said: str = ""
    percent: int | None = None
    length: int = 0
    tone: str = ""
    cells: list = field(default_factory=list)
    more: dict = field(default_factory=dict)
    names: list | None = None

    @property
    def has_won(self) -> bool:
        return self.state == "won"

    @property
    def is_tied(self) -> bool:
        return self.state == "tied"


@dataclass(frozen=True)
class Cell:
    """A number of a table, with its part of a picture. mark: a shape and a word that say what became of it."""

    said: str
    x: int = 0
    length: int = 0
    tone: str = ""
    word: str = ""
    mark: str = ""
    percent: int | None = None


class Turnout:
    """How many answered, of whom: read in one query, whatever the size of the roll."""

    def __init__(self, d):
        self.d, self.vote = d, d.vote

    @cached_property
    def numbers(self) -> dict:
        answered = Q(answered_at__isnull=False)
        return self.vote.roll.aggregate(
            people=Count("pk"),
            voices=Sum("weight", default=0),
            answered=Count("pk", filter=answered),
            voices_answered=Sum("weight", filter=answered, default=0),
            present=Count("pk", filter=Q(on_leave=False)),
            present_answered=Count("pk", filter=answered & Q(on_leave=False)),
        )

    @property
    def people(self) -> int:
        return self.numbers["people"] or self.vote.roll_size

    @property
    def on_leave(self) -> int:
        return self.numbers["people"] - self.numbers["present"]

    @property
    def answered(self) -> int | None:
        """As this person may know it: rounded down, or nothing, while a secret vote runs."""
        return self.d.turnout

    @property
    def is_rounded(self) -> bool:
        return self.vote.is_secret and not self.vote.is_over(self.d.now)

    @property
    def is_weighted(self) -> bool:
        return self.numbers["voices"] != self.numbers["people"]

    @property
    def not_answered(self) -> int:
        return self.numbers["people"] - self.numbers["answered"]

    @property
    def silent_voices(self) -> int:
        return self.numbers["voices"] - self.numbers["voices_answered"]

    @property
    def quorum(self) -> dict | None:
        """{need, base, have, reached}; `have` and `reached` only when the exact number may be known."""
        if self.vote.quorum_percent is None or not self.numbers["people"]:
            return None
        base = self.numbers["present"]
        need = quorum_needed(self.vote.quorum_percent, base)
        have = None if self.answered is None or self.is_rounded else self.numbers["present_answered"]
        return {"need": need, "base": base, "have": have, "reached": have is not None and have >= need}

    @cached_property
    def waiting(self) -> list:
        """Some of those who have not answered, where the vote is named and this person may know it."""
        if not (self.vote.names_who_is_awaited and self.d.seen.marks and self.d.user.is_authenticated):
            return []
        left = self.vote.roll.filter(answered_at__isnull=True).select_related("person")
        return [place.person for place in left.order_by("person__display_name", "pk")[:12]]


class Showing:
    """A result, for whoever may see it: made from the outcome, options by the words the outcome names them with."""

    def __init__(self, d, turnout: Turnout, query):
        self.d, self.vote, self.turnout, self.query = d, d.vote, turnout, query

    @cached_property
    def options(self) -> dict:
        return {str(option): option for option in self.d.options}

    @property
    def refusal(self) -> str:
        """Why a result that may be seen is not shown: what another hand did to the vote."""
        return "" if self.d.outcome is not None else " ".join(self.d.troubles)

    @property
    def raw(self) -> dict:
        return self.d.outcome

    @property
    def template(self) -> str:
        return f"voting/results/_{self.vote.method}.html"

    @cached_property
    def outcome(self) -> Outcome:
        raw = self.raw
        return Outcome(
            winners=tuple(raw["winners"]),
            order=tuple(map(tuple, raw["order"])),
            counts=raw["counts"],
            tied=tuple(raw["tied"]),
            steps=tuple(raw["steps"]),
            blanks=raw["blanks"],
            base=raw["base"],
            extra={key: value for key, value in raw.items() if key not in PARTS},
        )

    @cached_property
    def why(self):
        described = {"method": self.vote.method, "options": list(self.options), **self.vote.terms, "ballots": []}
        return why(read(described, METHODS), self.outcome)

    @cached_property
    def sentence(self) -> str:
        return why_in_words(self.vote, self.why, self.options)

    @property
    def misses_quorum(self) -> bool:
        """Whether too few people answered for this result to stand; known once the vote is closed."""
        quorum = self.turnout.quorum if self.d.stage == "closed" else None
        return quorum is not None and quorum["have"] is not None and not quorum["reached"]

    @property
    def is_empty(self) -> bool:
        return not (self.outcome.base or self.blanks or self.abstentions)

    @property
    def base(self) -> int:
        return self.outcome.base

    @property
    def blanks(self) -> int:
        return self.outcome.blanks

    @property
    def abstentions(self) -> int:
        return self.raw.get("abstentions") or 0

    @property
    def has_tie(self) -> bool:
        return bool(self.outcome.tied) and self.why.code != "nobody"

    # --- Lines --------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[Line]:
        """Options from first to last, or as the ballot has them where nothing orders them."""
        order = self.outcome.order or tuple((name,) for name in self.options)
        tones = dict(zip(self.options, option_tones(self.vote, self.d.options), strict=True))
        found, rank = [], 1
        decided = self.why.code != "nobody"
        for group in order:
            for name in group:
                state = "won" if name in self.outcome.winners else "tied" if name in self.outcome.tied else ""
                line = Line(
                    self.options[name],
                    state if decided else "",
                    rank if self.outcome.order and decided else None,
                    self.outcome.counts[name],
                    tone=tones[name],
                )
                line.said = said(line.count) if isinstance(line.count, (int, str)) else ""
                line.names = self.people_by_option.get(line.option.key)
                found.append(line)
            rank += len(group)
        return getattr(self, f"_as_{self.vote.method}", self._as_counts)(found)

    def _as_counts(self, lines):
        most = max((Fraction(line.count) for line in lines), default=0)
        per_ballot = self.vote.method in (Method.SINGLE, Method.CHOICES, Method.APPROVAL, Method.POSITIONS)
        for line in lines:
            line.length = length(line.count, self.base if per_ballot and self.base else most)
            line.percent = percent(line.count, self.base) if per_ballot else None
        return lines

    def _as_score(self, lines):
        low, high = self.vote.terms.get("min", 0), self.vote.terms.get("max")
        numbers = [line.count - low * self.base for line in lines]
        most = (high - low) * self.base if high is not None else max(numbers, default=0)
        for line, number in zip(lines, numbers, strict=True):
            line.length = length(number, most)
            line.more = {"mean": said(Fraction(line.count, self.base)) if self.base else "–"}
        return lines

    def _as_dots(self, lines):
        lines, whole = self._as_counts(lines), sum(line.count for line in lines)
        for line in lines:
            line.percent = percent(line.count, whole)
        return lines

    def _as_resistance(self, lines):
        greatest = self.vote.terms.get("max", RESISTANCE) * self.base
        for line in lines:
            name = str(line.option)
            acceptance = self.outcome.extra["acceptance"][name]
            line.length = length(line.count, greatest)
            line.percent = None if acceptance is None else percent(Fraction(acceptance), 1)
            line.more = {"left_out": self.outcome.extra["left_out"][name]}
        return lines

    def _as_opt_in(self, lines):
        most = max([self.target, *(line.count for line in lines)])
        for line in lines:
            line.length = length(line.count, most)
            line.more = {"missing": max(0, self.target - line.count), "at": mark(self.target, most)}
        return lines

    def _as_positions(self, lines):
        for line, (x, one) in zip(lines, stacked([line.count for line in lines]), strict=True):
            line.length, line.percent = one, percent(line.count, self.base)
            line.more = {"x": x}
        return lines

    def _as_majority_judgment(self, lines):
        steps = {step["option"]: step for step in self.outcome.steps}
        for line in lines:
            counts = [line.count[grade.word] for grade in self.grades]
            line.cells = [
                Cell(str(n), x, one, grade.tone, grade.word, percent=percent(n, self.base))
                for grade, n, (x, one) in zip(self.grades, counts, stacked(counts), strict=True)
            ]
            line.more = steps[str(line.option)]
            line.said = line.more["grade"] or "–"
            line.tone = next((grade.tone for grade in self.grades if grade.word == line.said), "")
        return lines

    def _as_date(self, lines):
        for line in lines:
            counts = [line.count[answer.key] for answer in self.answers]
            line.cells = [
                Cell(str(n), x, one, answer.tone, answer.word)
                for answer, n, (x, one) in zip(self.answers, counts, stacked(counts), strict=True)
            ]
            can = counts[0] + counts[1]
            line.said, line.percent = str(can), percent(can, self.base)
        return lines

    def _as_schulze(self, lines):
        duels = self.outcome.counts
        for line in lines:
            mine = duels[str(line.option)]
            for other in lines:
                if other is line:
                    line.cells.append(None)
                    continue
                against = duels[str(other.option)][str(line.option)]
                n = mine[str(other.option)]
                state = "won" if n > against else "lost" if n < against else "even"
                word = {"won": _("gagné"), "lost": _("perdu"), "even": _("égalité")}[state]
                line.cells.append(Cell(str(n), mark=state, word=word))
            line.more = {"won": sum(cell is not None and cell.mark == "won" for cell in line.cells)}
        return lines

    def _as_irv(self, lines):
        return self._by_round(lines)

    def _as_stv(self, lines):
        return self._by_round(lines)

    def _by_round(self, lines):
        done: dict[str, str] = {}
        for line in lines:
            name, before = str(line.option), None
            for step in self.outcome.steps:
                held = step["counts"].get(name)
                if held is None:
                    line.cells.append(None)
                    continue
                now = Fraction(held)
                change = (
                    "" if before is None or before == now else ("+" if now > before else "−") + said(abs(now - before))
                )
                acted = name in step["options"]
                word = _ACTS[step["act"]]() if acted and step["act"] in _ACTS else ""
                if acted:
                    done[name] = step["act"]
                line.cells.append(
                    Cell(
                        said(now),
                        length=length(now, self.round_most),
                        word=word,
                        mark=step["act"] if acted else "",
                        tone=change,
                    )
                )
                before = now
        return lines

    # --- What a method alone shows --------------------------------------------------------------------

    @property
    def target(self) -> int:
        return self.vote.terms["target"]

    @cached_property
    def grades(self):
        """The best first."""
        return list(reversed(grades_of(self.vote)))

    @property
    def answers(self):
        return values_of_dates()

    @cached_property
    def rounds(self):
        return [
            step | {"said": _ACT_SENTENCES[step["act"]](step), "over": said(step["exhausted"])}
            for step in self.outcome.steps
        ]

    @cached_property
    def round_most(self) -> Fraction:
        held = [Fraction(n) for step in self.outcome.steps for n in step["counts"].values()]
        return max([*held, Fraction(self.quota or 0)], default=Fraction(0))

    @property
    def quota(self):
        return self.outcome.extra.get("quota")

    @property
    def quota_at(self) -> int:
        return mark(self.quota, self.round_most) if self.quota else 0

    @property
    def middle(self) -> int:
        return WIDTH // 2

    @property
    def width(self) -> int:
        return WIDTH

    # --- Who answered what ----------------------------------------------------------------------------

    @cached_property
    def _ballots(self) -> list[dict]:
        """Every ballot of a named vote that this person may read by name; one query."""
        if not self.d.seen.names or self.vote.is_secret:
            return []
        rows = self.vote.ballots.order_by(F("changed_at").desc(nulls_last=True), "-cast_at", "-pk")
        return list(rows.values("pk", "kind", "content", "person__display_name"))

    @property
    def has_names(self) -> bool:
        return bool(self._ballots)

    @cached_property
    def people_by_option(self) -> dict[str, list[str]]:
        if not self.lists_names:
            return {}
        found: dict[str, list[str]] = {}
        for row in self._ballots:
            for key in self._chosen(row):
                found.setdefault(key, []).append(row["person__display_name"])
        return {key: sorted(names) for key, names in found.items()}

    @property
    def lists_names(self) -> bool:
        return 0 < len(self._ballots) <= NAMED_AT_MOST

    def _chosen(self, row) -> list[str]:
        """The options under which a ballot is filed: those it chooses, or puts first."""
        if row["kind"] != Ballot.Kind.CHOICE:
            return [row["kind"]]
        content, method = row["content"], self.vote.method
        if method in ONE:
            return [content]
        if method in SEVERAL:
            return content
        if method in RANKINGS:
            return content[0]
        if method == Method.DATE:
            return [key for key, answer in content.items() if answer != "no"]
        if method == Method.DOTS:
            return list(content)
        return []

    @cached_property
    def filters(self) -> list[tuple[str, str]]:
        """(key, name) of the heaps by which the list of answers is read."""
        used = {key for row in self._ballots for key in self._chosen(row)}
        kinds = [(kind, label) for kind, label in Ballot.Kind.choices if kind != Ballot.Kind.CHOICE]
        named = [(option.key, name_of(option)) for option in self.d.options]
        return [(key, name) for key, name in [*named, *kinds] if key in used]

    @property
    def filter(self) -> str:
        asked = self.query.get("choice", "")
        return asked if asked in dict(self.filters) else ""

    @cached_property
    def page(self):
        """Fifty answers with their reasons, of one option where one is asked for."""
        chosen = [row["pk"] for row in self._ballots if not self.filter or self.filter in self._chosen(row)]
        page = Paginator(chosen, PER_PAGE).get_page(self.query.get("page"))
        ballots = Ballot.objects.select_related("person").in_bulk(page.object_list)
        call = names_of(self.vote).__getitem__
        page.answers = [
            {"ballot": ballots[pk], "said": in_a_line(self.vote, ballots[pk].kind, ballots[pk].content, call)}
            for pk in page.object_list
            if pk in ballots
        ]
        return page


_ACTS = {
    "elected": lambda: _("retenue"),
    "eliminated": lambda: _("éliminée"),
    "tied": lambda: _("à égalité"),
    "surplus": lambda: _("voix en trop transmises"),
}


def _names(step):
    return listed(step["options"])


_ACT_SENTENCES = {
    "elected": lambda step: _("Retenue : %(names)s.") % {"names": _names(step)},
    "eliminated": lambda step: _("Éliminée : %(names)s.") % {"names": _names(step)},
    "tied": lambda step: _("À égalité pour l’élimination : %(names)s.") % {"names": _names(step)},
    "surplus": lambda step: (
        _("Voix en trop de %(names)s transmises : %(n)s.") % {"names": _names(step), "n": said(step["surplus"])}
    ),
}
