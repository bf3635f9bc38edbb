"""Every binding rule that Palabre applies, in words of ours, and where it is enforced: the page /regles/ lists them."""

from governance.house_rules.social import CODE_SOCIAL, DECISION_GUIDE, OPEN_SYSTEMS, WORKING_GROUPS
from governance.house_rules.statutes import STATUTES

RULES = (*CODE_SOCIAL, *OPEN_SYSTEMS, *DECISION_GUIDE, *WORKING_GROUPS, *STATUTES)

__all__ = ["CODE_SOCIAL", "DECISION_GUIDE", "OPEN_SYSTEMS", "RULES", "STATUTES", "WORKING_GROUPS"]
