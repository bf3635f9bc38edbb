"""A QR code as the outline of one SVG path: attributes only, so that it passes the security policy of every page."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

BORDER = 4  # modules of white around it, without which no camera finds it
# A camera reads all eight masks (ISO/IEC 18004, 7.8); to draw them all and keep the prettiest costs a hall the time of
# a quarter of its answers.
MASK = 3


@dataclass(frozen=True)
class Picture:
    """Its side, in modules, and the path of its dark ones."""

    side: int
    path: str


def qr(text: str) -> Picture:
    """The QR code of a short text."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=BORDER, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return Picture(len(rows), "".join(_run(x, y, n) for y, row in enumerate(rows) for x, n in _runs(row)))


def _runs(row):
    """The dark modules of a row, those that touch together: (where they begin, how many)."""
    start = None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x - start
            start = None


def _run(x, y, n):
    return f"M{x} {y}h{n}v1h-{n}z"
