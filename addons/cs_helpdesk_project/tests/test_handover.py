# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cs_helpdesk.tests.common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestHandover(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project, cls.foreign = cls.env["project.project"].create(
            [
                {"name": name, "privacy_visibility": "followers"}
                for name in ("Engineering", "Secret")
            ]
        )
        cls.team.project_ids = cls.project
        cls.engineer = cls._new_user("hp_engineer", "project.group_project_user")
        cls.project.message_subscribe(cls.engineer.partner_id.ids)
        cls.ticket = cls._new_ticket(user_id=cls.agent.id)

    def _wizard(self, user, project=None, **values):
        Wizard = self.env["cs.ticket.handover"].with_user(user)
        return Wizard.with_context(default_ticket_id=self.ticket.id).create(
            {
                "name": "Label offset",
                "project": str((project or self.project).id),
                "note": "<p>Which firmware?</p>",
                **values,
            }
        )

    def _hand_over(self):
        self._wizard(self.agent).action_hand_over()
        return self.env["project.task"].search([("ticket_id", "=", self.ticket.id)])

    def test_an_agent_without_project_rights_hands_over(self):
        self.assertFalse(self.project.with_user(self.agent).has_access("read"))
        task = self._hand_over()
        self.assertEqual((task.project_id, task.name), (self.project, "Label offset"))
        self.assertFalse(task.partner_id, "the customer is not told")
        self.assertNotIn(self.contact, task.message_partner_ids)
        mine = self.ticket.with_user(self.agent)
        self.assertIn("Engineering", mine.task_summary)
        self.assertEqual(mine.task_count, 1)

    def test_answer_and_state_come_back(self):
        task = self._hand_over()
        task.with_user(self.engineer).message_post(
            body="Firmware 4.2", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        note = self.ticket.message_ids[0]
        self.assertIn("Firmware 4.2", note.body)
        self.assertEqual(note.author_id, self.engineer.partner_id)
        self.assertTrue(note.subtype_id.internal)
        self.assertFalse(self.ticket.first_response_at, "no answer to the customer")
        task.with_user(self.engineer).state = "1_done"
        self.assertIn("Done", "".join(self.ticket.message_ids[:3].mapped("body")))
        self.assertEqual(self.ticket.activity_ids.user_id, self.agent)

    def test_notes_of_the_department_stay_there(self):
        task = self._hand_over()
        before = self.ticket.message_ids
        task.with_user(self.engineer).message_post(body="psst")
        self.assertEqual(self.ticket.message_ids, before)

    def test_only_departments_of_the_team(self):
        with self.assertRaises(UserError):
            self._wizard(self.agent, self.foreign).action_hand_over()
        with self.assertRaises(UserError):
            self._wizard(self.agent, note="<p><br></p>").action_hand_over()

    def test_other_teams_do_not(self):
        with self.assertRaises(UserError):
            self._wizard(self.outsider).action_hand_over()
        self.assertEqual(
            self.ticket.with_user(self.agent).action_hand_over()["res_model"],
            "cs.ticket.handover",
        )
        self.assertEqual(
            self.ticket.action_open_tasks()["domain"],
            [("ticket_id", "=", self.ticket.id)],
        )
