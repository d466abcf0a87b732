from . import of_checklist_dialog
