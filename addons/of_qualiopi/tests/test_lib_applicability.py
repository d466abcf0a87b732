from unittest import TestCase

from odoo.addons.of_qualiopi.lib.applicability import (
    ALWAYS,
    APPRENTICESHIP,
    CATEGORIES,
    CERTIFYING,
    LONG,
    SKILLS_ASSESSMENT,
    SUBCONTRACTING,
    TRAINING,
    VAE,
    WORK_SITUATION,
    Activity,
    applying,
)

COMMON = dict.fromkeys(CATEGORIES, ALWAYS)
INDICATOR_3 = {TRAINING: CERTIFYING, SKILLS_ASSESSMENT: "", VAE: ALWAYS, APPRENTICESHIP: ALWAYS}
INDICATOR_12 = {**COMMON, TRAINING: LONG}
INDICATOR_27 = dict.fromkeys(CATEGORIES, SUBCONTRACTING)
INDICATOR_28 = {TRAINING: WORK_SITUATION, SKILLS_ASSESSMENT: "", VAE: "", APPRENTICESHIP: ALWAYS}
TRAINER = Activity(categories=frozenset({TRAINING}))


class TestApplicability(TestCase):
    def test_common_indicators_concern_even_who_has_no_programme_yet(self):
        self.assertEqual(applying(COMMON, Activity()), list(CATEGORIES))

    def test_certifying_counts_in_the_same_category_only(self):
        self.assertFalse(applying(INDICATOR_3, TRAINER))
        self.assertFalse(applying(INDICATOR_3, Activity(frozenset({TRAINING}), certifying=frozenset({VAE}))))
        certifying = Activity(frozenset({TRAINING}), certifying=frozenset({TRAINING}))
        self.assertEqual(applying(INDICATOR_3, certifying), [TRAINING])

    def test_short_training_is_out_of_12_but_a_skills_assessment_is_in(self):
        self.assertFalse(applying(INDICATOR_12, TRAINER))
        self.assertEqual(applying(INDICATOR_12, Activity(frozenset({TRAINING, SKILLS_ASSESSMENT}))),
                         [SKILLS_ASSESSMENT])
        self.assertEqual(applying(INDICATOR_12, Activity(frozenset({TRAINING}), long=frozenset({TRAINING}))),
                         [TRAINING])

    def test_settings_decide_where_no_programme_can(self):
        self.assertFalse(applying(INDICATOR_27, TRAINER))
        self.assertEqual(len(applying(INDICATOR_27, Activity(frozenset({TRAINING}), subcontracting=True))), 4)
        self.assertFalse(applying(INDICATOR_28, TRAINER))
        self.assertEqual(applying(INDICATOR_28, Activity(frozenset({TRAINING}), work_situation=True)), [TRAINING])

    def test_a_condition_never_opens_a_category_that_the_annex_leaves_out(self):
        self.assertFalse(applying(INDICATOR_28, Activity(frozenset({VAE}), work_situation=True)))
