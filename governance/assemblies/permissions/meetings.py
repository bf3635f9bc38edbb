"""Who convenes a body, and who does what in its session."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from governance import clock
from governance.assemblies import wording
from governance.assemblies.agenda import admits, counts_at, matter_of, motions_of, rule_of
from governance.assemblies.initiative import may_bring, warning_of_year
from governance.assemblies.models import officer
from governance.organizations.association import why_not
from governance.organizations.models import Application
from governance.organizations.permissions import may_see_enrolled, may_see_space
from governance.rules.majority import quorum_step
from governance.rules.meetings import CANCELLED, CLOSED, CONVENED, PREPARED, signatures_needed
from governance.verdict import YES, Verdict, no
from governance.voting.models import Vote

DISSOLUTION = "dissolution"  # where the items that it asks for come from (ST-23.4, ST-23.5)
FEW = 8  # people whose names stand in one sentence
HEARING = ("general_assembly", "board")  # the bodies that hear whom the president calls
EARLY = timedelta(hours=1)  # before a session one may check in


def may_know_people(user, meeting) -> Verdict:
    """Who is convened and who is there: the people of the association, and whoever was convened or runs it."""
    if not user.is_authenticated:
        return no(_("Connectez-vous : les noms des personnes présentes se lisent entre membres."), "sign_in")
    if may_see_enrolled(user, meeting.organization) or is_convener(user, meeting):
        return YES
    if ranks_of(meeting, user):
        return YES
    return no(_("Les noms des personnes convoquées et présentes sont réservés aux membres de l’association."), "join")


def may_read_delivery(user, meeting) -> Verdict:
    """To whom the convocation left, and how: those who convene and run it, the president and the secretary.

    Beside a list of members it tells who did not pay, which is nobody else's affair.
    """
    if not user.is_authenticated:
        return no(_("Connectez-vous pour lire le journal d’envoi."), "sign_in")
    if is_convener(user, meeting) or user.pk in (meeting.chair_id, meeting.secretary_id, meeting.sent_by_id):
        return YES
    today = meeting.space.day(clock.now())
    if user in (officer(meeting.organization, post, today) for post in ("president", "secretary")):
        return YES
    return no(_("Le journal d’envoi se lit par les personnes qui convoquent la séance et par le secrétariat."), "ask")


# --- Convening -----------------------------------------------------------------------------


def may_see_meeting(user, meeting) -> Verdict:
    """Whoever sees the space of the association."""
    return may_see_space(user, meeting.space)


def may_prepare_meeting(user, body) -> Verdict:
    """Whoever has a voice in the body, and the president, who presides every body (art. 18.1)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour préparer une séance."), "sign_in")
    today = body.organization.space.day(clock.now())
    if body.members(today).filter(pk=user.pk).exists() or user == officer(body.organization, "president", today):
        return YES
    return no(
        _("Une séance est préparée par les membres de l’instance qui ont voix délibérative, ou par la présidence."),
        "ask",
    )


def may_sign_for_meeting(user, meeting) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour demander cette séance."), "sign_in")
    if meeting.phase != PREPARED:
        return no(_("Cette séance est déjà convoquée, ou n’aura pas lieu."))
    today = meeting.space.day(clock.now())
    if meeting.body.members(today).filter(pk=user.pk).exists():
        return YES
    return no(_("Seuls les membres de l’instance qui ont voix délibérative demandent sa réunion."))


def may_change_agenda(user, meeting, *, for_discussion=False) -> Verdict:
    """Whoever prepares it or signed for it, and the president; after the convocation, only to talk (art. 9.2)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour préparer une séance."), "sign_in")
    phase = meeting.phase
    if phase in (CLOSED, CANCELLED):
        return no(_("Cette séance est passée : son ordre du jour ne change plus."))
    if phase != PREPARED and not for_discussion:
        return no(
            _(
                "La convocation est partie : l’ordre du jour et ses textes ne changent plus (art. 9.2). On peut encore "
                "ajouter un point à discuter, sans vote."
            )
        )
    if meeting.recalls_id:
        return no(_("Une seconde séance reprend le même ordre du jour et les mêmes textes (art. 22.3)."))
    if is_convener(user, meeting):
        return YES
    return no(_("L’ordre du jour est préparé par les personnes qui convoquent la séance."), "ask")


def may_change_meeting(user, meeting) -> Verdict:
    """Its day, its place and its title, until the convocation leaves: whoever prepares it, a second call included."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour préparer une séance."), "sign_in")
    if meeting.phase != PREPARED:
        return no(_("La convocation est partie, ou la séance est passée : sa date et son lieu ne changent plus."))
    if is_convener(user, meeting):
        return YES
    return no(_("Une séance est préparée par les personnes qui la convoquent."), "ask")


def is_convener(user, meeting) -> bool:
    """Who prepares this meeting: those who signed for it, and the president."""
    if not user.is_authenticated:
        return False
    if meeting.signatures.filter(person=user).exists():
        return True
    return user == officer(meeting.organization, "president", meeting.space.day(clock.now()))


def may_convene(user, meeting) -> Verdict:
    """Whoever holds a post that convenes the body, or enough of its members together (ST-9.1b, ST-14.1a, ST-22.1a).

    A matter that only some may bring (its initiators) is convened by them alone.
    """
    if not user.is_authenticated:
        return no(_("Connectez-vous pour convoquer une séance."), "sign_in")
    if not is_convener(user, meeting):
        return no(_("La séance est convoquée par la présidence, ou par les membres qui la demandent."), "ask")
    today = meeting.space.day(clock.now())
    if user == officer(meeting.organization, "president", today):
        return YES
    body = meeting.rule_set.statutes.bodies[meeting.body.key]
    voices = meeting.body.members(today)
    needed = signatures_needed(body.convened_by.share, voices.count())
    if needed is None:
        return no(_("Les statuts laissent la présidence seule convoquer cette instance."), "ask")
    signed = meeting.signatures.filter(person__in=voices).count()
    if signed >= needed:
        return YES
    return no(
        ngettext(
            "Il manque %(n)s signature : la présidence convoque seule, ou %(needed)s membres ensemble (%(article)s).",
            "Il manque %(n)s signatures : la présidence convoque seule, ou %(needed)s membres ensemble (%(article)s).",
            needed - signed,
        )
        % {"n": needed - signed, "needed": needed, "article": body.article},
        "ask",
    )


def may_call_again(user, meeting) -> Verdict:
    """Whoever may prepare a meeting of the body, once this one missed its quorum on something."""
    if meeting.phase != CLOSED:
        return no(_("On convoque de nouveau une fois la séance close."), "wait")
    if not meeting.items.filter(decision__outcome="no_quorum", amends=None).exists():
        return no(_("Aucun point de cette séance n’a manqué son quorum."))
    return may_prepare_meeting(user, meeting.body)


def may_send_convocation(user, meeting, now) -> Verdict:
    if meeting.phase != PREPARED:
        return no(_("La convocation de cette séance est déjà partie, ou la séance n’aura pas lieu."))
    verdict = may_convene(user, meeting)
    if not verdict:
        return verdict
    items = list(meeting.items.select_related("proposed_by__item__meeting__body"))
    for item in items:
        verdict = verdict and may_bring(user, meeting, item)
    if verdict and meeting.is_annual and not meeting.recalls_id and (why := warning_of_year(meeting, items)):
        return no(why)
    return verdict


def may_send_again(user, meeting) -> Verdict:
    """Whoever may convene it, while a letter was given up and the session is not over."""
    if meeting.sent_at is None or meeting.closed_at:
        return no(_("La convocation n’est pas partie, ou la séance est passée : il n’y a rien à renvoyer."))
    if not meeting.convocations.given_up().exists():
        return no(_("Aucun envoi n’est abandonné : chaque lettre est remise, ou en cours."))
    return may_convene(user, meeting)


def may_withdraw_invitation(user, convocation) -> Verdict:
    """The president who invites, until the session opens and while the person is not there (ST-8.3, ST-14.6)."""
    meeting = convocation.meeting
    if convocation.reason != convocation.Reason.INVITED or convocation.withdrawn_at:
        return no(_("Cette personne n’est pas invitée : on ne retire qu’une invitation."))
    inviting = may_invite(user, meeting)
    if not inviting:
        return inviting
    if meeting.phase not in (PREPARED, CONVENED):
        return no(_("La séance est ouverte : une invitation se retire avant."))
    if meeting.attendances.filter(person=convocation.person_id, left_at__isnull=True).exists():
        return no(_("%(name)s a déjà émargé : notez son départ d’abord.") % {"name": convocation.person})
    return YES


def may_invite(user, meeting) -> Verdict:
    """The president alone calls paid staff to be heard by the assembly, or by the board (ST-8.3, ST-14.6)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour inviter quelqu’un."), "sign_in")
    if meeting.body.key not in HEARING:
        return no(_("On invite à une assemblée générale ou à un conseil (art. 8.3, 14.6)."))
    if meeting.phase in (CLOSED, CANCELLED):
        return no(_("Cette séance est passée, ou n’a pas eu lieu."))
    if user == officer(meeting.organization, "president", meeting.space.day(clock.now())):
        return YES
    return no(_("La présidence seule appelle quelqu’un à assister, avec voix consultative (art. 8.3, 14.6)."))


def may_cancel_meeting(user, meeting) -> Verdict:
    """Whoever convened it, until it opens."""
    if meeting.phase not in (PREPARED, CONVENED):
        return no(_("Cette séance est ouverte ou passée : on la clôt, on ne l’annule pas."))
    return may_convene(user, meeting) if meeting.sent_at else may_change_meeting(user, meeting)


# --- In session ----------------------------------------------------------------------------


def ranks_of(meeting, person) -> str:
    """« voice » for whoever deliberates on that day, « consultative » for the others convened, or nothing.

    A session that goes on another day keeps the voices of its own day, without those who lost theirs meanwhile.
    """
    days = {meeting.day, max(meeting.day, meeting.space.day(clock.now()))}
    if all(meeting.body.members(day).filter(pk=person.pk).exists() for day in days):
        return "voice"
    return "consultative" if meeting.convocations.standing().filter(person=person).exists() else ""


def may_check_in(user, meeting) -> Verdict:
    """Whoever is convened, from an hour before the session until it closes."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour émarger."), "sign_in")
    return _may_be_there(meeting, user)


def may_note_attendance(user, meeting, person) -> Verdict:
    """The people who run the session note who comes; before it opens, those who convene it."""
    running = may_run_session(user, meeting) if meeting.opened_at else may_convene(user, meeting)
    return _may_be_there(meeting, person) if running else running


def _may_be_there(meeting, person):
    if meeting.phase == PREPARED:
        return no(_("Cette séance n’est pas convoquée encore."))
    if meeting.phase in (CLOSED, CANCELLED):
        return no(_("Cette séance est passée, ou n’a pas eu lieu."))
    if clock.now() < meeting.starts_at - EARLY:
        return no(_("On émarge à partir d’une heure avant la séance."), "wait")
    if meeting.resumes_at and clock.now() < meeting.resumes_at - EARLY:
        return no(_("La séance est renvoyée : on émarge à partir d’une heure avant sa reprise."), "wait")
    if ranks_of(meeting, person):
        return YES
    return no(_("Cette séance réunit les personnes convoquées : vous n’en êtes pas."), "ask")


def may_run_session(user, meeting) -> Verdict:
    """Whoever presides it or writes for it: they note what happens and put items to the vote (art. 10.5)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour conduire la séance."), "sign_in")
    if not meeting.is_in_session:
        return no(_("La séance n’est pas ouverte."), "wait")
    if user.pk in (meeting.chair_id, meeting.secretary_id):
        return YES
    return no(_("La séance est conduite par la personne qui la préside et celle qui en tient le secrétariat."), "ask")


def may_preside(user, meeting) -> Verdict:
    """Whoever presides it, alone: the order of the items, the floor and the pauses are theirs (art. 10.5)."""
    running = may_run_session(user, meeting)
    if not running or user.pk == meeting.chair_id:
        return running
    return no(_("C’est à la personne qui préside la séance de le faire (art. 10.5)."), "ask")


def may_suspend(user, meeting) -> Verdict:
    presiding = may_preside(user, meeting)
    if presiding and meeting.suspended_at:
        return no(_("La séance est suspendue déjà."))
    if presiding and _running_vote(meeting):
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    return presiding


def may_resume(user, meeting) -> Verdict:
    """Whoever presides it; of an adjourned session not before the hour it was adjourned to."""
    presiding = may_preside(user, meeting)
    if not presiding:
        return presiding
    if not meeting.suspended_at:
        return no(_("La séance n’est pas suspendue."))
    if meeting.resumes_at and clock.now() < meeting.resumes_at:
        return no(_("La séance est renvoyée à plus tard : elle ne reprend pas avant son heure."), "wait")
    return YES


def may_open_session(user, meeting, now) -> Verdict:
    """A member who is there, once the hour has come; the president first, if they are there."""
    if meeting.phase != CONVENED:
        return no(_("Une séance s’ouvre une fois, après avoir été convoquée."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour ouvrir la séance."), "sign_in")
    if now < meeting.starts_at:
        return no(_("La séance ne s’ouvre pas avant l’heure de sa convocation."), "wait")
    here = set(meeting.attendances.filter(left_at__isnull=True, deliberates=True).values_list("person_id", flat=True))
    if user.pk not in here:
        return no(_("Émargez d’abord : la séance est ouverte par un membre présent."))
    president = officer(meeting.organization, "president", meeting.day)
    if president and president.pk in here and president != user:
        return no(_("La présidence est là : c’est à elle d’ouvrir la séance (art. 18.1)."), "ask")
    return YES


def may_designate(user, meeting, post, person) -> Verdict:
    """A member who is there, where the officer of that post is absent; among those who are there (art. 10.6)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour conduire la séance."), "sign_in")
    if not meeting.is_in_session:
        return no(_("La séance n’est pas ouverte."), "wait")
    here = set(meeting.attendances.filter(left_at__isnull=True, deliberates=True).values_list("person_id", flat=True))
    if user.pk not in here:
        return no(_("Seuls les membres présents désignent qui préside et qui écrit."))
    if person.pk not in here:
        return no(_("On désigne une personne parmi les membres présents (art. 10.6)."))
    held = officer(meeting.organization, post, meeting.day)
    if held and held.pk in here and held != person:
        return no(_("%(name)s est là, et c’est sa fonction (art. 10.5).") % {"name": held})
    current = meeting.chair_id if post == "president" else meeting.secretary_id
    by_right = held == person and current != person.pk  # the officer came after all (art. 18.1)
    if current in here and user.pk != meeting.chair_id and not by_right:
        return no(_("Cette fonction est tenue par une personne présente."))
    if person.pk == (meeting.secretary_id if post == "president" else meeting.chair_id):
        return no(_("Une même personne ne préside pas et ne tient pas le secrétariat : deux personnes signent."))
    return YES


def may_close_session(user, meeting) -> Verdict:
    """Whoever presides it, once every item that was to be voted has an outcome and no vote runs."""
    presiding = may_preside(user, meeting)
    if not presiding:
        return presiding
    if _running_vote(meeting):
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    here = meeting.attendances.filter(left_at__isnull=True, deliberates=True)
    if meeting.secretary_id is None and here.exclude(person=meeting.chair_id).exists():
        return no(_("Désignez d’abord qui tient le secrétariat : le procès-verbal attend sa signature (art. 10.6)."))
    waiting = _applications_without_outcome(meeting)
    if waiting:
        return no(
            ngettext(
                "%(n)s demande d’admission attend son issue : admise, refusée ou ajournée (art. 6).",
                "%(n)s demandes d’admission attendent leur issue : admises, refusées ou ajournées (art. 6).",
                waiting,
            )
            % {"n": waiting}
        )
    left = meeting.items.exclude(matter="").filter(decision__isnull=True)
    if left.exists():
        return no(
            _("« %(title)s » n’a pas d’issue : mettez-le aux voix, retirez-le, ou constatez l’absence de quorum.")
            % {"title": left.first()}
        )
    return YES


def _applications_without_outcome(meeting) -> int:
    """How many of those on its agenda have no outcome, where its body admits (ST-6.3)."""
    if not admits(meeting):
        return 0
    asked = Application.objects.filter(organization=meeting.organization)
    return asked.without_outcome_since(meeting.opened_at, convened=meeting.sent_at).count()


# --- Items and votes -----------------------------------------------------------------------


def may_open_item(user, item) -> Verdict:
    presiding = may_preside(user, item.meeting)
    if not presiding:
        return presiding
    if item.meeting.suspended_at:
        return no(_("La séance est suspendue : on n’ouvre ni ne quitte un point."), "wait")
    if _running_vote(item.meeting):
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    return YES


def may_close_item(user, item) -> Verdict:
    running = may_open_item(user, item)
    if running and item.binds and not hasattr(item, "decision"):
        return no(_("Ce point attend une décision : mettez-le aux voix, ou retirez-le avec une raison."))
    return running


def may_recuse(user, item, person) -> Verdict:
    """Oneself, or the people who run the session, before the vote opens."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour vous déporter."), "sign_in")
    running = may_run_session(user, item.meeting)
    if not running and user != person:
        return running
    if item.meeting.phase in (CLOSED, CANCELLED):
        return no(_("Cette séance est passée, ou n’a pas eu lieu."))
    if not item.binds:
        return no(_("Ce point n’est pas soumis au vote."))
    if hasattr(item, "decision") or votes_of(item).exists():
        return no(_("Le vote de ce point a eu lieu, ou est en cours : on se déporte avant."))
    vote = _running_vote(item.meeting)
    if vote and item.amendments.filter(pk=vote.owner_id).exists():
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    if ranks_of(item.meeting, person) != "voice":
        return no(_("Cette personne n’a pas voix délibérative ici."))
    return YES


def may_withdraw_recusal(user, recusal) -> Verdict:
    """Whoever noted it or runs the session, until a vote opens on the item or on one of its amendments."""
    item = recusal.item
    if not user.is_authenticated:
        return no(_("Connectez-vous pour lever un déport."), "sign_in")
    if user.pk != recusal.noted_by_id:
        running = may_run_session(user, item.meeting)
        if not running:
            return running
    if recusal.withdrawn_at:
        return no(_("Ce déport est déjà levé."))
    if item.meeting.phase in (CLOSED, CANCELLED):
        return no(_("Cette séance est passée, ou n’a pas eu lieu."))
    if hasattr(item, "decision") or votes_of(item, *item.amendments.all()).exists():
        return no(_("Un vote est ouvert sur ce point, ou a eu lieu : ce déport ne se lève plus."))
    return YES


def may_put_to_vote(user, item) -> Verdict:
    """Whoever runs the session, an item that is on the table and was on the convocation, once."""
    running = may_run_session(user, item.meeting)
    if not running:
        return running
    if item.meeting.suspended_at:
        return no(_("La séance est suspendue : on ne vote pas."), "wait")
    if not item.binds:
        return no(_("Ce point est à discuter seulement : la convocation ne l’annonçait pas au vote (art. 9.2)."))
    if hasattr(item, "decision"):
        return no(_("Ce point a déjà son issue : un vote clos ne se refait pas."))
    if item.source_kind == DISSOLUTION and not item.text_now:
        return no(_("Dites d’abord qui est proposé, et dans quels termes (art. 23)."))
    table = item.amends or item
    if table.opened_at is None or table.closed_at is not None:
        return no(_("Ouvrez d’abord ce point."))
    if is_named_round(item) and user.pk != item.meeting.chair_id:
        return no(_("Le second tour nominatif est ouvert par qui préside, ou par personne (art. 14.4)."), "ask")
    first = next(iter(motions_of(table)), None)
    if first and first.pk != item.pk:
        return no(
            _(
                "Les amendements se votent avant le texte, les suppressions d’abord, puis du plus éloigné au plus "
                "proche ; c’est le tour de « %(title)s »."
            )
            % {"title": first}
        )
    if _running_vote(item.meeting):
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    if item.meeting.chair_id is None or item.meeting.secretary_id is None:
        return no(
            _("Désignez d’abord qui préside et qui tient le secrétariat : le procès-verbal les attend (art. 10.6).")
        )
    missing = _not_convened(item.meeting)
    if missing:
        return no(
            _("%(names)s ne figure pas parmi les personnes convoquées : la séance ne peut pas voter (art. 9, 14.1).")
            % {"names": ", ".join(missing)}
        )
    return YES


def _not_convened(meeting):
    """Members in office who were not sent the convocation; of an assembly, those who joined later need none."""
    if meeting.body.key == "general_assembly":
        return []
    convened = meeting.convocations.standing().values("person")
    return [str(person) for person in meeting.body.members(meeting.day).exclude(pk__in=convened)]


def quorum_of(item, now) -> Verdict:
    """Whether the body may deliberate on an item now; the reason says the arithmetic."""
    step = quorum_step_of(item, now)
    return YES if step is None or step.holds else no(wording.step_sentence(step), "wait")


def quorum_step_of(item, now):
    """The step of the law on the quorum of an item, as of now; None where the rule wants none."""
    rule = rule_of(item.meeting, item)
    if rule.quorum is None:
        return None
    return quorum_step(rule.quorum, counts_at(item.meeting, item, now))


def may_state_no_quorum(user, meeting, now) -> Verdict:
    running = may_run_session(user, meeting)
    if not running:
        return running
    if _running_vote(meeting):
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    left = list(meeting.items.exclude(matter="").filter(decision__isnull=True))
    for item in left:
        item.meeting = meeting
    if any(not quorum_of(item, now) for item in left):
        return YES
    return no(_("Le quorum est atteint pour ce qui reste à voter."))


def may_withdraw_item(user, item) -> Verdict:
    running = may_run_session(user, item.meeting)
    if not running:
        return running
    if item.source_kind == DISSOLUTION:
        return no(_("La dissolution adoptée veut une réponse à cette question : elle ne se retire pas (art. 23)."))
    if not item.binds or hasattr(item, "decision") or votes_of(item).exists():
        return no(_("On retire un point soumis au vote, avant son vote."))
    return YES


def may_name_for_dissolution(user, item) -> Verdict:
    """Whoever runs the session writes what is put to the vote once the dissolution is adopted, until its vote."""
    running = may_run_session(user, item.meeting)
    if not running:
        return running
    if item.source_kind != DISSOLUTION:
        return no(_("On ne nomme ici que ce que veut une dissolution adoptée (art. 23)."))
    if hasattr(item, "decision") or votes_of(item).exists():
        return no(_("Le vote de ce point est ouvert, ou passé."))
    return YES


def may_amend_item(user, item) -> Verdict:
    """A member who is there, before the vote on the text; never the statutes nor the dissolution (art. 22.1, 23.1)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour proposer un amendement."), "sign_in")
    if item.amends_id or not item.binds or item.is_election:
        return no(_("On n’amende que le texte d’un point soumis au vote."))
    if matter_of(item.meeting, item).single_item:
        return no(_("Le texte de la convocation est celui qui se vote : il ne s’amende pas en séance (art. 22.1)."))
    if not item.meeting.is_in_session:
        return no(_("On amende en séance, pendant qu’elle est ouverte."), "wait")
    if hasattr(item, "decision") or votes_of(item).exists():
        return no(_("Le vote de ce texte est ouvert, ou passé."))
    here = item.meeting.attendances.filter(person=user, left_at__isnull=True, deliberates=True)
    return YES if here.exists() else no(_("Un amendement est proposé par un membre présent qui a voix délibérative."))


def is_named_round(item) -> bool:
    """Whether a secret vote on this item was tied, and a named second round may settle it (A-10)."""
    return bool(item.rounds) and not item.is_election


def may_decline_second_round(user, item) -> Verdict:
    """Whoever presides, as long as the second round is not open."""
    running = may_run_session(user, item.meeting)
    if not running:
        return running
    if not is_named_round(item) or hasattr(item, "decision"):
        return no(_("Aucun vote secret n’attend ici un second tour."))
    if _running_vote(item.meeting):
        return no(_("Un scrutin est en cours : attendez sa clôture."), "wait")
    if user.pk != item.meeting.chair_id:
        return no(_("C’est à qui préside d’ouvrir un second tour nominatif, ou d’y renoncer (art. 14.4)."), "ask")
    return YES


def may_close_vote_early(user, item, vote) -> Verdict:
    """Whoever runs the session, once everybody on the roll who is still in session has answered, and not before."""
    running = may_run_session(user, item.meeting)
    if not running:
        return running
    here = item.meeting.attendances.filter(left_at__isnull=True).values("person")
    left = [place.person for place in awaited(vote).filter(person__in=here)]
    if not left:
        return _may_cut(item, vote)
    if vote.is_secret or len(left) > FEW:
        return no(
            ngettext(
                "%(n)s personne présente n’a pas encore voté : le scrutin se clôt quand chacune a répondu, ou à son "
                "heure.",
                "%(n)s personnes présentes n’ont pas encore voté : le scrutin se clôt quand chacune a répondu, ou à "
                "son heure.",
                len(left),
            )
            % {"n": len(left)},
            "wait",
        )
    return no(
        _("On attend encore le bulletin de %(names)s : le scrutin se clôt quand chacun a répondu, ou à son heure.")
        % {"names": wording.joined([str(person) for person in left])},
        "wait",
    )


def _may_cut(item, vote):
    """Nobody’s voice is cut by who noted that they left: until its hour they may come back and answer."""
    waiting = {place.person_id: place.person for place in awaited(vote)}
    gone = item.meeting.attendances.filter(person__in=waiting, left_at__gte=vote.opened_at).order_by("came_at", "pk")
    last = {stay.person_id: stay for stay in gone}
    others = {pk for pk, stay in last.items() if stay.left_noted_by_id not in (None, pk)}
    left = [person for pk, person in waiting.items() if pk in others]
    if not left:
        return YES
    if vote.is_secret or len(left) > FEW:
        return no(
            ngettext(
                "%(n)s personne qui n’a pas voté est sortie pendant ce scrutin sans l’avoir noté elle-même : il court "
                "jusqu’à son heure, elle peut revenir.",
                "%(n)s personnes qui n’ont pas voté sont sorties pendant ce scrutin sans l’avoir noté elles-mêmes : il "
                "court jusqu’à son heure, elles peuvent revenir.",
                len(left),
            )
            % {"n": len(left)},
            "wait",
        )
    return no(
        _(
            "Le départ de %(names)s a été noté par quelqu’un d’autre pendant ce scrutin, avant toute réponse : il "
            "court jusqu’à son heure, on peut encore revenir voter."
        )
        % {"names": wording.joined([str(person) for person in left])},
        "wait",
    )


def may_enter_paper(user, item) -> Verdict:
    """The secretary of the session."""
    running = may_run_session(user, item.meeting)
    if not running:
        return running
    if user.pk == item.meeting.secretary_id:
        return YES
    return no(
        _("Les bulletins papier sont saisis par qui tient le secrétariat, et contresignés par une autre personne.")
    )


def may_countersign_paper(user, item, batch) -> Verdict:
    """Whoever runs the session, and the member there whom the secretary named to look at the papers."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour contresigner."), "sign_in")
    if may_run_session(user, item.meeting):
        return YES
    here = item.meeting.attendances.filter(person=user, left_at__isnull=True, deliberates=True)
    if item.meeting.is_in_session and batch.teller_id == user.pk and here.exists():
        return YES
    return no(
        _("Les bulletins papier sont contresignés par qui préside, ou par le membre présent nommé pour les vérifier."),
        "ask",
    )


def may_vote_on_paper(person, item) -> Verdict:
    """Whoever is in the room: a paper comes from a hand, and there is no proxy (art. 10.2)."""
    if item.meeting.attendances.filter(person=person, left_at__isnull=True, is_remote=False).exists():
        return YES
    return no(
        _("%(name)s n’est pas dans la salle : on ne vote sur papier que présent, et jamais pour un autre (art. 10.2).")
        % {"name": person}
    )


def awaited(vote):
    """The places of the roll of a vote whose people have not answered, in the order of their names."""
    return vote.roll.filter(answered_at__isnull=True).select_related("person").order_by("person__display_name", "pk")


def votes_of(*items):
    pks = [item.pk for item in items]
    return Vote.objects.filter(owner_kind="agendaitem", owner_id__in=pks, ended_at__isnull=True)


def _running_vote(meeting):
    items = list(meeting.items.values_list("pk", flat=True))
    return Vote.objects.filter(
        owner_kind="agendaitem",
        owner_id__in=items,
        opened_at__isnull=False,
        ended_at__isnull=True,
        counted_at__isnull=True,
    ).first()


def may_ask_for_floor(user, meeting) -> Verdict:
    """Whoever is there, with a deliberative voice or a consultative one."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour demander la parole."), "sign_in")
    if not meeting.is_in_session:
        return no(_("La séance n’est pas ouverte."), "wait")
    if meeting.attendances.filter(person=user, left_at__isnull=True).exists():
        return YES
    return no(_("Émargez d’abord : la parole est aux personnes présentes."))


def may_stand(user, item) -> Verdict:
    """Whoever art. 13 lets on the day of the election, until its vote opens."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour être candidat·e."), "sign_in")
    if not item.is_election:
        return no(_("Ce point n’est pas une élection."))
    if item.meeting.phase in (CLOSED, CANCELLED) or hasattr(item, "decision") or votes_of(item).exists():
        return no(_("Le vote de cette élection est ouvert, ou passé."))
    return why_not(user, item.meeting.organization, item.meeting.day)


def may_withdraw_candidacy(user, candidacy) -> Verdict:
    item = candidacy.item
    if candidacy.withdrawn_at:
        return no(_("Cette candidature est déjà retirée."))
    if hasattr(item, "decision") or votes_of(item).exists():
        return no(_("Le vote de cette élection est ouvert, ou passé."))
    if user == candidacy.person or may_run_session(user, item.meeting):
        return YES
    return no(_("Une candidature est retirée par la personne elle-même."))
