import re

from stdnum.fr import siren, siret

from odoo import api, fields, models
from odoo.exceptions import UserError

NAMED = 5  # companies named in a sentence


class ResPartner(models.Model):
    """Which OPCO a company belongs to: by its IDCC, or by asking CFADock for its SIRET."""

    _inherit = "res.partner"

    of_idcc_id = fields.Many2one(
        "of.idcc", "IDCC", index="btree_not_null", help="Collective agreement that payslips name; it tells the OPCO.")
    of_opco_id = fields.Many2one(
        "res.partner", "OPCO", domain=[("of_funder_kind", "=", "opco")], index="btree_not_null",
        compute="_compute_of_opco_id", store=True, readonly=False,
        help="Of the branch of this company (its IDCC tells which).")
    of_opco_doubt = fields.Char("OPCO in doubt", compute="_compute_of_opco_doubt")

    @api.depends("of_idcc_id.opco_id")
    def _compute_of_opco_id(self):
        """What was typed stays; what the IDCC told before follows it."""
        for partner in self:
            told = partner._origin.of_idcc_id.opco_id
            if not partner.of_opco_id or partner.of_opco_id._origin == told:
                partner.of_opco_id = partner.of_idcc_id.opco_id or partner.of_opco_id

    @api.depends("of_idcc_id.opco_id", "of_opco_id")
    def _compute_of_opco_doubt(self):
        for partner in self:
            ours, told = partner.of_opco_id._origin, partner.of_idcc_id.opco_id._origin
            partner.of_opco_doubt = self.env._(
                "IDCC %(code)s belongs to %(opco)s: ask the company which one is right.",
                code=partner.of_idcc_id.code, opco=told.name) if ours and told and ours != told else False

    def action_of_find_opco(self):
        """Ask CFADock for these companies; answers come within minutes and are told in their chatter."""
        self.check_access("write")
        if not self.env.company.of_use_cfadock:
            raise UserError(self.env._(
                "Asking CFADock is switched off for %(company)s: a manager switches it on in Training / Settings.",
                company=self.env.company.name))
        numbers = {one: number for one in self if one.is_company and (number := one._of_registered_number())}
        if not numbers:
            raise UserError(self.env._(
                "%(names)s: there is no valid SIRET. Complete it on the company first.",
                names=self._of_names(self)))
        asked, answered = self.env["of.opco.lookup"]._ask(numbers)
        return self._of_find_notice(asked, answered, self - asked - answered)

    def _of_registered_number(self):
        """Valid SIRET or SIREN, digits alone; empty otherwise."""
        number = re.sub(r"[\s.]", "", self.company_registry or "")
        return number if siret.is_valid(number) or siren.is_valid(number) else ""

    def _of_names(self, partners):
        names = ", ".join(partners[:NAMED].mapped("display_name"))
        return names if len(partners) <= NAMED else f"{names}…"

    def _of_find_notice(self, asked, answered, skipped):
        told = []
        if asked:
            told.append(self.env._(
                "%(count)s asked for: the answer comes within minutes, in the company's messages.", count=len(asked)))
        if answered:
            told.append(self.env._("%(count)s answered from what is known already.", count=len(answered)))
        if skipped:
            told.append(self.env._(
                "Without a valid SIRET, left out: %(names)s.", names=self._of_names(skipped)))
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": "warning" if skipped else "info", "message": " ".join(told),
            "next": {"type": "ir.actions.client", "tag": "soft_reload"}}}
