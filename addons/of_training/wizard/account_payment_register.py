from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payments(self):
        # A recordset: no call by RPC can put one into the context.
        settling = self.with_context(of_settles=self.line_ids.move_id)
        return super(AccountPaymentRegister, settling)._create_payments().with_env(self.env)
