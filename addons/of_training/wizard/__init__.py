from . import of_attendance_correction
