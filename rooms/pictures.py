"""Pictures that people send: known by their content, drawn again without what else they carry, and made small."""

import io
import threading
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

KINDS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3840  # of what is kept
SHOWN = (320, 240)  # the most that a thumbnail takes on a page
SHARP = 2  # pixels of a thumbnail for one of the page
HEAD = 32  # bytes that say what a picture is

# One at a time: a large picture takes two hundred megabytes while it is drawn.
_drawing = threading.Lock()


class Unreadable(ValueError):
    """A picture that cannot be shown; says why in a sentence."""


@dataclass(frozen=True)
class Drawn:
    content: bytes
    thumbnail: bytes
    width: int
    height: int


def fitted(width: int, height: int, box: tuple[int, int]) -> tuple[int, int]:
    """The size of a picture inside a box, in its proportions and never enlarged."""
    if width <= box[0] and height <= box[1]:
        return width, height
    if width * box[1] >= height * box[0]:
        return box[0], max(1, round(height * box[0] / width))
    return max(1, round(width * box[1] / height)), box[1]


def kind_of(head: bytes) -> str:
    """« png », « jpeg » or « webp » as the first bytes say, whatever the name; empty for everything else."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def recognised(file, name: str) -> str:
    """Its kind, read from its header alone; empty for what is not shown: another kind of file, a moving picture.

    Raises `Unreadable` for one that is damaged or has too many pixels: nothing has been drawn then.
    """
    file.seek(0)
    head = file.read(HEAD)
    kind = kind_of(head)
    if not kind:
        return ""
    if kind == "webp":
        # Its reader takes room for the whole picture as soon as it is opened.
        _ensure_few_pixels(_webp_size(head), name)
    with _opened(file, kind, name) as image:
        moves = getattr(image, "is_animated", False) and image.format != "MPO"  # a photograph and its preview
        return "" if moves else kind


def drawn(file, kind: str, name: str) -> Drawn:
    """The same picture upright, within bounds, and its thumbnail: nothing is kept but what one sees."""
    with _drawing, _opened(file, kind, name) as image:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint takes half a picture and sets it so for everybody
        try:
            return _drawn(image, kind)
        except Exception as error:  # whatever a reader of pictures stumbles over, it is the picture's fault
            raise _damaged(name) from error


def _opened(file, kind, name):
    file.seek(0)
    try:
        image = Image.open(file, formats=[KINDS[kind]])
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except Exception as error:
        raise _damaged(name) from error
    _ensure_few_pixels(image.size, name)
    return image


def _drawn(image, kind):
    if kind == "jpeg":  # read at half or a quarter of its size where that is enough
        image.draft(image.mode, fitted(*image.size, (LONGEST_SIDE, LONGEST_SIDE)))
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I"):
        image = _from_16_bits(image)
    elif image.mode != (mode := _mode(image, kind)):
        image = image.convert(mode)
    image = image.resize(fitted(*image.size, (LONGEST_SIDE, LONGEST_SIDE)), Image.Resampling.LANCZOS)
    image.info = {}  # place, camera, author, comments, colour profile
    box = (SHOWN[0] * SHARP, SHOWN[1] * SHARP)
    small = image.resize(fitted(*image.size, box), Image.Resampling.LANCZOS, reducing_gap=3.0)
    options = {} if kind == "png" else {"quality": 85}
    return Drawn(_saved(image, KINDS[kind], **options), _saved(small, "WEBP", quality=80), *image.size)


def _mode(image, kind):
    if kind != "jpeg" and image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in ("1", "L", "LA") else "RGB"


def _from_16_bits(image):
    return image.convert("I").point(lambda value: value / 256).convert("L")


def _saved(image, format, **options):
    content = io.BytesIO()
    image.save(content, format, **options)
    return content.getvalue()


def _webp_size(head):
    """(width, height) as one of its three kinds of header says; nothing for another, which its reader refuses."""
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def _ensure_few_pixels(size, name):
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels(name)


def _too_many_pixels(name):
    return Unreadable(
        _("« %(name)s » compte trop de pixels ; le maximum est de %(n)s millions. Réduisez l’image, puis renvoyez-la.")
        % {"name": name, "n": MOST_PIXELS // 1_000_000}
    )


def _damaged(name):
    return Unreadable(_("« %(name)s » est une image abîmée ou incomplète : elle ne se lit pas.") % {"name": name})
