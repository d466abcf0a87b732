from datetime import UTC, datetime, timedelta
from unittest import TestCase

from odoo.addons.of_training.lib import timestamps

from .authority import Authority

DIGEST, OTHER = "ab" * 32, "cd" * 32


class TestTimestamps(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.stop)
        cls.query, _nonce = timestamps.request(DIGEST)
        cls.answer = cls.authority.reply(cls.query)
        cls.token = timestamps.token(cls.answer, cls.query)
        cls.roots = timestamps.certificates(cls.authority.root)

    def test_token_says_what_when_and_who(self):
        stamp = timestamps.read(self.token)
        self.assertEqual(stamp.digest, DIGEST)
        self.assertLess(abs(datetime.now(UTC).replace(tzinfo=None) - stamp.time), timedelta(minutes=2))
        self.assertIn("Horodatage d'essai", stamp.authority)

    def test_right_token_has_no_problem(self):
        self.assertIsNone(timestamps.problem(self.token, DIGEST, self.roots))
        self.assertIsNone(timestamps.problem(self.token, DIGEST))

    def test_each_problem_has_its_name(self):
        stranger = Authority("Un autre")
        self.addCleanup(stranger.stop)
        altered = bytearray(self.token)
        altered[-20] ^= 1  # in the signature
        for content, digest, roots, problem in (
                (b"x", DIGEST, self.roots, "unreadable"), (self.token[:-9], DIGEST, self.roots, "unreadable"),
                (self.token, OTHER, self.roots, "other"), (bytes(altered), DIGEST, self.roots, "broken"),
                (self.token, DIGEST, timestamps.certificates(stranger.root), "untrusted")):
            with self.subTest(problem):
                self.assertEqual(timestamps.problem(content, digest, roots), problem)

    def test_answers_that_are_none(self):
        other, _nonce = timestamps.request(DIGEST)
        for answer, query in ((self.answer, other), (b"", self.query), (b"<html>", self.query),
                              (self.authority.reply(timestamps.request(OTHER)[0]), self.query)):
            with self.subTest(answer[:10]), self.assertRaises(timestamps.Refused):
                timestamps.token(answer, query)

    def test_query_holds_a_nonce_of_its_own(self):
        nonces = {timestamps.request(DIGEST)[1] for _number in range(20)}
        self.assertEqual(len(nonces), 20)
        self.assertIn(timestamps.nonce_of(self.query), range(1 << 62, 1 << 64))

    def test_roots_are_read_or_refused(self):
        for content in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
            with self.subTest(content), self.assertRaises(ValueError):
                timestamps.certificates(content)
