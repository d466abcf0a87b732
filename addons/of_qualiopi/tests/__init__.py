from . import test_access
from . import test_audit_file
from . import test_evidence
from . import test_framework
from . import test_indicator_state
from . import test_lib_applicability
from . import test_lib_archive
from . import test_lib_assessment
