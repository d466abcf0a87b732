from freezegun import freeze_time

from .common import FundingCase


class CpfCase(FundingCase):
    """A file of Carla for the session of 11 and 12 January 2027, asked on Friday 6 November 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assistant = cls.office_user("assistant", "of_funding.group_of_funding_user", email="a@example.com")
        cls.session.action_open()
        cls.file = cls.make_file()

    @classmethod
    def make_file(cls, learner=None, **vals):
        learner = learner or cls.carla
        return cls.env["of.cpf.file"].create({
            "number": f"D{learner.id}", "learner_id": learner.id, "learner_status": "employee",
            "session_id": cls.session.id, "price": 890, "date_asked": "2026-11-06", "user_id": cls.assistant.id,
            **vals})

    @classmethod
    def accepted(cls, file=None):
        file = file if file is not None else cls.file
        with freeze_time("2026-11-09 10:00:00"):
            file.action_validate()
            file.action_accept()
        return file

    def close_slots(self):
        with freeze_time("2027-01-12 17:00:00"):
            self.session.slot_ids.action_close_slot()

    def entered(self, file=None):
        """In training; nobody signed, which is waived."""
        file = self.accepted(file)
        self.waive(file, "absent")
        with freeze_time("2027-01-11 17:00:00"):
            file.action_enter()
        return file

    def left(self):
        file = self.entered()
        self.close_slots()
        with freeze_time("2027-01-13 10:00:00"):
            file.exit_reason = "completed"
            file.action_leave()
        return file

    def waive(self, file, *codes):
        self.env["of.checklist.waiver"].create([
            {"res_model": file._name, "res_id": file.id, "code": code, "reason": "Vu avec le titulaire"}
            for code in codes])

    def codes(self, file, purpose):
        return {item["code"]: item["level"] for item in file._of_missing(purpose)}
