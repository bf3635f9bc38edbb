"""Plays the demo through the actions of Palabre, each act at its moment, oldest first."""

import heapq
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from governance import clock, live
from governance.accounts.models import User
from governance.assemblies import actions as assemblies
from governance.assemblies.writing import content_of
from governance.organizations import actions as organizations
from governance.organizations import association, code, dues, entry
from governance.register.actions import sha256
from governance.rules import statutes
from governance.rules.statutes import open_atlas
from governance.texts import documents
from governance.voting import actions as voting
from governance.voting.urn import new_code
from proposals import actions as proposals
from proposals.models import Contribution
from rooms import actions as rooms
from rooms import moderation, polls, reading
from rooms.discussions import close_discussion
from rooms.group import join_room
from rooms.retention import set_retention
from rooms.slow import set_slow_mode
from rooms.threads import rules_of

from . import ACTIONS, COMMUNECTER, DOCUMENTS, OPEN_ATLAS, PEOPLE, PROJECT_ROOMS, PROPOSALS, REQUESTS, ROOMS
from . import bodies as told_of_bodies
from . import citizen as told_of_polls
from . import directory as told_of_directory
from . import meetings as told_of_meetings
from . import members as told_members
from . import territories as told_of_territories
from .attached import attached
from .people import BUG, COL, DEV, OAT
from .reported import REPORTED, SLOWED
from .shapes import Ago
from .votes import VOTES, Scrutin

PASSWORD = "palabre-demo"
CHANNELS = "https://chat.palabre.test/channel/"  # a domain nobody can own

# The association is older than its first proposal: everybody was there when the first roll was frozen.
FOUNDED = 200
RULES_DECIDED, RULES_WRITTEN = 196, 194
RULES_DECISION = "L’assemblée approuve le règlement tel qu’il est lu dans les statuts, et ses interprétations."
ROOMS_OPENED = 195
PROJECT_FOUNDED = 150
MEMBERS_BROUGHT_IN = 140
MAKERS = {DEV, BUG, OAT}  # who frequents these rooms belongs to the space of the project too
READERS, LAST_READ = 5, 6  # whose accounts are lent: how many, and how many days ago they last read the rooms
AWAY, AWAY_SINCE, AWAY_UNTIL = "maeva", 3, 18  # who is on leave today: from so many days ago, for so many more
CONTRIBUTIONS = {"advise": Contribution.Kind.ADVICE, "help": Contribution.Kind.HELP}


@transaction.atomic
def play() -> None:
    """All of it, or nothing. Nobody listens yet, so nobody is told live."""
    story = Story(clock.now())
    _found(story)
    _plan_association(story)
    for told in DOCUMENTS:
        _plan_document(story, told)
    for told in PROPOSALS:
        Life(story, told).plan()
    for told in ACTIONS:
        _plan_small_action(story, told)
    for room, who, body, title, words, when in REQUESTS:
        story.at(when, _request_item, story, room, who, body=body, title=title, words=words)
    for told in VOTES:
        Scrutin(story, told).plan()
    for told in REPORTED:
        _plan_reported(story, told)
    _plan_bodies(story)
    _plan_draws(story)
    _plan_meetings(story)
    told_of_territories.plan(story)
    told_of_polls.plan(story)
    told_of_directory.plan(story)
    room, by, at, seconds = SLOWED
    story.at(at, lambda: set_slow_mode(story.rooms[room], by=story.people[by], seconds=seconds))
    with live.quiet():
        story.play()


class Story:
    """What is to happen, by its moment, and who and what has come into being so far."""

    def __init__(self, now: datetime):
        self.now = now
        self.zone = ZoneInfo(OPEN_ATLAS.zone)
        self.today = now.astimezone(self.zone).date()
        self.people: dict[str, User] = {}
        self.rooms = {}
        self.documents = {}
        self.meetings = {}
        self._acts = []
        self._order = count()

    def moment(self, ago: Ago | datetime) -> datetime:
        return ago.on(self.today, self.zone).astimezone(UTC) if isinstance(ago, Ago) else ago

    def day(self, days_ahead: int):
        return self.today + timedelta(days=days_ahead)

    def at(self, when: Ago | datetime, act, *arguments, **keywords) -> None:
        """Plan `act` for that moment; acts of the same moment keep the order in which they were planned."""
        heapq.heappush(self._acts, (self.moment(when), next(self._order), act, arguments, keywords))

    def play(self) -> None:
        """Do what was planned, and what that plans in its turn. Nothing may be planned for the future."""
        while self._acts:
            moment, _, act, arguments, keywords = heapq.heappop(self._acts)
            if moment > self.now:
                raise ValueError(f"{act.__name__}{arguments} is still to come at {moment}")
            with clock.pretend(moment):
                act(*arguments, **keywords)

    def tick(self, when: Ago | datetime | None) -> None:
        """The clock announces what is due at `when`, if that has come; later, the worker will."""
        if when is not None and self.moment(when) <= self.now:
            self.at(when, lambda: proposals.announce_due(clock.now()))

    def talk(self, sayings, thread_of, version_of=lambda: None) -> dict:
        """Plan a list of messages; `thread_of()` is asked when the time has come. Gives what is said, as it is."""
        said = {}

        def say(index, saying):
            if saying.joined is not None:
                return ask(saying)
            said[index] = rooms.post_with_files(
                thread_of(),
                by=self.people[saying.author],
                body=saying.text,
                chosen=[attached(name) for name in saying.files],
                reply_to=None if saying.reply_to is None else said[saying.reply_to],
                lean=saying.lean or "",
                paragraph=saying.paragraph,
                version_n=version_of() if saying.paragraph else None,
            )
            for who, sign in saying.signs:
                rooms.react(said[index], by=self.people[who], sign=sign)

        def ask(saying):
            room = rules_of(thread_of())[1]
            poll = polls.open_poll(room, by=self.people[saying.author], question=saying.text).poll
            for who in saying.joined:
                polls.answer_poll(poll, by=self.people[who], answer=polls.IN)

        for index, saying in enumerate(sayings):
            self.at(saying.at, say, index, saying)
        return said


# --- The collective ----------------------------------------------------------------------------------


def _found(story):
    password = make_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    founder = PEOPLE[0]
    maker = next(person for person in PEOPLE if person.role == "facilitator" and MAKERS & set(person.rooms[:1]))

    def sign_up(person):
        user = User.objects.create(
            email=person.email,
            password=password,
            display_name=person.name,
            language=person.language,
            time_zone=person.zone,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        story.people[person.key] = user

    def found_organization():
        sign_up(founder)
        story.organization = organizations.create_organization(
            by=story.people[founder.key],
            name=OPEN_ATLAS.name,
            slug=OPEN_ATLAS.slug,
            summary=OPEN_ATLAS.summary,
            time_zone=OPEN_ATLAS.zone,
        )

    def enter(person):
        sign_up(person)
        admit(story.organization, person, founder)

    def admit(owner, person, by):
        organizations.admit(owner.space, story.people[person.key], person.role, by=story.people[by.key])

    def adopt_rules():
        by, content = story.people[founder.key], statutes.write(open_atlas.STATUTES)
        drafted = assemblies.propose_rule_set(story.organization, by=by, content=content)
        decision = assemblies.Approval(story.day(-RULES_DECIDED), RULES_DECISION)
        assemblies.approve_rule_set(drafted, by=by, decision=decision)

    def close(said, one):
        close_discussion(said[one.of], by=story.people[one.by], summary=one.summary)

    def keep(room):
        set_retention(story.rooms[room.slug], by=story.people[founder.key], years=room.keeps)

    def open_room(room, owner, by):
        story.rooms[room.slug] = rooms.open_room(
            getattr(story, owner).space,
            by=story.people[by.key],
            name=room.name,
            summary=room.summary,
            slug=room.slug,
            about=room.about,
            channel_url=CHANNELS + room.channel.lstrip("#") if room.channel else "",
            accounts_url=room.accounts,
            is_governance=room.slug == COL,  # the eleven groups are given: one of them is where rules are talked of
        )

    def join(slug, person):
        join_room(story.rooms[slug], by=story.people[person.key])

    def found_project():
        story.project = organizations.create_project(
            story.organization,
            by=story.people[maker.key],
            name=COMMUNECTER.name,
            slug=COMMUNECTER.slug,
            summary=COMMUNECTER.summary,
        )

    story.at(Ago(FOUNDED, 18), found_organization)
    for n, person in enumerate(PEOPLE[1:]):
        story.at(Ago(FOUNDED - 1 - n, 10 + n * 7 % 11, n * 17 % 60), enter, person)
    for n, room in enumerate(ROOMS):
        story.at(Ago(ROOMS_OPENED, 9, 5 * n), open_room, room, "organization", founder)
    story.at(Ago(RULES_WRITTEN, 20, 30), adopt_rules)
    for n, person in enumerate(PEOPLE):
        for m, slug in enumerate(sorted(set(person.rooms) & {room.slug for room in ROOMS})):
            story.at(Ago(min(ROOMS_OPENED - 1 - m, FOUNDED - 2 - n), 22, m), join, slug, person)
    story.at(Ago(PROJECT_FOUNDED, 20), found_project)
    for n, room in enumerate(PROJECT_ROOMS):
        story.at(Ago(PROJECT_FOUNDED, 21, 5 * n), open_room, room, "project", maker)
    for room in (*ROOMS, *PROJECT_ROOMS):
        said = story.talk(room.messages, lambda slug=room.slug: story.rooms[slug].thread)
        for one in room.closed:
            story.at(one.at, close, said, one)
        if room.keeps:
            story.at(Ago(5, 9), keep, room)
    makers = [person for person in PEOPLE if MAKERS & set(person.rooms) and person != maker]
    for n, person in enumerate(makers):
        story.at(Ago(PROJECT_FOUNDED - 1 - n, 12, n * 23 % 60), lambda p: admit(story.project, p, maker), person)

    def read(person):
        for room in story.rooms.values():
            if room.space.memberships.current().filter(person=person).exists():
                reading.mark_read(room.thread, by=person)

    for person in PEOPLE[:READERS]:
        story.at(Ago(LAST_READ, 22), lambda p: read(story.people[p.key]), person)

    def take_leave(person):
        space = story.organization.space
        mine = space.memberships.get(person=person)
        last = story.day(AWAY_UNTIL)
        organizations.go_on_leave(mine, by=person, starts_on=space.day(clock.now()), ends_on=last)

    story.at(Ago(AWAY_SINCE, 8), lambda: take_leave(story.people[AWAY]))


# --- The association ---------------------------------------------------------------------------------


def _plan_association(story):
    """Its colleges and the members it already had, the dues of this year, and one application under way."""
    by = PEOPLE[0].key

    def bring_in():
        organization, who = story.organization, story.people[by]
        today = organization.day()
        year = {"year": story.today.year, "decided_on": today}
        association.set_fees(organization, by=who, fees=told_members.FEES, **year)
        lines = [
            entry.Kept(story.people[key], college, today - timedelta(days=366 * years), told_members.LEGAL.get(key, ""))
            for college, people in told_members.MEMBERS.items()
            for key, years in people.items()
        ]
        entry.bring_register_in(organization, by=who, lines=lines, words=told_members.REGISTER)
        association.set_questionnaire(organization, by=who, questions=list(told_members.QUESTIONS))
        for key in told_members.COMMISSION:
            association.name_to_commission(organization, by=who, person=story.people[key])

    def note(key):
        mine = story.organization.enrolments.get(person=story.people[key])
        dues.mark_paid(mine, by=story.people[by], year=story.today.year, paid_on=story.organization.day())

    def apply():
        asked = {"college": told_members.WANTED, "words": told_members.WORDS, "answers": list(told_members.ANSWERS)}
        entry.apply(story.organization, by=story.people[told_members.APPLICANT], **asked)

    def validate():
        asked = story.organization.applications.get()
        entry.validate_application(asked, by=story.people[told_members.COMMISSION[0]])

    def ask_for_project():
        who = story.people[told_members.BRINGS]
        to_sign = code.to_sign(story.organization, who)
        signed = {"code_version": to_sign.in_force.n} if to_sign else {}
        organizations.ask_for_project(story.organization, by=who, **told_members.BROUGHT, **signed)

    story.at(Ago(MEMBERS_BROUGHT_IN, 18), bring_in)
    paying = [*told_members.MEMBERS["donateur"], *told_members.MEMBERS["bienfaiteur"]]
    for n, key in enumerate(key for key in paying if key not in told_members.LATE):
        story.at(Ago(MEMBERS_BROUGHT_IN - 1 - n, 18, n), note, key)
    story.at(Ago(6, 19), apply)
    story.at(Ago(4, 12), validate)
    story.at(Ago(3, 10), ask_for_project)


# --- A proposal --------------------------------------------------------------------------------------


class Life:
    """One proposal, from its draft to where it stands today."""

    def __init__(self, story: Story, told):
        self.story, self.told = story, told
        self.proposal = self.version = self.round = None

    def plan(self):
        story, told = self.story, self.told
        story.at(told.created, self._create)
        if told.published:
            story.at(told.published, self._publish)
        if told.amending and told.amending != told.published:
            story.at(told.amending, self._open_amendments)
        self._talk(told.debate)
        for amendment in told.amendments:
            story.at(amendment.at, self._amend, amendment)
        if told.round:
            self._plan_round(told.round)
        if told.resolution:
            story.at(told.resolution.at, self._resolve, told.resolution)

    def _person(self, key):
        return self.story.people[key]

    @property
    def _carrier(self):
        return self._person(self.told.carrier)

    def _talk(self, sayings):
        self.story.talk(sayings, lambda: self.proposal.thread, lambda: self.version.n)

    def _say(self, author, text):
        rooms.post_message(self.proposal.thread, by=self._person(author), body=text)

    def _create(self):
        told, room = self.told, self.story.rooms[self.told.room]
        words = {
            "by": self._person(told.author),
            "title": told.title,
            "summary": told.summary,
            "body": told.text,
            "tags": [slugify(tag, allow_unicode=True) for tag in told.tags],
        }
        if told.document:
            self.proposal = proposals.propose_change(self.story.documents[told.document], room, **words)
        else:
            self.proposal = proposals.create_proposal(room, impact=told.impact, **words)
        self.version = self.proposal.text.versions.last()

    def _publish(self):
        amendable = self.told.amending == self.told.published
        proposals.publish_proposal(self.proposal, by=self._carrier, amendable=amendable)

    def _open_amendments(self):
        until = self.told.room_decides_until
        room = {"decided_by": "room", "closes_at": self.story.moment(until)} if until else {}
        proposals.open_amendments(self.proposal, by=self._carrier, **room)
        for person in self.told.with_carriers:
            proposals.name_co_carrier(self.proposal, by=self._carrier, person=self._person(person))

    # Amendments

    def _amend(self, told):
        if self.version.body.count(told.find) != 1:
            raise ValueError(f"{self.told.key}: « {told.find} » is not once in version {self.version.n}")
        amendment = proposals.propose_amendment(
            self.proposal,
            by=self._person(told.author),
            base=self.version,
            body=told.applied_to(self.version.body),
            reason=told.reason,
        )
        for n, (person, choice) in enumerate(told.answers.items(), 1):
            at = told.at._replace(hour=(told.at.hour + n) % 24)
            self.story.at(at, self._answer_amendment, amendment, person, choice)
        decide = {"accepted": self._accept, "rejected": self._reject, "withdrawn": self._withdraw}
        if told.state in decide:
            self.story.at(told.decided, decide[told.state], amendment, told)

    def _answer_amendment(self, amendment, person, choice):
        proposals.answer_amendment(amendment, by=self._person(person), choice=choice)

    def _accept(self, amendment, told):
        self.version = proposals.accept_amendment(amendment, by=self._carrier, reason=told.decision)

    def _reject(self, amendment, told):
        proposals.reject_amendment(amendment, by=self._carrier, reason=told.decision)

    def _withdraw(self, amendment, told):
        """Its author owes nobody a reason, and gives one all the same."""
        proposals.withdraw_amendment(amendment, by=self._person(told.author), reason=told.decision)

    # The consultation

    def _plan_round(self, told):
        story = self.story
        story.at(told.opened, self._open_round, told)
        blockers = {objection.author for objection in told.objections}
        start = story.moment(told.opened)
        end = min(story.moment(told.closes), story.moment(Ago(1, 21)))
        for person, (choice, reason) in told.answers.items():
            if person not in blockers:
                moment = self._some_moment(person, start, end)
                story.at(moment, self._take_position, person, choice, reason)
        for objection in told.objections:
            story.at(objection.at, self._take_position, objection.author, "block", objection.reason)
            self._talk(objection.exchange)
            if objection.end == "lifted":
                story.at(objection.ended, self._lift, objection, *told.answers[objection.author])
            elif objection.end == "answered":
                story.at(objection.ended, self._answer, objection)
        for told_contribution in told.contributions:
            story.at(told_contribution.at, self._contribute, told_contribution)

    def _some_moment(self, person, start, end):
        """When a person answers: the same one at each load, sooner rather than later, and never at night."""
        dice = random.Random(f"{self.told.key} {person}")
        while True:
            moment = start + (end - start) * dice.random() ** 1.5
            if 7 <= moment.astimezone(self.story.zone).hour < 22:
                return moment.replace(microsecond=0)

    def _open_round(self, told):
        self.round = proposals.open_round(self.proposal, by=self._carrier, closes_at=self.story.moment(told.closes))
        self._announce_close()

    def _announce_close(self):
        """The close may have moved: the clock will be there, wherever it stands now."""
        self.round.vote.refresh_from_db()
        self.story.tick(self.round.vote.closing(clock.now()))

    def _take_position(self, person, choice, reason):
        proposals.take_position(
            self.proposal,
            by=self._person(person),
            choice=choice,
            version_n=self.round.version.n,
            reason=reason,
        )

    def _lift(self, objection, choice, reason):
        self._say(objection.author, objection.ending)
        self._take_position(objection.author, choice, reason)
        self._announce_close()

    def _answer(self, told):
        objection = self.round.objections.get(person=self._person(told.author))
        proposals.answer_objection(objection, by=self._carrier, answer=told.ending)
        self._announce_close()

    def _contribute(self, told):
        proposals.contribute(self.proposal, by=self._person(told.author), kind=CONTRIBUTIONS[told.kind], body=told.text)

    # The resolution

    def _resolve(self, told):
        review_on = self.story.moment(Ago(-told.review_in)) if told.review_in is not None else None
        resolution = proposals.resolve(
            self.proposal,
            by=self._carrier,
            choice=told.choice,
            statement=told.statement,
            reason=told.reason,
            review_on=review_on,
            actions=[(task.title, self._person(task.owner), self.story.day(task.due_in)) for task in told.actions],
        )
        self.story.tick(review_on)
        opened = {action.title: action for action in resolution.actions.all()}
        for task in told.actions:
            if task.done:
                self.story.at(task.done, self._finish, opened[task.title], task)

    def _finish(self, action, task):
        by = self._person(task.done_by)
        if task.done_by != task.owner and not action.helpers.filter(pk=by.pk).exists():
            proposals.help_action(action, by=by)
        proposals.finish_action(action, by=by)


# --- A document ----------------------------------------------------------------------------------------


def _plan_document(story, told):
    def bring_in():
        story.documents[told.key] = documents.open_document(
            story.organization.space,
            by=story.people[told.by],
            kind=told.kind,
            title=told.title,
            body=told.text,
            in_force=bool(told.adopted),
            adopted=told.adopted,
        )

    def sign(person):
        documents.commit(story.documents[told.key], by=story.people[person], version_n=1)

    story.at(told.opened, bring_in)
    for n, person in enumerate(told.signers):
        story.at(Ago(told.opened.days - 1 - n, 8 + n % 9, n * 13 % 60), sign, person)


def _request_item(story, room, who, **words):
    assemblies.request_item(story.rooms[room], by=story.people[who], **words)


# --- Bodies and draws by lot --------------------------------------------------------------------------


def _plan_bodies(story):
    told = told_of_bodies

    def decided(when):
        return when.on(story.today, story.zone).date()

    def record():
        bodies = {body.key: body for body in story.organization.bodies.all()}
        founder, elected = story.people[PEOPLE[0].key], decided(told.ELECTED)
        story.board = assemblies.set_cycle(bodies["board"], by=founder, start=elected)
        for n, who in enumerate(told.BOARD, 1):
            assemblies.seat(
                story.board, story.people[who], seat=n, by=founder, decision=told.ELECTION, decided_on=elected
            )
        on = decided(told.BUREAU_ELECTED)
        for post, who in told.BUREAU.items():
            by = founder if post == "president" else story.people[told.BUREAU["president"]]
            assemblies.seat(
                bodies["bureau"], story.people[who], post=post, by=by, decision=told.BUREAU_DECISION, decided_on=on
            )

    story.at(told.RECORDED, record)


def _plan_draws(story):
    told = told_of_bodies
    by, when, source, figures, typed, confirmed = told.RENEWAL

    def dated(source):
        known_at = source["known_at"].on(story.today, story.zone)
        return source | {"name": source["name"].format(day=f"{known_at:%d/%m/%Y}"), "known_at": known_at}

    def announce_renewal():
        story.renewal = assemblies.announce_renewal(story.board, by=story.people[by], sources=[dated(source)])

    def type_figures(who):
        assemblies.type_figures(story.renewal, 0, by=story.people[who], figures=figures)

    def announce_panel():
        story.panel = assemblies.announce_draw(
            story.organization.space,
            by=story.people[told.PANEL_BY],
            closes_at=story.moment(told.PANEL_CLOSES),
            sources=[dated(one) for one in told.PANEL_SOURCES],
            **told.PANEL,
        )

    story.at(when, announce_renewal)
    for who, at in (typed, confirmed):
        story.at(at, type_figures, who)
    story.at(told.PANEL_AT, announce_panel)
    for who, at in told.VOLUNTEERS:
        story.at(at, lambda who=who: assemblies.volunteer(story.panel, by=story.people[who]))


# --- Meetings ------------------------------------------------------------------------------------------


def _plan_meetings(story):
    told = told_of_meetings
    president, secretary = (
        partial(story.people.__getitem__, told_of_bodies.BUREAU[post]) for post in ("president", "secretary")
    )

    def convene(key, about, held, items):
        by = president()
        starts_at = story.moment(held)
        body = story.organization.bodies.get(key=key)
        meeting = assemblies.prepare_meeting(body, by=by, starts_at=starts_at, **about)
        for title, matter, words, text, _voices in items:
            seats = _voices if isinstance(_voices, int) else None
            item = assemblies.add_item(meeting, by=by, title=title, matter=matter, words=words, text=text, seats=seats)
            for nature in item.missing:
                chosen = [attached(told.DOCUMENTS[nature])]
                assemblies.add_documents(item, by=by, chosen=chosen, nature=nature)
        story.meetings[key] = assemblies.send_convocation(meeting, by=by)

    def come():
        for who in told.BOARD_HERE:
            assemblies.check_in(story.meetings["board"], by=story.people[who], is_remote=who in told.BOARD_REMOTE)

    def item(n):
        return story.meetings["board"].items.get(position=n)

    def ask(n, voices):
        assemblies.open_item(item(n), by=president())
        if not voices:
            return
        vote = assemblies.put_to_vote(item(n), by=president(), minutes=5)
        for who, voice in zip(told.BOARD_HERE, voices, strict=True):
            kind = "choice" if voice in ("for", "against") else voice
            voting.cast_ballot(
                vote, by=story.people[who], kind=kind, ballot=voice if kind == "choice" else None, key=new_code(vote.pk)
            )

    def sign():
        minutes = story.meetings["board"].minutes.get()
        assemblies.keep_remarks(minutes, by=secretary(), remarks=told.REMARKS)
        minutes.refresh_from_db()
        assemblies.sign_minutes(minutes, by=secretary(), seen_sha256=sha256(content_of(minutes)))

    def stand(who, words):
        election = story.meetings["general_assembly"].items.get(seats__isnull=False)
        assemblies.stand(election, by=story.people[who], words=words)

    at = told.BOARD_HELD
    story.at(told.BOARD_PREPARED, convene, "board", told.BOARD, at, told.BOARD_ITEMS)
    story.at(Ago(at.days, at.hour - 1, 50), come)
    story.at(at, lambda: assemblies.open_session(story.meetings["board"], by=president()))
    for n, (_title, _matter, _words, _text, voices) in enumerate(told.BOARD_ITEMS, 1):
        story.at(Ago(at.days, at.hour, 15 * n), ask, n, voices)
        story.at(Ago(at.days, at.hour, 15 * n + 6), lambda: voting.count_due(clock.now()))
    story.at(Ago(at.days, at.hour + 1, 10), lambda: assemblies.close_session(story.meetings["board"], by=president()))
    story.at(Ago(at.days - 2, 9), sign)
    story.at(
        Ago(at.days - 3, 12),
        lambda: assemblies.countersign_minutes(story.meetings["board"].minutes.get(), by=president()),
    )
    story.at(
        told.ASSEMBLY_PREPARED, convene, "general_assembly", told.ASSEMBLY, told.ASSEMBLY_HELD, told.ASSEMBLY_ITEMS
    )
    for n, (who, words) in enumerate(told.STANDING):
        story.at(Ago(3 - n, 19), stand, who, words)


# --- A small action ----------------------------------------------------------------------------------


def _plan_small_action(story, told):
    def open_action():
        owner = story.people[told.owner]
        room, opening = story.rooms[told.room], proposals.open_action
        if told.born_of:
            said = room.thread.messages.get(body__startswith=told.born_of)
            opening = partial(proposals.act_from, said)
        action = opening(
            room,
            by=owner,
            title=told.title,
            description="" if told.done else told.documentation,
            impact=told.impact,
            named=[story.people[request.person] for request in told.asked],
            due_on=None if told.due_in is None else story.day(told.due_in),
        )
        for request in told.asked:
            if request.text:
                story.at(request.at, answer, action, request)
        if told.done:
            by = story.people[told.done_by]
            story.at(told.done, proposals.finish_action, action, by=by, documentation=told.documentation)

    def answer(action, request):
        question = action.questions.get(person=story.people[request.person])
        proposals.answer_question(question, by=question.person, answer=request.text)
        if not action.questions.filter(answered_at=None).exists():
            proposals.start_action(action, by=action.owner)

    story.at(told.at, open_action)


# --- A reported message ------------------------------------------------------------------------------


def _plan_reported(story, told):
    def message():
        return story.rooms[told.room].thread.messages.get(body__startswith=told.begins)

    def report(one):
        moderation.report_message(message(), by=story.people[one.who], why=one.why, words=one.text)

    def answer(one):
        moderation.answer_case(message().cases.get(), by=story.people[one.who], words=one.text)

    def leave(one):
        case = message().cases.get()
        moderation.decide_case(case, by=story.people[one.who], decision=moderation.LEAVE, reason=one.text)

    for one in told.reports:
        story.at(one.at, report, one)
    for one in told.answers:
        story.at(one.at, answer, one)
    if told.left:
        story.at(told.left.at, leave, told.left)
