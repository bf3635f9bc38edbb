"""What people do around where they live: say it, have it attested, prove it, be found inside a zone.

Nothing of this is in the register: where somebody lives is nobody else’s affair. Who attested is kept beside it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.polls import geometry
from governance.polls.models import Attestation, AttestationRequest, Residence, Territory, ZoneResidence
from governance.polls.models.residence import Level
from governance.polls.permissions import (
    may_ask_attestation,
    may_attest,
    may_be_found_in,
    may_check_proof,
    may_confirm_proof,
    may_declare,
    may_refuse_request,
    may_see_residence,
    may_withdraw_request,
)
from governance.polls.zones import is_in_commune, is_inside
from governance.verdict import Refused, ensure, no
from rooms import files

YEAR = timedelta(days=365)
SOON = timedelta(days=30)  # before it expires, a residence may be declared again


@transaction.atomic
def declare(person, commune: Territory, *, by) -> Residence:
    """Say that one lives in a commune, or in an arrondissement of Paris, Lyon or Marseille, from now on.

    What was declared before is closed, with its attestations and proofs. The same commune again changes nothing
    until it is about to expire.
    """
    # The person’s row is the lock: two tabs must not make two residences.
    person = get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    ensure(may_declare(by, person))
    if not commune.is_lived_in or not commune.stands:
        raise Refused(no(_("On habite dans une commune d’aujourd’hui : choisissez-la dans la liste.")))
    today = clock.now().date()
    here = Residence.objects.standing().filter(person=person).select_related("commune").first()
    if here and here.commune_id == commune.pk and here.expires_on > today + SOON:
        return here
    _ensure_few_moves(person, commune)
    if here:
        _close(here)
    return Residence.objects.create(person=person, commune=commune, expires_on=_expiry(today))


@transaction.atomic
def take_back(residence, *, by) -> None:
    """Say no more where one lives."""
    residence = _locked(residence)
    ensure(may_see_residence(by, residence))
    if not residence.closed_at:
        _close(residence)


@transaction.atomic
def ask_attestation(residence, *, by, space=None, proof=None) -> AttestationRequest:
    """Ask local referents (no space), or those of a space, to attest where one lives; with a proof, to check it.

    proof: a `files.Stored`, already written; its caller removes it if this refuses.
    """
    residence = _locked(residence)
    ensure(may_ask_attestation(by, residence, space))
    AttestationRequest.objects.filter(residence=residence, space=space).delete()  # one that was refused
    told = {"name": proof.name, "size": proof.size, "stored": proof.stored} if proof else {}
    wanted = Level.PROVED if proof else Level.ATTESTED
    return AttestationRequest.objects.create(
        residence=residence, space=space, wanted=wanted, asked_at=clock.now(), **told
    )


@transaction.atomic
def withdraw_request(request, *, by) -> None:
    """Ask no more; a proof that came with it is destroyed."""
    request = _locked_request(request)
    ensure(may_withdraw_request(by, request))
    _destroy(request)
    request.delete()


@transaction.atomic
def attest(request, *, by) -> Attestation:
    """Give one’s word that this person lives there; it counts again for a whole term."""
    request = _locked_request(request)
    ensure(may_attest(by, request))
    return _grant(request, Level.ATTESTED, by=by)


@transaction.atomic
def check_proof(request, *, by) -> AttestationRequest:
    """Say that the proof holds, having read it; it waits for a second person."""
    request = _locked_request(request)
    ensure(may_check_proof(by, request))
    request.checked_by, request.checked_at = by, clock.now()
    request.save(update_fields=["checked_by", "checked_at"])
    return request


@transaction.atomic
def confirm_proof(request, *, by) -> Attestation:
    """Confirm what another person checked; the proof is destroyed and its name forgotten."""
    request = _locked_request(request)
    ensure(may_confirm_proof(by, request))
    return _grant(request, Level.PROVED, by=request.checked_by, confirmed_by=by)


@transaction.atomic
def refuse_request(request, *, by, reason: str) -> AttestationRequest:
    """Do not attest, and say why to that person alone; a proof is destroyed."""
    request = _locked_request(request)
    ensure(may_refuse_request(by, request))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites pourquoi, en quelques mots : la personne seule le lira.")))
    return _refuse(request, reason.strip()[:500])


@transaction.atomic
def find_inside(zone, *, by, lon: float, lat: float) -> bool:
    """Whether this point, where one lives, is inside a drawn zone; yes is kept with the day, the point nowhere.

    Nothing of the point leaves this function: neither an exception nor a refusal quotes it.
    """
    residence = Residence.objects.standing().select_for_update(no_key=True, of=("self",)).filter(person=by).first()
    ensure(may_be_found_in(by, zone))
    try:
        lon, lat = geometry.point(lon, lat)
    except geometry.Unreadable:
        raise Refused(
            no(_("Cette position est hors du monde : la longitude va de −180 à 180 et la latitude de −90 à 90."))
        ) from None
    if not is_in_commune(residence.commune, lon, lat):
        said = _("Ce point n’est pas à %(commune)s, la commune que vous avez déclarée : choisissez un point chez vous.")
        raise Refused(no(said % {"commune": residence.commune}))
    if not is_inside(zone, lon, lat):
        ZoneResidence.objects.filter(residence=residence, zone=zone).delete()
        return False
    ZoneResidence.objects.update_or_create(residence=residence, zone=zone, defaults={"found_on": clock.now().date()})
    return True


def forget_due(now: datetime) -> int:
    """Destroy proofs that nobody answered in time, and residences closed for a year: nothing needs them any more."""
    with transaction.atomic():
        late = AttestationRequest.objects.select_for_update(no_key=True).exclude(stored="")
        late = list(late.filter(asked_at__lt=now - timedelta(days=settings.PROOF_DAYS)))
        for request in late:
            _refuse(request, _("Personne n’a répondu à temps : le justificatif est détruit. Vous pouvez redemander."))
        old = Residence.objects.filter(closed_at__lt=now - YEAR)
        return len(late) + old.delete()[0]


# --- Steps several acts share ------------------------------------------------------------------------


def _expiry(today):
    return today + timedelta(days=settings.RESIDENCE_DAYS)


def _ensure_few_moves(person, commune):
    """Moving from poll to poll is not living somewhere."""
    recent = Residence.objects.filter(person=person, declared_at__gt=clock.now() - YEAR).exclude(commune=commune)
    if recent.count() >= settings.RESIDENCE_MOVES:
        raise Refused(
            no(
                _("Vous avez déclaré %(n)s communes en un an : on n’en change pas plus souvent. Réessayez plus tard.")
                % {"n": recent.count()},
                "wait",
            )
        )


def _close(residence):
    """What attested it goes; the commune stays for a year, to count moves, then goes too."""
    for request in residence.requests.exclude(stored=""):
        _destroy(request)
    residence.requests.all().delete()
    residence.attestations.all().delete()
    residence.zones.all().delete()
    residence.closed_at = clock.now()
    residence.save(update_fields=["closed_at"])


def _locked(residence):
    return Residence.objects.select_for_update(of=("self",), no_key=True).select_related("commune").get(pk=residence.pk)


def _locked_request(request):
    """The request as it stands, its residence locked with it."""
    residence = _locked(request.residence)
    held = AttestationRequest.objects.select_for_update(of=("self",), no_key=True)
    held = held.select_related("space__organization", "space__project__organization").filter(pk=request.pk).first()
    if held is None:
        raise Refused(no(_("Cette demande a reçu sa réponse, ou a été retirée.")))
    held.residence = residence
    return held


def _grant(request, level, *, by, confirmed_by=None):
    residence = request.residence
    residence.attestations.filter(space=request.space, level=level).delete()
    made = Attestation.objects.create(
        residence=residence, space=request.space, level=level, by=by, confirmed_by=confirmed_by, at=clock.now()
    )
    residence.expires_on = _expiry(clock.now().date())
    residence.save(update_fields=["expires_on"])
    _destroy(request)
    request.delete()
    return made


def _refuse(request, reason):
    _destroy(request)
    request.stored, request.name, request.size = "", "", None
    request.refused_at, request.reason = clock.now(), reason
    request.save(update_fields=["stored", "name", "size", "refused_at", "reason"])
    return request


def _destroy(request):
    """The file of a proof goes once that is sure."""
    if stored := request.stored:
        transaction.on_commit(lambda: files.remove([stored]), robust=True)
