"""Hostile XML is refused, each kind by its name."""
import unittest

from odoo.addons.of_einvoice.lib import safe_xml

BOMB = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><b>&c;</b>"""
FOREIGN = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><b>&x;</b>'


class TestSafeXml(unittest.TestCase):

    def _refused(self, content, **options):
        with self.assertRaises(safe_xml.Refused) as caught:
            safe_xml.parse(content, **options)
        return caught.exception.code

    def test_plain_xml_is_read(self):
        self.assertEqual(safe_xml.parse(b"<a><b/></a>").tag, "a")

    def test_entity_bomb(self):
        self.assertEqual(self._refused(BOMB), "doctype")

    def test_external_entity(self):
        self.assertEqual(self._refused(FOREIGN), "doctype")

    def test_document_type_in_another_encoding(self):
        text = FOREIGN.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"')
        self.assertEqual(self._refused(text.encode("utf-16")), "doctype")

    def test_external_document_type(self):
        self.assertEqual(self._refused(b'<!DOCTYPE b SYSTEM "http://127.0.0.1/x.dtd"><b/>'), "doctype")

    def test_too_big(self):
        self.assertEqual(self._refused(b"<a>" + b"x" * 100 + b"</a>", max_bytes=50), "too_big")

    def test_too_deep(self):
        self.assertEqual(self._refused(b"<a>" * 101 + b"</a>" * 101), "too_deep")

    def test_not_xml(self):
        for content in (b"", b"hello", b"<a>", b'<?xml version="1.0" encoding="nothing"?><a/>'):
            with self.subTest(content=content):
                self.assertEqual(self._refused(content), "malformed")
