# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestUi(RenewalCommon, HttpCase):
    """What success managers, salespeople and customers do, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.upsell.rule"].search([]).active = False
        today = cls.company._cs_today()
        cls.contract = cls._contract(
            today.replace(day=1),
            today.replace(day=1, year=today.year + 1),
            title="ERP of Huadong",
            quantity=20,
            line={"seats_used": 19},
        )
        cls.contract.user_id = cls.manager
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.account.write({"lifecycle": "live", "manager_id": cls.manager.id})

    def _tour(self, url, name, login="renewal_manager", **options):
        self.env.flush_all()
        self.start_tour(url, name, login=login, **options)
        self.env.invalidate_all()

    def test_a_contract_is_changed(self):
        self._tour("/odoo/contracts", "cs_renewal_amend")
        self.assertEqual(self.contract.amendment_ids.reason, "New plant")

    def test_renewals_are_sent_together(self):
        nobody = self.env["res.partner"].create(
            {"name": "No Address", "is_company": True}
        )
        start, end = self.contract.date_start, self.contract.date_end
        silent = self._contract(start, end, partner_id=nobody.id)
        leads = (self.contract | silent)._open_renewals()
        leads.user_id = self.manager
        self._tour("/odoo/renewals", "cs_renewal_send")
        batch = self.env["cs.renewal.batch"].search(
            [("line_ids.lead_id", "in", leads.ids)]
        )
        self.assertEqual(batch.line_ids.lead_id, leads)
        with patch.object(self.env.cr, "commit"):
            self.env["cs.renewal.batch"]._cron_send()
        self._tour("/odoo/renewals-sent", "cs_renewal_sent")
        self.assertEqual(batch.line_ids.filtered("reason"), batch.line_ids.browse())

    def test_chances_are_decided(self):
        product = self.env["product.product"].create({"name": "BI"})
        self.env["cs.upsell.rule"].create(
            [
                {"name": "Seats", "kind": "seats"},
                {"name": "Reports", "kind": "gap", "product_id": product.id},
            ]
        )
        chances = self.env["cs.upsell.signal"]._find(self.account)
        self._tour("/odoo/chances", "cs_renewal_chances")
        states = {chance.rule_id.name: chance.state for chance in chances}
        self.assertEqual(states, {"Seats": "dismissed", "Reports": "accepted"})

    def test_how_my_customers_are(self):
        self.customer.message_post(
            body="How is it?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.account._score_health()
        self._tour("/odoo/my-customers", "cs_renewal_cockpit")

    def test_a_customer_gives_notice(self):
        new_test_user(
            self.env, "notice_portal", "base.group_portal", parent_id=self.customer.id
        )
        self._tour("/my/contracts", "cs_renewal_notice", login="notice_portal")
        self.assertEqual(self.contract.notice_reason, "Too slow for us")
