from . import of_agreement_paper
from . import of_agreement_withdrawal
from . import sale_make_invoice_advance
from . import portal_wizard
from . import of_attendance_correction
from . import of_enrolment_change
from . import of_enrolment_change_consequences
