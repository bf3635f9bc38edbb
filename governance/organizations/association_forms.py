"""What is typed around the association: to ask to enter, to answer, to decide, to keep the dues, to leave."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import NameField, WordsField
from governance.organizations import offices
from governance.organizations.models import Exclusion

LONGEST = 5_000  # characters


def _day(label, **more):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _words(label, rows=4, **more):
    return WordsField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


# --- Applying ----------------------------------------------------------------------------------------


class ApplicationForm(forms.Form):
    """To ask to be a member; a member asks for another college, and is asked nothing twice."""

    college = forms.ChoiceField(label=_("Dans quel collège ?"), widget=forms.RadioSelect)
    words = _words(_("Quelques mots"), required=False, help_text=_("La commission d’entrée et le bureau les liront."))
    legal_name = NameField(
        label=_("Au nom d’une personne morale"),
        required=False,
        max_length=120,
        help_text=_("Une association, une entreprise, une commune : son nom. Elle a une voix, et vous la représentez."),
    )
    age = forms.ChoiceField(
        label=_("Votre âge"),
        choices=[
            ("adult", _("Je suis majeur·e, ou mineur·e émancipé·e")),
            ("minor", _("Je suis mineur·e")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Votre date de naissance n’est ni demandée ni gardée."),
    )
    adult_from = _day(
        _("Si vous êtes mineur·e, le jour de vos dix-huit ans"),
        required=False,
        help_text=_(
            "Le bureau seul le lit, et il est effacé ce jour-là. Avant seize ans, il faudra aussi l’autorisation "
            "écrite d’un parent ou d’un tuteur."
        ),
    )

    def __init__(self, *args, colleges, is_member, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["college"].choices = [(college.key, _described(college)) for college in colleges]
        if is_member:
            for name in ("legal_name", "age", "adult_from"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        if data.pop("age", None) == "minor":
            if not data.get("adult_from"):
                self.add_error("adult_from", _("Dites quel jour vous aurez dix-huit ans."))
            elif data["adult_from"] <= self.today:
                self.add_error("adult_from", _("Ce jour est passé : vous êtes majeur·e."))
        elif "adult_from" in data:
            data["adult_from"] = None
        return data


def _described(college):
    if college.pays_dues:
        return _("%(college)s : cotisation annuelle, %(voice)s") % {
            "college": college,
            "voice": college.get_voice_display(),
        }
    return _("%(college)s : sans cotisation, %(voice)s") % {"college": college, "voice": college.get_voice_display()}


class AnswersForm(forms.Form):
    """The questionnaire on the code social, as it is asked today: a field for each question."""

    n = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        self.fields["n"].initial = questionnaire.n
        for place, question in enumerate(questionnaire.questions):
            self.fields[f"answer-{place}"] = _words(question, 3)

    @property
    def answered(self):
        answers = [self.cleaned_data[f"answer-{place}"] for place in range(len(self.questionnaire.questions))]
        return {"answers": answers, "n": self.cleaned_data["n"]}


class PlainForm(forms.Form):
    """A button that asks nothing."""


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[("admit", ""), ("refuse", ""), ("adjourn", "")],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choisissez d’admettre, de refuser ou d’ajourner.")},
    )
    reason = _words(
        _("Si vous refusez ou ajournez, pourquoi ?"),
        3,
        required=False,
        help_text=_("La personne lira cette raison ; elle n’est pas écrite dans l’activité de l’espace."),
    )

    def clean(self):
        data = super().clean()
        if data.get("outcome") in ("refuse", "adjourn") and not data.get("reason"):
            self.add_error("reason", _("Tout refus est motivé : écrivez en quelques mots pourquoi (statuts, art. 6)."))
        return data


class QuestionnaireForm(forms.Form):
    questions = forms.CharField(
        label=_("Les questions"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Une par ligne. Les demandes déjà complètes gardent les questions auxquelles elles ont répondu."),
    )

    @property
    def asked(self):
        return [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]


class PersonForm(forms.Form):
    """Somebody of the space, by name."""

    person = forms.ModelChoiceField(None, label=_("Qui ?"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class NamingForm(PersonForm):
    college = forms.ChoiceField(label=_("Dans quel collège ?"))

    def __init__(self, *args, colleges, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["college"].choices = [(college.key, str(college)) for college in colleges]


# --- Dues --------------------------------------------------------------------------------------------


class PaidForm(forms.Form):
    year = forms.IntegerField(label=_("Année"), min_value=2000, max_value=2200)
    paid_on = _day(_("Payée le"))


class CancelForm(forms.Form):
    reason = _words(_("Ce qui était faux"), 2)


class NoticeForm(forms.Form):
    year = forms.IntegerField(label=_("Année due"), min_value=2000, max_value=2200)


class FeesForm(forms.Form):
    """What the general assembly set for a year, college by college."""

    year = forms.IntegerField(label=_("Année"), min_value=2000, max_value=2200)
    decided_on = _day(_("Assemblée générale du"))

    def __init__(self, *args, colleges, **kwargs):
        super().__init__(*args, **kwargs)
        self.colleges = list(colleges)
        for college in self.colleges:
            self.fields[f"fee-{college.key}"] = forms.DecimalField(
                label=_("%(college)s, en euros") % {"college": college},
                min_value=Decimal(0),
                max_value=Decimal(100_000),
                decimal_places=2,
                localize=True,  # « 12,50 »
            )

    @property
    def told(self):
        data = self.cleaned_data
        fees = {college.key: int(data[f"fee-{college.key}"] * 100) for college in self.colleges}
        return {"year": data["year"], "decided_on": data["decided_on"], "fees": fees}


class RulesForm(forms.Form):
    """What the statutes leave to the association."""

    admitted_by = forms.ChoiceField(
        label=_("Qui décide des demandes d’adhésion ?"),
        choices=[(offices.BUREAU, _("le bureau")), (offices.BOARD, _("le conseil d’administration"))],
        widget=forms.RadioSelect,
        help_text=_("Interprétation A-5 : les statuts nomment le bureau, le code social le conseil d’administration."),
    )
    answer_days = forms.IntegerField(
        label=_("Jours laissés pour se défendre avant une exclusion"), min_value=1, max_value=366
    )
    notice_days = forms.IntegerField(label=_("Jours laissés par une mise en demeure"), min_value=1, max_value=366)
    grace_days = forms.IntegerField(
        label=_("Jours de l’année suivante que couvre encore une cotisation"),
        min_value=0,
        max_value=366,
        help_text=_("Pour qui paie en début d’année : compte pour les cotisations notées à partir de maintenant."),
    )
    involvement_actions = forms.IntegerField(
        label=_("Combien d’actions menées donnent un siège à la commission d’entrée ?"), min_value=1, max_value=366
    )
    involvement_months = forms.IntegerField(label=_("En combien de mois ?"), min_value=1, max_value=120)


class AccountsForm(forms.Form):
    title = NameField(label=_("Document"), max_length=120)
    address = forms.URLField(label=_("Adresse"), max_length=500, assume_scheme="https")
    year = forms.IntegerField(label=_("Exercice"), min_value=1990, max_value=2200)


# --- Leaving -----------------------------------------------------------------------------------------


class ResignForm(forms.Form):
    words = _words(_("Quelques mots au bureau"), 3, required=False, help_text=_("Rien ne vous oblige à dire pourquoi."))


class DeathForm(forms.Form):
    died_on = _day(_("Jour du décès"))


class ExclusionForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Motif (statuts, art. 7)"), choices=Exclusion.Ground.choices, widget=forms.RadioSelect
    )
    facts = _words(_("Ce qui est reproché"), 6, help_text=_("La personne le lira, et y répondra."))


class DefenceForm(forms.Form):
    answer = _words(_("Votre réponse"), 8)


class ExclusionDecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Décision"), choices=Exclusion.Outcome.choices, widget=forms.RadioSelect)
    reason = _words(_("Pourquoi"), 5, help_text=_("La personne lira cette raison."))


class MemberFilter(forms.Form):
    """What a list of members is narrowed to."""

    q = forms.CharField(label=_("Nom"), required=False, max_length=80)
    college = forms.ChoiceField(label=_("Collège"), required=False)

    def __init__(self, *args, colleges, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["college"].choices = [("", _("Tous les collèges")), *((c.key, str(c)) for c in colleges)]


class DuesFilter(MemberFilter):
    state = forms.ChoiceField(
        label=_("Cotisation"),
        required=False,
        choices=[("", _("Toutes")), ("paid", _("à jour")), ("late", _("en attente"))],
    )
