"""What is typed of the rules of an association: each part in its own form, checked by the law itself."""

import json

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.forms import NameField, WordsField
from governance.assemblies.actions.statutes import LONGEST_DECISION
from governance.assemblies.wording import (
    AFTER_TIE,
    BASES,
    BODY_NAMES,
    NAMED_ROUND,
    POST_NAMES,
    SECRECY_NAMES,
    THE_BODY,
    VOICE_NAMES,
    said,
)
from governance.rules import statutes
from governance.rules.statutes import interpretations
from governance.rules.statutes.parts import LONGEST_ARTICLE, LONGEST_NAME, LONGEST_NOTICE, MOST_MONTHS, MOST_SEATS

LARGEST = 256 * 1024  # bytes of a file
UNITS = [("D", gettext_lazy("jours")), ("M", gettext_lazy("mois"))]
NOBODY = ("", gettext_lazy("personne"))
OF = {
    "entitled": gettext_lazy("des membres ayant droit de vote"),
    "in_office": gettext_lazy("des membres en fonction"),
}
COUNTED = {
    "participants": gettext_lazy("qui prennent part : émargés, ou un bulletin déposé"),
    "present": gettext_lazy("qui sont présents"),
}
LEAST = [("", gettext_lazy("au moins")), ("yes", gettext_lazy("plus de"))]
SECONDS = [
    ("", gettext_lazy("aucune")),
    ("same", gettext_lazy("avec le même quorum")),
    ("waived", gettext_lazy("quel que soit le nombre de présents")),
]


class ShareField(forms.CharField):
    """A share written « 1/5 »; `cleaned_data` holds it as the statutes write it, « » for none."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"inputmode": "text", "size": "8", "placeholder": "1/2"})
        super().__init__(max_length=9, widget=widget, **options)

    def clean(self, value):
        value = super().clean(value).replace(" ", "")
        if not value:
            return ""
        try:
            return str(statutes.share(value))
        except statutes.Nonsense as nonsense:
            raise forms.ValidationError(said(nonsense)) from None


ARTICLE = gettext_lazy("Article")


def article_field(label=ARTICLE):
    return NameField(label=label, max_length=LONGEST_ARTICLE, required=False)


def posts_field(label):
    return forms.MultipleChoiceField(
        label=label, choices=POST_NAMES.items(), required=False, widget=forms.CheckboxSelectMultiple
    )


def delay_fields(label):
    """How many, and of what."""
    count = forms.IntegerField(label=label, min_value=1, max_value=LONGEST_NOTICE, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("en"), choices=UNITS, required=False)
    return count, unit


class PartForm(forms.Form):
    """One part of a draft; it holds when the statutes with it make sense."""

    section = ""
    groups = ()

    def __init__(self, *arguments, found, key="", **options):
        self.found, self.key = found, key
        super().__init__(*arguments, **options)

    def clean(self):
        data = super().clean()
        if not self.errors:
            try:
                self.made = statutes.changed(self.found, self.section, self.named(data), self.part(data))
            except statutes.Nonsense as nonsense:
                raise forms.ValidationError(said(nonsense, where=False)) from None
        return data

    def named(self, data):
        """The key of this part: the one it has, or a free one like its name."""
        if self.key:
            return self.key
        taken = {one["key"] for one in statutes.write(self.found)[self.section]}
        stem = (
            slugify((data.get("name") or data["title"]).replace("’", " ").replace("'", " "))
            .replace("-", "_")[:34]
            .strip("_")
            or "partie"
        )
        stem = stem if stem[0].isalpha() else f"n_{stem}"
        return next(key for n in range(1, 1000) if (key := stem if n == 1 else f"{stem}_{n}") not in taken)

    @property
    def sets(self):
        """The fields in their groups, for the page: (legend, fields)."""
        return [(legend, [self[name] for name in names]) for legend, names in self.groups]


class CollegeForm(PartForm):
    section = "colleges"
    name = NameField(label=gettext_lazy("Nom, au pluriel"), max_length=LONGEST_NAME)
    voice = forms.ChoiceField(
        label=gettext_lazy("À l’assemblée générale"), choices=VOICE_NAMES.items(), widget=forms.RadioSelect
    )
    pays_dues = forms.BooleanField(
        label=gettext_lazy("Paie une cotisation"),
        required=False,
        help_text=gettext_lazy("Dans un collège qui vote, on vote alors à jour de cotisation."),
    )
    article = article_field()
    groups = [("", ("name", "voice", "pays_dues", "article"))]

    @staticmethod
    def initial_of(college):
        return {
            "name": college.name,
            "voice": college.voice,
            "pays_dues": college.pays_dues,
            "article": college.article,
        }

    def part(self, data):
        fields = ("name", "voice", "pays_dues", "article")
        return {"key": self.named(data), **{name: data[name] for name in fields}}


class BodyForm(PartForm):
    section = "bodies"
    kind = forms.ChoiceField(label=gettext_lazy("Instance"))
    name = NameField(label=gettext_lazy("Nom"), max_length=LONGEST_NAME)
    article = article_field()
    seats = forms.IntegerField(
        label=gettext_lazy("Sièges"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=gettext_lazy("Laissez vide pour l’assemblée générale, ou sans nombre fixé."),
    )
    term_months = forms.IntegerField(
        label=gettext_lazy("Durée du mandat, en mois"), min_value=1, max_value=MOST_MONTHS, required=False
    )
    renewal = forms.IntegerField(
        label=gettext_lazy("Renouvellement en combien de parts"), min_value=1, max_value=12, initial=1
    )
    officers = posts_field(gettext_lazy("Fonctions pourvues dans cette instance"))
    presided_by = forms.ChoiceField(
        label=gettext_lazy("Séances conduites par"), choices=[NOBODY, *POST_NAMES.items()], required=False
    )
    casting_vote = forms.BooleanField(label=gettext_lazy("À égalité, sa voix peut l’emporter"), required=False)
    posts = posts_field(gettext_lazy("Fonctions qui peuvent la convoquer"))
    share = ShareField(
        label=gettext_lazy("Ou quelle part de ses voix"), required=False, help_text=gettext_lazy("Par exemple 1/10.")
    )
    count, unit = delay_fields(gettext_lazy("Convoquée combien de temps avant"))
    notice_article = article_field(gettext_lazy("Article du délai"))
    groups = [
        ("", ("kind", "name", "article")),
        (gettext_lazy("Qui y siège"), ("seats", "term_months", "renewal", "officers", "presided_by", "casting_vote")),
        (gettext_lazy("La convocation"), ("posts", "share", "count", "unit", "notice_article")),
    ]

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        free = [(key, name) for key, name in BODY_NAMES.items() if key not in self.found.bodies]
        if self.key:
            del self.fields["kind"]
            self.groups = [("", ("name", "article")), *self.groups[1:]]
        else:
            self.fields["kind"].choices = free

    @staticmethod
    def initial_of(body):
        names = "name article seats term_months renewal presided_by casting_vote notice_article".split()
        return {
            **{name: getattr(body, name) for name in names},
            "officers": list(body.officers),
            "posts": list(body.convened_by.posts),
            "share": body.convened_by.share or "",
            **_delay_initial(body.notice),
        }

    def named(self, data):
        return self.key or data["kind"]

    def part(self, data):
        names = "name article seats term_months renewal officers presided_by casting_vote notice_article".split()
        former = self.found.bodies.get(self.key)
        return {
            "key": self.named(data),
            **{name: data[name] for name in names},
            "convened_by": {
                "posts": data["posts"],
                "bodies": list(former.convened_by.bodies) if former else [],
                "share": data["share"] or None,
            },
            "notice": _delay(data, "count", "unit"),
        }


class RuleForm(forms.Form):
    """What decides: a quorum or none, a majority, a tie."""

    quorum_strict = forms.ChoiceField(label=gettext_lazy("Quorum"), choices=LEAST, required=False)
    quorum_share = ShareField(
        label=gettext_lazy("Part"), required=False, help_text=gettext_lazy("Par exemple 1/5 ; vide : sans quorum.")
    )
    quorum_of = forms.ChoiceField(label=gettext_lazy("De qui"), choices=OF.items(), initial="entitled")
    quorum_counts = forms.ChoiceField(
        label=gettext_lazy("Comptés comment"), choices=COUNTED.items(), initial="participants"
    )
    majority_strict = forms.ChoiceField(label=gettext_lazy("Majorité"), choices=LEAST, required=False, initial="yes")
    majority_share = ShareField(label=gettext_lazy("Part"), initial="1/2")
    majority_base = forms.ChoiceField(label=gettext_lazy("De quoi"), choices=BASES.items(), initial="expressed")
    tie = forms.ChoiceField(
        initial="rejected",
        label=gettext_lazy("À égalité"),
        choices=[
            ("rejected", gettext_lazy("rien n’est adopté")),
            ("chair", gettext_lazy("la voix de la présidence l’emporte, jamais au scrutin secret")),
        ],
    )

    def rule(self, data, **more):
        """The rule as the statutes write it."""
        quorum = {
            "share": data["quorum_share"],
            "of": data["quorum_of"],
            "counts": data["quorum_counts"],
            "strict": data["quorum_strict"] == "yes",
        }
        return {
            "quorum": quorum if data["quorum_share"] else None,
            "majority": {
                "share": data["majority_share"],
                "strict": data["majority_strict"] == "yes",
                "base": data["majority_base"],
            },
            "tie": data["tie"],
        }

    @staticmethod
    def rule_initial(rule):
        quorum, majority = rule.quorum, rule.majority
        told = {
            "majority_share": str(majority.share),
            "majority_strict": "yes" if majority.strict else "",
            "majority_base": majority.base,
            "tie": rule.tie,
        }
        if quorum is None:
            return told
        return told | {
            "quorum_share": str(quorum.share),
            "quorum_strict": "yes" if quorum.strict else "",
            "quorum_of": quorum.of,
            "quorum_counts": quorum.counts,
        }


class MatterForm(RuleForm, PartForm):
    section = "matters"
    title = NameField(label=gettext_lazy("La question"), max_length=LONGEST_NAME)
    body = forms.ChoiceField(label=gettext_lazy("Qui en décide"))
    article = article_field()
    quorum_article = article_field(gettext_lazy("Article du quorum"))
    counts_recused = forms.BooleanField(
        label=gettext_lazy("Qui se retire d’un point compte dans le quorum"), required=False, initial=True
    )
    counts_vacant = forms.BooleanField(label=gettext_lazy("Un siège vacant compte comme une absence"), required=False)
    majority_article = article_field(gettext_lazy("Article de la majorité"))
    tie_article = article_field(gettext_lazy("Article de l’égalité"))
    secrecy = forms.ChoiceField(label=gettext_lazy("Scrutin"), choices=SECRECY_NAMES.items(), initial="free")
    secret_remotely = forms.BooleanField(label=gettext_lazy("Toujours secret à distance"), required=False)
    elects = forms.ChoiceField(label=gettext_lazy("Ce vote élit"), required=False)
    after_tie = forms.ChoiceField(label=gettext_lazy("Après une égalité"), initial="nothing")
    count, unit = delay_fields(gettext_lazy("Son propre délai de convocation"))
    notice_article = article_field(gettext_lazy("Article du délai"))
    single_item = forms.BooleanField(label=gettext_lazy("Seul point à l’ordre du jour"), required=False)
    to_all_members = forms.BooleanField(
        label=gettext_lazy("Convoquer tous les membres, même sans voix"), required=False
    )
    posts = posts_field(gettext_lazy("Fonctions qui peuvent la proposer"))
    bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Instances qui peuvent la proposer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    share = ShareField(
        label=gettext_lazy("Ou quelle part des voix"),
        required=False,
        help_text=gettext_lazy("Laissez tout vide si toute personne qui convoque peut l’inscrire."),
    )
    second = forms.ChoiceField(label=gettext_lazy("Seconde séance, faute de quorum"), choices=SECONDS, required=False)
    after_count, after_unit = delay_fields(gettext_lazy("Au moins combien de temps après la première"))
    again_count, again_unit = delay_fields(gettext_lazy("Convoquée combien de temps avant la seconde"))
    second_article = article_field(gettext_lazy("Article de la seconde séance"))
    groups = [
        ("", ("title", "body", "article")),
        (
            gettext_lazy("Le quorum"),
            (
                "quorum_strict",
                "quorum_share",
                "quorum_of",
                "quorum_counts",
                "counts_recused",
                "counts_vacant",
                "quorum_article",
            ),
        ),
        (
            gettext_lazy("La majorité"),
            ("majority_strict", "majority_share", "majority_base", "majority_article", "tie", "tie_article"),
        ),
        (gettext_lazy("Le scrutin"), ("secrecy", "secret_remotely", "elects", "after_tie")),
        (
            gettext_lazy("La convocation"),
            ("count", "unit", "notice_article", "single_item", "to_all_members", "posts", "bodies", "share"),
        ),
        (
            gettext_lazy("La seconde séance"),
            ("second", "after_count", "after_unit", "again_count", "again_unit", "second_article"),
        ),
    ]

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        known = [(key, body.name) for key, body in self.found.bodies.items()]
        self.fields["body"].choices = known
        elected = [(key, THE_BODY[key]) for key in self.found.bodies if key != statutes.ASSEMBLY]
        self.fields["elects"].choices = [NOBODY, *elected]
        self.fields["bodies"].choices = [(key, THE_BODY[key]) for key in self.found.bodies]
        self.fields["after_tie"].choices = [
            ("nothing", _("rien de plus")),
            ("named_round", NAMED_ROUND),
            *AFTER_TIE.items(),
        ]

    @classmethod
    def initial_of(cls, matter):
        names = (
            "title body article counts_vacant secrecy secret_remotely elects after_tie notice_article single_item "
            "to_all_members"
        ).split()
        rule, second, initiators = matter.rule, matter.second_call, matter.initiators
        return {
            **{name: getattr(matter, name) for name in names},
            **cls.rule_initial(rule),
            "quorum_article": rule.quorum.article if rule.quorum else "",
            "counts_recused": rule.quorum.counts_recused if rule.quorum else True,
            "majority_article": rule.majority.article,
            "tie_article": rule.tie_article,
            **_delay_initial(matter.notice),
            "posts": list(initiators.posts) if initiators else [],
            "bodies": list(initiators.bodies) if initiators else [],
            "share": (initiators and initiators.share) or "",
            "second": "" if second is None else "waived" if second.waives_quorum else "same",
            **_delay_initial(second and second.after, "after_count", "after_unit"),
            **_delay_initial(second and second.notice, "again_count", "again_unit"),
            "second_article": second.article if second else "",
        }

    def part(self, data):
        names = (
            "title body article counts_vacant secrecy secret_remotely elects after_tie notice_article single_item "
            "to_all_members"
        ).split()
        rule = self.rule(data)
        if rule["quorum"]:
            rule["quorum"] |= {"article": data["quorum_article"], "counts_recused": data["counts_recused"]}
        rule["majority"]["article"], rule["tie_article"] = data["majority_article"], data["tie_article"]
        initiators = {"posts": data["posts"], "bodies": data["bodies"], "share": data["share"] or None}
        second = {
            "waives_quorum": data["second"] == "waived",
            "after": _delay(data, "after_count", "after_unit"),
            "notice": _delay(data, "again_count", "again_unit"),
            "article": data["second_article"],
        }
        return {
            "key": self.named(data),
            **{name: data[name] for name in names},
            "rule": rule,
            "notice": _delay(data, "count", "unit"),
            "initiators": initiators if any(initiators.values()) else None,
            "second_call": second if data["second"] else None,
        }


PARTS = {"colleges": CollegeForm, "bodies": BodyForm, "matters": MatterForm}


class InterpretationsForm(forms.Form):
    """The choices made where the text is silent: one question each, those that change a rule."""

    def __init__(self, *arguments, found, **options):
        super().__init__(*arguments, **options)
        for one in interpretations.ALL:
            if one.apply:
                self.fields[one.key] = forms.ChoiceField(
                    label=f"{one.key} · {_(one.question)}",
                    choices=[(key, _(words)) for key, words in one.options.items()],
                    widget=forms.RadioSelect,
                    initial=found.interpretations.get(one.key, one.default),
                )


class StartForm(forms.Form):
    start = forms.ChoiceField(label=gettext_lazy("Partir de"), widget=forms.RadioSelect)

    def __init__(self, *arguments, in_force=None, **options):
        super().__init__(*arguments, **options)
        choices = [
            ("open_atlas", _("Les statuts d’Open Atlas, chaque règle avec son article")),
            ("blank", _("Presque rien : un collège, une assemblée, une majorité simple")),
        ]
        if in_force:
            choices.insert(0, ("in_force", _("Le règlement en vigueur (n° %(n)s)") % {"n": in_force.number}))
        self.fields["start"].choices = choices
        self.initial.setdefault("start", choices[0][0])


class ApprovalForm(forms.Form):
    """The decision that approves: its day, in words, and where it may be read."""

    day = forms.DateField(
        label=gettext_lazy("Jour de l’assemblée"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = WordsField(
        label=gettext_lazy("La décision, en une phrase"),
        max_length=LONGEST_DECISION,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Telle qu’elle figure au procès-verbal."),
        error_messages={"required": gettext_lazy("Sans décision de l’assemblée, un règlement n’entre pas en vigueur.")},
    )
    address = forms.URLField(
        label=gettext_lazy("Où elle se lit"),
        max_length=LONGEST_DECISION,
        required=False,
        assume_scheme="https",
    )


class RulesFileForm(forms.Form):
    """A file, or its text; once it holds, `cleaned_data["content"]` is what statutes are read from."""

    file = forms.FileField(
        label=gettext_lazy("Fichier JSON"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("256 Ko au plus."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Ou son contenu, collé ici"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        raw = self._raw(data)
        if len(raw) > LARGEST:
            raise forms.ValidationError(_("C’est trop long : un fichier de 256 Ko au plus."))
        try:
            found = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_once)
            json.dumps(found, ensure_ascii=False).encode()  # half of a pair of \\u escapes is no text
            data["content"] = statutes.write(statutes.read(found))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Ce fichier n’est pas du texte en UTF-8.")) from None
        except statutes.Nonsense as nonsense:
            raise forms.ValidationError(said(nonsense)) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("Ce n’est pas du JSON lisible : exportez-le de nouveau et réessayez.")
            ) from None
        return data

    def _raw(self, data):
        if data.get("file"):
            return data["file"].read(LARGEST + 1)
        if data.get("text"):
            return data["text"].encode("utf-8", "replace")
        raise forms.ValidationError(_("Choisissez un fichier, ou collez son contenu."))


def _refuse(name):
    raise ValueError(name)


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _delay(data, count, unit):
    return f"P{data[count]}{data[unit] or 'D'}" if data[count] else None


def _delay_initial(found, count="count", unit="unit"):
    return {count: found.count, unit: "D" if found.unit == "days" else "M"} if found else {}
