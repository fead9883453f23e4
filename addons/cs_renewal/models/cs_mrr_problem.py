# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import EPSILON

TOLERANCE = 0.005


class CsMrrProblem(models.Model):
    """A row of the revenue ledger that the check found wrong, and why."""

    _name = "cs.mrr.problem"
    _description = "Ledger Problem"
    _order = "company_id, contract_id, id"
    _rec_name = "message"

    movement_id = fields.Many2one(
        "cs.mrr.movement", "Row", index="btree_not_null", ondelete="cascade"
    )
    contract_id = fields.Many2one("cs.contract", index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    message = fields.Char("Problem", required=True)
    create_date = fields.Datetime("Found")


class CsMrrMovement(models.Model):
    """The ledger is proved: every row against its neighbours and its contract."""

    _inherit = "cs.mrr.movement"

    @api.model
    def check_ledger(self):
        """Prove the ledger of the companies at hand.

        For each customer, company and currency the rows must follow from one another
        (what is new, grows, shrinks and goes), never fall below nought, and add up to
        what the contracts in force sell today.

        :return: list of {"movement_id", "contract_id", "message"}; empty when all holds
        :raise AccessError: without the right to amounts
        """
        self.check_access("read")
        problems = []
        for company in self.env.companies:
            problems += self._check_ledger_of(company)
        # sudo: cs.mrr.problem: written by the check, never by hand
        found = self.env["cs.mrr.problem"].sudo()
        found.search([("company_id", "in", self.env.companies.ids)]).unlink()
        found.create(problems)
        return problems

    @api.model
    def action_check_ledger(self):
        """Check now and show what is wrong, or that nothing is."""
        problems = self.check_ledger()
        if not problems:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._("Every row of the ledger is right."),
                },
            }
        return self.env["ir.actions.act_window"]._for_xml_id(
            "cs_renewal.cs_mrr_problem_action"
        )

    @api.model
    def _cron_check_ledger(self):
        """Nightly: check every company; tell finance once a day about what is wrong."""
        companies = self.env["res.company"].search([("active", "=", True)])
        problems = self.with_context(allowed_company_ids=companies.ids).check_ledger()
        contracts = self.env["cs.contract"].browse(
            {problem["contract_id"] for problem in problems}
        )
        summary = self.env._("The revenue ledger is wrong")
        told = contracts.filtered(
            lambda c: summary not in c.activity_ids.mapped("summary")
        )
        for contract in told:
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                user_id=(contract.user_id or self.env.ref("base.user_admin")).id,
            )

    def _check_ledger_of(self, company):
        # sudo: cs.mrr.movement: the proof needs every row of the company
        rows = self.sudo().search([("company_id", "=", company.id)], order="date, id")
        standing = rows._standing()
        problems = rows._check_links()
        for customer_rows in standing.grouped("partner_id").values():
            problems += customer_rows._check_story()
        return problems + self._check_contracts(company)

    def _problem(self, message):
        return {
            "movement_id": self.id,
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "message": message,
        }

    def _check_links(self):
        """Rows that stand with another customer, company or currency than agreed."""
        problems = []
        for row in self:
            contract = row.contract_id
            wrong = (
                row.company_id != contract.company_id
                or row.partner_id != contract.commercial_partner_id
                or row.currency_id != contract.currency_id
            )
            if wrong:
                problems.append(
                    row._problem(
                        self.env._(
                            "Customer, company or currency is not the contract's."
                        )
                    )
                )
            if row.reversed_id and abs(row.amount + row.reversed_id.amount) > EPSILON:
                problems.append(
                    row._problem(self.env._("The correction is not the opposite."))
                )
        return problems

    def _check_story(self):
        """Rows of one customer whose kind or balance does not follow."""
        problems, past, balances = [], [], {}
        for row in self.sorted(lambda r: (r.date, r.id)):
            if self._judge(past, row.date, row.amount) != row.kind:
                problems.append(
                    row._problem(
                        self.env._("“%(kind)s” does not follow.", kind=row.kind)
                    )
                )
            past.append((row.date, row.currency_id.id, row.amount))
            balances.setdefault(row.currency_id, []).append(row)
        for rows in balances.values():
            problems += self._check_balance(rows)
        return problems

    def _check_balance(self, rows):
        """Rows after whose day a customer would pay less than nothing."""
        total, problems = 0.0, []
        for index, row in enumerate(rows):
            total += row.amount
            same_day = index + 1 < len(rows) and rows[index + 1].date == row.date
            if total < -TOLERANCE and not same_day:
                problems.append(
                    row._problem(self.env._("The balance falls below nought."))
                )
        return problems

    def _check_contracts(self, company):
        """Chains of contracts that sell something else than is booked for them.

        What is over and holds nothing any more is proved by that, and not read.
        """
        today = company._cs_today()
        booked = self._booked_by_chain(company, today)
        holding = [id_ for id_, sums in booked.items() if any(map(self._counts, sums))]
        # sudo: cs.contract: the proof needs every contract, also what was put away
        contracts = self.env["cs.contract"].sudo().with_context(active_test=False)
        found = contracts.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "!=", "draft")
            & (
                contracts._running_domain(company)
                | Domain("id", "in", holding)
                | Domain("root_id", "in", holding)
            ),
            order="date_start, id",
        )
        problems = []
        for root, chain in found.grouped(lambda c: c.root_id or c).items():
            sold = chain._sold(today)
            for amount, held, message in zip(
                sold, booked.get(root.id, (0.0, 0.0)), self._proofs(), strict=True
            ):
                if self._counts(amount - held):
                    problems.append(chain._ledger_problem(message, amount, held))
                    break
        return problems

    def _counts(self, amount):
        return abs(amount) > TOLERANCE

    def _proofs(self):
        return (
            self.env._("The lines sell %(sold).2f a month, booked: %(booked).2f."),
            self.env._(
                "The lines will sell %(sold).2f a month in the end, booked: "
                "%(booked).2f."
            ),
        )

    def _booked_by_chain(self, company, today):
        """{id of the first contract: (a month today, a month in the end)} as booked."""
        booked = {}
        for index, until in enumerate(([("date", "<=", today)], [])):
            groups = self.sudo()._read_group(
                [("company_id", "=", company.id), *until],
                ["contract_id"],
                ["amount:sum"],
            )
            for contract, amount in groups:
                sums = booked.setdefault((contract.root_id or contract).id, [0.0, 0.0])
                sums[index] += amount
        return booked


class CsContract(models.Model):
    """What the proof holds against the ledger."""

    _inherit = "cs.contract"

    def _sold(self, today):
        """(revenue a month today, and in the end) of a chain of contracts.

        What is over sells nothing; what was renewed goes over to what follows it.
        """
        begun = self.filtered(lambda contract: contract.date_start <= today)
        holder = begun[-1:]
        if not holder:
            changes = self[:1]._chain_changes()
            return 0.0, sum(changes.values())
        if holder.state in ("ended", "churned"):
            return 0.0, 0.0
        changes = holder._chain_changes()
        held = [amount for day, amount in changes.items() if day <= today]
        return sum(held), sum(changes.values())

    def _ledger_problem(self, message, sold, booked):
        """Values of the problem that the last of these contracts has."""
        last = self[-1:]
        return {
            "movement_id": self.movement_ids.sorted("id")[-1:].id,
            "contract_id": last.id,
            "company_id": last.company_id.id,
            "message": message % {"sold": sold, "booked": booked},
        }
