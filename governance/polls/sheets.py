"""What somebody answers to all the questions of a poll: a ballot each on one sheet, read and drawn together."""

from functools import cached_property
from types import SimpleNamespace

from django.utils.translation import gettext as _

from governance.voting.forms import BallotForm
from governance.voting.models import Ballot
from governance.voting.papers import Paper
from governance.voting.said import in_a_line


class Sheet:
    """The ballots of a poll, in the order of its questions.

    data: what was sent, None before. content: the answer there is, by id of the question as text. Once valid,
    `ballots` holds a canonical ballot by id of the question, None for a blank, and `old_enough` what was declared.
    """

    def __init__(self, poll, asked, data=None, content=None, *, asks_age=True):
        self.min_age = poll.min_age if asks_age else 0
        self.poll, self.data, self.content = poll, data, content
        self.is_alone = len(asked) == 1
        self.is_blank = data is not None and data.get("answer") == Ballot.Kind.BLANK
        self.questions = [Asked(self, row, number) for number, (row, _question) in enumerate(asked, 1)]
        self.errors = []

    @property
    def old_enough(self) -> bool:
        """Whether the box that says one’s age is ticked; whoever answered before had ticked it."""
        return bool(self.data.get("old_enough")) if self.data is not None else self.content is not None

    def is_valid(self) -> bool:
        forms = [one.form.is_valid() for one in self.questions]
        self.errors = []
        if not all(forms):
            return False
        if not self.is_alone and not self.is_blank and all(one.ballot is None for one in self.questions):
            self.errors.append(
                _("Votre réponse est vide : répondez à une question au moins, ou répondez blanc à toutes.")
            )
        if self.min_age and not self.old_enough:
            self.errors.append(
                _("Ce sondage demande aux personnes de %(age)s ans et plus : cochez la case si c’est votre cas.")
                % {"age": self.min_age}
            )
        return not self.errors

    @property
    def ballots(self) -> dict:
        return {one.row.pk: one.ballot for one in self.questions}


class Asked:
    """One question on a sheet: its paper, what is answered to it, and what was typed."""

    def __init__(self, sheet, row, number):
        self.sheet, self.row, self.vote, self.number = sheet, row, row.vote, number
        self.prefix = "" if sheet.is_alone else f"q{row.pk}-"

    @cached_property
    def options(self):
        return list(self.vote.options.all())

    @cached_property
    def form(self):
        form = BallotForm(self._sent(), vote=self.vote)
        form.fields.pop("reason", None)
        return form

    def _sent(self):
        """What was sent of this question, by the names that a ballot reads. One that is left empty is blank."""
        data = self.sheet.data
        if data is None or self.sheet.is_alone:
            return data
        sent = data.copy()
        sent.clear()
        for name in data:
            if name.startswith(self.prefix):
                sent.setlist(name.removeprefix(self.prefix), data.getlist(name))
        is_empty = not any(value.strip() for name in sent for value in sent.getlist(name))
        if self.sheet.is_blank or is_empty or "blank" in sent:
            sent["answer"] = Ballot.Kind.BLANK
        return sent

    @property
    def ballot(self):
        return self.form.ballot if self.form.kind == Ballot.Kind.CHOICE else None

    @cached_property
    def mine(self):
        """The answer there is as the ballot of a vote, for its paper."""
        if self.sheet.content is None:
            return None
        content = self.sheet.content.get(str(self.row.pk))
        kind = Ballot.Kind.BLANK if content is None else Ballot.Kind.CHOICE
        return SimpleNamespace(kind=kind, content=content, reason="")

    @property
    def answered(self) -> str:
        return in_a_line(self.vote, self.mine.kind, self.mine.content)

    @property
    def is_left_blank(self) -> bool:
        if self.form.is_bound:
            return "blank" in self.form.data
        return self.mine is not None and self.mine.kind == Ballot.Kind.BLANK

    @cached_property
    def paper(self):
        return Paper(self, self.form, self.prefix)
