"""What people do with the rules of an association: propose a version, change a draft, approve it by a decision."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.assemblies.actions.bodies import make_bodies
from governance.assemblies.models import RuleSet
from governance.assemblies.permissions import may_approve_rule_set, may_change_rule_set, may_propose_rule_set
from governance.assemblies.wording import said
from governance.organizations.association import set_colleges
from governance.organizations.models import Organization
from governance.register.actions import canonical, hold, record
from governance.rules import statutes
from governance.rules.statutes import interpretations
from governance.verdict import YES, Refused, ensure, no

SECTIONS = ("colleges", "bodies", "matters")
LONGEST_DECISION = 300  # characters, and of an address


@dataclass(frozen=True)
class Approval:
    """The decision of the assembly that approves rules, in words: its day, what it says, where it may be read."""

    day: date
    words: str
    address: str = ""


@transaction.atomic
def propose_rule_set(organization, *, by, content) -> RuleSet:
    """Propose a version of the rules, as a draft: it applies to no vote until an assembly approves it (art. 21.2)."""
    organization = _locked(organization)
    ensure(may_propose_rule_set(by, organization))
    text, sha256 = _written(_read(content))
    last = organization.rule_sets.aggregate(last=Max("number"))["last"] or 0
    made = RuleSet.objects.create(organization=organization, number=last + 1, content=text, sha256=sha256, made_by=by)
    record("ruleset.proposed", made, by=by, space=organization.space, number=made.number, sha256=sha256)
    return made


@transaction.atomic
def change_rule_set(rule_set, *, by, section, key, part) -> RuleSet:
    """Write, add or (`part` None) remove one college, body or matter of a draft; the others stay as they are."""
    rule_set = _locked_rule_set(rule_set)
    ensure(may_change_rule_set(by, rule_set))
    if section not in SECTIONS:
        raise Refused(no(_("Cette partie du règlement n’existe pas.")))
    return _change(rule_set, _sensible(statutes.changed, rule_set.statutes, section, key, part), by=by, what=key)


@transaction.atomic
def interpret_rule_set(rule_set, *, by, choices) -> RuleSet:
    """Choose how a draft reads where the text is silent; `choices` by key, « A-10 » and so on."""
    rule_set = _locked_rule_set(rule_set)
    ensure(may_change_rule_set(by, rule_set))
    found = rule_set.statutes
    for key, choice in choices.items():
        try:
            found = interpretations.choose(found, key, choice)
        except KeyError:
            raise Refused(no(_("Cette interprétation n’existe pas."))) from None
    return _change(rule_set, found, by=by, what="interpretations")


@transaction.atomic
def approve_rule_set(rule_set, *, by, decision) -> RuleSet:
    """Put a draft in force, by the decision of the assembly that approved it; what was in force is replaced.

    Its bodies and colleges become those of the association.
    Refused without a decision (statutes of Open Atlas, art. 21.2; code social OpenSystem, OS-5).
    """
    rule_set = _locked_rule_set(rule_set)
    ensure(may_approve_rule_set(by, rule_set))
    ensure(_is_a_decision(decision, rule_set.space.day(clock.now())))
    now, space = clock.now(), rule_set.space
    former = RuleSet.objects.in_force(rule_set.organization)
    if former:
        former.state, former.replaced_at = RuleSet.State.REPLACED, now
        former.save(update_fields=["state", "replaced_at"])
        record("ruleset.replaced", former, by=by, space=space, number=former.number, next=rule_set.number)
    rule_set.state, rule_set.approved_by, rule_set.approved_at = RuleSet.State.APPROVED, by, now
    rule_set.decided_on, rule_set.decision = decision.day, decision.words.strip()
    rule_set.decision_address = decision.address
    approved = ["state", "approved_by", "approved_at", "decided_on", "decision", "decision_address"]
    rule_set.save(update_fields=approved)
    record(
        "ruleset.approved",
        rule_set,
        by=by,
        space=space,
        number=rule_set.number,
        sha256=rule_set.sha256,
        day=decision.day.isoformat(),
        decision=rule_set.decision,
    )
    make_bodies(rule_set.organization, rule_set.statutes, by=by)
    set_colleges(rule_set.organization, [_as_told(college) for college in rule_set.statutes.colleges])
    return rule_set


def _as_told(college):
    told = asdict(college)
    return told | {"name": capfirst(college.name)}


# --- Steps several acts share ------------------------------------------------------------------------


def _locked(organization) -> Organization:
    hold(organization.space)
    rows = Organization.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("space").get(pk=organization.pk)


def _locked_rule_set(rule_set) -> RuleSet:
    """The row as it stands, under the lock of its organization: versions replace each other one at a time."""
    organization = _locked(rule_set.organization)
    rule_set = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    rule_set.organization = organization
    return rule_set


def _change(rule_set, found, *, by, what):
    text, sha256 = _written(found)
    if sha256 == rule_set.sha256:
        return rule_set
    rule_set.content, rule_set.sha256, rule_set.changed_at = text, sha256, clock.now()
    rule_set.save(update_fields=["content", "sha256", "changed_at"])
    rule_set.__dict__.pop("statutes", None)
    record(
        "ruleset.changed",
        rule_set,
        by=by,
        space=rule_set.space,
        number=rule_set.number,
        what=what,
        sha256=sha256,
    )
    return rule_set


def _written(found) -> tuple[str, str]:
    text = canonical(statutes.write(found))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _read(content):
    return _sensible(statutes.read, content)


def _sensible(make, *arguments):
    """What the law makes of these; what makes no sense is refused with its sentence."""
    try:
        return make(*arguments)
    except statutes.Nonsense as nonsense:
        raise Refused(no(said(nonsense))) from None


def _is_a_decision(decision, today):
    if decision is None or prose.is_blank(decision.words):
        return no(
            _(
                "Un règlement n’entre en vigueur que par une décision de l’assemblée générale : dites laquelle "
                "(statuts d’Open Atlas, art. 21.2)."
            )
        )
    if decision.day > today:
        return no(_("Cette assemblée n’a pas encore eu lieu : son jour est à venir."))
    if len(decision.words.strip()) > LONGEST_DECISION or len(decision.address) > LONGEST_DECISION:
        return no(_("C’est trop long : %(most)s caractères au plus.") % {"most": LONGEST_DECISION})
    if decision.address and not decision.address.startswith(("https://", "http://", "/")):
        return no(_("L’adresse de la décision commence par https://."))
    return YES
