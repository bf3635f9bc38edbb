"""What the page of a proposal asks the database every time it is shown: questions whose SQL is written once."""

from django.db.models import Count, Exists, OuterRef, Value

from governance.texts.models import Amendment
from governance.voting.models import Ballot, Option
from governance.written import written_once
from proposals.models import Contribution, Objection, Proposal, Tag
from rooms.models import Message, Origin

TALK_SHOWN = 30  # messages of the debate on the first page
REASONS_SHOWN = 20


@written_once
def proposals_with_text(pk):
    born = Origin.objects.filter(kind="proposal", target_id=OuterRef("pk"))
    return Proposal.objects.with_text().filter(pk=pk).annotate(was_said=Exists(born))


@written_once
def tags_of(proposal):
    return Tag.objects.filter(proposals=proposal)


@written_once
def ballots_of(person, vote):
    """Of a person in one vote; they count, for that vote is the one people answer."""
    return Ballot.objects.filter(person=person, vote=vote).select_related("option").annotate(counts=Value(True))


@written_once
def counts_of(vote):
    """(key, people) of each option."""
    return Option.objects.filter(vote=vote).order_by("position").values_list("key", "count")


@written_once
def reasons_of(vote):
    """The last ballots with words beside them; the reason of a block stands elsewhere."""
    said = Ballot.objects.filter(vote=vote).exclude(reason="").exclude(option__key="block")
    return said.select_related("person", "option").order_by("-cast_at", "-pk")[:REASONS_SHOWN]


@written_once
def blocks_of(round):
    """The id of one of them, if there is any."""
    return Objection.objects.filter(round=round).order_by().values_list("pk", flat=True)[:1]


@written_once
def contributions_to(proposal):
    return Contribution.objects.filter(proposal=proposal).select_related("person")


@written_once
def amendments_of(text):
    found = Amendment.objects.filter(text=text).select_related("author").defer("body").order_by("-n")
    return found.annotate(cosigners=Count("cosignatures"))


@written_once
def last_messages(thread):
    """The last ones first."""
    return Message.objects.filter(thread=thread).with_people().order_by("-n")[:TALK_SHOWN]


@written_once
def messages_before(thread, n):
    """The last ones of those before the message numbered `n` first."""
    return Message.objects.filter(thread=thread, n__lt=n).with_people().order_by("-n")[:TALK_SHOWN]
