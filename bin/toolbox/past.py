"""What the demo's organisation did before today. Told in Odoo's shell, once, on the installed demo.

The ordinary methods run with the clock set back; every proof they make is
marked 'taken over' (reprise), as those of an organisation that changes
software would be.
"""
from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime

from odoo.addons.of_foundation.models.of_frozen_mixin import _TAKE_OVER

from .past_funding import PastFunding

PAST = ("excel_1", "sst_1", "manager_1", "excel_2", "tosa_1")
CLOSED = ("excel_1", "sst_1", "excel_2")
DISTANCE = "distance"  # still going on
COMING = ("excel_3", "sst_2", "tosa_2", "manager_2", "excel_4")
SEALS = {"base.main_company": "confluence_formation", "of_training.demo_company_alpes": "confluence_alpes"}
LESSONS_DONE = 16
ABSENT = "Gaëlle Garrigou"  # half a day, with a doctor's paper
ABANDONED = "Solène Sauvagnac"  # after the first day
NO_SHOW = "Pierre-Yves Pellissane"


class Past(PastFunding):
    def __init__(self, env):
        assistant = env.ref("of_training.demo_user_assistant")
        context = {**env.context, "of_take_over": _TAKE_OVER, "lang": "fr_FR", "tz": "Europe/Paris",
                   "mail_notify_force_send": False, "mail_create_nosubscribe": True}
        self.env = env(user=assistant.id, context=context)

    def tell(self):
        self.seal()
        sessions = {name: self.env.ref(f"of_training.demo_session_{name}") for name in (*PAST, "excel_3", DISTANCE)}
        for session in sessions.values():
            self.sign_agreements(session)
        for name in PAST:
            self.give_up(sessions[name])
            self.attend(sessions[name])
            self.assess(sessions[name])
            self.never_come(sessions[name])
            self.issue_papers(sessions[name], close=name in CLOSED)
            self.fund(sessions[name])
            self.invoice(sessions[name])
            self.settle(sessions[name])
        self.attend(sessions[DISTANCE])
        self.learn(sessions[DISTANCE])
        self.examine()
        for name in COMING:
            self.fund(self.env.ref(f"of_training.demo_session_{name}"))
        self.account_holders()
        for model in ("of.funding.request", "of.cpf.file"):
            self.env[model].sudo()._cron_deadlines()
        self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).cancel()
        self.env.cr.commit()

    def seal(self):
        """The companies have their seals from the first day; what waits for a signature since is issued with it."""
        for company, name in SEALS.items():
            self.env.ref(company).sudo().of_seal_name = name
        issued = self.env["of.agreement"].search([("state", "=", "issued")])
        issued.action_rework()
        issued.action_issue()
        self.env.cr.commit()

    def sign_agreements(self, session):
        for order in session.enrolment_ids.order_id:
            with freeze_time(session.date_start - timedelta(days=24), tick=True):
                order.action_of_agreements()
                order.of_agreement_ids.filtered(lambda a: a.state == "draft").action_issue()
            with freeze_time(session.date_start - timedelta(days=22), tick=True):
                for agreement in order.of_agreement_ids.filtered(lambda a: a.state == "issued"):
                    signer = agreement.partner_id.of_hr_contact_ids[:1] or agreement.partner_id
                    agreement._sign_on_line(
                        self.env["res.users"], signer.name, signer.function, ip_address="192.0.2.10",
                        user_agent="Mozilla/5.0 (démonstration)")
            self.env.cr.commit()  # entries are appended by cursors of their own

    def give_up(self, session):
        day = session._local_day(session.date_start)
        session.enrolment_ids.filtered(lambda one: one.learner_id.name == ABANDONED)._leave(day, "employment")

    def never_come(self, session):
        with freeze_time(session.date_end, tick=True):
            session.enrolment_ids.filtered(lambda one: one.learner_id.name == NO_SHOW)._never_came(
                session._local_day(session.date_end))
        self.env.cr.commit()

    def attend(self, session):
        session._expect_people()
        self.env.cr.commit()
        for number, slot in enumerate(session.slot_ids.filtered(lambda slot: slot.end < Datetime.now())):
            learners = slot.attendance_ids.filtered(lambda a: a.role == "learner" and a.person != NO_SHOW)
            absent = learners.filtered(lambda a: a.person == ABSENT) if number == 1 else learners.browse()
            with freeze_time(slot.start + timedelta(minutes=7), tick=True):
                for attendance in learners - absent:
                    attendance._sign("link", typed=attendance.person, ip="192.0.2.20", user_agent="démonstration")
            with freeze_time(slot.end + timedelta(minutes=2), tick=True):
                if absent:
                    absent._declare("absent_justified", reason="Certificat médical")
                trainer = slot.attendance_ids.filtered(lambda a: a.role == "trainer")
                trainer._sign("link", typed=trainer.person, ip="192.0.2.21", user_agent="démonstration")
            self.env.cr.commit()

    def issue_papers(self, session, close):
        with freeze_time(session.date_end + timedelta(days=1), tick=True):
            session.action_finish()
            session.action_attendance_sheet()
            session.action_issue_certificates()
            if assessed := session.enrolment_ids.filtered("assessment_ids"):
                assessed.action_issue_attestation()
            if close:
                session.action_close()
        self.env.cr.commit()

    def assess(self, session):
        """From little at entry to mostly acquired at exit, by objective; one learner is still on his way."""
        if not session.programme_id.of_objective_ids:
            return
        for moment, day, levels in (("entry", session.date_start, "0101"), ("exit", session.date_end, "3434")):
            with freeze_time(day, tick=True):
                assessments = session._assess(moment, assessor_id=session.trainer_ids[:1].id)
                for number, assessment in enumerate(assessments):
                    for line, level in zip(assessment.line_ids, levels, strict=False):
                        line.level = str(max(int(level) - (number == 2 and moment == "exit"), 0))
        with freeze_time(session.date_end + timedelta(days=1), tick=True):
            session.enrolment_ids.filtered("assessment_ids").action_issue_assessment_report()
        self.env.cr.commit()

    def learn(self, session):
        """The learner with a login did most lessons; the other one has not begun."""
        user = self.env.ref("of_training.demo_user_learner")
        lessons = self.env(user=user.id)["slide.slide.partner"].sudo()
        begin = session.date_start + timedelta(days=1)
        for number, lesson in enumerate(session.programme_id.sudo()._of_lessons().sorted("sequence")[:LESSONS_DONE]):
            with freeze_time(begin + timedelta(days=2 * number, hours=number % 3), tick=True):
                lessons.create({"slide_id": lesson.id, "partner_id": user.partner_id.id, "completed": True})
            self.env.cr.commit()
        record = session.enrolment_ids.filtered(lambda enrolment: enrolment.learner_id == user.partner_id)
        self.env["of.connection.log"].create({
            "enrolment_id": record.id, "start": begin + timedelta(days=31), "hours": 61.2,
            "source": "Plateforme, rapport de connexion"})
        self.env.cr.commit()

    def examine(self):
        """One candidate was absent, one failed."""
        examination = self.env.ref("of_training.demo_examination_tosa_1")
        candidates = examination.candidate_ids
        with freeze_time(examination.date - timedelta(days=20), tick=True):
            examination.action_register()
        with freeze_time(examination.date + timedelta(hours=3), tick=True):
            candidates[-1:].presence = "absent"
            examination.action_all_present()
            examination.action_hold()
        with freeze_time(examination.date + timedelta(days=6), tick=True):
            candidates[1:2].write({"result": "fail", "mark": "412 points"})
            examination.action_all_passed()
            for number, candidate in enumerate(candidates.filtered("is_passed"), 1):
                candidate.write({"mark": f"{700 + 35 * number} points", "answer": "confirmed",
                                 "certificate_number": f"CD-26-{number:04}"})
            examination.action_announce()
        self.env.cr.commit()

    def invoice(self, session):
        day = (session.date_end + timedelta(days=2)).date()
        orders = session.enrolment_ids.order_id.filtered(
            lambda order: order.invoice_status == "to invoice" and order.partner_id.is_company)
        for order in orders.sudo():  # the accountant's work
            moves = order._create_invoices(final=True)
            moves.write({"invoice_date": day, "invoice_date_due": day + timedelta(days=30)})
            moves.action_post()
        self.env.cr.commit()
