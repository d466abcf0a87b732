from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import Check
from odoo.addons.of_training.lib import rncp

from ..lib.caps import ADVISORY, BLOCKING, INFORMATION

LEVELS = [BLOCKING, ADVISORY, INFORMATION]
REMOTE = {"presential": 0, "virtual": 100, "distance": 100}  # percent; mixed: not known


class OfCappedMixin(models.AbstractModel):
    """A file with money asked: what the caps and rules of its days say of it.

    A model gives ``_cap_case()``, or ``_cap_cases()`` for many at once.
    """

    _name = "of.capped.mixin"
    _description = "File under caps and rules"

    cap_answers = fields.Json(compute="_compute_cap_answers", export_string_translation=False)
    cap_table = fields.Html(
        "Rules and caps", compute="_compute_cap_table", sanitize=False, export_string_translation=False)

    def _cap_case(self):
        """This record's ``lib.caps.Case``; None: no rule concerns it."""
        raise NotImplementedError

    def _cap_cases(self):
        """``{record: Case}`` of those that have one."""
        return {record: case for record in self if (case := record._cap_case())}

    def _compute_cap_answers(self):
        # Rules must not depend on what the reader may see of programmes, contacts and orders.
        cases = self.sudo()._cap_cases_with_levels()
        found = self.env["of.cap"]._answers({record.id: case for record, case in cases.items()})
        caps = self.env["of.cap"].sudo().browse({answer.rule for answers in found.values() for answer in answers})
        by_id = {cap.id: cap for cap in caps.with_env(self.env(su=True))}
        for record in self:
            answers = sorted(found.get(record.id, []), key=lambda answer: LEVELS.index(answer.level))
            record.cap_answers = [record._cap_as_dict(answer, by_id[answer.rule]) for answer in answers]

    def _cap_cases_with_levels(self):
        """The level of each certification comes from the open data of France compétences, where it is known."""
        cases = self._cap_cases()
        known = self.env["of.certification"].search([("code", "in", [case.code for case in cases.values()])])
        levels = {certification.code: int(certification.level or 0) for certification in known}
        return {record: case._replace(level=levels.get(case.code, 0)) for record, case in cases.items()}

    def _cap_as_dict(self, answer, cap):
        """What a screen shows of an answer."""
        text = self.env["of.cap"]._answer_text
        return {
            "rule_id": cap.id, "kind": answer.kind, "unit": cap.unit, "code": answer.code,
            "level": answer.level, "rule": cap.display_name, "limit": cap._limit_text(), "day": cap._day_text(answer),
            "sentence": text(answer, cap), "covered": float(answer.covered), "rest": float(answer.rest),
            "rest_for": answer.rest_for, "remains": cap._remains_text(answer), "note": cap.note or "",
            "source": cap.source, "article": cap.article or "", "verified": cap.verified,
            "is_announced": cap.is_announced,
        }

    @api.depends("cap_answers")
    def _compute_cap_table(self):
        for record in self:
            record.cap_table = self.env["ir.qweb"]._render(
                "of_funding.cap_table", {"answers": record.cap_answers or []})

    def _get_checks_caps(self, level=None):
        """Rules that are broken.

        :param level: of all of them; None: each its own. What the funder has granted all the same is only told.
        """
        return [
            Check(f"cap_{answer['kind']}_{answer['unit']}", f"{answer['rule']}. {answer['sentence']}",
                  test=lambda record: True, level=level or answer["level"], field="cap_table", page="caps",
                  article=answer["article"] or None)
            for answer in self.cap_answers or [] if answer["level"] != INFORMATION]

    @api.model
    def _cap_programme(self, programme):
        """What a programme tells the rules: keywords of ``lib.caps.Case``."""
        return {
            "category": programme.of_action_category or "", "recognition": programme.of_recognition or "",
            "code": rncp.code(programme.of_certification_code), "title": programme.of_certification_title or "",
            "is_licence": programme.of_is_licence, "remote": REMOTE.get(programme.of_modality),
        }

    @api.model
    def _cap_person(self, learner):
        """What a learner tells the rules: keywords of ``lib.caps.Person``."""
        return {"name": learner.name or "", "assessment": learner.of_last_assessment or "",
                "assessed_on": learner.of_last_assessment_on or None}
