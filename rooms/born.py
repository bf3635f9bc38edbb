"""A form that a message opened, `?from_message=12`: what it said, for whoever writes the thing it becomes."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from governance.verdict import ensure
from rooms import becoming
from rooms.models import Message
from rooms.permissions import may_see_thread
from rooms.windows import number


@dataclass(frozen=True)
class Born:
    """The message that a form was opened from; its answers too, when its debate is to go along."""

    message: Message
    with_debate: bool = False

    @property
    def query(self):
        return f"&from_message={self.message.pk}{'&debate=1' if self.with_debate else ''}"

    @property
    def place(self):
        """The end of the name of its draft: what is written from one message is no draft of another."""
        return f":m{self.message.pk}"

    @property
    def quoted(self) -> str:
        return becoming.quoted(self.message)

    def cited(self, most: int) -> str:
        return becoming.cited(self.message, most)


def born_of(request, room, kind) -> Born | None:
    """The message that this form names, if it names one; not found when this person does not read it."""
    if "from_message" not in request.GET:
        return None
    messages = Message.objects.with_people().select_related("thread")
    message = get_object_or_404(messages, pk=number(request.GET["from_message"]) or 0)
    if message.thread.owner_id is None or not may_see_thread(request.user, message.thread):
        raise Http404
    if request.method != "POST":  # what was typed is not lost to a refusal: the act asks again
        ensure(becoming.may_turn_into(request.user, message, room, kind))
    return Born(message, with_debate=kind == "proposal" and request.GET.get("debate") == "1")
