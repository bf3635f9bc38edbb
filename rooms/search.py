"""Searching in the talk of a room: its conversation, and the debates that a reader sees there."""

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance import prose
from governance.accounts.forms import WordsField
from governance.accounts.models import User
from governance.voting.models import Vote
from rooms import words
from rooms.models import Message
from rooms.threads import messages_seen_by

LONGEST = 200  # characters of a question
BEFORE, SHOWN = 80, 260  # characters of an excerpt before the first word found, and in all


class SearchForm(forms.Form):
    """What to look for, and perhaps in whose messages."""

    q = WordsField(
        label=_("Mots à chercher"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={
            "required": _("Écrivez au moins un mot à chercher."),
            "max_length": _("Cette recherche est trop longue : %(limit_value)d caractères au plus."),
        },
    )
    by = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Messages de"),
        required=False,
        empty_label=_("tout le monde"),
        error_messages={"invalid_choice": _("Cette personne n’a rien écrit dans ce salon.")},
    )

    def __init__(self, *args, said, **kwargs):
        super().__init__(*args, **kwargs)
        authors = said.filter(deleted_at=None).order_by().values("author")
        self.fields["by"].queryset = User.objects.filter(pk__in=authors).order_by("display_name", "pk")
        self.fields["by"].label_from_instance = lambda person: person.display_name

    def clean_q(self):
        question = self.cleaned_data["q"]
        if not words.asked(question):
            raise forms.ValidationError(_("Écrivez au moins un mot à chercher."))
        return question


def said_in(user, room):
    """Every message of the room that `user` may read: of its conversation, of its proposals and of its votes."""
    proposals = room.proposals.visible_to(user).values("thread")
    votes = Vote.objects.visible_to(user).filter(debate__room=room).values("debate__thread")
    here = Q(thread=room.thread_id) | Q(thread__in=proposals) | Q(thread__in=votes)
    return Message.objects.filter(here).filter(messages_seen_by(user))


def matching(said, question: str, by=None):
    """Those of `said` that hold all the words of `question`, the newest first."""
    for forms_of_one in words.asked(question):
        condition = Q()
        for form in sorted(forms_of_one):
            condition |= Q(words__contains=f" {form} ") | Q(summary__words__contains=f" {form} ")
        said = said.filter(condition)
    if by is not None:
        said = said.filter(author=by)
    # Of a message taken back nothing is left to find, but the summary of its discussion is.
    said = said.filter(Q(deleted_at=None) | Q(summary__isnull=False))
    return said.select_related("author", "summary").order_by("-posted_at", "-pk")


def debates(room, messages) -> dict[int, str]:
    """The titles of the proposals and votes whose debate holds one of `messages`, by thread."""
    threads = {message.thread_id for message in messages} - {room.thread_id}
    if not threads:
        return {}
    titles = dict(room.proposals.filter(thread__in=threads).values_list("thread", "title"))
    return titles | dict(room.debates.filter(thread__in=threads).values_list("thread", "vote__title"))


def excerpt(message, question: str) -> list[tuple[str, bool]]:
    """Some of a message around the first word found: runs of text, and whether each was looked for."""
    wanted = frozenset().union(*words.asked(question))
    html = f"{message.html} {message.summary.html}" if message.summary_id else message.html
    text = re.sub(r"[ \t\r\n]+", " ", words.composed(prose.as_text(html))).strip()
    found = [(start, end) for word, start, end in words.tokens(text) if words.forms(word) & wanted]
    begin = max(0, (found[0][0] if found else 0) - BEFORE)
    if begin:
        begin = text.find(" ", begin) + 1 or begin
    stop = min(len(text), begin + SHOWN)
    if stop < len(text):
        stop = max(text.rfind(" ", begin, stop), begin + BEFORE)
    runs, at = [], begin
    for start, end in found:
        if begin <= start and end <= stop:
            runs += [(text[at:start], False), (text[start:end], True)]
            at = end
    runs = [("…" if begin else "", False), *runs, (text[at:stop], False), ("…" if stop < len(text) else "", False)]
    return [run for run in runs if run[0]]
