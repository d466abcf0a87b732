from . import test_access
from . import test_lib_checker
from . import test_lib_safe_xml
from . import test_lib_terms
from . import test_reception
from . import test_sending
from . import test_terms
