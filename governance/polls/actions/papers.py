"""The desk of a poll: counters named, codes printed, people marked, answers on paper entered and countersigned.

Nothing joins a person and a code: a pile is printed first, and a mark touches none of its rows. No more answers of a
commune are entered than people of it were marked.
"""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.polls import papers
from governance.polls.actions.polls import lock, read_answer
from governance.polls.models import ATTESTED, Answer, CitizenPoll, Counter, Mark, PaperCode
from governance.polls.permissions import (
    may_countersign,
    may_end_counter,
    may_enter_code,
    may_mark,
    may_name_counter,
    may_prepare_codes,
)
from governance.register.actions import record
from governance.rules.territories import fold
from governance.sqlite.journal import forget_after_commit
from governance.verdict import Refused, ensure, no
from governance.voting.actions.consulting import moment

MOST_CODES = 100  # of one pile
MOST_OF_A_POLL = 20_000


@transaction.atomic
def name_counter(poll: CitizenPoll, person, *, by) -> Counter:
    """Name somebody to keep the desk. The register says who, and nothing of what they do there."""
    poll = lock(poll)
    ensure(may_name_counter(by, poll, moment()))
    if Counter.objects.current().filter(poll=poll, person=person).exists():
        raise Refused(no(_("Cette personne tient déjà le guichet de ce sondage.")))
    made = Counter.objects.create(poll=poll, person=person, named_by=by)
    record("poll.counter_named", poll, by=by, space=poll.space, title=poll.title, person=person.pk)
    return made


@transaction.atomic
def end_counter(counter: Counter, *, by) -> Counter:
    """Take the charge back, or lay it down; what was entered stays."""
    poll = lock(counter.poll)
    counter = poll.counters.get(pk=counter.pk)
    ensure(may_end_counter(by, counter))
    counter.ended_at = clock.now()
    counter.save(update_fields=["ended_at"])
    record("poll.counter_ended", poll, by=by, space=poll.space, title=poll.title, person=counter.person_id)
    return counter


@transaction.atomic
def prepare_codes(poll: CitizenPoll, territory, number: int, *, by) -> list[str]:
    """A pile of new codes for the people of one commune, to be printed at once: only their hashes are kept."""
    poll = lock(poll)
    ensure(may_prepare_codes(by, poll, moment()))
    _ensure_asked(poll, territory)
    if not 1 <= number <= MOST_CODES:
        raise Refused(no(_("Une pile compte de un à cent codes : imprimez-en plusieurs s’il en faut davantage.")))
    if poll.paper_codes.count() + number > MOST_OF_A_POLL:
        raise Refused(no(_("Trop de codes sont déjà imprimés pour ce sondage : donnez d’abord ceux qui restent.")))
    codes = [papers.new_code() for _n in range(number)]
    hashes = sorted(papers.code_hashes(poll.pk, code)[0] for code in codes)
    PaperCode.objects.bulk_create(PaperCode(hash=one, poll=poll, territory=territory, level=ATTESTED) for one in hashes)
    told = {"title": poll.title, "codes": number, "name": territory.name}
    record("poll.codes_printed", poll, by=by, space=poll.space, **told)
    return codes


@transaction.atomic
def mark(
    poll: CitizenPoll,
    territory,
    *,
    by,
    person=None,
    full_name: str = "",
    born: date | None = None,
    old_enough: bool = False,
) -> Mark:
    """Put somebody on the list before a code is given to them: by their account, or by their name and date of birth.

    Refused where they answered online or are on the list already; in the same words, so that the list of those who
    answered is not read here. From then on they do not answer online. Nothing is recorded.
    """
    poll = lock(poll)
    ensure(may_mark(by, poll, moment()))
    _ensure_asked(poll, territory)
    _ensure_old_enough(poll, born, old_enough)
    if person is not None:
        # Whoever is answering online at this moment waits for this row, or is waited for.
        get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
        is_known = Answer.objects.filter(poll=poll, person=person).exists()
        is_known = is_known or Mark.objects.filter(poll=poll, person=person).exists()
        named = {"person": person}
    else:
        _ensure_named(poll, full_name, born)
        hashes = papers.name_hashes(poll.pk, full_name, born)
        is_known = Mark.objects.filter(poll=poll, name_hash__in=hashes).exists()
        named = {"name_hash": hashes[0]}
    if is_known:
        raise Refused(_known())
    try:
        with transaction.atomic():
            made = Mark.objects.create(poll=poll, territory=territory, **named)
    except IntegrityError:
        raise Refused(_known()) from None
    forget_after_commit()
    return made


def _known():
    return no(_("Cette personne a déjà répondu, ou déjà reçu un code : ne lui en donnez pas."))


def _ensure_old_enough(poll, born, declared):
    if not poll.min_age:
        return
    age = {"age": poll.min_age}
    if born is not None and papers.age_on(born, poll.space.day(clock.now())) < poll.min_age:
        raise Refused(no(_("Ce sondage demande aux personnes de %(age)s ans et plus : pas de code.") % age))
    if not declared:
        raise Refused(no(_("Ce sondage demande aux personnes de %(age)s ans et plus : dites que c’est le cas.") % age))


def _ensure_named(poll, name, born):
    if len(fold(name).split()) < 2 or born is None:
        raise Refused(
            no(_("Il faut l’adresse de son compte, ou bien son prénom, son nom et sa date de naissance, sans compte."))
        )
    if not date(1900, 1, 1) <= born <= poll.space.day(clock.now()):
        raise Refused(no(_("Cette date de naissance n’est pas possible : relisez-la.")))


def _ensure_asked(poll, territory):
    if not poll.places.filter(territory=territory).exists():
        raise Refused(no(_("Ce sondage n’interroge pas %(name)s.") % {"name": territory.name}))


@transaction.atomic
def enter_code(poll: CitizenPoll, code: str, *, by, ballots: dict) -> PaperCode:
    """Enter what stands on a slip, with its code; it counts once another counter countersigned it."""
    poll = lock(poll)
    ensure(may_enter_code(by, poll, moment()))
    row = find_code(poll, code)
    if row.content is not None:
        raise Refused(no(_("Ce code a déjà servi : il vaut une réponse. Mettez ce bulletin à part.")))
    marked = Mark.objects.filter(poll=poll, territory=row.territory_id).count()
    if PaperCode.objects.filter(poll=poll, territory=row.territory_id, content__isnull=False).count() >= marked:
        raise Refused(
            no(
                _(
                    "Autant de réponses sont saisies pour %(name)s que de personnes y ont reçu un code : "
                    "marquez d’abord la personne à qui ce bulletin fut donné."
                )
                % {"name": row.territory.name}
            )
        )
    row.content = read_answer(poll, ballots, old_enough=True)
    row.entered_by = by
    row.save(update_fields=["content", "entered_by"])
    forget_after_commit()
    return row


def compare(poll: CitizenPoll, code: str, *, by) -> PaperCode:
    """What was entered with a code, for the one who may countersign it; nothing changes."""
    row = find_code(poll, code)
    ensure(may_countersign(by, row, moment()))
    return row


@transaction.atomic
def countersign(poll: CitizenPoll, code: str, *, by) -> PaperCode:
    """Say that what was entered is what stands on the slip: from now on it counts."""
    poll = lock(poll)
    row = find_code(poll, code)
    ensure(may_countersign(by, row, moment()))
    row.countersigned_by = by
    row.save(update_fields=["countersigned_by"])
    forget_after_commit()
    return row


@transaction.atomic
def send_back(poll: CitizenPoll, code: str, *, by) -> PaperCode:
    """Say that it is not what stands on the slip: it is entered again."""
    poll = lock(poll)
    row = find_code(poll, code)
    ensure(may_countersign(by, row, moment()))
    row.content = row.entered_by = None
    row.save(update_fields=["content", "entered_by"])
    forget_after_commit()
    return row


def find_code(poll: CitizenPoll, code: str) -> PaperCode:
    """The row of a code as somebody typed it. Refused in a sentence where this poll has none such."""
    hashes = papers.code_hashes(poll.pk, papers.tidied(code))
    row = PaperCode.objects.filter(poll=poll, hash__in=hashes).select_related("territory", "poll__space").first()
    if row is None:
        raise Refused(no(_("Ce code n’est pas de ce sondage : relisez-le sur le bulletin, lettre par lettre.")))
    return row
