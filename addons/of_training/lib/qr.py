"""QR codes as SVG: sharp on a screen of any size and on paper."""
import qrcode
from qrcode.image.svg import SvgPathFillImage


def svg(text, border=2):
    """The code of ``text`` (bytes of an SVG), with ``border`` modules of white around it."""
    return qrcode.make(text, image_factory=SvgPathFillImage, border=border).to_string()
