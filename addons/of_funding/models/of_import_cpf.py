from functools import cached_property

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_training.lib.importing import same_name
from odoo.addons.of_training.lib.matching import Match
from odoo.addons.of_training.models.of_import_plan import STAGES, LineError, Plan
from odoo.addons.of_training.models.of_import_write import MODELS

from ..lib import edof
from ..lib.split import cents
from .of_cpf_file import AMOUNTS

KIND = [("cpf", "Files of Mon Compte Formation")]
# Columns that are written as they are read.
TAKEN = (*AMOUNTS, "other_name", "certification_price", "learner_status", "billing_state", "control_state",
         "date_asked", "date_validated", "date_accepted", "date_entry", "date_exit", "date_declared", "date_approved",
         "date_billed", "date_paid", "date_ended", "hours_planned", "hours_done", "hours_absent",
         "hours_force_majeure", "reason")


class OfImportField(models.Model):
    _inherit = "of.import.field"

    kind = fields.Selection(selection_add=KIND, ondelete={"cpf": "cascade"})


class CpfPlan(Plan):
    """What a list of EDOF asks for; known files are read once."""

    stages = (*STAGES, "cpf_file")

    @cached_property
    def known_files(self):
        files = self.env["of.cpf.file"].search([("company_id", "=", self.company_id)])
        return {number(file.number): file for file in files}

    @cached_property
    def files_of_line(self):
        """``{number: draft}`` of this list."""
        return {}

    def _name(self, draft):
        return draft.title if draft.stage == "cpf_file" else super()._name(draft)

    def _default_decision(self, draft):
        return "update" if draft.stage == "cpf_file" else super()._default_decision(draft)


def number(text):
    """The number of a file, however it is spaced."""
    return "".join(text.split()).upper()


class OfImport(models.Model):
    """The list of files that EDOF exports: new ones are made, known ones follow.

    It makes no order: what is accepted waits for 'Make the order', so that an import can be undone.
    """

    _inherit = "of.import"
    _imported_models = (*MODELS, "of.cpf.file")

    kind = fields.Selection(selection_add=KIND, ondelete={"cpf": "cascade"})

    def _new_plan(self):
        return CpfPlan(self) if self.kind == "cpf" else super()._new_plan()

    def _plan_cpf(self, plan, line, values):
        key = number(values["number"])
        if key in plan.files_of_line:
            plan.repeats(plan.files_of_line[key])
        file = plan.known_files.get(key)
        draft = self._plan_known_cpf(plan, line, values, file) if file else self._plan_new_cpf(plan, line, values)
        plan.files_of_line[key] = draft
        return draft

    def _prepare_cpf(self, plan, values):
        """``(values of a file, [what could not be found])``"""
        vals = {name: values[name] for name in TAKEN if name in values}
        notes, programme_id, session = [], False, None
        try:
            programme_id = values.get("programme") and plan.programme_id(values["programme"])
            if values.get("session") or (programme_id and values.get("date")):
                session, _reason = plan.known_session(values.get("session"), programme_id, values.get("date"))
        except LineError as problem:
            notes.append(str(problem))
        else:
            if not session:
                notes.append(self.env._("no session of ours found: choose it on the file"))
        found = {"programme_id": session.programme_id.id if session else programme_id,
                 "session_id": session.id if session else False}
        return vals | {name: value for name, value in found.items() if value}, notes

    # -- new -------------------------------------------------------------------

    def _plan_new_cpf(self, plan, line, values):
        name = self._person_name(values)
        state, ended_by = edof.CODES[values.get("state", "notProcessed")]
        learner = plan.person(plan.known_learners, self._prepare_partner(values, name), line)
        vals, notes = self._prepare_cpf(plan, values)
        vals |= {"number": values["number"], "company_id": self.company_id.id, "state": state, "ended_by": ended_by,
                 "user_id": self.env.uid}
        vals.setdefault("date_asked", False)
        draft = plan.add("cpf_file", "of.cpf.file", vals, title=self._cpf_title(values["number"], name),
                         links={"learner_id": learner})
        draft.line = line
        draft.notes += [self.env._("new: %(state)s", state=self._cpf_state(plan, state)), *notes,
                        *self._order_note(state, vals)]
        return draft

    def _cpf_title(self, file_number, name):
        return f"{file_number} {name}"

    def _cpf_state(self, plan, state):
        return dict(plan.env["of.cpf.file"]._fields["state"]._description_selection(plan.env))[state]

    def _order_note(self, state, vals, file=None):
        due = state in edof.AGREED and vals.get("billing_state") != "paid" and not (file and file._live_request())
        return [self.env._("order to make afterwards")] if due else []

    # -- known -----------------------------------------------------------------

    def _plan_known_cpf(self, plan, line, values, file):
        title = file.display_name
        if line.decision == "new":
            raise LineError(self.env._("The file %(number)s is known: update it, or leave this line out.",
                                       number=file.number))
        match = Match(file.id, "reference", True)
        if line.decision == "use":
            draft = plan.add("cpf_file", "of.cpf.file", {}, line, match, title=title)
            draft.notes.append(self.env._("left as it is"))
            return draft
        vals, notes = self._prepare_known_cpf(plan, values, file)
        draft = plan.add("cpf_file", "of.cpf.file", vals, line, match, title=title)
        draft.notes += notes
        return draft

    def _prepare_known_cpf(self, plan, values, file):
        self._refuse_other_holder(values, file)
        vals, notes = self._prepare_cpf(plan, values)
        if file.session_id or "session_id" not in vals:  # whoever chose it here knew better
            vals = {name: value for name, value in vals.items() if name not in ("session_id", "programme_id")}
            notes = notes if not file.session_id else []
        self._refuse_other_price(vals, file)
        moves, moved = self._prepare_moves(plan, values, file)
        changed = self._changed(plan, {**vals, **moves}, file)
        notes = [*moved, *([self.env._("changes: %(fields)s", fields=changed)] if changed else []), *notes]
        notes += self._order_note(moves.get("state", file.state), vals, file)
        return {**vals, **moves}, notes or [self.env._("nothing changes")]

    def _changed(self, plan, vals, file):
        """Labels of what differs, but for the state."""
        before = self._snapshot(file, vals)
        names = [name for name, value in vals.items()
                 if name not in ("state", "ended_by") and self._plain(value) != before[name]]
        return ", ".join(file._fields[name]._description_string(plan.env) for name in names)

    def _refuse_other_holder(self, values, file):
        told = " ".join(filter(None, (values.get("full_name"), values.get("first_name"), values.get("last_name"))))
        if told and file.learner_id and same_name(told) != same_name(file.learner_id.name):
            raise LineError(self.env._(
                "The file %(number)s is of %(known)s here, and of %(told)s in this list: correct the name of one of "
                "them, or leave this line out.", number=file.number, known=file.learner_id.name, told=told))

    def _refuse_other_price(self, vals, file):
        differs = [name for name in AMOUNTS if name in vals and cents(vals[name]) != cents(file[name])]
        if file.state not in edof.BEFORE and differs and file._live_request():
            labels = ", ".join(file._fields[name]._description_string(self.env) for name in differs)
            raise LineError(self.env._(
                "The file %(number)s has an order, and its amounts differ from this list (%(fields)s): check it in "
                "EDOF, or leave this line out.", number=file.number, fields=labels))

    def _prepare_moves(self, plan, values, file):
        """``({state and who ended it}, [what it is])``; LineError where no allowed way leads there."""
        if "state" not in values:
            return {}, []
        state, ended_by = edof.CODES[values["state"]]
        way = edof.path(file.state, state, ended_by)
        old, new = self._cpf_state(plan, file.state), self._cpf_state(plan, state)
        if way is None or (state in edof.ENDED and not way and ended_by != (file.ended_by or None)):
            raise LineError(self.env._(
                "The file %(number)s is '%(old)s' here, and '%(new)s' in this list: no step leads there. Correct the "
                "file, or leave this line out.", number=file.number, old=old, new=new))
        if not way:
            return {}, []
        if state in edof.ENDED and file._live_request() and (refusal := file._invoiced_refusal()):
            raise LineError(refusal)
        steps = " → ".join([old, *(self._cpf_state(plan, one) for one in way)])
        return {"state": state, "ended_by": ended_by or False}, [steps]

    # -- writing and undoing ------------------------------------------------------

    def _write_plan(self, plan):
        """What EDOF ended takes its order with it."""
        ending = [draft.id for draft in plan.drafts.get("cpf_file", ())
                  if draft.update and draft.vals.get("state") in edof.ENDED]
        plan.env["of.cpf.file"].browse(ending)._cancel_orders()
        return super()._write_plan(plan)

    def _restore(self, change):
        if change["model"] == "of.cpf.file" and "state" in change["before"]:
            self._refuse_undoing_order(self.env["of.cpf.file"].browse(change["id"]).exists(), change)
        return super()._restore(change)

    def _refuse_undoing_order(self, file, change):
        """An order that this import cancelled, or that was made since, can't be undone with it."""
        ordered = file._live_request() and change["before"]["state"] in edof.BEFORE
        if ordered or (file.request_id and change["after"]["state"] in edof.ENDED):
            raise UserError(self.env._(
                "%(file)s: its order was made or cancelled since. Cancel the file, or reopen it, instead of undoing "
                "this import.", file=file.display_name))
