"""A paper that was scanned or photographed: hostile until looked at."""
import io

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader

MAX_BYTES = 20_000_000
MAX_PIXELS = 60_000_000
A4_SIDE = 2200  # pixels kept of the longer side of a photograph: 190 an inch


class NotAPaper(ValueError):
    """``size``, or ``unreadable``: neither a PDF that opens nor a PNG or JPEG picture."""


def as_pdf(content):
    """The paper as PDF (bytes): a PDF as it came, a picture on one page.

    :raises NotAPaper:
    """
    if not content or len(content) > MAX_BYTES:
        raise NotAPaper("size")
    return content if content.startswith(b"%PDF") and _opens(content) else _of_picture(content)


def _opens(content):
    try:
        return len(PdfReader(io.BytesIO(content)).pages) > 0
    except Exception:  # a hostile file may break the reader anywhere
        return False


def _of_picture(content):
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        if picture.width * picture.height > MAX_PIXELS:  # before decoding: a few bytes may hold gigapixels
            raise NotAPaper("size")
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPaper("unreadable") from error
    picture.thumbnail((A4_SIDE, A4_SIDE))
    kept = io.BytesIO()
    picture.save(kept, "PDF", resolution=190, quality=85)
    return kept.getvalue()
