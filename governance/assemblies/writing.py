"""What minutes say, written in French from what was recorded and nothing else, with the remarks of who signs them.

Markdown in which nobody’s words can pass for ours: what people typed in a line is escaped, what they wrote at length is
quoted line by line, so that taking « > » away gives back the very text whose hash stands under it.
"""

import json
import re
from datetime import datetime

from django.db.models import Prefetch
from django.utils import translation
from django.utils.formats import date_format

from governance import prose
from governance.accounts.models import User
from governance.assemblies import wording
from governance.assemblies.agenda import convocation_of, longest, matter_of, rule_of
from governance.assemblies.models import Attendance, Decision, Meeting, officer
from governance.assemblies.words import in_brackets
from governance.register.actions import sha256
from governance.register.models import Entry
from governance.rules import cases
from governance.rules import meetings as law
from governance.rules.majority import judge, quorum_step
from governance.rules.statutes import judging
from governance.voting.models import Ballot, PaperBatch, Vote

PAPERS = Prefetch(
    "paper_batches",
    PaperBatch.objects.filter(withdrawn_at__isnull=True).select_related("entered_by", "countersigned_by"),
    "papers",
)
LINE_ENDS = re.compile(r"\r\n|\r|\n")
MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]#+!"})
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})

MODES = {
    Meeting.Mode.IN_PERSON: "Séance tenue en un même lieu",
    Meeting.Mode.REMOTE: "Séance tenue à distance",
    Meeting.Mode.MIXED: "Séance tenue en un même lieu et à distance",
}
POSTS = {"president": "présidence", "secretary": "secrétariat"}
BY_LOT = "second_round_then_lot"
RESULTS = {
    Decision.Outcome.ADOPTED: "Le texte est **adopté**.",
    Decision.Outcome.REJECTED: "Le texte est **rejeté**.",
    Decision.Outcome.NO_QUORUM: "Le quorum n’est **pas atteint** : rien n’est décidé sur ce point.",
    Decision.Outcome.WITHDRAWN: "Ce point est **retiré** : il n’a pas été mis aux voix.",
    Decision.Outcome.WITHOUT_OBJECT: "Ce point est **sans objet** : il n’a pas été mis aux voix.",
}
OF_A_MOTION = {
    Decision.Outcome.ADOPTED: "L’amendement est **adopté** : le texte est modifié en conséquence.",
    Decision.Outcome.REJECTED: "L’amendement est **rejeté**.",
    Decision.Outcome.NO_QUORUM: "Le quorum n’est **pas atteint** : rien n’est décidé sur cet amendement.",
    Decision.Outcome.WITHDRAWN: "L’amendement est **retiré** : il n’a pas été mis aux voix.",
    Decision.Outcome.WITHOUT_OBJECT: "L’amendement est **sans objet** : il n’a pas été mis aux voix.",
}
VOICES = (
    ("favour", "pour"),
    ("against", "contre"),
    ("abstain", "abstention"),
    ("blank", "blanc"),
    ("invalid", "nul"),
)  # fmt: skip
TOLD = ("meeting.designated", "meeting.suspended", "meeting.adjourned", "meeting.resumed", "meeting.closed")


def written(minutes) -> str:
    """The Markdown of the minutes as they stand: the same for everybody, in French, which the statutes are in."""
    with translation.override("fr"):
        lines = _correction(minutes) if minutes.corrects_id else Writing(minutes).lines()
    return "\n".join(lines).strip() + "\n"


def content_of(minutes) -> str:
    """What was signed; until then what would be."""
    return minutes.content or written(minutes)


def document_of(minutes) -> str:
    """The whole document: what was signed, then its signatures and its number, which came after it."""
    content = content_of(minutes)
    if not minutes.signed_at:
        return content
    with translation.override("fr"):
        at = Times(minutes.meeting)
        lines = ["## Signatures", ""]
        if minutes.number:
            lines += [f"- Numéro dans le registre des procès-verbaux de l’association : {minutes.number}"]
        lines += [f"- Signé par {inline(minutes.signed_by)}, secrétariat de séance, le {at.whole(minutes.signed_at)}"]
        if minutes.countersigned_at:
            who = inline(minutes.countersigned_by)
            lines += [f"- Contresigné par {who}, présidence de séance, le {at.whole(minutes.countersigned_at)}"]
        lines += [f"- Empreinte (sha256) de tout ce qui précède ce titre : `{minutes.sha256}`"]
    return content + "\n" + "\n".join(lines) + "\n"


# --- Words of people inside ours ---------------------------------------------------------------------


def inline(words) -> str:
    """Words somebody typed, in a line of ours: on one line, and none of their signs marks anything up."""
    plain = prose.straight(" ".join(str(words).split()))
    return plain.translate(ENTITIES).translate(MARKS)


def quoted(text: str) -> str:
    """A text somebody wrote, as a quotation: every line of it, empty ones too, stands behind « > »."""
    return "\n".join(f"> {line}" if line else ">" for line in LINE_ENDS.split(text))


def names(people) -> str:
    """Names in a row, by alphabet."""
    return ", ".join(inline(name) for name in sorted(map(str, people), key=prose.alphabetical))


def count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n < 2 else many or one + 's'}"


class Times:
    """Moments as minutes say them, where the association lives; the day only where it is not that of the meeting."""

    def __init__(self, meeting):
        self.zone, self._day = meeting.zone, (meeting.opened_at or meeting.starts_at).astimezone(meeting.zone).date()

    def day(self, moment) -> str:
        day = moment.astimezone(self.zone).date() if hasattr(moment, "astimezone") else moment
        return f"{'1er' if day.day == 1 else day.day} {date_format(day, 'F Y')}"

    def hour(self, moment) -> str:
        here = moment.astimezone(self.zone)
        said = f"{here.hour} h {here.minute:02}"
        return said if here.date() == self._day else f"{said} le {self.day(moment)}"

    def whole(self, moment) -> str:
        here = moment.astimezone(self.zone)
        return f"{self.day(moment)} à {here.hour} h {here.minute:02}"

    def zone_at(self, moment) -> str:
        offset = moment.astimezone(self.zone).strftime("%z")
        return f"{self.zone.key.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:]})"


def documents_said(item):
    """The documents of an item: those that were sent with the convocation, each with its hash, then the later ones."""
    sent = [one for one in item.documents.all() if not one.is_late]
    later = [one for one in item.documents.all() if one.is_late]
    for title, found in (("Documents joints à la convocation", sent), ("Documents ajoutés depuis", later)):
        if found:
            yield f"{title} :"
            yield ""
            for one in found:
                instead = f", en remplacement de {inline(one.replaces)}" if one.replaces_id else ""
                kind = f" ({one.get_nature_display()})" if one.nature else ""
                yield f"- {inline(one)}{kind}{instead}, empreinte (sha256) `{one.sha256}`"
            yield ""


def payment_said(item):
    """Whom an item pays, and why the statutes want it said."""
    if item.pays_a_function:
        yield (
            f"Ce point paie {inline(item.payee)} pour une fonction d’administration ou de direction, que les statuts "
            "disent bénévole (art. 16.1)."
        )
        yield ""
    elif item.payment:
        yield f"Ce point rembourse des frais à {inline(item.payee)}, sur les justificatifs joints (art. 16.2)."
        yield ""


def papers_said(vote):
    """The paper ballots of a vote: how many, who entered them and who countersigned; and those nobody did in time."""
    for batch in vote.papers:
        if batch.is_waiting:
            what = count(batch.size, "bulletin sur papier", "bulletins sur papier")
            who = f"saisis par {inline(batch.entered_by)}"
            yield f"Non comptés : {what}, {who}, que personne n’avait contresignés à la clôture."
            yield ""
            continue
        who = f"saisis par {inline(batch.entered_by)}, contresignés par {inline(batch.countersigned_by)}"
        yield f"Dont {count(batch.size, 'bulletin')} sur papier, {who}."
        yield ""


# --- The document ------------------------------------------------------------------------------------


def _correction(minutes):
    """A correction: what it corrects, and how. The document it corrects stays as it is."""
    meeting, first = minutes.meeting, minutes.corrects
    at = Times(meeting)
    return [
        f"# Correction du procès-verbal n° {first.number} : {inline(meeting.title)}",
        "",
        f"- Association : {inline(meeting.organization)}",
        f"- Instance : {inline(meeting.body)}",
        f"- Séance du {at.day(meeting.opened_at or meeting.starts_at)}",
        f"- Document corrigé : procès-verbal n° {first.number}, publié le {at.whole(first.countersigned_at)}, "
        f"empreinte (sha256) `{first.sha256}`",
        f"- Heures : celles de {at.zone_at(first.countersigned_at)}",
        "",
        "Le document corrigé reste publié tel qu’il a été signé ; celui-ci le complète et se lit avec lui.",
        "",
        "## Ce qui est corrigé",
        "",
        quoted(minutes.remarks),
        "",
    ]


class Writing:
    """The minutes of one meeting: every fact is read once, whatever the number of people and of items."""

    def __init__(self, minutes):
        self.minutes, self.meeting = minutes, minutes.meeting
        meeting = self.meeting
        self.at = Times(meeting)
        self.stays = list(Attendance.objects.filter(meeting=meeting).select_related("person").order_by("came_at", "pk"))
        self.convocations = list(meeting.convocations.standing().select_related("person"))
        self.items = self._items()
        self.votes = self._votes()
        self.events = self._events()
        self.entitled = self._entitled()

    def lines(self):
        yield from self._head()
        yield from self._convocation()
        yield from self._bureau()
        yield from self._presences()
        yield from self._agenda()
        for item in self.items:
            if item.amends_id is None:
                yield from self._item(item)
        yield from self._course()
        yield from self._remarks()
        yield from self._end()

    # --- What was recorded ---

    def _items(self):
        found = list(
            self.meeting.items.select_related("decision", "made_by", "payee").prefetch_related(
                "recusals__person",
                "recusals__noted_by",
                "recusals__withdrawn_by",
                "candidacies__person",
                "decision__follow_ups",
                "documents__replaces",
            )
        )
        for item in found:
            item.meeting = self.meeting
            item.found = getattr(item, "decision", None)
            item.law = matter_of(self.meeting, item)
            item.motions = [one for one in found if one.amends_id == item.pk]
        return found

    def _entitled(self):
        """How many have a voice, as its decisions counted them: what is recorded later of that day changes nothing."""
        cases_ = [item.found.case for item in self.items if item.found and item.found.case]
        if cases_:
            return cases_[0]["counts"]["entitled"]
        return self.meeting.body.members(self.meeting.day).count()

    def _votes(self):
        """The votes of each item, in their order, each with its ballots where it was named."""
        asked = Vote.objects.filter(owner_kind="agendaitem", owner_id__in=[item.pk for item in self.items])
        votes = list(asked.filter(opened_at__isnull=False).order_by("pk").prefetch_related("options", PAPERS))
        ballots = {}
        named = [vote.pk for vote in votes if not vote.is_secret]
        for ballot in Ballot.objects.filter(vote__in=named).select_related("person") if named else ():
            ballots.setdefault(ballot.vote_id, []).append(ballot)
        found = {}
        for vote in votes:
            vote.named_ballots = ballots.get(vote.pk, [])
            found.setdefault(vote.owner_id, []).append(vote)
        return found

    def _events(self):
        """What the register says of the session, in order: (act, moment, what was said, entry)."""
        entries = Entry.objects.about(self.meeting).filter(act__in=TOLD).select_related("payload").order_by("seq")
        found = []
        for entry in entries:
            told = getattr(entry, "payload", None)
            said = json.loads(told.canonical) if told and told.canonical else {}
            found.append((entry.act.partition(".")[2], entry.at, said, entry))
        people = {said[name] for _act, _at, said, _entry in found for name in ("person", "actor") if said.get(name)}
        self.people = {one.pk: one for one in User.objects.filter(pk__in=people)} if people else {}
        return found

    # --- The parts, in their order ---

    def _head(self):
        meeting, rules = self.meeting, self.meeting.rule_set
        yield f"# Procès-verbal : {inline(meeting.title)}"
        yield ""
        yield f"- Association : {inline(meeting.organization)}"
        yield f"- Instance : {inline(meeting.body)}"
        yield f"- Date : {self.at.day(meeting.opened_at)}"
        yield f"- Heures : celles de {self.at.zone_at(meeting.opened_at)}"
        yield f"- Règles appliquées : règlement n° {rules.number} de l’association, empreinte (sha256) `{rules.sha256}`"
        if meeting.recalls_id:
            first = meeting.recalls
            yield f"- Seconde convocation : cette séance reprend, sur le même texte, celle du {self.at.day(first.day)}"
        yield ""

    def _convocation(self):
        meeting = self.meeting
        yield "## Convocation"
        yield ""
        sent = f"La convocation a été envoyée le {self.at.whole(meeting.sent_at)} par {inline(meeting.sent_by)}"
        voices = sum(one.deliberates for one in self.convocations)
        sent += f" à {count(len(self.convocations), 'personne')}, dont {voices} avec voix délibérative."
        yield sent
        yield ""
        asking = [one.person for one in meeting.signatures.select_related("person")]
        if len(asking) > 1:
            yield f"Cette séance est demandée par {count(len(asking), 'membre')} : {names(asking)}."
            yield ""
        bound = longest(meeting, [item for item in self.items if item.amends_id is None])
        if bound:
            notice, article = bound
            yield (
                f"Délai : {wording.delay(notice)} au moins avant la séance, fixée au "
                f"{self.at.whole(meeting.starts_at)}{in_brackets(article)} ; dernier jour possible : le "
                f"{self.at.day(notice.before(meeting.day))}."
            )
        else:
            yield f"La séance était fixée au {self.at.whole(meeting.starts_at)} ; aucun délai n’est imposé."
        yield ""
        failed = [one for one in self.convocations if one.error and one.sent_at is None]
        if failed:
            yield (
                f"N’a pas pu être remise à {count(len(failed), 'personne')} : {names(one.person for one in failed)}."
            )
            yield ""
        yield f"Empreinte (sha256) de la convocation : `{meeting.notice_sha256}`"
        yield ""
        yield f"{MODES[meeting.mode]}{f' : {inline(meeting.place)}' if meeting.place else ''}."
        yield ""
        if meeting.arrangements:
            yield "Modalités de participation à distance :"
            yield ""
            yield quoted(meeting.arrangements)
            yield ""

    def _bureau(self):
        meeting = self.meeting
        yield "## Bureau de la séance"
        yield ""
        for post, held in (("president", meeting.chair), ("secretary", meeting.secretary)):
            named = [
                (at, said) for act, at, said, _entry in self.events if act == "designated" and said.get("post") == post
            ]
            what = POSTS[post].capitalize()
            if held is None:
                yield f"- {what} de séance : personne"
                continue
            told = f"- {what} de séance : {inline(held)}"
            if named:
                at, _said = named[-1]
                who = officer(meeting.organization, post, meeting.day)
                away = f", en l’absence de {inline(who)}" if who else ", le poste étant vacant"
                told += f", sur désignation parmi les membres présents à {self.at.hour(at)}{away} (art. 10.6)"
            else:
                told += (
                    f", au titre de la {POSTS[post]} de l’association"
                    if post == "president"
                    else (f", au titre du {POSTS[post]} de l’association")
                )
            yield told
        yield ""

    def _presences(self):
        meeting = self.meeting
        yield "## Présences"
        yield ""
        yield f"La séance est ouverte à {self.at.hour(meeting.opened_at)}."
        yield ""
        for deliberates, title in ((True, "Avec voix délibérative"), (False, "Avec voix consultative")):
            here = {}
            for one in self.stays:
                if one.deliberates == deliberates:
                    here.setdefault(one.person, []).append(one)
            if not here and not deliberates:
                continue
            yield f"{title} : {count(len(here), 'personne')}."
            yield ""
            for person, stays in sorted(here.items(), key=lambda pair: prose.alphabetical(str(pair[0]))):
                yield f"- {inline(person)} : {' ; '.join(map(self._stay, stays))}"
            yield ""
        came = {one.person_id for one in self.stays}
        away = [one for one in self.convocations if one.deliberates and one.person_id not in came]
        if away:
            yield f"Absents, avec voix délibérative : {names(one.person for one in away)}."
            yield ""
        yield self._quorum_at_opening()
        yield ""
        yield "Aucune procuration n’est admise ni comptée (art. 10.2, 14.4)."
        yield ""

    def _stay(self, one):
        end = f" à {self.at.hour(one.left_at)}" if one.left_at else ""
        return f"{'à distance' if one.is_remote else 'sur place'}, de {self.at.hour(one.came_at)}{end}"

    def _counted(self, item, moment):
        """The people of a moment as the law of this item counts them."""
        meeting = self.meeting
        stays = [law.Stay(one.person_id, one.came_at, one.left_at, one.deliberates) for one in self.stays]
        here = law.present(stays, moment)
        in_office = 0 if meeting.body.key == meeting.body.Key.GENERAL_ASSEMBLY else self.entitled
        found = law.counts_of(
            {},
            entitled=self.entitled,
            in_office=in_office,
            present=len(here),
            participants=len(law.participants(stays, moment)),
            recused=len(here & self._recused_of(item)) if item else 0,
        )
        return judging.counted(meeting.rule_set.statutes, item.law, found) if item else found

    def _recused_of(self, item) -> set[int]:
        """Who was recused of an item, or of the text it amends."""
        asked = [one for one in self.items if one.pk in (item.pk, item.amends_id)]
        return {found.person_id for one in asked for found in one.recusals.all() if found.withdrawn_at is None}

    def _quorum(self, item, moment):
        rule = rule_of(self.meeting, item)
        if rule.quorum is None:
            return "Quorum : aucun n’est exigé ici."
        return wording.step_sentence(quorum_step(rule.quorum, self._counted(item, moment)))

    def _quorum_at_opening(self):
        opened = self.meeting.opened_at
        there = self._counted(None, opened).present
        said = f"À l’ouverture, {count(there, 'personne est présente', 'personnes sont présentes')}"
        said += f" avec voix délibérative, sur {self.entitled}."
        voted = next((item for item in self.items if item.binds and item.amends_id is None), None)
        return f"{said} {self._quorum(voted, opened)}" if voted else said

    def _agenda(self):
        yield "## Ordre du jour"
        yield ""
        for item in self.items:
            if item.amends_id is None:
                late = " (ajouté après la convocation, pour discussion seulement)" if item.is_late else ""
                yield f"{item.position}. {inline(item.title)}{late}"
        yield ""

    def _item(self, item):
        yield f"## Point {item.position} : {inline(item.title)}"
        yield ""
        yield self._when(item)
        yield ""
        if item.words:
            yield "Présentation :"
            yield ""
            yield quoted(item.words)
            yield ""
        yield from documents_said(item)
        if not item.binds:
            yield "Ce point est discuté ; il n’est pas mis aux voix."
            yield ""
            return
        article = in_brackets(item.law.article)
        yield f"Matière : {item.law.title}{article}."
        yield ""
        yield from payment_said(item)
        if item.is_election:
            yield from self._election(item)
            return
        yield from self._text("Texte soumis au vote", item.text)
        for n, motion in enumerate(item.motions, 1):
            yield from self._motion(item, motion, n)
        if item.amended:
            yield from self._text("Texte tel qu’amendé, mis aux voix", item.amended)
        yield from self._recused(item)
        yield from self._ballots(item)
        yield from self._judged(item, RESULTS)
        yield from self._after(item)

    def _when(self, item):
        if item.opened_at is None:
            return "Ce point n’a pas été abordé en séance."
        end = f" et quitté à {self.at.hour(item.closed_at)}" if item.closed_at else ""
        return f"Point abordé à {self.at.hour(item.opened_at)}{end}."

    def _text(self, title, text):
        yield f"{title} :"
        yield ""
        yield quoted(text)
        yield ""
        yield f"Empreinte (sha256) de ce texte : `{sha256(text)}`"
        yield ""

    def _motion(self, item, motion, n):
        yield f"### Amendement {n} au point {item.position} : {inline(motion.title)}"
        yield ""
        yield f"Proposé par {inline(motion.made_by) if motion.made_by else 'une personne présente'}."
        yield ""
        if motion.words:
            yield quoted(motion.words)
            yield ""
        yield from self._text("Texte que cet amendement propose", motion.text)
        yield from self._recused(motion)
        yield from self._ballots(motion)
        yield from self._judged(motion, OF_A_MOTION)

    def _recused(self, item):
        recused = item.recusals.all()
        for one in recused:
            by = "" if one.noted_by_id == one.person_id else f" (noté par {inline(one.noted_by)})"
            if one.withdrawn_at:
                said = f"{self.at.hour(one.withdrawn_at)} par {inline(one.withdrawn_by)}"
                yield f"- Un déport de {inline(one.person)}{by} a été levé à {said}, avant le vote."
                continue
            yield f"- {inline(one.person)} ne prend pas part au vote (art. 10.3, 14.5) : {inline(one.reason)}{by}"
        if recused:
            yield ""

    def _ballots(self, item):
        """How it was voted. A secret vote says how many; a named one says who voted what."""
        for vote in self.votes.get(item.pk, ()):
            how = "au scrutin secret" if vote.is_secret else "au scrutin nominatif"
            opened, closed = self.at.hour(vote.opened_at), self.at.hour(vote.closing(vote.counted_at or vote.closes_at))
            if vote.is_cancelled:
                yield f"Un vote {how}, ouvert à {opened}, a été annulé : {inline(vote.cancel_reason)}"
                yield ""
                continue
            asked = count(vote.roll_size, "personne appelée", "personnes appelées")
            yield f"Vote {how}, ouvert à {opened}, clos à {closed} : {asked} à voter."
            yield ""
            yield from papers_said(vote)
            if vote.is_secret or item.is_election:
                continue
            said = {option.key: str(option) for option in vote.options.all()}
            voices = {}
            for ballot in vote.named_ballots:
                voices.setdefault(said.get(ballot.content) or ballot.get_kind_display().capitalize(), []).append(ballot)
            for choice, ballots in voices.items():
                yield f"- {inline(choice)} ({len(ballots)}) : {names(ballot.person for ballot in ballots)}"
            if voices:
                yield ""

    def _judged(self, item, results):
        decision = item.found
        if decision is None:
            yield "Aucune décision n’est enregistrée sur ce point."
            yield ""
            return
        counts = decision.counts
        if counts and decision.vote_id:
            told = [f"{word} : {getattr(counts, name)}" for name, word in VOICES if getattr(counts, name)]
            yield f"Décompte : {', '.join(told) if told else 'aucun bulletin'}."
            yield ""
        for step in self._steps(item) if decision.case else ():
            yield f"- {step}"
        if decision.case:
            yield ""
        if decision.judgement and decision.judgement.get("outcome") == "irregular":
            yield "**Convocation irrégulière** : rien ne peut être décidé, le texte n’est pas adopté."
        else:
            yield f"Résultat (décision n° {decision.number}) : {results[decision.outcome]}"
        yield ""
        if decision.reason:
            yield "Motif :"
            yield ""
            yield quoted(decision.reason)
            yield ""

    def _steps(self, item):
        """The stored case judged again, each step in a sentence: the articles are those of the rules of the meeting."""
        case = cases.read(item.found.case) | {"rule": rule_of(self.meeting, item)}
        if case["convocation"]:
            case["convocation"] = convocation_of(self.meeting, item)
        return [wording.step_sentence(step) for step in judge(**case).steps]

    def _election(self, item):
        what = f"à la {item.get_post_display()}" if item.post else f"à {count(item.seats, 'siège')}"
        yield f"Élection {what}, au scrutin secret."
        yield ""
        people = {one.person_id: one.person for one in item.candidacies.all()}
        standing = [one for one in item.candidacies.all() if one.withdrawn_at is None]
        gone = [one for one in item.candidacies.all() if one.withdrawn_at]
        yield f"Candidatures : {names(one.person for one in standing) or 'aucune'}."
        yield ""
        if gone:
            yield f"Candidatures retirées : {names(one.person for one in gone)}."
            yield ""
        yield from self._recused(item)
        yield from self._ballots(item)
        decision = item.found
        told = decision.judgement if decision and not decision.case else None
        if not told:
            yield from self._judged(item, RESULTS)
            return
        last = self.votes.get(item.pk, [])[-1:]
        if last:
            yield self._quorum(item, last[0].opened_at)
            yield ""
        for n, one in enumerate(told["rounds"], 1):
            yield f"Tour {n} :"
            yield ""
            yield "| Candidature | Voix | Résultat |"
            yield "| --- | --- | --- |"
            for pk, voices in sorted(one["votes"].items(), key=lambda pair: (-pair[1], str(people[int(pair[0])]))):
                result = (
                    "élu·e" if int(pk) in one["elected"] else ("à égalité" if int(pk) in one["tied"] else "non élu·e")
                )
                yield f"| {inline(people[int(pk)])} | {voices} | {result} |"
            yield ""
            if one.get("barred"):
                barred = names(people[pk] for pk in one["barred"])
                yield f"Ne peut plus être élu·e (art. 13), et ne figure donc pas au tour suivant : {barred}."
                yield ""
        if told.get("missed"):
            case = cases.read(told["missed"]["case"]) | {"rule": rule_of(self.meeting, item), "convocation": None}
            step = judge(**case).steps[0]
            yield f"Le quorum n’est plus atteint pour un autre tour. {wording.step_sentence(step)}"
            yield ""
        elected = names(people[pk] for pk in told["elected"])
        result = f"sont élu·e·s : **{elected}**." if elected else "**personne n’est élu**."
        if told["vacant"]:
            result += f" {count(told['vacant'], 'siège reste vacant', 'sièges restent vacants')}."
        yield f"Résultat (décision n° {decision.number}) : {result}"
        yield ""
        if told["tied"] and matter_of(self.meeting, item).after_tie == BY_LOT:
            tied = names(people[pk] for pk in told["tied"])
            yield f"À égalité après le second tour : {tied}. Un tirage au sort public les départage."
            yield ""
        yield from self._after(item)

    def _after(self, item):
        follow_ups = [
            one for one in (item.found.follow_ups.all() if item.found else ()) if one.made_at <= self.meeting.closed_at
        ]
        if not follow_ups:
            return
        yield "Suites, confiées au conseil d’administration jusqu’à leur clôture (art. 15) :"
        yield ""
        for one in sorted(follow_ups, key=lambda found: found.pk):
            due = f", au plus tard le {self.at.day(one.due_on)}" if one.due_on else ""
            article = f" ({inline(one.article)})" if one.article else ""
            yield f"- {inline(one.title)}{due}{article}"
        yield ""

    def _course(self):
        """Suspensions and adjournments, in their order."""
        found = []
        for act, at, said, _entry in self.events:
            if act == "suspended":
                found.append(f"- À {self.at.hour(at)}, la séance est suspendue.")
            elif act == "adjourned":
                until = said.get("until")
                later = f" au {self.at.whole(datetime.fromisoformat(until))}" if until else ""
                found.append(f"- À {self.at.hour(at)}, la séance est renvoyée{later}.")
            elif act == "resumed":
                found.append(f"- À {self.at.hour(at)}, la séance reprend.")
        if found:
            yield "## Suspensions et renvois"
            yield ""
            yield from found
            yield ""

    def _remarks(self):
        yield "## Incidents, réserves et remarques du secrétariat"
        yield ""
        yield quoted(self.minutes.remarks) if self.minutes.remarks else "Néant."
        yield ""

    def _end(self):
        yield "## Clôture"
        yield ""
        decided = sum(item.found is not None and item.amends_id is None for item in self.items)
        said = f"L’ordre du jour étant épuisé, la séance est close à {self.at.hour(self.meeting.closed_at)}"
        yield f"{said}, après {count(decided, 'décision')}." if decided else f"{said}."
        yield ""
        closing = next((entry for act, _at, _said, entry in reversed(self.events) if act == "closed"), None)
        if closing:
            yield (
                f"Registre de l’association à la clôture : écriture n° {closing.seq}, tête de chaîne `{closing.hash}`. "
                "Toute décision peut être jugée de nouveau à partir de ce registre."
            )
            yield ""
