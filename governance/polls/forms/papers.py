"""What is typed at the desk of a poll: whom to name, which pile to print, who gets a code, and a code."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.polls import papers
from governance.polls.finding import commune_of
from governance.polls.models import Territory
from governance.voting.making import Words

LISTED = 400  # communes that a list holds; beyond, an INSEE code is typed
QUIET = {"autocomplete": "off", "spellcheck": "false"}


class AccountField(forms.EmailField):
    """The account of an address."""

    def clean(self, value):
        email = super().clean(value)
        if not email:
            return None
        found = get_user_model().objects.filter(email=email.lower(), is_active=True).first()
        if found is None:
            raise ValidationError(_("Personne n’a de compte à cette adresse."))
        return found


class CounterForm(forms.Form):
    """Somebody to name."""

    person = AccountField(
        label=gettext_lazy("Adresse e-mail de son compte"),
        error_messages={"required": gettext_lazy("Écrivez l’adresse de la personne qui tiendra le guichet.")},
    )


class CommuneForm(forms.Form):
    """One of the communes that a poll asks: in a list, or by its INSEE code where they are too many."""

    def __init__(self, *args, poll, **kwargs):
        super().__init__(*args, **kwargs)
        self.poll = poll
        label = _("Commune où vit la personne")
        asked = Territory.objects.filter(pk__in=poll.places.values("territory")).order_by("name")
        if poll.places.count() <= LISTED:
            missing = {"required": _("Choisissez une commune."), "invalid_choice": _("Choisissez une commune.")}
            field = forms.ModelChoiceField(asked, label=label, empty_label="—", error_messages=missing)
        else:
            field = Words(label=label, max_length=12, help_text=_("Son code INSEE, comme 97411."))
        self.fields = {"territory": field, **self.fields}

    def clean_territory(self):
        typed = self.cleaned_data["territory"]
        if not isinstance(typed, str):
            return typed
        try:
            return commune_of(typed)
        except ValueError as unknown:
            raise ValidationError(str(unknown)) from unknown


class PileForm(CommuneForm):
    """How many codes to print for the people of a commune."""

    number = forms.IntegerField(
        label=gettext_lazy("Nombre de bulletins"),
        min_value=1,
        max_value=100,
        initial=20,
        error_messages={
            "invalid": gettext_lazy("Écrivez un nombre entier."),
            "min_value": gettext_lazy("Ce nombre est trop petit : %(limit_value)s au moins."),
            "max_value": gettext_lazy("Ce nombre est trop grand : %(limit_value)s au plus."),
        },
    )


class MarkForm(CommuneForm):
    """Whom a code is about to be given to: an account, or a name and a date of birth; nothing of it is shown back."""

    person = AccountField(
        label=gettext_lazy("Adresse e-mail de son compte, si la personne en a un"),
        required=False,
        widget=forms.EmailInput(attrs=QUIET),
    )
    name = Words(
        label=gettext_lazy("Sans compte : prénom et nom, comme sur la pièce d’identité"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=QUIET),
    )
    born = forms.DateField(
        label=gettext_lazy("Sans compte : date de naissance"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Ce n’est pas une date.")},
    )

    def __init__(self, *args, poll, **kwargs):
        super().__init__(*args, poll=poll, **kwargs)
        if poll.min_age:
            self.fields["old_enough"] = forms.BooleanField(
                label=_("La personne a %(age)s ans ou plus") % {"age": poll.min_age}, required=False
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("person") and not (cleaned.get("name") and cleaned.get("born")):
            raise ValidationError(
                _("Il faut l’adresse de son compte, ou bien son prénom, son nom et sa date de naissance, sans compte.")
            )
        if cleaned.get("person") and (cleaned.get("name") or cleaned.get("born")):
            raise ValidationError(_("L’adresse de son compte suffit : laissez vides le nom et la date de naissance."))
        return cleaned


class CodeForm(forms.Form):
    """A code, as it stands on a slip."""

    code = forms.CharField(
        label=gettext_lazy("Code du bulletin"),
        max_length=60,
        widget=forms.TextInput(attrs=QUIET),
        error_messages={"required": gettext_lazy("Écrivez le code qui est sur le bulletin.")},
    )

    def clean_code(self):
        code = papers.tidied(self.cleaned_data["code"])
        if len(code) != papers.LENGTH:
            raise ValidationError(
                _("Un code a seize lettres et chiffres, en quatre groupes : celui-ci en a %(n)s.") % {"n": len(code)}
            )
        return code
