"""A file leaves the house: asked for anew each time, and closed in so that it can do nothing where it arrives."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from rooms import files
from rooms.audiences import may_read_file
from rooms.models import Attachment
from rooms.streaming import Streamed

# Whatever a file holds, it runs nothing, loads nothing, and belongs to no page. Styles are the browser's own, around
# a picture that it shows alone.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def found(key, part, user):
    """The file of that key, if `user` may see it; else a page that does not exist."""
    attachment = get_object_or_404(Attachment.objects.select_related("message__thread"), key=key)
    if not may_read_file(user, attachment):
        raise Http404
    if part and not attachment.is_picture:
        raise Http404
    return attachment


def read_out(request, attachment, part):
    """The bytes: a picture drawn here is shown, everything else is saved and never opened."""
    etag = quote_etag(f"{attachment.sha256}{part}")
    answer = get_conditional_response(request, etag=etag) or _opened(request, attachment, part)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"  # kept, and asked for again each time
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if settings.FILES_HOST else "same-origin"
    return answer


def _opened(request, attachment, part):
    picture = attachment.is_picture
    kind = "image/webp" if part else f"image/{attachment.kind}" if picture else "application/octet-stream"
    try:
        content = files.storage().open(attachment.thumbnail if part else attachment.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = Streamed(content, content_type=kind, as_attachment=not picture, filename=files.to_save_as(attachment))
    if request.method == "HEAD":
        answer.close()
        return HttpResponse(headers=answer.headers)
    return answer
