# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from odoo.addons.cs_helpdesk.models.cs_desk import GROUPS, MOST


class CsDesk(models.AbstractModel):
    """Customers who wait in a conversation are owed an answer today."""

    _inherit = "cs.desk"

    @api.readonly
    @api.model
    def my_day(self):
        day = super().my_day()
        talks = self.env["cs.conversation"].search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "open"),
                ("waiting_since", "!=", False),
            ],
            order="waiting_since, id",
            limit=MOST,
        )
        items = day["items"] + [self._day_talk(talk) for talk in talks]
        order = list(GROUPS)
        items.sort(key=lambda item: (order.index(item["kind"]), item["at"] or "~"))
        return {**day, "items": items}

    def _day_talk(self, talk):
        """One line of the screen, as for tickets."""
        kinds = {
            "breached": ("broken", self.env._("Promise broken")),
            "at_risk": ("at_risk", self.env._("Promise at risk")),
        }
        kind, words = kinds.get(
            talk.sla_state,
            ("reply", self.env._("The customer waits for your answer")),
        )
        at = talk.waiting_since if kind == "reply" else talk.sla_deadline
        # sudo: res.partner, cs.tier: names, of a conversation the caller may read
        customer = talk.sudo().commercial_partner_id
        return {
            "key": f"cs.conversation,{talk.id}",
            "kind": kind,
            "group": GROUPS[kind],
            "reason": words,
            "also": [],
            "at": fields.Datetime.to_string(at or talk.waiting_since),
            "action": talk.action_open_inbox(),
            "model": "cs.conversation",
            "res_id": talk.id,
            "number": talk.channel_id.name,
            "title": talk.preview or talk.display_name,
            "priority": "1",
            "customer": customer.name or talk.customer_name or "",
            "tier": customer.cs_tier_id.name or "",
            "tier_color": customer.cs_tier_id.color,
        }
