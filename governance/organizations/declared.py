"""What organizations tell the house: what they do when others act."""

from governance.organizations import entry, involvement
from governance.register.actions import subscribe


def declare():
    subscribe(involvement.seat_whoever_did_enough, "action.done")
    subscribe(entry.enrol_whoever_signed, "commitment.signed")


declare()
