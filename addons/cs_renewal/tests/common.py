# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command, Date
from odoo.tests import TransactionCase

from odoo.addons.cs_customer.tests.common import STAFF, new_users


class RenewalCommon(TransactionCase):
    """A company with a customer, a success manager, a salesperson and finance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.customer, cls.other_customer = cls.env["res.partner"].create(
            [
                {"name": "华东精密", "is_company": True, "email": "hd@example.com"},
                {"name": "Nordwind", "is_company": True, "email": "nw@example.com"},
            ]
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Polaris ERP", "type": "service", "list_price": 100}
        )
        sales = "sales_team.group_sale_salesman"
        cls.manager, cls.seller, cls.finance, cls.stranger = new_users(
            cls.env,
            renewal_manager=f"{STAFF},cs_customer.group_manager,{sales}_all_leads",
            renewal_seller=f"{STAFF},{sales}",
            renewal_finance=f"{STAFF},cs_customer.group_finance",
            renewal_stranger=STAFF,
        )

    @classmethod
    def _contract(cls, start, end=None, price=100.0, quantity=1, **values):
        """An active contract of one line that costs `price` a month."""
        line = {
            "product_id": cls.product.id,
            "quantity": quantity,
            "price_unit": price,
            **values.pop("line", {}),
        }
        contract = cls.env["cs.contract"].create(
            {
                "partner_id": cls.customer.id,
                "date_start": start,
                "date_end": end,
                "line_ids": [Command.create(line)],
                **values,
            }
        )
        contract.action_activate()
        return contract

    def _movements(self, *contracts):
        """(date, kind, amount) of the ledger rows, in order."""
        found = self.env["cs.mrr.movement"].search(
            [("contract_id", "in", [c.id for c in contracts])], order="date, id"
        )
        return [
            (Date.to_string(row.date), row.kind, round(row.amount, 2)) for row in found
        ]

    def _invoice(self, partner):
        """A posted invoice; the accounts are made here, a company may have none."""
        account = self.env["account.account"].create(
            {"name": "Fees", "code": "CSFEES", "account_type": "income"}
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Fees",
                "code": "CSF",
                "type": "sale",
                "default_account_id": account.id,
            }
        )
        partner.property_account_receivable_id = account.copy(
            {"account_type": "asset_receivable", "code": "CSREC", "reconcile": True}
        )
        line = {"name": "Fee", "price_unit": 5, "account_id": account.id}
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": partner.id,
                "invoice_line_ids": [Command.create({**line, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice


class GrowthCommon(RenewalCommon):
    """A live customer who uses nearly all his seats, and one rule that sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.upsell.rule"].search([]).active = False
        cls.contract = cls._contract("2026-01-01", quantity=20, line={"seats_used": 19})
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.account.write({"lifecycle": "live", "manager_id": cls.manager.id})
        cls.account = cls.account.with_context(active_test=True)
        cls.rule = cls.env["cs.upsell.rule"].create({"name": "Seats", "kind": "seats"})
        cls.env.flush_all()


class RetentionCommon(RenewalCommon):
    """A ledger written by hand, customer by customer, and the figures of 2026."""

    def setUp(self):
        super().setUp()
        self.ledger = self.env["cs.mrr.movement"]
        self.contracts = {}

    def _book(self, *rows):
        """Rows of (customer name, date, amount)."""
        for name, day, amount in rows:
            if name not in self.contracts:
                partner = self.env["res.partner"].create({"name": name})
                self.contracts[name] = self.env["cs.contract"].create(
                    {"partner_id": partner.id, "date_start": "2024-01-01"}
                )
            contract = self.contracts[name]
            self.ledger._book([(contract, day, amount, False)])

    def _year(self, domain=None):
        ours = [("contract_id", "in", [c.id for c in self.contracts.values()])]
        return self.ledger.retention(
            "2026-01-01", "2026-12-31", [*ours, *(domain or [])]
        )

    def _book_example(self, start, *changes):
        """`start` shared by two customers; the changes happen to the first of them."""
        self._book(("a", "2025-01-01", start - 1), ("b", "2025-01-01", 1))
        self._book(*(("a", f"2026-0{i}-01", x) for i, x in enumerate(changes, 2)))


class AmendCommon(RenewalCommon):
    """Contracts are changed by the wizard, and the ledger proves it."""

    def _amend(self, contract, kind, day, **values):
        wizard = (
            self.env["cs.contract.amend"]
            .with_user(self.manager)
            .create(
                {
                    "contract_id": contract.id,
                    "kind": kind,
                    "date": day,
                    "reason": "asked for",
                    **values,
                }
            )
        )
        prorated = wizard.prorated
        wizard.action_confirm()
        return contract.amendment_ids[:1], prorated

    def _proved(self):
        return self.env["cs.mrr.movement"].check_ledger()
