"""The page where people say how they want to be called and in which language and zone they read."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from governance.accounts.actions import change_profile
from governance.accounts.forms import ProfileForm
from governance.accounts.models import User


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own display name, language and time zone."""
    # A copy of the person: a form that fails must not rename them at the top of the page.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        person = change_profile(person, by=request.user, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Votre profil est à jour."))
        return redirect("profile")
    page = {"form": form, "two_steps": is_mfa_enabled(request.user)}
    return render(request, "accounts/profile.html", page, status=422 if form.is_bound else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose proof of origin is missing or too old; what was typed stays readable."""
    typed = [value for value in request.POST.values() if len(value.strip()) > 20]
    token = request.POST.get("csrfmiddlewaretoken")
    page = {"typed": [value for value in typed if value != token]}
    return render(request, "accounts/stale_form.html", page, status=403)
