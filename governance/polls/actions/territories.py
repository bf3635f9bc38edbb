"""What people do around territories: draw zones and circles, take them back."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations.models import Space
from governance.polls import geometry
from governance.polls.loading import outlined
from governance.polls.models import Territory
from governance.polls.permissions import may_draw, may_withdraw_zone
from governance.polls.zones import communes_under
from governance.register.actions import hold, record
from governance.rules.territories import fold
from governance.verdict import Refused, ensure, no

MOST_OF_SPACE = 500


@transaction.atomic
def draw_zones(space, *, by, features: list[geometry.Feature], name: str = "") -> list[Territory]:
    """Make zones of the outlines of a file; each has the name the file gives it, else `name`.

    space: None for zones of every space. All of them are made, or none: a refusal names the one it is about.
    """
    space = _locked(space, by, len(features))
    return [
        _draw(
            space,
            by=by,
            kind=Territory.Kind.ZONE,
            name=feature.name or _numbered(name, n, len(features)),
            shape=feature.shape,
            wikidata=_told(feature, "wikidata", 20),
            osm=_told(feature, "@id", 30) or _told(feature, "osm_id", 30),
        )
        for n, feature in enumerate(features, 1)
    ]


@transaction.atomic
def draw_circle(space, *, by, name: str, lon: float, lat: float, radius: int) -> Territory:
    """Make a circle of `radius` metres around a centre; space: None for a circle of every space."""
    space = _locked(space, by, 1)
    try:
        shape = geometry.circle(lon, lat, radius)
    except geometry.Unreadable as unreadable:
        raise Refused(no(str(unreadable))) from unreadable
    kind = Territory.Kind.CIRCLE
    return _draw(space, by=by, kind=kind, name=name, shape=shape, centre=(lon, lat), radius=radius)


@transaction.atomic
def withdraw_zone(territory, *, by) -> Territory:
    """Offer a drawn territory no more."""
    if territory.space:
        hold(territory.space)
    territory = Territory.objects.select_for_update(of=("self",), no_key=True).get(pk=territory.pk)
    ensure(may_withdraw_zone(by, territory))
    territory.withdrawn_at = clock.now()
    territory.save(update_fields=["withdrawn_at"])
    if territory.space:
        record("territory.withdrawn", territory, by=by, space=territory.space, name=territory.name)
    return territory


def _locked(space, by, n):
    if space is None:
        ensure(may_draw(by, None))
        return None
    hold(space)
    space = Space.objects.select_related("organization", "project__organization").get(pk=space.pk)
    ensure(may_draw(by, space))
    if Territory.objects.drawn().current().filter(space=space).count() + n > MOST_OF_SPACE:
        raise Refused(no(_("Un espace dessine %(most)s zones au plus : retirez-en d’abord.") % {"most": MOST_OF_SPACE}))
    return space


def _draw(space, *, by, kind, name, shape, centre=None, radius=None, **told):
    name = prose.straight(" ".join(name.split()))[:200]
    if prose.is_blank(name):
        raise Refused(no(_("Un contour du fichier n’a pas de nom : donnez-en un.")))
    same = Territory.objects.drawn().current().filter(space=space, folded=fold(name)[:250])
    if same.exists():
        raise Refused(
            no(_("« %(name)s » existe déjà ici : donnez un autre nom, ou retirez l’ancienne.") % {"name": name})
        )
    try:
        communes = communes_under(shape)
    except geometry.Unreadable as unreadable:
        raise Refused(no(f"{name} — {unreadable}")) from unreadable
    made = Territory.objects.create(
        kind=kind, name=name, folded=fold(name)[:250], space=space, drawn_by=by, drawn_at=clock.now(), **told
    )
    made.communes.set(communes)
    outlined(made.pk, shape, centre=centre, radius=radius).save(force_insert=True)
    if space:
        record("territory.drawn", made, by=by, space=space, name=name, communes=sorted(one.code for one in communes))
    return made


def _numbered(name, n, of):
    return f"{name} {n}" if name and of > 1 else name


def _told(feature, key, longest):
    value = feature.properties.get(key)
    return str(value)[:longest] if isinstance(value, str | int) and not isinstance(value, bool) else ""
