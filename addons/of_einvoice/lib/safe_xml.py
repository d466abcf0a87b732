"""Reading XML that strangers sent: no entities, no network, a limit on size and depth."""
from lxml import etree

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 100


class Refused(ValueError):
    """A file that is not read; ``code`` is one of ``too_big``, ``malformed``, ``doctype``, ``too_deep``."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def parse(content, max_bytes=MAX_BYTES):
    """The root element of ``content`` (bytes).

    :raises Refused: the file is too big, is no XML, declares a document type
        (the way in for entity bombs and foreign files) or nests too deeply
    """
    if len(content) > max_bytes:
        raise Refused("too_big")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):  # LookupError: unknown encoding
        # An entity bomb is refused by libxml2 itself, before the tree is complete.
        raise Refused("doctype" if b"<!DOCTYPE" in content else "malformed")
    if root.getroottree().docinfo.doctype:
        raise Refused("doctype")
    _check_depth(root)
    return root


def _check_depth(root):
    depth = 0
    for event, _node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise Refused("too_deep")
