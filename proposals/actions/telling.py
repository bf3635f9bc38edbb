"""What every act ends with: its line in the register, and the pages that look different since."""

from governance import live
from governance.register.actions import record
from rooms.opening import tell_of_decisions


def record_about(act, proposal, *, by, **payload):
    record(act, proposal, by=by, space=proposal.space, title=proposal.title, **payload)


def changed(proposal, *parts):
    """Tell the proposal's readers which parts changed, and its room's when the list there looks different."""
    for part in parts:
        live.publish("proposal", proposal.pk, part)
    if "phase" in parts:
        tell_of_decisions(proposal.room, "proposals")


def action_changed(action):
    live.publish("action", action.pk, "action")
    if action.resolution_id:
        live.publish("proposal", action.resolution.proposal_id, "resolution")
    live.publish("room", action.room_id, "actions")
