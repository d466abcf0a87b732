from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from odoo.addons.of_training.tests.test_trainers import TrainersCase


@freeze_time("2026-11-23 10:00:00")
class TestTrainerAgreement(TrainersCase):
    """Omar, freelance at 400 EUR a day, signs his contract on line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.omar.company_registry = "99930051600016"
        cls.slots.trainer_id = cls.omar
        cls.session.action_of_order_trainers()
        cls.order = cls.session.of_purchase_line_ids.order_id
        cls.contract = cls.order._of_write_agreements()

    def codes(self, agreement):
        return [item["code"] for item in agreement._of_blocking("issue")]

    def test_signing_confirms_the_order(self):
        self.contract.action_issue()
        self.assertEqual(self.order.state, "sent")
        self.contract._sign_on_line(self.portal_user(self.omar), "Omar", "Formateur indépendant")
        self.assertEqual((self.contract.state, self.order.state), ("signed", "purchase"))
        self.assertEqual(self.contract.signed_document_id.kind, "trainer_contract")

    def test_only_his_own_slots_and_price(self):
        self.slots[2:].trainer_id = self.trainer
        self.assertEqual((self.contract.hours, self.contract.amount_untaxed), (7, 400))
        self.assertEqual(len(self.contract._schedule()), 1)

    def test_refused_without_price_slots_or_vigilance(self):
        self.order.order_line.price_unit = 0
        self.assertEqual(self.codes(self.contract), ["no_price", "order"])
        self.order.order_line.price_unit = 3000
        self.assertEqual(self.codes(self.contract), ["order"])
        self.paper(self.omar, "vigilance", issued_on="2026-11-01")
        self.assertEqual(self.codes(self.contract), [])
        self.slots.trainer_id = self.trainer
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(self.contract.state, "cancelled")

    def test_who_invoices_is_named_by_his_siret(self):
        self.omar.company_registry = False
        self.assertIn("siret", self.codes(self.contract))

    def test_subcontract_holds_the_mentions_of_r6333_6_2(self):
        organisation = self.env["res.partner"].create({
            "name": "Autre OF", "is_company": True, "company_registry": "99930052400018"})
        self.omar.write({"parent_id": organisation.id, "of_trainer_kind": "subcontractor"})
        self.order.button_cancel()
        self.session.action_of_order_trainers()
        order = self.session.of_purchase_line_ids.order_id.filtered(lambda one: one.state == "draft")
        subcontract = order._of_write_agreements()
        self.assertEqual((subcontract.kind, subcontract.basis), ("subcontract", "subcontract"))
        self.assertIn("subcontractor_nda", self.codes(subcontract))
        organisation.of_nda = "84691112223"
        self.assertEqual(self.codes(subcontract), [])
        for name in ("title", "objectives", "content", "hours", "date_start", "delivery", "methods", "assessment",
                     "outcome", "payment_terms"):
            with self.subTest(mention=name):
                savepoint = self.cr.savepoint()
                subcontract[name] = False
                self.assertEqual(self.codes(subcontract), [name])
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_agreement", subcontract.ids)[0].decode()
        for text in ("Contrat de sous-traitance", "indicateur 27", "R6333-6-2", "décret n° 2026-728", "Autre OF"):
            self.assertIn(text, html)

    def test_what_a_trainer_costs_is_for_whoever_buys(self):
        self.contract.action_issue()
        for user in (self.office_user(), self.office_user("seller", "sales_team.group_sale_salesman_all_leads")):
            with self.subTest(user=user.login):
                self.assertNotIn(self.contract, self.env["of.agreement"].with_user(user).search([]))
                for record in (self.contract, self.contract.document_id):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["name"])
        buyer = self.office_user("buyer", "of_training.group_of_training_user,purchase.group_purchase_user")
        self.assertEqual(self.contract.with_user(buyer).amount_untaxed, 800)
        mine, other = self.portal_user(self.omar), self.portal_user(self.trainer)
        self.assertIn(self.contract, self.env["of.agreement"].with_user(mine).search([]))
        self.assertNotIn(self.contract, self.env["of.agreement"].with_user(other).search([]))

    def test_slots_that_move_are_amended(self):
        self.contract.action_issue()
        self.contract._sign_on_line(self.env["res.users"], "Omar", "")
        self.slots[-1].end = "2027-01-12 15:00:00"
        amendment = self.env["of.agreement"].browse(self.contract.action_amend()["res_id"])
        self.assertEqual(amendment.purchase_id, self.order)
        self.assertIn("Calendrier", [heading for heading, *_rest in amendment._changed()])
        amendment.action_issue()
        with self.assertRaises(AccessError):  # it says what he costs, as the contract does
            amendment.document_id.with_user(self.office_user()).read(["name"])

    def test_no_second_live_contract_for_the_same_session(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.contract.copy({"purchase_id": self.order.id})
