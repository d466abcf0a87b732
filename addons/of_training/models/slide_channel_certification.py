import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

WARNED_DAYS = 90  # before a registration or habilitation ends
CERTIFYING = ("of_recognition", "in", ("rncp", "rs"))
NSF = re.compile(r"\d{3}[a-z]?")
FORMACODE = re.compile(r"\d{5}")


class SlideChannel(models.Model):
    """The certification that a programme prepares for (RNCP or RS), and how it is classified."""

    _inherit = "slide.channel"

    of_certification_code = fields.Char("RNCP/RS code")
    of_certification_title = fields.Char("Title of the certification")
    of_certifier = fields.Char("Certifier")
    of_certification_to = fields.Date("Registered until", help="End of registration at France compétences.")
    of_certification_fee = fields.Monetary(
        "Price of the certification", currency_field="of_currency_id",
        help="Told apart even when it is in the price of the training (terms of use of Mon Compte Formation).")
    of_currency_id = fields.Many2one("res.currency", compute="_compute_of_currency_id")
    of_habilitation = fields.Char("Habilitation", help="Reference of the certifier's agreement to prepare for it.")
    of_habilitation_to = fields.Date("Habilitation until", help="Last day on which the certifier allows it.")
    of_further_study = fields.Text(
        "Blocks, equivalences and further study",
        help="Blocs de compétences, équivalences, passerelles, suites de parcours et débouchés (indicator 3).")
    of_nsf_code = fields.Char("NSF speciality", help="Three digits, for the BPF.")
    of_formacodes = fields.Char("Formacodes", help="Five digits each, five at most, separated by spaces.")

    @api.depends_context("company")
    def _compute_of_currency_id(self):
        for programme in self:
            programme.of_currency_id = (programme.company_id or self.env.company).currency_id

    @api.constrains("of_nsf_code", "of_formacodes")
    def _check_of_codes(self):
        for programme in self:
            if programme.of_nsf_code and not NSF.fullmatch(programme.of_nsf_code):
                raise ValidationError(self.env._(
                    "%(code)s is no NSF speciality: give its three digits.", code=programme.of_nsf_code))
            codes = (programme.of_formacodes or "").split()
            if len(codes) > 5 or not all(FORMACODE.fullmatch(code) for code in codes):
                raise ValidationError(self.env._(
                    "%(codes)s: give at most five Formacodes of five digits, separated by spaces.",
                    codes=programme.of_formacodes))

    def _public_information_checks(self):
        return [*super()._public_information_checks(), *self._certification_checks()]

    def _certification_checks(self):
        _, page = self.env._, "certification"
        return [
            Check("certification", _("The code, title and certifier of the certification are missing."),
                  domain=[CERTIFYING, "|", "|", ("of_certification_code", "=", False), ("of_certifier", "=", False),
                          ("of_certification_title", "=", False)],
                  field="of_certification_code", page=page, article="RNQ, 3"),
            Check("further_study", _("Blocks, equivalences, further study and openings are missing."),
                  domain=[CERTIFYING, ("of_further_study", "=", False)], level=ADVISORY,
                  field="of_further_study", page=page, article="RNQ, 3"),
            Check("registration_over", _("The registration of the certification has ended: it can't be promised."),
                  domain=self._of_ending_domain("of_certification_to", 0), field="of_certification_to", page=page),
            Check("habilitation_over", _("The habilitation has ended: ask the certifier for a new one."),
                  domain=self._of_ending_domain("of_habilitation_to", 0), field="of_habilitation_to", page=page),
            Check("ends_soon", _("The registration or the habilitation ends within 90 days."), level=ADVISORY,
                  domain=["|", *self._of_ending_domain("of_certification_to", WARNED_DAYS),
                          *self._of_ending_domain("of_habilitation_to", WARNED_DAYS)],
                  field="of_certification_to", page=page),
        ]

    @api.model
    def _of_ending_domain(self, name, days):
        """Certifying programmes whose day ``name`` is over in ``days``."""
        day = fields.Date.context_today(self) + timedelta(days=days)
        return ["&", CERTIFYING, (name, "<", day)]

    def _of_certification_url(self):
        """The certification's page at France compétences."""
        code = "".join(character for character in self.of_certification_code or "" if character.isdigit())
        return f"https://www.francecompetences.fr/recherche/{self.of_recognition}/{code}/" if code else False
