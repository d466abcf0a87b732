from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import FundingData

NBSP = "\N{NO-BREAK SPACE}"


@tagged("post_install", "-at_install")
class TestPaymentPlanPortal(FundingData, HttpCase):
    """Employers see who pays for their employees, learners who funds them, nobody anything of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_funding()
        cls.company.phone = "04 00 00 00 00"
        cls.other = cls.client.copy({"name": "Autre Société"})
        cls.other_hr = cls.env["res.partner"].create(
            {"name": "Omar RH", "parent_id": cls.other.id, "email": "omar@example.com"})
        cls.other.of_hr_contact_ids = cls.other_hr
        cls.order = cls.sold(learners=cls.anna, quantity=1)
        cls.others = cls.sold(partner=cls.other, learners=cls.bruno, quantity=1)
        cls.record, cls.others_record = cls.order.of_enrolment_ids, cls.others.of_enrolment_ids
        cls.file = cls.granted(cls.akto, cls.record, 612, number="AK-1")
        cls.granted(cls.atlas, cls.others_record, 733, number="AT-1")
        for partner in (cls.anna, cls.bruno, cls.carla, cls.hr, cls.other_hr):
            cls.portal_user(partner)
        cls.session = None  # HttpCase keeps the browser's session under this name

    def page(self, partner, record=None):
        """Text of the page of ``record``, or of the list; empty when it leads elsewhere."""
        self.authenticate(partner and partner.email, partner and partner.email)
        url = record.access_url if record else "/my/trainings?role=staff"
        answer = self.url_open(url, allow_redirects=False)
        return answer.text.replace(NBSP, " ").replace("&nbsp;", " ") if answer.status_code == 200 else ""

    def test_hr_contact_sees_who_pays_what_and_which_papers_bring_the_refund(self):
        text = self.page(self.hr, self.record)
        for word in ('id="of_funding"', "AKTO", "612,00", "278,00", "AK-1", "Menuiserie Duchêne"):
            self.assertIn(word, text)
        listed = self.page(self.hr)
        self.assertIn("612,00", listed)

    def test_papers_for_the_refund_are_listed(self):
        self.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": self.akto.id, "date_from": "2026-01-01", "source": "AKTO",
            "company_id": self.company.id, "paper_ids": [
                (0, 0, {"kind": "other", "name": "Bordereau de remboursement", "moment": "refund"}),
                (0, 0, {"kind": "quote", "name": "Devis du dossier", "moment": "request"})]})
        text = self.page(self.hr, self.record)
        self.assertIn("Bordereau de remboursement", text)
        self.assertNotIn("Devis du dossier", text)

    def test_invoice_to_the_employer_is_linked_to_who_may_read_it(self):
        move = self.invoice(self.order)
        self.assertIn(f"/my/invoices/{move.id}", self.page(self.hr, self.record))
        stranger = self.env["res.partner"].create({"name": "Groupe RH", "email": "groupe@example.com"})
        self.client.of_hr_contact_ids += stranger
        self.portal_user(stranger)
        text = self.page(stranger, self.record)
        self.assertIn("612,00", text)
        self.assertNotIn("/my/invoices/", text.split('id="of_funding"')[1])

    def test_each_answer_of_the_funder_is_told(self):
        for action, color in ((None, "text-bg-success"), ("action_reopen", "text-bg-warning"),
                              ("action_refuse", "text-bg-danger"), ("action_reopen", "text-bg-secondary")):
            if action:
                getattr(self.file, action)()
            with self.subTest(action=action):
                self.assertIn(color, self.page(self.hr, self.record).split('id="of_funding"')[1])

    def test_nobody_sees_another_companys_figures(self):
        for partner in (self.hr, self.other_hr, self.anna, self.bruno, self.carla):
            for record, figures in ((self.record, ("612,00", "278,00", "AK-1")),
                                    (self.others_record, ("733,00", "157,00", "AT-1"))):
                is_own = (partner, record) in ((self.hr, self.record), (self.other_hr, self.others_record))
                for text in (self.page(partner, record), self.page(partner)):
                    for figure in figures if not is_own else ():
                        with self.subTest(partner=partner.name, figure=figure):
                            self.assertNotIn(figure, text)

    def test_visitor_sees_nothing(self):
        self.assertEqual(self.page(None, self.record), "")

    def test_learner_sees_who_funds_but_no_amount(self):
        text = self.page(self.anna, self.record)
        self.assertIn("AKTO", text)
        for figure in ("612,00", "278,00", "890,00", "AK-1"):
            self.assertNotIn(figure, text)

    def test_holder_of_a_cpf_is_told_that_he_pays_nothing_and_his_employer_no_amount(self):
        cpf = self.env["of.funding.request"].create({
            "funder_id": self.cdc.id, "scheme": "cpf", "number": "CPF-9", "session_id": self.record.session_id.id,
            "learner_id": self.carla.id, "learner_status": "employee", "employer_id": self.client.id,
            "amount_granted": 1234, "date_granted": "2026-12-01"})
        cpf.action_grant()
        cpf.action_make_order()
        record = cpf.order_id.of_enrolment_ids
        self.assertIn("Caisse des Dépôts", self.page(self.carla, record).split('id="of_funding"')[1])
        for text in (self.page(self.carla, record), self.page(self.hr, record), self.page(self.hr)):
            self.assertNotIn("1 234,00", text)
            self.assertNotIn("CPF-9", text)
        self.assertIn("Caisse des Dépôts", self.page(self.hr, record).split('id="of_funding"')[1])

    def test_who_pays_himself_sees_his_own_amount(self):
        record = self.others_record
        record.of_funding_line_ids.filtered("is_remainder").payer_id = self.bruno
        self.assertIn("157,00", self.page(self.bruno, record))
        self.assertNotIn("157,00", self.page(self.other_hr, record))

    def test_list_takes_as_many_queries_for_many_learners(self):
        self.page(self.hr)
        counts = []
        for size in (3, 30):
            people = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
            order = self.make_order_for(people)
            for enrolment in order.of_enrolment_ids:
                self.request(self.akto, enrolment, 600, number=enrolment.name)
            self.env.flush_all()
            self.page(self.hr)
            before = self.cr.sql_log_count
            self.page(self.hr)
            counts.append(self.cr.sql_log_count - before)
            order._action_cancel()  # as many sessions each time
        self.assertLessEqual(abs(counts[1] - counts[0]), 2, counts)

    def make_order_for(self, people):
        order = self.env["sale.order"].create({"partner_id": self.client.id, "order_line": [(0, 0, {
            "product_id": self.product.id, "product_uom_qty": len(people), "of_learner_ids": people.ids,
            "of_session_id": self.record.session_id.copy({"capacity": len(people)}).id})]})
        order.action_confirm()
        return order

    @freeze_time("2026-11-23 10:00:00")
    def test_agreement_page_says_what_the_document_says(self):
        self.order.action_of_agreements()
        agreement = self.order.of_agreement_ids
        agreement.action_issue()
        self.assertIn("lui rembourse 612,00 € HT", self.page(self.hr, agreement))
        self.assertNotIn("612,00", self.page(self.other_hr, agreement))
        self.assertEqual(self.page(None, agreement), "")

    def test_portal_user_reads_no_plan_by_rpc(self):
        self.order.action_of_agreements()
        agreement = self.order.of_agreement_ids
        agreement.action_issue()
        user = self.env["res.users"].search([("login", "=", self.hr.email)])
        for name in ("of_funding_note", "of_funding_plan"):
            with self.assertRaises(AccessError):
                agreement.with_user(user).read([name])
