import base64
import logging
import time

from odoo import api, fields, models
from odoo.tools import SQL

from ..lib import digest, flows

_logger = logging.getLogger(__name__)
TRANSITIONS = {
    "receive": {"waiting": "done", "failed": "done"},
    "fail": {"waiting": "failed", "failed": "failed"},
    "retry": {"failed": "waiting", "waiting": "waiting"},
    "cancel": {"waiting": "cancelled", "failed": "cancelled"},
}
RUN_SECONDS = 10


class OfFlow(models.Model):
    """One exchange with the outside (échange): kept before it goes, tried again while the other side is down.

    What is exchanged is told by the model of its record, which inherits ``of.flow.mixin``. One that fails
    blocks no other; what was answered is kept before it is looked at, so that it is never asked for twice.
    """

    _name = "of.flow"
    _description = "Exchange"
    _inherit = ["of.state.mixin"]
    _order = "id desc"
    _transitions = TRANSITIONS
    _guarded_fields = ("state", "name", "res_model", "res_id", "payload", "payload_sha256", "answer", "attempts",
                       "next_try", "done_at", "error", "company_id")

    name = fields.Char("What", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Done"), ("failed", "To look at"), ("cancelled", "Cancelled")],
        default="waiting", required=True, readonly=True, index=True)
    payload = fields.Binary("Sent", attachment=False, readonly=True)
    payload_sha256 = fields.Char("SHA-256 of what is sent", required=True, readonly=True)
    answer = fields.Binary(attachment=False, readonly=True)
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime("Next attempt", default=fields.Datetime.now, readonly=True)
    done_at = fields.Datetime("Done on", readonly=True)
    error = fields.Char("What went wrong", readonly=True)

    _once = models.UniqueIndex(
        "(res_model, res_id, payload_sha256) WHERE state <> 'cancelled'", "This exchange is under way already.")
    _due = models.Index("(next_try) WHERE state = 'waiting'")

    # -- sending -----------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due, oldest first; what is left when time is up goes with the next run."""
        crons, due = self.env["ir.cron"], [("state", "=", "waiting"), ("next_try", "<=", fields.Datetime.now())]
        crons._commit_progress(remaining=self.search_count(due))
        end = time.monotonic() + RUN_SECONDS
        for flow in self.search(due, order="next_try, id"):
            flow._try()
            if not crons._commit_progress(1) or time.monotonic() > end:
                return

    def _try(self):
        """One attempt; commits before it sends, and again when the answer is there."""
        self.ensure_one()
        if not self._claim():
            return
        record = self._record()
        try:
            if not self.answer:
                self._pass().answer = base64.b64encode(record._flow_send(self._payload()))
                self.env.cr.commit()  # pylint: disable=invalid-commit
            with self.env.cr.savepoint():
                record._flow_received(self._payload(), self._answer())
                self._pass().write({"done_at": fields.Datetime.now(), "error": False})
                self._move("receive")
        except flows.Unavailable as error:
            self._failed(error, is_final=flows.is_given_up(self.attempts))
        except flows.Refused as error:
            self._pass().answer = False  # whoever tries again asks again
            self._failed(error, is_final=True)
        except Exception as error:  # whatever a connector meets: the others go on
            _logger.exception("Exchange %s", self.id)
            self._failed(error, is_final=True)

    def _claim(self):
        """Count the attempt and commit it: a process that is killed on the way doesn't try without end.

        False when another process is at it.
        """
        self.env.cr.execute(SQL(
            "SELECT id FROM of_flow WHERE id = %s AND state = 'waiting' AND next_try <= %s FOR UPDATE SKIP LOCKED",
            self.id, fields.Datetime.now()))
        if not self.env.cr.fetchone():
            return False
        attempts = self.attempts + 1
        self._pass().write({"attempts": attempts, "next_try": fields.Datetime.now() + flows.pause(attempts)})
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return True

    def _payload(self):
        """What is sent (bytes)."""
        return base64.b64decode(self.with_context(bin_size=False).payload)

    def _answer(self):
        """What was answered (bytes)."""
        return base64.b64decode(self.with_context(bin_size=False).answer)

    def _record(self):
        return self.env[self.res_model].browse(self.res_id)

    def _failed(self, error, is_final):
        self._pass().error = str(error)[:500] or type(error).__name__
        if is_final:
            self._move("fail")

    # -- buttons -----------------------------------------------------------------------

    def action_retry(self):
        """Try these again now."""
        self.check_access("write")
        self._move("retry")
        self._pass().write({"attempts": 0, "next_try": fields.Datetime.now()})
        self.env.ref("of_foundation.ir_cron_flow").sudo()._trigger()

    def action_cancel(self):
        self.check_access("write")
        self._move("cancel")

    def action_record(self):
        """Open what it is about."""
        self.ensure_one()
        return self._record().get_formview_action()


class OfFlowMixin(models.AbstractModel):
    """A record that exchanges something with the outside through ``of.flow``."""

    _name = "of.flow.mixin"
    _description = "Source of exchanges"

    def _flow_start(self, name, payload, company):
        """Keep an exchange for this record and have it sent soon; one that is kept already is left as it is.

        :param name: what it is, for people
        :param payload: what is sent (bytes)
        """
        self.ensure_one()
        flow, sha256 = self.env["of.flow"].sudo(), digest.file_digest(payload)
        known = flow.search([("res_model", "=", self._name), ("res_id", "=", self.id),
                             ("payload_sha256", "=", sha256), ("state", "!=", "cancelled")], limit=1)
        if not known:
            known = flow.create([{
                "name": name, "res_model": self._name, "res_id": self.id, "payload": base64.b64encode(payload),
                "payload_sha256": sha256, "company_id": company.id}])
            self.env.ref("of_foundation.ir_cron_flow").sudo()._trigger()
        return known

    def _flow_send(self, payload):
        """Send ``payload`` (bytes) and return the answer (bytes). It may be called again after a failure.

        :raises Unavailable: to try again later
        :raises Refused: for a person to look at
        """
        raise NotImplementedError

    def _flow_received(self, payload, answer):
        """Take over the ``answer`` (bytes) to ``payload``, which is kept already; may be called again."""
        raise NotImplementedError
