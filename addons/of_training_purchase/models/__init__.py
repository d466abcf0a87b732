from . import ir_actions_report
from . import purchase_order
from . import purchase_order_line
from . import of_session_slot
from . import of_session
from . import of_agreement
from . import res_partner
