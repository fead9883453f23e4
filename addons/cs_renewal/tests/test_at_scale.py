# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from base64 import b64encode

from odoo.fields import Command
from odoo.tests import tagged

from .common import RenewalCommon
from .test_import import HEAD


@tagged("post_install", "-at_install", "cs_slow")
class TestAtScale(RenewalCommon):
    """What only shows with many records."""

    def test_totango_44_of_52(self):
        """Totango: 44 of 52 accounts are 84.6 percent."""
        contracts = self.env["cs.contract"]
        for _index in range(52):
            contracts |= self._contract("2023-01-01", "2023-12-31", price=10)
        for contract in contracts[:44]:
            contract._renew()
        self.env.flush_all()
        rates = self.env["cs.renewal.rate"].rates("2023-12-31", "2023-12-31")
        self.assertAlmostEqual(100 * rates["by_count"], 84.6, 1)

    def test_health_reads_thousands_as_it_reads_one_thousand(self):
        """Core fetches a thousand rows at a time, unless it is told what is needed."""
        partners = self.env["res.partner"].create(
            [{"name": f"C{i}", "is_company": True} for i in range(3000)]
        )
        accounts = self.env["cs.account"]._ensure(partners)
        self._sell(partners)
        self.env.flush_all()
        self.env.cr.execute("UPDATE cs_account SET manager_call = 'good'")

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._score_health()
            return self.env.cr.sql_log_count - before

        count(accounts[:1])
        self.assertEqual(count(accounts), count(accounts[:1000]))
        self.assertEqual(set(accounts.mapped("health")), {75})

    def _sell(self, partners):
        """A contract in force for each, of whose seats half are in use."""
        self.env["cs.health.measure"].search([]).active = False
        self.env["cs.health.measure"].create(
            [
                {"name": "Call", "signal": "manager_call", "value_good": 100},
                {"name": "Seats", "signal": "seats_used_ratio", "value_good": 1},
            ]
        )
        line = {"product_id": self.product.id, "quantity": 10, "seats_used": 5}
        contracts = self.env["cs.contract"].create(
            [
                {
                    "partner_id": partner.id,
                    "date_start": "2026-01-01",
                    "line_ids": [Command.create(line)],
                }
                for partner in partners
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_contract SET state = 'active' WHERE id = ANY(%s)",
            [contracts.ids],
        )

    def test_three_bad_of_ten_thousand_lines(self):
        rows = [
            f"T{number // 100},华东精密,2026-01-01,,Polaris ERP,1,3,0\n"
            for number in range(10_000)
        ]
        for number in (7, 5_000, 9_999):
            rows[number] = rows[number].replace("Polaris", "Unknown")
        wizard = self.env["cs.contract.import"].create(
            {"file": b64encode((HEAD + "".join(rows)).encode()), "activate": False}
        )
        wizard.action_check()
        self.assertEqual(wizard.line_ids.mapped("number"), [9, 5_002, 10_001])
        self.assertEqual((wizard.good_count, wizard.bad_count), (97, 3))
