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
    if not may_facilitate(invitation.created_by, invitation.space):
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
    if is_member(user, space):
        return no(_("Vous faites déjà partie de cet espace."))
    if not may_see_space(user, space):
        return no(_("On entre dans cet espace par une invitation."))
    if space.join_requests.filter(person=user, decided_at__isnull=True).exists():
        return no(_("Votre demande est envoyée ; une personne qui facilite l’espace va y répondre."), "wait")
    return YES


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
    return _may_stop_facilitating(membership.person, membership.space)


def may_change_role(user, membership, role_key) -> Verdict:
    facilitates = may_facilitate(user, membership.space)
    if not facilitates:
        return facilitates
    if membership.until:
        return no(_("Cette participation a pris fin : la personne n’a plus de rôle ici."))
    if role_key == FACILITATOR:
        return YES
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
