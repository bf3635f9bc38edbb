"""The documents of a space: opened once, changed only by new versions, each with its status; people commit to them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.register.verification import verify
from governance.texts import documents
from governance.texts.models import Commitment, Document
from rooms import actions as rooms
from tests.cast import person
from tests.texts.factories import ADOPTED, ASSEMBLY, CODE, a_document, acts, again, next_version, refused, submit

pytestmark = pytest.mark.django_db

BETTER = CODE.replace("mardi", "jeudi")
BEST = BETTER.replace("le guide", "le guide et le site")


def statuses(document):
    """The status of each version, oldest first."""
    document = again(document)
    return [str(document.status_of(version)) for version in document.text.versions.all()]


# --- Opening ------------------------------------------------------------------------------------------


def test_alice_opens_a_document_that_was_adopted_before_palabre(cast):
    document = again(a_document(cast))
    assert (document.slug, document.in_force.n, str(document.status)) == ("le-code-social", 1, "in_force")
    (stage,) = document.in_force.stages.all()
    assert (stage.status, stage.words) == ("in_force", ADOPTED)
    assert acts(document) == ["document.opened"]


def test_a_draft_is_in_force_nowhere_yet(cast):
    document = again(a_document(cast, in_force=False))
    assert (document.in_force, str(document.status), statuses(document)) == (None, "draft", ["draft"])


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "anonymous"])
def test_only_who_facilitates_opens_documents(cast, who):
    with refused("facilite"):
        documents.open_document(cast.space, by=getattr(cast, who), kind="charter", title="Charte", body=CODE)
    assert Document.objects.count() == 0


def test_what_is_in_force_says_where_and_when_it_was_adopted(cast):
    with refused("où et quand"):
        documents.open_document(
            cast.space, by=cast.alice, kind="charter", title="Charte", body=CODE, in_force=True, adopted=" "
        )


@pytest.mark.parametrize(("title", "body"), [(" ", CODE), ("Charte", " \n\n ")])
def test_a_document_has_a_title_and_a_text(cast, title, body):
    with refused("un titre et un texte"):
        documents.open_document(cast.space, by=cast.alice, kind="charter", title=title, body=body)


@pytest.mark.parametrize("kind", ["code_social", "statutes", "bylaws"])
def test_a_space_has_one_code_social_one_set_of_statutes_and_one_of_bylaws(cast, kind):
    a_document(cast, kind)
    with refused("a déjà ce document"):
        a_document(cast, kind)


def test_a_space_has_as_many_charters_as_it_likes_each_with_its_address(cast):
    assert [a_document(cast, "charter", title="Charte").slug for _ in range(2)] == ["charte", "charte-2"]


def test_a_document_never_hides_the_page_that_opens_documents(cast):
    assert a_document(cast, "charter", title="New").slug == "new-2"


def test_the_rules_of_a_room_name_it_and_stand_alone(cast):
    with refused("de quel salon"):
        a_document(cast, "room_rules")
    assert a_document(cast, "room_rules", room=cast.room).room_key == cast.room.pk
    with refused("a déjà ses règles"):
        a_document(cast, "room_rules", room=cast.room)


def test_the_rules_of_a_room_of_another_space_are_not_kept_here(cast):
    elsewhere = organizations.create_organization(by=cast.alice, name="Ailleurs").space
    with refused("pas dans cet espace"):
        a_document(cast, "room_rules", room=rooms.open_room(elsewhere, by=cast.alice, name="Salon"))


# --- Versions and their status ------------------------------------------------------------------------


def test_cs_15_a_version_waits_for_the_assembly_then_takes_the_place_of_the_other(cast):
    document = a_document(cast)
    submit(document, BETTER, by=cast.bob)
    assert statuses(document) == ["in_force", "to_ratify"]
    assert str(again(document).status) == "in_force"
    documents.ratify(again(document), by=cast.alice, source=ASSEMBLY)
    assert statuses(document) == ["superseded", "in_force"]
    assert acts(document) == ["document.opened", "document.submitted", "document.in_force"]
    assert verify(cast.space.chain) is None


def test_another_version_that_waits_supersedes_the_first(cast):
    document = a_document(cast)
    submit(document, BETTER, by=cast.bob)
    submit(document, BEST, by=cast.erin)
    assert statuses(document) == ["in_force", "superseded", "to_ratify"]


def test_a_draft_that_waits_for_the_assembly_is_to_be_ratified(cast):
    document = a_document(cast, in_force=False)
    submit(document, CODE, by=cast.bob)
    assert (statuses(document), str(again(document).status)) == (["to_ratify"], "to_ratify")


def test_a_charter_goes_into_force_without_an_assembly(cast):
    document = a_document(cast, "charter")
    documents.put_in_force(document, BETTER, by=cast.bob, source=documents.Source("proposal", 7))
    assert statuses(document) == ["superseded", "in_force"]
    assert [(s.source_kind, s.source_id) for s in again(document).in_force.stages.all()] == [("proposal", 7)]


def test_a_text_that_changes_nothing_makes_no_version(cast):
    document = a_document(cast)
    submit(document, BETTER, by=cast.bob)
    before = Entry.objects.count()
    with refused("ne change rien"):
        submit(document, BETTER + "\n", by=cast.erin)
    assert (again(document).text.versions.count(), Entry.objects.count()) == (2, before)


def test_nothing_is_ratified_where_nothing_waits(cast):
    with refused("n’attend d’être ratifiée"):
        documents.ratify(again(a_document(cast)), by=cast.alice, source=ASSEMBLY)


def test_the_next_change_starts_from_what_was_accepted_last(cast):
    document = a_document(cast)
    assert again(document).latest.n == 1
    submit(document, BETTER, by=cast.bob)
    assert (again(document).latest.n, again(document).shown.n) == (2, 1)


# --- Who sees -----------------------------------------------------------------------------------------


def seen_by(who):
    return [document.title for document in Document.objects.visible_to(who)]


def test_documents_of_a_closed_space_are_for_its_members(cast):
    a_document(cast)
    assert seen_by(AnonymousUser()) == ["Le code social"]
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    assert [seen_by(who) for who in (cast.anonymous, cast.dave)] == [[], []]
    assert [seen_by(who) for who in (cast.carol, cast.bob)] == [["Le code social"], ["Le code social"]]


def test_the_rules_of_a_room_are_for_those_who_see_it_in_the_register_too(cast):
    document = a_document(cast, "room_rules", room=cast.room, title="Règles")
    rooms.change_room(
        cast.room, by=cast.alice, visibility="roles", roles=list(cast.space.roles.filter(key="facilitator"))
    )
    assert [seen_by(who) for who in (cast.alice, cast.bob, cast.anonymous)] == [["Règles"], [], []]
    told = [Entry.objects.about(document).visible_to(who).exists() for who in (cast.alice, cast.bob, cast.anonymous)]
    assert told == [True, False, False]


# --- Commitment ---------------------------------------------------------------------------------------


def test_bob_commits_to_the_version_in_force(cast):
    document = a_document(cast)
    commitment = documents.commit(document, by=cast.bob, version_n=1)
    assert (commitment.person, commitment.version.n) == (cast.bob, 1)
    assert acts(commitment) == ["commitment.signed"]


def test_a_new_version_in_force_asks_again_and_one_that_waits_does_not(cast):
    document = a_document(cast)
    documents.commit(document, by=cast.bob, version_n=1)
    submit(document, BETTER, by=cast.bob)
    assert list(Document.objects.to_sign_by(cast.bob)) == []
    documents.ratify(again(document), by=cast.alice, source=ASSEMBLY)
    assert list(Document.objects.to_sign_by(cast.bob)) == [document]
    documents.commit(document, by=cast.bob, version_n=2)
    assert list(Document.objects.to_sign_by(cast.bob)) == []
    assert [c.version.n for c in cast.bob.commitments.order_by("pk")] == [1, 2]


def test_one_commits_once_to_a_version(cast):
    document = a_document(cast)
    documents.commit(document, by=cast.bob, version_n=1)
    with refused("déjà engagé"):
        documents.commit(document, by=cast.bob, version_n=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(document=document, version=again(document).in_force, person=cast.bob)


def test_one_commits_to_what_one_has_read(cast):
    document = a_document(cast)
    next_version(cast, document, BETTER)
    with refused("la 2 : lisez-la"):
        documents.commit(document, by=cast.bob, version_n=1)


@pytest.mark.parametrize(
    ("who", "why"), [("dave", "revient aux membres"), ("anonymous", "Connectez-vous")], ids=["dave", "a visitor"]
)
def test_only_those_of_the_space_commit(cast, who, why):
    document = a_document(cast)
    with refused(why):
        documents.commit(document, by=getattr(cast, who), version_n=1)
    assert Commitment.objects.count() == 0


def test_a_draft_and_a_charter_are_not_signed(cast):
    for document, why in (
        (a_document(cast, in_force=False), "pas encore en vigueur"),
        (a_document(cast, "charter"), "ne se signent pas"),
    ):
        with refused(why):
            documents.commit(document, by=cast.bob, version_n=1)


def test_who_signed_is_known_to_the_members_only(cast):
    commitment = documents.commit(a_document(cast), by=cast.bob, version_n=1)
    told = [
        Entry.objects.about(commitment).visible_to(who).exists()
        for who in (cast.erin, cast.carol, cast.dave, cast.anonymous)
    ]
    assert told == [True, True, False, False]


def test_nobody_is_asked_in_a_space_they_are_not_in(cast):
    a_document(cast)
    assert [Document.objects.to_sign_by(who).exists() for who in (cast.dave, person("gus"), cast.bob)] == [
        False,
        False,
        True,
    ]
