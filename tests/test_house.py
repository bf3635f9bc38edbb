"""The lines of the house, read in the source: who may import whom, and what stands in one place only."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The longest prefix of a module's name says its floor; a module imports its own floor or a lower one.
FLOORS = {
    "governance.rules": 0,
    "governance.verdict": 0,
    "governance.prose": 0,
    "governance.clock": 0,
    "governance.written": 0,
    "governance.answers": 0,
    "governance.ical": 0,
    "governance.throttle": 0,
    "governance.sqlite": 0,
    "governance.logs": 0,
    "governance.accounts": 1,
    "governance.register": 2,
    "governance.live": 2,
    "governance.link": 2,
    "governance.presence": 2,
    "governance.organizations": 3,
    "governance.voting": 4,
    "governance.texts": 4,
    "rooms": 5,
    "proposals": 6,
    "governance.assemblies": 6,
    "governance.polls": 6,
    "governance.notifications": 7,
    "governance": 8,
}
STRANGERS = {"proposals", "governance.assemblies", "governance.polls"}  # one floor, and they do not know each other
ASYNC = {
    "rooms.consumers",
    "rooms.streaming",
    "governance.live",
    "governance.link",
    "governance.presence",
    "governance.asgi",
}
SAFE_HTML = {"mark_safe", "format_html", "format_html_join", "SafeString", "SafeData", "SafeText"}
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
NOW = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|monotonic)|timezone\.now)$")


def floor(module):
    """The name in FLOORS that a module stands under; None when it is not ours."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in FLOORS), None)


def imported(module, nodes, modules):
    """What is imported, as module names: `from a import b` is `a.b` where that is a module, and `a` otherwise."""
    is_package = module in modules and modules[module].stem == "__init__"
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = node.level - is_package  # dots, less the one that means this very package
            here = module.split(".")[: -up or None] if node.level else []
            source = ".".join([*here, *filter(None, [node.module])])
            wholes = [f"{source}.{alias.name}" for alias in node.names]
            yield from (whole if whole in modules or whole in FLOORS else source for whole in wholes)


def faults(module, source, modules):
    """What `module` does that the house does not allow, as a set of sentences."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    home, file = floor(module), module.rpartition(".")[2]
    if "migrations" in module.split("."):
        return set()
    is_law, is_apps = home == "governance.rules", file == "apps"
    found = set()
    if source.strip() and not is_apps and not ast.get_docstring(tree):
        found.add("does not say in one sentence what it is")
    for other in imported(module, nodes, modules):
        there = floor(other)
        if there and FLOORS[there] > FLOORS[home]:
            found.add(f"imports {other} from a higher floor")
        if there != home and {there, home} <= STRANGERS:
            found.add(f"imports {other}, which it does not know")
        if other.startswith("guardian") and file != "permissions":
            found.add("knows guardian")
        if other.startswith("django") and is_law:
            found.add("is law and knows django")
    for node in nodes:
        name = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else getattr(node, "name", None) or ""
        last = name.rpartition(".")[2]
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith | ast.AsyncFor) and module not in ASYNC:
            found.add("is asynchronous")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if any(isinstance(one, ast.Import | ast.ImportFrom) for one in ast.walk(node)):
                found.add("imports inside a function")
            if node.name in ("save", "delete") and file == "models":
                found.add("overrides what a model does when it is saved")
        if last in SAFE_HTML and module != "governance.prose":
            found.add("declares HTML safe")
        if last == "group_send" and module != "governance.live":
            found.add("sends to the channel layer")
        if last in SIGNALS:
            found.add("uses model signals")
        if isinstance(node, ast.BinOp) and ast.unparse(node) == "2 ** 63" and module != "governance.written":
            found.add("says how large a key may be")
        if NOW.search(name) and (is_law or (last == "now" and "timezone" in name and module != "governance.clock")):
            found.add("asks what time it is")
        is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
        is_quotient = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if is_law and (is_float or is_quotient or name == "float"):
            found.add("is law and counts with floats")
    return found


def house():
    for top in ("governance", "rooms", "proposals"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(house())


@pytest.mark.parametrize("module", MODULES)
def test_a_module_keeps_the_lines_of_the_house(module):
    assert faults(module, MODULES[module].read_text(), MODULES) == set()


def test_the_top_level_holds_these_folders_and_no_other():
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
    assert found - {"var"} == {"governance", "rooms", "proposals", "templates", "static", "tests"}


# Django's own way to show a field trusts help texts, which are written here.
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.html"))
    # A page that leaves as a file stands alone, with its style inside; it is never a page of the site.
    if "django" not in path.parts and path.relative_to(ROOT / "templates").as_posix() != "texts/export.html"
}
INLINE = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|javascript:""", re.IGNORECASE)
SAFE = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_carries_no_inline_style_or_script_and_declares_nothing_safe(template):
    assert [match[0] for rule in (INLINE, SAFE) for match in rule.finditer(TEMPLATES[template])] == []


# --- What reads these lines is proved on planted faults ----------------------------------------------

PLANTED = [
    ("rooms.views", "from proposals.models import Proposal", "imports proposals.models from a higher floor"),
    ("governance.texts.actions", "import rooms.actions", "imports rooms.actions from a higher floor"),
    ("governance.live", "from governance import asgi", "imports governance.asgi from a higher floor"),
    ("governance.accounts.models", "from governance import live", "imports governance.live from a higher floor"),
    ("governance.clock", "import governance.register", "imports governance.register from a higher floor"),
    ("governance.rules", "from ..live import publish", "imports governance.live from a higher floor"),
    ("rooms.models", "import governance", "imports governance from a higher floor"),
    ("proposals.actions", "import governance.polls", "imports governance.polls, which it does not know"),
    ("rooms.actions", "from guardian.shortcuts import assign_perm", "knows guardian"),
    ("governance.rules.notice", "from django.db import models", "is law and knows django"),
    ("governance.rules.notice", "HALF = 0.5", "is law and counts with floats"),
    ("governance.rules.notice", "HALF = float('1')", "is law and counts with floats"),
    ("governance.rules.notice", "HALF = 1 / 2", "is law and counts with floats"),
    ("governance.rules.notice", "import datetime\nx = datetime.datetime.now()", "asks what time it is"),
    ("governance.rules.notice", "import time\nx = time.time()", "asks what time it is"),
    ("rooms.models", "from django.utils import timezone\nat = timezone.now", "asks what time it is"),
    ("rooms.unfolded", "BIGGEST = 2**63", "says how large a key may be"),
    ("rooms.views", "async def page(request): ...", "is asynchronous"),
    ("rooms.views", "def page(request):\n    import json", "imports inside a function"),
    ("rooms.apps", "def ready(self):\n    from rooms import declared", "imports inside a function"),
    ("rooms.views", "class Page:\n    def get(self):\n        from json import loads", "imports inside a function"),
    ("rooms.views", "from django.utils.safestring import mark_safe as quiet", "declares HTML safe"),
    ("rooms.views", "from django.utils import html\nx = html.format_html('')", "declares HTML safe"),
    ("rooms.consumers", "layer.group_send('everybody', {})", "sends to the channel layer"),
    ("rooms.models", "class Room:\n    def save(self): ...", "overrides what a model does when it is saved"),
    ("rooms.apps", "from django.db.models.signals import post_save", "uses model signals"),
    ("rooms.apps", "from django.db.models import signals\nsignals.post_save.connect(print)", "uses model signals"),
]


@pytest.mark.parametrize(("module", "line", "fault"), PLANTED)
def test_a_planted_fault_is_found(module, line, fault):
    assert faults(module, f'"""A module."""\n\n{line}\n', MODULES) == {fault}


def test_a_module_without_its_sentence_is_found():
    assert faults("rooms.views", "x = 1\n", MODULES) == {"does not say in one sentence what it is"}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("rooms.models", "from governance.texts.models import Text"),
        ("rooms.models", "from governance import clock, prose"),
        ("rooms.views", "from . import models"),
        ("governance.rules", "from .phases import Phase"),
        ("governance.worker", "from proposals import actions"),
        ("governance.management.commands.demo", "from proposals import actions"),
        ("rooms.consumers", "async def receive(self): ..."),
        ("governance.organizations.permissions", "from guardian.shortcuts import assign_perm"),
        ("governance.prose", "from django.utils.safestring import mark_safe"),
        ("governance.clock", "from django.utils import timezone\nx = timezone.now()"),
        ("governance.live", "layer.group_send('stream.thread.1', {})"),
    ],
)
def test_what_the_house_allows_is_no_fault(module, line):
    assert faults(module, f'"""A module."""\n\n{line}\n', MODULES) == set()


@pytest.mark.parametrize(
    "words",
    [
        '<p style="color:red">',
        "<script>go()</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        "{{ x|safe }}",
    ],
)
def test_what_a_template_must_not_carry_is_found(words):
    assert INLINE.search(words) or SAFE.search(words)
