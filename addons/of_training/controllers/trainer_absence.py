from datetime import datetime

import pytz

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..lib import planning
from .signing import refuse


class TrainerAbsencePages(Controller):
    """'Mes absences': when a trainer can't teach, typed on his phone."""

    @route("/my/absences", type="http", auth="user", methods=["GET"], sitemap=False)
    def my_absences(self, **query):
        return self._show()

    @route("/my/absences/add", type="http", auth="user", methods=["POST"], sitemap=False)
    def add(self, start="", end="", reason="", **post):
        try:
            self._add(self._instant(start), self._instant(end), reason)
        except UserError as error:
            return self._show(error=str(error), typed={"start": start, "end": end, "reason": reason})
        return request.redirect("/my/absences")

    @route("/my/absences/<int:absence_id>/remove", type="http", auth="user", methods=["POST"], sitemap=False)
    def remove(self, absence_id, **post):
        absence = self._own().filtered(lambda absence: absence.id == absence_id)
        if not absence:
            refuse("absence %s of another trainer", absence_id)
        absence.unlink()
        return request.redirect("/my/absences")

    # -- steps -------------------------------------------------------------------

    def _add(self, start, end, reason):
        _ = request.env._
        if not start or not end:
            raise UserError(_("Give the day and time at which the absence begins and ends."))
        if end <= start:
            raise UserError(_("The absence ends before it begins: correct its end."))
        if end <= fields.Datetime.now():
            raise UserError(_("This absence is over already: the office notes what is past."))
        request.env["of.trainer.absence"].sudo().create({  # his own; the office alone has the right
            "trainer_id": self._trainer().id, "start": start, "end": end, "reason": reason[:200],
            "company_id": request.env.user.company_id.id})

    @staticmethod
    def _instant(typed):
        """'2027-01-11T09:00' in the trainer's time zone, as naive UTC; None when it is no instant."""
        try:
            local = datetime.strptime(typed, "%Y-%m-%dT%H:%M")
        except ValueError:
            return None
        return planning.to_utc(local, TrainerAbsencePages._zone().zone)

    @staticmethod
    def _zone():
        return pytz.timezone(request.env.user.tz or "Europe/Paris")

    def _own(self):
        """His absences to come, in sudo: his name is on them."""
        return request.env["of.trainer.absence"].sudo().search(
            [("trainer_id", "=", self._trainer().id), ("end", ">", fields.Datetime.now())], order="start")

    @staticmethod
    def _trainer():
        partner = request.env.user.partner_id
        if not partner.of_is_trainer:
            refuse("absences of %s, no trainer", partner.id)
        return partner

    def _show(self, error=None, typed=None):
        user, zone = request.env.user, self._zone()
        return request.render("of_training.trainer_absences", {
            "absences": self._own(), "error": error, "typed": typed or {}, "company": user.company_id.sudo(),
            "local": lambda instant: pytz.utc.localize(instant).astimezone(zone)},
            headers={"Cache-Control": "no-store"})
