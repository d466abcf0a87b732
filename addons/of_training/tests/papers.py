import io

from pypdf import PdfReader


def read(content):
    """Text of a PDF (bytes) on one line, and the number of its pages."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), len(pages)


def metadata(content):
    """XMP of a PDF (bytes), that names the standards it follows."""
    return PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_data().decode()
