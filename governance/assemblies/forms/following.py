"""What is typed when a decision leaves something to do, and when it is done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import WordsField
from governance.assemblies.forms.bodies import Day


class FollowUpForm(forms.Form):
    title = WordsField(label=_("Ce qu’il reste à faire"), max_length=200)
    due_on = Day(label=_("Pour le"), required=False, help_text=_("Laissez vide s’il n’y a pas de date."))


class DoneForm(forms.Form):
    words = WordsField(label=_("Ce qui a été fait"), max_length=300, help_text=_("Une phrase ; tout le monde la lira."))


class LineForm(forms.Form):
    """The line of the special register that is confirmed, by value."""

    kind = forms.ChoiceField(choices=[("began", ""), ("ended", ""), ("decided", "")])
    source_id = forms.IntegerField(min_value=1)
