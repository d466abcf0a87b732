from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from .common import TrainingCase

CONVENTION = ("title", "objectives", "content", "hours", "date_start", "delivery", "methods", "assessment", "outcome",
              "amount_total", "payment_terms")
CONTRACT = (*CONVENTION, "nature", "headcount", "prerequisites", "trainer_references", "early_end_terms")


@freeze_time("2026-11-23 10:00:00")
class TestAgreementMentions(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"phone": "04 00 00 00 00"})
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.contract = cls.make_agreement(cls.carla)

    def missing(self, agreement):
        return [item["code"] for item in agreement._of_missing("issue") if item["level"] == "blocking"]

    def check_refused_without(self, agreement, code):
        self.assertEqual(self.missing(agreement), [code])
        with self.assertRaises(UserError):
            agreement.action_issue()
        self.assertEqual(agreement.state, "draft")

    def without(self, agreement, name):
        """Blank one mention, as a user may, or its source for what nobody types."""
        if name == "amount_total":
            agreement._sale_lines().price_unit = 0
            return
        agreement[name] = "<p><br></p>" if agreement._fields[name].type == "html" else False

    def test_rule_of_law_that_lacks_is_told_and_closes_no_screen(self):
        self.env["of.agreement.rule"].search([("kind", "=", "deposit")]).unlink()
        self.contract.payment_terms = False
        self.contract.invalidate_recordset()
        self.contract.read()
        self.env.add_to_compute(self.contract._fields["payment_terms"], self.contract)
        self.assertEqual(self.missing(self.contract), ["payment_terms"])

    def test_nothing_is_missing_of_a_complete_one(self):
        self.assertEqual(self.missing(self.convention), [])
        self.assertEqual(self.missing(self.contract), [])

    def test_convention_is_refused_without_any_mention_of_d6353_1(self):
        self.check_each(self.convention, CONVENTION)

    def test_contract_is_refused_without_any_mention_of_l6353_4(self):
        self.check_each(self.contract, CONTRACT)

    def check_each(self, agreement, names):
        for name in names:
            with self.subTest(mention=name):
                savepoint = self.cr.savepoint()
                self.without(agreement, name)
                self.check_refused_without(agreement, name)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_convention_asks_no_mention_of_the_contract_alone(self):
        self.convention.write(dict.fromkeys(set(CONTRACT) - set(CONVENTION) - {"nature"}, False))
        self.company.of_mediator = False
        self.assertEqual(self.missing(self.convention), [])

    def test_blank_in_a_text_is_refused_where_no_mention_says_it(self):
        self.convention.nature = False
        self.check_refused_without(self.convention, "blank")

    def test_trainer_without_titles_is_named_by_the_checklist(self):
        self.trainer.of_trainer_titles = False
        self.check_refused_without(self.contract, "trainer_references")
        self.trainer.of_trainer_titles = "Titre FPA"
        self.assertEqual(self.missing(self.contract), [])

    def test_contract_names_mediator_and_full_address(self):
        self.company.of_mediator_address = False
        self.check_refused_without(self.contract, "mediator")
        self.company.of_mediator_address = "12 rue du Médiateur, Paris"
        self.carla.city = False
        self.check_refused_without(self.contract, "client_address")

    def test_declaration_and_representative_are_asked(self):
        self.company.of_representative_title = False
        self.company.of_nda_region = False
        self.assertEqual(self.missing(self.convention), ["nda", "representative"])

    def test_company_signs_no_contract(self):
        self.convention.kind = "contract"
        self.assertIn("individual", self.missing(self.convention))

    def test_order_tells_which_kind(self):
        """Neither a convention for who pays himself, nor any agreement for a place that needs none."""
        contract = self.make_agreement(self.carla)
        contract.kind = "convention"
        self.assertIn("kind", self.missing(contract))
        convention = self.make_agreement(self.client, [self.anna])
        convention.kind = "quotation"
        self.assertNotIn("kind", self.missing(convention))
        with patch.object(type(self.env["sale.order.line"]), "_of_line_agreement_kind", lambda line: None):
            self.assertIn("kind", self.missing(convention))

    def test_contract_comes_before_the_training(self):
        with freeze_time("2027-01-11 10:00:00"):
            self.check_refused_without(self.contract, "started")
            self.assertIn("late", [item["code"] for item in self.convention._of_missing("issue")])

    def test_learner_of_another_order_is_not_enrolled_twice(self):
        self.make_order(self.client, [self.anna]).action_confirm()
        self.check_refused_without(self.convention, "twice")

    def test_names_may_come_later_with_a_waiver(self):
        agreement = self.make_agreement(self.client, quantity=2)
        advice = [item for item in agreement.of_checklist if item["code"] == "learners"]
        self.assertEqual([item["level"] for item in advice], ["advisory"])
        self.env["of.checklist.waiver"].create({
            "res_model": "of.agreement", "res_id": agreement.id, "code": "learners", "reason": "Liste en janvier"})
        self.assertFalse(agreement._of_blocking("issue"))

    def test_mention_reworded_for_one_client_survives_the_programme(self):
        self.convention.content = "<p>Sur mesure</p>"
        self.programme.of_content = "<p>Autre chose</p>"
        self.assertIn("Sur mesure", self.convention.content)

    def test_what_was_not_reworded_follows_and_what_was_stays(self):
        self.convention.delivery = "En présentiel, dans vos locaux"
        self.convention.order_id.order_line.price_unit = 500
        self.programme.write({"of_modality": "virtual", "of_methods": "Salle et tablettes"})
        self.session.capacity = 7
        self.assertEqual(self.convention.delivery, "En présentiel, dans vos locaux")
        self.assertEqual((self.convention.methods, self.convention.headcount), ("Salle et tablettes", 7))
        self.assertIn("classe virtuelle", self.contract.delivery)

    def test_mention_filled_on_the_programme_reaches_the_draft(self):
        self.convention.content = False
        self.programme.of_content = "<p>Nouveau contenu</p>"
        self.assertIn("Nouveau contenu", self.convention.content)

    def test_one_agreement_per_order_and_session(self):
        order = self.convention.order_id
        order.action_of_agreements()
        self.assertEqual(order.of_agreement_ids, self.convention)
        order.order_line = [Command.create({
            "product_id": self.product.id, "of_session_id": self.make_session().id, "product_uom_qty": 1})]
        order.action_of_agreements()
        self.assertEqual(len(order.of_agreement_ids), 2)
