from . import lib, models


def uninstall_hook(env):
    """The sending format stored on partners must not outlive its selection value."""
    env["res.partner"]._clear_removed_edi_formats("of_facturx")
