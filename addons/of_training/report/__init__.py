from . import attendance_sheet
from . import certificate
