"""Kinds of agreements, and the French words of each: statutory, never translated."""
from typing import NamedTuple

KINDS = [
    ("convention", "Convention"), ("quotation", "Quotation in place of a convention"),
    ("contract", "Contract with an individual"), ("subcontracted", "Subcontract received"),
    ("subcontract", "Subcontract given"), ("service", "Trainer's contract"), ("amendment", "Amendment")]
DOCUMENTS = [*KINDS, ("house_rules", "House rules (règlement intérieur)")]
# What stands below the text of a clause: templates of_training.report_agreement_<code>.
BLOCKS = [
    ("parties", "Parties"), ("order_lines", "Lines of the order"), ("schedule", "Timetable"),
    ("delivery", "How it is delivered"), ("learners", "Learners"), ("price", "Price"),
    ("instalments", "Schedule of payments"), ("changes", "What changes")]
# Which law a document follows: a quotation holds what a convention holds (D6353-1, II).
BASIS = {"convention": "convention", "quotation": "convention", "contract": "contract",
         "subcontracted": "subcontract", "subcontract": "subcontract"}
# A document that has the clauses of another, but for its own.
DERIVED = {"quotation": "convention"}


class Words(NamedTuple):
    title: str  # heading of the document
    name: str  # 'Contrat C2026-0001': how people call it
    noun: str  # what the signatory has read
    signed: str = "signée"
    we: str = "L'organisme de formation"
    they: str = "Le client"


WORDS = {
    "convention": Words(
        "Convention de formation professionnelle", "Convention", "la convention et son programme"),
    "quotation": Words(
        "Devis valant convention de formation professionnelle", "Devis", "le devis et son programme", "signé"),
    "contract": Words(
        "Contrat de formation professionnelle", "Contrat",
        "le contrat, son programme et le formulaire de rétractation", "signé",
        they="Le stagiaire, qui entreprend la formation à titre individuel et à ses frais"),
    "subcontracted": Words(
        "Convention de sous-traitance de formation", "Convention de sous-traitance",
        "la convention de sous-traitance et son programme", we="Le sous-traitant",
        they="L'organisme donneur d'ordre"),
    "subcontract": Words(
        "Contrat de sous-traitance de formation", "Contrat de sous-traitance",
        "le contrat de sous-traitance et le programme", "signé", "Le donneur d'ordre", "Le sous-traitant"),
    "service": Words(
        "Contrat de prestation de formation", "Contrat de prestation", "le contrat de prestation et le programme",
        "signé", "L'organisme", "Le prestataire"),
    "amendment": Words("Avenant", "Avenant", "l'avenant", "signé"),
}
