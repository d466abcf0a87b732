from . import of_funding_answer_add
from . import of_funding_share_add
from . import of_funding_share_add_quote
from . import of_funding_share_add_line
from . import sale_make_invoice_advance
from . import of_enrolment_change
from . import of_npec_import
from . import of_cpf_end
