# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestTimeline(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user(
            "timeline_seller", "sales_team.group_sale_salesman_all_leads"
        )
        cls.child = cls.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": cls.customer.id}
        )

    def _say(self, body, partner=None, date="2026-06-01 08:00:00", **values):
        message = (partner or self.customer).message_post(
            body=body,
            subject=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.contact.id,
            **values,
        )
        message.date = date
        return message

    def _titles(self, **words):
        partner = self.contact.with_user(self.user)
        return [e["title"] for e in partner.cs_timeline(kinds="message", **words)]

    def test_the_whole_tree_newest_first(self):
        self._say("one", date="2026-06-01 08:00:00")
        self._say("two", self.contact, date="2026-06-03 08:00:00")
        self._say("three", self.child, date="2026-06-02 08:00:00")
        self.assertEqual(self._titles(), ["two", "three", "one"])

    def test_entries_have_what_is_promised(self):
        message = self._say("one")
        [entry] = self.customer.with_user(self.user).cs_timeline(kinds=["message"])
        self.assertEqual(entry["at"], message.date)
        self.assertEqual(entry["model"], "res.partner")
        self.assertEqual(entry["res_id"], self.customer.id)
        self.assertEqual(entry["author"], "王敏")

    def test_internal_notes_stay_out(self):
        self.customer.message_post(body="note", subtype_xmlid="mail.mt_note")
        self.assertFalse(self._titles())

    def test_pages_follow_each_other_without_gap_or_double(self):
        for number in range(7):
            self._say(str(number), date=f"2026-06-0{1 + number // 3} 08:00:00")
        seen, before = [], None
        partner = self.customer.with_user(self.user)
        while page := partner.cs_timeline(limit=2, before=before, kinds=["message"]):
            seen += [entry["title"] for entry in page]
            before = page[-1]["cursor"]
        self.assertEqual(sorted(seen), [str(number) for number in range(7)])

    def test_opportunities_come_with_their_end(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.contact.id}
        )
        lead.action_set_won()
        kinds = ["opportunity", "opportunity_won"]
        for user in (self.seller, self.user):
            entries = self.customer.with_user(user).cs_timeline(kinds=kinds)
            self.assertEqual({e["kind"] for e in entries}, set(kinds))
        lead.company_id = self.company
        self.assertFalse(
            self.customer.with_user(self.outsider).cs_timeline(kinds=kinds)
        )

    def test_bad_parameters_are_refused(self):
        partner = self.customer.with_user(self.user)
        for words in (
            {"limit": 0},
            {"limit": "many"},
            {"before": "yesterday"},
            {"before": "2026-06-01|x"},
        ):
            with self.assertRaises(UserError):
                partner.cs_timeline(**words)
        self.assertEqual(partner.cs_timeline(kinds=["'; DROP TABLE x; --"]), [])

    def test_queries_do_not_grow_with_entries(self):
        partner = self.customer.with_user(self.user)
        self._say("one")
        partner.cs_timeline()
        for number in range(30):
            self._say(str(number))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.assertEqual(len(partner.cs_timeline()), 31)

    def test_days_since_contact(self):
        self.assertNotIn(
            "days_since_contact", self.customer._cs_signals()[self.customer.id]
        )
        self._say("one", date="2026-06-01 08:00:00")
        self.env.flush_all()
        signal = self.contact._cs_signals()[self.customer.id]["days_since_contact"]
        today = self.company._cs_today()
        self.assertEqual(signal["value"], (today - signal["at"].date()).days)
