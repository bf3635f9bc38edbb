"""The page of what a message may become."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from governance.verdict import ensure
from rooms.becoming import goes_with_answers, may_turn, ways
from rooms.models import Message
from rooms.permissions import may_see_thread
from rooms.threads import address_of, place_of, room_of


@require_safe
def message_turn(request, pk):
    """A plain list of forms, each opened with the words of the message."""
    message = get_object_or_404(Message.objects.with_people().select_related("thread", "root"), pk=pk)
    if message.thread.owner_id is None or not may_see_thread(request.user, message.thread):
        raise Http404
    ensure(may_turn(request.user, message))
    first = message.root
    context = {
        "message": message,
        "space": place_of(message.thread)[0],
        "in_place": f"{address_of(message)}?before={message.n + 1}#message-{message.pk}",
        "ways": ways(request.user, room_of(message.thread), message),
        "root": first if first and goes_with_answers(request.user, first) else None,
    }
    return render(request, "rooms/message_turn.html", context)
