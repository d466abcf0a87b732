from odoo import fields

from .common import FundingCase


class TestToday(FundingCase):
    def lines(self, user):
        groups = self.env["of.today"].with_user(user).read_board()["groups"]
        return {line["code"]: line["count"] for group in groups for line in group["lines"]}

    def test_requests_to_send_and_late_answers(self):
        reader = self.office_user("funding", "of_training.group_of_training_user,of_funding.group_of_funding_user")
        request = self.request(self.akto, self.sold().of_enrolment_ids, 500)
        self.assertEqual(self.lines(reader)["requests"], 1)
        request._pass().write({
            "state": "sent", "date_sent": fields.Date.add(fields.Date.context_today(request), days=-31)})
        self.assertEqual(self.lines(reader)["answers"], 1)

    def test_cancelling_a_session_names_its_requests(self):
        request = self.request(self.akto, self.sold().of_enrolment_ids, 500)
        concerns = {line["label"]: line["names"] for line in self.session.with_context(lang=False)._change_concerns(
            "cancel")}
        self.assertEqual(concerns["Funding requests"], [request.display_name])
