from . import of_qualiopi_audit_file
from . import of_qualiopi_evidence_add
