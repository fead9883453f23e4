# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request

ENGINE = {"cs_contract_id", "cs_amended_contract_id"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_contract_id = fields.Many2one(
        "cs.contract",
        "Renews Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_guard_contract(
            any(vals.get(name) for vals in vals_list for name in ENGINE)
        )
        return super().create(vals_list)

    def write(self, vals):
        named = ENGINE & vals.keys()
        self._cs_guard_contract(
            any(vals[name] or any(self.mapped(name)) for name in named)
        )
        return super().write(vals)

    def _has_to_be_signed(self):
        """A renewal is signed, or declined, by who decides for the customer."""
        return super()._has_to_be_signed() and self._cs_visitor_decides()

    def _has_to_be_paid(self):
        """What was signed anybody may pay; a payment that renews is a decision."""
        return super()._has_to_be_paid() and self._cs_may_be_paid()

    def _cs_may_be_paid(self):
        """Whether a payment by who looks at this would not decide, or may."""
        self.ensure_one()
        decided = self.signature or self.state not in ("draft", "sent")
        return bool(decided) or self._cs_visitor_decides()

    def _cs_visitor_decides(self):
        """Whether who looks at this in the portal may accept it.

        Only a contact of this customer who decides, and is logged in: who has just
        the link may have got it from anybody.
        """
        # The portal looks at a document as the superuser; who asks is in the request.
        user = request.env.user if request else self.env.user
        ours = user._is_internal() or user._is_superuser()
        if ours or not self._cs_named_contracts():
            return True
        contact = user.partner_id
        own = contact.commercial_partner_id == self.partner_id.commercial_partner_id
        return user._is_portal() and own and contact._cs_may_decide()

    def _cs_is_only_shown(self):
        """Whether who looks at this open renewal would have to leave it to others."""
        self.ensure_one()
        waits = self.state in ("draft", "sent") and not self.is_expired
        return waits and not self.signature and not self._cs_visitor_decides()

    def _cs_note_who_accepts(self):
        """Tell the salesperson when nobody at the customer could accept this online."""
        # sudo: res.users: whether one of the customer's contacts has a login
        logins = self.env["res.users"].sudo()
        customer = self.partner_id.commercial_partner_id
        contacts = logins.search(
            [
                ("share", "=", True),
                ("partner_id.commercial_partner_id", "=", customer.id),
            ]
        ).partner_id
        if not any(contact._cs_may_decide() for contact in contacts):
            self.message_post(
                body=self.env._(
                    "Nobody at %(customer)s can accept this online yet: give portal "
                    "access to who decides.",
                    customer=customer.display_name,
                )
            )

    def _cs_guard_contract(self, named):
        """Only the renewal itself says which contract an order renews."""
        if named and not self.env.su:
            raise AccessError(
                self.env._("A renewal quotation is made from its opportunity.")
            )

    @api.constrains(
        "cs_contract_id", "cs_amended_contract_id", "partner_id", "order_line"
    )
    def _check_cs_contract(self):
        # sudo: cs.contract: whose it is, whoever sells
        for order in self.sudo().filtered(lambda o: o._cs_named_contracts()):
            contracts = order._cs_renewed_contracts() | order._cs_named_contracts()
            customer = contracts.commercial_partner_id | order.partner_id
            if len(customer.commercial_partner_id) > 1 or (
                contracts.company_id != order.company_id
            ):
                raise ValidationError(
                    self.env._("A contract is renewed with the same customer.")
                )

    def _get_update_prices_lines(self):
        """Prices of renewed lines are the contract's; a price list is not asked."""
        lines = super()._get_update_prices_lines()
        return lines.filtered(lambda line: not line._cs_is_priced())

    def _action_cancel(self):
        for order in self.filtered(lambda o: o.cs_contract_id and o.state == "sale"):
            # sudo: whether it is renewed, whoever cancels
            if order.sudo().cs_contract_id.successor_id:
                raise UserError(
                    self.env._(
                        "%(order)s has renewed a contract. Give notice for the new "
                        "contract instead of cancelling the order.",
                        order=order.name,
                    )
                )
        return super()._action_cancel()

    def _action_confirm(self):
        """An accepted renewal quotation makes the contract of the next term, once."""
        result = super()._action_confirm()
        for order in self.filtered("cs_contract_id"):
            for contract in order.sudo()._cs_renewed_contracts():
                # sudo: the customer's signature renews, not the portal user's rights
                successor = contract._renew(order.sudo())
                order.message_post(
                    body=self.env._(
                        "%(contract)s is renewed by %(successor)s.",
                        contract=successor.predecessor_id.display_name,
                        successor=successor.display_name,
                    )
                )
        return result

    def _cs_named_contracts(self):
        """The contracts this order was made for: who decides on them accepts it."""
        return self.cs_contract_id

    def _cs_renewed_contracts(self):
        """All contracts this quotation renews, its own first."""
        return self.cs_contract_id | self.order_line.cs_contract_line_id.contract_id

    def _cs_lines_of(self, contract):
        """The lines that go into the next term of one of the renewed contracts."""
        return self.order_line.filtered(
            lambda line: (
                (line.cs_contract_line_id.contract_id or self.cs_contract_id)
                == contract
            )
        )

    def action_cs_send_renewal(self):
        """Send the quotation's link to the customer, who accepts it in the portal.

        :raise UserError: when nobody can be reached, or it is not to be sent any more
        """
        self.ensure_one()
        self.check_access("write")
        asked = self.env.context.get("cs_send_anyway")
        concern = self._cs_concern()
        if concern and self.company_id.cs_ask_before_sending and not asked:
            return self._cs_ask(concern)
        self._cs_send(again=True)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The renewal was sent."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _cs_concern(self):
        """What speaks against sending this now, in words; empty when nothing does."""
        customers = self.partner_id.with_company(self.company_id)
        return next(iter(customers._cs_concerns().values()), "")

    def _cs_ask(self, concern):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the renewal now?"),
            "res_model": "cs.renewal.send",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id, "default_concern": concern},
        }

    def _cs_send(self, again=False):
        """Send the link to the customer.

        :param bool again: also where it was sent before; a person wants it so
        :raise UserError: when nobody can be reached, or it is not to be sent any more
        """
        self.ensure_one()
        if self.state not in ("draft", "sent") or not self.cs_contract_id:
            raise UserError(self.env._("Only an open renewal quotation can be sent."))
        if self.is_expired:
            raise UserError(
                self.env._("The quotation has expired: give it a later date first.")
            )
        if self.state == "sent" and not again:
            raise UserError(self.env._("The customer has this quotation already."))
        template = self.env.ref("cs_renewal.mail_template_renewal")
        told = self.partner_id._cs_notify_customer(template, "service", self)
        if not any(told.values()):
            raise UserError(
                self.env._(
                    "%(customer)s cannot be reached: note an e-mail address, or check "
                    "what the customer allows.",
                    customer=self.partner_id.display_name,
                )
            )
        self._cs_note_who_accepts()
        self.filtered(lambda order: order.state == "draft").action_quotation_sent()
