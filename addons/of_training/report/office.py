"""Rights of reports that print more than their reader may see of each record."""
from odoo.exceptions import AccessError

from odoo.addons.of_foundation.lib import digest


def records(docs):
    """``docs`` in sudo and in French, for whoever of the office may read them.

    Odoo's report routes check no rights of their own: portal users get the
    issued document instead, by its own rule.

    :raises AccessError: a portal user, or a record that its reader may not see
    """
    if not docs.env.su:
        if not docs.env.user._is_internal():
            raise AccessError(docs.env._("This document is printed by the office: ask for the one that was issued."))
        docs.check_access("read")
    return docs.sudo().with_context(lang="fr_FR")


def digest_of(enrolment, said):
    """SHA-256 of what a paper says of a learner (``said``: plain values), printed at its foot."""
    said = {**said, "reference": enrolment.name, "learner": enrolment.learner_id.name,
            "company": enrolment.company_id.name, "signer": enrolment.company_id.of_representative_id.name}
    return digest.file_digest(digest.canonical(said).encode())
