"""Items put to the vote, and what they come to: a decision computed from the rule, the people and the ballots."""

from datetime import timedelta
from itertools import chain, count

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock, live, prose
from governance.assemblies import wording
from governance.assemblies.actions.bodies import seat
from governance.assemblies.actions.locking import lock, lock_item
from governance.assemblies.actions.sessions import note_recusal
from governance.assemblies.agenda import (
    ballots_of,
    convocation_of,
    counts_at,
    is_secret,
    matter_of,
    motions_of,
    rule_of,
    stays,
    voice_of_president,
)
from governance.assemblies.models import AgendaItem, Body, Candidacy, Decision, FollowUp
from governance.assemblies.permissions import (
    is_named_round,
    may_amend_item,
    may_decline_second_round,
    may_put_to_vote,
    may_seat,
    may_stand,
    may_state_no_quorum,
    may_withdraw_candidacy,
    may_withdraw_item,
    quorum_of,
)
from governance.assemblies.seating import open_places, seating_of
from governance.assemblies.words import in_brackets
from governance.organizations.association import why_not
from governance.register.actions import record, sha256
from governance.rules import cases
from governance.rules import meetings as law
from governance.rules.elections import elect
from governance.rules.majority import judge
from governance.rules.merge import normalise, rebase
from governance.verdict import Refused, ensure, no
from governance.voting.actions import Choice, open_prepared, prepare_vote
from governance.voting.models import Vote

LEGAL = {
    "declare_directors": gettext_lazy("Déclarer le changement de dirigeants au greffe des associations"),
    "declare_statutes": gettext_lazy("Déclarer la modification des statuts au greffe des associations"),
    "declare_dissolution": gettext_lazy("Déclarer la dissolution au greffe des associations"),
}
KIND = "agendaitem"
SHORTEST, LONGEST = 1, 7 * 24 * 60  # minutes a vote of a session lasts
ROUNDS = 2  # of an election: the second decides between those whom the first left tied


# --- Amendments --------------------------------------------------------------------------------------


@transaction.atomic
def amend_item(item: AgendaItem, *, by, title: str, text: str, words: str = "") -> AgendaItem:
    """Propose another text for an item on which one deliberates; voted before it, in the order of the law."""
    item = lock_item(item)
    ensure(may_amend_item(by, item))
    if prose.is_blank(title):
        raise Refused(no(_("Dites en une ligne ce que l’amendement change.")))
    text = normalise(text)
    if text == normalise(item.text):
        raise Refused(no(_("Ce texte est celui de la convocation : changez-y quelque chose.")))
    if _rebased(item, text).conflicts:
        raise Refused(
            no(
                _(
                    "Cet amendement touche des mots qu’un amendement adopté a changés : ce qui est voté ne se revote "
                    "pas. Proposez autre chose, ou une autre place dans le texte."
                )
            )
        )
    meeting = item.meeting
    motion = AgendaItem.objects.create(
        meeting=meeting,
        amends=item,
        matter=item.matter,
        position=item.position,
        title=title.strip(),
        words=words.strip(),
        html=prose.render(words.strip()),
        text=text,
        text_html=prose.render(text),
        made_by=by,
    )
    record("meeting.amended", meeting, by=by, space=meeting.space, title=meeting.title, item=item.title, words=title)
    live.publish("meeting", meeting.pk, "page")
    return motion


def _rebased(item, text):
    """What an amendment, written on the text of the convocation, makes of that text as it stands now."""
    return rebase(normalise(item.text), normalise(item.text_now), text)


def _carry(motion):
    """Write an adopted amendment into its text; those it leaves no place for are without object."""
    item = AgendaItem.objects.select_for_update(no_key=True).get(pk=motion.amends_id)
    item.meeting = motion.meeting
    item.amended = _rebased(item, motion.text).text
    item.amended_html = prose.render(item.amended)
    item.save(update_fields=["amended", "amended_html"])
    for other in motions_of(item):
        if _rebased(item, other.text).conflicts:
            other.meeting = item.meeting
            reason = _("L’adoption de « %(title)s » l’a laissé sans objet.") % {"title": motion.title}
            _decided(other, outcome=Decision.Outcome.WITHOUT_OBJECT, reason=reason)


# --- The vote ----------------------------------------------------------------------------------------


@transaction.atomic
def put_to_vote(item: AgendaItem, *, by, minutes: int, secret: bool = False) -> Vote | Decision:
    """Ask the members who are there, for so many minutes; the roll is theirs, the recused left out.

    A decision instead of a vote where nobody whom the last round left tied may stand any more. Refused without the
    quorum, on an item that is not on the table, on one that is decided already, and by name where the statutes want
    the secret.
    """
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_put_to_vote(by, item))
    _keep_out_whom_it_pays(item, by=by)
    ensure(quorum_of(item, clock.now()))
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(no(_("Un scrutin de séance dure d’une minute à sept jours.")))
    matter = matter_of(meeting, item)
    if matter.secrecy == "named" and secret:
        raise Refused(
            no(_("Le règlement veut ici un vote nominatif%(article)s.") % {"article": in_brackets(matter.article)})
        )
    if is_named_round(item) and secret:
        raise Refused(
            no(_("Le second tour qui départage un vote secret est nominatif : sans cela, rien ne le départage."))
        )
    if item.is_election and item.rounds:
        _leave_out_the_barred(item)
        if not standing_now(item):
            return _decided(item, by=by, **_elected_so_far(item))
    secret = (secret or is_secret(meeting, item) or item.is_election) and not is_named_round(item)
    what = _candidates(item) if item.is_election else {"method": Vote.Method.SINGLE, "choices": choices_on_a_text()}
    vote = prepare_vote(
        item,
        kind=KIND,
        by=by,
        title=item.title,
        body=item.words,
        closes_at=clock.now() + timedelta(minutes=minutes),
        secrecy=Vote.Secrecy.SECRET if secret else Vote.Secrecy.NAMED,
        shows=Vote.Shows.UNTIL_CLOSE,
        is_binding=True,
        **what,
    )
    return open_prepared(vote, by=by)


def _keep_out_whom_it_pays(item, *, by):
    """Whoever an item pays for their function takes no part in its vote, nor in those of its amendments (art. 16.1).

    Somebody who is not there has no place on the roll to lose.
    """
    table = item.amends or item
    person = table.payee
    if table.pays_a_function and person.pk in law.present(stays(item.meeting), clock.now()):
        with translation.override("fr"):  # minutes are in the language of the statutes
            reason = _("ce point paie sa fonction, que les statuts disent bénévole (art. 16.1)")
        note_recusal(item, by=by, person=person, reason=reason)


def choices_on_a_text():
    """In the language of the statutes, whoever opens the vote: the file of its ballots says these words."""
    return [Choice("Pour", key="for"), Choice("Contre", key="against")]


def standing_now(item) -> list[Candidacy]:
    """Those an election is between: who stands, or at a later round those whom the last one left tied.

    Of the tied, without those whom art. 13 bars since: nobody could take their name off between two rounds.
    """
    candidacies = item.candidacies.filter(withdrawn_at__isnull=True).select_related("person")
    if not item.rounds:
        return list(candidacies)
    tied = candidacies.filter(person__in=item.rounds[-1]["tied"])
    return [one for one in tied if why_not(one.person, item.meeting.organization, item.meeting.day)]


def _leave_out_the_barred(item):
    """Write in the last round whom of its tied the next one goes on without; the minutes say it."""
    last = item.rounds[-1]
    standing = {one.person_id for one in standing_now(item)}
    barred = [pk for pk in last["tied"] if pk not in standing]
    if barred:
        item.rounds = [*item.rounds[:-1], last | {"barred": barred}]
        item.save(update_fields=["rounds"])


def seats_left(item) -> int:
    return item.seats - sum(len(one["elected"]) for one in item.rounds)


def _candidates(item):
    """The ballot of an election: each name that may stand today, as many as there are seats (art. 13, A-28)."""
    day, organization = item.meeting.day, item.meeting.organization
    standing = standing_now(item)
    barred = [one.person for one in standing if not why_not(one.person, organization, day)]
    if barred:
        raise Refused(
            no(
                _("%(names)s ne peut pas être candidat·e aujourd’hui (art. 13) : retirez cette candidature.")
                % {"names": wording.joined([str(person) for person in barred])}
            )
        )
    if not standing:
        raise Refused(no(_("Personne n’est candidat : une élection a besoin d’au moins un nom.")))
    most = min(seats_left(item), len(standing))
    is_open = most == len(standing)
    return {
        "method": Vote.Method.APPROVAL if is_open else Vote.Method.CHOICES,
        "choices": [
            Choice(name, person_id=one.person_id) for one, name in zip(standing, _told_apart(standing), strict=True)
        ],
        "terms": {} if is_open else {"at_least": 1, "at_most": most},
        "is_election": True,
    }


def _told_apart(standing) -> list[str]:
    """A name for each: two people who are called alike both stand, and their ballots are counted apart."""
    found = []
    for one in standing:
        called = str(one.person)
        names = chain([called], (f"{called} ({n})" for n in count(2)))
        found.append(next(name for name in names if name.casefold() not in [other.casefold() for other in found]))
    return found


# --- What comes of it --------------------------------------------------------------------------------


def decide(event) -> None:
    """Judge an item when its vote is counted: subscribed to `vote.counted`, in its transaction."""
    vote = event.subject
    if vote.owner_kind != KIND:
        return
    item = AgendaItem.objects.select_related("meeting__body__organization__space").get(pk=vote.owner_id)
    item = lock_item(item)
    if item.is_election:
        _elect(item, vote)
    else:
        _judge(item, vote)


def _case(item, vote):
    """What the law judges: the people of the opening (A-30), unless the quorum was gone by the close."""
    meeting = item.meeting
    counts = counts_at(meeting, item, vote.opened_at, ballots_of(vote))
    if not quorum_of(item, vote.closing(vote.counted_at)):
        counts = counts_at(meeting, item, vote.closing(vote.counted_at))
    return {
        "rule": rule_of(meeting, item),
        "counts": counts,
        "chair": voice_of_president(meeting, vote),
        "secret": vote.is_secret,
        "convocation": convocation_of(meeting, item),
    }


def _judge(item, vote):
    case = _case(item, vote)
    judgement = judge(**case)
    if _may_go_to_names(item, vote, judgement):
        this = {"vote": vote.pk, "case": cases.written(**case), "judgement": cases.answer(judgement)}
        _go_on(item, this)
        return
    outcome = judgement.outcome if judgement.outcome != "irregular" else Decision.Outcome.REJECTED
    _decided(item, outcome=outcome, case=cases.written(**case), judgement=cases.answer(judgement), vote=vote)
    if item.amends_id and outcome == Decision.Outcome.ADOPTED:
        _carry(item)


def _may_go_to_names(item, vote, judgement):
    """Whether a secret vote ended in a tie that the statutes let a named second round settle (A-10).

    The urn stays closed: nobody learns how the president voted, and no casting vote is read from it.
    """
    after = matter_of(item.meeting, item).after_tie
    return vote.is_secret and after == "named_round" and judgement.steps[-1].name == "tie" and not item.rounds


def _go_on(item, this):
    """Keep what a round came to, and wait for the next."""
    item.rounds = [*item.rounds, this]
    item.save(update_fields=["rounds"])
    meeting = item.meeting
    record("meeting.tied", meeting, by=None, space=meeting.space, title=meeting.title, item=item.title)
    live.publish("meeting", meeting.pk, "page")


@transaction.atomic
def decline_second_round(item: AgendaItem, *, by) -> Decision:
    """Leave a tied secret vote as it is: nothing is adopted, and its first round is the decision (A-10)."""
    item = lock_item(item)
    ensure(may_decline_second_round(by, item))
    first = item.rounds[-1]
    return _decided(
        item,
        outcome=first["judgement"]["outcome"],
        case=first["case"],
        judgement=first["judgement"],
        vote=Vote.objects.get(pk=first["vote"]),
        by=by,
    )


def _elect(item, vote):
    """Most votes, each elected person with one at least; a tie goes to a second round where the statutes want one."""
    if not quorum_of(item, vote.closing(vote.counted_at)):
        _decided(item, **{"vote": vote} | _no_quorum(item, vote.closing(vote.counted_at)))
        return
    people = {str(option): option.person_id for option in vote.options.all() if option.person_id}
    votes = {str(person): vote.outcome["counts"].get(label, 0) for label, person in people.items()}
    result = elect(votes, seats_left(item))
    this = {
        "vote": vote.pk,
        "votes": votes,
        "elected": [int(pk) for pk in result.elected],
        "tied": [int(pk) for pk in result.tied],
    }
    again = matter_of(item.meeting, item).after_tie in ("second_round", "second_round_then_lot")
    if result.tied and again and len(item.rounds) + 1 < ROUNDS:
        _go_on(item, this)
        return
    _decided(item, vote=vote, **_come_to(item, [*item.rounds, this], tied=this["tied"]))


def _come_to(item, rounds, *, tied=()):
    """What an election came to after its last round: the seats that nobody has stay to fill."""
    elected = [pk for one in rounds for pk in one["elected"]]
    return {
        "outcome": Decision.Outcome.ELECTED if elected else Decision.Outcome.REJECTED,
        "judgement": {
            "rounds": rounds,
            "elected": elected,
            "tied": list(tied),
            "vacant": item.seats - len(elected),
        },
    }


def _elected_so_far(item):
    """What its rounds up to now came to, where another cannot be held: nobody who was elected loses their seat."""
    return _come_to(item, item.rounds) | {"vote": Vote.objects.get(pk=item.rounds[-1]["vote"])}


def _no_quorum(item, at):
    """A missed quorum decides nothing; between two rounds of an election, nothing more than the first did."""
    missed = _missed(item, at)
    if not item.is_election or not any(one["elected"] for one in item.rounds):
        return missed
    so_far = _elected_so_far(item)
    so_far["judgement"]["missed"] = {"case": missed["case"], "judgement": missed["judgement"]}
    return so_far


def _missed(item, at):
    meeting = item.meeting
    case = {
        "rule": rule_of(meeting, item),
        "counts": counts_at(meeting, item, at),
        "convocation": convocation_of(meeting, item),
    }
    return {
        "outcome": Decision.Outcome.NO_QUORUM,
        "case": cases.written(**case),
        "judgement": cases.answer(judge(**case)),
    }


def _decided(item, *, outcome, case=None, judgement=None, vote=None, by=None, reason="") -> Decision:
    meeting = item.meeting
    decision = Decision.objects.create(
        item=item,
        number=Decision.objects.filter(item__meeting=meeting).count() + 1,
        outcome=outcome,
        case=case,
        judgement=judgement,
        rules_sha256=meeting.rule_set.sha256,
        text_sha256=sha256(item.text_now),
        vote_id=vote.pk if vote else None,
        reason=reason,
    )
    if outcome in (Decision.Outcome.ADOPTED, Decision.Outcome.ELECTED) and not item.amends_id:
        _follow(decision)
    record(
        "decision.taken",
        decision,
        by=by,
        space=meeting.space,
        title=item.title,
        outcome=outcome,
        meeting=meeting.pk,
        meeting_title=meeting.title,
        body=meeting.body.name,
        address=meeting.get_absolute_url(),
        text_sha256=decision.text_sha256,
        rules_sha256=decision.rules_sha256,
        source=[item.source_kind, item.source_id] if item.source_kind and not item.amends_id else None,
        case=case,
        judgement=judgement,
    )
    live.publish("meeting", meeting.pk, "page")
    return decision


def _follow(decision):
    """What is to be done of it: by the board, and what the law of associations asks."""
    item = decision.item
    matter = matter_of(item.meeting, item)
    if not item.is_election:
        FollowUp.objects.create(decision=decision, title=item.title)
    for duty in law.duties_after(matter.key, matter.elects):
        FollowUp.objects.create(
            decision=decision,
            title=str(LEGAL[duty.key]),
            article=duty.article,
            due_on=duty.delay.until(item.meeting.day),
        )


@transaction.atomic
def withdraw_item(item: AgendaItem, *, by, reason: str, without_object: bool = False) -> Decision:
    """Take a question back before anybody voted on it, or say that another decision left it without object."""
    item = lock_item(item)
    ensure(may_withdraw_item(by, item))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots pourquoi : le procès-verbal le note.")))
    outcome = Decision.Outcome.WITHOUT_OBJECT if without_object else Decision.Outcome.WITHDRAWN
    for motion in motions_of(item) if not item.amends_id else ():
        motion.meeting = item.meeting
        _decided(motion, outcome=Decision.Outcome.WITHOUT_OBJECT, by=by, reason=reason.strip())
    return _decided(item, outcome=outcome, by=by, reason=reason.strip())


@transaction.atomic
def state_no_quorum(meeting, *, by) -> list[Decision]:
    """Write down that the quorum is missed: nothing more is decided here (art. 10.1, 14.3, 22.3, 23.3)."""
    meeting = lock(meeting)
    now = clock.now()
    ensure(may_state_no_quorum(by, meeting, now))
    found = []
    for item in undecided(meeting):
        item.meeting = meeting
        if not quorum_of(item, now) and not is_named_round(item):
            found.append(_decided(item, by=by, **_no_quorum(item, now)))
    return found


def undecided(meeting) -> list[AgendaItem]:
    """The items to vote that have no outcome yet."""
    return list(meeting.items.exclude(matter="").filter(decision__isnull=True))


# --- Candidacies, and those who are elected ----------------------------------------------------------


@transaction.atomic
def stand(item: AgendaItem, *, by, words: str = "") -> Candidacy:
    """Stand for a seat: whoever art. 13 lets, until the vote opens."""
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_stand(by, item))
    candidacy, _is_new = Candidacy.objects.update_or_create(
        item=item, person=by, defaults={"words": words.strip(), "withdrawn_at": None}
    )
    record("meeting.stood", meeting, by=by, space=meeting.space, title=meeting.title, item=item.title)
    live.publish("meeting", meeting.pk, "page")
    return candidacy


@transaction.atomic
def withdraw_candidacy(candidacy: Candidacy, *, by) -> None:
    """Stand no more, until the vote opens; whoever runs the session takes back one that art. 13 bars."""
    item = lock_item(candidacy.item)
    candidacy = Candidacy.objects.select_for_update(of=("self",)).select_related("person").get(pk=candidacy.pk)
    candidacy.item = item
    ensure(may_withdraw_candidacy(by, candidacy))
    candidacy.withdrawn_at = clock.now()
    candidacy.save(update_fields=["withdrawn_at"])
    meeting = item.meeting
    record("meeting.stood_down", meeting, by=by, space=meeting.space, title=meeting.title, item=item.title)
    live.publish("meeting", meeting.pk, "page")


def words_of_election(item) -> str:
    """How mandates name the decision that gave them: in the language of the statutes, and so the same for everybody."""
    with translation.override("fr"):
        return _("%(meeting)s, point %(n)s") % {"meeting": item.meeting.title, "n": item.position}


@transaction.atomic
def install_elected(decision: Decision, *, by) -> list:
    """Record the mandates that an election gave: the seats in their order, or the post it was about (ST-12, ST-17)."""
    item = lock_item(decision.item)
    meeting = item.meeting
    if not item.is_election:
        raise Refused(no(_("Ce point n’est pas une élection.")))
    body = Body.objects.select_related("organization__space").get(
        organization=meeting.organization, key=matter_of(meeting, item).elects
    )
    ensure(may_seat(by, body))
    drawn = drawn_by(decision)
    if decision.outcome != Decision.Outcome.ELECTED and not drawn:
        raise Refused(no(_("Cette élection n’a élu personne.")))
    words = words_of_election(item)
    seated = set(body.mandates.filter(decision=words, decided_on=meeting.day).values_list("person_id", flat=True))
    day = dict.fromkeys(decision.judgement["elected"]) | drawn
    if set(day) <= seated:
        raise Refused(no(_("Ces mandats sont déjà enregistrés.")))
    people = {one.person_id: one.person for one in item.candidacies.select_related("person")}
    elected = [people[pk] for pk in day if pk not in seated]
    told = {"by": by, "decision": words, "decided_on": meeting.day}
    if decision.outcome != Decision.Outcome.ELECTED and not decision.follow_ups.exists():
        _follow(decision)
    if item.post:
        return [seat(body, elected[0], post=item.post, since=day[elected[0].pk], **told)]
    places = open_places(seating_of(body, meeting.day))
    if len(places) < len(elected):
        raise Refused(
            no(_("Il y a plus d’élus que de sièges à pourvoir : mettez fin d’abord aux mandats qu’ils remplacent."))
        )
    return [
        seat(body, person, seat=place.key, since=day[person.pk], **told)
        for person, place in zip(elected, places, strict=False)
    ]


def drawn_by(decision: Decision) -> dict:
    """Who has a seat because the lot settled a tie, and the day it did: {id of a person: date} (A-4)."""
    draw = decision.draws.standing().filter(result__isnull=False).select_related("result", "space").first()
    if draw is None:
        return {}
    names = set(draw.result.selected)
    return {one["person"]: draw.space.day(draw.result.drawn_at) for one in draw.entries if one["name"] in names}
