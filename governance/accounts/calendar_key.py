"""The secret in the address of somebody’s calendar: signed and never stored, so that a stolen database opens none."""

from django.core import signing

from governance.accounts.models import User

SALT = "accounts.calendar"


def of(person: User) -> str:
    """What follows the address of this person’s feed, until they renew it."""
    return signing.Signer(salt=SALT).sign(f"{person.pk}-{person.calendar_turn}").replace(":", ".")


def owner(key: str) -> User | None:
    """Whose feed it is; None of a key that was made up or renewed since, and of an account that is closed."""
    number, _dot, seal = key.rpartition(".")
    try:
        person, _dash, turn = signing.Signer(salt=SALT).unsign(f"{number}:{seal}").partition("-")
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=int(person), calendar_turn=int(turn), is_active=True).first()
