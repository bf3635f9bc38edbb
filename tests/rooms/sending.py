"""Files for the tests, and messages that bring them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rooms import actions, files


def a_text(content=b"Bonjour\n", name="notes.txt", content_type="text/plain"):
    return SimpleUploadedFile(name, content, content_type)


def drawn(format="JPEG", size=(800, 600), color=(20, 100, 90), mode="RGB", **options) -> bytes:
    """The bytes of a picture of one colour."""
    content = io.BytesIO()
    Image.new(mode, size, color).save(content, format, **options)
    return content.getvalue()


def a_picture(name="plan.png", **options):
    return a_text(drawn("PNG", **options), name, "image/png")


def chosen(*uploads):
    return [files.looked_at(one) for one in uploads or [a_text()]]


def sent(thread, by, *uploads):
    """The files of a message of somebody."""
    return actions.post_with_files(thread, by=by, body="Voici", chosen=chosen(*uploads)).files
