"""People change the same document at the same moment: no word is lost, and who comes second is told why."""

from datetime import timedelta

import pytest

from governance import clock
from governance.texts import documents
from governance.texts.models import Commitment, Document
from governance.verdict import Refused
from proposals import actions
from proposals.models import Proposal
from rooms import actions as rooms
from rooms.models import Room
from tests.at_once import reasons, together
from tests.proposals.factories import a_proposal, acts, answer, fresh, later, resolve
from tests.proposals.test_documents import BETTER, FIELDS, OTHER, a_change, closed
from tests.texts.factories import CODE, a_document, again, next_version

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]

CLASH = CODE.replace("mardi", "samedi")


def awaiting(cast, document, body):
    return closed(cast, a_change(cast, document, body), "agree", "agree")


def test_two_resolutions_that_change_two_places_of_a_document_at_once_are_both_kept(cast):
    document = a_document(cast, "charter")
    proposals = [awaiting(cast, document, body) for body in (BETTER, OTHER)]
    results = together(*(lambda one=one: resolve(one, by=cast.bob) for one in proposals))
    assert reasons(results) == []
    assert again(document).in_force.body == BETTER.replace("la fin", "la fin de l’année")
    assert acts(document) == ["opened", "in_force", "in_force"]


def test_of_two_resolutions_that_change_the_same_words_at_once_one_enters_and_the_other_is_told(cast):
    document = a_document(cast, "charter")
    proposals = [awaiting(cast, document, body) for body in (BETTER, CLASH)]
    results = together(*(lambda one=one: resolve(one, by=cast.bob) for one in proposals))
    (reason,) = reasons(results)
    assert "reportez-le sur la version 2" in reason
    won = next(n for n, result in enumerate(results) if not isinstance(result, Refused))
    assert again(document).in_force.body == (BETTER, CLASH)[won]
    assert [fresh(one).phase() for one in proposals][1 - won] == "awaiting"
    assert fresh(proposals[1 - won]).text.current.body == (CLASH, BETTER)[won]


def test_twenty_resolutions_of_a_document_at_once_leave_every_word_in_it_or_say_why_not(cast):
    articles = [f"Article {n}. On se réunit le mardi." for n in range(1, 17)]
    document = a_document(cast, "charter", body="\n\n".join(articles))
    wanted = [(n, f"jeudi{n}") for n in range(16)] + [(n, f"samedi{n}") for n in range(4)]
    whole = "\n\n".join(articles)
    proposals = [
        awaiting(cast, document, whole.replace(articles[n], articles[n].replace("mardi", word))) for n, word in wanted
    ]
    results = together(*(lambda one=one: resolve(one, by=cast.bob) for one in proposals))
    text = again(document).in_force.body
    lost = [
        word
        for (_n, word), result in zip(wanted, results, strict=True)
        if (f"{word}." in text) is isinstance(result, Refused)
    ]
    assert (lost, len(reasons(results))) == ([], 4)


def test_a_change_proposed_while_a_version_enters_starts_from_one_whole_version(cast):
    document = a_document(cast, "charter")
    first = awaiting(cast, document, BETTER)
    results = together(
        lambda: resolve(first, by=cast.bob),
        *[lambda: actions.propose_change(again(document), cast.room, by=cast.erin, **FIELDS)] * 4,
    )
    assert reasons(results) == []
    for proposal in Proposal.objects.filter(author=cast.erin).select_related("document_base", "text__current"):
        assert proposal.text.current.body == proposal.document_base.body
        assert proposal.document_base.body in (CODE, BETTER)


def test_a_text_carried_over_while_a_version_enters_is_on_the_version_that_was_read(cast):
    document = a_document(cast, "charter")
    carried, entering = a_change(cast, document, CLASH), awaiting(cast, document, OTHER)
    documents.put_in_force(again(document), BETTER, by=cast.erin, source=documents.Source("proposal", 0))
    results = together(
        lambda: actions.carry_over(carried, by=cast.bob, body=CLASH, version_n=2),
        lambda: resolve(entering, by=cast.bob),
    )
    assert all("encore changé" in reason for reason in reasons(results))
    base = fresh(carried).document_base
    assert base.n == (1 if reasons(results) else 2)


@pytest.mark.parametrize("kind", ["code_social", "statutes"])
def test_of_two_documents_of_one_kind_opened_at_once_there_is_one(cast, kind):
    results = together(*[lambda: a_document(cast, kind)] * 4)
    assert (len(reasons(results)), Document.objects.count()) == (3, 1)
    assert all("change par une proposition" in reason for reason in reasons(results))


def test_nor_has_a_room_two_sets_of_rules_however_they_are_opened(cast):
    results = together(*[lambda: a_document(cast, "room_rules", room=cast.room)] * 3)
    assert (len(reasons(results)), Document.objects.count()) == (2, 1)


def test_two_charters_of_one_name_opened_at_once_have_each_an_address(cast):
    together(*[lambda: a_document(cast, "charter", title="La charte")] * 3)
    assert sorted(Document.objects.values_list("slug", flat=True)) == ["la-charte", "la-charte-2", "la-charte-3"]


def test_who_commits_twice_at_once_is_committed_once(cast):
    document = a_document(cast)
    results = together(*[lambda: documents.commit(document, by=cast.erin, version_n=1)] * 5)
    assert (len(reasons(results)), Commitment.objects.count()) == (4, 1)


def test_nobody_commits_to_words_that_are_replaced_at_that_moment(cast):
    document = a_document(cast)
    results = together(
        lambda: next_version(cast, again(document), BETTER),
        *(lambda who=who: documents.commit(document, by=who, version_n=1) for who in (cast.erin, cast.faye)),
    )
    assert all("Une autre version est entrée en vigueur" in reason for reason in reasons(results))
    signed = Commitment.objects.values_list("version__n", flat=True)
    assert (set(signed) <= {1}, len(signed)) == (True, 2 - len(reasons(results)))


# --- The archiving of a room --------------------------------------------------------------------------


def archiving(cast) -> Proposal:
    with later(days=-8):
        rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour.")
        words = {"title": "Archiver", "summary": "C’est fini.", "body": "Nous archivons ce salon."}
        proposal = actions.propose_archiving(cast.room, by=cast.bob, **words)
        actions.publish_proposal(proposal, by=cast.bob)
        actions.open_round(fresh(proposal), by=cast.bob, closes_at=clock.now() + timedelta(days=7))
        answer(proposal, cast.erin)
    return fresh(proposal)


def test_a_round_never_opens_in_a_room_that_a_resolution_archives_at_that_moment(cast):
    proposal, other = archiving(cast), a_proposal(cast, phase="amending")
    results = together(
        lambda: resolve(proposal, by=cast.bob),
        lambda: actions.open_round(other, by=cast.bob, closes_at=clock.now() + timedelta(days=7)),
    )
    assert len(reasons(results)) == 1
    archived = Room.objects.get(pk=cast.room.pk).archived_at is not None
    assert (archived, fresh(other).round is None) in ((True, True), (False, False))


def test_a_room_is_not_closed_as_empty_while_somebody_speaks_in_it(cast):
    results = together(
        lambda: rooms.archive_room(cast.room, by=cast.alice, reason="Ouvert par erreur."),
        lambda: rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour."),
    )
    assert len(reasons(results)) == 1
    room = Room.objects.select_related("thread").get(pk=cast.room.pk)
    assert (room.archived_at is None) is room.thread.messages.filter(author=cast.bob).exists()


def test_two_proposals_to_archive_one_room_at_once(cast):
    rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour.")
    words = {"title": "Archiver", "summary": "C’est fini.", "body": "Nous archivons ce salon."}
    drafts = [actions.propose_archiving(cast.room, by=who, **words) for who in (cast.bob, cast.erin)]
    together(*(lambda one=one: actions.publish_proposal(one, by=one.author) for one in drafts))
    assert [fresh(one).phase() for one in drafts] == ["amending"] * 2
