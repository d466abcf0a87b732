from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What follows from being known to Odoo, and goes with the record.
TECHNICAL = {"mail.followers", "mail.notification", "mail.message", "slide.channel.partner"}
# Links that the import itself may have made.
OWN_LINKS = {("res.partner", "of_hr_contact_ids")}


class OfImport(models.Model):
    """Taking a whole import back."""

    _inherit = "of.import"

    def action_undo(self):
        """Delete what was created and restore what was changed, or say what prevents it."""
        self.lock_for_update()
        self._move("undo")
        record = self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids, tracking_disable=True)
        for change in reversed(self.trace["changed"]):  # what was only changed lets go of what was created
            record._restore(change)
        if hanging := self._what_hangs():
            raise UserError(self.env._(
                "This import can't be undone any more: its records were used since. Remove these first:\n%(list)s",
                list="\n".join(f"- {what}" for what in hanging)))
        for model in reversed(self._imported_models):
            created = record.env[model].browse(self.trace["created"].get(model, [])).exists()
            if model == "of.enrolment":
                created._pass().write({"state": "cancelled"})  # closes the lessons of the course
            if created:  # whoever may not delete a model has made none of it
                self._allowed(created).unlink()
        self.line_ids.write({"res_model": False, "res_id": False})

    def _restore(self, change):
        """Put back what stood there, but for what somebody changed again since."""
        record = self.env[change["model"]].browse(change["id"]).exists()
        if record:
            now = self._snapshot(record, change["after"])
            self._allowed(record).write({
                name: value for name, value in change["before"].items() if now[name] == change["after"][name]})

    def _what_hangs(self):
        """'3 × Agreement' for whatever names a created record, and was not created with it."""
        created = {model: ids for model, ids in self.trace["created"].items() if ids}
        hanging = []
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            domains = [*self._linked(model, created), *self._attached(model._name, created)]
            if domains and (count := self._count_hanging(model._name, Domain.OR(domains), created)):
                hanging.append(f"{count} × {self.env['ir.model']._get(model._name).name}")
        return sorted(hanging)

    def _linked(self, model, created):
        return [Domain(name, "in", created[field.comodel_name]) for name, field in model._fields.items()
                if field.type in ("many2one", "many2many") and field.store and not field.related
                and field.comodel_name in created and model._name not in TECHNICAL
                and (model._name, name) not in OWN_LINKS]

    def _attached(self, name, created):
        """Files, activities and messages that people added."""
        added = {"ir.attachment": Domain("res_field", "=", False), "mail.activity": Domain("automated", "=", False),
                 "mail.message": Domain("message_type", "in", ("comment", "email", "email_outgoing"))}
        link = "model" if name == "mail.message" else "res_model"
        return [added[name] & Domain(link, "=", model) & Domain("res_id", "in", ids)
                for model, ids in created.items() if name in added]

    def _count_hanging(self, name, domain, created):
        domain &= Domain("id", "not in", created.get(name, []))
        if name == "of.attendance":  # expected people follow from slots and records
            domain &= Domain("entry_ids", "!=", False)
        # Whoever undoes may not see all that would be lost, but is told that there is some.
        return self.env[name].sudo().with_context(active_test=False).search_count(domain)
