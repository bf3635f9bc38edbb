"""Votes on the items of an agenda: whom they ask, who runs them, where they are read."""

from django.urls import reverse
from django.utils.translation import gettext as _

from governance import clock, live
from governance.accounts.models import User
from governance.assemblies.actions.locking import lock
from governance.assemblies.agenda import recused_of, stays
from governance.assemblies.models import AgendaItem, Meeting
from governance.assemblies.permissions import (
    may_close_vote_early,
    may_countersign_paper,
    may_enter_paper,
    may_know_people,
    may_put_to_vote,
    may_run_session,
    may_see_meeting,
    may_vote_on_paper,
)
from governance.rules import meetings as law
from governance.verdict import YES, Verdict, no
from governance.voting.actions import Place
from governance.voting.owners import Owner, Setting


def find(pk):
    return AgendaItem.objects.select_related("meeting__body__organization__space", "meeting__rule_set").get(pk=pk)


def visible_ids(user):
    return AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(user)).values("pk")


def roll(item):
    """Those who are there with a deliberative voice, but the recused: one voice each (art. 10.3)."""
    here = law.present(stays(item.meeting), clock.now())
    return [Place(pk, "present") for pk in sorted(here - recused_of(item).keys())]


def may_still_answer(user, item) -> Verdict:
    """Whoever left the session answers no more: there is no proxy, and no vote from outside."""
    if item.meeting.attendances.filter(person=user, left_at__isnull=True).exists():
        return YES
    return no(_("Vous avez quitté la séance : revenez-y pour voter, tant que le scrutin est ouvert."), "ask")


def outside(item, vote):
    """Members of the body who are not on the roll, and why."""
    on_roll = set(vote.roll.values_list("person_id", flat=True))
    recused = recused_of(item)
    found = [(person, "recused") for person in recused.values()]
    absent = item.meeting.body.members(item.meeting.day).exclude(pk__in=on_roll | set(recused))
    return found + [(person, "absent") for person in absent.order_by("display_name", "pk")]


def candidates(item):
    """Those an option of an election may name: who stands."""
    return User.objects.filter(pk__in=item.candidacies.filter(withdrawn_at__isnull=True).values("person"))


def hold(item):
    """Nobody comes into the session, and nobody leaves it, until the transaction ends."""
    item.meeting = lock(item.meeting)


def setting(request, item, vote):
    meeting = item.meeting
    space = meeting.space
    return Setting(
        crumbs=(
            (str(space), reverse("space", args=[space.slug])),
            (str(meeting), reverse("meeting", args=[meeting.pk])),
        ),
        back=(_("Revenir à la séance"), reverse("meeting", args=[meeting.pk])),
    )


KIND = "agendaitem"
OWNER = Owner(
    find=find,
    visible_ids=visible_ids,
    space=lambda item: item.meeting.space,
    may_see=lambda user, item: may_see_meeting(user, item.meeting),
    may_prepare=may_put_to_vote,
    may_run=lambda user, item: may_run_session(user, item.meeting),
    roll=roll,
    setting=setting,
    made=lambda item, vote: None,
    changed=lambda item: live.publish("meeting", item.meeting_id, "page"),
    answered=lambda item: live.publish("meeting", item.meeting_id, "turnout"),
    may_still_answer=may_still_answer,
    outside=outside,
    candidates=candidates,
    may_close_early=may_close_vote_early,
    hold=hold,
    may_enter_paper=may_enter_paper,
    may_countersign_paper=may_countersign_paper,
    may_vote_on_paper=may_vote_on_paper,
    may_see_roll=lambda user, item: may_know_people(user, item.meeting),
    known_ids=lambda user: AgendaItem.objects.of_meetings_known_to(user).values("pk"),
)
