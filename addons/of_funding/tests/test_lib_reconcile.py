from decimal import Decimal as D
from unittest import TestCase

from odoo.addons.of_funding.lib.reconcile import Invoice, Share, billings, findings

OWN = {"answer": "none", "amount": D("290.00")}
GRANTED = {"answer": "decided", "amount": D("600.00"), "asked": D("600.00"), "granted": D("600.00"), "mode": "direct"}
PARTIAL = {**GRANTED, "amount": D("500.00"), "granted": D("500.00"), "is_rest_settled": False}
REFUND = {**GRANTED, "mode": "refund", "done": D("600.00"), "invoiced": D("600.00"), "paid": D("600.00"),
          "followed": D(1), "is_over": True}
PLATFORM = {**GRANTED, "mode": "platform", "done": D("300.00")}
PAID = {"done": D("600.00"), "invoiced": D("600.00"), "paid": D("600.00"), "followed": D(1), "is_over": True}

# share -> [(code, amount)]
CASES = [
    # nothing has happened yet
    (OWN, []),
    ({"answer": "none", "amount": D(0)}, []),
    ({**GRANTED, "answer": "awaited", "granted": D(0)}, []),
    # done and not invoiced, to the cent
    ({**OWN, "done": D("290.00")}, [("invoice", "290.00")]),
    ({**OWN, "done": D("290.00"), "invoiced": D("289.99")}, [("invoice", "0.01")]),
    ({**OWN, "done": D("290.00"), "invoiced": D("290.00")}, []),
    ({**OWN, "done": D("290.00"), "drafted": D("290.00")}, [("post", "290.00")]),
    ({**OWN, "drafted": D("290.00")}, []),
    ({**OWN, "invoiced": D("290.00")}, []),
    # a platform is invoiced once the service is done, not along with the hours; a credit is never late
    (PLATFORM, []),
    ({**PLATFORM, "done": D("600.00"), "is_over": True}, [("invoice", "600.00")]),
    ({**PLATFORM, "drafted": D("600.00")}, []),
    ({**PLATFORM, "done": D("600.00"), "drafted": D("600.00"), "is_over": True}, [("post", "600.00")]),
    ({**PLATFORM, "invoiced": D("700.00"), "drafted": D("-100.00")}, [("post", "100.00")]),
    # not answered
    ({**GRANTED, "answer": "unsent", "granted": D(0), "done": D("0.01")}, [("unsent", "0.01")]),
    ({**GRANTED, "answer": "awaited", "granted": D(0), "done": D("300.00")}, [("awaited", "300.00")]),
    # invoiced more than owed
    ({**PARTIAL, "invoiced": D("600.00"), "paid": D("600.00"), "is_rest_settled": True}, [("credit_grant", "100.00")]),
    ({**PARTIAL, "invoiced": D("500.01"), "paid": D("500.01"), "is_rest_settled": True}, [("credit_grant", "0.01")]),
    ({**PARTIAL, "invoiced": D("600.00"), "drafted": D("-100.00"), "is_rest_settled": True}, [("post", "100.00")]),
    ({**OWN, "answer": "none", "invoiced": D("290.01")}, [("credit", "0.01")]),
    ({"answer": "void", "amount": D(0), "asked": D("600.00"), "invoiced": D("600.00")}, [("credit", "600.00")]),
    ({"answer": "void", "amount": D(0), "asked": D("600.00")}, []),
    # granted less, or nothing
    (PARTIAL, [("less", "100.00")]),
    ({**PARTIAL, "granted": D("599.99"), "amount": D("599.99")}, [("less", "0.01")]),
    ({**PARTIAL, "is_rest_settled": True}, []),
    ({**GRANTED, "granted": D(0), "amount": D(0)}, [("less", "600.00")]),
    ({"answer": "refused", "amount": D(0), "asked": D("600.00")}, [("refused", "600.00")]),
    ({"answer": "refused", "amount": D(0), "asked": D("600.00"), "is_rest_settled": True}, []),
    # late
    ({**GRANTED, "invoiced": D("600.00"), "late": D("600.00")}, [("late", "600.00")]),
    # absence: a funder pays the hours followed
    ({**GRANTED, **PAID}, []),
    ({**GRANTED, **PAID, "done": D("450.00"), "followed": D("0.75"), "paid": D(0)}, [("absence", "150.00")]),
    ({**GRANTED, **PAID, "done": D("450.00"), "followed": D("0.75"), "paid": D(0), "is_over": False}, []),
    ({**GRANTED, **PAID, "done": D("450.00"), "followed": D("0.75")}, []),
    # refund to the company
    (REFUND, [("refund_to_ask", "600.00")]),
    ({**REFUND, "paid": D("599.99")}, []),
    ({**REFUND, "refund": "sent"}, []),
    ({**REFUND, "refund": "refunded", "refunded": D("600.00")}, []),
    ({**REFUND, "refund": "refunded", "refunded": D("599.99")}, [("refund_less", "0.01")]),
    ({**REFUND, "refund": "refunded", "refunded": D("600.01")}, [("refund_more", "0.01")]),
    ({**REFUND, "refund": "not_refunded"}, []),
]


class TestReconcile(TestCase):
    def test_what_does_not_add_up(self):
        for values, expected in CASES:
            with self.subTest(**values):
                self.assertEqual([(found.code, found.amount) for found in findings(Share(**values))],
                                 [(code, D(amount)) for code, amount in expected])

    def test_gravest_first(self):
        share = Share(**{**PARTIAL, "invoiced": D("600.00"), "late": D("600.00"), "done": D("500.00")})
        self.assertEqual([found.code for found in findings(share)], ["credit_grant", "late", "less"])

    def test_payments_of_an_invoice_add_up_over_its_lines(self):
        thirds = [(1, D("33.33")), (2, D("33.33")), (3, D("33.33")), (None, D("0.01"))]
        found = billings([Invoice("F1", True, thirds, D("0.5"))])
        self.assertEqual([found[share].paid for share in (1, 2, 3)], [D("16.67"), D("16.67"), D("16.66")])
        self.assertNotIn(None, found)

    def test_credit_notes_and_drafts(self):
        found = billings([Invoice("F1", True, [(1, D("600.00"))], D(1)), Invoice("A1", True, [(1, D("-100.00"))], D(1)),
                          Invoice("", False, [(1, D("50.00"))], D(0))])[1]
        self.assertEqual((found.invoiced, found.paid, found.drafted), (D("500.00"), D("500.00"), D("50.00")))

    def test_what_is_late_is_what_is_not_paid(self):
        found = billings([Invoice("F1", True, [(1, D("600.00"))], D("0.25"), days_late=12),
                          Invoice("F2", True, [(1, D("10.00"))], D(0), days_late=3),
                          Invoice("F3", True, [(1, D("10.00"))], D(0))])[1]
        self.assertEqual((found.late, found.days_late, found.late_names), (D("460.00"), 12, ("F1", "F2")))
