from odoo import models

from ..lib import importing, planning, wording
from ..lib.matching import Match
from .of_import_plan import LineError

ADDRESS = ("email", "phone", "street", "street2", "zip", "city", "website", "vat", "function", "of_trainer_titles",
           "of_birth_name", "of_birth_date", "of_birth_place")
PRICES = {"price_person", "price_group", "price_day"}
SESSION_FIELDS = ("kind", "link", "capacity", "tz")
# A record in a session that is over is over.
RECORD_STATES = {"done": "done", "closed": "done", "cancelled": "cancelled"}


class OfImport(models.Model):
    """What a line of each kind asks for; ``_plan_<kind>`` returns the draft of its main record."""

    _inherit = "of.import"

    # -- companies and people ----------------------------------------------------

    def _prepare_partner(self, values, name):
        vals = {key: values[key] for key in ADDRESS if values.get(key)}
        if vals.keys() & {"street", "zip", "city"}:
            vals["country_id"] = (self.company_id.country_id or self.env.ref("base.fr")).id
        return {"name": name, **vals}

    def _person_name(self, values):
        name = values.get("full_name") or " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
        if not name:
            raise LineError(self.env._("Column 'Nom': it is empty, fill it in."))
        return name

    def _plan_company(self, plan, line, values):
        name, siret, town = values["name"], values.get("siret", ""), values.get("city", "")
        if draft := plan.company_draft(name, siret, town):
            plan.repeats(draft)
        vals = {**self._prepare_partner(values, name), "is_company": True}
        if siret:
            vals["company_registry"] = siret
        match = plan.known_companies.company(name, siret, town, values.get("email", ""))
        draft = plan.keep_company(plan.add("company", "res.partner", vals, line, match, title=name), name, siret)
        if contact := values.get("contact_name") or values.get("contact_email"):
            told = {key: values.get(f"contact_{key}") for key in ("email", "phone", "function")}
            plan.contact(draft, {"name": contact, **{key: value for key, value in told.items() if value}}).hr_of = draft
            draft.notes.append(self.env._("HR contact: %(name)s", name=contact))
        return draft

    def _plan_contact(self, plan, line, values):
        if not (values.get("company") or values.get("company_siret")):
            raise LineError(self.env._("Column 'Entreprise': it is empty, name the company or give its SIRET."))
        name = self._person_name(values)
        company = plan.company(values.get("company", ""), values.get("company_siret", ""))
        draft = plan.contact(company, self._prepare_partner(values, name), line)
        draft.title = name
        draft.notes.append(plan.company_note(company, values.get("company")))
        if values.get("is_hr", True):
            draft.hr_of = company
        return draft

    def _plan_trainer(self, plan, line, values):
        name = self._person_name(values)
        draft = plan.person(plan.known_people, {**self._prepare_partner(values, name), "of_is_trainer": True}, line)
        if draft.line != line:
            plan.repeats(draft)
        if draft.id and not draft.update:  # a person we know becomes a trainer
            draft.vals, draft.update = {"of_is_trainer": True}, True
        return draft

    # -- programmes --------------------------------------------------------------

    def _plan_programme(self, plan, line, values):
        code, name = importing.plain(values.get("of_code")), importing.plain(values["name"])
        key = code or name
        if key in plan.programmes:
            plan.repeats(plan.programmes[key])
        match = next((Match(row["id"], "code" if code else "name", True) for row in plan.known_programmes if key == (
            importing.plain(row["of_code"]) if code else importing.plain(row["name"]))), None)
        sheet = {key: value for key, value in values.items() if key not in PRICES}
        vals = {**self._prepare_certification(plan, values), **sheet}
        if not match or line.decision == "new":
            vals |= {"of_is_programme": True, "company_id": self.company_id.id, "channel_type": "training"}
        draft = plan.programmes[key] = plan.add("programme", "slide.channel", vals, line, match, title=values["name"])
        if draft.update or not draft.id:
            self._plan_tariffs(plan, draft, values)
        return draft

    def _plan_tariffs(self, plan, draft, values):
        """A product for each price of the line; the price changes where the programme has such a tariff."""
        for key in sorted(PRICES & values.keys()):
            tariff = key.removeprefix("price_")
            vals = {"of_tariff": tariff, "list_price": values[key]}
            known = plan.known_tariffs.get((draft.id, tariff))
            if not known:
                vals |= {"name": values["name"], "type": "service", "purchase_ok": False, "invoice_policy": "order",
                         "company_id": self.company_id.id, **plan.tariff_taxes}
            product = plan.add("tariff", "product.template", vals, links={"of_programme_id": draft})
            product.id, product.update = known, bool(known)

    def _prepare_certification(self, plan, values):
        """What is known of the programme's certification."""
        code = values.get("of_certification_code")
        if not code:
            return {}
        known = plan.certifications.get(code)
        return known._prepare_programme() if known else {"of_recognition": "rs" if code.startswith("RS") else "rncp"}

    # -- sessions ----------------------------------------------------------------

    def _plan_session(self, plan, line, values):
        """One line a slot, a day or a period; lines of one reference are one session."""
        reference = values.get("reference", "")
        draft = plan.sessions.get(importing.plain(reference)) if reference else None
        draft = draft or self._plan_new_session(plan, line, values, reference)
        spans = [(values[start], values[end]) for start, end in (("start", "end"), ("start_2", "end_2"))
                 if start in values and end in values]
        if not spans:
            raise LineError(self.env._("The times are missing: fill in 'Début matin' and 'Fin matin'."))
        slots = self._half_days(values["date"], values.get("date_to") or values["date"], spans)
        if importing.overlap([*slots, *((slot["start"], slot["end"]) for slot in draft.slots)]):
            raise LineError(self.env._("These times overlap others of the same session: correct one of them."))
        trainer = plan.trainer(values["trainer"]) if values.get("trainer") else False
        draft.slots += [{"start": start, "end": end, "trainer_id": trainer, "topic": values.get("topic")}
                        for start, end in slots]
        hours = wording.duration(sum((end - start).total_seconds() / 3600 for start, end in slots))
        draft.notes = [self.env._("its slots are left as they are") if draft.id else self.env._(
            "%(count)s slot(s), %(hours)s", count=len(slots), hours=hours)]
        return draft

    def _half_days(self, first, last, spans):
        _ = self.env._
        try:
            return importing.half_days(first, last, spans, planning.subdivision(self.company_id.zip))
        except importing.BadValue as problem:
            raise LineError({
                "period": _("'Date de fin' comes before 'Date': correct one of them."),
                "long_period": _("More than a year lies between 'Date' and 'Date de fin': correct one of them."),
                "long_slot": _("A half-day lasts more than 14 hours: correct its times."),
                "slot": _("A half-day ends before it begins, or before the other begins: correct its times."),
            }[problem.code])

    def _plan_new_session(self, plan, line, values, reference):
        programme_id = plan.programme_id(values["programme"])
        session, reason = plan.known_session(reference, programme_id, values["date"])
        match = session and Match(session.id, reason, reason == "reference")
        vals = {"programme_id": programme_id, **{key: values[key] for key in SESSION_FIELDS if values.get(key)}}
        if not match or line.decision == "new":
            vals["company_id"] = self.company_id.id
            vals |= {"name": reference} if reference else {}
        draft = plan.add("session", "of.session", vals, line, match, state=values.get("state", "draft"), title=" ".join(
            filter(None, (reference, values["programme"]))))
        if values.get("place"):
            draft.links["place_id"] = plan.place(values["place"])
        if values.get("room"):
            draft.links["room_id"] = plan.room(values["room"])
        if reference:
            plan.sessions[importing.plain(reference)] = draft
        return draft

    # -- learners and their records ------------------------------------------------

    def _plan_learner(self, plan, line, values):
        """The learner, his employer, and his record where the line names a session."""
        name = self._person_name(values)
        employer = None
        if values.get("employer") or values.get("employer_siret"):
            employer = plan.company(values.get("employer", ""), values.get("employer_siret", ""))
        learner = plan.person(plan.known_learners, self._prepare_partner(values, name), line,
                              importing.plain(values.get("employer")))
        note = employer and plan.company_note(employer, values.get("employer"))
        if not (values.get("session") or (values.get("programme") and values.get("date"))):
            if learner.line != line:
                plan.repeats(learner)
            learner.notes.append(note)
            return learner
        draft = self._plan_record(plan, line, values, learner, employer)
        draft.notes.append(note)
        return draft

    def _plan_record(self, plan, line, values, learner, employer):
        programme_id = not values.get("session") and plan.programme_id(values["programme"])
        session, _reason = plan.known_session(values.get("session"), programme_id, values.get("date"))
        if not session:
            raise LineError(self.env._(
                "The session '%(session)s' is not known: correct it, or import the sessions first.",
                session=values.get("session") or values["programme"]))
        if (learner, session) in plan.sessions:
            plan.repeats(plan.sessions[learner, session])
        record = plan.learner_records(session).get(learner.id)
        vals = {key: values[key] for key in ("status", "price", "hours_taken_over") if key in values}
        if not record and (place := plan.sold_place(session, employer)):
            return self._plan_sold_place(plan, line, vals, learner, place)
        if not record:
            vals |= {"session_id": session.id, "state": values.get("state") or RECORD_STATES.get(
                session.state, "confirmed")}
        draft = plan.add("enrolment", "of.enrolment", vals, title=learner.title, links={"learner_id": learner})
        draft.line, draft.id, draft.update = line, record and record.id, bool(record) and line.decision == "update"
        if employer:
            draft.links["employer_id"] = employer
        draft.notes.append(self.env._("record %(name)s", name=record.name) if record else self.env._(
            "record in %(session)s", session=session.name))
        plan.sessions[learner, session] = draft
        return draft

    def _plan_sold_place(self, plan, line, vals, learner, place):
        """The learner takes a place that his employer bought without a name; its price is the order's."""
        vals.pop("price", None)
        draft = plan.add("enrolment", "of.enrolment", vals, title=learner.title, links={"learner_id": learner})
        draft.line, draft.id, draft.update = line, place.id, True
        draft.notes.append(self.env._("names the place %(place)s of the order %(order)s",
                                      place=place.name, order=place.order_id.name or "–"))
        plan.sessions[learner, place.session_id] = draft
        return draft
