from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tools import mute_logger

from odoo.addons.of_funding.models import of_opco_lookup

from . import cfadock_stand_in
from .common import FundingCase

SIRET, OTHER_SIRET = "73282932000074", "55208131766522"


class TestOpcoLookup(FundingCase):
    """Given a company with a SIRET and a stand-in of CFADock, when its OPCO is asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in = cfadock_stand_in.StandIn()
        cls.addClassCleanup(cls.stand_in.stop)
        cls.startClassPatcher(patch.object(of_opco_lookup, "GAP", 0))
        cls.env["ir.config_parameter"].set_param("of_funding.cfadock_url", cls.stand_in.url)
        cls.company.of_use_cfadock = True
        cls.partner = cls.env["res.partner"].create(
            {"name": "Conseil Rhône", "is_company": True, "company_registry": "732 829 320 00074"})
        cls.user = cls.office_user("asks", "of_funding.group_of_funding_user,base.group_partner_manager")

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())  # exchanges are committed before they go
        self.stand_in.reset()

    def ask(self, partner=None):
        partner = (partner or self.partner).with_user(self.user).with_company(self.company)
        return partner.action_of_find_opco()["params"]["message"]

    def send(self):
        """The exchanges go; the last search."""
        self.env.flush_all()
        self.env.ref("of_foundation.ir_cron_flow").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["of.opco.lookup"].search([], limit=1)

    def told(self):
        return self.partner.message_ids[:1].body

    # -- answers ---------------------------------------------------------------------------

    def test_answer_fills_opco_and_idcc_and_is_told_in_the_language_of_who_asked(self):
        self.ask()
        self.assertFalse(self.partner.of_opco_id)  # nothing blocks: the answer comes later
        lookup = self.send()
        self.assertEqual((self.partner.of_opco_id, self.partner.of_idcc_id.code), (self.atlas, "1486"))
        self.assertEqual((lookup.status, lookup.label, lookup.opco_id), ("found", "OPCO ATLAS", self.atlas))
        self.assertEqual(lookup.flow_id.state, "done")
        self.assertEqual([siret for siret, _time in self.stand_in.asked], [SIRET])
        self.assertIn("Atlas", self.told())

    def test_what_was_typed_stays_and_the_difference_is_told(self):
        self.partner.write({"of_opco_id": self.akto.id, "of_idcc_id": self.env.ref("of_funding.of_idcc_1516").id})
        self.ask()
        self.send()
        self.assertEqual((self.partner.of_opco_id, self.partner.of_idcc_id.code), (self.akto, "1516"))
        for word in ("Atlas", "AKTO", "1486", "1516"):
            self.assertIn(word, self.told())

    def test_idcc_alone_does_not_change_a_typed_opco(self):
        self.partner.of_opco_id = self.akto
        self.ask()
        self.send()
        self.assertEqual((self.partner.of_opco_id, self.partner.of_idcc_id.code), (self.akto, "1486"))
        self.assertIn("1486", self.partner.of_opco_doubt)

    def test_unknown_and_several_fill_nothing(self):
        for status, expected in (("NOT_FOUND", "not_found"), ("MULTIPLE_OPCO", "several")):
            with self.subTest(status=status):
                self.stand_in.reply = {"searchStatus": status}
                self.env["of.opco.lookup"].search([]).sudo().unlink()
                self.ask()
                self.assertEqual(self.send().status, expected)
                self.assertFalse(self.partner.of_opco_id or self.partner.of_idcc_id)
                self.assertIn(SIRET, self.told())

    def test_unknown_opco_and_idcc_are_told(self):
        self.stand_in.reply = cfadock_stand_in.found("<script>OPCO neuf</script>", "", 9998)
        self.ask()
        self.send()
        self.assertFalse(self.partner.of_opco_id or self.partner.of_idcc_id)
        self.assertIn("9998", self.told())
        self.assertIn("&lt;script&gt;", self.told())

    # -- what goes wrong -------------------------------------------------------------------

    def test_busy_service_is_asked_again_later(self):
        for status in (500, 503, 429):
            with self.subTest(status=status):
                self.stand_in.status = status
                self.env["of.opco.lookup"].search([]).sudo().unlink()
                self.ask()
                flow = self.send().flow_id
                self.assertEqual((flow.state, flow.attempts), ("waiting", 1))
                self.assertIn(str(status), flow.error)

    def test_slow_and_dripping_servers_hold_nobody(self):
        for seconds, drip in ((0.6, 0), (0, 0.05)):
            with self.subTest(seconds=seconds), patch.object(of_opco_lookup, "TIMEOUT", 0.3):
                self.stand_in.seconds, self.stand_in.drip = seconds, drip
                self.env["of.opco.lookup"].search([]).sudo().unlink()
                self.ask()
                self.assertEqual(self.send().flow_id.state, "waiting")

    def test_silent_service_is_not_asked_by_the_next_in_the_row(self):
        self.stand_in.status = 503
        other = self.partner.copy({"company_registry": OTHER_SIRET})
        self.ask(self.partner | other)
        self.send()
        self.assertEqual(len(self.stand_in.asked), 1)
        flows = self.env["of.opco.lookup"].search([]).flow_id
        self.assertEqual(flows.mapped("state"), ["waiting"] * 2)
        self.assertTrue(all(flows.mapped("error")))

    def test_nonsense_is_for_a_person_to_look_at(self):
        for reply, status, location in (
                (b"<html>En maintenance</html>", 200, None), (b"x" * cfadock_stand_in.BIG, 200, None), (b"[1]", 200, None),
                (b'{"searchStatus": {}}', 200, None), (b"", 404, None), (b"", 302, "http://127.0.0.1:1/elsewhere")):
            with self.subTest(reply=reply[:20], status=status):
                self.stand_in.reply, self.stand_in.status, self.stand_in.location = reply, status, location
                self.env["of.opco.lookup"].search([]).sudo().unlink()
                self.ask()
                flow = self.send().flow_id
                self.assertEqual(flow.state, "failed")
                self.assertTrue(flow.error)
                self.assertFalse(self.partner.of_opco_id)

    @mute_logger("odoo.addons.of_foundation.models.of_flow")
    def test_nobody_listens(self):
        self.env["ir.config_parameter"].set_param("of_funding.cfadock_url", "http://127.0.0.1:1/")
        self.ask()
        self.assertEqual(self.send().flow_id.state, "waiting")

    # -- asking ----------------------------------------------------------------------------

    def test_answer_is_used_again_for_some_days(self):
        self.ask()
        self.send()
        twin = self.partner.copy({"of_opco_id": False, "of_idcc_id": False})
        twin.company_registry = SIRET
        self.ask(twin)
        self.assertEqual(twin.of_opco_id, self.atlas)
        self.assertEqual(len(self.stand_in.asked), 1)
        self.env["of.opco.lookup"].search([])._pass().asked_on = Datetime.subtract(Datetime.now(), days=91)
        self.ask(twin)
        self.send()
        self.assertEqual(len(self.stand_in.asked), 2)

    def test_question_under_way_is_not_asked_twice(self):
        self.ask()
        self.ask()
        self.assertEqual(len(self.env["of.opco.lookup"].search([])), 1)

    def test_question_that_failed_is_asked_again(self):
        self.stand_in.status = 404
        self.ask()
        self.send()
        self.stand_in.reset()
        self.ask()
        self.assertEqual(self.send().status, "found")

    def test_two_a_second_at_most(self):
        with patch.object(of_opco_lookup, "GAP", 0.5):
            self.ask(self.partner | self.partner.copy({"company_registry": OTHER_SIRET})
                     | self.partner.copy({"company_registry": "35600000000048"}))
            self.send()
        first, _second, third = (at for _siret, at in self.stand_in.asked)
        self.assertGreaterEqual(third - first, 1)

    def test_many_at_once_name_those_without_siret(self):
        without = self.partner.copy({"name": "Sans numéro", "company_registry": "123"})
        self.assertIn("Sans numéro", self.ask(self.partner | without))
        self.assertEqual(len(self.env["of.opco.lookup"].search([])), 1)
        with self.assertRaises(UserError):
            self.ask(without)

    def test_known_answers_take_as_many_queries_for_thirty(self):
        self.ask()
        self.send()

        def queries(count):
            numbers = {one.with_prefetch(): SIRET for one in self.env["res.partner"].create(
                [{"name": f"C{number}", "is_company": True} for number in range(count)])}
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            known = self.env["of.opco.lookup"]._kept(set(numbers.values()))
            waiting = self.env["of.opco.lookup"]._waiting(numbers)
            self.assertEqual((len(known), len(waiting)), (1, 0))
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(3), queries(30))

    def test_only_companies_that_chose_it_ask(self):
        self.ask()
        self.company.of_use_cfadock = False
        with self.assertRaises(UserError):
            self.ask()
        self.assertEqual(self.send().flow_id.state, "failed")
        self.assertEqual(self.stand_in.asked, [])

    def test_nobody_writes_an_answer_by_hand(self):
        self.ask()
        lookup = self.send()
        for login, groups in (("w1", "of_funding.group_of_funding_user"), ("w2", "of_training.group_of_training_manager")):
            user = self.office_user(login, groups)
            with self.subTest(groups=groups), self.assertRaises(UserError):
                lookup.with_user(user).opco_id = self.akto
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                lookup.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.partner.with_user(self.office_user("w3", "base.group_user")).action_of_find_opco()
        with self.assertRaises(AccessError):
            lookup.with_user(self.portal_user(self.hr)).read(["label"])

    def test_other_company_sees_nothing_of_it(self):
        self.ask()
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["of.opco.lookup"].with_user(stranger).search([]))
