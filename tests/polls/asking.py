"""Polls of the tests: one asked in La Réunion, and people who live there."""

from datetime import timedelta

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, Attestation, Residence
from governance.voting.actions import Choice
from tests.cast import person
from tests.polls.places import territory

SINGLE = {"method": "single", "terms": {}}
JUDGED = {"method": "majority_judgment", "terms": {"grades": ["À rejeter", "Passable", "Bien", "Très bien"]}}


def prepared(cast, *, places=(("region", "04"),), **changed):
    """« Une piste cyclable de Saint-Denis à Saint-Paul ? », with three answers, for ten days."""
    asked = {
        "title": "La piste cyclable du littoral",
        "body": "La **route du littoral** a une voie de plus.",
        "question": "Faut-il une piste cyclable sur la route du littoral\u202f?",
        **SINGLE,
        "choices": [Choice("Oui"), Choice("Non"), Choice("Pas maintenant")],
        "territories": [territory(*place) for place in places],
        "min_level": 0,
        "opens_at": None,
        "closes_at": clock.now() + timedelta(days=10),
    }
    return actions.prepare_poll(cast.space, by=cast.alice, **asked | changed)


def opened(cast, **changed):
    return actions.open_poll(prepared(cast, **changed), by=cast.alice)


def live(who, code, *, level=0, days=365):
    """`who` lives in the commune of that code, attested by administrators from level 1."""
    here = territory("commune", code)
    until = clock.now().date() + timedelta(days=days)
    residence = Residence.objects.create(person=who, commune=here, expires_on=until)
    if level:
        other = person(f"witness-{who.pk}")
        confirmed = person(f"second-{who.pk}") if level == 2 else None
        Attestation.objects.create(residence=residence, level=level, by=other, confirmed_by=confirmed)
    return residence


def ballot(poll, choice):
    return {poll.questions.get().pk: choice}


def crowd(poll, code, **answers):
    """Many people of a commune answer at once, without the forms: `o1=20` is twenty for the first option."""
    key, here = str(poll.questions.get().pk), territory("commune", code)
    rows = []
    for choice, number in answers.items():
        for n in range(number):
            rows.append(
                Answer(
                    poll=poll,
                    person=person(f"p{poll.pk}-{code}-{choice}-{n}"),
                    territory=here,
                    level="declared",
                    content={key: choice},
                )
            )
    Answer.objects.bulk_create(rows)
