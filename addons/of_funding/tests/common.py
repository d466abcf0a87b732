from odoo import fields
from odoo.tests import TransactionCase

from odoo.addons.of_training.tests.common import TrainingData


class FundingData(TrainingData):
    """A French chart of accounts, an OPCO and a company of 30 with two learners at 890 euros each."""

    @classmethod
    def make_funding(cls):
        cls.make_training()
        cls.env["account.chart.template"].try_loading("fr", company=cls.company, install_demo=False)
        cls.atlas = cls.env.ref("of_funding.res_partner_atlas")
        cls.akto = cls.env.ref("of_funding.res_partner_akto")
        cls.cdc = cls.env.ref("of_funding.res_partner_cpf")
        cls.client.write({"company_registry": "73282932000074", "of_headcount": "11_49", "of_opco_id": cls.akto.id})

    @classmethod
    def sold(cls, partner=None, learners=None, quantity=2, **line):
        """A confirmed order of two places, 1 780 euros."""
        learners = cls.anna | cls.bruno if learners is None else learners
        order = cls.make_order(partner or cls.client, learners, quantity=quantity, **line)
        order.action_confirm()
        return order

    @classmethod
    def request(cls, funder, enrolments, asked, **vals):
        """A request in draft that asks ``asked`` euros for each learner."""
        request = cls.env["of.funding.request"].create({
            "funder_id": funder.id, "employer_id": enrolments.employer_id[:1].id, "scheme": "plan",
            "date_asked": "2026-09-01", **vals})
        cls.env["of.funding.line"].create([
            {"enrolment_id": enrolment.id, "request_id": request.id, "asked": asked} for enrolment in enrolments])
        return request

    @classmethod
    def complete(cls, request):
        """Put by hand whatever paper the request lacks."""
        for paper in request.with_env(cls.env).paper_ids.filtered(lambda one: one.state == "missing" and one.moment == "request"):
            paper.attachment_ids = cls.env["ir.attachment"].create({"name": f"{paper.kind}.pdf", "raw": b"%PDF-"})
        return request

    @classmethod
    def granted(cls, funder, enrolments, asked, day="2026-11-02", **vals):
        vals.setdefault("number", f"{funder.name}-1")
        request = cls.request(funder, enrolments, asked, date_granted=day, **vals)
        request.action_grant()
        return request

    @staticmethod
    def remainders(order):
        return order.of_enrolment_ids.of_funding_line_ids.filtered("is_remainder")

    @staticmethod
    def invoice(order, post=True, **options):
        moves = order._create_invoices(**options)
        if post:
            moves.invoice_date = fields.Date.to_date("2027-01-13")
            moves.action_post()
        return moves

    def assertInvoiced(self, moves, expected):
        """``expected``: {payer: amount excluding VAT}, one invoice each."""
        self.assertEqual({move.partner_id.name: move.amount_untaxed_signed for move in moves},
                         {partner.name: amount for partner, amount in expected.items()})
        self.assertEqual(len(moves), len(expected))


class FundingCase(FundingData, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_funding()
