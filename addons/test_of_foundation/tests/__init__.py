from . import test_checklist
from . import test_dated
from . import test_frozen
