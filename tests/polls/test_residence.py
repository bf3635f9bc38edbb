"""Where people live: said, attested, proved by two, expired, moved; and a point that is tested then forgotten."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.logs import CastingPath
from governance.polls import actions
from governance.polls.models import Attestation, AttestationRequest, Residence, Territory, ZoneResidence
from governance.register.models import Entry, Payload
from governance.verdict import Refused
from governance.worker import tick
from rooms import files
from tests.doors import as_
from tests.polls.asking import opened
from tests.polls.places import AT_SEA, IN_TOWN, NEXT_TOWN, commune, district, la_reunion, lives, territory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 quittance de loyer"


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def read(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def later(days):
    return clock.pretend(clock.now() + timedelta(days=days))


# --- Declaring and moving ----------------------------------------------------------------------------


def test_bob_says_where_he_lives_and_nobody_else_reads_it(cast):
    lives(cast.bob)
    assert Residence.objects.visible_to(cast.bob).get().commune.name == "Saint-Denis"
    assert not Residence.objects.visible_to(cast.alice).exists()
    assert not Residence.objects.visible_to(cast.anonymous).exists()
    assert not Entry.objects.filter(subject_kind="residence").exists()


def test_moving_closes_the_earlier_residence_with_all_that_attested_it(cast):
    first = lives(cast.bob)
    request = actions.ask_attestation(first, by=cast.bob, space=cast.space)
    actions.attest(request, by=cast.alice)
    actions.find_inside(district(cast), by=cast.bob, lon=IN_TOWN[0], lat=IN_TOWN[1])
    second = lives(cast.bob, "97415")
    first.refresh_from_db()
    assert (first.closed_at is not None, first.attestations.count(), first.zones.count()) == (True, 0, 0)
    assert Residence.objects.standing().get(person=cast.bob) == second
    assert second.level_for(cast.space) == 0


def test_one_person_has_one_residence_whatever_happens(cast):
    lives(cast.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(person=cast.bob, commune=commune("97415"), expires_on="2030-01-01")


def test_saying_the_same_commune_again_changes_nothing_until_it_is_about_to_expire(cast):
    first = lives(cast.bob)
    assert lives(cast.bob) == first
    with later(340):
        renewed = lives(cast.bob)
    assert renewed != first and renewed.expires_on > first.expires_on


def test_a_residence_expires_after_a_year(cast):
    here = lives(cast.bob)
    today = clock.now().date()
    assert not here.has_expired(today + timedelta(days=365))
    assert here.has_expired(today + timedelta(days=366))
    assert Residence.objects.in_force(today + timedelta(days=365)).exists()
    assert not Residence.objects.in_force(today + timedelta(days=366)).exists()
    with later(366), pytest.raises(Refused, match="déclarez-la de nouveau"):
        actions.ask_attestation(here, by=cast.bob, space=cast.space)


def test_moving_from_poll_to_poll_is_refused(cast):
    for code in ("97411", "97415", "97416"):
        lives(cast.bob, code)
    with pytest.raises(Refused, match="3 communes en un an"):
        lives(cast.bob, "97401")
    with later(366):
        assert lives(cast.bob, "97401").commune.code == "97401"


def test_nobody_says_it_for_somebody_else_nor_lives_in_a_region(cast):
    with pytest.raises(Refused, match="dit elle-même"):
        actions.declare(cast.bob, commune("97411"), by=cast.alice)
    with pytest.raises(Refused, match="une commune d’aujourd’hui"):
        actions.declare(cast.bob, territory("region", "04"), by=cast.bob)
    Territory.objects.filter(code="97411").update(ended=2027)
    with pytest.raises(Refused, match="une commune d’aujourd’hui"):
        lives(cast.bob)


def test_what_is_closed_is_forgotten_after_a_year(cast):
    lives(cast.bob)
    actions.take_back(Residence.objects.get(), by=cast.bob)
    with later(364):
        assert actions.forget_due(clock.now()) == 0
    with later(366):
        tick()
    assert not Residence.objects.exists()


# --- Attesting ---------------------------------------------------------------------------------------


def test_a_space_attests_for_itself_and_for_no_other(cast):
    here = lives(cast.bob)
    actions.attest(actions.ask_attestation(here, by=cast.bob, space=cast.space), by=cast.alice)
    here = Residence.objects.get()
    assert (here.level_for(cast.space), here.level_for(None)) == (1, 0)
    assert not AttestationRequest.objects.exists()


def test_a_referent_of_administrators_attests_for_every_space(cast):
    cast.dave.is_staff = True
    cast.dave.save()
    here = lives(cast.bob)
    with pytest.raises(Refused, match="Personne n’est encore référent·e"):
        actions.ask_attestation(here, by=cast.bob)
    actions.name_referent(cast.erin, territory("epci", "249740119"), by=cast.dave)
    request = actions.ask_attestation(here, by=cast.bob)
    with pytest.raises(Refused, match="adressée à d’autres"):
        actions.attest(request, by=cast.alice)
    actions.attest(request, by=cast.erin)
    assert Residence.objects.get().level_for(cast.space) == 1
    assert not Entry.objects.filter(act__startswith="referent").exists()


def test_a_referent_of_a_space_answers_for_its_territory_only(cast):
    actions.name_referent(cast.erin, territory("epci", "249740119"), by=cast.alice, space=cast.space)
    entry = Entry.objects.get(act="referent.named")
    assert (entry.actor_id, entry.space_id) == (cast.alice.pk, cast.space.pk)
    north, south = lives(cast.bob), lives(cast.faye, "97416")
    actions.attest(actions.ask_attestation(north, by=cast.bob, space=cast.space), by=cast.erin)
    other = actions.ask_attestation(south, by=cast.faye, space=cast.space)
    with pytest.raises(Refused, match="adressée à d’autres"):
        actions.attest(other, by=cast.erin)
    actions.end_referent(cast.erin.referent_for.get(), by=cast.erin)
    assert Attestation.objects.count() == 1


def test_nobody_attests_their_own_residence(cast):
    request = actions.ask_attestation(lives(cast.alice), by=cast.alice, space=cast.space)
    with pytest.raises(Refused, match="pas sa propre résidence"):
        actions.attest(request, by=cast.alice)


def test_a_refusal_is_read_by_that_person_alone_and_may_be_asked_again(cast):
    here = lives(cast.bob)
    request = actions.ask_attestation(here, by=cast.bob, space=cast.space)
    with pytest.raises(Refused, match="Votre demande est envoyée"):
        actions.ask_attestation(here, by=cast.bob, space=cast.space)
    actions.refuse_request(request, by=cast.alice, reason="Je ne te connais pas encore.")
    assert "Je ne te connais pas encore." in read(as_(cast.bob).get(reverse("residence")))
    assert as_(cast.alice).get(reverse("attestation", args=[request.pk])).status_code == 404
    assert actions.ask_attestation(here, by=cast.bob, space=cast.space).refused_at is None


# --- Proving -----------------------------------------------------------------------------------------


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def stored():
    kept = storages["files"]
    folders = kept.listdir("")[0] if kept.exists("") else []
    return {f"{folder}/{name}" for folder in folders for name in kept.listdir(folder)[1]}


def send_proof(cast, who):
    before = stored()
    sent = SimpleUploadedFile("quittance.pdf", PDF, "application/pdf")
    answer = as_(who).post(reverse("residence-ask"), {"whom": cast.space.slug, "proof": sent})
    assert answer.status_code == 302, read(answer)
    request = AttestationRequest.objects.get(residence__person=who)
    assert stored() - before == {request.stored}
    return request


def test_a_proof_is_checked_by_one_confirmed_by_another_then_destroyed(cast, committed):
    actions.name_referent(cast.erin, commune("97411"), by=cast.alice, space=cast.space)
    lives(cast.bob)
    request = send_proof(cast, cast.bob)
    place = request.stored
    proof = as_(cast.alice).get(reverse("attestation-proof", args=[request.pk]))
    assert (proof.content, proof.headers["Cache-Control"]) == (
        PDF,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert "attachment" in proof.headers["Content-Disposition"]
    with pytest.raises(Refused, match="pas encore vérifié"):
        actions.confirm_proof(request, by=cast.erin)
    actions.check_proof(request, by=cast.alice)
    with pytest.raises(Refused, match="une autre personne doit le confirmer"):
        actions.confirm_proof(request, by=cast.alice)
    with committed():
        actions.confirm_proof(request, by=cast.erin)
    assert Residence.objects.get().level_for(cast.space) == 2
    assert place not in stored()
    assert not AttestationRequest.objects.exists()
    assert "quittance" not in dump()


def test_the_database_itself_wants_two_people_behind_a_proof(cast):
    here = lives(cast.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.create(residence=here, space=cast.space, level=2, by=cast.alice, confirmed_by=cast.alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.create(residence=here, space=cast.space, level=2, by=cast.alice)


@pytest.mark.parametrize("end", ["refused", "withdrawn", "moved", "forgotten"])
def test_a_proof_is_destroyed_however_its_request_ends(cast, committed, end):
    lives(cast.bob)
    request = send_proof(cast, cast.bob)
    with committed():
        if end == "refused":
            actions.refuse_request(request, by=cast.alice, reason="Illisible.")
        elif end == "withdrawn":
            actions.withdraw_request(request, by=cast.bob)
        elif end == "moved":
            lives(cast.bob, "97415")
        else:
            with later(31):
                tick()
    assert request.stored not in stored()


def test_a_proof_that_waits_is_no_orphan_and_is_read_by_nobody_else(cast):
    lives(cast.bob)
    request = send_proof(cast, cast.bob)
    with later(2):
        files.sweep()
    assert request.stored in stored()
    for who in (cast.bob, cast.erin, cast.dave):
        assert as_(who).get(reverse("attestation-proof", args=[request.pk])).status_code == 404


def test_a_request_that_is_refused_leaves_no_file(cast):
    lives(cast.bob)
    before = stored()
    sent = SimpleUploadedFile("quittance.pdf", PDF, "application/pdf")
    answer = as_(cast.bob).post(reverse("residence-ask"), {"whom": "referents", "proof": sent})
    assert answer.status_code == 403 and "Personne n’est encore référent·e" in read(answer)
    assert stored() == before


# --- Inside a zone -----------------------------------------------------------------------------------


def dump() -> str:
    """Every row of every table, as text."""
    told = []
    with connection.cursor() as database:
        for table in connection.introspection.table_names(database):
            if table == "polls_outline":
                continue  # of the zone itself, drawn in public
            database.execute(f'SELECT * FROM "{table}"')
            told.append(str(database.fetchall()))
    told.append(str([session.get_decoded() for session in Session.objects.all()]))
    told.append(serialize("json", [*Entry.objects.all(), *Payload.objects.all()]))
    return "\n".join(told)


def test_a_point_is_tested_on_the_server_then_found_nowhere(cast, caplog, capfd):
    zone = district(cast)
    lives(cast.bob)
    client = as_(cast.bob)
    point = {"lon": "55,4512345", "lat": "-20,8998765"}
    with caplog.at_level(logging.DEBUG):
        answer = client.post(reverse("zone-inside", args=[zone.kind, zone.code]), point)
        page = read(client.get(answer.headers["Location"]))
    assert answer.headers["Location"] == zone.get_absolute_url()
    row = ZoneResidence.objects.get()
    assert (row.zone, row.residence.commune.code, row.found_on) == (zone, "97411", clock.now().date())
    assert "Vous habitez dans cette zone" in page
    for place in (dump(), "".join(capfd.readouterr()), caplog.text, page, str(answer.headers)):
        for digits in ("4512345", "8998765"):
            assert digits not in place


@pytest.mark.parametrize(
    ("point", "status", "words"),
    [
        ({"lon": "banane-chez-moi", "lat": "-20,89"}, 422, "Saisissez un nombre"),
        ({"lon": "200,1234567", "lat": "95,7654321"}, 403, "hors du monde"),
        ({"lon": str(NEXT_TOWN[0]), "lat": str(NEXT_TOWN[1])}, 403, "pas à Saint-Denis"),
        ({"lon": "", "lat": ""}, 422, "obligatoire"),
    ],
)
def test_a_point_that_does_not_do_is_refused_without_being_given_back(cast, caplog, point, status, words):
    zone = district(cast)
    lives(cast.bob)
    answer = as_(cast.bob).post(reverse("zone-inside", args=[zone.kind, zone.code]), point)
    page = read(answer)
    assert (answer.status_code, words in page) == (status, True)
    typed = [way for value in filter(None, point.values()) for way in (value, value.replace(",", "."))]
    assert [way for way in typed if way in page + caplog.text] == []
    assert not ZoneResidence.objects.exists()


def test_a_point_outside_the_zone_says_so_and_takes_an_earlier_yes_back(cast):
    zone = district(cast)
    lives(cast.bob)
    assert actions.find_inside(zone, by=cast.bob, lon=IN_TOWN[0], lat=IN_TOWN[1]) is True
    assert actions.find_inside(zone, by=cast.bob, lon=55.42, lat=-20.93) is False
    assert not ZoneResidence.objects.exists()


def test_a_breakdown_says_nothing_of_the_point(cast, monkeypatch):
    zone = district(cast)
    lives(cast.bob)

    def breaks(zone, lon, lat):
        raise RuntimeError(f"cannot place {lon} {lat}")

    monkeypatch.setattr("governance.polls.actions.residence.is_inside", breaks)
    # Our console, not the one of pytest: it is what is written where Palabre runs.
    console = StringIO()
    ours = next(one for one in logging.getLogger().handlers if any(isinstance(f, CastingPath) for f in one.filters))
    monkeypatch.setattr(ours, "stream", console)
    client = as_(cast.bob)
    client.raise_request_exception = False
    point = {"lon": "55,4512345", "lat": "-20,8998765"}
    page = client.post(reverse("zone-inside", args=[zone.kind, zone.code]), point)
    assert page.status_code == 500
    assert "RuntimeError" in console.getvalue()
    for written in (console.getvalue(), page.content.decode()):
        assert "4512345" not in written and "8998765" not in written


def test_who_said_no_commune_is_told_to_say_it_first(cast):
    zone = district(cast)
    with pytest.raises(Refused, match="Dites d’abord dans quelle commune"):
        actions.find_inside(zone, by=cast.bob, lon=AT_SEA[0], lat=AT_SEA[1])
    lives(cast.bob, "97416")
    with pytest.raises(Refused, match="ne touche pas la commune"):
        actions.find_inside(zone, by=cast.bob, lon=IN_TOWN[0], lat=IN_TOWN[1])
    lives(cast.erin)
    with later(366), pytest.raises(Refused, match="Dites d’abord dans quelle commune"):
        actions.find_inside(zone, by=cast.erin, lon=IN_TOWN[0], lat=IN_TOWN[1])


# --- Pages -------------------------------------------------------------------------------------------


def test_bob_finds_his_commune_and_says_he_lives_there(cast):
    client = as_(cast.bob)
    page = read(client.get(reverse("residence"), {"q": "97411"}))
    assert "code INSEE 97411" in page and "code postal 97411" in page
    assert client.post(reverse("residence"), {"code": "97415"}).status_code == 302
    page = read(client.get(reverse("residence")))
    assert "Saint-Paul" in page and "Déclarée" in page and "Compte jusqu’au" in page


def test_a_postal_code_sent_for_an_insee_code_names_the_commune(cast):
    answer = as_(cast.bob).post(reverse("residence"), {"code": "97460"})
    assert answer.status_code == 422
    assert "97460 est un code postal, pas un code INSEE : choisissez la commune, Saint-Paul (97415)." in read(answer)
    assert not Residence.objects.exists()


def test_alice_reads_what_is_asked_of_her_and_answers(cast):
    lives(cast.bob)
    as_(cast.bob).post(reverse("residence-ask"), {"whom": cast.space.slug})
    client = as_(cast.alice)
    page = read(client.get(reverse("attestations")))
    assert "Bob Nativel" in page and "Saint-Denis" in page
    request = AttestationRequest.objects.get()
    assert "Oui, je l’atteste" in read(client.get(reverse("attestation", args=[request.pk])))
    assert client.post(reverse("attestation-act", args=[request.pk, "attest"])).status_code == 302
    assert "Bob Nativel" not in read(client.get(reverse("attestations")))
    assert "Attestée" in read(as_(cast.bob).get(reverse("residence")))


def test_the_page_of_requests_is_empty_for_who_is_asked_nothing(cast):
    lives(cast.bob)
    actions.ask_attestation(Residence.objects.get(), by=cast.bob, space=cast.space)
    page = read(as_(cast.erin).get(reverse("attestations")))
    assert "Personne ne vous demande rien" in page and "Bob Nativel" not in page


def test_the_page_of_requests_asks_as_many_questions_for_one_as_for_several(cast):
    actions.name_referent(cast.erin, territory("departement", "974"), by=cast.alice, space=cast.space)

    def asks(who):
        actions.ask_attestation(lives(who), by=who, space=cast.space)
        client = as_(cast.erin)
        client.get(reverse("attestations"))
        with CaptureQueriesContext(connection) as asked:
            page = read(client.get(reverse("attestations")))
        assert str(who) in page
        return len(asked)

    assert asks(cast.bob) == asks(cast.faye) == asks(cast.carol)


def test_a_facilitator_names_a_referent_by_a_name_or_a_code(cast):
    client = as_(cast.alice)
    where = reverse("referent-name", args=[cast.space.slug])
    for typed in ("97411", "Cilaos", "974", "249740119"):
        assert client.post(where, {"person": cast.erin.pk, "territory": typed}).status_code == 302
    assert "Plusieurs territoires portent ce nom" in read(
        client.post(where, {"person": cast.erin.pk, "territory": "Saint"})
    )
    assert "Aucun territoire" in read(client.post(where, {"person": cast.erin.pk, "territory": "Zzz"}))
    page = read(client.get(reverse("space-territories", args=[cast.space.slug])))
    assert page.count("Mettre fin") == 4
    for referent in cast.erin.referent_for.all():
        client.post(reverse("referent-end", args=[referent.pk]))
    assert "Personne n’est référent·e" in read(client.get(reverse("space-territories", args=[cast.space.slug])))


def test_a_point_picked_for_a_poll_leaves_as_little_behind_and_leads_back_to_it(cast, caplog, capfd):
    zone = district(cast)
    lives(cast.bob)
    asked = opened(cast, territories=[zone])
    client = as_(cast.bob)
    where = reverse("zone-inside", args=[zone.kind, zone.code]) + f"?poll={asked.pk}"
    with caplog.at_level(logging.DEBUG):
        assert client.get(reverse("zone-outline", args=[zone.kind, zone.code])).status_code == 200
        answer = client.post(where, {"lon": "55.4512345", "lat": "-20.8998765"})  # with points, as the map writes
        page = read(client.get(answer.headers["Location"]))
    assert answer.headers["Location"] == asked.get_absolute_url()
    assert ZoneResidence.objects.get().residence.person == cast.bob
    for place in (dump(), "".join(capfd.readouterr()), caplog.text, page, str(answer.headers)):
        for digits in ("4512345", "8998765"):
            assert digits not in place


def test_only_a_zone_that_one_may_see_gives_its_outline(cast):
    zone = district(cast)
    cast.space.visibility = "members"
    cast.space.save()
    where = reverse("zone-outline", args=[zone.kind, zone.code])
    assert [as_(who).get(where).status_code for who in (cast.bob, cast.dave)] == [200, 404]
    assert as_(cast.bob).get(reverse("zone-outline", args=["commune", "97411"])).status_code == 404
