# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_customer.tests.common import new_users

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversationSecrets(ChannelCase):
    """Notes stay with colleagues; a wrong guess who somebody is leaves no traces."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talk = cls.customer_writes("hello")
        cls.identity = cls.talk.identity_id
        portal = new_users(cls.env, ch_secret_portal="base.group_portal")[0]
        cls.portal, cls.partner = portal, portal.partner_id
        cls.partner.write({"name": "Wrong Person", "email": "wrong@example.com"})

    # === Notes === #

    def test_no_note_leaves_by_mail(self):
        self.identity.bind(self.partner)
        for record in (self.talk.with_user(self.agent).sudo(), self.identity):
            record.message_subscribe((self.partner | self.manager.partner_id).ids)
            self.assertNotIn(self.partner, record.message_partner_ids)
            self.assertIn(self.manager.partner_id, record.message_partner_ids)
            record._message_subscribe(self.partner.ids)  # as he were one already
            self.assertFalse(record._message_get_suggested_recipients())
            for subtype in ("mail.mt_note", "mail.mt_comment"):
                note = record.message_post(
                    body="He pays late",
                    subtype_xmlid=subtype,
                    partner_ids=(self.partner | self.colleague.partner_id).ids,
                    outgoing_email_to="wrong@example.com",
                )
                told = note.sudo().notification_ids.res_partner_id
                self.assertIn(self.colleague.partner_id, told)
                self.assertNotIn(self.partner, told)
                mails = self.env["mail.mail"].search(
                    [("mail_message_id", "=", note.id)]
                )
                self.assertNotIn("wrong@example.com", str(mails.mapped("email_to")))

    def test_no_note_stands_in_the_stream(self):
        """The customer of live chat would see it in his window."""
        self.talk.with_user(self.agent).claim()
        stream = self.talk.discuss_channel_id.with_user(self.agent)
        note = {"subtype_id": self.env.ref("mail.mt_note").id}
        for values in ({"subtype_xmlid": "mail.mt_note"}, note, {}):
            for kind in ("comment", "notification"):
                with self.assertRaises(UserError):
                    stream.message_post(body="secret", message_type=kind, **values)
        self.assertEqual(self.words(self.talk), ["hello"])

    def test_nobody_else_posts_in_the_stream(self):
        self.talk.with_user(self.agent).claim()
        stream = self.talk.discuss_channel_id.with_user(self.colleague)
        kinds = ("comment", "notification", "email", "email_outgoing", "auto_comment")
        for kind in kinds:
            with self.assertRaises(UserError):
                stream.message_post(body="x", message_type=kind)
            with self.assertRaises(AccessError):
                stream.with_user(self.agent).message_post(
                    body="x", message_type=kind, author_id=self.partner.id
                )

    def test_nobody_writes_past_the_stream(self):
        said = self.talk.with_user(self.agent).reply("said")
        channel = self.talk.discuss_channel_id
        values = {"model": channel._name, "res_id": channel.id, "body": "x"}
        for user in (self.colleague, self.agent):
            messages = self.env["mail.message"].with_user(user)
            with self.assertRaises(AccessError):
                messages.create(values)
        own = messages.create({"model": self.talk._name, "res_id": self.talk.id})
        for vals in (values, {**values, "message_type": "comment"}):
            with self.assertRaises(AccessError):
                own.write(vals)
        said = said.with_user(self.agent)
        quiet = {"message_type": "notification"}
        for vals in ({"body": "never said"}, {"body": "never said", **quiet}, quiet):
            with self.assertRaises(AccessError):
                said.write(vals)
        defaults = {f"default_{name}": value for name, value in values.items()}
        for vals, context in (({**values, **quiet}, {}), ({"body": "x"}, defaults)):
            with self.assertRaises(AccessError):
                messages.with_context(**context).create(vals)
        for word in self.talk._stream_messages().with_user(self.agent):
            with self.assertRaises(AccessError):
                word.unlink()
        self.assertEqual(self.words(self.talk), ["hello", "said"])

    def test_nobody_moves_a_stream(self):
        self.talk.with_user(self.agent).claim()
        stream = self.talk.discuss_channel_id.with_user(self.agent)
        other = self.other_team
        for values in (
            {"cs_team_id": other.id},
            {"cs_company_id": other.company_id.id},
            {"active": False},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                stream.write(values)
        own = self.env["discuss.channel"].with_user(self.agent).create({"name": "Own"})
        own.active = False
        with self.assertRaises(AccessError):
            own.cs_team_id = other

    # === Who he is === #

    def _bound_and_unbound(self):
        self.identity.bind(self.partner)
        self.customer_writes("my secret is 42")
        self.talk.with_user(self.agent).reply("Oh")
        self.identity.bind(False)
        self.env.invalidate_all()
        return self.talk._stream_messages()

    def test_words_come_back_with_him(self):
        words = self._bound_and_unbound()
        by_him = [self.talk._is_by_customer(message) for message in words]
        self.assertEqual(by_him, [True, True, False])
        self.assertNotIn("Wrong Person", self.talk._transcript())
        self.assertFalse(words[1].author_id or words[1].email_from)
        self.assertIn("42", self.talk._last_words())
        messages = self.env["mail.message"].with_user(self.portal)
        self.assertFalse(messages.search([("id", "in", words.ids)]))
        with self.assertRaises(AccessError):
            messages.browse(words[1].id).read(["body"])

    def test_who_is_taken_for_him_reads_nothing(self):
        self.identity.bind(self.partner)
        self.customer_writes("my secret is 42")
        word = self.talk._stream_messages()[-1]
        self.assertEqual(word.author_id, self.partner)
        self.env.flush_all()
        self.env.invalidate_all()
        messages = self.env["mail.message"].with_user(self.portal)
        self.assertFalse(messages.search([("id", "=", word.id)]))
        with self.assertRaises(AccessError):
            messages.browse(word.id).read(["body"])

    def test_words_go_to_whom_he_is_instead(self):
        right = self.env["res.partner"].create({"name": "Right"})
        self.identity.bind(self.partner)
        self.customer_writes("it is me")
        self.identity.bind(right)
        self.assertEqual(self.talk._stream_messages()[-1].author_id, right)
        journal = self.identity.journal_ids[:1]
        journal.with_user(self.agent).action_undo()
        self.assertEqual(self.talk._stream_messages()[-1].author_id, self.partner)

    def test_a_colleague_who_is_customer_for_a_try(self):
        self.identity.bind(self.agent.partner_id)
        self.customer_writes("from my own telephone")
        self.talk.with_user(self.agent).reply("to my own telephone")
        words = self.talk._stream_messages()
        self.assertEqual(len(self.talk.delivery_ids), 1, "it was sent")
        by_him = [self.talk._is_by_customer(message) for message in words]
        self.assertEqual(by_him, [True, True, False])

    def test_opportunities_and_ratings_made_meanwhile(self):
        self.identity.bind(self.partner)
        lead = self.talk.with_user(self.agent).create_opportunity()
        self.assertEqual(lead.sudo().partner_id, self.partner)
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("cs.conversation"),
                "res_id": self.talk.id,
                "partner_id": self.partner.id,
                "rating": 1,
            }
        )
        right = self.env["res.partner"].create({"name": "R", "email": "r@example.com"})
        self.identity.with_user(self.agent).bind(right)
        self.assertEqual((lead.sudo().partner_id, rating.partner_id), (right, right))
        self.assertEqual(lead.sudo().email_from, "r@example.com")
        self.identity.journal_ids[:1].with_user(self.agent).action_undo()
        self.assertEqual(lead.sudo().partner_id, self.partner)

    def test_tickets_made_meanwhile(self):
        self.identity.bind(self.partner)
        mine = self.talk.with_user(self.agent)
        going, ended = mine.create_ticket(), mine.create_ticket({"name": "Ended"})
        going.message_subscribe(self.partner.ids)
        stages = self.env["cs.ticket.stage"]
        ended.stage_id = stages.search([("state", "=", "solved")], limit=1)
        self.assertEqual(going.email_from, "wrong@example.com")
        self.identity.with_user(self.agent).bind(False)
        self.assertFalse(going.partner_id or going.email_from)
        self.assertNotIn(self.partner, going.message_partner_ids)
        self.assertFalse(ended.partner_id, "its story is not his either")
        theirs = self.env["cs.ticket"].with_user(self.portal)
        self.assertFalse(theirs.search([("id", "in", (going | ended).ids)]))
        notes = "".join(self.talk.message_ids.mapped("body"))
        self.assertIn(going.number, notes)
        self.assertIn(ended.number, notes)
