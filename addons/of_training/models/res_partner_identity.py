from odoo import fields, models

# Who may read and write what follows; no portal, no salesman, no accountant.
FEW = "of_training.group_of_training_user"
# Levels of the national framework of certifications (D6113-19 of the Labour Code).
LEVELS = [
    ("0", "Without diploma"), ("3", "Level 3 (CAP, BEP)"), ("4", "Level 4 (baccalauréat)"),
    ("5", "Level 5 (BTS, DUT)"), ("6", "Level 6 (licence, BUT)"), ("7", "Level 7 (master)"),
    ("8", "Level 8 (doctorate)")]


class ResPartner(models.Model):
    """Identity of a learner, as funders and certifiers ask for it: seen by the training office alone."""

    _inherit = "res.partner"

    of_birth_name = fields.Char("Birth name", groups=FEW)
    of_birth_date = fields.Date("Date of birth", groups=FEW)
    of_birth_place = fields.Char("Place of birth", groups=FEW, help="Town and department, or town and country.")
    of_level = fields.Selection(LEVELS, "Level of education", groups=FEW, help="Highest diploma obtained.")
