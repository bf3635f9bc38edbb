"""What a dissolution asks of the session that adopts it: who liquidates, and who receives what is left (art. 23)."""

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from governance import live, prose
from governance.assemblies.actions.locking import lock_item
from governance.assemblies.models import AgendaItem, Decision
from governance.assemblies.permissions import DISSOLUTION, may_name_for_dissolution
from governance.register.actions import record
from governance.verdict import Refused, ensure, no

LIQUIDATORS, NET_ASSETS = ASKED = ("liquidators", "net_assets")


def ask_what_follows(event) -> None:
    """Once the dissolution is adopted the session has these two questions more; one that is rejected comes again.

    They are of the act itself: the convocation announced the dissolution, of which they are the consequence.
    """
    decision = event.subject
    item = decision.item
    if item.amends_id:
        return
    if item.matter == DISSOLUTION and decision.outcome == Decision.Outcome.ADOPTED:
        for key in ASKED:
            _ask(item.meeting, key, of=item)
    elif item.source_kind == DISSOLUTION and decision.outcome == Decision.Outcome.REJECTED:
        _ask(item.meeting, item.matter, of=item)


def _ask(meeting, key, *, of):
    matter = meeting.rule_set.statutes.matters.get(key)
    if matter is None:
        return
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=meeting.items.aggregate(last=Max("position"))["last"] + 1,
        matter=key,
        title=matter.title,
        source_kind=DISSOLUTION,
        source_id=of.pk,
    )
    record(
        "meeting.item_added", meeting, by=None, space=meeting.space, title=meeting.title, item=item.title, late=False
    )
    live.publish("meeting", meeting.pk, "page")


@transaction.atomic
def name_for_dissolution(item: AgendaItem, *, by, names: list[str], words: str = "") -> AgendaItem:
    """Write what is put to the vote: the liquidators with their powers, or the associations that receive what is left.

    names: one each. No member of the association may receive any part of it (ST-23.5).
    """
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_name_for_dissolution(by, item))
    names = list(dict.fromkeys(" ".join(name.split()) for name in names if not prose.is_blank(name)))
    if not names:
        raise Refused(no(_("Écrivez au moins un nom.")))
    if item.matter == NET_ASSETS:
        members = _names_of_members(meeting)
        if barred := [name for name in names if _folded(name) in members]:
            raise Refused(
                no(
                    _("%(names)s est membre de l’association : aucune part ne peut lui en revenir (art. 23.5).")
                    % {"names": ", ".join(barred)}
                )
            )
    elif prose.is_blank(words):
        raise Refused(no(_("Dites les pouvoirs des liquidateurs (art. 23.4).")))
    with translation.override("fr"):  # the decision is in the language of the statutes
        said = (
            _("Sont nommés liquidateurs : %(names)s.")
            if item.matter == LIQUIDATORS
            else _("L’actif net est attribué à : %(names)s.")
        ) % {"names": ", ".join(names)}
    item.amended = f"{said}\n\n{words.strip()}".strip()
    item.amended_html = prose.render(item.amended)
    item.save(update_fields=["amended", "amended_html"])
    live.publish("meeting", meeting.pk, "page")
    return item


def _names_of_members(meeting) -> set[str]:
    enrolled = meeting.organization.enrolments.current().select_related("person")
    return {_folded(name) for one in enrolled for name in (one.legal_name, one.person.display_name) if name}


def _folded(name):
    return " ".join(name.split()).casefold()
