"""What every request passes: the host of files, the reader's language and zone, the policy, the page of a refusal."""

import zoneinfo

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation

from governance.accounts.views import typed
from governance.answers import with_wait
from governance.verdict import Refused
from rooms import file_host


def _prepare(request):
    user = request.user
    if user.is_authenticated:
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
    else:
        timezone.deactivate()


def _finish(response):
    response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
    response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response


def refusal(request, verdict):
    """The answer to a refused act, with its reason: a page, a part for htmx, or JSON; 403, or 429 for too much."""
    if "application/json" in request.headers.get("accept", ""):
        body = {"error": "refused", "why": verdict.why, "remedy": verdict.remedy}
        return with_wait(JsonResponse(body, status=403), verdict)
    template = "_refused.html" if getattr(request, "htmx", False) else "403.html"
    page = render(request, template, {"verdict": verdict, "typed": typed(request)}, status=403)
    return with_wait(page, verdict)


class PalabreMiddleware:
    """Synchronous on purpose, and innermost: Django then runs the whole chain in one thread, not one hop each."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        _prepare(request)
        return _finish(self.get_response(request))

    def process_exception(self, request, exception):
        return refusal(request, exception.verdict) if isinstance(exception, Refused) else None


class FilesHostMiddleware:
    """The host of files, where there is one, is no part of the site: nothing that knows cookies is asked there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if file_host.is_here(request):
            return file_host.answer(request)
        return self.get_response(request)
