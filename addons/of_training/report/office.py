"""Rights of reports that print more than their reader may see of each record."""
from odoo.exceptions import AccessError


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
