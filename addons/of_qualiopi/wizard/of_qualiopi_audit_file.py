import tempfile
from urllib.parse import quote

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import file_open, format_date

from ..lib import archive, assessment

MAX_FILES = 3000
MAX_BYTES = 200 * 2**20
LABELS = {
    assessment.COVERED: "Preuves réunies", assessment.TO_COMPLETE: "À compléter",
    assessment.MISSING: "Sans preuve", assessment.NOT_APPLICABLE: "Non concerné",
}
STATUSES = {"expired": "Échue", "superseded": "Remplacée"}


class OfQualiopiAuditFile(models.TransientModel):
    """The audit file (dossier d'audit): a ZIP of the evidence by criterion and indicator, with its index.

    Made at once and bounded: whoever asks for more gets a sentence that says what to narrow.
    """

    _name = "of.qualiopi.audit.file"
    _description = "Audit file"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)])
    audit_date = fields.Date(
        "Date of the audit", required=True, default=fields.Date.context_today,
        help="It decides which version of the framework counts.")
    framework_id = fields.Many2one("of.qualiopi.framework", compute="_compute_framework_id")
    provisional = fields.Text(related="framework_id.provisional")
    date_from = fields.Date(
        "Evidence from", required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(years=1))
    date_to = fields.Date("Evidence until", required=True, default=fields.Date.context_today)
    evidence_count = fields.Integer("Files", compute="_compute_evidence_count")
    evidence_size = fields.Integer("Size (MB)", compute="_compute_evidence_count")
    attachment_id = fields.Many2one("ir.attachment", readonly=True)

    @api.depends("audit_date", "company_id")
    def _compute_framework_id(self):
        for audit in self:
            audit.framework_id = audit.audit_date and self.env["of.qualiopi.framework"]._holding_on(
                audit.audit_date, audit.company_id)

    @api.depends("framework_id", "company_id", "date_from", "date_to")
    def _compute_evidence_count(self):
        for audit in self:
            if not (audit.date_from and audit.date_to):
                audit.update({"evidence_count": 0, "evidence_size": 0})
                continue
            [(count, size)] = self.env["of.qualiopi.evidence"]._read_group(
                audit._evidence_domain(), [], ["__count", "size:sum"])
            audit.evidence_count = count
            audit.evidence_size = -(-(size or 0) // 2**20)

    def _period(self):
        return Domain("date", ">=", self.date_from) & Domain("date", "<=", self.date_to)

    def _evidence_domain(self):
        return self.env["of.qualiopi.evidence"]._domain_of(
            self.framework_id.indicator_ids._with_earlier(), self.company_id) & self._period()

    # -- the button ---------------------------------------------------------------

    def action_make(self):
        """Make the ZIP and hand it over."""
        self.ensure_one()
        self._check_request()
        name = archive.file_name(f"Dossier d'audit {self.company_id.name} {self.audit_date}.zip")
        self.attachment_id = self.env["ir.attachment"].create({
            "name": name, "raw": self._archive(), "mimetype": "application/zip",
            "res_model": self._name, "res_id": self.id})
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self.attachment_id.id}?download=true"}

    def _check_request(self):
        _ = self.env._
        if self.company_id not in self.env.companies:
            raise UserError(_("Choose one of your companies."))
        if not self.framework_id:
            raise UserError(_("No version of the framework holds on that day: correct 'Date of the audit'."))
        if self.date_from > self.date_to:
            raise UserError(_("'Evidence from' lies after 'Evidence until': correct the period."))
        if self.evidence_count > MAX_FILES or self.evidence_size > MAX_BYTES // 2**20:
            raise UserError(_(
                "This period holds %(count)s files of %(size)s MB; one file takes at most %(files)s and %(limit)s MB. "
                "Narrow the period with 'Evidence from' and 'Evidence until', and make several files.",
                count=self.evidence_count, size=self.evidence_size, files=MAX_FILES, limit=MAX_BYTES // 2**20))

    # -- the archive --------------------------------------------------------------

    def _archive(self):
        """Bytes of the ZIP."""
        self = self.with_context(lang=self.env["of.qualiopi.evidence"]._language())
        with tempfile.TemporaryFile() as file:
            with archive.Archive(file) as target:
                criteria = self._put_criteria(target)
                target.add(self._index(criteria), filename="index.html")
            file.seek(0)
            return file.read()

    def _put_criteria(self, target):
        """Put the files into ``target``; what the index says of each criterion."""
        indicators = self.framework_id.indicator_ids.sorted("number")
        found = indicators._assess(self.company_id, self.audit_date, self._period())
        evidence = self.env["of.qualiopi.evidence"].search(self._evidence_domain()).grouped("indicator_id")
        criteria = {}
        for indicator in indicators:
            folders = self._folders(indicator)
            if found[indicator].applicable:
                target.add_folder(*folders)
            proofs = [self._put_proof(proof, folders, target)
                      for one in indicator._with_earlier() for proof in reversed(evidence.get(one, ()))]
            criterion = criteria.setdefault(indicator.criterion_id, {
                **{name: indicator.criterion_id[name] for name in ("number", "name", "text")}, "indicators": []})
            criterion["indicators"].append(self._indicator_line(indicator, found[indicator], proofs))
        return list(criteria.values())

    def _folders(self, indicator):
        criterion = indicator.criterion_id
        return (f"Critère {criterion.number} - {criterion.name}",
                f"Indicateur {indicator.number:02} - {indicator.name}")

    def _put_proof(self, proof, folders, target):
        """What the index says of ``proof``; one that was altered is put in all the same, and named."""
        alone = proof.with_prefetch()  # or the files of all would be read into memory together
        content = alone.sudo().attachment_id.raw  # whoever may read the evidence may read its file
        path = content and target.add(content, *folders, filename=self._proof_filename(proof))
        problems = alone._verify()
        alone.sudo().attachment_id.invalidate_recordset(["raw", "datas"])
        return {"href": path and quote(path), "name": proof.name, "date": format_date(self.env, proof.date),
                "author": proof.author, "status": self._proof_status(proof), "sha256": proof.sha256,
                "problems": problems, "is_sound": not (problems or proof.is_partial)}

    def _proof_filename(self, proof):
        """'2026-11-23 Feuille d'émargement XL1.pdf': sorted by day in any file browser."""
        return f"{proof.date} {proof.filename}"

    def _proof_status(self, proof):
        if proof.valid_to and proof.valid_to < self.audit_date:
            return STATUSES["expired"]
        if proof.document_id.superseded_by_id:
            return STATUSES["superseded"]
        if proof.framework_id != self.framework_id:
            return f"Réunie sous {proof.framework_id.name}"
        return "À l’appui" if proof.is_partial else None

    def _indicator_line(self, indicator, result, proofs):
        state = result.state
        if state == assessment.COVERED and not any(proof["is_sound"] for proof in proofs):
            state = assessment.TO_COMPLETE  # what was altered proves nothing
        incomplete = state in (assessment.MISSING, assessment.TO_COMPLETE)
        return {
            "number": indicator.number, "name": indicator.name, "text": indicator.text,
            "reference": indicator.reference, "major": indicator.gravity == "major",
            "applicable": result.applicable, "reason": result.reason, "state": state,
            "label": LABELS[state], "todo": incomplete and indicator.change_note, "proofs": proofs,
        }

    def _index(self, criteria):
        indicators = [indicator for criterion in criteria for indicator in criterion["indicators"]]
        problems = [problem for indicator in indicators for proof in indicator["proofs"]
                    for problem in proof["problems"]]
        states = [indicator["state"] for indicator in indicators]
        with file_open("of_qualiopi/static/audit/index.css") as file:
            style = Markup(file.read())  # our own file
        html = self.env["ir.qweb"]._render("of_qualiopi.of_qualiopi_audit_index", {
            "style": style, "company": self.company_id, "framework": self.framework_id, "criteria": criteria,
            "audit_date": format_date(self.env, self.audit_date, date_format="d MMMM y"),
            "date_from": format_date(self.env, self.date_from), "date_to": format_date(self.env, self.date_to),
            "made_on": format_date(self.env, fields.Date.context_today(self)), "made_by": self.env.user.name,
            "problems": list(dict.fromkeys(problems)),
            "totals": [{"state": state, "label": label, "count": states.count(state)}
                       for state, label in LABELS.items()],
        })
        return f"<!DOCTYPE html>\n{html}".encode()
