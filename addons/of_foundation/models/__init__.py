from . import of_dated_mixin
from . import of_checklist_mixin
from . import of_checklist_waiver
from . import of_chain_head
from . import of_frozen_mixin
from . import of_frozen_file_mixin
from . import ir_attachment
from . import ir_module_module
