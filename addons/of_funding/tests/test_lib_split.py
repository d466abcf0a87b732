from decimal import Decimal as D
from unittest import TestCase

from odoo.addons.of_funding.lib import split, wording
from odoo.addons.of_training.lib.sharing import shares


class TestSplit(TestCase):
    def test_a_cent_over_two_payers_goes_to_the_first(self):
        self.assertEqual(shares(D("0.01"), [1, 1]), [D("0.01"), D("0.00")])

    def test_three_thirds_add_up(self):
        self.assertEqual(split.spread(D("1000.00"), [D(300)] * 3), [D("333.34"), D("333.33"), D("333.33")])

    def test_grant_follows_what_was_asked(self):
        self.assertEqual(split.spread(D("900.00"), [D(800), D(400)]), [D("600.00"), D("300.00")])

    def test_grant_without_amounts_asked_is_even(self):
        self.assertEqual(split.spread(D("0.03"), [D(0), D(0)]), [D("0.02"), D("0.01")])

    def test_percentages_of_a_price(self):
        price = D("1234.57")
        for percents, expected in (
                (["60", "25", "15"], ["740.74", "308.64", "185.19"]), (["50", "50"], ["617.29", "617.28"]),
                (["100"], ["1234.57"]), (["0"], ["0.00"]), ([], []),
                (["33.3333"] * 3, ["411.52", "411.52", "411.52"])):
            with self.subTest(percents):
                self.assertEqual(split.percentages(price, [D(one) for one in percents]), [D(one) for one in expected])

    def test_cents_of_percentages_go_to_the_remainder(self):
        known = split.percentages(D("1234.57"), [D(60), D(25)])
        self.assertEqual(split.remainder(D("1234.57"), known), D("185.19"))

    def test_percentages_never_exceed_the_price(self):
        for cents in range(0, 200):
            for count in (2, 3, 7):
                price = D(cents) / 100
                self.assertLessEqual(sum(split.percentages(price, [D(100) / count] * count)), price)

    def test_a_cent_in_two_halves_and_a_price_of_nothing(self):
        self.assertEqual(split.percentages(D("0.01"), [D(50), D(50)]), [D("0.01"), D("0.00")])
        self.assertEqual(split.percentages(D(0), [D(60), D(40)]), [D(0), D(0)])

    def test_percentage_out_of_bounds_is_refused(self):
        for percent in (D("-0.0001"), D("100.0001")):
            with self.assertRaises(ValueError):
                split.percentages(D(100), [percent])

    def test_hours_at_a_rate(self):
        self.assertEqual(split.by_hours(D(21), D(40)), D("840.00"))
        self.assertEqual(split.by_hours(D("10.5"), D("9.15")), D("96.08"))  # 96.075 is rounded half up
        self.assertEqual(split.by_hours(D(0), D(40)), D("0.00"))
        for hours, rate in ((D(-1), D(40)), (D(21), D(-1))):
            with self.assertRaises(ValueError):
                split.by_hours(hours, rate)

    def test_seven_payers(self):
        self.assertEqual(sum(shares(D("100.00"), [1] * 7)), D("100.00"))
        self.assertEqual(split.percentages(D("100.00"), [D(100) / 7] * 7)[:3], [D("14.29"), D("14.28"), D("14.29")])

    def test_parts_of_amounts_add_up_with_credits_too(self):
        for amounts in (["0.01"] * 3, ["600.00", "-100.00", "0.01"], ["-0.01", "-0.01"]):
            amounts = [D(one) for one in amounts]
            for part in ("0", "0.5", "0.333", "1"):
                paid = split.in_proportion(D(part), amounts)
                self.assertEqual(sum(paid), split.cents(sum(amounts) * D(part)))

    def test_done_follows_hours_up_to_the_whole(self):
        for followed, expected in ((0, "0.00"), (7, "300.00"), (14, "600.00"), (15, "600.00")):
            self.assertEqual(split.done(D("600.00"), D(14), D(followed)), D(expected))
        self.assertEqual(split.done(D("600.00"), D(0), D(7)), D(0))

    def test_remainder_of_nothing_and_of_too_much(self):
        self.assertEqual(split.remainder(D("890.00"), []), D("890.00"))
        self.assertEqual(split.remainder(D("890.00"), [D("890.00")]), D("0.00"))
        self.assertEqual(split.remainder(D("890.00"), [D("890.01")]), D("-0.01"))

    def test_due_is_what_is_owed_less_what_was_invoiced(self):
        self.assertEqual(split.due([D("600.00"), D("290.00")], [D("600.00"), D("100.00")]), [D("0.00"), D("190.00")])
        self.assertEqual(split.due([D("500.00"), D("390.00")], [D("600.00"), D("290.00")]),
                         [D("-100.00"), D("100.00")])

    def test_due_of_a_part_of_the_service_adds_up_to_that_part(self):
        # a third of 890.00 is 296.67; by 600 to 290: 200.00 and 96.67
        self.assertEqual(split.due([D("600.00"), D("290.00")], [D(0), D(0)], D(1) / 3), [D("200.00"), D("96.67")])

    def test_due_of_free_training_is_nothing(self):
        self.assertEqual(split.due([D("0.00")], [D(0)], D("0.5")), [D("0.00")])

    def test_quantity_reaches_the_ordered_one_only_when_closed(self):
        unit = D("0.01")
        self.assertEqual(split.invoiced_quantity(D(2), D("1780"), D("1200"), False, unit), D("1.35"))
        self.assertEqual(split.invoiced_quantity(D(1), D("10000"), D("9999.99"), False, unit), D("0.99"))
        self.assertEqual(split.invoiced_quantity(D(1), D("10000"), D("10000"), False, unit), D("0.99"))
        self.assertEqual(split.invoiced_quantity(D(1), D("10000"), D("10000.01"), False, unit), D("1.01"))
        self.assertEqual(split.invoiced_quantity(D(1), D("10000"), D("10000"), True, unit), D(1))
        self.assertEqual(split.invoiced_quantity(D(1), D(0), D(0), False, unit), D(0))


class TestWording(TestCase):
    def test_hours_done_replace_the_planned_ones(self):
        self.assertEqual(wording.hours(14, 0), "14 h prévues")
        self.assertEqual(wording.hours(14, 10.5), "10 h 30 réalisées")
        self.assertEqual(wording.hours(0, 0), "")

    def test_share_says_who_pays_or_refunds(self):
        self.assertEqual(wording.share("direct", "AKTO", "A-1"), "Prise en charge, dossier n° A-1, AKTO")
        self.assertEqual(wording.share("refund", "AKTO", ""), "Part remboursable, AKTO")
        self.assertEqual(wording.share(False, "", ""), "")
