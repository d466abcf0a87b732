from . import attendance_sheet
