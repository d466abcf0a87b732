from odoo import models

from ..lib import wording
from . import office

# The report is a proof: its words are French and not translated.
MOMENTS = {"entry": "Entrée", "midway": "Mi-parcours", "exit": "Sortie"}
LEVELS = {"0": "Non acquis", "1": "Débutant", "2": "En cours d'acquisition", "3": "Acquis", "4": "Expert"}


class ReportAssessment(models.AbstractModel):
    """Bilan des évaluations: levels by objective, from entry to exit."""

    _name = "report.of_training.report_assessment"
    _description = "Assessment report"

    def _get_report_values(self, docids, data=None):
        docs = office.records(self.env["of.enrolment"].browse(docids))
        return {"doc_ids": docids, "doc_model": "of.enrolment", "docs": docs, "levels": LEVELS,
                "reports": {enrolment.id: self._report(enrolment) for enrolment in docs}}

    def _report(self, enrolment):
        progress = enrolment._progress()
        return {
            "moments": [{
                "name": MOMENTS[assessment.moment], "date": wording.day(assessment.date, "fr_FR"),
                "assessor": assessment.assessor_id.name, "comment": assessment.comment,
                "average": f"{assessment.average:.1f}".replace(".", ","),
            } for assessment in progress["moments"]],
            "rows": [{"name": name, "cells": [self._cell(line) for line in lines], "change": self._change(lines),
                      "notes": [line.comment for line in lines if line.comment]}
                     for name, lines in progress["rows"]],
        }

    @staticmethod
    def _cell(line):
        """Level in words and the share of the bar; None where nothing was assessed."""
        return {"label": LEVELS[line.level], "width": line.score * 25} if line.level else None

    @staticmethod
    def _change(lines):
        """'+2' between the first and the last level given; None with fewer than two."""
        scores = [line.score for line in lines if line.level]
        return f"{scores[-1] - scores[0]:+d}" if len(scores) > 1 else None
