from decimal import Decimal

from odoo import fields, models
from odoo.tools import format_date, formatLang

from ..lib import leaving, wording
from ..models.of_agreement import LIVE
from ..models.of_session_seats import SEATED


class OfEnrolmentChange(models.TransientModel):
    """What a change does, in sentences, before anything is done."""

    _inherit = "of.enrolment.change"

    def _consequences(self):
        """``{group: [sentences]}`` of what ``action_apply`` will do, in the order in which people ask."""
        change = self.sudo()  # says what follows, not what orders, agreements and invoices hold
        found = {
            "order": change._consequences_order(), "agreement": change._consequences_agreement(),
            "seats": change._consequences_seats(), "hours": change._consequences_hours(),
            "attendance": change._consequences_attendance(), "shares": change._of_consequences_shares(),
            "invoices": change._consequences_invoices()}
        return {group: sentences for group, sentences in found.items() if sentences}

    def _labelled(self, groups):
        _ = self.env._
        labels = {"order": _("Order"), "agreement": _("Agreement"), "seats": _("Places"), "hours": _("Hours"),
                  "attendance": _("Attendance"), "shares": _("Shares of the price"), "invoices": _("Invoices")}
        return [(labels[group], sentences) for group, sentences in groups.items()]

    def _of_consequences_shares(self):
        """Sentences about who pays (of_funding)."""
        return []

    # -- words ------------------------------------------------------------------------

    def _money(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.company_id.currency_id)

    def _day(self, day):
        return format_date(self.env, day)

    def _names(self, records):
        return ", ".join(records.mapped("display_name"))

    # -- order ------------------------------------------------------------------------

    def _consequences_order(self):
        lines = self._records().sale_line_id
        if self.kind == "quantity":
            return [self._quantity_sentence(self.sale_line_id, self.quantity)]
        if self.kind == "session":
            return [self._move_sentence(line) for line in lines]
        lowered = self._lowered_lines() if self.kind == "cancel" else {}
        return [self._quantity_sentence(line, lowered[line]) if line in lowered else self._kept_sentence(line)
                for line in lines]

    def _quantity_sentence(self, line, quantity):
        if line._of_is_group_price():
            return self.env._("%(order)s: %(after)s learners instead of %(before)s, for the same amount.",
                              order=line.order_id.name, before=line.of_seats, after=quantity)
        unit = line.price_subtotal / line.product_uom_qty if line.product_uom_qty else 0
        return self.env._(
            "%(order)s: the quantity goes from %(before)s to %(after)s, the amount from %(old)s to %(new)s "
            "excluding VAT.", order=line.order_id.name, before=f"{line.product_uom_qty:g}", after=quantity,
            old=self._money(line.price_subtotal), new=self._money(unit * quantity))

    def _move_sentence(self, line):
        moved = self._records().filtered(lambda one: one.sale_line_id == line)
        if line._of_live_enrolments() - moved:
            return self.env._("%(order)s: a line of its own sells %(count)s places in the new session, at the same "
                              "price.", order=line.order_id.name, count=len(moved))
        return self.env._("%(order)s: its line moves to the new session, at the same price.", order=line.order_id.name)

    def _kept_sentence(self, line):
        if self.kind == "cancel":
            return self.env._("%(order)s keeps its quantity and its amount: lower them, or the place is invoiced.",
                              order=line.order_id.name)
        return self.env._("%(order)s keeps its quantity and its price.", order=line.order_id.name)

    # -- agreement ----------------------------------------------------------------------

    def _consequences_agreement(self):
        records = self._records()
        if self.kind == "quantity":
            records = self.sale_line_id._of_live_enrolments()
        agreements = records.agreement_id.filtered(lambda one: one.state in LIVE)
        return [sentence for agreement in agreements for sentence in self._agreement_sentences(agreement)]

    def _agreement_sentences(self, agreement):
        name, _ = agreement.name, self.env._
        if self.kind == "session":
            return [self._agreement_move_sentence(agreement)]
        if self.kind in ("abandon", "no_show"):
            return [self._leaving_sentence(agreement)]
        if agreement.state == "draft":
            return [_("%(agreement)s is a draft: it follows.", agreement=name)]
        if self.kind == "name":
            return [_("%(agreement)s was issued without this name: send the client the name in writing.",
                      agreement=name)]
        if agreement.state == "issued":
            return [_("%(agreement)s was sent as it was: take it back to draft and issue it again.", agreement=name)]
        if self.kind == "replace":
            return [_("%(agreement)s is signed: confirm the new name to the client in writing.", agreement=name)]
        return [_("%(agreement)s is signed for another number of learners: agree on the change in writing (avenant).",
                  agreement=name)]

    def _agreement_move_sentence(self, agreement):
        _, name = self.env._, agreement.name
        others = agreement.enrolment_ids.filtered(lambda one: one.state != "cancelled") - self._records()
        if not others and agreement.state == "draft":
            return _("%(agreement)s is a draft: it moves to the new session.", agreement=name)
        if others:
            return _("%(agreement)s stays for the others: write an agreement for the new session, from the order.",
                     agreement=name)
        return _("%(agreement)s is cancelled: write a new one for the new session, from the order.", agreement=name)

    def _leaving_sentence(self, agreement):
        _, name = self.env._, agreement.name
        if agreement.kind == "contract" and self.reason == "force_majeure":
            return _("%(agreement)s ends by force majeure: only what was really followed is due (L6353-7).",
                     agreement=name)
        if agreement.kind == "contract":
            return _("%(agreement)s says what is due after an abandonment: what was held until that day, pro rata.",
                     agreement=name)
        return _("%(agreement)s: only what was really followed is due as training; compensation is invoiced apart, and "
                 "no funder pays it.", agreement=name)

    # -- places and hours ----------------------------------------------------------------

    def _consequences_seats(self):
        if self.kind == "quantity":
            return self._seats_sentences_quantity()
        sentences = []
        if self.kind == "session":
            beyond = self._records().sorted("id")[max(self.session_id.seats_left, 0):]
            if beyond:
                sentences.append(self.env._("The new session is full: on its waiting list go %(names)s.",
                                            names=self._names(beyond)))
        if self.kind in ("session", "cancel", "abandon", "no_show"):
            sentences += self._promotion_sentences()
        return sentences

    def _promotion_sentences(self):
        sentences = []
        for session, records in self._records().grouped("session_id").items():
            freed = session.seats_left + len(records.filtered(lambda one: one.state in SEATED))
            waiting = (session.enrolment_ids - records).filtered(lambda one: one.state == "waiting")
            if waiting and freed > 0 and not session._has_begun():
                first = waiting.sorted(lambda one: (one.date_registered, one.id))[:freed]
                sentences.append(self.env._("The place goes to the first of the waiting list: %(names)s.",
                                            names=self._names(first)))
        return sentences

    def _seats_sentences_quantity(self):
        _, line = self.env._, self.sale_line_id
        more = self.quantity - line.of_seats
        if more > 0:
            sentences = [_("%(count)s learner records without name are added.", count=more)]
            if (beyond := more - max(line.of_session_id.seats_left, 0)) > 0:
                sentences.append(_("%(count)s of them go on the waiting list: the session is full.", count=beyond))
            return sentences
        live = line._of_live_enrolments()
        gone = line._of_nameless()[:max(len(live) - self.quantity, 0)]
        return [_("Cancelled, for they have no name: %(names)s.", names=self._names(gone))] if gone else []

    def _consequences_hours(self):
        _, records = self.env._, self._records()
        planned, done = sum(records.mapped("hours_planned")), sum(records.mapped("hours_done"))
        words = {"planned": wording.duration(planned), "done": wording.duration(done)}
        if self.kind in ("name", "replace"):
            return [_("%(learner)s is expected for %(planned)s.", learner=self.learner_id.name, **words)]
        if self.kind == "session":
            return [_("%(new)s are planned in the new session, %(planned)s were.",
                      new=wording.duration(self.session_id.hours_planned * len(records)), **words)]
        if self.kind == "abandon":
            return [_("%(done)s of %(planned)s were followed: the certificate will say %(done)s.", **words)]
        if self.kind == "no_show":
            return [_("No hour counts: neither a certificate nor hours in the BPF.")]
        if self.kind == "cancel":
            return [_("%(planned)s of training are no longer planned.", **words)]
        each = self.sale_line_id.of_session_id.hours_planned
        return [_("%(after)s of training are sold instead of %(before)s.",
                  after=wording.duration(each * self.quantity),
                  before=wording.duration(each * self.sale_line_id.of_seats))]

    # -- attendance -----------------------------------------------------------------------

    def _consequences_attendance(self):
        if self.kind == "quantity":
            return []
        _, records, now = self.env._, self._records(), fields.Datetime.now()
        unsigned = records.attendance_ids.filtered(lambda one: not one.slot_id.closed_at and not one.entry_ids)
        if self.kind in ("name", "replace"):
            return self._attendance_sentences_name(records)
        if self.kind == "no_show":
            held = records._held_attendances().filtered(lambda one: one.state == "expected")
            return [_("Marked absent at %(held)s slots, no longer expected at %(left)s.", held=len(held),
                      left=len(unsigned.filtered(lambda one: one.slot_id.start > now)))]
        if self.kind == "abandon":
            unsigned = unsigned.filtered(lambda one: one.slot_id._local(one.start).date() > self.day)
            return [_("No longer expected at %(count)s slots after %(day)s; what was signed stays.",
                      count=len(unsigned), day=self._day(self.day))]
        return [_("No longer expected at %(count)s slots.", count=len(unsigned))] if unsigned else []

    def _attendance_sentences_name(self, record):
        _, slots = self.env._, record._expected_slots()
        closed = slots.filtered("closed_at")
        sentences = [_("On the attendance sheet of %(count)s slots.", count=len(slots - closed))]
        if closed:
            sentences.append(_("%(count)s slots are closed: no hours for them.", count=len(closed)))
        return sentences

    # -- invoices ---------------------------------------------------------------------------

    def _consequences_invoices(self):
        _, records = self.env._, self._records()
        lines = self.sale_line_id if self.kind == "quantity" else records.sale_line_id
        moves = lines.invoice_lines.move_id.filtered(lambda move: move.state != "cancel")
        names = ", ".join(move.name if move.state == "posted" else _("draft invoice") for move in moves)
        sentences = self._due_sentences(records) if self.kind in ("abandon", "no_show") else []
        if not moves:
            return sentences
        if self.kind in ("name", "replace", "session"):
            return [*sentences, _("%(invoices)s stay as they are: names and dates on them don't change.",
                                  invoices=names)]
        if self.kind == "quantity" and self.quantity > self.sale_line_id.of_seats:
            return [*sentences, _("%(invoices)s stay as they are: invoice the added places.", invoices=names)]
        return [*sentences, _("Invoiced already: %(invoices)s. Credit what is no longer due.", invoices=names)]

    def _due_sentences(self, records):
        """What is due pro rata; nothing is invoiced or credited by itself."""
        if not (price := sum(records.mapped("price"))):
            return []
        due = sum((leaving.due(*(Decimal(str(round(value, 2))) for value in (
            one.price, one.hours_done, one.hours_planned))) for one in records), Decimal())
        return [self.env._("Due for the hours followed: %(due)s of %(price)s excluding VAT.",
                           due=self._money(due), price=self._money(price))]
