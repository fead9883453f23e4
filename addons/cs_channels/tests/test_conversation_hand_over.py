# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import JPEG, ChannelCase


@tagged("post_install", "-at_install")
class TestConversationHandOver(ChannelCase):
    """A ticket, a lead or an opportunity gets the words that were chosen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talk = cls.customer_writes("The first question")
        cls.mine = cls.talk.with_user(cls.agent)
        cls.mine.reply("See this picture", [("plan.jpg", JPEG)])
        cls.mine.message_post(body="He pays late", subtype_xmlid="mail.mt_note")
        cls.customer_writes("The last question")

    def _form(self, user=None, **values):
        talk = self.talk.with_user(user or self.agent)
        wizard = self.env["cs.conversation.make"].with_user(user or self.agent)
        form = Form(
            wizard.with_context(active_model="cs.conversation", active_id=talk.id)
        )
        for name, value in values.items():
            form[name] = value
        return form

    def _make(self, **values):
        action = self._form(**values).save().action_make()
        self.assertEqual(action["tag"], "display_notification")
        return self.talk.ticket_ids.sorted("id")[-1:]

    def _files(self, record):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self.env["ir.attachment"].search(domain)

    def test_all_of_it(self):
        ticket = self._make()
        self.assertEqual(ticket.name, "The first question")
        self.assertIn("The first question", ticket.description)
        self.assertIn("The last question", ticket.description)
        self.assertNotIn("pays late", ticket.description)
        self.assertEqual(self._files(ticket).raw, JPEG)
        kept = self.talk._stream_messages().attachment_ids
        self.assertEqual(kept.res_model, "discuss.channel", "a copy went along")

    def test_without_files(self):
        self.assertFalse(self._files(self._make(with_files=False)))

    def test_the_last_ones(self):
        ticket = self._make(span="last", last_count=1)
        self.assertNotIn("The first question", ticket.description)
        self.assertIn("The last question", ticket.description)
        self.assertFalse(self._files(ticket))

    def test_since_the_last_time(self):
        self._make()
        with self.assertRaises(UserError):
            self._make(span="new")
        self.customer_writes("And something new")
        ticket = self._make(span="new")
        self.assertNotIn("question", ticket.description)
        self.assertIn("something new", ticket.description)

    def test_those_i_choose(self):
        form = self._form(span="chosen")
        with form.line_ids.edit(1) as line:
            line.chosen = True
        form.save().action_make()
        ticket = self.talk.ticket_ids
        self.assertIn("See this picture", ticket.description)
        self.assertNotIn("question", ticket.description)
        self.assertEqual(len(self._files(ticket)), 1)
        with self.assertRaises(UserError):
            self._make(span="chosen")

    def test_words_of_another_conversation_never_come_along(self):
        other = self.customer_writes("A secret of somebody else", "demo-2")
        form = self._form(span="chosen")
        with form.line_ids.edit(0) as line:
            line.chosen = True
        wizard = form.save()
        wizard.line_ids[0].message_number = other._stream_messages().id
        with self.assertRaises(UserError):
            wizard.action_make()
        with self.assertRaises(AccessError):
            self._form(self.stranger)

    def test_to_sales(self):
        self._make(kind="opportunity", span="last", last_count=2, name="Wants more")
        leads = self.env["crm.lead"].search(
            [("cs_origin_model", "=", self.talk._name)], order="id"
        )
        self.assertEqual((leads.type, leads.name), ("opportunity", "Wants more"))
        self.assertIn("See this picture", leads.description)
        self.assertNotIn("The first", leads.description)
        self.assertNotIn("pays late", leads.description)
        self.assertEqual(self._files(leads).raw, JPEG)

    def test_to_sales_as_a_lead(self):
        self.agent.sudo().group_ids += self.env.ref("crm.group_use_lead")
        self._make(kind="lead")
        lead = self.env["crm.lead"].search(
            [("cs_origin_id", "=", self.talk.id), ("type", "=", "lead")]
        )
        self.assertEqual(len(lead), 1)

    def test_by_one_call_all_goes_along(self):
        ticket = self.mine.create_ticket({"priority": "2"})
        self.assertIn("The last question", ticket.description)
        self.assertEqual(len(self._files(ticket)), 1)
