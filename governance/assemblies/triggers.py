"""The database’s own refusal to change what was approved, what chance was told, and who held which seat."""

from contextlib import contextmanager

from django.db import connection

from governance.register import triggers

ANNOUNCED = "a draw that is announced does not change"
CLOSED = "the pool of a draw is closed"
KEPT = "what was drawn, typed or announced is never removed"
HISTORY = "mandates are closed and never rewritten"
SENT = "what was sent for a meeting does not change"
DECIDED = "decisions, signatures and who was there are never rewritten"
RULES_KEPT = "rules that were approved neither change nor go"

ANNOUNCEMENT = (
    "space_id body_id settles_id cycle_start turn purpose folded words pool_kind take closes_at announcement sha256 "
    "announced_by_id announced_at"
).split()
MANDATE = (
    "body_id person_id seat post since until is_provisional replaces_id decision decided_on recorded_by_id recorded_at"
).split()
RULES_ALWAYS = "organization_id number made_by_id made_at".split()
RULES_APPROVED = "content sha256 approved_by_id approved_at decided_on decision decision_address changed_at".split()


def _moved(names):
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names)


def _drawn(row):
    return f"EXISTS (SELECT 1 FROM assemblies_drawresult WHERE draw_id = {row})"


def _closed(row):
    state = f"id = {row}.draw_id AND (pool <> '' OR cancelled_at IS NOT NULL)"
    return f"EXISTS (SELECT 1 FROM assemblies_draw WHERE {state})"


def _sent(row):
    return f"EXISTS (SELECT 1 FROM assemblies_meeting WHERE id = {row}.meeting_id AND sent_at IS NOT NULL)"


_OVER = "OLD.cancelled_at IS NOT NULL OR OLD.voided_at IS NOT NULL"
_SEALED = f"OLD.pool <> '' AND ({_moved(['pool', 'pool_sha256', 'sealed_at'])})"
_CANCELLED = "EXISTS (SELECT 1 FROM assemblies_draw WHERE id = NEW.draw_id AND cancelled_at IS NOT NULL)"

SENT_MEETING = (
    "body_id rule_set_id title starts_at mode place arrangements is_annual recalls_id notice notice_sha256 sent_at "
    "sent_by_id"
).split()
SENT_ITEM = (
    "meeting_id position matter title words html text text_html amends_id seats post is_late source_kind source_id "
    "source_address advice proposed_by_id made_by_id payment payee_id"
).split()
_SENT_WITH = (
    "EXISTS (SELECT 1 FROM assemblies_agendaitem i JOIN assemblies_meeting m ON m.id = i.meeting_id "
    "WHERE i.id = {row}.item_id AND m.sent_at IS NOT NULL)"
)
_OF_CLOSED = "EXISTS (SELECT 1 FROM assemblies_meeting WHERE id = NEW.meeting_id AND closed_at IS NOT NULL)"
_DECIDED = "EXISTS (SELECT 1 FROM assemblies_decision WHERE item_id = {item})"
ATTENDANCE = "meeting_id person_id is_remote deliberates came_at noted_by_id".split()
RECUSAL = "item_id person_id reason noted_by_id at".split()
_RECUSED = f"OLD.withdrawn_at IS NOT NULL OR {_moved(RECUSAL)} OR {_DECIDED.format(item='OLD.item_id')}"
VOTED = "amended amended_html rounds".split()
SIGNED = "meeting_id organization_id corrects_id remarks content sha256 signed_by_id signed_at".split()
# A draft is approved and an approved version replaced: nothing goes back.
_APPROVED = (
    f"{_moved(RULES_ALWAYS)} OR OLD.state = 'replaced' OR "
    f"(OLD.state = 'approved' AND (NEW.state = 'draft' OR {_moved(RULES_APPROVED)}))"
)

# (table, name, event, which rows it refuses, why)
RULES = [
    ("ruleset", "kept", "UPDATE", _APPROVED, RULES_KEPT),
    ("ruleset", "removed", "DELETE", "OLD.state <> 'draft'", RULES_KEPT),
    ("draw", "frozen", "UPDATE", f"{_moved(ANNOUNCEMENT)} OR {_SEALED} OR {_OVER} OR {_drawn('OLD.id')}", ANNOUNCED),
    ("draw", "kept", "DELETE", "TRUE", KEPT),
    ("volunteer", "added", "INSERT", _closed("NEW"), CLOSED),
    ("volunteer", "changed", "UPDATE", _closed("OLD"), CLOSED),
    ("volunteer", "removed", "DELETE", _closed("OLD"), CLOSED),
    ("reading", "added", "INSERT", f"{_drawn('NEW.draw_id')} OR {_CANCELLED}", KEPT),
    ("reading", "changed", "UPDATE", "TRUE", KEPT),
    ("reading", "removed", "DELETE", "TRUE", KEPT),
    ("drawresult", "changed", "UPDATE", "TRUE", KEPT),
    ("drawresult", "removed", "DELETE", "TRUE", KEPT),
    ("mandate", "frozen", "UPDATE", f"OLD.ended_on IS NOT NULL OR {_moved(MANDATE)}", HISTORY),
    ("mandate", "kept", "DELETE", "TRUE", HISTORY),
    ("meeting", "frozen", "UPDATE", f"OLD.sent_at IS NOT NULL AND ({_moved(SENT_MEETING)})", SENT),
    ("meeting", "closed", "UPDATE", "OLD.closed_at IS NOT NULL", DECIDED),
    ("meeting", "kept", "DELETE", "OLD.sent_at IS NOT NULL", SENT),
    ("agendaitem", "frozen", "UPDATE", f"{_sent('OLD')} AND ({_moved(SENT_ITEM)})", SENT),
    ("agendaitem", "kept", "DELETE", _sent("OLD"), SENT),
    ("agendaitem", "decided", "UPDATE", f"{_DECIDED.format(item='OLD.id')} AND ({_moved(VOTED)})", DECIDED),
    ("itemdocument", "late", "INSERT", f"NOT NEW.is_late AND {_SENT_WITH.format(row='NEW')}", SENT),
    ("itemdocument", "changed", "UPDATE", "TRUE", SENT),
    ("itemdocument", "kept", "DELETE", _SENT_WITH.format(row="OLD"), SENT),
    ("signature", "added", "INSERT", _sent("NEW"), SENT),
    ("signature", "kept", "DELETE", _sent("OLD"), SENT),
    ("convocation", "frozen", "UPDATE", _moved(["meeting_id", "person_id"]), SENT),
    ("convocation", "kept", "DELETE", "TRUE", SENT),
    ("convocation", "added", "INSERT", _OF_CLOSED, SENT),
    ("attendance", "added", "INSERT", _OF_CLOSED, DECIDED),
    ("attendance", "frozen", "UPDATE", f"OLD.left_at IS NOT NULL OR {_moved(ATTENDANCE)}", DECIDED),
    ("attendance", "kept", "DELETE", "TRUE", DECIDED),
    ("recusal", "added", "INSERT", _DECIDED.format(item="NEW.item_id"), DECIDED),
    ("recusal", "changed", "UPDATE", _RECUSED, DECIDED),
    ("recusal", "removed", "DELETE", "TRUE", DECIDED),
    ("decision", "changed", "UPDATE", "TRUE", DECIDED),
    ("decision", "removed", "DELETE", "TRUE", DECIDED),
    ("minutes", "frozen", "UPDATE", f"OLD.signed_at IS NOT NULL AND ({_moved(SIGNED)})", DECIDED),
    ("minutes", "published", "UPDATE", "OLD.countersigned_at IS NOT NULL", DECIDED),
    ("followup", "closed", "UPDATE", f"OLD.done_at IS NOT NULL OR {_moved(['decision_id', 'made_at'])}", DECIDED),
    ("followup", "kept", "DELETE", "TRUE", DECIDED),
    ("confirmation", "changed", "UPDATE", "TRUE", DECIDED),
    ("confirmation", "removed", "DELETE", "TRUE", DECIDED),
    ("minutes", "kept", "DELETE", "OLD.signed_at IS NOT NULL", DECIDED),
]
# « INSERT OR REPLACE » of SQLite deletes what stood in its way, and that fires no trigger.
REPLACED = [
    ("ruleset", "id = NEW.id OR (organization_id = NEW.organization_id AND number = NEW.number)"),
    ("draw", "id = NEW.id"),
    ("reading", "id = NEW.id"),
    ("drawresult", "draw_id = NEW.draw_id"),
    ("mandate", "id = NEW.id"),
    ("decision", "id = NEW.id OR item_id = NEW.item_id"),
    ("meeting", "id = NEW.id OR (recalls_id = NEW.recalls_id AND cancelled_at IS NULL)"),
    ("agendaitem", "id = NEW.id"),
    ("signature", "id = NEW.id OR (meeting_id = NEW.meeting_id AND person_id = NEW.person_id)"),
    ("convocation", "id = NEW.id OR (meeting_id = NEW.meeting_id AND person_id = NEW.person_id)"),
    ("attendance", "id = NEW.id OR (meeting_id = NEW.meeting_id AND person_id = NEW.person_id AND left_at IS NULL)"),
    ("recusal", "id = NEW.id OR (item_id = NEW.item_id AND person_id = NEW.person_id AND withdrawn_at IS NULL)"),
    (
        "minutes",
        "id = NEW.id OR corrects_id = NEW.corrects_id OR "
        "(organization_id = NEW.organization_id AND number = NEW.number) OR "
        "(meeting_id = NEW.meeting_id AND corrects_id IS NULL AND NEW.corrects_id IS NULL)",
    ),
    ("followup", "id = NEW.id"),
    (
        "confirmation",
        "id = NEW.id OR (organization_id = NEW.organization_id AND kind = NEW.kind AND source_id = NEW.source_id)",
    ),
    ("itemdocument", "id = NEW.id OR key = NEW.key OR (item_id = NEW.item_id AND n = NEW.n)"),
]
TRUNCATED = (
    "ruleset draw reading drawresult mandate meeting agendaitem signature convocation attendance recusal decision "
    "minutes itemdocument followup confirmation"
).split()


def _name(table, what):
    return f"assemblies_{table}_{what}"


def _sqlite():
    for table, what, event, refused, why in RULES:
        refused = refused.replace("IS DISTINCT FROM", "IS NOT")
        yield (
            table,
            f"CREATE TRIGGER IF NOT EXISTS {_name(table, what)} BEFORE {event} ON assemblies_{table} "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{why}'); END",
        )
    for table, same in REPLACED:
        yield (
            table,
            f"CREATE TRIGGER IF NOT EXISTS {_name(table, 'replaced')} BEFORE INSERT ON assemblies_{table} "
            f"WHEN EXISTS (SELECT 1 FROM assemblies_{table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
        )


def _postgres():
    for table, what, event, refused, why in RULES:
        name, kept = _name(table, what), "OLD" if event == "DELETE" else "NEW"
        yield (
            table,
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
            f"IF {refused} THEN RAISE EXCEPTION '{why}'; END IF; RETURN {kept}; END $$ LANGUAGE plpgsql",
        )
        yield (
            table,
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON assemblies_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        )
    yield (
        None,
        "CREATE OR REPLACE FUNCTION assemblies_truncated() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{KEPT}'; END $$ LANGUAGE plpgsql",
    )
    for table in TRUNCATED:
        yield (
            table,
            f"CREATE OR REPLACE TRIGGER {_name(table, 'truncated')} BEFORE TRUNCATE ON assemblies_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION assemblies_truncated()",
        )


def expected(on=None) -> set[str]:
    """The names of the triggers that should stand."""
    on = on or connection
    names = {_name(table, what) for table, what, *_rest in RULES}
    if on.vendor == "postgresql":
        return names | {_name(table, "truncated") for table in TRUNCATED}
    return names | {_name(table, "replaced") for table, _same in REPLACED}


def standing(on=None) -> set[str]:
    """The names of the triggers that stand now."""
    return triggers.standing(on, "assemblies_")


def create(on=None) -> None:
    """Make the triggers stand; harmless where they do. A table that a later migration makes has none yet."""
    on = on or connection
    with on.cursor() as cursor:
        known = set(on.introspection.table_names(cursor))
        for table, statement in _postgres() if on.vendor == "postgresql" else _sqlite():
            if table is None or f"assemblies_{table}" in known:
                cursor.execute(statement)


def drop(on=None) -> None:
    """Take the triggers away; harmless where they are not."""
    on = on or connection
    with on.cursor() as cursor:
        for name in sorted(expected(on)):
            where = f" ON {name.rpartition('_')[0]}" if on.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


@contextmanager
def lifted():
    """The triggers taken away for a while: only for emptying a database of tests or of the demo."""
    drop()
    try:
        yield
    finally:
        create()
