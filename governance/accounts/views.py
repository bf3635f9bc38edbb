"""The page where people say how they want to be called and in which language and zone they read."""

import re

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
from governance.throttle import paced

SECRET = re.compile("password|token")


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change how one is called, the language and zone one reads in, and whether others see one there."""
    # A copy of the person: a form that fails must not rename them at the top of the page.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        person = paced("profile", change_profile, person, by=request.user, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Votre profil est à jour."))
        return redirect("profile")
    page = {"form": form, "two_steps": is_mfa_enabled(request.user)}
    return render(request, "accounts/profile.html", page, status=422 if form.is_bound else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose proof of origin is missing or too old; what was typed stays readable."""
    return render(request, "accounts/stale_form.html", {"typed": typed(request)}, status=403)


def typed(request: HttpRequest) -> list[str]:
    """What somebody wrote in a form that was refused, so that nothing is lost; their secrets are not shown."""
    said = [words.strip() for name, words in request.POST.items() if not SECRET.search(name)]
    return [words for words in said if len(words) > 20 or " " in words]  # a key, a number or a date has no space
