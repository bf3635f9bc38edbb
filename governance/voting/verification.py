"""What anybody may check of a vote: that nothing of it was changed by another hand than the application's."""

import json

from django.db.models import Count, Subquery
from django.utils.translation import gettext as _

from governance.register.actions import canonical, sha256
from governance.register.models import Entry
from governance.rules.tally import METHODS, tally
from governance.rules.tally.recounting import answer, read
from governance.verdict import Refused
from governance.voting import urn as urns
from governance.voting.actions.preparing import described
from governance.voting.models import Publication, Urn
from governance.voting.results import ensure_ballots_agree, file_of


def entry_of(vote, act: str) -> dict | None:
    """What the register says of an act of this vote; None when it says nothing, or nothing any more."""
    entry = Entry.objects.about(vote).filter(act=act).order_by("-seq").select_related("payload").first()
    text = entry.payload.canonical if entry and hasattr(entry, "payload") else None
    return json.loads(text) if text else None


def troubles(vote, now) -> list[str]:
    """What is wrong with a vote, a sentence each, as far as its page can afford to look.

    While it is open, the seal of its urn; once it is counted, what was published against what the register says.
    """
    if vote.opened_at is None:
        return []
    if vote.is_cancelled:
        told = Entry.objects.about(vote).filter(act="vote.cancelled").exists()
        return [] if told else [_("Le registre ne dit pas que ce scrutin a été annulé.")]
    if vote.counted_at is not None:
        return _of_the_publication(vote, entry_of(vote, "vote.counted"))
    if vote.is_secret:
        marked = vote.roll.filter(answered_at__isnull=False).order_by().values("vote").annotate(n=Count("pk"))
        # In one question: between two of them a ballot may enter.
        urn = Urn.objects.filter(vote=vote).annotate(marks=Subquery(marked.values("n"))).first()
        if (
            urn is None
            or not urns.is_whole(urn)
            or (not vote.is_over(now) and len(urns.lines(urn.codes)) != (urn.marks or 0))
        ):
            return [str(urns.TAMPERED)]
    if vote.is_over(now):
        try:
            ensure_ballots_agree(vote)
            file_of(vote)
        except Refused as refused:
            return [refused.verdict.why]
    return []


def every_trouble(vote, now) -> list[str]:
    """All that can be checked of an opened vote, counting everything again."""
    found = _of_the_opening(vote) + troubles(vote, now)
    if vote.counted_at is None:
        return found
    counted = entry_of(vote, "vote.counted")
    if counted is None:
        return found
    if sha256(canonical(marks(vote))) != counted["marks_sha256"]:
        found.append(_("Les émargements ne sont plus ceux de la clôture."))
    if vote.is_secret:
        urn = Urn.objects.filter(vote=vote).first()
        if urn is None or sha256(f"{urn.codes}\n\n{urn.ballots}") != counted["urn_sha256"]:
            found.append(_("L’urne n’est plus celle du dépouillement."))
    else:
        found += _of_the_ballots(vote)
    publication = Publication.objects.filter(vote=vote).first()
    return found + (_of_the_recount(vote, publication, counted) if publication else [])


def marks(vote) -> list[int]:
    """The people who took part, in the order in which the register hashes them."""
    return sorted(vote.roll.filter(answered_at__isnull=False).values_list("person_id", flat=True))


def published_ballots(vote) -> tuple[list[tuple[int, object]], int]:
    """What was published: pairs (how many, the ballot with its options by their words), and the abstentions."""
    try:
        content = json.loads(vote.publication.content)
        return [(row["count"], row["ballot"]) for row in content["ballots"]], content.get("abstentions", 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # a hand was in it; `troubles` names it
        return [], 0


def _of_the_opening(vote):
    opened = entry_of(vote, "vote.opened")
    if opened is None:
        return [_("Le registre ne dit pas que ce scrutin a été ouvert.")]
    found = []
    if not sha256(canonical(described(vote, list(vote.options.all())))) == vote.text_sha256 == opened["sha256"]:
        found.append(_("La question, les options ou les réglages ne sont plus ceux de l’ouverture."))
    if vote.closes_at.isoformat() != opened["closes_at"]:
        found.append(_("La clôture n’est plus celle qui a été annoncée à l’ouverture."))
    if vote.closed_at is not None:
        closed = entry_of(vote, "vote.closed")
        if closed is None or vote.closed_at.isoformat() != closed["closed_at"]:
            found.append(_("Le registre ne dit pas que ce scrutin a été clos avant son heure, ou pas à ce moment."))
    now_on_it = vote.roll.filter(joined_at__isnull=True).order_by("person_id")
    if [list(row) for row in now_on_it.values_list("person_id", "reason", "weight", "on_leave")] != opened["roll"]:
        found.append(_("La liste d’émargement n’est plus celle de l’ouverture."))
    return found


def _of_the_publication(vote, counted):
    publication = Publication.objects.filter(vote=vote).first()
    if counted is None:
        return [_("Le registre ne dit pas que ce scrutin a été dépouillé, ou cette écriture a été effacée.")]
    if publication is None:
        return [_("Les bulletins publiés au dépouillement ont disparu.")]
    found = []
    if sha256(publication.content) != counted["ballots_sha256"]:
        found.append(_("La liste publiée des bulletins a été modifiée depuis le dépouillement."))
    if (sha256(publication.codes) if publication.codes else "") != counted["codes_sha256"]:
        found.append(_("La liste publiée des codes a été modifiée depuis le dépouillement."))
    if {key: vote.outcome.get(key) for key in counted["outcome"]} != counted["outcome"]:
        found.append(_("Le résultat affiché n’est pas celui que le registre a gardé."))
    return found


def _of_the_ballots(vote):
    try:
        ensure_ballots_agree(vote)
    except Refused as refused:
        return [refused.verdict.why]
    return []


def _of_the_recount(vote, publication, counted):
    try:
        again = answer(tally(read(json.loads(publication.content), METHODS)))
    except (ValueError, TypeError, RecursionError):
        return [_("Les bulletins publiés ne se comptent plus.")]
    again = json.loads(json.dumps(again))
    if again != vote.outcome or {key: again.get(key) for key in counted["outcome"]} != counted["outcome"]:
        return [_("Les bulletins publiés, comptés de nouveau, ne donnent pas le résultat affiché.")]
    return []
