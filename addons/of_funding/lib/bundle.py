"""The file of a request: its papers in the funder's order, as one ZIP or one PDF."""
import io
import zipfile

from odoo.addons.of_training.lib.wording import file_name

PDF = b"%PDF-"


def numbered(files):
    """``files`` with names that sort in their order and are safe everywhere.

    >>> [name for name, _content in numbered([("Devis S1.pdf", b""), ("../x/liste.xlsx", b"")])]
    ['01 Devis S1.pdf', '02 x-liste.xlsx']

    :param files: ``[(name, bytes)]``
    """
    result = []
    for number, (name, content) in enumerate(files, 1):
        stem, dot, extension = name.rpartition(".")
        extension = extension.lower() if dot and extension.isalnum() and len(extension) <= 5 else ""
        stem = (stem if extension else name).replace("..", " ").strip(" ./\\")
        result.append((file_name(f"{number:02} {stem}", extension or "bin"), content))
    return result


def archive(files):
    """A ZIP (bytes) of ``[(name, bytes)]``."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in numbered(files):
            package.writestr(name, data)
    return content.getvalue()


def is_pdf(content):
    return content[:1024].lstrip().startswith(PDF)
