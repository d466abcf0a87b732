from . import test_access
from . import test_lib_sharing
from . import test_sale
from . import test_session
