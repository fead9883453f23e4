# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import Inner


class CsContract(models.Model):
    """A term ends: the next one follows, or the contract is over."""

    _inherit = "cs.contract"

    # === The successor === #

    def _renew(self, order=None):
        """Make the contract of the next term, in force, and book its difference.

        :param order: the accepted quotation; without it the lines go on with the uplift
        :return: the successor
        :raise UserError: when the contract is renewed already, or cannot be
        """
        self.ensure_one()
        # sudo: the customer's signature renews, not the rights of a portal user
        contract = self.sudo().with_company(self.company_id)
        contract._hold()
        contract._check_renewable(order)
        contract._reverse_end()
        successor = contract.copy(contract._successor_values(order))
        contract.write(
            {
                "state": "renewed",
                "notice_date": False,
                "notice_reason": False,
                "before_notice": False,
                "lost_reason_id": False,
                "competitor": False,
            }
        )
        successor.action_activate()
        contract._close_renewal_lead()
        contract._void_quotations(
            self.env._("%(contract)s is renewed.", contract=contract.display_name),
            without=order or (),
        )
        return successor

    def _check_renewable(self, order):
        """Refuse a second successor, another currency, and what runs to no end.

        :raise UserError: in words
        """
        if self.successor_id:
            raise UserError(
                self.env._(
                    "%(contract)s is renewed already, by %(successor)s.",
                    contract=self.display_name,
                    successor=self.successor_id.display_name,
                )
            )
        if order and order.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "The quotation is in %(currency)s and the contract is not. "
                    "Choose a price list in the contract's currency.",
                    currency=order.currency_id.name,
                )
            )
        if not self.date_end or self.state not in ("active", "ended"):
            raise UserError(
                self.env._(
                    "%(contract)s cannot be renewed: it is not running to an end.",
                    contract=self.display_name,
                )
            )

    def _hold(self):
        """Let nobody else renew this contract at the same time.

        Written, not only locked: of two who come at once one starts again.
        """
        self.flush_recordset()
        stamp = "UPDATE cs_contract SET write_date = now() at time zone 'UTC'"
        self.env.cr.execute(SQL("%s WHERE id = %s", SQL(stamp), self.id))

    def _successor_values(self, order):
        lines = order._cs_lines_of(self) if order else self._lines_to_renew()
        known = self.line_ids._with_known_use()
        values = [line._successor_line_values(self, known) for line in lines]
        return {
            "predecessor_id": self.id,
            **self._next_term(),
            "line_ids": [fields.Command.create(v) for v in values if v],
        }

    def _close_renewal_lead(self):
        lead = self._renewal_lead()
        if lead and lead.won_status != "won":
            lead.action_set_won()
        # What the playbook still wanted is settled; core does so where one is lost.
        lead.activity_ids.filtered("automated").unlink()

    # === The end of a term === #

    @api.model
    def _over(self, limit=None, without=()):
        """Active contracts of the active company whose last day is behind us."""
        contracts = self.env["cs.contract"]
        return contracts.search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "active"),
                ("date_close", "<", self.env.company._cs_today()),
                ("id", "not in", list(without and without.ids)),
            ],
            limit=limit,
            order="date_close, id",
        )

    def _close_terms(self):
        """Renew what renews by itself, end what does not.

        :return: the contracts that were closed; those that failed got a to-do
        """
        done = self.browse()
        for contract in self:
            try:
                with self.env.cr.savepoint():
                    contract._close_term()
                    done |= contract
            except Exception as exc:  # noqa: BLE001 whatever it is, it is told to a person
                contract._report_failure(exc)
        return done

    def _close_term(self):
        if self.auto_renew and not self.notice_date:
            self._renew()
        elif self.notice_date:
            self.with_context(cs_defer_booking=Inner())._cut(self.date_end)
            self.sudo().state = "churned"  # sudo: the calendar decides
            self._follow_if_last("churned")
        else:
            self.sudo().state = "ended"  # sudo: the calendar decides
            self._book_end()
            self._lapse_renewal()
            self._follow_if_last("churned")

    def _lapse_renewal(self):
        """The term ended and nobody answered: so ends its opportunity."""
        reason = self.env.ref("cs_renewal.lost_customer_lapsed", False)
        contract = self.sudo()  # sudo: the calendar decides
        contract.lost_reason_id = contract.lost_reason_id or reason
        self._lose_renewals()

    def _follow_if_last(self, lifecycle):
        """The customer is gone when no other contract is in force."""
        others = self.search_count(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "active"),
            ],
            limit=1,
        )
        if not others:
            self._follow_lifecycle(self, lifecycle)
