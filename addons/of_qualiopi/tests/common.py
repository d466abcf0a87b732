from odoo import fields

from odoo.addons.of_training.tests.common import TrainingCase


class QualityCase(TrainingCase):
    """A training organisation under the framework of 2026, with shortcuts to its evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence = cls.env["of.qualiopi.evidence"]
        cls.framework = cls.env.ref("of_qualiopi.framework_rnq2026")
        cls.waive(cls.programme, "results")
        cls.waive(cls.session, "learners")
        cls.quality = cls.office_user("quality", "of_qualiopi.group_of_quality_manager")

    @classmethod
    def indicator(cls, number, version="rnq2026"):
        return cls.env.ref(f"of_qualiopi.{version}_{number:02}")

    @classmethod
    def waive(cls, record, code):
        cls.env["of.checklist.waiver"].create(
            {"res_model": record._name, "res_id": record.id, "code": code, "reason": "Pour commencer"})

    @classmethod
    def of_source(cls, source):
        return cls.evidence.search([("res_model", "=", source._name), ("res_id", "in", source.ids)])

    @classmethod
    def numbers(cls, evidence):
        return sorted(evidence.indicator_id.mapped("number"))

    @classmethod
    def issue(cls, kind="attendance_sheet", name="Feuille d'émargement", content=b"%PDF-1.7 proof", **vals):
        return cls.env["of.document"].sudo()._archive(
            content, f"{name}.pdf", kind=kind, name=name, company_id=cls.company.id, session_id=cls.session.id, **vals)

    @classmethod
    def upload(cls, number=26, user=None, version="rnq2026", **vals):
        """Evidence uploaded by the quality manager."""
        wizard = cls.env["of.qualiopi.evidence.add"].with_user(user or cls.quality).create({
            "indicator_id": cls.indicator(number, version).id, "name": "Liste de partenaires", "file": b"cHJldXZl",
            "filename": "partenaires.pdf", "date": fields.Date.today(), **vals})
        before = cls.evidence.search([])
        wizard.action_add()
        return cls.evidence.search([]) - before
