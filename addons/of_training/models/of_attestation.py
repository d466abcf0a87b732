from dataclasses import replace

from odoo import fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib import wording
from .of_agreement_mentions import NATURES
from .of_programme_document import AS_TYPED

# Since the Act of 5 September 2018 no text asks for it any more (L6353-1 before): an option, that proves indicator 11.
TEXT_VERSION = "2026-11"
# Levels of an assessment in the three words of an attestation. Statutory wordings: French in the source.
IN_PROGRESS = "En cours d'acquisition"
RESULTS = {"0": "Non acquis", "1": IN_PROGRESS, "2": IN_PROGRESS, "3": "Acquis", "4": "Acquis"}
EXAMINATIONS = {"pass": "admis(e)", "partial": "admis(e) en partie", "fail": "non admis(e)"}


class ResCompany(models.Model):
    _inherit = "res.company"

    of_issues_attestation = fields.Boolean(
        "Hand over attestations", default=True,
        help="Attestation de fin de formation: objectives, hours followed and what was learnt. Optional since 2018.")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    of_issues_attestation = fields.Boolean(related="company_id.of_issues_attestation", readonly=False)


class OfSession(models.Model):
    _inherit = "of.session"

    issues_attestation = fields.Boolean(
        related="company_id.of_issues_attestation", export_string_translation=False)


class OfEnrolment(models.Model):
    """End-of-training attestation (attestation de fin de formation) of a learner."""

    _inherit = "of.enrolment"

    issues_attestation = fields.Boolean(
        related="company_id.of_issues_attestation", export_string_translation=False)

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "attestation":
            checks += self._attestation_checks()
        return checks

    def _attestation_checks(self):
        _ = self.env._
        return [
            Check("skills_assessment", _("What comes out of a skills assessment belongs to the person alone: no "
                                         "attestation tells it."),
                  domain=[("programme_id.of_action_category", "=", "skills_assessment")], field="programme_id",
                  article="L6313-4"),
            Check("not_offered", _("Your organisation hands over no attestation: turn it on in the settings, "
                                   "'Attestations'."),
                  domain=[("company_id.of_issues_attestation", "=", False)],
                  action="of_training.of_training_settings_action"),
            Check("not_over", _("This learner has not finished the training: the attestation comes at its end, once "
                                "the session is finished."),
                  domain=[("state", "!=", "done")], field="session_id"),
            # The same hours and signatory as the certificate, of which alone an official text speaks.
            *(replace(check, article=None) for check in self._certificate_checks()),
            Check("objectives", _("The objectives of the programme are missing."), test=lambda enrolment: not (
                enrolment._attested_objectives()), field="programme_id"),
            Check("results", _("The objectives of this learner are not all assessed at the end: enter the levels on "
                               "the session, tab 'Assessments'."),
                  test=lambda enrolment: enrolment in enrolment.session_id._not_assessed("exit"),
                  level=ADVISORY, field="session_id", article="RNQ, 11"),
        ]

    def action_issue_attestation(self):
        """Issue the attestations of these records; each replaces the one issued before."""
        self.check_access("write")
        if refusal := self._of_refusal("attestation"):
            return refusal
        return self._issue_attestations()._action_show()

    def _issue_attestations(self):
        return self.env["of.document"]._issue_again(
            "of_training.report_attestation", self, "attestation", "Attestation de fin de formation",
            lambda enrolment: f"{enrolment.learner_id.name}, {enrolment._trained_title()}, "
                              f"{enrolment._duration_label()}", text_version=TEXT_VERSION)

    # -- what the attestation says ---------------------------------------------

    def _attested_objectives(self):
        """As the client agreed to them; else those of the programme, or what it lists to assess."""
        programme = self.programme_id
        listed = "\n".join(programme.of_objective_ids.mapped("name"))
        return programme._of_markup("of_objectives", self._agreed().objectives or programme.of_objectives) or (
            AS_TYPED % listed if listed else None)

    def _attestation(self):
        """Plain values for the template: those of the certificate, and what was learnt."""
        values = self._certificate()
        if values["category"] != "apprenticeship":
            values["duration"] += f" sur {wording.duration(self.hours_planned)} prévues"
        return {**values, "nature": NATURES[values["category"]], "objectives": self._attested_objectives(),
                "assessment": self.programme_id.of_assessment, **self._acquired()}

    def _acquired(self):
        """What the last assessment after the entry says of each objective; without one, results of examinations."""
        last = self.assessment_ids.filtered(
            lambda assessment: assessment.moment != "entry" and assessment.line_ids.filtered("level"))
        last = last.sorted("step")[-1:]
        return {
            "assessed": wording.day(last.date, "fr_FR") if last else None, "assessor": last.assessor_id.name,
            "results": [(line.name, RESULTS.get(line.level, "Non évalué")) for line in last.line_ids],
            "examinations": [] if last else [
                self._examination_line(candidate) for candidate in self._shared_candidates() if candidate._is_told()]}

    def _examination_line(self, candidate):
        """'Épreuve du 3 février 2027, Tableur : admis(e), 14/20'."""
        day = wording.day(self.session_id._local_day(candidate.date), "fr_FR") if candidate.date else None
        name = ", ".join(filter(None, (
            "Épreuve" + (f" du {day}" if day else ""), candidate.examination_id.certification_title)))
        return f"{name} : {', '.join(filter(None, (EXAMINATIONS[candidate.result], candidate.mark)))}"
