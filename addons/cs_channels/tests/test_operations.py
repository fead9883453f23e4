# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..tools import outcome
from .common import ChannelCase


class OperationsCase(ChannelCase):
    """One problem of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.problems = cls.env["cs.channel.problem"].with_user(cls.manager)

    def _dead(self):
        event = self.take(self.demo, self.demo_call("poison", sender="bad"))
        event.write({"state": "dead", "attempts": 5, "error": "poison"})
        return event

    def _stuck(self):
        first = self.take(self.demo, self.demo_call("first", sender="slow"))
        self.take(self.demo, self.demo_call("second", sender="slow"))
        later = fields.Datetime.now() + timedelta(minutes=5)
        first.write({"attempts": 2, "next_try_at": later, "error": "later"})
        return first

    def _unsent(self, verdict):
        talk = self.customer_writes("Hi", sender=f"demo-{verdict.__name__}")
        talk.with_user(self.agent).reply("Hello")
        talk.delivery_ids._settle(verdict("no"))
        return talk.delivery_ids

    def _file(self):
        talk = self.customer_writes("Look", sender="demo-file")
        values = {"ref": "f1", "kind": "image", "state": "failed", "reason": "gone"}
        links = {
            "channel_id": self.demo.id,
            "company_id": self.demo.company_id.id,
            "conversation_id": talk.id,
            "message_id": talk._stream_messages()[:1].id,
        }
        return self.env["cs.channel.media"].create({**values, **links})

    def _list(self):
        values = {"key": "kf", "attempts": 3, "error": "system busy"}
        cursors = self.env["cs.channel.cursor"]
        return cursors.create({"channel_id": self.demo.id, **values})

    def _found(self, kind):
        own = [("channel_id", "=", self.demo.id), ("kind", "=", kind)]
        return self.problems.search(own)


@tagged("post_install", "-at_install")
class TestOperations(OperationsCase):
    def test_each_kind_says_where_why_and_whose(self):
        rows = {
            "dead": self._dead(),
            "stuck": self._stuck(),
            "failed": self._unsent(outcome.Rejected),
            "unknown": self._unsent(outcome.Unknown),
            "file": self._file(),
            "list": self._list(),
        }
        for kind, source in rows.items():
            with self.subTest(kind=kind):
                found = self._found(kind)
                self.assertEqual(found.res_model, source._name)
                self.assertEqual(found.res_id, source.id)
                self.assertEqual(found.company_id, self.demo.company_id)
                self.assertTrue(found.reason and found.since)
                self.assertTrue(found.action_open()["res_id"])
        self.assertEqual(self._found("stuck").waiting, 1)
        self.assertEqual(self._found("dead").sender, "bad")

    def test_tried_again_it_goes_away(self):
        event, part, file = self._dead(), self._unsent(outcome.Rejected), self._file()
        position = self._list()
        position.next_try_at = fields.Datetime.now() + timedelta(minutes=9)
        mine = self.problems.search([("channel_id", "=", self.demo.id)])
        self.assertEqual(len(mine), 4)
        mine.action_retry()
        self.env["cs.channel.event"]._drain()
        self.assertEqual(event.state, "done")
        self.assertEqual((part.state, file.state), ("queued", "queued"))
        self.assertFalse(position.next_try_at)
        self.assertFalse(self._found("dead") | self._found("failed"))
        part.unlink()
        with self.assertRaises(UserError):
            mine.filtered(lambda row: row.kind == "failed").action_retry()

    def test_a_light_for_each_account(self):
        self._dead()
        self.demo._note_error("token refused")
        light = self.env["cs.channel"].with_user(self.manager).lights()[0]
        self.assertEqual(light["name"], self.demo.name)
        self.assertEqual((light["health"], light["problems"]), ("bad", 1))
        self.assertEqual(light["last_error"], "token refused")
        self.assertTrue(light["last_in_at"])
        self.assertIn("held_count", light)

    def test_nobody_else_looks(self):
        self._dead()
        for user in self.agent | new_test_user(self.env, "op_staff"):
            with self.assertRaises(AccessError):
                self.env["cs.channel.problem"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["cs.channel"].with_user(user).lights()

    def test_another_company_does_not_either(self):
        self._dead()
        problem = self._found("dead")
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.manager.write({"company_ids": [(6, 0, abroad.ids)], "company_id": abroad})
        self.env.invalidate_all()
        self.assertFalse(self._found("dead"))
        with self.assertRaises(AccessError):
            problem.action_retry()
        self.assertFalse(self.env["cs.channel"].with_user(self.manager).lights())


@tagged("post_install", "-at_install")
class TestOperationsScreen(OperationsCase, HttpCase):
    def test_try_again_on_the_screen(self):
        event = self._dead()
        self._file()
        url = "/odoo/channel-operations"
        self.start_tour(url, "cs_channels_operations", login="ch_manager")
        self.assertEqual(event.state, "new")
