"""Ways to ask as files: written for another space, and read without trust through the form that keeps one."""

import json

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.voting.making import FLAGS, MOST_POSITIONS, ProcessForm, Words
from governance.voting.models import Process, Vote
from governance.voting.processes import Template
from governance.voting.processes import of_vote as of_prepared

LARGEST = 64 * 1024  # bytes
TEXTS = ("name", "purpose", "method", "guide", "caution", "secrecy", "shows")
NUMBERED = ("days", "quorum_percent")
KNOWN = {*TEXTS, *NUMBERED, *FLAGS, "terms", "options"}
OPTION_TEXTS = ("key", "label", "meaning", "asks")
OPTION_KNOWN = {*OPTION_TEXTS, "needs_reason"}
TERMS = {"seats", "grades", "min", "max", "dots", "at_least", "at_most", "target"}


def exported(template: Template) -> dict:
    """What a file holds: plain words, in the language of whoever asks for it."""
    plain = template.plain()
    said = {"name": str(template.name), "purpose": str(template.purpose)}
    return said | {key: plain[key] for key in sorted(plain) if key in KNOWN and plain[key] not in (None, "", False)}


def of_vote(vote) -> Template:
    """All that a vote settles but its question, as a way to ask."""
    begun = of_prepared(vote)
    content = begun.content | {"secrecy": vote.secrecy, "shows": vote.shows, "quorum_percent": vote.quorum_percent}
    content |= {name: getattr(vote, name) for name in FLAGS}
    days = round((vote.closes_at - (vote.opened_at or vote.made_at)).total_seconds() / 86400)
    content["days"] = max(1, min(365, days))
    purpose = Process.Purpose.ELECT if vote.is_election else Process.Purpose.CHOOSE
    if vote.method == Vote.Method.POSITIONS:
        purpose = Process.Purpose.DECIDE
    elif vote.method == Vote.Method.DATE:
        purpose = Process.Purpose.DATE
    return Template("", purpose, begun.name, content)


class ImportForm(forms.Form):
    """A file, or its text; once valid, `cleaned_data["read"]` is an object whose every value has its type."""

    file = forms.FileField(
        label=gettext_lazy("Fichier JSON"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("64 Ko au plus."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = Words(
        label=gettext_lazy("Ou son contenu, collé ici"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        raw = self._raw(data)
        if len(raw) > LARGEST:
            raise forms.ValidationError(_("C’est trop long : un fichier de 64 Ko au plus."))
        data["read"] = read(raw)
        return data

    def _raw(self, data):
        if data.get("file"):
            return data["file"].read(LARGEST + 1)
        if data.get("text"):
            return data["text"].encode("utf-8", "replace")
        raise forms.ValidationError(_("Choisissez un fichier, ou collez son contenu."))


def read(raw: bytes) -> dict:
    """The object that `raw` holds, every key known and every value of its type. Raises ValidationError, a sentence."""
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_once)
        json.dumps(found, ensure_ascii=False).encode()  # half of a pair of \\u escapes is no text
    except UnicodeDecodeError:
        raise forms.ValidationError(_("Ce fichier n’est pas du texte en UTF-8.")) from None
    except (ValueError, RecursionError):
        raise forms.ValidationError(_("Ce n’est pas du JSON lisible : exportez-le de nouveau et réessayez.")) from None
    if not isinstance(found, dict):
        raise forms.ValidationError(_("Ce JSON ne décrit pas une façon de demander : on attend un objet."))
    _know(found, KNOWN)
    for key in TEXTS:
        _typed(found, key, str, _("du texte"))
    for key in NUMBERED:
        _typed(found, key, int, _("un nombre entier"))
    for key in FLAGS:
        _typed(found, key, bool, _("vrai ou faux (true ou false)"))
    _typed(found, "terms", dict, _("un objet"))
    _typed(found, "options", list, _("une liste"))
    _terms(found.get("terms") or {})
    written = len(found.get("options") or [])
    if found.get("method") == Vote.Method.POSITIONS and written > MOST_POSITIONS:
        shown = {"n": written, "most": MOST_POSITIONS}
        raise forms.ValidationError(_("%(n)s positions, c’est trop : %(most)s au plus.") % shown)
    for option in found.get("options") or []:
        if not isinstance(option, dict):
            raise forms.ValidationError(_("Chaque option est un objet : son nom (label), puis ce qu’elle veut dire."))
        _know(option, OPTION_KNOWN)
        for key in OPTION_TEXTS:
            _typed(option, key, str, _("du texte"))
        _typed(option, "needs_reason", bool, _("vrai ou faux (true ou false)"))
        if "\n" in (option.get("label") or "") + (option.get("meaning") or ""):
            raise forms.ValidationError(_("Une option tient sur une ligne."))
    if found.get("method") not in Vote.Method.values:
        known = ", ".join(Vote.Method.values)
        raise forms.ValidationError(_("Méthode inconnue : on attend l’une de %(known)s.") % {"known": known})
    return found


def form_of(found: dict, *, zone, weighs_by_role) -> ProcessForm:
    """The bound form of what was read: it checks a file as it checks a person."""
    template = Template("", "", "", {"method": found["method"], "options": found.get("options") or []})
    empty = ProcessForm(template=template, zone=zone, weighs_by_role=weighs_by_role)
    begun = empty.begun(found)
    data = {name: value for name, value in begun.items() if value is not None and value is not False}
    data |= {name: found.get(name, "") for name in ("name", "purpose", "guide", "caution")}
    data["days"] = found.get("days", 7)
    if found.get("weighs_by_role") and not weighs_by_role:
        data.pop("weighs_by_role", None)
    return ProcessForm(data, template=template, zone=zone, weighs_by_role=weighs_by_role)


def faults(form) -> list[str]:
    """Every error of the inner form as a sentence that names its field."""
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found += [_("%(field)s : %(error)s") % {"field": label, "error": one} if label else one for one in errors]
    return found


def _refuse_constant(name):
    raise ValueError(name)


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _know(found, known):
    if unknown := sorted(set(found) - known):
        shown = ", ".join(f"« {key[:40]} »" for key in unknown[:5])
        raise forms.ValidationError(_("Clé inconnue dans ce JSON : %(keys)s.") % {"keys": shown})


def _typed(found, key, kind, wanted):
    value = found.get(key)
    if value is not None and type(value) is not kind:
        raise forms.ValidationError(_("« %(key)s » doit être %(wanted)s.") % {"key": key, "wanted": wanted})


def _terms(terms):
    _know(terms, TERMS)
    for key, value in terms.items():
        if key == "grades":
            if not isinstance(value, list) or not all(isinstance(one, str) and "\n" not in one for one in value):
                raise forms.ValidationError(_("« grades » doit être une liste de mentions."))
        elif type(value) is not int or abs(value) > 10**9:
            wanted = {"key": key, "wanted": _("un nombre entier")}
            raise forms.ValidationError(_("« %(key)s » doit être %(wanted)s.") % wanted)
