from odoo import models

from ..lib import wording
from ..models.of_learning_activity import HOWS_FRENCH
from . import office


class ReportDistanceLog(models.AbstractModel):
    """Suivi à distance: lessons done with their estimate, classes followed, and connections that support them."""

    _name = "report.of_training.report_distance_log"
    _description = "Follow-up of distance learning"

    def _get_report_values(self, docids, data=None):
        docs = office.records(self.env["of.enrolment"].browse(docids))  # connections and signatures are read by few
        return {"doc_ids": docids, "doc_model": "of.enrolment", "docs": docs,
                "logs": {enrolment.id: self._log(enrolment) for enrolment in docs}}

    def _log(self, enrolment):
        session, hours = enrolment.session_id, wording.duration
        head = self.env["of.learning.activity"]._chain_head(enrolment)
        return {
            "done": hours(enrolment.hours_done), "planned": hours(enrolment.hours_planned),
            "lessons": hours(enrolment.hours_lessons), "connected": hours(enrolment.hours_connected),
            "activities": [{
                "name": activity.name, "when": self._when(session, activity.done_at), "hours": hours(activity.hours),
                "how": HOWS_FRENCH[activity.how]} for activity in enrolment.learning_activity_ids],
            "classes": [{
                "name": attendance.slot_id.topic or "Classe", "when": attendance.slot_id._label(),
                "hours": hours(attendance.hours)}
                for attendance in enrolment.attendance_ids.filtered("slot_id.closed_at").sorted("start")],
            "connections": [{
                "when": self._when(session, log.start), "end": log.end and self._when(session, log.end),
                "hours": hours(log.hours), "source": log.source} for log in enrolment.connection_ids],
            "chain_count": head.entry_count, "chain_digest": head.digest,
        }

    @staticmethod
    def _when(session, instant):
        """'14 décembre 2026, 9 h 05' where the session takes place."""
        local = session._local(instant)
        return f"{wording.day(local.date(), 'fr_FR')}, {wording.clock(local)}"
