import time
from datetime import timedelta

import requests

from odoo import api, fields, models

from odoo.addons.of_foundation.lib import flows

from ..lib import cfadock

URL = "https://www.cfadock.fr/api/opcos"
KEEP_DAYS = 90
TIMEOUT = 5  # seconds, the whole answer included
GAP = 0.5  # seconds before each question: two a second at most, as exchanges go one by one
SILENCE = timedelta(minutes=1)  # one that does not answer is not asked again by the next in the row
STATUSES = [("asked", "Asked"), ("found", "Found"), ("several", "Several OPCO"), ("not_found", "Not known there")]


class OfOpcoLookup(models.Model):
    """A question to the public service CFADock: which OPCO and IDCC has this SIRET? Kept, and used again."""

    _name = "of.opco.lookup"
    _description = "Search of an OPCO"
    _inherit = ["of.guarded.mixin", "of.flow.mixin"]
    _order = "id desc"
    _rec_name = "siret"
    _guarded_fields = ("partner_id", "company_id", "siret", "flow_id", "asked_on", "unanswered_on", "status", "label",
                       "opco_id", "idcc")

    partner_id = fields.Many2one("res.partner", "Company", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(
        "res.company", "Asked by", required=True, readonly=True, default=lambda self: self.env.company, index=True)
    siret = fields.Char("SIRET", required=True, readonly=True, index=True, help="Or the SIREN alone.")
    asked_on = fields.Datetime(readonly=True, default=fields.Datetime.now, required=True)
    unanswered_on = fields.Datetime(readonly=True, help="When the service last failed to answer.")
    flow_id = fields.Many2one("of.flow", "Exchange", readonly=True, ondelete="set null", index="btree_not_null")
    status = fields.Selection(STATUSES, "Answer", readonly=True, required=True, default="asked")
    label = fields.Char("OPCO as answered", readonly=True)
    opco_id = fields.Many2one("res.partner", "OPCO", readonly=True, ondelete="set null", index="btree_not_null")
    idcc = fields.Char("IDCC", readonly=True)

    # -- asking ----------------------------------------------------------------------------

    @api.model
    def _ask(self, partners):
        """Take over what is known of these companies, and ask for the others; the answers come by themselves.

        :param partners: {res.partner: SIRET or SIREN, digits alone}
        :return: the partners asked for, those answered at once (res.partner)
        """
        known, waiting = self._kept(set(partners.values())), self._waiting(partners)
        answered = self.env["res.partner"].union(*(one for one, siret in partners.items() if siret in known))
        for partner in answered:
            known[partners[partner]]._take_over(partner)
        asked = self.env["res.partner"].union(*partners) - answered
        lookups = self.sudo().create([  # a user may ask, not write answers
            {"partner_id": partner.id, "company_id": self.env.company.id, "siret": partners[partner]}
            for partner in asked - waiting])
        for lookup in lookups:
            lookup._start()
        return asked, answered

    def _start(self):
        self.flow_id = self._flow_start(
            self.env._("OPCO of %(partner)s", partner=self.partner_id.name), self.siret.encode(), self.company_id)

    @api.model
    def _kept(self, sirets):
        """``{SIRET: the latest answer}`` that is young enough; whichever company asked, it is public."""
        days = int(self.env["ir.config_parameter"].sudo().get_param("of_funding.cfadock_days", KEEP_DAYS))
        found = self.sudo().search([
            ("siret", "in", list(sirets)), ("status", "!=", "asked"),
            ("asked_on", ">", fields.Datetime.now() - timedelta(days=days))], order="id")
        return {lookup.siret: lookup for lookup in found}

    @api.model
    def _waiting(self, partners):
        """Those whose question is under way, with the SIRET of today."""
        found = self.sudo().search([("partner_id", "in", [one.id for one in partners]), ("status", "=", "asked"),
                                    ("flow_id.state", "=", "waiting")])
        return found.filtered(lambda one: partners[one.partner_id.sudo(False)] == one.siret).partner_id.sudo(False)

    # -- exchange ----------------------------------------------------------------------------

    def _flow_send(self, payload):
        if not self.company_id.of_use_cfadock:
            raise flows.Refused(self.env._(
                "%(company)s does not use CFADock any more: Training / Settings.", company=self.company_id.name))
        if self.search_count([("unanswered_on", ">", fields.Datetime.now() - SILENCE)], limit=1):
            raise flows.Unavailable(self.env._("CFADock did not answer a moment ago: asked again later."))
        time.sleep(GAP)
        try:
            return self._fetch(payload.decode())
        except (requests.RequestException, flows.Unavailable) as error:
            self._pass().unanswered_on = fields.Datetime.now()
            raise flows.Unavailable(self.env._("CFADock does not answer: %(error)s", error=error)) from error

    def _fetch(self, siret):
        url = self.env["ir.config_parameter"].sudo().get_param("of_funding.cfadock_url", URL)
        end = time.monotonic() + TIMEOUT
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}  # nothing to unpack
        with requests.get(url, {"siret": siret}, headers=headers, timeout=TIMEOUT, stream=True,
                          allow_redirects=False) as answer:
            if cfadock.is_busy(answer.status_code):
                raise flows.Unavailable(f"HTTP {answer.status_code}")
            if answer.is_redirect:
                raise flows.Refused(self.env._(
                    "CFADock has moved: an administrator corrects its address in the system parameter %(name)s.",
                    name="of_funding.cfadock_url"))
            if answer.status_code != requests.codes.ok:
                raise flows.Refused(self.env._("CFADock refuses the question: HTTP %(code)s", code=answer.status_code))
            return self._content(answer, end)

    def _content(self, answer, end):
        """Byte by byte: a server that drips holds nobody longer than the time we give it."""
        content = bytearray()
        for byte in answer.iter_content(1):
            content += byte
            if len(content) > cfadock.MAX_BYTES:
                raise flows.Refused(self._unreadable("big"))
            if time.monotonic() > end:
                raise flows.Unavailable(self.env._("its answer takes too long"))
        return bytes(content)

    def _flow_received(self, payload, answer):
        try:
            found = cfadock.read(answer)
        except cfadock.Unreadable as error:
            raise flows.Refused(self._unreadable(error.code)) from error
        opcos = self.env["res.partner"].search([("of_funder_kind", "=", "opco")])
        opco = cfadock.match(found, [(one.id, one.company_registry or "", one.name) for one in opcos])
        self._pass().write({"status": found.status, "label": found.label or found.siren, "opco_id": opco,
                            "idcc": found.idcc, "unanswered_on": False})
        self.with_context(lang=self.create_uid.lang)._take_over(self.partner_id)

    def _unreadable(self, code):
        return {
            "big": self.env._("CFADock's answer is too large to be one."),
            "not_json": self.env._("CFADock's answer is no JSON: is its address right?"),
            "not_object": self.env._("CFADock's answer has not the form that is known."),
            "status": self.env._("CFADock answers with a status that is not known."),
        }[code]

    # -- answer ----------------------------------------------------------------------------

    def _take_over(self, partner):
        """Fill in what ``partner`` lacks, and tell what was found; nothing that was typed is changed."""
        idcc = self.env["of.idcc"]._of_code(self.idcc)
        told = [self._sentence()]
        if self.idcc and not idcc:
            told.append(self.env._("IDCC %(code)s is not in the table: a manager may add it.", code=self.idcc))
        for name, found in (("of_opco_id", self.opco_id), ("of_idcc_id", idcc)):
            if found and partner[name] and partner[name] != found:
                told.append(self.env._(
                    "%(field)s: %(ours)s was typed here and stays. Ask the company which one is right.",
                    field=partner._fields[name]._description_string(self.env), ours=partner[name].display_name))
        vals = {"of_opco_id": (partner.of_opco_id or self.opco_id).id, "of_idcc_id": (partner.of_idcc_id or idcc).id}
        partner.write(vals)  # both at once: an IDCC alone would bring its own OPCO
        partner.message_post(body=" ".join(told))

    def _sentence(self):
        if self.status == "several":
            return self.env._("CFADock names several OPCO for %(siret)s: ask the company.", siret=self.siret)
        if self.status != "found":
            return self.env._("CFADock knows no OPCO for %(siret)s. Its IDCC tells which.", siret=self.siret)
        sentence = self.env._("CFADock: OPCO %(opco)s, IDCC %(idcc)s.", opco=self.opco_id.name or self.label or "?",
                              idcc=self.idcc or "?")
        return sentence if self.opco_id else sentence + " " + self.env._("This OPCO is not among our funders.")
