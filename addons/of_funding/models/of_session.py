from odoo import fields, models

from ..lib import wording


class OfSession(models.Model):
    _inherit = "of.session"

    of_document_ids = fields.One2many("of.document", "session_id", "Documents issued")

    def _of_days(self):
        """First and last day, in the session's time zone."""
        local = self.with_context(tz=self.tz)
        return [moment and fields.Datetime.context_timestamp(local, moment).date()
                for moment in (self.date_start, self.date_end)]

    def _of_invoice_text(self):
        """The training and its dates, as an invoice names them."""
        # An accountant invoices trainings whose programme he need not be able to open.
        return wording.training(self.sudo().programme_id.name, *self._of_days())
