MODELS = ("of.funding.request", "of.cpf.file", "of.opco.lookup")


def uninstall_hook(env):
    """Funders that were used stay in the address book: invoices name them; nothing points to models that are gone."""
    shares = env["of.funding.line"].search([])
    requests = env["of.funding.request"].search([])
    invoiced = env["account.move"].search([("of_payer_kind", "not in", (False, "company", "person"))])
    used = shares.payer_id | shares.funder_id | requests.funder_id | invoiced.commercial_partner_id
    used |= env["res.partner"].search([("of_opco_id", "!=", False)]).of_opco_id
    env["of.checklist.waiver"].search([("res_model", "in", MODELS)]).unlink()
    env["of.flow"].search([("res_model", "in", MODELS)]).unlink()
    env["of.idcc"].search([]).unlink()  # those that were added would hold their OPCO back
    env["ir.config_parameter"].search([("key", "=like", "of_funding.%")]).unlink()
    env["ir.model.data"].search([
        ("module", "=", "of_funding"), ("model", "=", "res.partner"), ("res_id", "in", used.ids)]).unlink()
