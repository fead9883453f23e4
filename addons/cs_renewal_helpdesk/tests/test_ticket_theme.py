# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cs_helpdesk.tests.common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestTicketTheme(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.upsell.rule"].search([]).active = False
        cls.erp, cls.bi = cls.env["product.product"].create(
            [{"name": "ERP"}, {"name": "BI"}]
        )
        cls.env["cs.contract"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "date_start": fields.Date.subtract(cls.company._cs_today(), days=99),
                "line_ids": [Command.create({"product_id": cls.erp.id})],
            }
        ).action_activate()
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.tags = cls.env["cs.ticket.tag"].create(
            [{"name": "Reports"}, {"name": "Printer"}]
        )
        cls.rule = cls.env["cs.upsell.rule"].create(
            {
                "name": "Asks for reports",
                "kind": "theme",
                "signal": "tickets_about",
                "threshold": 2,
                "product_id": cls.bi.id,
                "ticket_tag_ids": [Command.set(cls.tags[0].ids)],
            }
        )

    def _asked(self, tag, **values):
        return self._new_ticket(
            partner_id=self.contact.id, tag_ids=[Command.set(tag.ids)], **values
        )

    def _chances(self):
        return self.env["cs.upsell.signal"]._find(self.account)

    def test_what_customers_write_about(self):
        asked = self._asked(self.tags[0])
        self._asked(self.tags[1])
        self.assertFalse(self._chances(), "once is not often")
        asked |= self._asked(self.tags[0])
        chance = self._chances()
        self.assertEqual((chance.product_id, chance.value), (self.bi, 2))
        action = chance.action_open_evidence()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, asked)

    def test_what_is_sold_grew_from_the_ticket(self):
        self._asked(self.tags[0])
        last = self._asked(self.tags[0])
        chance = self._chances()
        lead = self.env["crm.lead"].browse(chance.action_accept()["res_id"])
        self.assertEqual(lead.cs_origin_model, "cs.ticket")
        self.assertEqual(lead.cs_origin_id, last.id)
        self.env.flush_all()
        row = self.env["cs.growth.report"].search([("lead_id", "=", lead.id)])
        self.assertEqual((row.origin, row.from_service), ("cs.ticket", True))

    def test_the_contract_where_no_ticket_is_left(self):
        asked = self._asked(self.tags[0]) | self._asked(self.tags[0])
        chance = self._chances()
        asked.unlink()
        lead = self.env["crm.lead"].browse(chance.action_accept()["res_id"])
        self.assertEqual(lead.cs_origin_model, "cs.contract")

    def test_only_what_is_recent(self):
        asked = self._asked(self.tags[0]) | self._asked(self.tags[0])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_ticket SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=91), asked[0].id],
        )
        self.assertFalse(self._chances())

    def test_queries_by_rule_not_by_customer(self):
        self._asked(self.tags[0])
        accounts = self.account
        for number in range(5):
            partner = self.customer.copy({"name": f"Customer {number}"})
            accounts |= self.env["cs.account"]._ensure(partner)
        self.rule._facts(accounts)
        counts = []
        for some in (self.account, accounts):
            self.env.invalidate_all()
            some.mapped("partner_id.name")
            before = self.cr.sql_log_count
            self.rule._facts(some)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
