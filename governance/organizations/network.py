"""The network of an association, its space and those of its projects: one enters by any of them (OS-8)."""

from django.contrib.auth.models import Group
from django.db.models import Q

from governance import clock, live
from governance.organizations import code
from governance.organizations.models import Space, Sponsorship, Visibility
from governance.organizations.permissions import grant, revoke
from governance.register.actions import record

GRANTS = ("see_space", "talk_in_space")


def spaces_of(organization):
    """The nodes of the network of an organization."""
    return Space.objects.filter(Q(organization=organization) | Q(project__organization=organization))


def open_to_network(space) -> None:
    """Let the network into a space, or keep it out of one that is for some roles alone."""
    group = Group.objects.filter(name=_name(space.governed_by)).first()
    if group is not None:
        _let(group, space)


def enter_network(organization, person, *, sponsor, node, code_version: int | None) -> Sponsorship:
    """Let a person into every space of the network: they read and talk there, and vote nowhere in the association.

    code_version: the version of the code social that they sign as they enter (CS-12).
    """
    sponsorship = _let_in(organization, person, sponsor, node)
    code.sign(organization, by=person, version_n=code_version)  # its row is locked before the chain, as everywhere
    return _told(sponsorship)


def enter_with_project(organization, person, *, sponsor, node) -> Sponsorship:
    """Let in the person whose project enters, who signed the code when they asked; nothing for whoever is in."""
    inside = organization.sponsorships.current().filter(person=person).first()
    return inside or _told(_let_in(organization, person, sponsor, node))


def leave_network(sponsorship, *, by) -> Sponsorship:
    """End what a sponsor began; places of one’s own in a space stay."""
    person, organization = sponsorship.person, sponsorship.organization
    sponsorship.until = clock.now()
    sponsorship.save(update_fields=["until"])
    person.groups.remove(*Group.objects.filter(name=_name(organization)))
    record("sponsorship.ended", sponsorship, by=by, space=organization.space, person=person.pk)
    live.recheck(person)
    return sponsorship


def _let_in(organization, person, sponsor, node):
    sponsorship = Sponsorship.objects.create(organization=organization, person=person, sponsor=sponsor, node=node)
    group, is_new = Group.objects.get_or_create(name=_name(organization))
    if is_new:
        for space in spaces_of(organization):
            _let(group, space)
    person.groups.add(group)
    return sponsorship


def _told(sponsorship):
    organization, said = sponsorship.organization, {"person": sponsorship.person_id, "node": str(sponsorship.node)}
    record("sponsorship.began", sponsorship, by=sponsorship.sponsor, space=organization.space, **said)
    return sponsorship


def _name(organization):
    return f"organization:{organization.pk}:ecosystem"


def _let(group, space):
    for permission in GRANTS:
        (revoke if space.visibility == Visibility.ROLES else grant)(permission, group, space)
