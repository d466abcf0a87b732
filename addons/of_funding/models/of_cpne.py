from odoo import api, fields, models


class OfCpne(models.Model):
    """A joint committee of a branch (CPNE), which sets NPEC, and the collective agreements (IDCC) that it covers."""

    _name = "of.cpne"
    _description = "Branch committee (CPNE)"
    _order = "name"
    _rec_names_search = ["name", "code"]

    code = fields.Char("CPNE code", required=True, readonly=True, index=True)
    name = fields.Char(required=True, readonly=True)
    idcc_codes = fields.Char("IDCC", readonly=True, help="Four digits each, separated by spaces.")

    _once = models.UniqueIndex("(code)", "This CPNE is known already.")

    @api.model
    def _of_idcc(self, idcc):
        """The committee of a collective agreement ('1486', '44' or '0044'); empty when none or several cover it."""
        digits = "".join(filter(str.isdigit, str(idcc or "")))
        if not digits:
            return self.browse()
        found = self.search([("idcc_codes", "like", digits.zfill(4))])
        return found if len(found) == 1 else self.browse()

    @api.model
    def _store(self, branches):
        """Make or refresh committees; ``{code: record}``.

        :param branches: ``{code: (name, [idcc])}``
        """
        known = {cpne.code: cpne for cpne in self.search([("code", "in", list(branches))])}
        new = []
        for code, (name, idcc) in branches.items():
            vals = {"name": name or code, "idcc_codes": " ".join(number.zfill(4) for number in idcc)}
            if code not in known:
                new.append({"code": code, **vals})
            elif idcc and (known[code].name, known[code].idcc_codes) != tuple(vals.values()):
                known[code].write(vals)
        return known | {cpne.code: cpne for cpne in self.create(new)}
