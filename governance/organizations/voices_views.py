"""How many voices each role has, where a space lets its votes weigh them."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from governance.organizations import actions
from governance.organizations.permissions import may_facilitate
from governance.organizations.views import about, space_or_404
from governance.verdict import ensure


class VoicesForm(forms.Form):
    """Whether votes may weigh by role, and a number for each role."""

    weighs = forms.BooleanField(
        label=gettext_lazy("Les voix peuvent compter selon le rôle"),
        required=False,
        help_text=gettext_lazy(
            "Chaque scrutin nominatif dira s’il pèse les voix. Un scrutin secret ne le fait jamais, "
            "et les scrutins déjà ouverts ne changent pas."
        ),
    )

    def __init__(self, *arguments, roles, **options):
        super().__init__(*arguments, **options)
        self.roles = list(roles)
        for role in self.roles:
            self.fields[f"voices-{role.key}"] = forms.IntegerField(
                label=_("Voix : %(role)s") % {"role": role},
                min_value=1,
                max_value=actions.MOST_VOICES,
                initial=role.voices,
                error_messages={
                    "min_value": _("Un rôle a entre 1 et %(most)s voix.") % {"most": actions.MOST_VOICES},
                    "max_value": _("Un rôle a entre 1 et %(most)s voix.") % {"most": actions.MOST_VOICES},
                },
            )

    @property
    def settled(self):
        data = self.cleaned_data
        return {"weighs": data["weighs"], "voices": {role.key: data[f"voices-{role.key}"] for role in self.roles}}


@require_http_methods(["GET", "HEAD", "POST"])
def voices(request, space_slug):
    """Off unless whoever facilitates the space says otherwise; every change is in the register."""
    space = space_or_404(request.user, space_slug)
    ensure(may_facilitate(request.user, space))
    data = request.POST if request.method == "POST" else None
    form = VoicesForm(data, roles=space.roles.order_by("pk"), initial={"weighs": space.weighs_by_role})
    if form.is_bound and form.is_valid():
        actions.weigh_by_role(space, by=request.user, **form.settled)
        messages.success(request, _("Les voix de chaque rôle sont enregistrées."))
        return redirect("space-voices", space.slug)
    context = about(request.user, space, "settings") | {"form": form}
    return render(request, "organizations/voices.html", context, status=422 if form.is_bound else 200)
