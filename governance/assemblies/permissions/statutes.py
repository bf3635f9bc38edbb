"""Who may read, prepare and put in force the rules of an association."""

from django.utils.translation import gettext_lazy as _

from governance.assemblies.permissions.bodies import may_answer_for_bodies
from governance.organizations.permissions import may_see_space
from governance.verdict import YES, Verdict, no


def may_see_rules(user, organization) -> Verdict:
    return may_see_space(user, organization.space)


def may_propose_rule_set(user, organization) -> Verdict:
    """The president and the secretary; until there is a board, whoever facilitates the space of the association."""
    verdict = may_see_rules(user, organization)
    return may_answer_for_bodies(user, organization) if verdict else verdict


def may_change_rule_set(user, rule_set) -> Verdict:
    """Only a draft; what an assembly approved is changed by the next version (statutes of Open Atlas, art. 21.2)."""
    verdict = may_propose_rule_set(user, rule_set.organization)
    return _is_draft(rule_set) if verdict else verdict


def may_approve_rule_set(user, rule_set) -> Verdict:
    """Whoever prepares them says which decision approved it; without a decision nobody approves anything."""
    return may_change_rule_set(user, rule_set)


def _is_draft(rule_set):
    if rule_set.is_draft:
        return YES
    return no(
        _(
            "Ce règlement a été approuvé : il ne change plus. Proposez-en une nouvelle version, "
            "qui ira devant l’assemblée générale (statuts d’Open Atlas, art. 21.2)."
        )
    )
