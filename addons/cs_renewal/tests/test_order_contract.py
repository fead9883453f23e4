# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestOrderContract(RenewalCommon):
    def _ordered(self):
        self.product.cs_billing_unit = "month"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 5}
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def test_a_cancelled_order_asks_what_becomes_of_its_contract(self):
        self.customer.user_id = self.seller
        order = self._ordered()
        contract = order.cs_made_contract_id
        order._action_cancel()
        self.assertEqual(contract.state, "active")
        [task] = contract.activity_ids
        self.assertEqual(task.user_id, self.seller)
        self.assertIn(order.name, task.summary)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.cs_made_contract_ids, contract)
        self.assertEqual(contract.mrr, 500)
        order._action_cancel()
        self.assertEqual(contract.activity_ids, task, "asked once")

    def test_a_contract_that_ends_asks_no_more(self):
        order = self._ordered()
        contract = order.cs_made_contract_id
        contract._amend("end", contract.date_start, "a mistake", ending="now")
        asked = contract.activity_ids
        order._action_cancel()
        self.assertEqual(contract.activity_ids, asked)

    def test_an_order_makes_one_contract(self):
        order = self._ordered()
        contract = order.cs_made_contract_id
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.mrr, 500)
        order._action_confirm()
        self.assertEqual(order._cs_make_contract(), contract)
        self.assertEqual(len(order.cs_made_contract_ids), 1)
        self.assertEqual(order.action_cs_open_made_contract()["res_id"], contract.id)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            contract.copy({"order_id": order.id})
