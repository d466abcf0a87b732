"""Who sees the files of e-invoices, and that nobody writes them."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..lib import terms
from .common import EinvoiceCase


@tagged("post_install", "-at_install")
class TestAccess(EinvoiceCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.env["of.einvoice.document"]._archive_sent(
            cls._invoice(), {"raw": b"%PDF-1.7", "name": "facture.pdf"})
        cls.accountant = new_test_user(
            cls.env, "of_accountant", "account.group_account_invoice", company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)])
        cls.employee = new_test_user(
            cls.env, "of_employee", "base.group_user", company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)])

    def test_accountant_reads_file_and_content(self):
        document = self.document.with_user(self.accountant)
        self.assertEqual(document.number, self.document.number)
        self.assertEqual(document.attachment_id.raw, b"%PDF-1.7")

    def test_employee_reads_nothing(self):
        document = self.document.with_user(self.employee)
        with self.assertRaises(AccessError):
            document.read(["number"])
        with self.assertRaises(AccessError):
            self.document.attachment_id.with_user(self.employee).read(["raw"])

    def test_nobody_makes_changes_or_deletes_one(self):
        document = self.document.with_user(self.accountant)
        for attempt in (lambda: document.write({"number": "X"}), document.unlink,
                        lambda: document.create([{"direction": "in", "filename": "x", "sha256": "x"}])):
            with self.assertRaises(UserError):  # AccessError is one
                attempt()

    def test_other_company_is_a_wall(self):
        other = self.env["res.company"].create({"name": "Autre filiale"})
        stranger = new_test_user(
            self.env, "of_stranger", "account.group_account_invoice", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        documents = self.env["of.einvoice.document"].with_user(stranger)
        self.assertFalse(documents.search([("id", "=", self.document.id)]))
        with self.assertRaises(AccessError):
            self.document.with_user(stranger).read(["number"])

    def test_accountant_sends_without_other_rights(self):
        move = self._invoice().with_user(self.accountant)
        move.action_of_check_einvoice()
        self.assertEqual(move.of_einvoice_state, "passed")
        wizard = self.env["account.move.send.wizard"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=move.ids, force_report_rendering=True).create(
                {"move_id": move.id})
        wizard.action_send_and_print()
        self.assertTrue(move.of_sent_document_id)

    def test_accountant_receives_without_other_rights(self):
        from .test_lib_checker import GOOD
        from .test_reception import BUYER, SUPPLIER
        journal = self.company_data["default_journal_purchase"].with_user(self.accountant)
        attachment = self.env["ir.attachment"].with_user(self.accountant).create({
            "name": "facture.xml", "raw": terms.to_xml({**GOOD, "BG-4": SUPPLIER, "BG-7": BUYER})})
        action = journal.with_company(self.company).create_document_from_attachment(attachment.ids)
        bill = self.env["account.move"].with_user(self.accountant).browse(action["res_id"])
        self.assertEqual(bill.amount_total, 120)
        self.assertFalse(bill.partner_id)  # who may not create contacts is told so
        self.assertIn("Papeterie des Quais", " ".join(bill.message_ids.mapped("body")))
