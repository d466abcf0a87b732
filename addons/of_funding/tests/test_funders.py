from stdnum.fr import siren, siret

from .common import FundingCase


class TestFunders(FundingCase):
    """The funders that we ship, and what one lacks to be invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vivea = cls.env.ref("of_funding.res_partner_vivea")

    def test_shipped_numbers_are_well_formed(self):
        shipped = self.env["ir.model.data"].search(
            [("module", "=", "of_funding"), ("model", "=", "res.partner")]).mapped("res_id")
        numbers = self.env["res.partner"].browse(shipped).filtered("company_registry").mapped("company_registry")
        for number in numbers:
            with self.subTest(number=number):
                self.assertTrue((siret if len(number) == 14 else siren).is_valid(number))
        self.assertEqual(len({number[:9] for number in numbers}), len(numbers))

    def test_each_opco_and_the_caisse_des_depots_can_be_invoiced(self):
        opco = self.env["res.partner"].search([("of_funder_kind", "=", "opco")])
        self.assertEqual(len(opco), 11)
        for funder in opco | self.cdc:
            with self.subTest(funder=funder.name):
                self.assertEqual(funder._of_missing_to_invoice(), [])

    def test_incomplete_funder_is_told_on_the_draft_invoice_with_its_fields(self):
        order = self.sold()
        self.granted(self.vivea, order.of_enrolment_ids, 890, mode="direct")
        move = self.invoice(order, post=False)
        alert = move._get_alerts()["of_funding_funder"]
        for word in ("VIVEA", "SIRET", "L441-9", self.env["res.partner"]._fields["street"]._description_string(self.env)):
            self.assertIn(word, alert["message"])
        self.assertEqual(alert["action"]["res_id"], self.vivea.id)
        self.vivea.write({"street": "1 rue Neuve", "zip": "75017", "city": "Paris", "company_registry": "999300361"})
        self.assertNotIn("of_funding_funder", move._get_alerts())
