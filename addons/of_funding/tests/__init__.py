from . import test_lib_split
from . import test_mode_rule
from . import test_request
from . import test_shares
from . import test_invoice
from . import test_cpf
from . import test_access
from . import test_today
