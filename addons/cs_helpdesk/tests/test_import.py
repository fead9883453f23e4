# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestImport(HelpdeskCase):
    def _wizard(self, text, encoding="utf-8", user=None):
        raw = text if isinstance(text, bytes) else text.encode(encoding)
        Wizard = self.env["cs.ticket.import"].with_user(user or self.manager)
        return Wizard.create({"file": base64.b64encode(raw), "team_id": self.team.id})

    def _count(self):
        return self.env["cs.ticket"].search_count([])

    def test_good_lines_are_kept_and_bad_ones_named(self):
        before = self._count()
        wizard = self._wizard(
            "Subject,Customer,Priority,Description\n"
            'Printer,Wang Min,High,"two\nlines"\n'
            "Scanner,Nobody,High,\n"
            ",Wang Min,,\n"
            "\n"
            "Screen,anna@nordwind.example,Enormous,\n"
            "Mouse,anna@nordwind.example,,\n"
        )
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 3))
        self.assertEqual(wizard.line_ids.mapped("number"), [3, 4, 5])
        self.assertIn("Nobody", wizard.line_ids[0].error)
        self.assertIn("subject", wizard.line_ids[1].error)
        self.assertIn("Enormous", wizard.line_ids[2].error)
        self.assertEqual(self._count(), before, "a check keeps nothing")
        wizard.action_import()
        self.assertEqual(self._count(), before + 2)
        printer, mouse = wizard.ticket_ids.sorted("id")
        self.assertEqual((printer.priority, printer.partner_id), ("2", self.contact))
        self.assertIn("two", printer.description)
        self.assertEqual((mouse.team_id, mouse.source), (self.team, "api"))
        domain = wizard.action_open_tickets()["domain"]
        self.assertEqual(self.env["cs.ticket"].search_count(domain), 2)

    def test_a_file_without_bad_lines(self):
        wizard = self._wizard("Subject\nA\nB\n")
        wizard.action_check()
        self.env.flush_all()
        wizard.action_import()
        self.env.flush_all()
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 0))
        self.assertFalse(wizard.rejects)

    def test_bad_lines_can_be_mended_and_imported_again(self):
        wizard = self._wizard("Subject,Customer\n=1+1,Nobody\n")
        wizard.action_import()
        text = base64.b64decode(wizard.rejects).decode("utf-8-sig")
        self.assertIn("name,partner_id,Reason", text)
        self.assertIn("'=1+1,Nobody", text, "no formula for a spreadsheet")
        mended = self._wizard(text.replace("Nobody", "Wang Min"))
        mended.action_import()
        self.assertEqual(mended.ticket_ids.partner_id, self.contact)

    def test_what_only_the_database_refuses_costs_one_line(self):
        other = self._new_team(
            "Abroad", self.agent, company_id=self._company().id, calendar_id=False
        )
        self.manager.company_ids += other.company_id
        item = "Subject,Team,Customer\nA,Support,Wang Min\nB,Abroad,Local Only\n"
        self.env["res.partner"].create(
            {"name": "Local Only", "company_id": self.company.id}
        )
        wizard = self._wizard(item).with_context(
            allowed_company_ids=[self.company.id, other.company_id.id]
        )
        wizard.action_import()
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 1))

    def _company(self):
        return self.env["res.company"].create({"name": "Abroad Inc"})

    def test_chinese_excel_and_other_separators(self):
        wizard = self._wizard(
            "name;email_from\n打印机;wang@huadong.example\n", "gb18030"
        )
        wizard.action_import()
        self.assertEqual(wizard.ticket_ids.name, "打印机")
        self.assertEqual(wizard.ticket_ids.partner_id, self.contact)

    def test_several_of_a_name(self):
        self.env["res.partner"].create({"name": "Wang Min"})
        wizard = self._wizard("Subject,Customer\nA,Wang Min\nB,wang@huadong.example\n")
        wizard.action_check()
        self.assertIn("several", wizard.line_ids.error)
        self.assertEqual(wizard.good_count, 1, "an address tells them apart")

    def test_names_are_asked_for_once_a_column(self):
        wizard = self._wizard("Subject\nA\n")

        def asked(number):
            rows = [[f"Nobody {n}", f"{n}@nowhere.example"] for n in range(number)]
            before = self.cr.sql_log_count
            known = wizard._meanings(["partner_id", "email_from"], rows)
            self.assertEqual(known, {"partner_id": {}, "email_from": {}})
            return self.cr.sql_log_count - before

        asked(1)
        self.assertEqual(asked(500), asked(1))

    def test_files_that_are_none(self):
        for text, reason in (
            (b"\xff\xfe\x00\xd8\x81", "saved|save|read"),
            ("Subject\n", "no line"),
            ("Customer\nWang Min\n", "subject is missing"),
            ("Subject,Password\nA,B\n", "Unknown columns: Password"),
            ("Subject\n" + "A\n" * 5001, "5000 lines"),
        ):
            wizard = self._wizard(text)
            with (
                self.subTest(text=text[:20]),
                self.assertRaisesRegex(UserError, reason),
            ):
                wizard.action_check()

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self._wizard("Subject\nA\n", user=self.agent)
