from . import attendance_sheet
from . import certificate
from . import distance_log
from . import assessment
from . import house_rules
from . import programme
