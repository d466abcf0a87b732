from . import of_attendance
