from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

LEVELS = [
    ("company", "Organisation"), ("programme", "Programme"), ("session", "Session"),
    ("learner", "Learner"), ("trainer", "Trainer"),
]


class OfQualiopiEvidence(models.Model):
    """A proof for one indicator of one version of the framework: frozen, with its file.

    The file is a sheet of what the source said, the PDF of an issued document
    (the same attachment, not a copy), or what the quality manager uploaded.
    """

    _name = "of.qualiopi.evidence"
    _description = "Piece of evidence"
    _inherit = ["of.frozen.file.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _frozen_fields = (
        "name", "reference", "level", "res_model", "res_id", "source_name", "date", "author", "valid_to",
        "is_partial", "note")

    name = fields.Char("What it shows", required=True, readonly=True)
    reference = fields.Char(required=True, readonly=True, help="Version and number of the indicator.")
    indicator_id = fields.Many2one(
        "of.qualiopi.indicator", required=True, readonly=True, index=True, ondelete="restrict")
    framework_id = fields.Many2one(related="indicator_id.framework_id", store=True)
    criterion_id = fields.Many2one(related="indicator_id.criterion_id", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    level = fields.Selection(LEVELS, required=True, readonly=True)
    rule_id = fields.Many2one("of.qualiopi.rule", "Gathered by", readonly=True, index="btree_not_null")
    res_model = fields.Char("Source model", readonly=True)
    res_id = fields.Many2oneReference("Source record", model_field="res_model", readonly=True)
    source_name = fields.Char("Source", readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    author = fields.Char("By", readonly=True, help="Who did what it shows, or uploaded it.")
    valid_to = fields.Date("Valid until", readonly=True, help="Last day. Empty: without end.")
    is_partial = fields.Boolean(
        "Not enough alone", readonly=True, help="It supports the indicator, but does not show all that it asks.")
    note = fields.Text(readonly=True)
    document_id = fields.Many2one(
        "of.document", "Issued document", readonly=True, ondelete="restrict",
        index="btree_not_null")
    state = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("superseded", "Superseded")], compute="_compute_state")

    _once = models.UniqueIndex(
        "(company_id, indicator_id, res_model, res_id, sha256) WHERE res_model IS NOT NULL",
        "This is evidence already.")

    def _compute_state(self):
        today = fields.Date.context_today(self)
        live = self.filtered_domain(self._domain_live(today))
        for evidence in self:
            expired = evidence.valid_to and evidence.valid_to < today
            evidence.state = "valid" if evidence in live else "expired" if expired else "superseded"

    @api.model
    def _domain_of(self, indicators, company):
        return Domain("indicator_id", "in", indicators.ids) & Domain("company_id", "=", company.id)

    @api.model
    def _domain_live(self, day):
        """Neither expired on ``day`` nor replaced by a later document."""
        valid = Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)
        replaced = Domain("document_id.event_ids", "any", [("kind", "=", "superseded")])
        return valid & ~replaced

    # -- gathering --------------------------------------------------------------

    @api.model
    def _gather(self, event, sources, company, day):
        """Make what ``event`` of ``day`` proves on ``sources``, once per source, indicator and content."""
        self = self.with_context(lang=self._language())
        rules = self.env["of.qualiopi.rule"]._for_event(event, company)
        framework = self.env["of.qualiopi.framework"]._holding_on(day, company)
        indicators = framework.indicator_ids.grouped("number")
        files, entries = {}, []
        for rule in rules.filtered(lambda rule: rule.number in indicators):
            for source in rule._accepts(sources):
                if source not in files:
                    files[source] = source._evidence_file()
                entries.append(self._prepare(rule, indicators[rule.number], source, company, day) | files[source])
        return self._create_with_files(self._without_known(entries))

    @api.model
    def _language(self):
        """French where it is installed: it is read by a French auditor."""
        return "fr_FR" if "fr_FR" in dict(self.env["res.lang"].get_installed()) else self.env.lang

    @api.model
    def _prepare(self, rule, indicator, source, company, day):
        name = source.with_context(lang=self.env.lang).display_name
        return {
            "indicator_id": indicator.id,
            "reference": indicator._evidence_reference(),
            "company_id": company.id,
            "name": name if name.startswith(rule.name) else self.env._(
                "%(what)s: %(about)s", what=rule.name, about=name),
            "level": source._evidence_level,
            "rule_id": rule.id,
            "res_model": source._name,
            "res_id": source.id,
            "source_name": name,
            "date": day,
            "author": self.env.user.name,
            "is_partial": rule.is_partial,
            "valid_to": rule.validity_months and day + relativedelta(months=rule.validity_months),
        }

    @api.model
    def _without_known(self, entries):
        """Entries that are not evidence yet, each once."""
        key = ("company_id", "indicator_id", "res_model", "res_id", "sha256")
        domain = Domain.AND([[(name, "in", list({entry[name] for entry in entries}))] for name in key])
        known = set(self._read_group(domain, list(key))) if entries else set()
        known = {(company.id, indicator.id, *rest) for company, indicator, *rest in known}
        fresh = {tuple(entry[name] for name in key): entry for entry in entries}
        return [entry for values, entry in fresh.items() if values not in known]

    @api.model
    def _create_with_files(self, entries):
        """Create; ``content`` (bytes), where given, becomes the evidence's own file."""
        contents = [entry.get("content") for entry in entries]
        records = self.create([{k: v for k, v in entry.items() if k != "content"} for entry in entries])
        own = [(record, content) for record, content in zip(records, contents, strict=True) if content is not None]
        attachments = self.env["ir.attachment"].create([{
            "name": record.filename, "raw": content, "res_model": self._name, "res_id": record.id}
            for record, content in own])
        for (record, _content), attachment in zip(own, attachments, strict=True):
            record.attachment_id = attachment
        return records

    # -- guarding ---------------------------------------------------------------

    def _guarded_columns(self):
        return super()._guarded_columns() | {"company_id", "indicator_id", "document_id"}

    def _verify(self):
        """Also what links lead to: the indicator named when it was recorded, and the issued document."""
        problems = super()._verify()
        for evidence in self.sudo()._unpurged():
            if evidence.reference != evidence.indicator_id._evidence_reference():
                problems.append(self.env._("%(record)s was moved to another indicator.", record=evidence._proof_name()))
            problems += evidence.document_id._verify()
        return problems

    def _proof_name(self):
        return self.env._("Piece of evidence %(name)s (%(reference)s, %(id)s)",
                          name=self.name, reference=self.reference, id=self.id)

    # -- buttons ----------------------------------------------------------------

    def action_download(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self.sudo().attachment_id.id}?download=true"}

    def action_source(self):
        """Open what it was gathered from."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}
