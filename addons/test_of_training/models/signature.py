import base64
import hashlib
import hmac

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError

TIMEOUT = 10  # seconds


class ResCompany(models.Model):
    _inherit = "res.company"

    of_signature_provider = fields.Selection(selection_add=[("stub", "Parafe")], ondelete={"stub": "set default"})


class OfSignatureStub(models.AbstractModel):
    """A provider as an integrator would write it: three HTTP requests."""

    _name = "of.signature.stub"
    _description = "Provider of the tests"
    _inherit = ["of.signature.provider"]

    @api.model
    def _request(self, agreement):
        answer = self._call("POST", "/requests", {
            "key": agreement.document_id.sha256, "name": agreement.name, "callback": f"/test/signature/{agreement.id}",
            "pdf": base64.b64encode(agreement.document_id.sudo().attachment_id.raw).decode(),
            "signers": [{"party": one._party().id, "name": one.partner_id.name, "email": one.partner_id.email}
                        for one in agreement._unsigned()]})
        return agreement._notice("Demandé"), answer["id"]

    @api.model
    def _cancel(self, agreement, reference):
        self._call("DELETE", f"/requests/{reference}")

    @api.model
    def _call(self, verb, path, content=None):
        parameters = self.env["ir.config_parameter"].sudo()
        try:
            url = parameters.get_param("test.signature.url") + path
            answer = requests.request(verb, url, json=content, timeout=TIMEOUT)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise UserError(self.env._("The provider does not answer, try again later (%(error)s).", error=error))

    @api.model
    def _seal(self, body):
        """What proves that a callback comes from the provider."""
        secret = self.env["ir.config_parameter"].sudo().get_param("test.signature.secret")
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
