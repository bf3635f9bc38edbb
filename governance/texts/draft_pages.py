"""The addresses by which a page keeps what is being written, and by which its person reads or erases it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.texts import drafts
from governance.verdict import ensure, no


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, place):
    """Sent to, it keeps the fields of a form; read, it shows them to their person and to nobody else."""
    if request.method == "POST":
        fields = {name: request.POST.getlist(name) for name in request.POST}
        drafts.keep(place, fields, by=request.user, base=request.POST.get("draft-base", ""))
        return HttpResponse(status=204)
    found = drafts.find(request.user, place)
    if found is None:
        raise Http404
    typed = [value for values in found.fields.values() for value in values if " " in value.strip()]
    return render(request, "texts/draft.html", {"draft": found, "typed": typed})


@require_POST
def draft_forget(request, place):
    """Erase a draft; a plain form comes back to the page where it was offered."""
    if not request.user.is_authenticated:
        ensure(no(_("Connectez-vous pour effacer ce brouillon."), "sign_in"))
    if "application/json" in request.headers.get("accept", ""):
        return drafts.sent(request, HttpResponse(status=204), place)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    messages.success(request, _("Votre brouillon est effacé."))
    return drafts.sent(request, redirect(back), place)
