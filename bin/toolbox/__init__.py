"""Set-up shared by ``bin/demo``, ``bin/odoo`` and ``bin/test``.

Standard library only: it must run on a bare machine, before anything is
installed. What it installs goes into ``.local`` (git ignores it).
"""
