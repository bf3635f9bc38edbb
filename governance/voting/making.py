"""What is typed to make a vote, or to keep a way to ask: one form, with the numbers of its method only."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance import clock
from governance.prose import is_blank
from governance.rules.likeness import folded
from governance.voting.actions import Choice
from governance.voting.models import ALONE, Ballot, Idea, Option, Process, Vote
from governance.voting.naming import day_and_hour
from governance.voting.permissions import PERSONS, people_named

Method = Vote.Method
LONGEST = timedelta(days=366)
LONGEST_BODY = 50_000  # characters
MOST_OPTIONS = 60
MOST_POSITIONS = 10
MOST_GRADES = 10
LABEL, MEANING = 200, 400
# Methods that elect people, and those whose options anybody may think of.
ELECTING = (
    Method.SINGLE,
    Method.CHOICES,
    Method.APPROVAL,
    Method.SCHULZE,
    Method.IRV,
    Method.STV,
    Method.MAJORITY_JUDGMENT,
)
IN_WORDS = tuple(method for method in Method if method not in (Method.POSITIONS, Method.DATE, Method.OPT_IN))
ENDS = re.compile(r"[ \t\u00a0\u202f]*:[ \t\u00a0\u202f]+")
MOMENT = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4}))"
    r"[\sT,]+(?:à\s+)?(?P<hour>\d{1,2})\s?(?:h|:)\s?(?P<minute>\d{2})?(?:\s*:\s+(?P<more>.*))?"
)


class Words(forms.CharField):
    """Some words; characters that nobody sees are no words."""

    def to_python(self, value):
        said = super().to_python(value)
        return self.empty_value if is_blank(said) else said


def _lines(rows):
    return forms.Textarea(attrs={"rows": rows})


class Moment(forms.DateTimeField):
    """A day and an hour in the reader's zone, as browsers send them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def _number(label, low, high, help_text="", *, required=True):
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=required,
        help_text=help_text,
        error_messages={
            "invalid": gettext_lazy("Écrivez un nombre entier."),
            "min_value": gettext_lazy("Ce nombre est trop petit : %(limit_value)s au moins."),
            "max_value": gettext_lazy("Ce nombre est trop grand : %(limit_value)s au plus."),
        },
    )


# By method, the numbers it needs, as the law names them.
NUMBERS = {
    Method.CHOICES: {
        "at_least": lambda: _number(gettext_lazy("Choisir au moins"), 0, MOST_OPTIONS),
        "at_most": lambda: _number(gettext_lazy("Choisir au plus"), 1, MOST_OPTIONS),
    },
    Method.APPROVAL: {
        "seats": lambda: _number(
            gettext_lazy("Options retenues"), 1, MOST_OPTIONS, gettext_lazy("Une, sauf pour dresser une liste.")
        ),
    },
    Method.SCORE: {
        "min": lambda: _number(gettext_lazy("Note la plus basse"), -100, 100),
        "max": lambda: _number(gettext_lazy("Note la plus haute"), -100, 100),
    },
    Method.DOTS: {"dots": lambda: _number(gettext_lazy("Points par personne"), 1, 1000)},
    Method.OPT_IN: {
        "target": lambda: _number(gettext_lazy("Personnes qu’il faut"), 1, 100_000),
    },
    Method.STV: {"seats": lambda: _number(gettext_lazy("Sièges à pourvoir"), 1, MOST_OPTIONS)},
    Method.RESISTANCE: {
        "max": lambda: _number(
            gettext_lazy("Résistance la plus forte"), 1, 100, gettext_lazy("0 veut dire : aucune résistance.")
        ),
    },
}
USUAL = {"seats": 1, "min": 0, "max": 10, "dots": 8, "target": 5, "at_least": 1, "at_most": 3}


class MethodForm(forms.Form):
    """What a way to ask settles: its options or its scheme, its numbers, its secrecy, its roll.

    template: the `processes.Template` it begins with. zone: that of the association, in which dates are written.
    Once valid, `choices`, `terms` and `settled` say it as the actions take it.
    """

    def __init__(self, data=None, *, template, zone, weighs_by_role=False, people=(), initial=None, **kwargs):
        self.template, self.zone, self.people = template, ZoneInfo(zone), people
        self.method = template.method
        content = template.plain()
        initial = self.begun(content) | (initial or {})
        super().__init__(data, initial=initial, **kwargs)
        made = self._made(content, weighs_by_role)
        self.fields = {**self._first(), **made, **self._last()}

    # --- Its fields ---

    def _first(self):
        return {}

    def _last(self):
        return {}

    needs_options = True

    def _made(self, content, weighs_by_role):
        fields = {}
        if self.method == Method.POSITIONS:
            for n in range(self.rows):
                fields |= self._row(n)
        elif self.method == Method.DATE:
            fields["options"] = Words(
                label=_("Dates et heures"),
                required=False,
                max_length=20_000,
                widget=_lines(6),
                help_text=_(
                    "Une par ligne : « 2026-12-03 18:30 » ou « 3/12/2026 18 h 30 », puis, si besoin, "
                    "« : » et un mot sur le lieu. Heures de %(zone)s."
                )
                % {"zone": self.zone_name},
            )
        else:
            fields["options"] = Words(
                label=_("Options"),
                required=False,
                max_length=40_000,
                widget=_lines(7),
                help_text=_("Une par ligne ; collez une liste si vous en avez une. « Option : ce qu’elle veut dire »."),
            )
        if self.method == Method.MAJORITY_JUDGMENT:
            fields["grades"] = Words(
                label=_("Mentions"),
                max_length=2000,
                widget=_lines(7),
                help_text=_("Une par ligne, de la moins bonne à la meilleure."),
                error_messages={"required": _("Un jugement majoritaire a besoin de deux mentions au moins.")},
            )
        for name, make in NUMBERS.get(self.method, {}).items():
            fields[name] = make()
        if self.method in ELECTING:
            fields["is_election"] = forms.BooleanField(
                label=_("C’est une élection de personnes"),
                required=False,
                help_text=_("Une élection de personnes est toujours secrète, et ses résultats attendent la clôture."),
            )
        fields["secrecy"] = forms.ChoiceField(
            label=_("Qui voit qui a répondu quoi ?"),
            choices=[
                (Vote.Secrecy.NAMED, _("Nominatif : chaque réponse porte son nom, et peut changer jusqu’à la clôture")),
                (Vote.Secrecy.SECRET, _("Secret : personne ne sait qui a répondu quoi, et un bulletin est définitif")),
                (Vote.Secrecy.VERIFIABLE, _("Secret et vérifiable : chaque bulletin est publié avec son code de reçu")),
            ],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Cette façon de garder le secret n’existe pas.")},
        )
        fields["shows"] = forms.ChoiceField(
            label=_("Quand les résultats se montrent"),
            choices=[
                (Vote.Shows.UNTIL_ANSWER, _("À qui a répondu, pour que chacun se fasse son propre avis")),
                (Vote.Shows.UNTIL_CLOSE, _("À la clôture, pour tout le monde à la fois")),
                (Vote.Shows.OPEN, _("Tout de suite, à tout le monde")),
            ],
            widget=forms.RadioSelect,
            help_text=_("Les résultats d’un scrutin secret attendent toujours la clôture."),
            error_messages={"invalid_choice": _("Cette façon de montrer les résultats n’existe pas.")},
        )
        fields["quorum_percent"] = _number(
            _("Quorum, en pour cent"),
            1,
            100,
            _("La part des personnes de la liste, sans celles en congé, qui doivent répondre."),
            required=False,
        )
        fields["takes_late_joiners"] = forms.BooleanField(
            label=_("Les personnes qui arrivent pendant le scrutin peuvent répondre"), required=False
        )
        if self.method in IN_WORDS:
            fields["gathers_ideas"] = forms.BooleanField(
                label=_("Recueillir d’abord des idées d’options auprès du salon"),
                required=False,
                help_text=_("Chacun en ajoute, vous réunissez celles qui se ressemblent, puis le scrutin s’ouvre."),
            )
        if weighs_by_role:
            fields["weighs_by_role"] = forms.BooleanField(
                label=_("Pondérer par rôle"),
                required=False,
                help_text=_("Chaque personne a les voix de son rôle. Impossible pour un scrutin secret."),
            )
        return fields

    @cached_property
    def rows(self) -> int:
        """How many positions may be written: those of the scheme and one more."""
        return min(MOST_POSITIONS, len(self.template.content.get("options", ())) + 1)

    def _row(self, n):
        return {
            f"key_{n}": forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput),
            f"label_{n}": Words(label=_("Position"), required=False, max_length=LABEL),
            f"meaning_{n}": Words(label=_("Ce qu’elle veut dire"), required=False, max_length=MEANING),
            f"asks_{n}": Words(label=_("La question posée à qui la choisit"), required=False, max_length=LABEL),
            f"needs_reason_{n}": forms.BooleanField(label=_("Une raison est nécessaire"), required=False),
        }

    @property
    def positions(self):
        """The rows of the scheme, for the template: four fields and the hidden key."""
        names = ("key", "label", "meaning", "asks", "needs_reason")
        if self.method != Method.POSITIONS:
            return []
        return [{name: self[f"{name}_{n}"] for name in names} for n in range(self.rows)]

    @property
    def others(self):
        """The fields that are no rows of the scheme, in order."""
        return [field for field in self.visible_fields() if not field.name[-1].isdigit()]

    @property
    def order(self):
        """What is asked first, what may be answered and when it ends next, the rest of the settings after."""
        fields = {field.name: field for field in self.others}

        def taken(names):
            return [fields.pop(name) for name in names if name in fields]

        return {
            "question": taken(self._first()),
            "options": taken(("options", *NUMBERS.get(self.method, {}), "grades")),
            "closing": taken(self._last()),
            "settings": fields.values(),
        }

    def begun(self, content):
        """The first values of the fields, from the content of the way to ask."""
        begun = {
            "secrecy": content.get("secrecy") or Vote.Secrecy.NAMED,
            "shows": content.get("shows") or Vote.Shows.UNTIL_ANSWER,
            **{name: content.get(name) for name in FLAGS},
            "quorum_percent": content.get("quorum_percent"),
        }
        terms = content.get("terms") or {}
        begun |= {name: terms.get(name, USUAL[name]) for name in NUMBERS.get(self.method, {})}
        if self.method == Method.MAJORITY_JUDGMENT:
            begun["grades"] = "\n".join(terms.get("grades", ()))
        options = content.get("options") or []
        if self.method == Method.POSITIONS:
            for n, option in enumerate(options):
                begun |= {f"{name}_{n}": option.get(name) for name in ("key", "label", "meaning", "asks")}
                begun[f"needs_reason_{n}"] = bool(option.get("needs_reason"))
        else:
            begun["options"] = written(
                [Choice(o.get("label") or "", o.get("meaning") or "") for o in options], self.zone
            )
        return begun

    @property
    def zone_name(self) -> str:
        return self.zone.key.replace("_", " ")

    # --- What was typed ---

    def clean(self):
        cleaned = super().clean()
        self.choices = self._choices(cleaned)
        self.terms = {name: cleaned[name] for name in NUMBERS.get(self.method, {}) if cleaned.get(name) is not None}
        if self.method == Method.MAJORITY_JUDGMENT and cleaned.get("grades"):
            self.terms["grades"] = self._grades(cleaned["grades"])
        self._check_numbers(cleaned)
        self._check_secrecy(cleaned)
        return cleaned

    def _choices(self, cleaned):
        if self.method == Method.POSITIONS:
            return self._positions(cleaned)
        if "options" in self.errors:
            return []
        typed = cleaned.get("options") or ""
        read = self._date if self.method == Method.DATE else self._option
        choices = [choice for line in typed.splitlines() if not is_blank(line) and (choice := read(line.strip()))]
        if "options" not in self.errors:
            self._check_options("options", choices, cleaned)
        return choices

    def _option(self, line):
        label, _colon, meaning = _split(line)
        if not self._is_short("options", label, meaning):
            return None
        named = [person for person in self.people if folded(str(person)) == folded(label)]
        person = named[0].pk if len(named) == 1 and self.cleaned_data.get("is_election") else None
        return Choice(label, meaning, person_id=person)

    def _date(self, line):
        found = MOMENT.fullmatch(line)
        try:
            moment = found and datetime(
                int(found["y"] or found["y2"]),
                int(found["m"] or found["m2"]),
                int(found["d"] or found["d2"]),
                int(found["hour"]),
                int(found["minute"] or 0),
                tzinfo=self.zone,
            )
        except ValueError:
            moment = None
        if moment is None:
            self.add_error("options", _("« %(line)s » n’est pas une date et une heure.") % {"line": line[:60]})
            return None
        if self.asks_for_time and moment <= clock.now():
            self.add_error("options", _("« %(line)s » est déjà passé.") % {"line": line[:60]})
            return None
        if moment > clock.now() + 10 * LONGEST:
            self.add_error("options", _("« %(line)s » est trop lointain : dix ans au plus.") % {"line": line[:60]})
            return None
        more = (found["more"] or "").strip()
        return Choice(day_and_hour(moment), more, starts_at=moment) if self._is_short("options", "", more) else None

    asks_for_time = True

    def _positions(self, cleaned):
        choices, taken = [], set()
        for n in range(self.rows):
            row = {name: cleaned.get(f"{name}_{n}") or "" for name in ("key", "label", "meaning", "asks")}
            if not row["label"]:
                if row["meaning"] or row["asks"]:
                    self.add_error(f"label_{n}", _("Nommez cette position, ou effacez sa ligne."))
                continue
            key = row.pop("key")
            if not key or key in taken or key in Ballot.Kind.values:
                key = next(free for i in range(1, 99) if (free := f"p{i}") not in taken)
            taken.add(key)
            choices.append(Choice(**row, key=key, needs_reason=bool(cleaned.get(f"needs_reason_{n}"))))
        if not self.errors:
            self._check_options(None, choices, cleaned)
        return choices

    def _check_options(self, field, choices, cleaned):
        seen = {}
        for choice in choices:
            said = folded(choice.label) or choice.label
            if said in seen:
                twice = {"one": seen[said], "other": choice.label}
                self.add_error(field, _("Deux options disent la même chose : « %(one)s » et « %(other)s ».") % twice)
                return
            seen[said] = choice.label
        if len(choices) > MOST_OPTIONS:
            self.add_error(
                field,
                _("%(n)s options, c’est trop : %(most)s au plus.") % {"n": len(choices), "most": MOST_OPTIONS},
            )
        least = 1 if self.method in ALONE else 2
        may_wait = cleaned.get("gathers_ideas") or not (self.needs_options or self.method == Method.POSITIONS)
        if len(choices) < least and not may_wait:
            if not choices:
                self.add_error(field, _("Il n’y a aucune option : écrivez-en une par ligne."))
            else:
                self.add_error(field, _("Il manque des options : il en faut deux au moins pour que l’on choisisse."))

    def _is_short(self, field, label, meaning):
        if len(label) > LABEL:
            shown = {"line": label[:40], "most": LABEL}
            self.add_error(field, _("L’option « %(line)s… » est trop longue : %(most)s caractères au plus.") % shown)
        elif len(meaning) > MEANING:
            shown = {"line": (label or meaning)[:40], "most": MEANING}
            self.add_error(
                field, _("Ce que « %(line)s » veut dire est trop long : %(most)s caractères au plus.") % shown
            )
        else:
            return True
        return False

    def _grades(self, typed):
        grades = [line.strip() for line in typed.splitlines() if not is_blank(line)]
        if len(grades) < 2:
            self.add_error("grades", _("Un jugement majoritaire a besoin de deux mentions au moins."))
        elif len(grades) > MOST_GRADES:
            self.add_error("grades", _("%(most)s mentions au plus.") % {"most": MOST_GRADES})
        elif len({grade.casefold() for grade in grades}) != len(grades):
            self.add_error("grades", _("Deux mentions sont les mêmes : gardez-en une."))
        elif any(len(grade) > 40 for grade in grades):
            self.add_error("grades", _("Une mention tient en 40 caractères."))
        return grades

    def _check_numbers(self, cleaned):
        """Numbers that hold each for itself, and not together."""
        given, options = cleaned.get, len(self.choices)
        counted = options and "options" not in self.errors and not cleaned.get("gathers_ideas")
        if self.method == Method.CHOICES and None not in (given("at_least"), given("at_most")):
            if given("at_least") > given("at_most"):
                self.add_error("at_least", _("Le minimum est plus grand que le maximum."))
            elif counted and given("at_most") > options:
                self.add_error("at_most", _too_few(_("choix"), options))
        if self.method == Method.SCORE and None not in (given("min"), given("max")) and given("min") >= given("max"):
            self.add_error("min", _("La note la plus basse doit être au-dessous de la plus haute."))
        if "seats" in self.fields and given("seats") and counted and given("seats") > options:
            self.add_error("seats", _too_few(_("sièges"), options))

    def _check_secrecy(self, cleaned):
        if cleaned.get("is_election"):
            cleaned["secrecy"] = Vote.Secrecy.SECRET
        elif cleaned.get("secrecy") != Vote.Secrecy.SECRET and self._names_people():
            self.add_error("secrecy", PERSONS)
        if "secrecy" in cleaned and cleaned["secrecy"] != Vote.Secrecy.NAMED:
            cleaned["shows"] = Vote.Shows.UNTIL_CLOSE

    def _names_people(self):
        return len(people_named([choice.label for choice in self.choices], self.people)) > 1

    @property
    def settled(self) -> dict:
        """What was chosen, as `prepare_vote` takes it; the options apart."""
        data = self.cleaned_data
        return {
            "method": self.method,
            "terms": self.terms,
            "secrecy": data["secrecy"],
            "shows": data["shows"],
            "quorum_percent": data.get("quorum_percent"),
            **{name: bool(data.get(name)) for name in FLAGS},
        }


FLAGS = ("is_election", "gathers_ideas", "takes_late_joiners", "weighs_by_role")


class VoteForm(MethodForm):
    """A question put to a room, and until when."""

    def _first(self):
        return {
            "title": Words(
                label=_("La question"),
                max_length=200,
                error_messages={"required": _("Un scrutin pose une question : écrivez-la en quelques mots.")},
            ),
            "body": Words(
                label=_("De quoi s’agit-il ?"),
                required=False,
                max_length=LONGEST_BODY,
                widget=_lines(5),
                help_text=_("Ce qu’il faut savoir pour répondre. La mise en forme Markdown est possible."),
            ),
        }

    def _last(self):
        return {
            "closes_at": Moment(
                label=_("Clôture"),
                error_messages={
                    "required": _("Dites quand le scrutin se clôt."),
                    "invalid": _("Ce n’est pas une date et une heure."),
                },
            )
        }

    def clean_closes_at(self):
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= clock.now():
            raise forms.ValidationError(_("Cette clôture est déjà passée : un scrutin finit après avoir commencé."))
        if closes_at > clock.now() + LONGEST:
            raise forms.ValidationError(_("Un scrutin dure un an au plus : choisissez une date plus proche."))
        return closes_at

    @property
    def prepared(self) -> dict:
        """All that `prepare_vote` and `change_prepared` take."""
        data = self.cleaned_data
        return {
            **self.settled,
            "title": data["title"],
            "body": data.get("body") or "",
            "choices": self.choices,
            "closes_at": data["closes_at"],
            "process": str(self.template.name),
        }


class ProcessForm(MethodForm):
    """A way to ask that a space keeps: a name, what it is for, and all that a vote made from it begins with."""

    needs_options = False
    asks_for_time = False

    def _first(self):
        said = {"max_length": MEANING, "widget": _lines(2), "required": False}
        return {
            "name": Words(
                label=_("Nom"),
                max_length=80,
                error_messages={"required": _("Donnez un nom à cette façon de demander.")},
            ),
            "purpose": forms.ChoiceField(
                label=_("Dans quel groupe la trouver"),
                choices=Process.Purpose.choices,
                error_messages={"invalid_choice": _("Ce groupe n’existe pas.")},
            ),
            "guide": Words(label=_("À quoi cela sert"), **said),
            "caution": Words(label=_("Quand ne pas s’en servir"), **said),
        }

    def _last(self):
        return {"days": _number(_("Durée habituelle, en jours"), 1, 365)}

    @classmethod
    def initial_of(cls, template) -> dict:
        plain = template.plain()
        said = {"name": str(template.name), "purpose": str(template.purpose), "days": template.days}
        return said | {name: plain.get(name, "") for name in ("guide", "caution")}

    @property
    def kept(self) -> dict:
        """All that `keep_process` takes: a name, a purpose and a content."""
        data = self.cleaned_data
        options = [
            {
                "label": choice.label if choice.starts_at is None else choice.starts_at.strftime("%Y-%m-%d %H:%M"),
                "meaning": choice.meaning,
                **(
                    {"key": choice.key, "asks": choice.asks, "needs_reason": choice.needs_reason}
                    if self.method == Method.POSITIONS
                    else {}
                ),
            }
            for choice in self.choices
        ]
        content = self.settled | {
            "options": options,
            "days": data["days"],
            "guide": data.get("guide") or "",
            "caution": data.get("caution") or "",
        }
        return {"name": data["name"], "purpose": data["purpose"], "content": content}


class IdeaForm(forms.Form):
    """An option that somebody thought of."""

    label = Words(
        label=gettext_lazy("Votre idée"),
        max_length=Idea._meta.get_field("label").max_length,
        error_messages={"required": gettext_lazy("Écrivez votre idée en quelques mots.")},
    )
    meaning = Words(
        label=gettext_lazy("Ce qu’elle veut dire"),
        required=False,
        max_length=Option._meta.get_field("meaning").max_length,
        widget=_lines(2),
    )


class MergeForm(forms.Form):
    """Two ideas that say the same, and the wording that stays."""

    one = forms.ModelChoiceField(
        Idea.objects.none(), label=gettext_lazy("Cette idée"), empty_label=gettext_lazy("Choisissez une idée")
    )
    other = forms.ModelChoiceField(
        Idea.objects.none(),
        label=gettext_lazy("dit la même chose que"),
        empty_label=gettext_lazy("Choisissez une idée"),
    )
    label = Words(
        label=gettext_lazy("Formulation gardée"),
        required=False,
        max_length=LABEL,
        help_text=gettext_lazy("Laissez vide pour garder les mots de la seconde."),
    )

    def __init__(self, *arguments, ideas, **options):
        super().__init__(*arguments, **options)
        self.fields["one"].queryset = self.fields["other"].queryset = ideas

    def clean(self):
        data = super().clean()
        if data.get("one") and data.get("one") == data.get("other"):
            raise forms.ValidationError(_("C’est deux fois la même idée : choisissez-en deux."))
        return data


class DropForm(forms.Form):
    """Why an idea is set aside."""

    reason = Words(
        label=gettext_lazy("Pourquoi"),
        max_length=300,
        widget=_lines(2),
        error_messages={"required": gettext_lazy("Dites en quelques mots pourquoi cette idée est écartée.")},
    )


# --- Words and moments -------------------------------------------------------------------------------


def default_closing(days: int) -> datetime:
    """In so many days, at eight in the evening for whoever asks."""
    day = timezone.localdate(clock.now()) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(20)))


def written(choices, zone) -> str:
    """Options as they are typed: one a line, « option : ce qu’elle veut dire », dates in `zone`."""
    return "\n".join(
        f"{choice.starts_at.astimezone(zone):%Y-%m-%d %H:%M}" + (f" : {choice.meaning}" if choice.meaning else "")
        if choice.starts_at
        else choice.label + (f" : {choice.meaning}" if choice.meaning else "")
        for choice in choices
    )


def _split(line):
    found = ENDS.search(line)
    return (line[: found.start()].strip(), ":", line[found.end() :].strip()) if found else (line, "", "")


def _too_few(what, options):
    said = ngettext(
        "C’est plus de %(what)s qu’il n’y a d’options : il y en a %(n)s.",
        "C’est plus de %(what)s qu’il n’y a d’options : il y en a %(n)s.",
        options,
    )
    return said % {"what": what, "n": options}
