"""A signature drawn on a phone: hostile until looked at."""
import base64
import binascii
import io

from PIL import Image, ImageOps, UnidentifiedImageError

PREFIX = "data:image/png;base64,"
MAX_BYTES = 200_000
MAX_SIDE = 2000  # pixels
MIN_INK = 40  # dark pixels: less is a slip of the finger
KEPT_SIZE = (600, 240)
MARGIN = 8  # pixels of paper left around the ink


class NotASignature(ValueError):
    """The picture is no PNG of a reasonable size, or nothing was drawn."""


def clean(data_url):
    """The drawing as a small grey PNG on white (bytes), made anew from its pixels.

    :raises NotASignature:
    """
    if not data_url.startswith(PREFIX) or len(data_url) > MAX_BYTES * 4 // 3:
        raise NotASignature("not a small PNG")
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(data_url[len(PREFIX):], validate=True)), formats=["PNG"])
        if max(picture.size) > MAX_SIDE:  # before decoding: a few bytes may hold gigapixels
            raise NotASignature("too large")
        drawn = picture.convert("RGBA")
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError,
            Image.DecompressionBombError) as error:
        raise NotASignature("unreadable") from error
    grey = Image.new("RGBA", drawn.size, "white")
    grey.alpha_composite(drawn)
    grey = grey.convert("L")
    if sum(grey.histogram()[:128]) < MIN_INK:
        raise NotASignature("nothing was drawn")
    ink = grey.crop(ImageOps.invert(grey).getbbox())
    grey = ImageOps.expand(ink, MARGIN, 255)
    grey.thumbnail(KEPT_SIZE)
    kept = io.BytesIO()
    grey.quantize(16).save(kept, "PNG", optimize=True)
    return kept.getvalue()
