from markupsafe import Markup

from odoo import api, fields, models

from ..lib import wording

# What a version of the sheet keeps, in the order in which it is read.
SHEET_FIELDS = (
    "name", "of_code", "of_action_category", "of_modality", "of_hours", "of_days", "of_objectives", "of_audience",
    "of_prerequisites", "of_full_content", "of_methods", "of_assessment", "of_outcome", "of_recognition",
    "of_certification_code", "of_certification_title", "of_certifier", "of_certification_to", "of_further_study",
    "of_certification_fee", "of_access_delay", "of_accessibility", "of_financing")
# What a programme says only when it prepares for a certification; otherwise screens hide what stands there.
CERTIFYING_FIELDS = {name for name in SHEET_FIELDS if name.startswith("of_certifi")} | {"of_further_study"}


class SlideChannel(models.Model):
    """Modules and versions of a programme, and programmes made to measure."""

    _inherit = "slide.channel"

    of_module_ids = fields.One2many("of.programme.module", "programme_id", "Modules", copy=True)
    of_module_hours = fields.Float("Hours of the modules", compute="_compute_of_module_hours")
    of_full_content = fields.Html(
        "Content with modules", compute="_compute_of_full_content", sanitize=False,
        help="What documents and the public sheet print: the modules, then the free text.")
    of_version_ids = fields.One2many("of.programme.version", "programme_id", "Versions", readonly=True)
    of_version_count = fields.Integer("Number of versions", compute="_compute_of_version_count")
    of_client_id = fields.Many2one("res.partner", "Made for", index="btree_not_null", help="Programme made to measure.")
    of_origin_id = fields.Many2one(
        "slide.channel", "Made from", readonly=True, index="btree_not_null", copy=False, ondelete="set null")

    @api.depends("of_module_ids.hours")
    def _compute_of_module_hours(self):
        for programme in self:
            programme.of_module_hours = sum(programme.of_module_ids.mapped("hours"))

    @api.depends("of_content", "of_module_ids.name", "of_module_ids.hours", "of_module_ids.content",
                 "of_module_ids.sequence")
    def _compute_of_full_content(self):
        for programme in self:
            parts = programme.sudo().of_module_ids.sorted()  # whoever reads the sheet reads its modules
            modules = Markup().join(programme._of_module_html(module) for module in parts)
            programme.of_full_content = (modules + (programme.of_content or Markup())) or False

    def _of_module_html(self, module):
        hours = f" ({wording.duration(module.hours)})" if module.hours else ""
        points = [point.strip() for point in (module.content or "").splitlines() if point.strip()]
        items = Markup().join(Markup("<li>%s</li>") % point for point in points)
        return Markup("<h3>%s%s</h3>") % (module.name, hours) + (Markup("<ul>%s</ul>") % items if items else Markup())

    def _compute_of_version_count(self):
        counts = dict(self.env["of.programme.version"]._read_group(
            [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]))
        for programme in self:
            programme.of_version_count = counts.get(programme, 0)

    # -- versions ----------------------------------------------------------------

    def _of_sheet(self):
        """``{field: text}`` of the sheet as it stands, in French."""
        programme = self.with_context(lang="fr_FR")
        silent = () if self.of_recognition in ("rncp", "rs") else CERTIFYING_FIELDS
        return {name: "" if name in silent else programme._of_sheet_text(name) for name in SHEET_FIELDS}

    def _of_sheet_text(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type in ("float", "monetary"):
            return f"{value:g}" if value else ""
        return str(value or "")

    def _of_current_version(self):
        """The frozen version of the sheet as it stands; a new one where it differs from the last."""
        self.ensure_one()
        versions = self.env["of.programme.version"].sudo()  # frozen by what is done, by nobody's hand
        last = versions.search([("programme_id", "=", self.id)], limit=1)
        sheet = self.sudo()._of_sheet()
        if last.sheet != sheet:
            last = versions.create([{
                "programme_id": self.id, "number": last.number + 1, "name": self.name, "sheet": sheet}])
        return last.sudo(False)

    def action_of_publish(self):
        result = super().action_of_publish()
        if self.is_published:
            self._of_current_version()
        return result

    def action_of_versions(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_programme_version_action")
        action["domain"] = [("programme_id", "=", self.id)]
        return action

    # -- made to measure -----------------------------------------------------------

    def _of_adapt(self, client):
        """An unpublished copy of this programme, to be reworked for ``client`` (res.partner, may be empty)."""
        self.ensure_one()
        # The office copies a course without being an officer of eLearning.
        title = f"{self.name} ({client.name})" if client else self.env._("%(name)s, made to measure", name=self.name)
        copy = self.sudo().copy({
            "name": title, "of_client_id": client.id, "of_origin_id": self.id, "is_published": False,
            "of_code": self._of_adapted_code(), "company_id": self.company_id.id or self.env.company.id})
        for tariff in self.sudo().of_product_ids:
            tariff.copy({"name": title, "of_programme_id": copy.id, "company_id": copy.company_id.id})
        return copy.sudo(False)

    def _of_adapted_code(self):
        """'XL1-2' for the second programme made from 'XL1': a code names one programme."""
        if not self.of_code:
            return False
        made = self.sudo().with_context(active_test=False).search_count([("of_origin_id", "=", self.id)])
        return f"{self.of_code}-{made + 1}"

    def action_of_adapt(self):
        """Copy this programme for one client and open the copy."""
        self.check_access("write")
        return self._of_adapt(self.env["res.partner"])._of_open()

    def _of_open(self):
        return {"type": "ir.actions.act_window", "res_model": "slide.channel", "res_id": self.id, "view_mode": "form",
                "views": [(self.env.ref("of_training.of_programme_view_form").id, "form")]}
