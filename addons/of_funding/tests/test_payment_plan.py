from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import FundingCase

NBSP = "\N{NO-BREAK SPACE}"


@freeze_time("2026-11-23 10:00:00")
class TestPaymentPlan(FundingCase):
    """Quotation and agreement say who pays whom, from the hope of a funder to its answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"

    def quote(self, hoped=600, **vals):
        order = self.make_order(self.client, [self.anna])
        order.write({"of_funder_amount": hoped, **vals})
        return order

    def text(self, order):
        return "\n".join(order._of_funding_sentences()).replace(NBSP, " ")

    def printed(self, report, record):
        html = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)[0].decode()
        return html.replace(NBSP, " ").replace("&#39;", "'")

    # -- quotation -----------------------------------------------------------

    def test_opco_of_the_client_and_its_mode_are_proposed(self):
        order = self.make_order(self.client, [self.anna])
        self.assertEqual((order.of_funder_id, order.of_scheme, order.of_funding_mode), (self.akto, "plan", "refund"))
        self.client.write({"of_opco_id": self.atlas.id, "of_headcount": "11_49"})
        other = self.make_order(self.client, [self.bruno])
        self.assertEqual((other.of_funder_id, other.of_funding_mode), (self.atlas, "direct"))
        self.assertFalse(self.make_order(self.carla).of_funder_id)

    def test_mode_typed_stays_when_the_price_changes(self):
        order = self.quote(of_funding_mode="direct")
        order.order_line.price_unit = 900
        self.assertEqual(order.of_funding_mode, "direct")
        order.of_funder_id = self.atlas
        self.assertEqual(order.of_funding_mode, "direct")  # Atlas, under 50 employees
        order.of_funder_id = self.cdc
        self.assertEqual((order.of_scheme, order.of_funding_mode), ("cpf", "platform"))

    def test_quotation_says_it_in_each_mode(self):
        for vals, words in (
                ({}, ("Menuiserie Duchêne règle 890,00 € HT à l'organisme ; AKTO lui rembourse 600,00 € HT",
                      "Sous réserve de l'accord d'AKTO")),
                ({"of_funding_mode": "direct"}, ("AKTO règle 600,00 € HT directement", "le solde de 290,00 € HT")),
                ({"of_funder_id": self.cdc.id}, ("La Caisse des Dépôts (CPF) règle la totalité, 890,00 € HT",
                                                 "le titulaire ne verse rien")),
                ({"of_funder_amount": 0}, ("AKTO lui rembourse la part prise en charge",))):
            order = self.quote(**vals)
            html = self.printed("sale.report_saleorder", order)
            for word in ("Financement", *words):
                with self.subTest(vals=vals, word=word):
                    self.assertIn(word, html)

    def test_quotation_without_funder_or_without_training_says_nothing(self):
        bare = self.quote(of_funder_id=False, hoped=0)
        paper = self.env["product.product"].create({"name": "Papier", "list_price": 10})
        goods = self.env["sale.order"].create({
            "partner_id": self.client.id, "order_line": [Command.create({"product_id": paper.id})]})
        for order in (bare, goods):
            self.assertNotIn("Financement", self.printed("sale.report_saleorder", order))
        self.assertFalse(bare.of_funding_text)

    def test_vat_is_told_where_the_training_is_taxed(self):
        tax = self.env["account.tax"].search([
            ("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 20),
            ("price_include", "=", False)], limit=1)
        order = self.quote()
        self.assertNotIn("TVA", self.text(order))
        order.order_line.tax_ids = tax
        self.assertIn("la TVA n'est pas remboursée", self.text(order))

    def test_hoped_amount_is_refused_below_zero_or_above_the_price(self):
        for amount in (-1, 890.01):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.quote(amount)
        order = self.quote(890)
        order.order_line.price_unit = 500  # told red on the form; the document never says more than the price
        self.assertIn("rembourse 500,00 € HT", self.text(order))

    def test_form_shows_what_will_be_printed(self):
        order = self.quote()
        with Form(order) as form:
            form.of_funder_amount = 700
            self.assertIn("700,00", form.of_funding_text)

    def test_adding_the_funder_proposes_what_the_quotation_says(self):
        order = self.make_order(self.client, [self.anna, self.bruno, self.carla], quantity=3)
        order.write({"of_funder_id": self.atlas.id, "of_scheme": "conventional", "of_funder_amount": 1000})
        order.action_confirm()
        self.assertFalse(order.of_funding_line_ids)  # nothing is made silently
        action = order.action_of_add_share()
        with Form(self.env["of.funding.share.add"].with_context(**action["context"])) as form:
            self.assertEqual((form.funder_id, form.scheme, form.basis, form.amount),
                             (self.atlas, "conventional", "total", 1000))
        form.record.action_add()
        self.assertEqual(sorted((order.of_funding_line_ids - self.remainders(order)).mapped("asked")),
                         [333.33, 333.33, 333.34])
        second = self.env["of.funding.share.add"].with_context(**action["context"]).create({})
        self.assertNotEqual(second.scheme, "conventional")

    # -- shares ----------------------------------------------------------------

    def test_shares_take_over_from_the_quotation(self):
        order = self.quote(700)
        order.action_confirm()
        self.assertIn("rembourse 700,00", self.text(order))
        request = self.request(self.akto, order.of_enrolment_ids, 600)
        self.assertIn("rembourse 600,00", self.text(order))
        self.assertIn("Sous réserve", self.text(order))
        request.write({"number": "D-77", "date_granted": "2026-11-20", "amount_granted": 500})
        request.action_grant()
        self.assertEqual(self.text(order), "Menuiserie Duchêne règle 890,00 € HT à l'organisme ; AKTO lui rembourse "
                         "500,00 € HT sur facture et certificat de réalisation, dossier n° D-77.")
        request.action_cancel()
        self.assertEqual(self.text(order), "")

    def test_papers_and_delay_are_those_of_the_funder(self):
        self.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": self.akto.id, "date_from": "2026-01-01", "source": "AKTO",
            "company_id": self.company.id, "payment_days": 45, "paper_ids": [
                Command.create({"kind": "invoice", "moment": "refund"}),
                Command.create({"kind": "other", "name": "bordereau AKTO", "moment": "refund"}),
                Command.create({"kind": "rib", "moment": "refund", "is_required": False}),
                Command.create({"kind": "quote", "moment": "request"})]})
        self.assertIn("sur facture et bordereau AKTO", self.text(self.quote()))
        self.assertIn("sous 45 jours à réception de la facture", self.text(self.quote(of_funding_mode="direct")))

    def test_learner_without_share_is_for_the_client(self):
        order = self.sold()
        self.granted(self.atlas, order.of_enrolment_ids[:1], 600, number="A-1")
        self.assertIn("le solde de 1 180,00 € HT", self.text(order))

    def test_as_many_queries_for_thirty_learners_as_for_three(self):
        counts = []
        for size in (3, 3, 30):
            people = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
            self.session = self.make_session(capacity=size)
            order = self.sold(learners=people, quantity=size)
            for enrolment in order.of_enrolment_ids:  # one file per learner
                self.request(self.akto, enrolment, 600, number=enrolment.name)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertIn("dossiers", self.text(order))
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(abs(counts[2] - counts[1]), 2, counts)

    # -- agreement ---------------------------------------------------------------

    def convention(self, order):
        order.action_of_agreements()
        return order.of_agreement_ids

    def terms(self, agreement):
        return (agreement.of_funding_terms or "").replace(NBSP, " ")

    def test_draft_convention_follows_quotation_and_shares_and_prints_them(self):
        order = self.quote()
        agreement = self.convention(order)
        self.assertIn("rembourse 600,00 € HT", self.terms(agreement))
        order.of_funder_amount = 500
        self.assertIn("rembourse 500,00 € HT", self.terms(agreement))
        order.action_confirm()
        request = self.request(self.akto, order.of_enrolment_ids, 400)
        self.assertIn("rembourse 400,00 € HT", self.terms(agreement))
        request.mode = "direct"
        self.assertIn("AKTO règle 400,00 € HT directement", self.terms(agreement))
        html = self.printed("of_training.report_agreement", agreement)
        self.assertIn("AKTO règle 400,00 € HT directement", html)
        self.assertLess(html.index("Prix total"), html.index("AKTO règle 400,00"))

    def test_what_was_reworded_stays(self):
        order = self.quote()
        agreement = self.convention(order)
        agreement.of_funding_terms = "AKTO règle tout, comme convenu."
        order.of_funder_amount = 500
        self.assertEqual(agreement.of_funding_terms, "AKTO règle tout, comme convenu.")

    def test_convention_without_funder_prints_nothing_of_it(self):
        agreement = self.convention(self.quote(of_funder_id=False, hoped=0))
        self.assertFalse(agreement.of_funding_terms)
        self.assertNotIn("lui rembourse", self.printed("of_training.report_agreement", agreement))

    def test_order_of_two_sessions_promises_no_amount_for_each(self):
        order = self.quote()
        order.order_line = [Command.create({"product_id": self.product.id, "of_session_id": self.make_session().id, "product_uom_qty": 1})]
        for agreement in self.convention(order):
            self.assertIn("rembourse la part prise en charge", self.terms(agreement))

    def issued(self, order):
        agreement = self.convention(order)
        agreement.action_issue()
        return agreement

    def test_issued_convention_stays_and_the_order_says_what_changed(self):
        order = self.quote()
        order.action_confirm()
        agreement = self.issued(order)
        said = agreement.of_funding_terms
        request = self.granted(self.akto, order.of_enrolment_ids, 600)
        self.assertFalse(agreement.of_funding_note)  # the accord came as the convention said
        self.assertFalse(order.of_funding_outdated)
        request.action_reopen()
        request.amount_granted = 500
        request.line_ids.granted = 0
        request.action_grant()
        self.assertEqual(agreement.of_funding_terms, said)
        agreement.invalidate_recordset()
        order.invalidate_recordset()
        self.assertIn("500,00", agreement.of_funding_note)
        self.assertEqual(order.of_funding_outdated, agreement.name)
        with self.assertRaises(UserError):
            agreement.of_funding_terms = "Autre chose"

    def test_amendment_settles_it(self):
        order = self.quote()
        order.action_confirm()
        agreement = self.issued(order)
        agreement._sign_on_line(self.env["res.users"], "Hélène RH", "DRH")
        self.request(self.akto, order.of_enrolment_ids, 300)
        self.assertTrue(agreement.of_funding_note)
        amendment = self.env["of.agreement"].browse(agreement.action_amend()["res_id"])
        self.assertEqual([row[0] for row in amendment._changed()], ["Financement"])
        amendment.action_issue()
        amendment._sign_on_line(self.env["res.users"], "Hélène RH", "DRH")
        agreement.invalidate_recordset()
        self.assertFalse(agreement.of_funding_note)

    def test_invoicing_without_funder_contradicts_nothing(self):
        order = self.quote(of_funder_id=False, hoped=0)
        order.action_confirm()
        agreement = self.issued(order)
        order.of_enrolment_ids._of_ensure_remainder()
        self.assertFalse(agreement.of_funding_note)

    def test_salesman_and_office_read_and_print_it(self):
        order = self.quote()
        order.action_confirm()
        agreement = self.issued(order)
        self.request(self.akto, order.of_enrolment_ids, 300)
        for group in ("sales_team.group_sale_salesman_all_leads", "of_training.group_of_training_user"):
            user = self.office_user(group.split(".")[1], group)
            self.env.invalidate_all()
            self.assertIn("300,00", agreement.with_user(user).of_funding_note)
        self.assertEqual(order.with_user(
            self.env["res.users"].search([("login", "=", "group_sale_salesman_all_leads")])).of_funding_outdated,
            agreement.name)
