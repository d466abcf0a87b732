from . import test_access
from . import test_attendance
from . import test_attendance_documents
from . import test_lib_attendance
from . import test_lib_sharing
from . import test_sale
from . import test_session
from . import test_signing_http
