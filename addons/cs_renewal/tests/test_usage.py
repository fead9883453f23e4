# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestUsage(RenewalCommon):
    def test_usage(self):
        contract = self._contract("2026-01-01", quantity=10)
        line = contract.line_ids.with_user(self.manager)
        line.note_usage(0, "2026-01-02")
        self.assertTrue(line._with_known_use(), "nought that was counted is known")
        line.note_usage(8, "2026-02-01")
        line.note_usage(5, "2026-01-15")
        line.note_usage(900, counter="API calls", entitled=1000)
        self.assertEqual(line.seats_used, 8)
        calls = line.usage_ids.filtered("counter")
        self.assertAlmostEqual(calls.ratio, 0.9)
        with self.assertRaises(UserError):
            line.note_usage(-1)
        with self.assertRaises(UserError):
            line.note_usage(float("nan"))
        with self.assertRaises(AccessError):
            contract.line_ids.with_user(self.seller).note_usage(1)

    def test_usage_from_a_file(self):
        contract = self._contract("2026-01-01", quantity=10)
        usage = self.env["cs.contract.usage"].with_user(self.manager)
        named = f"{contract.name}: {contract.line_ids.name}"
        self.assertEqual(contract.line_ids.display_name, named)
        columns = ["line_id", "date", "counter", "used", "entitled"]
        result = usage.load(
            columns,
            [
                [named, "2026-02-01", "", "7", ""],
                [named, "2026-02-01", "API calls", "90", "100"],
            ],
        )
        self.assertFalse(result["messages"])
        rows = usage.browse(result["ids"])
        self.assertEqual(set(rows.mapped("source")), {"csv"})
        self.assertEqual((rows.line_id.seats_used, rows[1].ratio), (7, 0.9))
        with mute_logger("odoo.sql_db"):
            result = usage.load(columns, [["Nothing", "2026-02-01", "", "7", ""]])
        self.assertFalse(result["ids"])
        with self.assertRaises(AccessError):
            usage.with_user(self.seller).create({"line_id": rows.line_id.id, "used": 1})
