from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import QualityCase

TEXT_12 = (
    "Le prestataire décrit et met en œuvre les mesures pour favoriser l’engagement des bénéficiaires et prévenir les "
    "ruptures de parcours. Il s’assure de la prévention et du traitement de toute situation de violence, dont les "
    "violences sexistes et sexuelles, de harcèlement ou de discrimination dans le cadre de leur formation.")
TEXT_27 = (
    "Lorsque le prestataire fait appel à la sous-traitance ou au portage salarial, il s’assure du respect de la "
    "conformité au présent référentiel et en assure la traçabilité dans les contrats de sous-traitance.")
TEXT_33 = (
    "Le prestataire met en place un dispositif d’évaluation des contenus et des enseignements par les apprenants, "
    "distinct du recueil général de satisfaction, dont les résultats sont partagés avec les équipes pédagogiques et "
    "donnent lieu à la formalisation d’une démarche d’amélioration continue, dont il mesure périodiquement "
    "l’efficacité.")
CHANGED = {1, 2, 3, 7, 12, 14, 15, 19, 20, 27, 30, 32}
MAJOR_ONLY = {4, 5, 6, 7, 10, 11, 14, 15, 16, 20, 21, 22, 26, 27, 29, 31, 32}
CONCERNED = {"training": (28, 28), "skills_assessment": (22, 22), "vae": (24, 24), "apprenticeship": (32, 33)}


@tagged("post_install", "-at_install")
class TestFramework(QualityCase):
    def test_version_follows_from_the_day_of_the_audit(self):
        frameworks = self.env["of.qualiopi.framework"]
        for day, code, count in ((date(2026, 10, 31), "rnq2019", 32), (date(2026, 11, 1), "rnq2026", 33)):
            with self.subTest(day=day):
                framework = frameworks._holding_on(day, self.company)
                self.assertEqual((framework.code, framework.indicator_count), (code, count))
                self.assertEqual(framework.indicator_ids.sorted("number").mapped("number"), list(range(1, count + 1)))

    def test_no_version_before_the_first_decree(self):
        self.assertFalse(self.env["of.qualiopi.framework"]._holding_on(date(2019, 1, 1)))

    def test_texts_of_2026_are_verbatim(self):
        for number, text in ((12, TEXT_12), (27, TEXT_27), (33, TEXT_33)):
            self.assertEqual(self.indicator(number).text, text)

    def test_what_changed_is_known_by_number(self):
        for indicator in self.framework.indicator_ids:
            changed = "changed" if indicator.number in CHANGED else "new" if indicator.number == 33 else None
            with self.subTest(number=indicator.number):
                self.assertIn(indicator.change, [changed] if changed else ["same", "form"])
                self.assertEqual(indicator.previous_id.number, indicator.number if indicator.number < 33 else 0)
                differs = indicator.text != indicator.previous_id.text
                self.assertTrue(differs or not changed)

    def test_whom_it_concerns_is_counted_as_in_the_annex(self):
        for category, counts in CONCERNED.items():
            for version, count in zip(("rnq2019", "rnq2026"), counts, strict=True):
                indicators = self.env.ref(f"of_qualiopi.framework_{version}").indicator_ids
                self.assertEqual(len(indicators.filtered(f"scope_{category}")), count, f"{version} {category}")

    def test_gravity_and_what_is_provisional(self):
        first, second = self.env.ref("of_qualiopi.framework_rnq2019"), self.framework
        for framework in (first, second):
            major = framework.indicator_ids.filtered(lambda indicator: indicator.gravity == "major")
            self.assertEqual(set(major.mapped("number")), MAJOR_ONLY)
        self.assertTrue(all(second.indicator_ids.mapped("provisional")))
        self.assertFalse(any(first.indicator_ids.mapped("provisional")))
        self.assertEqual(self.indicator(33).mark_gravity, "to_verify")

    def test_the_law_is_shipped_and_only_ends(self):
        framework = self.framework.with_user(self.quality).sudo()
        with self.assertRaises(UserError):
            framework.date_from = "2020-01-01"
        framework.date_to = "2030-12-31"
