import base64
import io

from freezegun import freeze_time
from pypdf import PdfReader, PdfWriter

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .common import TrainingCase
from .test_lib_attendance import png


def blank_pdf():
    """A readable PDF of one empty page (bytes)."""
    writer, result = PdfWriter(), io.BytesIO()
    writer.add_blank_page(210, 297)
    writer.write(result)
    return result.getvalue()


@freeze_time("2026-11-28 10:00:00")
class TestAgreementSigning(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"
        cls.anna.name = "O'Neill-Đặng <b>"
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.contract = cls.make_agreement(cls.carla)
        (cls.convention | cls.contract).action_issue()

    def sign(self, agreement):
        agreement.sudo()._sign_on_line(self.env["res.users"], "Hélène RH", "DRH", png(), "203.0.113.9", "Navigateur")

    def text(self, document):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document.attachment_id.raw)).pages)

    def test_draft_looks_like_one(self):
        self.company.of_stamp = png().partition(",")[2]

        def printed():
            return self.env["ir.actions.report"]._render_qweb_html(
                "of_training.report_agreement", self.convention.ids)[0].decode()
        self.convention.action_rework()
        self.assertIn("Projet", printed())
        self.assertNotIn("Cachet et signature", printed())
        self.convention.action_issue()
        self.assertNotIn("Projet", printed())
        self.assertIn("Cachet et signature", printed())

    def test_issued_document_holds_parties_learners_and_law(self):
        text = self.text(self.convention.document_id)
        for expected in ("O'Neill-Đặng <b>", "Menuiserie Duchêne", "84691234567", "261-4-4° a", "D6353-1",
                         "l11 janvier 2027".strip("l"), "reste redevable du prix", self.convention._data_digest()):
            self.assertIn(expected, text)
        self.assertNotIn("Qualiopi", text)

    def test_contract_holds_withdrawal_form_and_mediator(self):
        text = self.text(self.contract.document_id)
        for expected in ("Formulaire de rétractation", "Médiation Conso", "L6353-5", "267,00", "Master en sciences"):
            self.assertIn(expected, text)

    def test_vat_is_shown_when_the_company_holds_no_attestation(self):
        self.company.of_vat_exempt_from = False
        agreement = self.make_agreement(self.client, [self.bruno])
        agreement.action_issue()
        self.assertNotIn("261-4-4", self.text(agreement.document_id))

    def test_issued_agreement_is_not_reworded(self):
        with self.assertRaises(UserError):
            self.convention.content = "<p>Autre</p>"
        self.convention.action_rework()
        self.convention.content = "<p>Autre</p>"
        first = self.convention.document_id
        self.convention.action_issue()
        self.assertEqual(first.superseded_by_id, self.convention.document_id)

    def test_signing_freezes_the_proof_and_confirms_the_quotation(self):
        self.sign(self.convention)
        signature = self.convention.signature_ids
        self.assertEqual(signature.document_sha256, self.convention.document_id.sha256)
        self.assertEqual((signature.ip_address, signature.way), ("203.0.113.9", "drawn"))
        self.assertEqual(self.convention.order_id.state, "sale")
        self.assertEqual(self.convention.enrolment_ids.learner_id, self.anna)
        self.assertIn("signed", self.convention.document_id.event_ids.mapped("kind"))
        text = self.text(self.convention.signed_document_id)
        self.assertIn(f"empreinte SHA-256 du document {signature.document_sha256}", " ".join(text.split()))
        self.assertEqual(text.count("Page de signature"), 2)  # title, and foot instead of a page number
        self.assertTrue(self.convention.signed_document_id.name.endswith(" signée"))
        self.assertIn("Menuiserie Duchêne", text)
        with self.assertRaises(UserError):
            signature.signer_name = "Un autre"

    def test_tampered_signed_document_is_named(self):
        self.sign(self.convention)
        document = self.convention.signed_document_id
        self.assertFalse(document._verify())
        attachment = document.attachment_id
        self.env.cr.execute(SQL("UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
                                b"%PDF-altered", attachment.id))
        attachment.invalidate_recordset()
        self.assertIn(document.name, " ".join(document._verify()))

    def test_signed_twice_or_cancelled_is_refused(self):
        self.sign(self.convention)
        self.contract.action_cancel()
        for agreement in (self.convention, self.contract):
            with self.assertRaises(UserError):
                self.sign(agreement)

    def test_what_is_no_picture_is_refused(self):
        for drawn in ("<svg onload=alert(1)>", "data:image/png;base64,%%%", png(ink=False)):
            with self.assertRaises(UserError):
                self.contract._sign_on_line(self.env["res.users"], "Carla", "", drawn)

    def test_contract_is_not_signed_once_the_training_has_begun(self):
        with freeze_time("2027-01-11 06:00:00"), self.assertRaises(UserError), self.cr.savepoint():
            self.sign(self.contract)
        with freeze_time("2027-01-12 06:00:00"), self.assertRaises(UserError):
            self.paper("2027-01-11", blank_pdf()).action_record()
        self.assertEqual(self.contract.state, "issued")

    def test_slots_that_move_contradict_what_was_issued(self):
        self.sign(self.convention)
        self.session.slot_ids[-1].end = "2027-01-12 15:00:00"
        with self.assertRaises(UserError):
            self.sign(self.contract)
        self.assertIn("moved", [item["code"] for item in self.convention._of_missing("keep")])
        self.assertIn("contradicted", [item["code"] for item in self.session._of_missing("confirm")])
        self.contract.action_rework()
        self.contract.action_issue()
        self.sign(self.contract)
        self.assertEqual(self.contract.state, "signed")

    def test_registration_is_final_once_the_contract_is_signed(self):
        self.contract.order_id.action_confirm()
        record = self.contract.enrolment_ids
        self.assertEqual(record.state, "draft")
        with self.assertRaises(UserError):
            record.action_confirm()
        self.sign(self.contract)
        self.assertEqual(record.state, "confirmed")

    def test_period_runs_from_the_day_and_way_of_signature(self):
        self.sign(self.contract)
        self.assertEqual(str(self.contract.withdrawal_end), "2026-12-14")
        self.assertTrue(self.contract.is_distance)
        self.assertFalse(self.convention.withdrawal_end)

    def test_day_of_signature_is_that_of_the_session_place(self):
        with freeze_time("2026-11-27 23:30:00"):  # the 28th in Paris
            self.sign(self.contract)
        self.assertEqual(str(self.contract.signed_day), "2026-11-28")

    def test_paper_signature_on_site_gives_ten_days(self):
        self.contract.date_issued = "2026-11-19"
        self.paper("2026-11-20", blank_pdf()).action_record()
        self.assertEqual(str(self.contract.withdrawal_end), "2026-11-30")
        self.assertEqual(self.contract.signed_document_id.attachment_id.raw, blank_pdf())

    def paper(self, day, scan):
        return self.env["of.agreement.paper"].create({
            "agreement_id": self.contract.id, "signed_day": day, "signer_name": "Carla Particulière",
            "scan": base64.b64encode(scan)})

    def test_paper_signed_before_it_was_issued_or_unreadable_is_refused(self):
        self.contract.date_issued = "2026-11-19"
        for day, scan in (("2026-11-18", blank_pdf()), ("2026-11-20", b"%PDF nonsense")):
            with self.subTest(day=day), self.assertRaises(UserError):
                self.paper(day, scan).action_record()
        self.assertEqual(self.contract.state, "issued")

    def test_nobody_writes_a_state_or_a_result_by_hand(self):
        user = self.office_user()
        for values in ({"state": "signed"}, {"withdrawal_end": "2026-11-01"}, {"signed_document_id": 1},
                       {"amount_total": 1}, {"date_issued": "2026-01-01"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.contract.with_user(user).write(values)

    def test_withdrawal_cancels_the_registration_within_the_period_only(self):
        self.sign(self.contract)
        wizard = self.env["of.agreement.withdrawal"].create({"agreement_id": self.contract.id, "day": "2026-12-15"})
        with self.assertRaises(UserError):
            wizard.action_record()
        wizard.day = "2026-12-14"
        wizard.action_record()
        self.assertEqual(self.contract.state, "withdrawn")
        self.assertEqual(self.contract.enrolment_ids.state, "cancelled")

    def test_withdrawal_says_first_what_it_does(self):
        self.sign(self.contract)
        wizard = self.env["of.agreement.withdrawal"].create({"agreement_id": self.contract.id})
        self.assertIn(f"{self.contract.order_id.name} est annulé", wizard.consequences.replace(
            "is cancelled", "est annulé"))
        self.contract.order_id.order_line.copy({
            "order_id": self.contract.order_id.id, "of_session_id": self.make_session().id})
        wizard.invalidate_recordset()
        self.assertNotIn(f"{self.contract.order_id.name} is cancelled", wizard.consequences)
        self.assertIn(self.contract.order_id.name, wizard.consequences)

    def test_cancelled_order_takes_its_agreement_along(self):
        self.convention.order_id._action_cancel()
        self.assertEqual(self.convention.state, "cancelled")

    def test_mail_holds_the_link_and_leaves_an_event(self):
        action = self.convention.action_send()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        self.assertIn(self.convention.access_token, composer.body)
        composer.action_send_mail()
        events = self.convention.document_id.event_ids
        self.assertEqual(events.mapped("kind"), ["sent"])

    def test_message_without_the_link_is_no_sending(self):
        self.convention.with_context(of_agreement_sent=True).message_post(
            body="Bonjour", partner_ids=self.hr.ids, message_type="comment")
        self.assertFalse(self.convention.document_id.event_ids)

    def test_other_company_is_a_wall(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[(6, 0, other.ids)])
        self.sign(self.convention)
        self.assertFalse(self.env["of.agreement"].with_user(stranger).search([("id", "=", self.convention.id)]))
        for record in (self.convention, self.convention.signature_ids, self.convention.signed_document_id):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    def test_assistant_and_salesman_go_through_without_each_other_s_rights(self):
        for user in (self.office_user(), self.office_user("seller", "sales_team.group_sale_salesman_all_leads")):
            with self.subTest(user=user.login):
                agreement = self.make_agreement(self.client, [self.env["res.partner"].create({"name": "Dora"})])
                agreement.with_user(user).action_issue()
                agreement.with_user(user)._sign_on_paper(
                    agreement._local_day(), "Hélène", "DRH", False, blank_pdf())
                self.assertEqual(agreement.order_id.state, "sale")

    def test_nobody_forges_a_signature(self):
        with self.assertRaises(AccessError):
            self.env["of.agreement.signature"].with_user(self.office_user()).create({
                "agreement_id": self.convention.id, "way": "paper", "signer_name": "x", "document_sha256": "x",
                "signed_day": "2026-11-28"})
