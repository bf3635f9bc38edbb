"""The host that files are read from, where there is one: it knows no session, and answers signed addresses alone.

The site asks whether somebody may see a file, then leads them there by an address that is theirs for one minute.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from governance import clock
from governance.accounts.models import User
from rooms.file_reading import ALONE, found, read_out

MINUTE = 60  # seconds
WHOLE = "whole"  # stands in an address for the file itself; « thumbnail » for its small picture
_signer = Signer(salt="rooms.file_host")


def signed_address(attachment, part, user) -> str:
    """Where `user` reads that file during the next minute."""
    until = int(clock.now().timestamp()) + MINUTE
    place = f"{attachment.key}/{part or WHOLE}/{user.pk or 0}/{until}"
    return f"{settings.FILES_HOST}/{place}/{_signer.signature(place)}"


def is_here(request) -> bool:
    return bool(settings.FILES_HOST) and request.get_host() == settings.FILES_HOST.partition("://")[2]


def reader_of(request, now) -> tuple:
    """(key, part, reader) of a signed address. Raises `BadSignature`, which says what is wrong with it."""
    place, _slash, signature = request.path.strip("/").rpartition("/")
    try:
        _signer.unsign(f"{place}:{signature}")
        key, part, pk, until = place.split("/")
    except (BadSignature, ValueError) as error:
        raise BadSignature(
            _("Cette adresse de fichier n’est pas la bonne : rouvrez le fichier là où il est joint.")
        ) from error
    if now.timestamp() > int(until):
        raise BadSignature(
            _("Cette adresse de fichier n’a servi qu’une minute : rouvrez le fichier là où il est joint.")
        )
    reader = User.objects.filter(pk=pk, is_active=True).first() if pk != "0" else AnonymousUser()
    if reader is None:
        raise BadSignature(_("Ce compte n’est plus ouvert."))
    return key, "" if part == WHOLE else part, reader


def answer(request):
    """What this host says: a file, or why not in a sentence; it reads no cookie and leaves none."""
    with translation.override(translation.get_language_from_request(request)):
        if request.method not in ("GET", "HEAD"):
            return _sentence(_("On ne fait ici que lire des fichiers."), 405)
        try:
            key, part, reader = reader_of(request, clock.now())
            return read_out(request, found(key, part, reader), part)
        except BadSignature as error:
            return _sentence(str(error), 403)
        except Http404:
            return _sentence(_("Ce fichier n’est pas, ou n’est plus, à votre portée."), 404)


def _sentence(words, status):
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = "no-store"
    return answer
