from decimal import Decimal as D
from unittest import TestCase

from odoo.addons.of_funding.lib import payment_plan
from odoo.addons.of_funding.lib.payment_plan import Part, differs, plan, sentences

CLIENT = "Menuiserie Duchêne"
REST = Part(CLIENT, D(290))
DIRECT = Part("AKTO", D(600), "AKTO", "direct")
REFUND = Part(CLIENT, D(600), "AKTO", "refund")
CPF = Part("Caisse des Dépôts", D(890), "Caisse des Dépôts", "platform")
UNKNOWN = Part("Région Sud", D(600), "Région Sud")

# (parts, is_taxed, sentences)
TABLE = [
    ([Part(CLIENT, D(890))], False, []),
    ([Part(CLIENT, D(890))], True, []),
    ([], False, []),
    ([DIRECT._replace(numbers=("A-1",)), REST], False, [
        "AKTO règle 600,00 € HT directement à l'organisme (subrogation, dossier n° A-1) ; Menuiserie Duchêne règle le "
        "solde de 290,00 € HT."]),
    ([DIRECT._replace(days=30), REST], True, [
        "AKTO règle 600,00 € HT directement à l'organisme (subrogation), sous 30 jours à réception de la facture ; "
        "Menuiserie Duchêne règle le solde de 290,00 € HT.",
        "La TVA s'ajoute aux sommes réglées à l'organisme."]),
    ([DIRECT._replace(amount=D("1234.5"))], False, [
        "AKTO règle 1 234,50 € HT directement à l'organisme (subrogation)."]),
    ([REFUND, REST], False, [
        "Menuiserie Duchêne règle 890,00 € HT à l'organisme ; AKTO lui rembourse 600,00 € HT sur facture acquittée et "
        "certificat de réalisation."]),
    ([REFUND._replace(papers=("facture", "certificat", "RIB"), numbers=("A", "B")), REST], True, [
        "Menuiserie Duchêne règle 890,00 € HT à l'organisme ; AKTO lui rembourse 600,00 € HT sur facture, certificat "
        "et RIB, dossiers n° A, B (la TVA n'est pas remboursée).",
        "La TVA s'ajoute aux sommes réglées à l'organisme."]),
    ([CPF], False, [
        "La Caisse des Dépôts règle la totalité, 890,00 € HT, à l'organisme par sa plateforme, une fois le service fait "
        "déclaré ; le titulaire ne verse rien à l'organisme."]),
    ([CPF._replace(is_awaited=True)], False, [
        "La Caisse des Dépôts règle la totalité, 890,00 € HT, à l'organisme par sa plateforme, une fois le service fait "
        "déclaré ; le titulaire ne verse rien à l'organisme.",
        "Sous réserve de l'acceptation du dossier par la Caisse des Dépôts ; à défaut, un autre financement est convenu "
        "avant l'entrée en formation."]),
    ([DIRECT._replace(is_awaited=True), REST], False, [
        "AKTO règle 600,00 € HT directement à l'organisme (subrogation) ; Menuiserie Duchêne règle le solde de "
        "290,00 € HT.",
        "Sous réserve de l'accord d'AKTO ; à défaut d'accord, en tout ou en partie, ce qui n'est pas pris en charge est "
        "réglé à l'organisme par Menuiserie Duchêne."]),
    ([REFUND._replace(is_awaited=True), REST], False, [
        "Menuiserie Duchêne règle 890,00 € HT à l'organisme ; AKTO lui rembourse 600,00 € HT sur facture acquittée et "
        "certificat de réalisation.",
        "Sous réserve de l'accord d'AKTO ; à défaut d'accord, en tout ou en partie, ce qui n'est pas remboursé reste à "
        "la charge de Menuiserie Duchêne."]),
    ([DIRECT._replace(amount=None), Part(CLIENT, None)], False, [
        "AKTO règle ce qui est pris en charge directement à l'organisme (subrogation) ; Menuiserie Duchêne règle le "
        "solde."]),
    ([REFUND._replace(amount=None), Part(CLIENT, D(890))], False, [
        "Menuiserie Duchêne règle 890,00 € HT à l'organisme ; AKTO lui rembourse la part prise en charge sur facture "
        "acquittée et certificat de réalisation."]),
    ([UNKNOWN, REST], False, [
        "Prise en charge demandée : la Région Sud, 600,00 € HT ; Menuiserie Duchêne règle le solde de 290,00 € HT."]),
    ([Part(CLIENT, D(300)), Part("Anna Stagiaire", D(590))], False, [
        "Menuiserie Duchêne règle 300,00 € HT à l'organisme ; Anna Stagiaire règle 590,00 € HT à l'organisme."]),
    # A learner's refund and another's direct payment: nobody pays 'the rest'.
    ([DIRECT, REFUND, REST], False, [
        "AKTO règle 600,00 € HT directement à l'organisme (subrogation) ; Menuiserie Duchêne règle 890,00 € HT à "
        "l'organisme ; AKTO lui rembourse 600,00 € HT sur facture acquittée et certificat de réalisation."]),
    # Three learners in two files.
    ([DIRECT._replace(numbers=("A",)), DIRECT._replace(numbers=("B",)), DIRECT._replace(numbers=("B",)), REST], False, [
        "AKTO règle 1 800,00 € HT directement à l'organisme (subrogation, dossiers n° A, B) ; Menuiserie Duchêne règle "
        "le solde de 290,00 € HT."]),
]
# (agreed, today, whether the agreement says otherwise)
CHANGES = [
    ([DIRECT, REST], [DIRECT, REST], False),
    ([DIRECT._replace(is_awaited=True), REST], [DIRECT._replace(numbers=("A",)), REST], False),
    ([DIRECT, REST], [REST, DIRECT], False),
    ([DIRECT, REST], [REFUND, REST], True),
    ([DIRECT, REST], [DIRECT._replace(amount=D(500)), REST._replace(amount=D(390))], True),
    ([DIRECT, REST], [DIRECT._replace(amount=D("600.01")), REST._replace(amount=D("289.99"))], True),
    ([DIRECT, REST], [Part(CLIENT, D(890))], True),
    ([], [Part(CLIENT, D(890))], False),
    ([DIRECT._replace(amount=None), Part(CLIENT, None)], [DIRECT, REST], False),
    ([DIRECT._replace(amount=None), Part(CLIENT, None)], [REFUND, REST], True),
    ([DIRECT._replace(amount=None), Part(CLIENT, None)], [Part(CLIENT, D(890))], True),
]


class TestPaymentPlan(TestCase):
    def test_sentences(self):
        for parts, is_taxed, expected in TABLE:
            with self.subTest(parts=parts, is_taxed=is_taxed):
                told = [text.replace("\N{NO-BREAK SPACE}", " ") for text in sentences(parts, CLIENT, is_taxed)]
                self.assertEqual(told, expected)

    def test_an_amount_stays_on_its_line(self):
        text = sentences([DIRECT._replace(amount=D(1200))], CLIENT)[0]
        self.assertIn("1\N{NO-BREAK SPACE}200,00\N{NO-BREAK SPACE}€\N{NO-BREAK SPACE}HT", text)

    def test_of_elides(self):
        for name, expected in (("AKTO", "d'AKTO"), ("OPCO EP", "d'OPCO EP"), ("Constructys", "de Constructys"),
                               ("Caisse des Dépôts", "de la Caisse des Dépôts"), ("Conseil régional", "du Conseil régional"),
                               ("Agence nationale du DPC", "de l'Agence nationale du DPC")):
            self.assertEqual(payment_plan.of(name), expected)

    def test_what_differs_from_what_was_agreed(self):
        for agreed, today, expected in CHANGES:
            with self.subTest(agreed=agreed, today=today):
                self.assertEqual(differs(plan(agreed, CLIENT), plan(today, CLIENT)), expected)
