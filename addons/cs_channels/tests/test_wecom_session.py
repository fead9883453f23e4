# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time

from odoo.tests import tagged

from .wecom_case import WecomCase


@tagged("post_install", "-at_install")
class TestWecomSession(WecomCase):
    def _told(self):
        """The states WeCom was told, in order."""
        self.drain_out()
        return [json.loads(b)["service_state"] for b in self.api.sent("state/trans")]

    def _changed(self, change, **more):
        event = {"change_type": change, "open_kfid": "wk1", **more}
        return self.arrive(self.happens("session_status_change", **event))

    def test_the_session_follows_the_conversation(self):
        talk = self.arrive(self.item())
        talk.with_user(self.agent).reply("bye")
        talk.with_user(self.agent).close()
        self.drain_out()
        states = [json.loads(b)["service_state"] for b in self.api.sent("state/trans")]
        self.assertEqual(states, [1, 4])
        self.api.answers["state/trans"] = [{"errcode": 95016, "errmsg": "no"}]
        self.arrive(self.item("again"))
        self.drain_out()
        self.assertEqual(set(talk.delivery_ids.mapped("state")), {"sent"})

    def test_who_ended_it_in_wecom_did_not_end_our_conversation(self):
        talk = self.arrive(self.item())
        talk.with_user(self.agent).reply("Hello")
        self.assertEqual(self._told(), [1])
        self._changed(3, old_servicer_userid="lin")
        self.assertEqual(talk.state, "open")
        self.assertIn("ended in WeCom", talk.message_ids[0].body)
        self.assertEqual(self._told(), [1], "it ended, there is nothing to tell")
        self.arrive(self.item("and another thing"))
        self.assertEqual(self._told(), [1, 1], "his word began a new session")

    def test_answers_wait_while_a_colleague_has_it_in_wecom(self):
        talk = self.arrive(self.item())
        self._changed(2, new_servicer_userid="lin")
        self.assertIn("lin has the session", talk.message_ids[0].body)
        self.api.answers["kf/send_msg"] = [{"errcode": 95018, "errmsg": "state"}]
        talk.with_user(self.agent).reply("Hello")
        self.drain_out()
        part = talk.delivery_ids.filtered("message_id")
        self.assertEqual(part.state, "held")
        self._changed(3, old_servicer_userid="lin")
        self.arrive(self.item("still there?"))
        self.drain_out()
        self.assertEqual(part.state, "sent")

    def test_what_a_colleague_sent_in_wecom_is_named_in_words(self):
        talk = self.arrive(self.item())
        own = {"origin": 5, "servicer_userid": "lin"}
        file = {"msgtype": "image", "image": {"media_id": "m1"}}
        self.arrive(self.item(**own, **file), self.item("done", **own))
        notes = [note.body for note in talk.message_ids[:2]]
        self.assertIn("answered in WeCom: done", notes[0])
        self.assertIn("answered in WeCom: [Picture]", notes[1])
        self.assertEqual(self.words(talk), ["hi"])

    def test_whom_a_colleague_answered_in_wecom_does_not_wait(self):
        self.env["cs.sla.policy"].create(
            {
                "name": "Chat",
                "applies_to": "conversation",
                "metric": "first_response",
                "target_hours": 1,
                "team_ids": self.team.ids,
            }
        )
        talk = self.arrive(self.item())
        self.assertTrue(talk.waiting_since)
        self.arrive(self.item("done", origin=5, servicer_userid="lin"))
        self.assertTrue(talk.first_response_at)
        self.assertFalse(talk.waiting_since)
        self.assertEqual(talk.sla_line_ids.state, "met")
        first = talk.first_response_at
        talk._refresh_first_response()
        self.assertEqual((talk.first_response_at, talk.waiting_since), (first, False))
        self.arrive(self.item("and now?", at=time.time() + 5))
        self.assertTrue(talk.waiting_since)

    def test_a_change_of_nobody_we_know(self):
        event = {"change_type": 9, "new_servicer_userid": "lin"}
        talk = self.arrive(self.item(), self.happens("session_status_change", **event))
        self.assertFalse(talk.identity_id.session)
        self.assertFalse(talk.message_ids.filtered(lambda m: "lin" in (m.body or "")))
