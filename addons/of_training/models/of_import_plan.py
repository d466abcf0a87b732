from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from odoo.fields import Domain

from ..lib.importing import plain, same_name
from ..lib.matching import Directory, Known, Match

STAGES = ("company", "person", "contact", "programme", "tariff", "room", "session", "enrolment")


class LineError(Exception):
    """What is wrong with a line, in a sentence with its remedy."""


@dataclass(eq=False)
class Draft:
    """A record to be made, changed or used. ``links`` are other drafts, known by id once they are written."""

    stage: str
    model: str
    vals: dict
    id: int | None = None
    update: bool = False
    links: dict = field(default_factory=dict)
    match: Match | None = None
    line: object = None
    title: str = ""
    notes: list = field(default_factory=list)
    hr_of: object = None  # the company that this contact stands for
    slots: list = field(default_factory=list)
    state: str = ""

    def values(self):
        return {**self.vals, **{name: draft.id for name, draft in self.links.items()}}


class Plan:
    """All that a file asks for. What we know already is read once, so a line costs no query.

    A module that imports records of its own extends ``stages`` and returns its plan from ``_new_plan`` of of.import.
    """

    stages = STAGES

    def __init__(self, record):
        self.record, self.env, self._ = record, record.env, record.env._
        self.company_id = record.company_id.id
        self.drafts = {stage: [] for stage in self.stages}
        self.companies_by_siret, self.companies_by_name = {}, defaultdict(list)
        self.people, self.places, self.rooms = {}, {}, {}
        self.programmes, self.sessions, self.records = {}, {}, {}
        self.places_sold = {}
        self.of_line = {}  # the main record of each line

    def add(self, stage, model, vals, line=None, match=None, **more):
        """Plan a record. With ``match``, what the line's decision says of it."""
        decision = line.decision if line else "use"
        used = match if decision != "new" else None
        draft = Draft(stage, model, vals, id=used.id if used else None, update=decision == "update" and bool(used),
                      match=match, line=line, **more)
        self.drafts[stage].append(draft)
        return draft

    def existing(self, line, draft):
        """What ``line`` shows of the existing record that it may be, and the decision on it."""
        # A learner record is decided by its learner; a learner of several lines by the first of them.
        draft = draft.links.get("learner_id", draft)
        if not draft.match:
            return {"match_id": 0, "decision": False}
        decision = (draft.line or line).decision or (draft.match.sure and self._default_decision(draft))
        return {"match_id": draft.match.id, "match_model": draft.model, "decision": decision,
                "match_name": self._name(draft),
                "match_reason": self._reason(draft.stage, draft.match.reason)}

    def _default_decision(self, draft):
        """What is done with a record that is surely the one of ``draft``."""
        return "use"

    def _reason(self, stage, reason):
        _ = self._
        if stage == "contact" and reason == "name_town":
            return _("same name in this company")
        return {"siret": _("same SIRET"), "email": _("same e-mail and name"), "name_town": _("same name and town"),
                "email_other_name": _("same e-mail, other name"), "name": _("same name"), "code": _("same code"),
                "reference": _("same reference"), "dates": _("same programme and first day")}[reason]

    # -- what is known -----------------------------------------------------------

    @property
    def domain(self):
        """Of this company, or shared."""
        return Domain("company_id", "in", (False, self.company_id))

    def _name(self, draft):
        if draft.model == "of.session":
            return self.known_sessions.browse(draft.match.id).with_prefetch(self.known_sessions.ids).display_name
        return self._names[draft.match.id]

    @cached_property
    def _names(self):
        """``{id: name}`` of the partners or programmes that we know."""
        if self.record.kind == "programme":
            return {row["id"]: row["name"] for row in self.known_programmes}
        return {row["id"]: ", ".join(filter(None, (row["name"], row["city"]))) for row in self._partners}

    @cached_property
    def _partners(self):
        return self.env["res.partner"].search_read(
            self.domain, ["name", "city", "email_normalized", "company_registry", "is_company", "parent_id",
                          "of_is_trainer"], load=None)

    def _directory(self, keep, town="city"):
        return Directory(
            Known(row["id"], row["name"] or "", str(row[town] or ""), row["email_normalized"] or "",
                  "".join(filter(str.isdigit, row["company_registry"] or "")) if row["is_company"] else "")
            for row in self._partners if keep(row))

    @cached_property
    def known_companies(self):
        return self._directory(lambda row: row["is_company"])

    @cached_property
    def known_contacts(self):
        """Of companies: two of one name are told apart by their company."""
        return self._directory(lambda row: not row["is_company"] and row["parent_id"], "parent_id")

    @cached_property
    def known_people(self):
        return self._directory(lambda row: not row["is_company"])

    @cached_property
    def known_learners(self):
        """People of their own: a contact of a company is never a learner."""
        return self._directory(lambda row: not row["is_company"] and not row["parent_id"])

    @cached_property
    def known_trainers(self):
        return self._directory(lambda row: row["of_is_trainer"])

    @cached_property
    def known_places(self):
        return self._directory(lambda row: True)

    @cached_property
    def known_programmes(self):
        return self.env["slide.channel"].search_read(
            self.domain & Domain("of_is_programme", "=", True), ["name", "of_code"], load=None)

    @cached_property
    def known_tariffs(self):
        """``{(programme id, tariff): product id}``, the first of each."""
        products = self.env["product.template"].search(
            self.domain & Domain("of_programme_id", "!=", False), order="sequence desc, id desc")
        return {(product.of_programme_id.id, product.of_tariff): product.id for product in products}

    @cached_property
    def tariff_taxes(self):
        return self.env["product.template"]._prepare_of_taxes(self.record.company_id)

    @cached_property
    def known_sessions(self):
        return self.env["of.session"].search([("company_id", "=", self.company_id)])

    @cached_property
    def certifications(self):
        return self.env["of.certification"].search([]).grouped("code")

    # -- companies and people, whom several lines may name -------------------------

    def company_draft(self, name, siret="", town=""):
        """The company of this file that an earlier line named."""
        if siret in self.companies_by_siret:
            return self.companies_by_siret[siret]
        for draft in self.companies_by_name[same_name(name)] if name else ():
            its_siret, its_town = draft.vals.get("company_registry"), draft.vals.get("city")
            if not (siret and its_siret) and not (town and its_town and plain(town) != plain(its_town)):
                return draft
        return None

    def keep_company(self, draft, name, siret):
        if siret:
            self.companies_by_siret[siret] = draft
        if name:
            self.companies_by_name[same_name(name)].append(draft)
        return draft

    def company(self, name, siret=""):
        """Somebody's employer: known, named by an earlier line, or to be made."""
        if draft := self.company_draft(name, siret):
            if siret:
                draft.vals.setdefault("company_registry", siret)
                self.companies_by_siret[siret] = draft
            return draft
        known = [self.known_companies.by_siret[siret]] if siret in self.known_companies.by_siret else (
            self.known_companies.namesakes(name, siret) if name else [])
        if len(known) > 1:
            raise LineError(self._("Several companies are called '%(name)s': give the SIRET.", name=name))
        match = Match(known[0].id, "name", True) if known else None
        if not name and not match:
            raise LineError(self._("No company has the SIRET %(siret)s: give its name too.", siret=siret))
        vals = {"name": name, "is_company": True, "company_registry": siret}
        draft = self.add("company", "res.partner", {key: value for key, value in vals.items() if value}, match=match)
        return self.keep_company(draft, name, siret)

    def company_note(self, draft, name):
        return None if draft.id or draft.line else self._("creates the company %(name)s", name=name)

    def contact(self, company, vals, line=None):
        """A person of a company; in this file once."""
        name, email = vals["name"], vals.get("email", "")
        key = (company, email or same_name(name))
        if key in self.people:
            if line:
                self.repeats(self.people[key])
            return self.people[key]
        match = self.known_contacts.person(name, email, str(company.id)) if company.id else None
        if match and not line and match.reason not in ("email", "name_town"):
            match = None
        self.people[key] = self.add("contact", "res.partner", vals, line, match, links={"parent_id": company})
        return self.people[key]

    def person(self, directory, vals, line, besides=""):
        """A learner or trainer. Without e-mail or town, ``besides`` tells two of one name in the file apart."""
        name, email, town = vals["name"], vals.get("email", ""), vals.get("city", "")
        key = (same_name(name), email or plain(town) or besides)
        if key not in self.people:
            match = directory.person(name, email, town)
            # Two lines that say different things of one person whom we know: still one person.
            same = match and line.decision != "new" and self.people.get(match.id)
            self.people[key] = same or self.add("person", "res.partner", vals, line, match, title=name)
            if self.people[key].id:
                self.people[self.people[key].id] = self.people[key]
        return self.people[key]

    def repeats(self, draft):
        """Refuse a line that says what an earlier one said."""
        if draft.line:
            raise LineError(self._("Line %(number)s says the same already: remove one of them.",
                                   number=draft.line.number))

    def trainer(self, text):
        """The known trainer of this name or address."""
        found = (self.known_trainers.by_email.get(text.lower()) if "@" in text
                 else self.known_trainers.namesakes(text)) or []
        if len(found) != 1:
            raise LineError(
                self._("Several trainers are called '%(name)s': give the e-mail.", name=text) if found else
                self._("No trainer is called '%(name)s': correct the name, or import the trainers first.", name=text))
        return found[0].id

    def place(self, name):
        """A known address of that name; else one is made."""
        if plain(name) not in self.places:
            known = self.known_places.namesakes(name)
            match = Match(known[0].id, "name", True) if known else None
            self.places[plain(name)] = self.add("person", "res.partner", {"name": name, "type": "other"}, match=match)
        return self.places[plain(name)]

    @cached_property
    def known_rooms(self):
        rooms = self.env["of.room"].search_read(self.domain, ["name"], load=None)
        return {plain(room["name"]): room["id"] for room in rooms}

    def room(self, name):
        """A known room of that name; else one is made."""
        key = plain(name)
        if key not in self.rooms:
            match = Match(self.known_rooms[key], "name", True) if key in self.known_rooms else None
            self.rooms[key] = self.add(
                "room", "of.room", {"name": name, "company_id": self.company_id}, match=match)
        return self.rooms[key]

    # -- programmes and sessions ---------------------------------------------------

    @cached_property
    def _programmes_by_word(self):
        words = defaultdict(list)
        for row in self.known_programmes:
            for word in {plain(row["of_code"]), plain(row["name"])} - {""}:
                words[word].append(row["id"])
        return words

    def programme_id(self, text):
        """The known programme of this code or title."""
        found = self._programmes_by_word.get(plain(text), [])
        if len(found) != 1:
            raise LineError(
                self._("Several programmes are called '%(name)s': give the code.", name=text) if found else
                self._("No programme is called '%(name)s': correct it, or import the programmes first.", name=text))
        return found[0]

    @cached_property
    def _sessions_by_reference(self):
        return {plain(session.name): session for session in self.known_sessions}

    @cached_property
    def _sessions_by_day(self):
        days = defaultdict(list)
        for session in self.known_sessions.filtered("date_start"):
            days[session.programme_id.id, session._local_day(session.date_start)].append(session)
        return days

    def known_session(self, reference, programme_id, day):
        """``(session, reason)``, by its reference or else by its programme and first day; None when unknown.

        :raises LineError: two of them
        """
        if reference:
            return self._sessions_by_reference.get(plain(reference)), "reference"
        found = self._sessions_by_day.get((programme_id, day), [])
        if len(found) > 1:
            raise LineError(self._("Several sessions of this programme begin on that day: give the reference."))
        return (found[0] if found else None), "dates"

    def learner_records(self, session):
        """``{learner id: record}`` of who is in the session already; one query a session."""
        if session not in self.records:
            self.records[session] = {record.learner_id.id: record for record in session.enrolment_ids
                                     if record.learner_id and record.state != "cancelled"}
        return self.records[session]

    def sold_place(self, session, client):
        """A record of ``session`` without a name that this client (draft) bought; given once. None: there is none."""
        if not (client and client.id):
            return None
        if session not in self.places_sold:
            self.places_sold[session] = [
                record for record in session.enrolment_ids.sorted("id")
                if not record.learner_id and record.state in ("waiting", "draft", "confirmed")]
        places = self.places_sold[session]
        found = next((one for one in places if client.id in (one.client_id.id, one.employer_id.id)), None)
        if found:
            places.remove(found)
        return found
