from odoo.exceptions import UserError

from odoo.addons.of_training.tests.common import TrainingCase


class TestNeed(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create({
            "name": "Tableurs", "type": "opportunity", "partner_id": cls.client.id, "of_learner_count": 3,
            "of_programme_id": cls.programme.id, "of_travel_amount": 180})

    def quotation(self):
        context = self.lead.action_new_quotation()["context"]
        return self.env["sale.order"].with_context(**context).create({})

    def test_quotation_has_the_programme_and_the_travel_costs(self):
        lines = self.quotation().order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [3, 1])
        self.assertEqual(lines[0].product_id, self.product)
        self.assertEqual(lines[1].price_unit, 180)

    def test_programme_made_to_measure_is_quoted_at_its_own_tariff(self):
        self.lead.action_of_adapt_programme()
        line = self.quotation().order_line[0]
        self.assertEqual(line.product_id.of_programme_id, self.lead.of_programme_id)
        self.assertEqual((line.price_unit, line.product_uom_qty), (890, 3))

    def test_programme_without_tariff_is_told(self):
        self.product.active = False
        with self.assertRaisesRegex(UserError, "Excel, bases"):
            self.quotation()

    def test_group_tariff_is_proposed_for_a_group(self):
        group = self.env["product.product"].create({
            "name": "Excel, bases (groupe)", "type": "service", "of_programme_id": self.programme.id,
            "of_tariff": "group", "list_price": 2000})
        self.assertEqual(self.quotation().order_line[0].product_id, group)
        self.assertEqual(self.quotation().order_line[0].product_uom_qty, 1)

    def test_opportunity_without_a_programme_is_quoted_as_before(self):
        self.lead.write({"of_programme_id": False, "of_travel_amount": 0})
        self.assertFalse(self.quotation().order_line)
        with self.assertRaises(UserError):
            self.lead.action_of_adapt_programme()

    def test_programme_is_adapted_once_for_the_client(self):
        self.lead.action_of_adapt_programme()
        copy = self.lead.of_programme_id
        self.assertEqual((copy.of_origin_id, copy.of_client_id), (self.programme, self.client))
        self.lead.action_of_adapt_programme()
        self.assertEqual(self.lead.of_programme_id, copy)
