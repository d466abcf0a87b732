from datetime import date

from odoo import Command
from odoo.exceptions import UserError

from .common import FundingCase


class TestInvoice(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learners = cls.order.of_enrolment_ids.sorted("id")

    def assertSettled(self, order):
        line = order.order_line
        self.assertEqual((order.invoice_status, line.qty_invoiced, line.qty_invoiced_posted), ("invoiced", 2, 2))
        self.assertEqual((order.amount_invoiced, order.amount_to_invoice, line.untaxed_amount_to_invoice), (1780, 0, 0))

    def test_opco_that_pays_directly_and_employer_get_one_invoice_each(self):
        request = self.granted(self.akto, self.learners, 600, day="2026-09-30")
        moves = self.invoice(self.order)
        self.assertInvoiced(moves, {self.akto: 1200, self.client: 580})
        self.assertSettled(self.order)
        opco = moves.filtered("of_funding_request_id")
        self.assertEqual((opco.of_funding_request_id, opco.of_file_number, opco.ref), (request, "AKTO-1", "AKTO-1"))
        self.assertEqual(set(moves.mapped("of_learners")), {"Anna Stagiaire, Bruno Stagiaire"})
        self.assertEqual(moves.of_session_id, self.session)
        self.assertEqual(set(moves.mapped("invoice_origin")), {self.order.name})
        self.assertEqual(set(moves.mapped("delivery_date")), {date(2027, 1, 12)})
        self.assertEqual(dict(zip(moves.mapped("partner_id.name"), moves.mapped("of_payer_kind"), strict=True)),
                         {"AKTO": "opco", "Menuiserie Duchêne": "company"})

    def test_lines_say_what_when_who_and_how_long(self):
        self.granted(self.akto, self.learners, 600, day="2026-09-30")
        self.learners[0].hours_done = 10.5
        moves = self.invoice(self.order)
        text = moves.filtered("of_funding_request_id").invoice_line_ids[0].name
        self.assertEqual(text, "Formation « Excel, bases », du 11/01/2027 au 12/01/2027\n"
                               "Anna Stagiaire (Menuiserie Duchêne), 10 h 30 réalisées\n"
                               "Prise en charge, dossier n° AKTO-1, AKTO")
        text = moves.filtered(lambda move: not move.of_funding_request_id).invoice_line_ids[1].name
        self.assertEqual(text, "Formation « Excel, bases », du 11/01/2027 au 12/01/2027\nBruno Stagiaire, 14 h prévues")

    def test_opco_that_refunds_gives_one_invoice_to_the_company(self):
        self.granted(self.akto, self.learners, 600, day="2026-10-01")
        moves = self.invoice(self.order)
        self.assertInvoiced(moves, {self.client: 1780})
        self.assertEqual(moves.of_file_number, "AKTO-1")
        self.assertIn("Part remboursable, dossier n° AKTO-1, AKTO", moves.invoice_line_ids[0].name)
        self.assertSettled(self.order)

    def test_order_is_to_invoice_until_the_last_cent(self):
        self.granted(self.akto, self.learners, 600, day="2026-09-30")
        self.assertEqual((self.order.invoice_status, self.order.order_line.qty_to_invoice), ("to invoice", 2))
        opco, client = self.invoice(self.order, post=False)
        self.assertEqual(self.order.invoice_status, "invoiced")
        client.invoice_line_ids[0].price_unit = 289.99
        self.assertEqual((self.order.invoice_status, self.order.order_line.qty_to_invoice), ("to invoice", 0.01))
        (opco | client).action_post()
        self.assertInvoiced(self.invoice(self.order), {self.client: 0.01})
        self.assertSettled(self.order)

    def test_nothing_awaited_is_invoiced(self):
        request = self.request(self.akto, self.learners, 600, date_granted="2026-09-30", number="1")
        self.assertInvoiced(self.invoice(self.order), {self.client: 580})
        self.assertEqual(self.order.invoice_status, "to invoice")
        with self.assertRaises(UserError):
            self.order._create_invoices()
        request.action_grant()
        self.assertInvoiced(self.invoice(self.order), {self.akto: 1200})
        self.assertSettled(self.order)

    def test_credit_note_reopens_the_order(self):
        self.granted(self.akto, self.learners, 600, day="2026-09-30")
        moves = self.invoice(self.order)
        opco = moves.filtered("of_funding_request_id")
        self.credit(opco)
        self.assertEqual(self.order.invoice_status, "to invoice")
        self.assertEqual(self.order.amount_to_invoice, 1200)
        self.assertEqual(self.learners[0].of_invoiced, 290)
        self.assertInvoiced(self.invoice(self.order), {self.akto: 1200})
        self.assertSettled(self.order)

    def credit(self, move):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids).create({"journal_id": move.journal_id.id})
        credit = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        credit.action_post()
        return credit

    def test_funder_that_pays_less_is_credited_and_the_employer_invoiced(self):
        request = self.granted(self.akto, self.learners[0], 600, day="2026-09-30")
        self.invoice(self.order)
        request.line_ids.granted = 500
        self.assertEqual(self.order.invoice_status, "to invoice")
        moves = self.invoice(self.order, final=True)
        self.assertInvoiced(moves, {self.akto: -100, self.client: 100})
        self.assertEqual(set(moves.mapped("move_type")), {"out_refund", "out_invoice"})
        self.assertSettled(self.order)

    def test_group_price_of_one_cent_over_two_payers(self):
        order = self.sold(learners=self.carla, quantity=1, price_unit=0.01)
        self.granted(self.akto, order.of_enrolment_ids, 0.01, day="2026-09-30")
        self.assertInvoiced(self.invoice(order), {self.akto: 0.01})
        self.assertEqual(order.invoice_status, "invoiced")

    def test_three_thirds_of_a_group_price(self):
        session = self.make_session()
        order = self.sold(learners=self.anna | self.bruno | self.carla, quantity=1, price_unit=1000, of_seats=3,
                          of_session_id=session.id)
        self.granted(self.akto, order.of_enrolment_ids, 200, day="2026-09-30", amount_granted=500)
        moves = self.invoice(order)
        self.assertInvoiced(moves, {self.akto: 500, self.client: 500})
        self.assertEqual(sorted(moves[0].invoice_line_ids.mapped("price_subtotal")), [166.66, 166.67, 166.67])
        self.assertEqual((order.invoice_status, moves.of_session_id), ("invoiced", session))

    def test_hours_sold_are_told_by_amounts(self):
        hours = self.env.ref("uom.product_uom_hour")
        order = self.sold(learners=self.carla, quantity=7, price_unit=100, product_uom_id=hours.id, of_seats=1)
        self.granted(self.akto, order.of_enrolment_ids, 400, day="2026-09-30")
        self.assertInvoiced(self.invoice(order), {self.akto: 400, self.client: 300})
        self.assertEqual((order.order_line.qty_invoiced, order.invoice_status), (7, "invoiced"))

    def test_delivered_part_is_shared_too(self):
        self.product.invoice_policy = "delivery"
        order = self.sold(learners=self.carla, quantity=2, of_seats=1)
        self.granted(self.akto, order.of_enrolment_ids, 1000, day="2026-09-30")
        self.assertEqual(order.invoice_status, "no")
        order.order_line.qty_delivered = 1  # half of 1780, by 1000 to 780
        self.assertInvoiced(self.invoice(order), {self.akto: 500, self.client: 390})
        self.assertEqual(order.invoice_status, "no")
        order.order_line.qty_delivered = 2
        self.assertInvoiced(self.invoice(order), {self.akto: 500, self.client: 390})
        self.assertEqual(order.invoice_status, "invoiced")

    def test_two_orders_of_one_file_give_one_invoice_to_the_funder(self):
        other = self.sold(self.env["res.partner"].create({"name": "Autre SARL", "is_company": True}), self.carla, 1)
        learners = self.learners | other.of_enrolment_ids
        self.granted(self.akto, learners, 600, day="2026-09-30")
        moves = self.invoice(self.order | other)
        self.assertInvoiced(moves, {self.akto: 1800, self.client: 580, other.partner_id: 290})
        opco = moves.filtered("of_funding_request_id")
        self.assertEqual(set(opco.invoice_origin.split(", ")), {self.order.name, other.name})

    def test_what_is_not_training_stays_with_the_client(self):
        self.order.order_line = [Command.create({"product_id": self.env["product.product"].create(
            {"name": "Livre", "type": "consu", "invoice_policy": "order", "taxes_id": False}).id, "price_unit": 20})]
        self.granted(self.akto, self.learners, 890, day="2026-09-30")
        self.assertInvoiced(self.invoice(self.order), {self.akto: 1780, self.client: 20})
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_client_without_funder_gets_odoo_s_invoice_with_the_training_on_it(self):
        moves = self.invoice(self.order)
        self.assertInvoiced(moves, {self.client: 1780})
        self.assertIn("Bruno Stagiaire (Menuiserie Duchêne), 14 h prévues", moves.invoice_line_ids.name)
        self.assertEqual((moves.of_learners, moves.of_session_id), ("Anna Stagiaire, Bruno Stagiaire", self.session))
        self.assertSettled(self.order)

    def test_vat_of_each_payer_adds_up(self):
        tax = self.env["account.tax"].search(
            [("type_tax_use", "=", "sale"), ("amount", "=", 20), ("price_include_override", "!=", "tax_included"),
             ("company_id", "=", self.company.id)], limit=1)
        self.order.order_line.tax_ids = tax
        self.granted(self.akto, self.learners, 600, day="2026-09-30")
        moves = self.invoice(self.order)
        self.assertEqual(sorted(moves.mapped("amount_total")), [696, 1440])
        self.assertFalse(any(moves.mapped("of_vat_mention")))
        self.assertEqual(self.order.amount_to_invoice, 0)

    def test_price_including_vat_is_shared_excluding_it(self):
        tax = self.env["account.tax"].create({
            "name": "TVA incluse", "amount": 20, "type_tax_use": "sale", "price_include_override": "tax_included"})
        order = self.sold(learners=self.carla, quantity=1, price_unit=1200, tax_ids=[Command.set(tax.ids)])
        self.granted(self.akto, order.of_enrolment_ids, 600, day="2026-09-30")
        self.assertInvoiced(self.invoice(order), {self.akto: 600, self.client: 400})
        self.assertEqual((order.invoice_status, order.amount_to_invoice), ("invoiced", 0))

    def test_mention_follows_the_attestation_on_the_day_of_the_invoice(self):
        moves = self.invoice(self.order)
        self.assertEqual(moves.of_vat_mention, "Exonération de TVA, article 261-4-4° a du CGI")
        self.company.of_vat_exempt_to = "2027-01-12"
        other = self.invoice(self.sold(learners=self.carla, quantity=1))
        self.assertFalse(other.of_vat_mention)
        self.assertTrue(moves.of_vat_mention, "what was issued says what it said")

    def test_individual_owes_nothing_before_his_contract_whoever_else_pays(self):
        order = self.sold(self.carla, self.carla, 1)
        self.granted(self.env.ref("of_funding.res_partner_agefiph"), order.of_enrolment_ids, 500)
        moves = self.invoice(order, post=False)
        self.assertInvoiced(moves, {self.env.ref("of_funding.res_partner_agefiph"): 500, self.carla: 390})
        with self.assertRaises(UserError):
            moves.filtered(lambda move: move.partner_id == self.carla).action_post()

    def test_deposit_is_refused(self):
        self.granted(self.akto, self.learners, 600)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=self.order.ids).create(
            {"advance_payment_method": "percentage", "amount": 30})
        with self.assertRaises(UserError):
            wizard.create_invoices()

    def test_as_many_queries_for_a_hundred_learners_as_for_ten(self):
        counts = [self.count_queries(size) for size in (10, 10, 100)]
        self.assertLessEqual(counts[2], counts[1] + 10, counts)

    def count_queries(self, size):
        learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
        session = self.make_session(capacity=size)
        order = self.sold(learners=learners, quantity=size, of_session_id=session.id)
        self.granted(self.akto, order.of_enrolment_ids, 600, day="2026-09-30", number=f"N{size}-{order.id}")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        moves = order._create_invoices()
        self.env.flush_all()
        self.assertEqual(len(moves), 2)
        return self.cr.sql_log_count - before
