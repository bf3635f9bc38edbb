"""What a person is granted in a space, and who may do what with its doors: guardian’s hands here."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from governance import clock
from governance.organizations import offices
from governance.verdict import YES, Verdict, no

LEAVE_AHEAD = timedelta(days=366)
MEMBER_GRANTS = ("see_space", "talk_in_space", "take_part_in_space")
FACILITATOR = "facilitator"
GRANTS = {
    "guest": ("see_space", "talk_in_space"),
    "member": MEMBER_GRANTS,
    FACILITATOR: (*MEMBER_GRANTS, "facilitate_space"),
}


def grant(permission, holder, thing) -> None:
    """Grant `permission` on `thing` to a group or a person."""
    assign_perm(permission, holder, thing)


def revoke(permission, holder, thing) -> None:
    remove_perm(permission, holder, thing)


def revoke_by_name(person, space) -> None:
    """Take back whatever `person` was granted by name on the space and on its rooms."""
    for model, ids in (
        (type(space), [space.pk]),
        (space.rooms.model, space.rooms.values_list("pk", flat=True)),
    ):
        UserObjectPermission.objects.filter(
            user=person,
            content_type=ContentType.objects.get_for_model(model),
            object_pk__in=[str(pk) for pk in ids],
        ).delete()


# Written out: every list asks it several times, and building it anew cost more than answering it.
_GRANTED = """
SELECT CAST(g.object_pk AS bigint) FROM guardian_groupobjectpermission g
JOIN auth_permission p ON p.id = g.permission_id
JOIN accounts_user_groups m ON m.group_id = g.group_id WHERE p.codename = %s AND m.user_id = %s
UNION ALL
SELECT CAST(g.object_pk AS bigint) FROM guardian_userobjectpermission g JOIN auth_permission p ON p.id = g.permission_id
WHERE p.codename = %s AND g.user_id = %s
"""


def granted(user, codename):
    """Ids of the objects on which `user` holds `codename`, by a role or by name: a subquery."""
    if not (user.is_authenticated and user.is_active):
        return []
    return RawSQL(_GRANTED, [codename, user.pk] * 2)


def holders(codename, thing):
    """Everybody who holds `codename` on `thing`, by a role or by name."""
    here = {
        "permission__codename": codename,
        "permission__content_type__model": thing._meta.model_name,
        "object_pk": str(thing.pk),
    }
    groups = GroupObjectPermission.objects.filter(**here).values("group")
    named = UserObjectPermission.objects.filter(**here).values("user")
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(Q(groups__in=groups) | Q(pk__in=named)).distinct()


def grants_on(user, thing) -> frozenset[str]:
    """Every permission `user` holds on `thing`. Kept on the instance; a locked row asks anew."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    read_grants(user, thing)
    return thing.__dict__["_grants"][user.pk]


# Written out: every page and every act asks it, and building it anew cost more than answering it.
_HELD_BY = """
SELECT t.model, g.object_pk, p.codename FROM {table} g
JOIN auth_permission p ON p.id = g.permission_id JOIN django_content_type t ON t.id = g.content_type_id
WHERE {holder} AND ({{places}})
"""
HELD = (
    _HELD_BY.format(
        table=GroupObjectPermission._meta.db_table,
        holder="g.group_id IN (SELECT group_id FROM accounts_user_groups WHERE user_id = %s)",
    )
    + " UNION "
    + _HELD_BY.format(table=UserObjectPermission._meta.db_table, holder="g.user_id = %s")
)


def read_grants(user, *things) -> None:
    """Ask in one query what `user` holds on each of `things`, for `grants_on` to find it kept."""
    unknown = {
        (thing._meta.model_name, str(thing.pk)): thing
        for thing in things
        if user.pk not in thing.__dict__.setdefault("_grants", {})
    }
    if not unknown or not user.is_authenticated or not user.is_active:
        return
    held = {place: set() for place in unknown}
    with connection.cursor() as database:
        places = " OR ".join(["(t.app_label = %s AND t.model = %s AND g.object_pk = %s)"] * len(unknown))
        named = [value for (model, pk), thing in unknown.items() for value in (thing._meta.app_label, model, pk)]
        database.execute(HELD.format(places=places), [user.pk, *named, user.pk, *named])
        for model, pk, codename in database.fetchall():
            held[model, pk].add(codename)
    for place, thing in unknown.items():
        thing.__dict__["_grants"][user.pk] = frozenset(held[place])


def may_see_space(user, space) -> Verdict:
    if space.visibility == "public" or "see_space" in grants_on(user, space):
        return YES
    if space.visibility == "roles":
        return no(_("Cet espace est réservé à certains rôles."), "ask")
    return no(_("Cet espace est réservé à ses membres."), "join")


def is_member(user, space) -> bool:
    """In the space in any role that sees it, guests included."""
    return "see_space" in grants_on(user, space)


def seeing_roles(space):
    """The roles that hold the grant to see a space: all of them, or those it is shown to."""
    return space.roles.filter(
        group__groupobjectpermission__permission__codename="see_space",
        group__groupobjectpermission__object_pk=str(space.pk),
    )


def participants(space):
    """Everybody who may take part in a space: they hold the grant to, and see the space."""
    people = holders("take_part_in_space", space)
    if space.visibility != "roles":
        return people  # every role sees it
    return people.filter(pk__in=holders("see_space", space).values("pk"))


def may_take_part(user, space) -> Verdict:
    """Propose, amend, take a position, act: members and facilitators."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour participer."), "sign_in")
    if {"see_space", "take_part_in_space"} <= grants_on(user, space):
        return YES
    if is_member(user, space):
        return no(_("Les invité·es lisent et discutent ; proposer et se positionner revient aux membres."), "ask")
    return no(_("Il faut être membre de cet espace pour participer. Vous pouvez demander à le rejoindre."), "join")


def may_facilitate(user, space) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour faciliter cet espace."), "sign_in")
    if "facilitate_space" in grants_on(user, space):
        return YES
    return no(_("Seules les personnes qui facilitent cet espace peuvent le faire."), "ask")


def may_create_organization(user) -> Verdict:
    if user.is_authenticated:
        return YES
    return no(_("Connectez-vous pour créer une organisation."), "sign_in")


def may_see_members(user, space) -> Verdict:
    """Who belongs to a space is known to those who belong to it, even where the space is public."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voir les membres de cet espace."), "sign_in")
    if is_member(user, space):
        return YES
    return no(_("La liste des membres est réservée aux membres de l’espace."), "join")


def may_be_admitted(person, space) -> Verdict:
    if space.memberships.current().filter(person=person).exists():
        return no(_("Cette personne fait déjà partie de l’espace."))
    return YES


def may_accept(user, invitation) -> Verdict:
    if invitation.used_at:
        return no(_("Cette invitation a déjà servi. Demandez-en une autre à la personne qui vous l’a envoyée."))
    if clock.now() >= invitation.expires_at:
        return no(_("Cette invitation a expiré. Demandez-en une autre à la personne qui vous l’a envoyée."))
    if invitation.to_network and not may_sponsor(invitation.created_by, invitation.space):
        return no(_("La personne qui vous parraine n’est plus membre de cet espace. Demandez à quelqu’un d’autre."))
    if not invitation.to_network and not may_facilitate(invitation.created_by, invitation.space):
        return no(
            _(
                "La personne qui a fait cette invitation ne facilite plus l’espace. "
                "Demandez-en une autre à qui le facilite."
            )
        )
    if not user.is_authenticated:
        return no(_("Connectez-vous ou créez un compte pour accepter cette invitation."), "sign_in")
    if invitation.space.memberships.current().filter(person=user).exists():
        return no(_("Vous faites déjà partie de cet espace ; l’invitation reste valable pour quelqu’un d’autre."))
    return YES


def may_ask_to_join(user, space) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous ou créez un compte pour rejoindre cet espace."), "sign_in")
    if is_member(user, space) and not _only_by_the_network(user, space):
        return no(_("Vous faites déjà partie de cet espace."))
    if not may_see_space(user, space):
        return no(_("On entre dans cet espace par une invitation."))
    if space.join_requests.filter(person=user, decided_at__isnull=True).exists():
        return no(_("Votre demande est envoyée ; une personne qui facilite l’espace va y répondre."), "wait")
    return YES


def _only_by_the_network(user, space):
    """They see the space because somebody let them into its network, and have no place of their own in it."""
    in_network = space.governed_by.sponsorships.current().filter(person=user).exists()
    return in_network and not space.memberships.current().filter(person=user).exists()


def may_leave(user, space) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour quitter cet espace."), "sign_in")
    if not space.memberships.current().filter(person=user).exists():
        return no(_("Vous ne faites pas partie de cet espace."))
    return _may_stop_facilitating(user, space)


def may_end_membership(user, membership) -> Verdict:
    facilitates = may_facilitate(user, membership.space)
    if not facilitates:
        return facilitates
    if membership.until:
        return no(_("Cette participation a déjà pris fin."))
    return may_be_deprived_of_access(membership.person, membership.space) and _may_stop_facilitating(
        membership.person, membership.space
    )


def may_change_role(user, membership, role_key) -> Verdict:
    facilitates = may_facilitate(user, membership.space)
    if not facilitates:
        return facilitates
    if membership.until:
        return no(_("Cette participation a pris fin : la personne n’a plus de rôle ici."))
    if role_key == FACILITATOR:
        return YES
    if role_key == "guest" and not (heard := may_be_deprived_of_access(membership.person, membership.space)):
        return heard
    return _may_stop_facilitating(membership.person, membership.space)


def may_announce_leave(user, membership) -> Verdict:
    """Everybody announces their own leave; who facilitates does it for somebody who asked."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour annoncer un congé."), "sign_in")
    if membership.until:
        return no(_("Cette participation a pris fin : il n’y a plus de congé à annoncer."))
    if membership.person_id == user.pk or may_facilitate(user, membership.space):
        return YES
    return no(
        _("Chacun annonce son propre congé ; une personne qui facilite l’espace peut le faire pour qui le demande."),
        "ask",
    )


def may_come_back(user, membership) -> Verdict:
    may = may_announce_leave(user, membership)
    if not may:
        return may
    if membership.leaves.standing(membership.space.day(clock.now())).exists():
        return YES
    return no(_("Aucun congé n’est annoncé : il n’y a rien à terminer."))


def may_take_leave(starts_on, ends_on, today, standing=None) -> Verdict:
    """Whether these days make a leave. One that has begun keeps its first day when its other dates change."""
    has_begun = standing is not None and standing.starts_on == starts_on
    if starts_on < today and not has_begun:
        return no(_("Un congé commence aujourd’hui au plus tôt."))
    if starts_on > today + LEAVE_AHEAD:
        return no(_("Un congé s’annonce au plus un an à l’avance."))
    if ends_on and ends_on < starts_on:
        return no(_("Le dernier jour vient avant le premier."))
    if ends_on and ends_on < today:
        return no(_("Ce dernier jour est passé : pour un retour, utilisez le bouton prévu."))
    return YES


def _may_stop_facilitating(person, space) -> Verdict:
    """A space where others remain keeps somebody to open its doors."""
    others = space.memberships.current().exclude(person=person)
    mine = space.memberships.current().filter(person=person, role__key=FACILITATOR)
    if not mine.exists() or not others.exists() or others.filter(role__key=FACILITATOR).exists():
        return YES
    return no(
        _(
            "C’est la dernière personne à faciliter cet espace. Confiez d’abord la facilitation à quelqu’un "
            "d’autre, sur la page des membres."
        )
    )


# --- The association: who is enrolled, who lets in, who keeps the dues, who leaves --------------------


def holds_office(user, organization, *names) -> bool:
    """Whether `user` holds one of these offices today; where nobody holds any, whoever facilitates answers for all."""
    if not (user.is_authenticated and user.is_active):
        return False
    held = {(person, office) for where, person, office in offices.held(organization.day()) if where == organization.pk}
    if not held:
        return "facilitate_space" in grants_on(user, organization.space)
    return any((user.pk, name) in held for name in names)


def _office(user, organization, names, who):
    if not user.is_authenticated:
        return no(_("Connectez-vous pour agir au nom de l’association."), "sign_in")
    return YES if holds_office(user, organization, *names) else no(who, "ask")


def may_be_treasurer(user, organization) -> Verdict:
    """The paid-up state of members is set by the treasurer, and by nobody else (ST-18.3)."""
    return _office(
        user,
        organization,
        [offices.TREASURER],
        _("Les cotisations sont tenues par la trésorière ou le trésorier (statuts, art. 18.3)."),
    )


def may_act_for_bureau(user, organization) -> Verdict:
    """What the statutes leave to the bureau: exclusions, striking off, the register of members (ST-7.1, 7.3)."""
    return _office(
        user, organization, [offices.BUREAU], _("Cela revient au bureau de l’association (statuts, art. 6, 7 et 17).")
    )


def may_admit(user, organization) -> Verdict:
    """Decide of applications: the bureau, or the board where the association chose so (A-5)."""
    if admitting_body(organization) == offices.BOARD:
        return _office(
            user,
            organization,
            [offices.BOARD],
            _("Les demandes d’adhésion reviennent ici au conseil d’administration."),
        )
    return _office(
        user, organization, [offices.BUREAU], _("Les demandes d’adhésion reviennent au bureau (statuts, art. 6).")
    )


def admitting_body(organization) -> str:
    return organization.rules_in_force.admitted_by


def is_on_commission(user, organization) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    seat = organization.commission_seats.current().filter(person=user).exists()
    declared = any(
        (where, person) == (organization.pk, user.pk)
        for where, person, office in offices.held(organization.day())
        if office == offices.COMMISSION
    )
    return seat or declared


def may_validate(user, organization) -> Verdict:
    """The first yes to an application comes from the entry commission (CS-11)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour lire les demandes d’adhésion."), "sign_in")
    if is_on_commission(user, organization):
        return YES
    return no(_("Une première validation revient à la commission d’entrée (code social, « Entrée »)."), "ask")


def may_read_applications(user, organization) -> Verdict:
    """Those who take part in deciding them."""
    admits = may_admit(user, organization)
    return admits if admits else may_validate(user, organization)


def may_see_enrolled(user, organization) -> Verdict:
    """Members of the association know each other; so do those who answer for it."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour voir les membres de l’association."), "sign_in")
    if organization.enrolments.current().filter(person=user).exists():
        return YES
    if holds_office(user, organization, *offices.OFFICES) or is_on_commission(user, organization):
        return YES
    return no(_("La liste des membres de l’association est réservée à ses membres."), "join")


def may_read_accounts(user, organization) -> Verdict:
    """The accounts are at the disposal of the members (ST-20.2, CS-16)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour lire les comptes de l’association."), "sign_in")
    if organization.enrolments.current().filter(person=user).exists():
        return YES
    if holds_office(user, organization, offices.TREASURER, offices.BUREAU):
        return YES
    return no(_("Les comptes sont à la disposition des membres de l’association (statuts, art. 20.2)."), "join")


def may_keep_accounts(user, organization) -> Verdict:
    return may_be_treasurer(user, organization)


def may_set_colleges(user, organization) -> Verdict:
    """The colleges are those of the statutes; whoever facilitates the space brings them in."""
    return may_facilitate(user, organization.space)


def may_set_questionnaire(user, organization) -> Verdict:
    return may_facilitate(user, organization.space)


def may_settle_association(user, organization) -> Verdict:
    """The delays and numbers that the statutes leave open: the bureau."""
    return may_act_for_bureau(user, organization)


def may_name_to_commission(user, organization) -> Verdict:
    return may_facilitate(user, organization.space)


def may_enter_fees(user, organization) -> Verdict:
    """Enter what the general assembly decided: the treasurer or the bureau (ST-11.1b)."""
    return _office(
        user,
        organization,
        [offices.TREASURER, offices.BUREAU],
        _("L’assemblée générale fixe les cotisations (statuts, art. 11.1) ; le bureau les inscrit ici."),
    )


# Applying


def may_apply(user, organization) -> Verdict:
    """Whoever sees the space may ask to be a member of the association (ST-6.1, ST-6.2)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous ou créez un compte pour demander à adhérer."), "sign_in")
    if not may_see_space(user, organization.space):
        return no(_("On entre dans cet espace par une invitation."))
    if not organization.colleges.filter(is_named=False).exists():
        return no(
            _("Cette organisation n’a pas encore dit quels sont ses collèges : on n’y adhère pas pour l’instant.")
        )
    if organization.applications.open().filter(person=user).exists():
        return no(_("Votre demande d’adhésion est en cours."), "wait")
    return YES


def may_see_application(user, application) -> Verdict:
    if user.is_authenticated and application.person_id == user.pk:
        return YES
    return may_read_applications(user, application.organization)


def may_complete_application(user, application) -> Verdict:
    """Answer the questions: the applicant, until the commission said yes."""
    mine = _may_go_on_with(user, application)
    if mine and application.validated_at:
        return no(_("La commission d’entrée a validé votre demande : ses réponses ne changent plus."))
    return mine


def may_withdraw_application(user, application) -> Verdict:
    return _may_go_on_with(user, application)


def may_commit_to_enter(user, application) -> Verdict:
    """Sign the code social: whoever was admitted, and then only are they a member (CS-12)."""
    mine = _may_go_on_with(user, application)
    if mine and application.admitted_at is None:
        return no(_("On s’engage sur le code social une fois la demande admise."), "wait")
    return mine


def _may_go_on_with(user, application):
    if not user.is_authenticated:
        return no(_("Connectez-vous pour reprendre votre demande."), "sign_in")
    if application.person_id != user.pk:
        return no(_("Seule la personne qui a fait cette demande peut le faire."))
    if application.closed_at:
        return no(_("Cette demande est close. On peut en faire une autre."))
    return YES


def may_validate_application(user, application) -> Verdict:
    """The commission, once the questionnaire is answered (CS-10, CS-11)."""
    may = may_validate(user, application.organization)
    if not may:
        return may
    if application.closed_at:
        return no(_("Cette demande est close."))
    if application.person_id == user.pk:
        return no(_("On ne valide pas sa propre demande : une autre personne de la commission le fera."), "wait")
    if application.completed_at is None:
        return no(_("Cette demande est incomplète : le questionnaire sur le code social attend ses réponses."), "wait")
    if application.validated_at:
        return no(_("La commission d’entrée a déjà validé cette demande."))
    return YES


def may_note_guardian(user, application) -> Verdict:
    """Say that the authorisation of a parent or guardian was received: the commission or whoever decides (ST-6.1)."""
    may = may_read_applications(user, application.organization)
    if may and (application.closed_at or application.person_id == user.pk):
        return no(_("Cette autorisation n’est plus à noter, ou c’est à quelqu’un d’autre de le faire."))
    return may


def may_decide_application(user, application) -> Verdict:
    """Admit, refuse or adjourn, once the commission said yes (CS-11, ST-6.3)."""
    may = may_admit(user, application.organization)
    if not may:
        return may
    if application.closed_at or application.admitted_at:
        return no(_("Cette demande a déjà reçu sa réponse."))
    if application.person_id == user.pk:
        return no(_("On ne décide pas de sa propre demande : une autre personne du bureau le fera."), "wait")
    if application.completed_at is None:
        return no(_("Cette demande est incomplète : le questionnaire sur le code social attend ses réponses."), "wait")
    if application.validated_at is None:
        return no(
            _("La commission d’entrée n’a pas encore validé cette demande : elle passe en premier (code social)."),
            "wait",
        )
    return YES


def may_name_member(user, organization) -> Verdict:
    """A college that one is named to, such as that of honorary members: the board names (ST-5.4)."""
    return _office(
        user,
        organization,
        [offices.BOARD],
        _("Les membres d’honneur sont nommés par le conseil d’administration (statuts, art. 5.4)."),
    )


def may_bring_register_in(user, organization) -> Verdict:
    """Before anybody is enrolled here or asks to be; afterwards nobody adds a member (ST-6.2)."""
    may = may_act_for_bureau(user, organization)
    if not may:
        return may
    if organization.enrolments.exists() or organization.applications.exists():
        return no(_("On entre dans l’association en le demandant : personne n’y est ajouté (statuts, art. 6)."))
    return YES


# Dues


def may_mark_dues(user, enrolment) -> Verdict:
    may = may_be_treasurer(user, enrolment.organization)
    if may and enrolment.until:
        return no(_("Cette adhésion a pris fin."))
    if may and not enrolment.college.pays_dues:
        return no(_("On ne paie pas de cotisation dans ce collège (statuts, art. 5)."))
    return may


def may_send_notice(user, enrolment) -> Verdict:
    """A formal notice: the bureau, or the treasurer who keeps the dues (ST-7.3)."""
    may = _office(
        user,
        enrolment.organization,
        [offices.TREASURER, offices.BUREAU],
        _("La mise en demeure revient au bureau de l’association (statuts, art. 7)."),
    )
    if may and enrolment.until:
        return no(_("Cette adhésion a pris fin."))
    return may


# Leaving


def may_resign(user, enrolment) -> Verdict:
    """One resigns for oneself, at any time (ST-7.2)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour démissionner."), "sign_in")
    if enrolment.person_id != user.pk:
        return no(_("On ne démissionne que pour soi (statuts, art. 7)."))
    if enrolment.until:
        return no(_("Cette adhésion a déjà pris fin."))
    return YES


def may_end_enrolment(user, enrolment) -> Verdict:
    """Record a death, strike off: the bureau."""
    may = may_act_for_bureau(user, enrolment.organization)
    if may and enrolment.until:
        return no(_("Cette adhésion a déjà pris fin."))
    return may


def may_change_representative(user, enrolment) -> Verdict:
    may = may_end_enrolment(user, enrolment)
    if may and not enrolment.legal_name:
        return no(_("Seule une personne morale change de représentant·e (statuts, art. 5)."))
    return may


def may_open_exclusion(user, enrolment) -> Verdict:
    may = may_end_enrolment(user, enrolment)
    if may and enrolment.exclusions.open().exists():
        return no(_("Une procédure est déjà ouverte."))
    return may


def may_see_exclusion(user, exclusion) -> Verdict:
    if user.is_authenticated and exclusion.enrolment.person_id == user.pk:
        return YES
    return may_act_for_bureau(user, exclusion.organization)


def may_answer_exclusion(user, exclusion) -> Verdict:
    """The person defends themselves, until the decision; after the days given to them too (ST-7.4)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour répondre."), "sign_in")
    if exclusion.enrolment.person_id != user.pk:
        return no(_("Seule la personne concernée répond ici."))
    if exclusion.decided_at:
        return no(_("La décision est prise."))
    return YES


def may_decide_exclusion(user, exclusion) -> Verdict:
    """Nobody is excluded without having been able to defend themselves (ST-7.4)."""
    may = may_act_for_bureau(user, exclusion.organization)
    if not may:
        return may
    if exclusion.decided_at:
        return no(_("La décision est prise."))
    if exclusion.enrolment.person_id == user.pk:
        return no(_("On ne décide pas de sa propre exclusion."))
    if exclusion.may_still_answer(clock.now()):
        return no(
            _(
                "La personne a encore le temps de répondre : nul n’est exclu sans avoir pu se défendre "
                "(statuts, art. 7)."
            ),
            "wait",
        )
    return YES


def may_be_deprived_of_access(person, space) -> Verdict:
    """A member of the association keeps their access until they were heard (ST-7.4)."""
    organization = space.governed_by
    mine = organization.enrolments.current().filter(person=person)
    heard = mine if space.organization_id else mine.filter(exclusions__decided_at__isnull=True, exclusions__pk__gt=0)
    if not heard.exists():
        return YES
    return no(
        _(
            "Cette personne est membre de l’association : nul n’est privé de l’accès à ses activités sans avoir pu "
            "se défendre (statuts, art. 7). Le bureau peut ouvrir une procédure, où elle sera entendue."
        )
    )


# The network


def may_sponsor(user, space) -> Verdict:
    """Let somebody into the network: any member of any of its spaces (OS-8)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour parrainer quelqu’un."), "sign_in")
    return may_take_part(user, space)


def sponsored_from(user, organization):
    """The nodes of the network of an organization from which `user` may vouch for others, its own space first."""
    spaces = type(organization.space).objects.filter(
        Q(organization=organization) | Q(project__organization=organization)
    )
    spaces = spaces.filter(pk__in=granted(user, "take_part_in_space")).filter(pk__in=granted(user, "see_space"))
    return spaces.order_by("project_id", "pk")


def may_ask_for_project(user, organization) -> Verdict:
    """Ask that one’s project enters: whoever reads the space; only to sign the code is asked (OS-9)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous ou créez un compte pour faire entrer un projet."), "sign_in")
    if not may_see_space(user, organization.space):
        return no(_("On entre dans cet espace par une invitation."))
    if may_facilitate(user, organization.space):
        return no(_("Vous facilitez cet espace : créez le projet sans passer par une demande."))
    return YES


def may_see_project_request(user, request) -> Verdict:
    if user.is_authenticated and request.person_id == user.pk:
        return YES
    return _may_vouch(user, request.organization)


def may_admit_project(user, request) -> Verdict:
    """Vouch for a project: any member of any node of the network, or the entry commission (A-5, OS-8)."""
    return _may_vouch(user, request.organization) and _may_still_answer(user, request)


def may_refuse_project(user, request) -> Verdict:
    """A member who does not vouch for a project leaves it to others; the commission alone says no for all."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour répondre aux projets qui demandent à entrer."), "sign_in")
    if not _receives(user, request.organization):
        return no(
            _(
                "Un refus revient à la commission d’entrée ou à qui facilite l’espace ; "
                "un membre qui ne se porte pas garant d’un projet laisse d’autres répondre."
            ),
            "ask",
        )
    return _may_still_answer(user, request)


def may_withdraw_project_request(user, request) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour reprendre votre demande."), "sign_in")
    if request.person_id != user.pk:
        return no(_("Seule la personne qui a fait cette demande peut le faire."))
    if request.closed_at:
        return no(_("Cette demande est close. On peut en faire une autre."))
    return YES


def _receives(user, organization):
    return is_on_commission(user, organization) or bool(may_facilitate(user, organization.space))


def _may_vouch(user, organization):
    if not user.is_authenticated:
        return no(_("Connectez-vous pour répondre aux projets qui demandent à entrer."), "sign_in")
    if _receives(user, organization) or sponsored_from(user, organization).exists():
        return YES
    return no(
        _("Un projet entre par un membre de l’écosystème, qui s’en porte garant, ou par la commission d’entrée."), "ask"
    )


def _may_still_answer(user, request):
    if request.closed_at:
        return no(_("Cette demande a déjà reçu sa réponse, ou a été retirée."))
    if request.person_id == user.pk:
        return no(_("On ne répond pas à sa propre demande : une autre personne de l’écosystème le fera."), "wait")
    return YES


def may_leave_network(user, organization) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour quitter l’écosystème."), "sign_in")
    if organization.sponsorships.current().filter(person=user).exists():
        return YES
    return no(_("Personne ne vous a parrainé·e dans cet écosystème."))


def is_entering(user, space) -> bool:
    """Whether they asked to enter the space, its network or its association, and have no answer yet."""
    asked = Q(space=space) | Q(space__project__organization=space.organization_id, space__project__isnull=False)
    if user.join_requests.filter(asked, decided_at__isnull=True).exists():
        return True
    if user.project_requests.open().filter(organization=space.organization_id).exists():
        return True
    return user.applications.open().filter(organization=space.organization_id).exists()
