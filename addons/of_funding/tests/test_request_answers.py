from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import FundingCase


class TestRequestAnswers(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.file = cls.request(cls.akto, cls.order.of_enrolment_ids.sorted("id"), 600)
        cls.complete(cls.file).action_send()

    def answer(self, kind, **values):
        wizard = self.env["of.funding.answer.add"].create({"request_id": self.file.id, "kind": kind, **values})
        wizard.action_record()
        return wizard

    def figures(self):
        return self.file.state, self.file.line_ids.mapped("granted"), self.remainders(self.order).mapped("amount")

    def test_the_screen_shows_what_is_left_to_the_others_before_saving(self):
        form = Form(self.env["of.funding.answer.add"].with_context(default_request_id=self.file.id))
        self.assertEqual((form.kind, form.unit_amount, form.amount), ("grant", 1200, 1200))
        form.basis = "learner_hour"
        form.unit_amount = 30
        self.assertEqual((form.hours, form.amount), (14, 840))
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.granted, line.rest, line.payer), (420, 470, "Menuiserie Duchêne"))
            line.granted = 300
            self.assertEqual(line.rest, 590)
        self.assertEqual(form.amount, 720)
        form.number = "A-1"
        self.assertEqual(form.save().line_ids.share_id, self.file.line_ids)
        self.assertEqual(self.figures(), ("sent", [0, 0], [290, 290]))

    def test_accord_in_part_for_each_learner(self):
        wizard = self.env["of.funding.answer.add"].create({
            "request_id": self.file.id, "kind": "partial", "number": "A-1", "date": "2026-11-02",
            "basis": "learner", "unit_amount": 500, "valid_until": "2027-06-30", "reason": "Plafond annuel"})
        wizard.line_ids[0].granted = 450
        wizard.action_record()
        self.assertEqual(self.figures(), ("partial", [450, 500], [440, 390]))
        self.assertEqual((self.file.amount_granted, self.file.number, self.file.mode), (950, "A-1", "refund"))
        self.assertEqual(self.file.date_granted, fields.Date.to_date("2026-11-02"))
        answer = self.file.answer_ids
        self.assertEqual((answer.kind, answer.amount, answer.basis, answer.unit_amount, answer.reason),
                         ("partial", 950, "learner", 500, "Plafond annuel"))

    def test_mode_follows_the_day_of_the_accord(self):
        for day, mode in (("2026-09-30", "direct"), ("2026-10-01", "refund")):
            wizard = self.env["of.funding.answer.add"].create({"request_id": self.file.id, "date": day})
            self.assertEqual(wizard.mode, mode)

    def test_mode_of_the_letter_wins(self):
        self.answer("grant", number="A-1", date="2026-11-02", mode="direct")
        self.assertEqual((self.file.mode, self.file.line_ids.mapped("payer_id")), ("direct", self.akto))

    def test_refusal_keeps_its_reason_and_gives_the_price_back(self):
        with self.assertRaises(UserError):
            self.answer("refuse", reason=" ")
        self.answer("refuse", reason="Enveloppe épuisée")
        self.assertEqual(self.figures(), ("refused", [0, 0], [890, 890]))
        self.assertEqual(self.file.answer_ids.mapped("reason"), ["Enveloppe épuisée"])

    def test_papers_asked_for_come_on_the_list_and_the_file_waits(self):
        self.answer("ask_papers", papers="Grille tarifaire\n\n Justificatif de contribution ")
        self.assertEqual(self.file.state, "incomplete")
        added = self.file.paper_ids.filtered("is_added")
        self.assertEqual(added.mapped("name"), ["Grille tarifaire", "Justificatif de contribution"])
        self.assertIn("papers", [item["code"] for item in self.file._of_missing("send")])
        added.attachment_ids = self.env["ir.attachment"].create({"name": "x.pdf", "raw": b"%PDF-"})
        self.file.action_send()
        self.assertEqual((self.file.state, set(added.mapped("state"))), ("sent", {"handed"}))

    def test_amendment_and_extension_follow_the_accord(self):
        self.answer("grant", number="A-1", date="2026-09-30", valid_until="2027-01-31")
        self.answer("amend", date="2026-11-02", unit_amount=1000, reason="Un jour de moins")
        self.assertEqual((self.figures(), self.file.mode), (("partial", [500, 500], [390, 390]), "direct"))
        self.answer("extend", valid_until="2027-03-31")
        self.assertEqual(self.file.valid_until, fields.Date.to_date("2027-03-31"))
        self.assertEqual(self.file.answer_ids.mapped("kind"), ["extend", "amend", "grant"])

    def test_what_can_not_be_is_refused_and_nothing_is_written(self):
        for values in ({"kind": "amend", "number": "A"}, {"kind": "extend", "valid_until": "2027-01-01"},
                       {"kind": "grant"}, {"kind": "grant", "number": "A", "unit_amount": 1200.01},
                       {"kind": "ask_papers"}):
            with self.subTest(values), self.assertRaises(UserError), self.cr.savepoint():
                self.answer(**values)
        self.assertEqual((self.figures(), self.file.answer_ids), (("sent", [0, 0], [290, 290]), self.env["of.funding.answer"]))

    def test_an_answer_is_nobodys_to_change(self):
        self.answer("grant", number="A-1", date="2026-11-02")
        groups = "of_funding.group_of_funding_user,of_training.group_of_training_manager,base.group_system"
        answer = self.file.answer_ids.with_user(self.office_user("funding", groups))
        for action in (lambda: answer.write({"amount": 1}), answer.unlink, lambda: answer.create(
                {"request_id": self.file.id, "kind": "grant", "date": "2026-11-02"})):
            with self.assertRaises(AccessError):
                action()

    def test_every_state_and_answer(self):
        """Answers x states: what the table does not name is refused."""
        allowed = {"grant": ("draft", "sent", "incomplete"), "refuse": ("draft", "sent", "incomplete"),
                   "ask_papers": ("sent",), "amend": ("granted", "partial"), "extend": ("granted", "partial")}
        values = {"number": "A-1", "reason": "r", "papers": "p", "valid_until": "2027-12-31"}
        for kind, states in allowed.items():
            for state in dict(self.file._fields["state"].selection):
                with self.subTest(kind=kind, state=state):
                    self.file._pass().write({"state": state, "valid_until": False})
                    if state in states:
                        self.answer(kind, **values)
                    else:
                        with self.assertRaises(UserError), self.cr.savepoint():
                            self.answer(kind, **values)
                    self.file.line_ids.granted = 0
