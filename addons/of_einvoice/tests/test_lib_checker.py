"""The checker process: what it finds, and that nothing is valid when it did not run."""
import datetime
import os
import resource
import signal
import subprocess
import sys
import threading
import unittest
from pathlib import Path

from odoo.addons.of_einvoice.lib import checker, terms

# The official samples are not ours to publish: they lie beside the checkout where they are.
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "einvoice" / "samples"
SAMPLES = Path(os.environ.get("OF_EINVOICE_SAMPLES") or BESIDE)
NO_SAMPLES = "official samples are not on this machine"
PARTY = {"addr_l1": "1 rue du Port", "postcode": "69002", "city": "Lyon", "country_code": "FR",
         "legal_identifier_schemeid": "0002", "einvoicing_addr_schemeid": "0225"}
GOOD = {
    "BT-1": "F2026-1", "BT-2": datetime.date(2026, 11, 2), "BT-3": "380", "BT-5": "EUR", "BT-23": "S1",
    "BT-9": datetime.date(2026, 12, 2),
    "BG-1": [{"BT-21": code, "BT-22": "Texte"} for code in ("PMT", "PMD", "AAB")],
    "BG-4": {**PARTY, "name": "Confluence", "legal_identifier": "100000017", "einvoicing_addr": "100000017",
             "vat_identifier": "FR15100000017"},
    "BG-7": {**PARTY, "name": "Ateliers", "legal_identifier": "100000025", "einvoicing_addr": "100000025"},
    "BT-106": "100.00", "BT-109": "100.00", "BT-110": "20.00", "BT-112": "120.00", "BT-115": "120.00",
    "BG-23": [{"BT-116": "100.00", "BT-117": "20.00", "BT-118": "S", "BT-119": "20.00"}],
    "BG-25": [{"BT-126": "1", "BT-129": "1", "BT-130": "C62", "BT-131": "100.00", "BT-146": "100.00",
               "BT-151": "S", "BT-152": "20.00", "BT-153": "Formation"}],
}


class TestChecker(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checker = checker.Checker()
        cls.addClassCleanup(cls.checker.stop)

    def _check(self, **changes):
        return self.checker.check(terms.to_xml({**GOOD, **changes}))

    def _rules(self, **changes):
        result = self._check(**changes)
        self.assertEqual(result.status, checker.FAILED, result.reason)
        return " ".join(finding["rule"] for finding in result.errors)

    def test_good_invoice_passes(self):
        result = self._check()
        self.assertEqual((result.status, result.errors, result.reason), (checker.PASSED, [], ""))

    def test_missing_notes_are_named(self):
        rules = self._rules(**{"BG-1": []})
        for code in ("PMT", "PMD", "AAB"):
            self.assertIn(f"BR-FR-05_BT-22_{code}", rules)

    def test_wrong_total_breaks_the_european_norm(self):
        self.assertIn("BR-CO-15", self._rules(**{"BT-112": "121.00"}))

    def test_code_lists_are_loaded(self):
        line = {**GOOD["BG-25"][0], "BT-130": "ZZZZ"}
        self.assertEqual(self._check(**{"BG-25": [line]}).status, checker.FAILED)

    def test_due_date_before_issue(self):
        self.assertIn("BR-FR-CO-07", self._rules(**{"BT-9": datetime.date(2026, 11, 1)}))

    def test_schema_comes_first(self):
        xml = terms.to_xml(GOOD).replace(b"<ram:TypeCode>380</ram:TypeCode>", b"<ram:Strange/>")
        result = self.checker.check(xml)
        self.assertEqual((result.status, result.errors[0]["rule"]), (checker.FAILED, "XSD"))

    def test_malformed_amount_is_never_valid(self):
        xml = terms.to_xml(GOOD).replace(b"<ram:GrandTotalAmount>120.00", b"<ram:GrandTotalAmount>12O.00")
        self.assertNotEqual(self.checker.check(xml).status, checker.PASSED)

    def test_what_is_no_invoice_is_not_run(self):
        for xml in (b"<a/>", b"not xml", b""):
            with self.subTest(xml=xml):
                self.assertEqual(self.checker.check(xml).status, checker.NOT_RUN)

    def test_killed_process_is_started_again(self):
        self._check()
        old = self.checker.process.pid
        os.kill(old, signal.SIGKILL)
        self.assertEqual(self._check().status, checker.PASSED)
        self.assertNotEqual(self.checker.process.pid, old)

    def test_recycled_after_n_files(self):
        own = checker.Checker(recycle_after=1)
        self.addCleanup(own.stop)
        self.assertEqual(own.check(terms.to_xml(GOOD)).status, checker.PASSED)
        self.assertIsNone(own.process)
        self.assertEqual(own.check(terms.to_xml(GOOD)).status, checker.PASSED)

    def test_missing_process_is_not_run(self):
        for command in (["/nowhere/python"], [sys.executable, "-c", "import sys; sys.exit(3)"]):
            result = checker.Checker(command).check(b"<a/>")
            self.assertEqual(result.status, checker.NOT_RUN)
            self.assertTrue(result.reason)

    def test_too_slow_is_not_run(self):
        own = checker.Checker([sys.executable, "-c", "import time; time.sleep(60)"], time_limit=0.3)
        result = own.check(b"<a/>")
        self.assertEqual(result.status, checker.NOT_RUN)
        self.assertIsNone(own.process)

    def test_threads_share_one_process(self):
        xml, statuses = terms.to_xml(GOOD), []
        threads = [threading.Thread(target=lambda: statuses.append(self.checker.check(xml).status)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, [checker.PASSED] * 6)

    def test_after_a_fork_the_child_has_its_own_process(self):
        xml = terms.to_xml(GOOD)
        self.assertEqual(checker.check(xml).status, checker.PASSED)
        self.addCleanup(checker.stop)
        child = os.fork()
        if not child:
            passed = checker.check(xml).status == checker.PASSED
            checker.stop()
            os._exit(0 if passed else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(checker.check(xml).status, checker.PASSED)

    def test_works_under_the_memory_limit_of_an_odoo_worker(self):
        limit = 2 * 1024**3
        code = ("import resource, sys; sys.path.insert(0, sys.argv[1]); "
                f"resource.setrlimit(resource.RLIMIT_AS, ({limit}, resource.getrlimit(resource.RLIMIT_AS)[1])); "
                "import checker; print(checker.check(sys.stdin.read()).status)")
        if resource.getrlimit(resource.RLIMIT_AS)[1] != resource.RLIM_INFINITY:
            self.fail("the machine's own hard limit on memory is too low for this test")
        done = subprocess.run([sys.executable, "-c", code, os.path.dirname(checker.__file__)],
                              input=terms.to_xml(GOOD).decode(), capture_output=True, text=True)
        self.assertEqual(done.stdout.strip(), checker.PASSED, done.stderr)

    @unittest.skipUnless(SAMPLES.is_dir(), NO_SAMPLES)
    def test_official_use_cases_in_ubl_pass(self):
        for path in SAMPLES.glob("UC*/*INV*_UBL.xml"):
            with self.subTest(path=path.name):
                result = self.checker.check(path.read_bytes())
                self.assertEqual(result.status, checker.PASSED, result.errors or result.reason)

    @unittest.skipUnless(SAMPLES.is_dir(), NO_SAMPLES)
    def test_every_official_sample_can_be_judged(self):
        for path in SAMPLES.rglob("*INV*.xml"):
            with self.subTest(path=path.name):
                self.assertNotEqual(self.checker.check(path.read_bytes()).status, checker.NOT_RUN)
