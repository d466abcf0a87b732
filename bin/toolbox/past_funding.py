"""Who paid what of the demo's past, and the requests under way today: one of each trouble."""
from datetime import timedelta
from typing import NamedTuple

from freezegun import freeze_time

from odoo import Command
from odoo.fields import Date, Datetime


class File(NamedTuple):
    """A funding request of the demo: the order and the session of its learners, and what became of it."""

    order: str
    session: str
    asked: float  # euros excluding VAT, for each learner
    sent: int  # days before the training; 0: not sent yet
    answered: int = 0  # days before the training; 0: no answer yet
    kind: str = "grant"
    number: str = ""
    granted: float = 0  # euros in all; 0: as asked
    reason: str = ""
    papers: str = ""
    valid: int = 180  # days after the answer
    paid: float = 0  # what the funder paid us, in euros
    refunded: bool = False
    scheme: str = "plan"


FILES = (
    File("duchene_1", "excel_1", 600, 40, 30, number="CSTR-26-0311", paid=1200),
    File("rhodanis_1", "excel_1", 700, 40, 25, number="MOB-26-11807", paid=1500),  # 600 less than granted
    File("rhodanis_1", "sst_1", 190, 35, 20, number="MOB-26-12044"),
    File("solanea_1", "manager_1", 800, 35, 20, kind="refuse", reason="Enveloppe annuelle de l'entreprise épuisée"),
    File("altimax_1", "excel_2", 890, 40, 15, kind="partial", number="ATL-2026-55210", granted=1200,
         reason="Plafond de 600,00 € par stagiaire"),
    File("rhodanis_2", "tosa_1", 900, 38, 18, number="MOB-26-13377", refunded=True),
    File("duchene_2", "excel_3", 600, 30, 9, number="CSTR-26-0502", valid=12),
    File("rhodanis_3", "sst_2", 190, 45),
    File("boulange_2", "sst_2", 150, 25, 12, kind="ask_papers",
         papers="Attestation de versement de la contribution 2026\nGrille tarifaire signée"),
    File("altimax_2", "tosa_2", 1000, 20),
    File("solanea_3", "manager_2", 450, 0),
    File("duchene_3", "excel_4", 500, 0),
)


class CpfFile(NamedTuple):
    """A CPF file of the demo: asked so many days ago, and how far it went."""

    number: str
    learner: str
    session: str
    asked: int
    price: float
    actions: tuple = ()
    rights: float = 0
    flat: float = 150  # euros, since 2 April 2026


CPF_FILES = (
    CpfFile("26112840017", "17", "tosa_2", 5, 1260, rights=1110),  # to answer, late
    CpfFile("26113011842", "18", "tosa_2", 1, 1260, rights=1110),
    CpfFile("26111790265", "02", "tosa_2", 16, 1260, ("action_validate",), rights=1110),
    CpfFile("26110953348", "28", "tosa_2", 24, 1260, ("action_validate", "action_accept"), rights=760, flat=0),
    CpfFile("26110431190", "01", "excel_5", 31, 890, ("action_validate", "action_accept"), rights=740),
)


class PastFunding:
    """The part of the past that of_funding tells; ``env`` is the assistant's."""

    def fund(self, session):
        """Requests of the orders of ``session``, with their answers; before anything of them is invoiced."""
        for file in FILES:
            order, its_session = (self.env.ref(f"of_training.demo_{name}") for name in (
                f"order_{file.order}", f"session_{file.session}"))
            known = self.env["of.funding.request"].search_count(
                [("employer_id", "=", order.partner_id.id), ("session_id", "=", its_session.id)])
            if order in session.enrolment_ids.order_id and not known:
                self._file(file, its_session)
        self.env.cr.commit()

    def _file(self, file, session):
        order = self.env.ref(f"of_training.demo_order_{file.order}")
        enrolments = session.enrolment_ids.filtered(lambda one: one.order_id == order and one.state != "cancelled")
        start = session.date_start
        with freeze_time(self._moment(start, file.sent + 2 if file.sent else 35), tick=True):
            request = self.env["of.funding.request"].create({
                "funder_id": order.partner_id.of_opco_id.id, "employer_id": order.partner_id.id,
                "session_id": session.id, "scheme": file.scheme, "line_ids": [
                    Command.create({"enrolment_id": enrolment.id, "asked": min(file.asked, enrolment.price)})
                    for enrolment in enrolments]})
        if file.sent:
            self._send(request, start, file)
        if file.answered:
            self._answer(request, start, file)

    @staticmethod
    def _moment(start, days):
        """That many days before ``start``, and never after yesterday."""
        return min(start - timedelta(days=days), Datetime.now() - timedelta(days=1))

    def _send(self, request, start, file):
        with freeze_time(self._moment(start, file.sent), tick=True):
            self._waive(request, "send")
            request.action_send()

    def _answer(self, request, start, file):
        with freeze_time(self._moment(start, file.answered), tick=True):
            today = Date.today()
            wizard = self.env["of.funding.answer.add"].create({
                "request_id": request.id, "kind": file.kind, "date": today, "number": file.number,
                "reason": file.reason, "papers": file.papers, "valid_until": today + timedelta(days=file.valid)})
            if file.granted:
                wizard.unit_amount = file.granted
            wizard.action_record()

    def account_holders(self):
        """Files of Mon Compte Formation, at each step."""
        for told in CPF_FILES:
            with freeze_time(Datetime.now() - timedelta(days=told.asked), tick=True):
                session = self.env.ref(f"of_training.demo_session_{told.session}")
                file = self.env["of.cpf.file"].create({
                    "number": told.number, "learner_id": self.env.ref(f"of_training.demo_learner_{told.learner}").id,
                    "learner_status": "employee", "session_id": session.id, "programme_id": session.programme_id.id,
                    "price": told.price, "amount_rights": told.rights, "amount_flat": told.flat,
                    "amount_employer": told.price - told.rights - told.flat})
            for number, action in enumerate(told.actions, 1):
                with freeze_time(Datetime.now() - timedelta(days=told.asked - number), tick=True):
                    self._waive(file, file._of_checklist_purpose())
                    getattr(file, action)()
        self.env.cr.commit()

    def _waive(self, record, purpose):
        """Answer for what is advised and lacks."""
        for item in record._of_blocking(purpose) if purpose else []:
            self.env["of.checklist.waiver"].create({
                "res_model": record._name, "res_id": record.id, "code": item["code"],
                "reason": "Vu avec l'interlocuteur"})

    def settle(self, session):
        """What funders paid us or refunded the companies, three weeks after the invoices."""
        name = session.get_external_id()[session.id].removeprefix("of_training.demo_session_")
        for file in FILES:
            request = self.env["of.funding.request"].search(
                [("number", "=", file.number)], limit=1) if file.number and file.session == name else None
            if not request:
                continue
            if file.paid and (invoices := request.sudo().move_ids.filtered(lambda move: move.state == "posted")):
                self.env["account.payment.register"].sudo().with_context(
                    active_model="account.move", active_ids=invoices.ids).create({
                        "amount": file.paid, "payment_date": session.date_end.date() + timedelta(days=25),
                    })._create_payments()
            if file.refunded:
                for line in request.line_ids:
                    line.write({"refund_state": "refunded", "refunded_amount": line.granted,
                                "refunded_on": Date.today() - timedelta(days=2)})
        self.env.cr.commit()
