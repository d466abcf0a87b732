from decimal import Decimal

from odoo import models
from odoo.tools import formatLang

from odoo.addons.of_foundation.lib import digest as lib_digest

from ..lib import instalments, wording


class OfAgreement(models.Model):
    """What documents and portal print of an agreement: French, whoever reads."""

    _inherit = "of.agreement"

    def _reference_label(self):
        """'Contrat n° C2026-0001'; a quotation has the number that its client knows."""
        return f"{self._words().name} n° {self.order_id.sudo().name if self.kind == 'quotation' else self.name}"

    def _money(self, amount):
        return formatLang(self.with_context(lang="fr_FR").env, amount, currency_obj=self.currency_id)

    def _day_label(self, day):
        return wording.day(day, "fr_FR") if day else ""

    def _instant_label(self, instant):
        """'14 décembre 2026 à 9 h 05 (Europe/Paris)', in the session's time zone."""
        local = self.session_id._local(instant)
        return f"{self._day_label(local.date())} à {wording.clock(local)} ({self.session_id.tz})"

    def _period_label(self):
        """'14 h, du 11 janvier 2027 au 12 janvier 2027'."""
        duration = wording.duration(self.hours)
        if self.date_start == self.date_end:
            return f"{duration}, le {self._day_label(self.date_start)}"
        return f"{duration}, du {self._day_label(self.date_start)} au {self._day_label(self.date_end)}"

    def _place_label(self):
        session = self.session_id
        place = session.place_id._of_place_label(session.room_id.name)
        return place or (session.link and "classe virtuelle, le lien figure à la convocation")

    def _schedule(self):
        """Rows of the timetable, a day each: day, times, hours and trainers, as printed."""
        rows = []
        by_day = self._slots().grouped(lambda slot: slot._local(slot.start).date())
        for day, slots in sorted(by_day.items()):
            times = [(slot._local(slot.start), slot._local(slot.end)) for slot in slots.sorted("start")]
            rows.append({
                "day": wording.day(day, "fr_FR", "EEEE d MMMM y"),
                "times": ", ".join(wording.time_span(start, end) for start, end in times),
                "hours": wording.duration(sum(slots.mapped("hours"))),
                "trainers": ", ".join(slots.trainer_id.mapped("name"))})
        return rows

    def _data_digest(self):
        """SHA-256 of what the document says, printed at its foot."""
        names = sorted(name for name in self._issued_fields() if not self._fields[name].relational)
        payload = {name: self[name] or None for name in names}
        payload |= {"reference": self.name, "client": self.partner_id.name, "company": self.company_id.name,
                    "session": self.session_id.name, "learners": self._learner_names(),
                    "parties": self._printed_parties(),
                    "amount_total": self.amount_total,
                    "slots": [slot._label() for slot in self._slots()]}
        return lib_digest.file_digest(lib_digest.canonical(payload).encode())

    def _order_rows(self):
        """``(name, quantity, price of one, price)`` of the lines of the order, as printed."""
        return [(line.name, self._quantity_label(line), self._money(line.price_unit), self._money(line.price_subtotal))
                for line in self._priced_lines()]

    def _quantity_label(self, line):
        return f"{line.product_uom_qty:g}".replace(".", ",")

    def _instalments(self):
        """``[(when, for what, how much)]`` of the schedule of payments of a contract, as printed."""
        rule = self._rule("deposit", is_required=False)
        held = [(slot._local(slot.end).date(), Decimal(str(slot.hours))) for slot in self._slots()]
        plan = instalments.schedule(Decimal(str(self.amount_total)), Decimal(str(rule.percent or 0)), held)
        whole = wording.duration(self.hours)
        return [(self._day_label(one.day) or "Passé le délai de rétractation",
                 f"{wording.duration(one.hours)} réalisées sur {whole}" if one.day else "Acompte",
                 self._money(float(one.amount))) for one in plan]
