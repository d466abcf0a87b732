from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext

from odoo.addons.of_foundation.lib.checklist import Check

from .of_agreement_kinds import BASIS

OPEN = ("draft", "issued", "expired")
SHARED = ("order_id", "session_id", "partner_id", "company_id")  # with what is amended


class OfAgreement(models.Model):
    """Amendments (avenants): a signed agreement stays as it is, another document says what changes."""

    _inherit = "of.agreement"

    basis = fields.Selection(
        [("convention", "Convention (L6353-1)"), ("contract", "Contract (L6353-3)"),
         ("subcontract", "Subcontract (R6333-6-2)"), ("other", "Other")],
        compute="_compute_basis", store=True, recursive=True,
        help="Which articles say what it must hold.")
    amended_id = fields.Many2one(
        "of.agreement", "Amends", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        check_company=True)
    amendment_ids = fields.One2many("of.agreement", "amended_id", "Amendments", readonly=True)
    reason = fields.Text("Why it changes", help="Printed in the amendment.")
    facts = fields.Json(
        "What was agreed", readonly=True, copy=False, export_string_translation=False,
        help="As issued, by heading: what an amendment is compared with.")
    changes = fields.Html("What changes", compute="_compute_changes", sanitize=False)

    _one_open_amendment = models.UniqueIndex(
        "(amended_id) WHERE kind = 'amendment' AND state IN ('draft', 'issued')",
        "An amendment of this agreement is open already: complete it, or cancel it.")

    @api.depends("kind", "amended_id.basis")
    def _compute_basis(self):
        for agreement in self:
            agreement.basis = agreement.amended_id.basis or BASIS.get(agreement.kind, "other")

    @api.constrains("kind", "amended_id", *SHARED)
    def _check_amended(self):
        for agreement in self:
            if agreement.amended_id and any(agreement[name] != agreement.amended_id[name] for name in SHARED):
                raise ValidationError(self.env._(
                    "%(amendment)s amends %(agreement)s: client, order and session are those of it.",
                    amendment=agreement.name, agreement=agreement.amended_id.name))
            if (agreement.kind == "amendment") != bool(agreement.amended_id):
                raise ValidationError(self.env._(
                    "An amendment is made from the agreement that it changes: press 'Amend' there."))

    def _in_force(self):
        """What holds today: the last signed amendment, else this agreement itself."""
        self.ensure_one()
        return self.amendment_ids.filtered(lambda one: one.state == "signed").sorted("id")[-1:] or self

    def action_amend(self):
        """Open the draft amendment of this signed agreement, with everything as session and order say it now."""
        self.ensure_one()
        if self.state != "signed" or self.kind == "amendment":
            raise UserError(self.env._("Only a signed agreement is amended: an open one goes back to draft."))
        amendment = self.amendment_ids.filtered(lambda one: one.state in OPEN)[:1]
        if not amendment:
            self.amendment_ids.flush_recordset(["state"])  # the database counts the open ones
            amendment = self._pass().create(self._prepare_amendment())
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": amendment.id, "view_mode": "form"}

    def action_amendments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_agreement_action")
        return action | {"domain": [("amended_id", "=", self.id)], "context": {"create": False}}

    def _prepare_amendment(self):
        """What was reworded stays reworded; the rest follows what session and order say."""
        held = self._in_force()
        kept = {name: held[name] for name in (*held._proposals(), "proposed")}
        return {
            **kept, "kind": "amendment", "amended_id": self.id, "name": f"{self.name}-A{len(self.amendment_ids) + 1}",
            **{name: self[name].id for name in (*SHARED, "user_id")}}

    def _move(self, action):
        """With what it amends no longer in force, an open amendment has nothing to amend."""
        result = super()._move(action)
        amendments = self.amendment_ids.filtered(lambda one: one.state in OPEN)
        if amendments and action in ("cancel", "withdraw"):
            amendments.action_cancel()
        return result

    # -- what changes ------------------------------------------------------------------

    def _facts(self):
        """``{heading: text}`` of all that was agreed, in French and in order, to tell what an amendment changes."""
        days = [f"{row['day']}, {row['times']} ({row['trainers'] or 'formateur à désigner'})"
                for row in self._schedule()]
        return {
            "Intitulé": self.title or "", "Objectifs": html2plaintext(self.objectives or "").strip(),
            "Contenu": html2plaintext(self.content or "").strip(), "Prérequis": self.prerequisites or "",
            "Durée et période": self._period_label() if self.date_start else "", "Calendrier": "\n".join(days),
            "Lieu": self._place_label() or "", "Déroulement": self.delivery or "",
            "Moyens pédagogiques et techniques": self.methods or "", "Suivi et évaluation": self.assessment or "",
            "Sanction": self.outcome or "", "Formateurs": self.trainer_references or "",
            "Stagiaires": "\n".join(self._learner_names()), "Nombre de stagiaires": f"{self._seats():g}",
            "Prix": self._money(self.amount_total), "Modalités de règlement": self.payment_terms or "",
            "Cessation anticipée ou abandon": self.early_end_terms or "",
        }

    def _changed(self):
        """``[(heading, before, after)]`` of an amendment; what it was issued with, once issued."""
        if self.kind != "amendment":
            return []
        held = self.amended_id
        for earlier in self.amended_id.amendment_ids.sorted("id"):
            if earlier.state == "signed" and (not self.id or earlier.id < self.id):
                held = earlier
        before, now = held.facts or {}, self.facts or self._facts()
        return [(heading, before.get(heading, ""), text) for heading, text in now.items()
                if text != before.get(heading, "")]

    @api.depends("kind", "facts", "state")
    def _compute_changes(self):
        row = Markup("<tr><th>%s</th><td>%s</td><td>%s</td></tr>")
        for agreement in self:
            rows = [row % tuple(self._lines(text) for text in one) for one in agreement._changed()]
            head = Markup("<thead><tr><th/><th>%s</th><th>%s</th></tr></thead>") % (
                self.env._("Signed"), self.env._("Amended"))
            agreement.changes = rows and Markup('<table class="table table-sm">%s<tbody>%s</tbody></table>') % (
                head, Markup().join(rows))

    @staticmethod
    def _lines(text):
        return Markup("<br/>").join(text.splitlines())

    # -- checks ------------------------------------------------------------------------

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "issue":
            _ = self.env._
            checks.append(Check(
                "unchanged", _("Nothing differs from what was signed: change session or order first."),
                test=lambda one: one.kind == "amendment" and not one._changed()))
        if purpose in ("issue", "sign"):
            checks.append(Check(
                "amended", self.env._("What it amends is no longer in force."), field="amended_id",
                domain=[("kind", "=", "amendment"), ("amended_id.state", "!=", "signed")]))
        return checks
