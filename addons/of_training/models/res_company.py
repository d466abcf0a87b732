from odoo import api, fields, models
from odoo.exceptions import ValidationError

NDA_DIGITS = 11
WEEK_MINUTES = 7 * 24 * 60
MOST_LATE_DAYS = 30


class ResCompany(models.Model):
    """What differs from one training organisation (organisme de formation) to another."""

    _inherit = "res.company"

    of_nda = fields.Char(
        "Activity declaration number",
        help="Numéro de déclaration d'activité: 11 digits, the region first (L6351-1 of the Labour Code).")
    of_nda_region = fields.Char(
        "Region of the declaration", help="'préfet de région …' as named on documents (R6351-6).")
    of_representative_id = fields.Many2one(
        "res.partner", "Legal representative", help="Signs agreements and certificates.")
    of_representative_title = fields.Char("Title of the representative", help="For instance Présidente.")
    of_stamp = fields.Binary("Stamp and signature", attachment=True, help="Picture printed in signature boxes.")
    of_vat_exempt_from = fields.Date(
        "VAT exemption from", help="Day of the attestation 3511 (article 261-4-4° a of the CGI). Empty: none.")
    of_vat_exempt_to = fields.Date("VAT exemption until", help="Last day. Empty: until further notice.")
    of_pedagogical_referent_id = fields.Many2one("res.partner", "Pedagogical referent")
    of_disability_referent_id = fields.Many2one("res.partner", "Disability referent")
    of_mediator = fields.Char(
        "Consumer mediator", help="Name of the mediator named in contracts with individuals (L616-1 consumer code).")
    of_mediator_address = fields.Char("Mediator's address", help="Postal address or website of the mediator.")
    of_sign_before = fields.Integer(
        "Minutes before", default=30,
        help="How long before a slot its learners may sign, and before its end the trainer.")
    of_sign_late_days = fields.Integer(
        "Days to sign late", default=7, help="After the time to sign, with a reason that the trainer confirms.")
    of_sign_after = fields.Integer(
        "Minutes after", default=240, help="How long after a slot it may be signed; later a reason is asked for.")
    of_morning_start = fields.Float("Morning from", default=9)
    of_morning_end = fields.Float("Morning to", default=12.5)
    of_afternoon_start = fields.Float("Afternoon from", default=13.5)
    of_afternoon_end = fields.Float("Afternoon to", default=17)

    @api.constrains("of_sign_before", "of_sign_after", "of_sign_late_days")
    def _check_of_sign(self):
        for company in self:
            if not 0 <= company.of_sign_late_days <= MOST_LATE_DAYS:
                raise ValidationError(self.env._(
                    "Who signs late does so within %(days)s days: correct 'Days to sign late'.", days=MOST_LATE_DAYS))
            if not (0 <= company.of_sign_before <= WEEK_MINUTES and 0 <= company.of_sign_after <= WEEK_MINUTES):
                raise ValidationError(self.env._(
                    "Signing is possible at most a week before or after: correct the minutes of 'Attendance'."))

    @api.constrains("of_morning_start", "of_morning_end", "of_afternoon_start", "of_afternoon_end")
    def _check_of_half_days(self):
        for company in self:
            if not (0 <= company.of_morning_start < company.of_morning_end
                    <= company.of_afternoon_start < company.of_afternoon_end <= 24):
                raise ValidationError(self.env._(
                    "The afternoon comes after the morning, and each ends after it begins: correct the hours of "
                    "'Planning'."))

    @api.constrains("of_nda")
    def _check_of_nda(self):
        for company in self.filtered("of_nda"):
            digits = company.of_nda.replace(" ", "")
            if not (digits.isdigit() and len(digits) == NDA_DIGITS):
                raise ValidationError(self.env._(
                    "The activity declaration number has 11 digits, the region first; '%(given)s' has not.",
                    given=company.of_nda))

    def _of_exempt_tax(self):
        """The tax of services that are exempt, in Odoo's French chart; empty with another chart."""
        chart = self.env["account.chart.template"].with_company(self)
        return chart.ref("tva_sale_service_0", raise_if_not_found=False) or self.env["account.tax"]

    def _of_is_vat_exempt(self, day):
        """Whether the company holds the VAT attestation (form 3511) on ``day``."""
        self.ensure_one()
        start, end = self.of_vat_exempt_from, self.of_vat_exempt_to
        return bool(start and start <= day and (not end or day <= end))

    def _of_vat_mention(self, day):
        """Text that documents of exempt training carry on ``day``; None when the company is not exempt then."""
        if not self._of_is_vat_exempt(day):
            return None
        return self.env["of.vat.mention"]._holding_on(day, self, basis="training").text

    def _of_publicity_mention(self):
        """The only form in which publicity may name the declaration (L6352-12); False without a declaration."""
        self.ensure_one()
        return self.of_nda and (f"Enregistrée sous le numéro {self.of_nda}. "
                                "Cet enregistrement ne vaut pas agrément de l'État.")
