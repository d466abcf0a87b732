from . import lib, models


def uninstall_hook(env):
    """The sending format stored on partners must not outlive its selection value.

    Odoo's own ``_clear_removed_edi_formats`` casts company ids to ``char``, which
    keeps their first digit: formats of companies from 10 on would stay.
    """
    env.cr.execute("""
        UPDATE res_partner
           SET invoice_edi_format_store = (
               SELECT jsonb_object_agg(key, value)
                 FROM jsonb_each(invoice_edi_format_store) WHERE value <> '"of_facturx"')
         WHERE invoice_edi_format_store::text LIKE '%"of_facturx"%'
    """)
    env["res.partner"].invalidate_model(["invoice_edi_format_store"])
