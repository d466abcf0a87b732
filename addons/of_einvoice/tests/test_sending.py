"""Nothing leaves that was not checked, and what leaves is ours.

Under test Odoo skips its own embedding: that our bytes survive it is proven by
a real server in tests/test_einvoice_sending.py.
"""
import io
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import OdooPdfFileReader

from ..lib import checker
from .common import EinvoiceCase


@tagged("post_install", "-at_install")
class TestSending(EinvoiceCase):

    def _wizard(self, move):
        return self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=move.ids, force_report_rendering=True).create(
                {"move_id": move.id})

    def _messages(self, alerts):
        return [alert["message"] for alert in (alerts or {}).values() if alert["level"] == "danger"]

    def test_good_invoice_is_sent_as_one_facturx_file(self):
        move = self._invoice()
        wizard = self._wizard(move)
        self.assertEqual(self._messages(wizard.alerts), [])
        self.assertEqual(wizard.invoice_edi_format, "of_facturx")
        wizard.action_send_and_print()
        pdf = move.invoice_pdf_report_id.raw
        files = list(OdooPdfFileReader(io.BytesIO(pdf), strict=False).getAttachments())
        self.assertEqual([name for name, _content in files], ["factur-x.xml"])
        self.assertIn(b"PMT", files[0][1])
        self.assertIn(b"<pdfaid:part>3</pdfaid:part>", self._metadata(pdf))
        self.assertFalse(move.ubl_cii_xml_file)
        self.assertEqual(move.of_einvoice_state, "passed")

    def _metadata(self, pdf):
        return OdooPdfFileReader(io.BytesIO(pdf), strict=False).trailer["/Root"]["/Metadata"].get_object().get_data()

    def test_what_was_sent_is_kept(self):
        move = self._invoice()
        self._wizard(move).action_send_and_print()
        document = move.of_sent_document_id
        self.assertEqual(document.attachment_id.sudo().raw, move.invoice_pdf_report_id.raw)
        self.assertEqual((document.number, document.party_siren, document.total), (move.name, "100000025", "1440.00"))
        self.assertEqual(document.sudo()._verify(), [])

    def test_wizard_lists_what_is_missing_with_a_link(self):
        self.customer.company_registry = False
        self.company.company_registry = False
        move = self._invoice()
        alerts = self._wizard(move).alerts
        self.assertEqual(len(self._messages(alerts)), 2)
        opened = {alert["action"]["res_model"] for alert in alerts.values() if alert.get("action")}
        self.assertEqual(opened, {"res.company", "res.partner"})
        with self.assertRaises(UserError):
            self._wizard(move).action_send_and_print()
        self.assertFalse(move.invoice_pdf_report_id)

    def test_call_beside_the_wizard_is_refused_too(self):
        self.customer.company_registry = False
        move = self._invoice()
        with self.assertRaises(UserError):
            self.env["account.move.send"]._generate_and_send_invoices(move, sending_methods=["manual"])
        self.assertFalse(move.invoice_pdf_report_id)

    def test_cron_leaves_a_message_and_sends_nothing(self):
        self.customer.company_registry = False
        move = self._invoice()
        move.sending_data = {"sending_methods": ["manual"]}
        self.env["account.move.send"]._generate_and_send_invoices(move, from_cron=True, sending_methods=["manual"])
        self.assertFalse(move.invoice_pdf_report_id)
        self.assertIn(move.name, move.message_ids[0].body)

    def test_findings_of_the_official_checks_block(self):
        move = self._invoice()
        finding = {"rule": "BR-FR-12_BT-49", "level": "error", "text": "officiel", "judge": "BR-FR", "location": ""}
        with self._checker(checker.Result(checker.FAILED, [finding])):
            message, = self._messages(self._wizard(move).alerts)
            self.assertIn("BR-FR-12_BT-49", message)
            self.assertNotIn("officiel", message)  # in an accountant's words
            with self.assertRaises(UserError):
                self.env["account.move.send"]._generate_and_send_invoices(move, sending_methods=["manual"])

    def test_unexplained_rule_is_shown_in_the_official_words(self):
        move = self._invoice()
        finding = {"rule": "BR-99", "level": "error", "text": "Phrase officielle", "judge": "EN 16931", "location": ""}
        with self._checker(checker.Result(checker.FAILED, [finding])):
            message, = self._messages(self._wizard(move).alerts)
        self.assertEqual(message, "Phrase officielle (BR-99)")

    def test_check_that_did_not_run_blocks(self):
        move = self._invoice()
        with self._checker(checker.Result(checker.NOT_RUN, reason="no process")):
            self.assertTrue(self._messages(self._wizard(move).alerts))
            with self.assertRaises(UserError):
                self.env["account.move.send"]._generate_and_send_invoices(move, sending_methods=["manual"])
            move.action_of_check_einvoice()
        self.assertEqual(move.of_einvoice_state, "not_run")

    def _checker(self, result):
        return patch.object(checker, "check", lambda xml: result)

    def test_button_stores_the_outcome_and_draft_forgets_it(self):
        move = self._invoice()
        move.action_of_check_einvoice()
        self.assertEqual(move.of_einvoice_state, "passed")
        move.button_draft()
        self.assertFalse(move.of_einvoice_state)

    def test_report_of_another_engine_is_refused(self):
        move = self._invoice()
        self.env.ref("account.account_invoices").pdf_engine = "wkhtmltopdf"
        with self.assertRaises(UserError):
            self.env["account.move.send"]._generate_and_send_invoices(move, sending_methods=["manual"])

    def test_each_check_of_the_list(self):
        cases = {
            "company_siret": lambda move: move.company_id.write({"company_registry": "123"}),
            "company_address": lambda move: move.company_id.write({"city": False}),
            "company_notes": lambda move: move.company_id.write({"of_note_penalties": False}),
            "customer_siren": lambda move: move.partner_id.write({"company_registry": "10000002600013"}),
            "customer_address": lambda move: move.partner_id.write({"zip": False}),
            "customer_country": lambda move: move.partner_id.write({"country_id": False}),
            "exemption_reason": lambda move: self.tax_exempt.write({"of_exemption_text": False}),
        }
        for code, spoil in cases.items():
            with self.subTest(code=code):
                move = self._invoice(lines=[("Formation", 1, 100, self.tax_exempt)])
                savepoint = self.env.cr.savepoint()
                spoil(move)
                self.assertIn(code, [item["code"] for item in move._of_blocking("send")])
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_line_without_vat_is_refused(self):
        move = self._invoice(lines=[("Formation", 1, 100, self.env["account.tax"])])
        self.assertIn("line_tax", [item["code"] for item in move._of_blocking("send")])

    def test_long_number_is_refused(self):
        move = self._invoice(post=False)
        move.name = "FACTURES-2026-NOVEMBRE-00001"
        move.action_post()
        self.assertIn("number", [item["code"] for item in move._of_blocking("send")])

    def test_company_of_another_country_keeps_odoo_s_way(self):
        move = self._invoice()
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self.assertFalse(move._of_is_einvoice())
        self.assertNotEqual(self.env["account.move.send"]._get_default_invoice_edi_format(move), "of_facturx")

    def test_odoo_s_peppol_keeps_its_own_format(self):
        send = self.env["account.move.send"]
        self.assertNotEqual(
            send._get_default_invoice_edi_format(self._invoice(), sending_methods={"peppol"}), "of_facturx")

    def test_batch_names_the_incomplete_ones(self):
        bad = self._invoice(self.env["res.partner"].create({"name": "Sans adresse", "is_company": True}))
        moves = self._invoice() | bad
        wizard = self.env["account.move.send.batch.wizard"].with_context(
            active_model="account.move", active_ids=moves.ids).create({"move_ids": moves.ids})
        alert = wizard.alerts["of_einvoice_incomplete"]
        self.assertIn(bad.name, alert["message"])

    def test_uninstall_leaves_no_format_on_partners(self):
        from .. import uninstall_hook
        companies = self.env["res.company"].create([{"name": f"Company {number}"} for number in range(12)])
        self.customer.with_company(companies[-1]).invoice_edi_format = "of_facturx"
        self.customer.invoice_edi_format = "of_facturx"
        self.env.flush_all()
        uninstall_hook(self.env)
        self.env.invalidate_all()
        for company in self.env.company | companies[-1]:
            self.assertNotEqual(self.customer.with_company(company).invoice_edi_format, "of_facturx")
