"""What is hidden from a person stays hidden through every door, and what nobody may hide shows."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from governance import clock, live
from governance.assemblies import actions as assemblies
from governance.assemblies.models import Decision, Minutes
from governance.assemblies.writing import written
from governance.organizations import actions as organizations
from governance.organizations import association, exits
from governance.polls import actions as polls
from governance.register.actions import sha256
from governance.rules.statutes import write
from governance.rules.statutes.open_atlas import BLANK
from governance.rules.statutes.open_atlas import STATUTES as OPEN_ATLAS
from governance.voting import actions as voting
from proposals import actions
from rooms import actions as rooms
from rooms import files
from rooms.models import Attachment
from rooms.moderation import report_message
from tests.assemblies.bodies import STATUTES
from tests.assemblies.meetings import cast_one
from tests.cast import person
from tests.doors import DOORS, HOUSE, as_, masked
from tests.organizations.association import applied, enrolled, founded, pays
from tests.polls.asking import prepared as prepared_poll
from tests.polls.listed import a_network
from tests.polls.places import a_commune, lives
from tests.proposals.factories import MONDAY, a_proposal, amend, answer, fresh, later
from tests.rooms.sending import a_picture, a_text, sent
from tests.texts.factories import a_document
from tests.voting.every_method import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

# What is told by whoever answered: their choice and their reason. The two worlds have the same turnout.
HERE = {"erin": ("agree", "Le guide est mûr."), "faye": ("abstain", "Je laisse dire."), "lean": "for"}
THERE = {"erin": ("disagree", "Le guide est vert."), "faye": ("incomplete", "Qui relira ?"), "lean": "against"}

# The doors through which a position, a reason or a mark shows once one may see them.
TELLING = {
    "advice_sent_back",
    "debate around a message",
    "answer quoting a message",
    "history of a message",
    "message",
    "message, part",
    "older debate",
    "position_sent_back",
    "proposal",
    "proposal, part advice",
    "resolution_sent_back",
    "roll",
}


# What a hall reads on its screen is what nobody in particular may see: nothing before the close.
FOR_ALL = TELLING | {"screen of the room", "screen of the room, part open"}


@pytest.fixture
def monday():
    with clock.pretend(MONDAY):
        yield MONDAY


@pytest.fixture
def things(cast):
    return everything(cast)


def everything(cast, **vote):
    """A consultation of Bob’s on a text that Erin would amend, an action that asks Faye, silent Gus, and a vote."""
    cast.gus = person("gus")
    organizations.admit(cast.space, cast.gus, "member", by=cast.alice)
    proposal = a_proposal(cast, phase="amending")
    amendment = amend(proposal, cast.erin)
    actions.suggest(amendment, by=cast.faye, words="Mieux.", body=f"{amendment.body} Et jeudi.")
    actions.cosign_amendment(amendment, by=cast.alice)
    actions.take_suggestion(amendment.suggestions.get(), by=cast.erin)
    actions.suggest(amendment, by=cast.faye, words="Mieux.", body=f"{amendment.body} Et samedi.", seen=0)
    actions.open_round(proposal, by=cast.bob, closes_at=MONDAY.replace(day=10))
    file, picture = sent(
        cast.room.thread, cast.gus, a_text(b"Les comptes du jardin", "Budget.txt"), a_picture("Plan.png")
    )
    action = actions.open_action(cast.room, by=cast.gus, title="Réserver la salle", impact="few", named=[cast.faye])
    return SimpleNamespace(
        space=cast.space,
        membership=cast.space.memberships.get(person=cast.erin),
        room=cast.room,
        document=a_document(cast, "room_rules", room=cast.room, title="Nos règles à nous"),
        proposal=fresh(proposal),
        amendment=amendment,
        action=action,
        vote=opened(cast, **vote),
        asked=assemblies.request_item(cast.room, by=cast.erin, body="board", title="Acheter un broyeur"),
        rule_set=assemblies.propose_rule_set(cast.organization, by=cast.alice, content=write(BLANK)),
        question=action.questions.get(),
        file=file,
        picture=picture,
        case=report_message(file.message, by=cast.faye, why="private").case,
        objection=SimpleNamespace(pk=0),
        frames=[],
        **vars(of_the_members(cast)),
        **of_the_bodies(cast),
        **of_an_assembly(cast),
        **of_the_territories(cast),
    )


def of_the_members(cast):
    """Erin paid her dues and answers for something; Gus, a minor, asks to be a member, Dave to bring a project."""
    founded(cast)
    mine = enrolled(cast, cast.erin)
    dues = pays(mine, cast.alice, on=MONDAY.date())
    case = exits.open_exclusion(mine, by=cast.alice, ground="statutes", facts="Le métier à tisser manque")
    association.set_questionnaire(cast.organization, by=cast.alice, questions=["Que retenez-vous ?"])
    application = applied(cast, cast.gus, words="Mes mots pour la commission", adult_from=date(2034, 2, 3))
    project = organizations.ask_for_project(
        cast.organization, by=cast.dave, name="Le verger", summary="Des arbres", words="Le verger partage ses fruits"
    )
    return SimpleNamespace(mine=mine, dues=dues, exclusion=case, application=application, project_request=project)


def of_the_bodies(cast):
    """A board where Alice sits and that she presides, and a draw among Erin and Faye whose source is still to come."""
    assemblies.make_bodies(cast.organization, STATUTES)
    decided = {"decision": "Assemblée générale", "decided_on": MONDAY.date()}
    board = cast.organization.bodies.get(key="board")
    source = {"name": "Loto", "known_at": MONDAY + timedelta(hours=1), "numbers": 1}
    people = [(cast.erin, ""), (cast.faye, "")]
    draw = assemblies.announce_draw(
        cast.space, by=cast.alice, purpose="Un jury", take=1, sources=[source], members=people
    )
    draw.first_source = 0
    mandate = assemblies.seat(board, cast.alice, seat=1, by=cast.alice, **decided)
    assemblies.seat(cast.organization.bodies.get(key="bureau"), cast.alice, post="president", by=cast.alice, **decided)
    return {"body": board, "mandate": mandate, "draw": draw}


def of_the_territories(cast):
    """A commune with a circle in it; Erin says that she lives there and asks the space to attest it."""
    commune = a_commune()
    zone = polls.draw_circle(cast.space, by=cast.alice, name="Autour du port", lon=55.3, lat=-21.2, radius=500)
    request = polls.ask_attestation(lives(cast.erin, commune.code), by=cast.erin, space=cast.space)
    asked = prepared_poll(cast, places=(("commune", commune.code),))
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 un plan")
    [document] = polls.add_poll_documents(asked, by=cast.alice, chosen=[files.looked_at(plan)])
    asked = polls.open_poll(asked, by=cast.alice)
    counter = polls.name_counter(asked, cast.alice, by=cast.alice)
    network = a_network(cast)
    argument = polls.argue(asked, by=cast.erin, side="for", body="La piste raccourcit le chemin de l’école")
    told = {"citizen_poll": asked, "argument": argument, "poll_document": document, "network": network}
    desk = {"citizen_question": asked.questions.get(), "desk_counter": counter}
    return {"zone": zone, "attestation": request, **told, **desk}


def of_an_assembly(cast):
    """An assembly that was held: Erin presided, Ivo wrote, Jade was there and asked for the floor, Léo owes his dues.

    Then one that Alice prepares. Neither Jade nor Léo did anything that everybody reads.
    """
    assembly = replace(OPEN_ATLAS.bodies["general_assembly"], notice=None, notice_article="")
    ordinary = replace(OPEN_ATLAS.matters["ordinary"], to_all_members=True)
    found = replace(
        OPEN_ATLAS,
        bodies={**OPEN_ATLAS.bodies, "general_assembly": assembly},
        matters={**OPEN_ATLAS.matters, "ordinary": ordinary},
    )
    rules = assemblies.propose_rule_set(cast.organization, by=cast.alice, content=write(found))
    approval = assemblies.Approval(MONDAY.date(), "L’assemblée approuve.")
    rules = assemblies.approve_rule_set(rules, by=cast.alice, decision=approval)
    for key, name in (("ivo", "Ivo Maillot"), ("jade", "Jade Lebihan"), ("leo", "Léo Impayé")):
        if not hasattr(cast, key):
            who = person(key)
            who.display_name = name
            who.save(update_fields=["display_name"])
            setattr(cast, key, who)
        enrolled(cast, getattr(cast, key), paid=None if key == "leo" else MONDAY.date())
    assembly = cast.organization.bodies.get(key="general_assembly")
    with clock.pretend(MONDAY - timedelta(hours=1)):
        meeting = assemblies.prepare_meeting(
            assembly,
            by=cast.alice,
            title="Assemblée du hangar",
            starts_at=MONDAY - timedelta(minutes=50),
            place="Hangar",
        )
        for vacant_seats in meeting.items.all():  # the election that comes by itself is another story
            assemblies.remove_item(vacant_seats, by=cast.alice)
        item = assemblies.add_item(meeting, by=cast.alice, title="Le hangar", matter="ordinary", text="On le loue.")
        assemblies.send_convocation(meeting, by=cast.alice)
    with clock.pretend(MONDAY - timedelta(minutes=50)):
        for who in (cast.erin, cast.ivo, cast.jade):
            assemblies.check_in(meeting, by=who)
        assemblies.open_session(meeting, by=cast.erin)
        assemblies.designate(meeting, by=cast.erin, post="president", person=cast.erin)
        assemblies.designate(meeting, by=cast.erin, post="secretary", person=cast.ivo)
        assemblies.open_item(item, by=cast.erin)
        assemblies.ask_for_floor(meeting, by=cast.jade)
        assemblies.recuse(item, by=cast.jade, person=cast.jade, reason="Le hangar est à ma cousine")
        vote = assemblies.put_to_vote(item, by=cast.erin, minutes=5)
        for who in (cast.erin, cast.ivo):
            cast_one(vote, who, "for")
    with clock.pretend(MONDAY - timedelta(minutes=40)):
        voting.count_due(clock.now())
        assemblies.close_session(meeting, by=cast.erin)
        minutes = Minutes.objects.get(meeting=meeting)
        assemblies.sign_minutes(minutes, by=cast.ivo, seen_sha256=sha256(written(minutes)))
        assemblies.countersign_minutes(minutes, by=cast.erin)
    coming = assemblies.prepare_meeting(
        assembly, by=cast.alice, title="Assemblée du verger", starts_at=MONDAY + timedelta(days=30), place="Verger"
    )
    coming_item = assemblies.add_item(coming, by=cast.alice, title="Le verger", matter="ordinary", text="On le plante.")
    return {
        "meeting": meeting,
        "item": item,
        "minutes": minutes,
        "decision": Decision.objects.get(item=item),
        "coming": coming,
        "coming_item": coming_item,
        "rules_in_force": rules,
    }


@pytest.fixture
def world(cast, things, monkeypatch, django_capture_on_commit_callbacks):
    """`with world(positions):` the people of `things` answer so; afterwards it never happened."""
    monkeypatch.setattr(live, "_send", lambda group, message: things.frames.append((group, message)))

    # One moment for all of them: a calendar tells seconds, and a minute may pass between two worlds.
    moment = clock.now()

    @contextmanager
    def world(told, story):
        things.frames.clear()
        with clock.pretend(clock.pretended() or moment), transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True):
                story(cast, things, told)
            yield things
            transaction.set_rollback(True)

    return world


def seen(who, things, names=tuple(DOORS)) -> dict[str, bytes]:
    return {name: masked(DOORS[name](as_(who), things)) for name in names}


def differing(cast, world, story, people, names=HOUSE) -> dict[str, set[str]]:
    """By person, the doors through which they could tell the two worlds apart."""
    answers = []
    for told in (HERE, THERE):
        with world(told, story) as things:
            answers.append({who: seen(getattr(cast, who), things, names) for who in people})
    here, there = answers
    return {who: {name for name in names if here[who][name] != there[who][name]} for who in people}


# --- The stories -------------------------------------------------------------------------------------


def talk(cast, things, told):
    """Erin's message leans; Gus answers it and she changes its words."""
    thread = things.proposal.thread
    things.message = rooms.post_message(thread, by=cast.erin, body="Parlons-en", lean=told["lean"])
    things.message = rooms.edit_message(things.message, by=cast.erin, body="Parlons-en mardi")
    things.answer = rooms.post_message(thread, by=cast.gus, body="Volontiers", reply_to=things.message)


def consultation(cast, things, told):
    talk(cast, things, told)
    for name in ("erin", "faye"):
        answer(things.proposal, getattr(cast, name), *told[name])


def change_of_mind(cast, things, told):
    """Both answer, then answer otherwise."""
    other = THERE if told is HERE else HERE
    talk(cast, things, told)
    for answers in (other, told):
        for name in ("erin", "faye"):
            answer(things.proposal, getattr(cast, name), *answers[name])


def lifted_block(cast, things, told):
    """Erin blocks and lets go of her block, for one position or another."""
    talk(cast, things, told)
    answer(things.proposal, cast.erin, "block", "Personne ne relit.")
    things.objection = fresh(things.proposal).round.objections.get()
    for name in ("erin", "faye"):
        answer(things.proposal, getattr(cast, name), *told[name])


def concertation(cast, things, told):
    """Faye and Erin answer, then Alice blocks."""
    consultation(cast, things, told)
    answer(things.proposal, cast.alice, "block", "Personne ne relit.")
    things.objection = fresh(things.proposal).round.objections.get()


def second_round(cast, things, told):
    """Erin and Faye have answered about a text that a concertation changed since."""
    concertation(cast, things, told)
    actions.integrate_amendment(things.objection, things.amendment, by=cast.bob, supersede=True)
    things.proposal = fresh(things.proposal)


EVERYBODY = ("gus", "bob", "carol", "dave", "anonymous")
UNANSWERED = {
    consultation: EVERYBODY,
    second_round: EVERYBODY,
    change_of_mind: ("gus", "anonymous"),
    lifted_block: ("gus", "anonymous"),
}


@pytest.mark.parametrize("story", UNANSWERED, ids=lambda story: story.__name__)
def test_whoever_has_not_answered_finds_no_door_that_tells_the_positions_of_others(cast, world, story):
    """Gus may answer, Bob carries the proposal, Carol is a guest, Dave a stranger."""
    people = UNANSWERED[story]
    names = tuple(DOORS) if story is change_of_mind else HOUSE
    assert differing(cast, world, story, people, names) == {who: set() for who in people}


def test_no_word_that_stands_beside_a_position_gets_out(cast, world):
    with world(HERE, consultation) as things:
        found = {who: seen(getattr(cast, who), things) for who in ("gus", "anonymous")}
    word = "Le guide est mûr".encode()
    assert [(who, name) for who in found for name, content in found[who].items() if word in content] == []


def alice_answers(cast, things, told):
    consultation(cast, things, told)
    answer(things.proposal, cast.alice, "agree")


def alice_looks(cast, things, told):
    consultation(cast, things, told)
    actions.look_at_positions(things.proposal, by=cast.alice)


@pytest.mark.parametrize("story", [alice_answers, alice_looks], ids=lambda story: story.__name__)
def test_whoever_answered_or_asked_to_see_sees_the_positions(cast, world, story):
    assert differing(cast, world, story, ["alice"]) == {"alice": TELLING}


def in_time(cast, things, told):
    with clock.pretend(MONDAY):
        consultation(cast, things, told)


def test_after_the_close_everybody_who_reads_the_proposal_sees_the_positions(cast, world):
    refused = {
        "gus": set(),
        "carol": {"resolution_sent_back"},
        "dave": {"resolution_sent_back"},
        "anonymous": {"resolution_sent_back", "advice_sent_back", "position_sent_back"},
    }
    with later(days=8):
        found = differing(cast, world, in_time, refused)
    assert found == {who: FOR_ALL - doors for who, doors in refused.items()}


@pytest.mark.parametrize("who", ["alice", "gus", "carol", "dave", "anonymous"])
def test_sockets_tell_everybody_what_changed_and_how_many_times(cast, world, who):
    with world(HERE, consultation) as things:
        found = seen(getattr(cast, who), things, ["socket_replay", "socket_frames"])
    assert [b'\\"part\\": \\"advice\\"' in content for content in found.values()] == [True, True]


@pytest.mark.parametrize("who", ["alice", "gus", "carol", "dave", "anonymous"])
def test_a_block_who_raised_it_and_why_is_never_hidden(cast, world, who):
    with world(HERE, concertation) as things:
        found = seen(getattr(cast, who), things, ["proposal", "proposal, part objections"])
    told = [all(word in content for word in (b"Alice Payet", b"Personne ne relit.")) for content in found.values()]
    assert told == [True, True]


@pytest.mark.parametrize("who", ["alice", "gus", "carol", "dave", "anonymous"])
def test_who_has_answered_is_never_hidden(cast, world, who):
    with world(HERE, consultation) as things:
        content = seen(getattr(cast, who), things, ["roll"])["roll"].decode()
    answered = content.partition("Ont répondu")[2]
    assert [name for name in ("Alice Payet", "Erin Fontaine", "Faye Clain") if name in answered] == [
        "Erin Fontaine",
        "Faye Clain",
    ]


# --- What is the affair of a few ---------------------------------------------------------------------

AFFAIRS = {
    # what is held against a member: the bureau (Alice facilitates) and Erin herself
    "Le métier à tisser manque".encode(): {"alice", "erin"},
    # what an applicant writes: the commission (Erin), the bureau, and Gus himself
    b"Mes mots pour la commission": {"alice", "erin", "gus"},
    # what a project that asks to enter says of itself: whoever may vouch for it, and Dave himself
    b"Le verger partage ses fruits": {"alice", "erin", "gus", "bob", "dave"},
    # when a minor comes of age: those who decide
    "février 2034".encode(): {"alice"},
}


def test_the_affairs_of_a_member_leave_by_no_door_but_to_whom_they_concern(cast, world):
    people = ("alice", "erin", "gus", "bob", "carol", "dave", "anonymous")
    with world(HERE, talk) as things:
        found = {who: seen(getattr(cast, who), things).values() for who in people}
    told = {secret: {who for who in people if any(secret in one for one in found[who])} for secret in AFFAIRS}
    assert told == AFFAIRS


@pytest.mark.parametrize("who", ["bob", "dave", "anonymous"])
def test_who_was_there_and_who_owes_leave_by_no_door_to_whoever_is_not_of_the_association(cast, world, who):
    """Bob belongs to the space alone; what Jade said of herself is in the minutes."""
    secrets = [word.encode() for word in ("Jade Lebihan", "Le hangar est à ma cousine", "Léo Impayé")]
    with world(HERE, talk) as things:
        found = seen(getattr(cast, who), things)
    assert [name for name, content in found.items() if any(secret in content for secret in secrets)] == []


def test_members_know_who_was_there_and_those_who_convened_whom_it_was_sent_to(cast, world):
    """Léo was convened without a voice: beside the members, that would say that he did not pay."""
    doors = [name for name in DOORS if "meeting" in name or "minutes" in name or "activity" in name]
    people = ("alice", "erin", "ivo", "jade")
    with world(HERE, talk) as things:
        found = {who: seen(getattr(cast, who), things, doors) for who in people}
    for secret, knowing in (("Jade Lebihan", people), ("Léo Impayé", ("alice", "erin", "ivo"))):
        told = {who for who in people if any(secret.encode() in content for content in found[who].values())}
        assert told == set(knowing)


# --- What one may not see at all ---------------------------------------------------------------------

SECRETS = [b"Traduire le guide", b"Un guide que tout le monde lit", "Réserver la salle".encode(), b"Parlons-en"]
SECRETS += ["Quelle couleur pour la façade".encode()]
SECRETS += [b"Les comptes du jardin", b"Budget.txt", b"Plan.png", b"\x89PNG", b"WEBPVP8"]
SECRETS += ["Nos règles à nous".encode(), "On se réunit le mardi".encode()]


def told_by(who, things):
    return {name for name, content in seen(who, things).items() if any(secret in content for secret in SECRETS)}


@pytest.mark.parametrize(
    ("visibility", "strangers"),
    [("members", ["dave", "anonymous"]), ("roles", ["carol", "dave", "anonymous"])],
)
def test_no_door_says_a_word_of_a_room_one_may_not_see(cast, world, visibility, strangers):
    member = cast.space.roles.get(key="member")
    roles = [member] if visibility == "roles" else []
    rooms.change_room(cast.room, by=cast.alice, visibility=visibility, roles=roles)
    with world(HERE, concertation) as things:
        assert [told_by(getattr(cast, who), things) for who in strangers] == [set()] * len(strangers)
        assert {"proposal", "file", "picture", "thumbnail of a picture", "files of the room"} <= told_by(
            cast.gus, things
        )


@pytest.mark.parametrize(("audience", "strangers"), [("members", ["dave", "anonymous"]), ("room", ["bob", "dave"])])
def test_no_door_says_a_word_of_a_file_that_came_for_others(cast, world, audience, strangers):
    """Gus keeps his files for some of those who read his message; Bob belongs to the space, and not to the group."""
    secrets = [b"Les comptes du jardin", b"Budget.txt", b"Plan.png", b"\x89PNG", b"WEBPVP8"]
    with world(HERE, concertation) as things:
        Attachment.objects.filter(pk__in=[things.file.pk, things.picture.pk]).update(audience=audience)

        def told(who):
            found = seen(getattr(cast, who), things)
            return {name for name, content in found.items() if any(secret in content for secret in secrets)}

        assert [told(who) for who in strangers] == [set()] * len(strangers)
        assert {"file", "picture", "thumbnail of a picture", "files of the room"} <= told("gus")


def test_no_door_says_a_word_of_a_draft_to_anybody_but_its_author(cast, things):
    draft = a_proposal(cast, phase="draft", title="Ébauche secrète", summary="Chut")
    things.proposal, things.message, things.answer = draft, SimpleNamespace(pk=0), SimpleNamespace(pk=0)
    people = [cast.bob, cast.alice, cast.erin, cast.carol, cast.dave, cast.anonymous]
    secret = "Ébauche secrète".encode()
    seeing = [who for who in people if any(secret in content for content in seen(who, things).values())]
    assert seeing == [cast.bob]


def test_somebody_who_left_hears_and_reads_no_more_of_a_closed_space(cast, world):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    with world(HERE, concertation) as things:
        organizations.leave_space(cast.space, by=cast.gus)
        assert told_by(cast.gus, things) == set()


MEETINGS = ["Assemblée du hangar".encode(), "Assemblée du verger".encode(), b"On le loue", b"On le plante"]


def test_no_door_says_a_word_of_the_meetings_of_a_closed_space_to_strangers(cast, world):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    with world(HERE, talk) as things:
        for who in ("dave", "anonymous"):
            found = seen(getattr(cast, who), things)
            assert {name for name, content in found.items() if any(one in content for one in MEETINGS)} == set()
        assert any(MEETINGS[0] in content for content in seen(cast.gus, things, ["meeting"]).values())
