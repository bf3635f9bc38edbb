"""One meeting as one person sees it now: what they may do in it, who is there, what is on the table."""

from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch

from governance.accounts.models import User
from governance.assemblies import permissions, wording
from governance.assemblies.actions.convening import missed_items
from governance.assemblies.actions.deciding import drawn_by, words_of_election
from governance.assemblies.agenda import convocation_of, is_secret, longest, matter_of, motions_of, people_at, rule_of
from governance.assemblies.initiative import warning_of_year
from governance.assemblies.judged import told_judgement
from governance.assemblies.models import BODY_ASKED, AgendaItem, AgendaRequest, Decision, Mandate, Recusal, officer
from governance.rules import cases
from governance.rules.majority import judge
from governance.rules.merge import diff
from governance.voting.models import Vote
from governance.voting.permissions import may_answer_vote
from governance.voting.results import turnout

PAGE = 100
RECUSED = Prefetch("recusals", Recusal.objects.standing().select_related("person"))


def judged_again(item) -> dict:
    """The judgement of a decision as people read it, made again from what the decision kept."""
    case = cases.read(item.found.case) | {"rule": rule_of(item.meeting, item)}
    if case["convocation"]:
        case["convocation"] = convocation_of(item.meeting, item)
    return told_judgement(judge(**case), case["counts"])


def to_invite(meeting):
    """The people of the space who are neither members of the body nor in the log already."""
    here = meeting.space.memberships.current().values("person")
    known = meeting.convocations.standing().values("person")
    found = User.objects.filter(pk__in=here).exclude(pk__in=known)
    return found.exclude(pk__in=meeting.body.members(meeting.day).values("pk")).order_by("display_name", "pk")


class MeetingDossier:
    """What the pages of a meeting show; nothing of it is read before a template asks."""

    def __init__(self, meeting, user, now):
        self.meeting, self.user, self.now = meeting, user, now

    @property
    def phase(self) -> str:
        return self.meeting.phase

    # --- The agenda ----------------------------------------------------------------------------------

    @cached_property
    def items(self):
        found = list(
            self.meeting.items.select_related(
                "decision", "made_by", "amends", "proposed_by__item__meeting", "payee"
            ).prefetch_related(RECUSED, "candidacies__person", "documents__replaces")
        )
        votes = {}
        asked = Vote.objects.filter(owner_kind="agendaitem", owner_id__in=[item.pk for item in found])
        for vote in asked.order_by("pk"):
            votes.setdefault(vote.owner_id, []).append(vote)
        for item in found:
            item.meeting = self.meeting
            item.law = matter_of(self.meeting, item)
            item.may_add_document = self.may_add_documents
            item.sentence = wording.sentence(self.meeting.rule_set.statutes, item.law) if item.binds else ""
            item.found = getattr(item, "decision", None)
            item.judged = judged_again(item) if item.found and item.found.case else None
            item.votes = votes.get(item.pk, [])
            item.vote = next((v for v in reversed(item.votes) if v.ended_at is None), None)
            if item.vote:
                item.vote.is_open_now = item.vote.is_open(self.now)
                item.vote.answered_count = turnout(item.vote, self.now)
            item.edits = diff(item.amends.text, item.text) if item.amends_id else []
            for recusal in item.recusals.all():
                recusal.item = item
                mine = recusal.noted_by_id == self.user.pk or self.runs
                recusal.may_withdraw = mine and permissions.may_withdraw_recusal(self.user, recusal)
            if item.is_election:
                self._with_candidates(item)
            item.motions = [one for one in found if one.amends_id == item.pk]
        return [item for item in found if item.amends_id is None]

    def _with_candidates(self, item):
        """Who stands, what each got, who is elected, and whether this person may stand."""
        everybody = {one.person_id: one for one in item.candidacies.all()}
        item.standing = [one for one in everybody.values() if one.withdrawn_at is None]
        item.stands = any(one.person_id == self.user.pk for one in item.standing)
        item.may_stand = permissions.may_stand(self.user, item)
        told = item.found.judgement if item.found and item.found.judgement and not item.found.case else None
        if told:
            votes = told["rounds"][0]["votes"].items()
            ranked = [(str(everybody[int(pk)].person), n, int(pk) in told["elected"]) for pk, n in votes]
            item.ranked = sorted(ranked, key=lambda one: (-one[1], one[0]))
            item.elected = [name for name, _n, is_elected in item.ranked if is_elected]
            item.drawn = drawn_by(item.found) if told["tied"] else {}
            item.drawn_names = [str(everybody[pk].person) for pk in item.drawn]
            item.tied = [str(everybody[pk].person) for pk in told["tied"]]
            item.left_to_fill = told["vacant"] if told.get("missed") else 0
            item.found.item = item
            item.may_draw = permissions.may_announce_tie_draw(self.user, item.found) if told["tied"] else None
            item.tie_draw = item.found.draws.standing().first() if told["tied"] else None
            has_seat = Mandate.objects.filter(
                decision=words_of_election(item), body__organization=self.meeting.organization
            )
            given = {*told["elected"], *item.drawn}
            item.to_install = bool(given - set(has_seat.values_list("person_id", flat=True)))

    @cached_property
    def on_table(self):
        """The item that is open now."""
        return next((item for item in self.items if item.opened_at and not item.closed_at), None)

    @property
    def decisions(self) -> list[Decision]:
        return [item.found for item in self.items if item.found]

    @cached_property
    def voted(self):
        return [item for item in self.items if item.binds]

    @cached_property
    def requests(self):
        """What waits for a meeting of this body, as far as this person sees it."""
        asked = [kind for kind, key in BODY_ASKED.items() if key == self.meeting.body.key]
        found = AgendaRequest.objects.of_space(self.meeting.space).visible_to(self.user).waiting()
        return list(found.filter(body__in=asked).select_related("made_by").order_by("made_at", "pk")[:PAGE])

    @cached_property
    def last_day(self):
        """The last lawful day to send the convocation, and the article; None where no delay binds it."""
        bound = longest(self.meeting, self.items)
        return (bound[0].before(self.meeting.day), wording.source(bound[1])) if bound else None

    @cached_property
    def again_at(self):
        """The first lawful moment of another meeting on what missed its quorum, convened today (A-9, A-15)."""
        meeting, today = self.meeting, self.now.astimezone(self.meeting.zone).date()
        days = [today]
        for item in missed_items(meeting):
            matter = matter_of(meeting, item)
            second = matter.second_call
            notice = (second.notice if second else None) or meeting.rule_set.statutes.notice(matter.key)[0]
            days += [notice.after(today)] if notice else []
            days += [second.after.after(meeting.day)] if second else []
        hour = meeting.starts_at.astimezone(meeting.zone).time()
        return datetime.combine(max(days), hour, meeting.zone)

    # --- People --------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> dict[str, int]:
        return people_at(self.meeting, self.meeting.closed_at or self.now)

    @cached_property
    def attendances(self):
        return list(self.meeting.attendances.select_related("person").order_by("person__display_name", "came_at"))

    @cached_property
    def here(self):
        return [one for one in self.attendances if one.left_at is None]

    @cached_property
    def counted_here(self) -> dict[str, int]:
        """How many are in the room, at a distance, and with a consultative voice."""
        voices = [one for one in self.here if one.deliberates]
        return {
            "in_person": sum(not one.is_remote for one in voices),
            "remote": sum(one.is_remote for one in voices),
            "consultative": len(self.here) - len(voices),
        }

    @cached_property
    def quorum(self):
        """The step of the law on the item on the table, or on the first to be voted; None where none is wanted."""
        item = self.on_table if self.on_table and self.on_table.binds else next(iter(self.voted), None)
        return permissions.quorum_step_of(item, self.meeting.closed_at or self.now) if item else None

    @cached_property
    def quorum_said(self) -> str:
        return wording.step_sentence(self.quorum)

    @cached_property
    def mine(self):
        """Where this person is in the session, or None."""
        return next((one for one in self.here if one.person_id == self.user.pk), None)

    @cached_property
    def rank(self) -> str:
        return permissions.ranks_of(self.meeting, self.user) if self.user.is_authenticated else ""

    @cached_property
    def speakers(self):
        return list(self.meeting.speakers.filter(ended_at__isnull=True).select_related("person"))

    @cached_property
    def asked_for_floor(self) -> bool:
        return any(one.person_id == self.user.pk for one in self.speakers)

    @cached_property
    def convocations(self):
        return list(self.meeting.convocations.select_related("person"))

    @cached_property
    def delivery(self) -> dict[str, int]:
        """How many were written to, how many letters are on their way, and how many will not arrive."""
        return {
            "people": sum(one.withdrawn_at is None for one in self.convocations),
            "sent": sum(one.sent_at is not None for one in self.convocations),
            "waiting": sum(one.next_at is not None for one in self.convocations),
            "failed": sum(one.is_given_up for one in self.convocations),
        }

    @cached_property
    def signatures(self):
        return list(self.meeting.signatures.select_related("person"))

    @cached_property
    def has_signed(self) -> bool:
        return any(one.person_id == self.user.pk for one in self.signatures)

    @cached_property
    def officers(self) -> dict:
        return {post: officer(self.meeting.organization, post, self.meeting.day) for post in ("president", "secretary")}

    @cached_property
    def present_people(self):
        """Those who may be named to preside or write."""
        return [one.person for one in self.here if one.deliberates]

    # --- What one may do -----------------------------------------------------------------------------

    @cached_property
    def runs(self):
        return permissions.may_run_session(self.user, self.meeting)

    @cached_property
    def presides(self):
        return permissions.may_preside(self.user, self.meeting)

    @cached_property
    def may_check_in(self):
        return permissions.may_check_in(self.user, self.meeting)

    @cached_property
    def may_open(self):
        return permissions.may_open_session(self.user, self.meeting, self.now)

    @cached_property
    def may_change(self):
        return permissions.may_change_agenda(self.user, self.meeting, for_discussion=self.meeting.sent_at is not None)

    @cached_property
    def may_reschedule(self):
        return permissions.may_change_meeting(self.user, self.meeting)

    @property
    def may_move(self):
        """Whether the agenda may still change."""
        return self.may_change if self.meeting.sent_at is None else None

    @cached_property
    def may_add_documents(self):
        """The same for every question of the meeting."""
        return permissions.may_add_document(self.user, AgendaItem(meeting=self.meeting))

    @cached_property
    def may_send(self):
        return permissions.may_send_convocation(self.user, self.meeting, self.now)

    @cached_property
    def warning(self) -> str:
        """What to know before the convocation leaves."""
        return warning_of_year(self.meeting, self.items)

    @cached_property
    def may_send_again(self):
        return permissions.may_send_again(self.user, self.meeting)

    @cached_property
    def invited(self):
        """Those whom the president invited, where this person may take it back."""
        invited = [one for one in self.convocations if one.reason == one.Reason.INVITED and one.withdrawn_at is None]
        for one in invited:
            one.meeting = self.meeting
        return [one for one in invited if permissions.may_withdraw_invitation(self.user, one)]

    @cached_property
    def may_invite(self):
        return permissions.may_invite(self.user, self.meeting)

    @cached_property
    def to_invite(self):
        return list(to_invite(self.meeting)[:PAGE])

    @cached_property
    def may_name(self):
        """Whether the item on the table waits for its text, after a dissolution."""
        return permissions.may_name_for_dissolution(self.user, self.on_table)

    @cached_property
    def may_sign(self):
        return permissions.may_sign_for_meeting(self.user, self.meeting)

    @cached_property
    def may_cancel(self):
        return permissions.may_cancel_meeting(self.user, self.meeting)

    @cached_property
    def may_close(self):
        return permissions.may_close_session(self.user, self.meeting)

    @cached_property
    def may_suspend(self):
        return permissions.may_suspend(self.user, self.meeting)

    @cached_property
    def may_resume(self):
        return permissions.may_resume(self.user, self.meeting)

    @cached_property
    def may_call_again(self):
        return permissions.may_call_again(self.user, self.meeting)

    @cached_property
    def may_amend(self):
        return permissions.may_amend_item(self.user, self.on_table)

    @cached_property
    def may_install(self):
        return permissions.may_answer_for_bodies(self.user, self.meeting.organization)

    @cached_property
    def knows_names(self) -> bool:
        """Whether this person reads who is convened and who is there: the people of the association."""
        return bool(permissions.may_know_people(self.user, self.meeting))

    @cached_property
    def may_read_delivery(self):
        return permissions.may_read_delivery(self.user, self.meeting)

    @cached_property
    def may_state_no_quorum(self):
        return permissions.may_state_no_quorum(self.user, self.meeting, self.now)

    @cached_property
    def next_vote(self):
        """What is voted next on the table: its amendments in the order of the law, then its text."""
        item = self.on_table
        left = {one.pk: one for one in item.motions}
        following = next(iter(motions_of(item)), None) if item.motions else None
        return left[following.pk] if following else item

    @property
    def is_voting(self) -> bool:
        """Whether a vote runs on what is on the table."""
        asked = self.on_table and self.next_vote
        return bool(asked and asked.vote and not asked.found and asked.vote.is_open_now)

    @cached_property
    def my_place(self):
        """The line of this person on the roll of the vote that runs, or None."""
        return self.next_vote.vote.roll.filter(person=self.user).first() if self.user.is_authenticated else None

    @cached_property
    def may_answer(self):
        """Whether this person may answer the vote that runs, and why not; that they did is `my_place.answered_at`."""
        return may_answer_vote(self.user, self.next_vote.vote, self.now)

    @cached_property
    def may_close_vote(self):
        """Whether the vote that runs may end now, everybody there having answered."""
        return permissions.may_close_vote_early(self.user, self.next_vote, self.next_vote.vote)

    @property
    def settles_a_tie(self) -> bool:
        """Whether what comes next is the named second round of a secret vote that was tied."""
        return permissions.is_named_round(self.next_vote)

    @property
    def has_no_casting_vote(self) -> bool:
        """Whether the statutes give the president a casting vote that a secret vote takes away (A-10)."""
        item = self.next_vote
        return item.law.rule.tie == "chair" and is_secret(self.meeting, item) and not item.rounds

    @cached_property
    def may_decline_round(self):
        return permissions.may_decline_second_round(self.user, self.next_vote)

    @cached_property
    def has_papers_to_check(self) -> bool:
        """Whether this person was named to look at paper that waits for a second signature."""
        if not self.mine:
            return False
        waiting = self.next_vote.vote.paper_batches.filter(countersigned_at__isnull=True, withdrawn_at__isnull=True)
        return waiting.filter(teller=self.user).exists()

    @cached_property
    def reads_papers(self) -> bool:
        """Whether who runs the session has paper ballots to enter, or some that were entered to look at."""
        vote = self.next_vote.vote
        return bool(permissions.may_enter_paper(self.user, self.next_vote)) or vote.paper_batches.exists()

    @cached_property
    def may_put(self):
        """Whether what comes next on the table may be put to the vote, the quorum first."""
        item = self.next_vote
        may = permissions.may_put_to_vote(self.user, item)
        return permissions.quorum_of(item, self.now) if may else may

    @cached_property
    def may_designate(self) -> dict:
        """For each post that nobody holds in session, whether this person may name somebody."""
        found = {}
        for post, held in (("president", self.meeting.chair_id), ("secretary", self.meeting.secretary_id)):
            gone = held and held not in {person.pk for person in self.present_people}
            if self.meeting.is_in_session and (not held or gone) and self.mine:
                found[post] = True
        return found

    @cached_property
    def minutes(self):
        return list(self.meeting.minutes.select_related("signed_by", "countersigned_by", "corrects"))
