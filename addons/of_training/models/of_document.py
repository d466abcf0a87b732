from odoo import api, fields, models

from ..lib import wording


class OfDocument(models.Model):
    """An issued document (document émis): its PDF and digest never change.

    What befalls it later (sent, opened, superseded) is an event beside it.
    """

    _name = "of.document"
    _description = "Issued document"
    _inherit = ["of.frozen.file.mixin"]
    _frozen_fields = ("name", "kind", "subject", "text_version")
    _frozen_chain = ("session_id", "company_id")
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection([
        ("agreement", "Agreement"), ("trainer_contract", "Trainer's contract"),
        ("attendance_sheet", "Attendance sheet"), ("attendance_paper", "Sheet signed on paper"),
        ("absence_paper", "Supporting document of an absence"),
        ("certificate", "Certificate of completion"),
        ("attestation", "End-of-training attestation"), ("assessment_report", "Assessment report"),
        ("house_rules", "House rules"), ("distance_log", "Follow-up of distance learning"), ("other", "Other")],
        required=True, readonly=True, index=True)
    subject = fields.Char(readonly=True, help="Whom and what it is about, as known when it was issued.")
    text_version = fields.Char("Version of the text", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    session_id = fields.Many2one("of.session", readonly=True, index="btree_not_null", ondelete="restrict")
    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", readonly=True, index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "For", readonly=True, index="btree_not_null", ondelete="restrict")
    event_ids = fields.One2many("of.document.event", "document_id", "Events", readonly=True)
    superseded_by_id = fields.Many2one("of.document", "Superseded by", compute="_compute_superseded")

    @api.depends("event_ids.kind", "event_ids.other_document_id")
    def _compute_superseded(self):
        for document in self:
            event = document.event_ids.filtered(lambda e: e.kind == "superseded")[:1]
            document.superseded_by_id = event.other_document_id

    @api.model
    def _issue(self, report, record, kind, name, **vals):
        """Render ``report`` (xmlid) for ``record`` and freeze the PDF; returns the document.

        :param vals: subject, text_version, session_id, enrolment_id, partner_id, taken_over_at; seal_words: what the
            seal says beside the name
        """
        return self._issue_each(report, record, kind, lambda _record: {"name": name, **vals})

    @api.model
    def _issue_each(self, report, records, kind, values):
        """Render ``report`` for all ``records`` at once and freeze a PDF of each.

        :param values: ``values(record)``: its name, and what ``_issue`` takes beside it
        """
        streams, _type = self.env["ir.actions.report"].with_context(
            force_report_rendering=True)._pre_render_qweb_pdf(report, records.ids)
        # Rights were those of the report's reader; nobody has the right to create proofs by hand.
        documents = self.sudo().browse()
        for record in records:
            vals = values(record)
            company = record if record._name == "res.company" else record.company_id
            words = " ".join(filter(None, (vals["name"], vals.pop("seal_words", None))))
            content, seal = self._sealed(streams[record.id]["stream"].getvalue(), company, words)
            documents += documents._archive(
                content, wording.file_name(vals["name"]), kind=kind, company_id=company.id, **seal, **vals)
        return documents

    @api.model
    def _issue_again(self, report, enrolments, kind, title, subject, **vals):
        """Issue ``report`` for learner records; each document replaces the one of that kind issued before.

        :param title: first words of its name, before the record's reference
        :param subject: ``subject(enrolment)``
        """
        before = self.search([("enrolment_id", "in", enrolments.ids), ("kind", "=", kind)])
        before = before.filtered(lambda old: not old.superseded_by_id).grouped("enrolment_id")
        documents = self._issue_each(report, enrolments, kind, lambda enrolment: {
            "name": f"{title} {enrolment.name}", "subject": subject(enrolment), "enrolment_id": enrolment.id,
            "session_id": enrolment.session_id.id, "partner_id": enrolment.learner_id.id, **vals})
        for document in documents:
            before.get(document.enrolment_id, self.browse())._supersede(document)
        return documents

    def _action_show(self):
        """The file of one document, the list of several."""
        if len(self) == 1:
            return self.action_download()
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_document_action")
        return action | {"domain": [("id", "in", self.ids)]}

    def _supersede(self, new):
        """Say that ``new`` replaces these documents."""
        self.env["of.document.event"].sudo().create([
            {"document_id": document.id, "kind": "superseded", "other_document_id": new.id} for document in self])

    def _record_opened(self, reader):
        """Note once that ``reader`` (res.partner) opened this document, unless the current user is of the office."""
        self.ensure_one()
        if self.env.user.share:
            # Readers append what they did, and nothing else; sudo keeps who they are.
            self.env["of.document.event"].sudo()._append([
                {"document_id": self.id, "kind": "opened", "detail": reader.name}])

    def action_download(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self.sudo().attachment_id.id}?download=true"}
