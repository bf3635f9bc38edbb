"""What people type in a room, checked before any act."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import NameField, WordsField
from governance.organizations.models import Role
from governance.voting.forms import new_key
from governance.voting.urn import CODE
from rooms.delivery import bound
from rooms.file_forms import FilesMixin
from rooms.models import LONGEST_ABOUT, LONGEST_MESSAGE, Hook, Message, Room


class RoomForm(forms.ModelForm):
    """A room as its facilitators settle it."""

    roles = forms.ModelMultipleChoiceField(
        Role.objects.none(),
        to_field_name="key",
        label=_("Rôles qui voient le salon"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Pour un salon visible par certains rôles. La facilitation voit toujours tous les salons ; "
            "sans aucun rôle coché, elle seule voit celui-ci."
        ),
    )

    about = WordsField(
        label=_("Ce que fait ce groupe"),
        required=False,
        max_length=LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sa raison d’être, ses habitudes, comment s’y mettre. La mise en forme Markdown est possible."),
    )

    accounts_url = forms.URLField(
        label=_("Les comptes, en temps réel"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("L’adresse du tableur ou du dossier des comptes, pour le groupe qui tient les finances."),
    )

    shows_accounts = forms.BooleanField(
        label=_("Montrer les comptes à qui lit ce salon"),
        required=False,
        help_text=_("Sinon, aux membres de l’espace seulement."),
    )

    channel_url = forms.URLField(
        label=_("Canal de discussion extérieur"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("L’adresse d’un canal tenu ailleurs (messagerie, liste, forum), s’il y en a un."),
    )

    is_governance = forms.BooleanField(
        label=_("C’est ici que l’on remet les règles en question"),
        required=False,
        help_text=_("Un seul salon par espace : les documents y renvoient qui veut en discuter."),
    )

    class Meta:
        model = Room
        fields = [
            "name",
            "summary",
            "about",
            "visibility",
            "roles",
            "channel_url",
            "accounts_url",
            "shows_accounts",
            "is_governance",
        ]
        field_classes = {"name": NameField}

    def __init__(self, *args, space, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = space.roles.exclude(key=Role.FACILITATOR).order_by("pk")

    def clean_channel_url(self):
        return _on_the_web(self.cleaned_data["channel_url"])

    def clean_accounts_url(self):
        return _on_the_web(self.cleaned_data["accounts_url"])


def _on_the_web(url):
    if url and not url.startswith(("http://", "https://")):
        raise forms.ValidationError(_("Donnez une adresse qui commence par https:// ou http://."))
    return url


class BodyField(WordsField):
    """A message. The browser gets no `maxlength`: it would cut a pasted text without saying so."""

    def __init__(self, **options):
        super().__init__(
            label=_("Votre message"),
            max_length=LONGEST_MESSAGE,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": _("Votre message est vide."),
                "max_length": _(
                    "Votre message compte %(show_value)d caractères ; le maximum est de %(limit_value)d. "
                    "Rien n’est perdu : raccourcissez-le ou envoyez-le en plusieurs fois."
                ),
            },
            **options,
        )

    def widget_attrs(self, widget):
        return {}


class MessageForm(FilesMixin, forms.Form):
    """Something to say in a thread, perhaps with files; what it answers must stand in the same thread."""

    body = BodyField(required=False)
    reply_to = forms.ModelChoiceField(
        Message.objects.none(),
        label=_("En réponse à"),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Le message auquel vous répondez n’est pas dans cette conversation.")},
    )
    lean = forms.ChoiceField(
        label=_("Cet argument est"),
        required=False,
        choices=[("", _("sans marque")), *Message.Lean.choices],
        error_messages={"invalid_choice": _("Cette sorte d’argument n’existe pas.")},
    )
    paragraph = forms.IntegerField(
        label=_("Paragraphe"), required=False, min_value=1, max_value=9999, widget=forms.HiddenInput
    )
    version_n = forms.IntegerField(
        label=_("Version du texte"), required=False, min_value=1, max_value=999_999, widget=forms.HiddenInput
    )
    amendment_n = forms.IntegerField(
        label=_("Amendement"), required=False, min_value=1, max_value=999_999, widget=forms.HiddenInput
    )

    # Made with the form: a message that is sent again because its answer was lost is said once.
    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, **kwargs)
        self.thread = thread
        if self.is_bound:
            self.fields["reply_to"].queryset = thread.messages.select_related("author")
        if thread.owner_kind != "proposal":
            for name in ("lean", "paragraph", "version_n", "amendment_n"):
                del self.fields[name]

    def clean(self):
        """The key of the form, bound to what is said; one that makes no sense is no key."""
        cleaned = super().clean()
        if not cleaned.get("body") and not self.had_files and "body" not in self.errors:
            self.add_error("body", self.fields["body"].error_messages["required"])
        key = cleaned.get("key", "")
        reply_to = cleaned.get("reply_to")
        cleaned["key"] = bound(key if CODE.fullmatch(key) else "", self.thread, cleaned.get("body", ""), reply_to)
        return cleaned


class PollForm(forms.Form):
    """A vote of one line: what is asked, perhaps how many people it takes, and until when."""

    question = WordsField(
        label=_("Votre question"),
        max_length=200,
        help_text=_("Chaque personne répond « J’en suis » ou « Sans moi », et tout le monde voit qui."),
        error_messages={"required": _("Un sondage pose une question : écrivez-la en une ligne.")},
    )
    target = forms.IntegerField(
        label=_("Combien de personnes faut-il ?"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Si cela ne se fait qu’à plusieurs ; sinon, laissez vide."),
    )
    days = forms.IntegerField(label=_("Jours pour répondre"), min_value=1, max_value=30, initial=7)
    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, **kwargs)
        self.thread = thread

    def clean(self):
        cleaned = super().clean()
        key = cleaned.get("key", "")
        cleaned["key"] = bound(key if CODE.fullmatch(key) else "", self.thread, cleaned.get("question", ""))
        return cleaned


class EditForm(forms.Form):
    """A message said again, better; one that came with files may lose its words."""

    body = BodyField()

    def __init__(self, *args, has_files=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].required = not has_files


class PreviewForm(forms.Form):
    body = BodyField()


class ReasonForm(forms.Form):
    """Why a moderator removes somebody else's words, or why a room closes."""

    reason = WordsField(
        label=_("Pourquoi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Dites en quelques mots pourquoi : la raison sera lisible par tout le monde.")},
    )


class HookForm(forms.ModelForm):
    """Where the notices of a room go outside; the address is never shown again."""

    address = forms.CharField(
        label=_("Adresse du webhook"),
        required=False,
        max_length=2000,
        strip=True,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Celle que donne le service, en https://. Elle n’est plus jamais montrée ; "
            "laissez vide pour garder celle qui est enregistrée."
        ),
    )
    tells_what_is_not_public = forms.BooleanField(
        label=_("Ses annonces, titres compris, peuvent être lues dans le canal extérieur"),
        required=False,
        help_text=_("Tout le monde ne voit pas ce salon : assurez-vous que le canal est lu par les mêmes personnes."),
    )

    class Meta:
        model = Hook
        fields = ["service", "language"]

    field_order = ["service", "address", "language", "tells_what_is_not_public"]

    def __init__(self, *args, is_public, has_address, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_address:
            self.fields["address"].required = True
            self.fields["address"].help_text = _("Celle que donne le service, en https://. Elle ne sera plus montrée.")
        if is_public:
            del self.fields["tells_what_is_not_public"]
