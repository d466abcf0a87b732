import json
from unittest import TestCase

from odoo.addons.of_funding.lib import cfadock
from odoo.addons.of_funding.lib.cfadock import Answer

OPCOS = [(1, "85129663200074", "OPCO Atlas"), (2, "853000982", "AKTO"), (3, "398522243", "L'Opcommerce"),
         (4, "", "OPCO Mobilités"), (5, "879036895", "OPCO EP")]
FOUND = {"searchStatus": "OK", "opcoName": "OPCO ATLAS", "opcoSiren": "851296632", "idcc": 1486}


def read(**values):
    return cfadock.read(json.dumps({**FOUND, **values}).encode())


class TestCfadock(TestCase):
    def test_what_is_read(self):
        for values, expected in (
                ({}, Answer("found", "OPCO ATLAS", "851296632", "1486")),
                ({"idcc": 44}, Answer("found", "OPCO ATLAS", "851296632", "0044")),
                ({"idcc": "0044"}, Answer("found", "OPCO ATLAS", "851296632", "0044")),
                ({"idcc": None, "opcoSiren": None}, Answer("found", "OPCO ATLAS")),
                ({"searchStatus": "NOT_FOUND"}, Answer("not_found")),
                ({"searchStatus": "MULTIPLE_OPCO"}, Answer("several"))):
            with self.subTest(values=values):
                self.assertEqual(read(**values), expected)

    def test_wrong_types_are_left_out(self):
        for wrong in (True, [], {}, -3, 10 ** 300, "12345678901", "٤٤", "x", 0, 1.5):
            with self.subTest(wrong=wrong):
                answer = read(idcc=wrong, opcoSiren=wrong, opcoName=wrong if not isinstance(wrong, str) else None)
                self.assertEqual((answer.idcc, answer.siren if wrong != "12345678901" else "", answer.label), ("", "", ""))

    def test_label_is_one_short_line(self):
        label = read(opcoName="A\x00\n<b>B</b>" + "x" * 5000).label
        self.assertTrue(label.startswith("A <b>B</b>"))
        self.assertEqual(len(label), cfadock.MAX_LABEL)

    def test_what_is_no_answer_is_told(self):
        for content, code in (
                (b"<html>", "not_json"), (b"", "not_json"), (b"\xff\xfe", "not_json"), (b"[" * 15_000, "not_json"),
                (b"[]", "not_object"), (b'"OK"', "not_object"), (b"{}", "status"), (b'{"searchStatus": 1}', "status"),
                (b'{"searchStatus": "MAINTENANCE"}', "status"), (b" " * 20_001, "big")):
            with self.subTest(content=content[:20]), self.assertRaises(cfadock.Unreadable) as raised:
                cfadock.read(content)
            self.assertEqual(raised.exception.code, code)

    def test_siren_comes_before_the_label(self):
        for answer, expected in (
                (Answer("found", "OPCO ATLAS", "851296632"), 1),
                (Answer("found", "OPCO ATLAS", "853000982"), 2),
                (Answer("found", "OPCO ATLAS"), 1),
                (Answer("found", "OPCO entreprises et salariés des services à forte intensité de main-d'œuvre"), 2),
                (Answer("found", "OPCO Commerce", "111111111"), 3),
                (Answer("found", "OPCO Mobilité(s)"), 4),
                (Answer("found", "OPCO Mobilité"), 4),
                (Answer("found", "OPCO entreprises de proximité"), 5),
                (Answer("found", "OPCO Inconnu"), None),
                (Answer("found"), None)):
            with self.subTest(answer=answer):
                self.assertEqual(cfadock.match(answer, OPCOS), expected)

    def test_two_of_one_name_are_none(self):
        self.assertIsNone(cfadock.match(Answer("found", "AKTO"), [(1, "", "AKTO"), (2, "", "Akto")]))
