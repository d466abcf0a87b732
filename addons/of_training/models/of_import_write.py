import json
from collections import defaultdict

from odoo import Command, models

from ..lib import planning

# Created in this order of dependence; undone in the other.
MODELS = ("res.partner", "slide.channel", "product.template", "product.product", "of.room", "of.session",
          "of.session.slot", "of.enrolment")


class OfImport(models.Model):
    """Writing a plan in batches, and what it did."""

    _inherit = "of.import"
    _imported_models = MODELS

    def _write_plan(self, plan):
        """Make and change all records of the plan; returns ``{"created": {model: ids}, "changed": [...]}``."""
        trace = {"created": {model: [] for model in self._imported_models}, "changed": []}
        for stage, drafts in plan.drafts.items():
            self._create_drafts(plan, stage, [draft for draft in drafts if not draft.id], trace)
            changed = [draft for draft in drafts if draft.update]
            for draft in changed:
                record = plan.env[draft.model].browse(draft.id).with_prefetch([draft.id for draft in changed])
                self._update_draft(record, draft.values(), trace)
            if stage == "contact":
                self._name_hr_contacts(plan)
        for line, draft in plan.of_line.items():
            line.write({"res_model": draft.model, "res_id": draft.id})
        plan.env["of.enrolment"].browse([draft.id for draft in plan.drafts["enrolment"]])._count_hours_done()
        return trace

    def _create_drafts(self, plan, stage, drafts, trace):
        """One create per model, whatever the number of lines."""
        if not drafts:
            return
        model = plan.env[drafts[0].model]
        # Records of the past come confirmed, without order.
        records = self._allowed(model).create([draft.values() for draft in drafts]).with_env(plan.env)
        for draft, record in zip(drafts, records, strict=True):
            draft.id = record.id
        trace["created"][model._name] += records.ids
        if stage == "tariff":
            trace["created"]["product.product"] += records.product_variant_ids.ids
        if stage == "session":
            trace["created"]["of.session.slot"] += self._create_slots(drafts, records).ids
            states = {draft.id: draft.state for draft in drafts}
            for state, sessions in records.grouped(lambda session: states[session.id]).items():
                sessions._take_over(state)

    def _allowed(self, records):
        """Records whose guarded fields an import may write."""
        return records._pass() if hasattr(records, "_pass") else records

    def _create_slots(self, drafts, sessions):
        vals_list = []
        for draft, session in zip(drafts, sessions, strict=True):
            for slot in draft.slots:
                start, end = (planning.to_utc(slot[name], session.tz) for name in ("start", "end"))
                vals_list.append({**slot, "session_id": session.id, "start": start, "end": end})
        return sessions.env["of.session.slot"].create(vals_list)

    def _update_draft(self, record, wanted, trace):
        """Write what differs, and keep what stood there."""
        before = self._snapshot(record, wanted)
        changes = {name: value for name, value in wanted.items() if self._plain(value) != before[name]}
        if changes:
            self._allowed(record).write(changes)
            trace["changed"].append({
                "model": record._name, "id": record.id, "before": {name: before[name] for name in changes},
                "after": self._snapshot(record, changes)})

    def _snapshot(self, record, names):
        return {name: self._plain(record._fields[name].convert_to_read(record[name], record, use_display_name=False))
                for name in names}

    def _plain(self, value):
        return json.loads(json.dumps(value, default=str))

    def _name_hr_contacts(self, plan):
        contacts = defaultdict(list)
        for draft in plan.drafts["contact"]:
            if draft.hr_of:
                contacts[draft.hr_of.id].append(Command.link(draft.id))
        for company_id, commands in contacts.items():
            plan.env["res.partner"].browse(company_id).of_hr_contact_ids = commands
