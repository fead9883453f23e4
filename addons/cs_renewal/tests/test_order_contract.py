# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestOrderContract(RenewalCommon):
    def test_an_order_makes_one_contract(self):
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
