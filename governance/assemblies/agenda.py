"""What the statutes say of an agenda: the matter of each item, the delays that bind it, and how many are counted."""

from governance.assemblies.models import Attendance, Body, Recusal, officer
from governance.rules import meetings as law
from governance.rules.majority import Convocation, Counts, Rule
from governance.rules.merge import diff
from governance.rules.notice import Notice
from governance.rules.statutes import judging


def matter_of(meeting, item):
    """The matter an item is voted under, in the rules its meeting was prepared with; None for a discussion."""
    return meeting.rule_set.statutes.matters[item.matter] if item.matter else None


def rule_of(meeting, item) -> Rule:
    """The rule that decides an item: that of its matter, without the quorum where a second call waives it."""
    return judging.rule_of(matter_of(meeting, item), second_call=meeting.recalls_id is not None)


def is_secret(meeting, item) -> bool:
    """Whether the statutes want the secret here: always, or because the body does not meet in one place (ST-14.4b)."""
    matter = matter_of(meeting, item)
    return matter.secrecy == "secret" or (matter.secret_remotely and meeting.mode != meeting.Mode.IN_PERSON)


def admits(meeting) -> bool:
    """Whether the body of this meeting is the one that the statutes let admit."""
    matter = meeting.rule_set.statutes.matters.get("admission")
    return matter is not None and matter.body == meeting.body.key


def notices_of(meeting, items) -> list[tuple[Notice, str]]:
    """The delays before this meeting, each with its article; a second call has a delay of its own (A-15)."""
    statutes = meeting.rule_set.statutes
    body = statutes.bodies[meeting.body.key]
    voted = [matter_of(meeting, item) for item in items if item.binds]
    if meeting.recalls_id:
        again = [(matter.second_call.notice, matter.second_call.article) for matter in voted if matter.second_call]
        found = [(notice, article) for notice, article in again if notice]
    else:
        found = [(body.notice, body.notice_article)] if body.notice else []
        found += [(matter.notice, matter.notice_article) for matter in voted if matter.notice]
    return found


def longest(meeting, items) -> tuple[Notice, str] | None:
    """The delay that binds this meeting most, and its article; None where the statutes want none."""
    return min(notices_of(meeting, items), key=lambda found: found[0].before(meeting.day), default=None)


def convocation_of(meeting, item) -> Convocation | None:
    """When this meeting was convened for this item, for its judgement; None where any moment is lawful."""
    found = longest(meeting, [item])
    if found is None:
        return None
    notice, article = found
    return Convocation(meeting.sent_at.astimezone(meeting.zone).date(), meeting.day, notice, article)


# --- Who is there ------------------------------------------------------------------------------------


def stays(meeting) -> list[law.Stay]:
    """Everybody's comings and goings in the session."""
    rows = Attendance.objects.filter(meeting=meeting).values_list("person_id", "came_at", "left_at", "deliberates")
    return [law.Stay(*row) for row in rows]


def recused_of(item) -> dict[int, object]:
    """Who takes no part in the vote of an item, by id: recused of it, or of the text it amends (art. 10.3, 14.5)."""
    asked = Recusal.objects.standing().filter(item__in=[pk for pk in (item.pk, item.amends_id) if pk])
    asked = asked.select_related("person")
    return {one.person_id: one.person for one in asked}


def people_at(meeting, at) -> dict[str, int]:
    """The people of the session at a moment, in the words of the law: entitled, in_office, present, participants."""
    here = stays(meeting)
    entitled = meeting.body.members(meeting.day).count()
    return {
        "entitled": entitled,
        "in_office": 0 if meeting.body.key == Body.Key.GENERAL_ASSEMBLY else entitled,
        "present": len(law.present(here, at)),
        "participants": len(law.participants(here, at)),
    }


def counts_at(meeting, item, at, ballots=None) -> Counts:
    """The counts an item is judged on: the people of that moment (A-30) and its ballots; vacant seats as A-27 says.

    Of the recused those count who are there: whoever is absent is in no base that they could be taken from (A-19).
    """
    recused = len(law.present(stays(meeting), at) & recused_of(item).keys())
    counts = law.counts_of(ballots or {}, recused=recused, **people_at(meeting, at))
    return judging.counted(meeting.rule_set.statutes, matter_of(meeting, item), counts)


def voice_of_president(meeting, vote) -> str | None:
    """How the president of the association voted in a named vote; None when absent, abstaining or recused (A-29)."""
    president = officer(meeting.organization, "president", meeting.day)
    if president is None or vote.is_secret:
        return None
    ballot = vote.ballots.filter(person=president, kind="choice").first()
    return ballot.content if ballot else None


def ballots_of(vote) -> dict[str, int]:
    """The ballots of a counted vote on a text, as the law names them: for, against, blank, abstain."""
    counts = vote.outcome["counts"]
    found = {option.key: counts.get(str(option), 0) for option in vote.options.all()}
    return found | {"blank": vote.outcome["blanks"], "abstain": vote.outcome.get("abstentions", 0)}


# --- Amendments --------------------------------------------------------------------------------------


def motions_of(item) -> list:
    """The amendments to an item that have no outcome yet, in the order in which they are voted."""
    left = {one.pk: one for one in item.amendments.filter(decision__isnull=True)}
    order = law.in_order(law.Motion(pk, *_edited(item.text, one.text)) for pk, one in left.items())
    return [left[motion.key] for motion in order]


def _edited(before, after):
    """How many characters an amendment takes from a text, and how many it adds, white space left out."""
    found = {"delete": 0, "insert": 0, "equal": 0}
    for operation, words in diff(before, after):
        found[operation] += len("".join(words.split()))
    return found["delete"], found["insert"]
