from odoo import api, models
from odoo.exceptions import MissingError


class OfVerifiedMixin(models.AbstractModel):
    """Records that must agree with what was recorded: ``odoo verify`` and buttons name those that don't."""

    _name = "of.verified.mixin"
    _description = "Verified record"
    _verify_batch = 1000  # records that are looked at together

    def _verify(self):
        """Sentences naming what of these records differs from what was recorded; empty: nothing."""
        raise NotImplementedError

    def _proof_name(self):
        """How a sentence names this record; without a person's name where the context says of_without_names."""
        model = self.env["ir.model"]._get(self._name).name
        return f"{model} {self._proof_label()} ({self._name}, {self.id})"

    def _proof_label(self):
        return self.display_name

    @api.model
    def _verify_all(self):
        """Yield the problems of all records of this model, in batches."""
        last, records = 0, self.sudo().with_context(bin_size=False)
        while batch := records.search([("id", ">", last)], order="id", limit=self._verify_batch):
            last = batch[-1].id
            yield from batch._verify_whole()
            self.env.invalidate_all()

    def _verify_whole(self):
        """The problems of these records, also where what one refers to was deleted, or can't be read."""
        try:
            return self._verify()
        except (MissingError, ValueError, TypeError, KeyError) as gone:
            if len(self) > 1:
                return [problem for record in self for problem in record._verify_whole()]
            return [self.env._("%(record)s: something that it holds or refers to is gone or unreadable. %(error)s",
                               record=f"{self._description} ({self._name}, {self.id})", error=gone)]
