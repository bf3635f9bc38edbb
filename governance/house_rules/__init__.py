"""Every binding rule that Palabre applies, in words of ours, and where it is enforced: the page /regles/ lists them."""

from governance.house_rules.social import CODE_SOCIAL, DECISION_GUIDE, OPEN_SYSTEMS, WORKING_GROUPS
from governance.house_rules.statutes import STATUTES

RULES = (*CODE_SOCIAL, *OPEN_SYSTEMS, *DECISION_GUIDE, *WORKING_GROUPS, *STATUTES)

# Rules whose part is still being built: the people of an association, its bodies, its meetings. A part that comes takes
# its keys away from here, says where it enforces them, and has a test named after each.
AWAITED = frozenset("OS-12 ST-16.1 ST-16.2 ST-20.1".split())

__all__ = ["AWAITED", "CODE_SOCIAL", "DECISION_GUIDE", "OPEN_SYSTEMS", "RULES", "STATUTES", "WORKING_GROUPS"]
