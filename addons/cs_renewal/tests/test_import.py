# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RenewalCommon

HEAD = "contract,customer,start,end,product,quantity,price,notice_days\n"


@tagged("post_install", "-at_install")
class TestImport(RenewalCommon):
    def _wizard(self, text, encoding="utf-8", user=None):
        return (
            self.env["cs.contract.import"]
            .with_user(user or self.manager)
            .create({"file": base64.b64encode(text.encode(encoding))})
        )

    def _rows(self, *rows):
        return HEAD + "".join(f"{','.join(row)}\n" for row in rows)

    def test_dry_run_then_import(self):
        text = self._rows(
            (
                "A1",
                "华东精密",
                "2026-01-01",
                "2026-12-31",
                "Polaris ERP",
                "5",
                "30",
                "",
            ),
            ("A1", "华东精密", "2026-01-01", "2026-12-31", "Polaris ERP", "1", "9", ""),
            ("A2", "Nobody", "2026-01-01", "2026-12-31", "Polaris ERP", "5", "30", ""),
            ("A3", "Nordwind", "2026-31-01", "", "Polaris ERP", "5", "30", ""),
            ("A4", "Nordwind", "2026-01-01", "2025-12-31", "Polaris ERP", "5", "3", ""),
            ("A5", "Nordwind", "2026-01-01", "2026-12-31", "Polaris ERP", "x", "3", ""),
            (
                "A6",
                "Nordwind",
                "2026-01-01",
                "2026-01-31",
                "Polaris ERP",
                "1",
                "3",
                "90",
            ),
            ("A7", "Nordwind", "2026-01-01", "", "Polaris ERP", "-1", "3", ""),
        )
        wizard = self._wizard(text, "gb18030")
        contracts = self.env["cs.contract"]
        before = contracts.search_count([])
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 6))
        self.assertEqual(wizard.line_ids.mapped("number"), [4, 5, 6, 7, 8, 9])
        self.assertEqual(contracts.search_count([]), before)
        wizard.action_import()
        made = contracts.search([("name", "=", "A1")])
        self.assertEqual(made.state, "active")
        self.assertEqual(made.mrr, 159)
        self.assertEqual(len(made.line_ids), 2)
        again = self._wizard(text, "gb18030")
        again.action_check()
        self.assertEqual(again.good_count, 0)

    def test_seats_in_use_come_from_the_file(self):
        head = HEAD.strip() + ",seats_used\n"
        row = "S1,华东精密,2026-01-01,,Polaris ERP,10,30,30"
        self._wizard(f"{head}{row},8\n").action_import()
        line = self.env["cs.contract"].search([("name", "=", "S1")]).line_ids
        self.assertEqual((line.seats_used, line.usage_ids.source), (8, "csv"))
        self._wizard(f"{head}{row.replace('S1', 'S2')},\n").action_import()
        line = self.env["cs.contract"].search([("name", "=", "S2")]).line_ids
        self.assertFalse(line.usage_ids, "not counted")

    def test_what_is_no_number(self):
        row = ["N0", "华东精密", "2026-01-01", "", "Polaris ERP", "1", "3", "0"]
        rows = []
        for index, text in enumerate(("inf", "-inf", "nan", "1e400", "NaN")):
            for column in (5, 6, 7):
                bad = [f"N{index}{column}", *row[1:]]
                bad[column] = text
                rows.append(bad)
        wizard = self._wizard(self._rows(*rows, row))
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, len(rows)))
        self.assertIn("is no number", wizard.line_ids[0].error)

    def test_what_is_half_understood_is_refused(self):
        head = HEAD.strip() + ",auto_renew,every\n"
        row = "华东精密,2026-01-01,2026-12-31,Polaris ERP,1,3,"
        wizard = self._wizard(
            f"{head}W1,{row},yess,\nW2,{row}1.5,,\nW3,{row},,0.5\nW4,{row}14,否,3\n"
        )
        wizard.action_import()
        self.assertEqual(wizard.line_ids.mapped("number"), [2, 3, 4])
        made = self.env["cs.contract"].search([("name", "=", "W4")])
        self.assertEqual((made.auto_renew, made.notice_count), (False, 14))
        self.assertEqual(made.line_ids.billing_count, 3)

    def test_dates_and_lines_as_excel_writes_them(self):
        row = "华东精密,{},,Polaris ERP,1,3,0"
        days = ("2026/1/5 0:00", "2026-01-05T00:00:00", "2026-01-055", "2026/1/5")
        lines = [f"X{i},{row.format(day)}" for i, day in enumerate(days)]
        wizard = self._wizard("\r".join([HEAD.strip(), *lines]))
        wizard.action_import()
        self.assertEqual(wizard.line_ids.mapped("number"), [4])
        made = self.env["cs.contract"].search([("name", "in", ["X0", "X1", "X3"])])
        self.assertEqual(made.mapped("date_start"), [date(2026, 1, 5)] * 3)

    def test_another_head_in_a_later_line(self):
        head = HEAD.strip() + ",title,auto_renew\n"
        tail = "Polaris ERP,1,3,"
        wizard = self._wizard(
            f"{head}H1,华东精密,2026-01-01,2026-12-31,{tail}0,Suite,yes\n"
            f"H1,华东精密,2026-01-01,,{tail},,\n"
            f"H2,华东精密,2026-01-01,2026-12-31,{tail}0,Suite,yes\n"
            f"H2,Nordwind,2026-01-01,2026-12-31,{tail}0,Suite,yes\n"
            f"H2,华东精密,2026-01-01,2026-11-30,{tail}0,Suite,yes\n"
            f"H2,华东精密,2026-01-01,2026-12-31,{tail}0,Suite,no\n"
        )
        wizard.action_import()
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 3))
        self.assertEqual(wizard.line_ids.mapped("number"), [5, 6, 7])
        self.assertIn("line 4", wizard.line_ids[0].error)
        made = self.env["cs.contract"].search([("name", "=", "H1")])
        self.assertEqual(len(made.line_ids), 2)
        self.assertEqual((made.title, made.auto_renew), ("Suite", True))
        self.assertEqual(str(made.date_end), "2026-12-31")

    def test_lines_are_counted_as_a_spreadsheet_does(self):
        good = "B1,华东精密,2026-01-01,,Polaris ERP,1,3,0\n"
        bad = good.replace("B1", "B2").replace("华东精密", "Nobody")
        wizard = self._wizard(f"\n{HEAD}\n,,,\n{good} , ,\n{bad}")
        wizard.action_check()
        self.assertEqual(wizard.line_ids.mapped("number"), [7])
        self.assertIn("Nobody", wizard.line_ids.text)

    def test_three_bad_of_many(self):
        rows = [
            (f"M{i}", "华东精密", "2026-01-01", "", "Polaris ERP", "1", "3", "0")
            for i in range(600)
        ]
        for index in (5, 300, 599):
            row = list(rows[index])
            row[4] = "Unknown"
            rows[index] = tuple(row)
        wizard = self._wizard(self._rows(*rows))
        wizard.activate = False
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (597, 3))
        self.assertEqual(wizard.line_ids.mapped("number"), [7, 302, 601])

    def test_files_that_are_none(self):
        twice = f"start,{HEAD}2026-01-01,A1,华东精密,2026-01-02,,Polaris ERP,1,3,0\n"
        none = ("x", "contract\n", "contract,what\nA,B\n", "customer\nX\n", twice)
        for text in none:
            with self.assertRaises(UserError):
                self._wizard(text).action_check()
        with self.assertRaises(AccessError):
            self._wizard(self._rows(("A",)), user=self.seller)
