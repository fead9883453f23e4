# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from odoo.addons.cs_customer.tools.inner import Inner

KINDS = ("risk", "opportunity", "lifecycle")
SCORED = (
    *("health", "health_band", "health_known", "health_change", "health_trend"),
    *("health_low_runs", "health_date", "health_parts"),
)
BY_HAND = ("override_value", "override_reason", "override_until")


class CsAccount(models.Model):
    """Two accounts become one: risks, chances and what was said by hand go along."""

    _inherit = "cs.account"

    def _merge_into(self, target):
        for account in self:
            account._merge_health(target)
            account._merge_risks(target)
            account._merge_chances(target)
            account._merge_calls(target)
        return super()._merge_into(target)

    def _merge_health(self, target):
        """Keep what the manager said, and the band; the score is worked out later."""
        target = target.with_context(cs_defer_score=Inner())
        today = target.company_id._cs_today()
        values = {}
        if not target.manager_call:
            values["manager_call"] = self.manager_call
        if self._by_hand(today) and not target._by_hand(today):
            values.update({name: self[name] for name in BY_HAND})
        if self.health_date and not target.health_date:
            values.update({name: self[name] for name in SCORED})
        if values:
            target.write(values)

    def _merge_risks(self, target):
        """Move the risks; an open one beside an open one is closed and told there."""
        going = self.risk_ids.filtered("is_open")
        kept = target.risk_ids.filtered("is_open")
        if going and kept:
            going._merge_into(kept)
        # Closed before it moves: a customer has one open risk.
        self.env.flush_all()
        self.risk_ids.account_id = target

    def _merge_chances(self, target):
        """Move the chances, except those that are open there as well."""
        signals = self.env["cs.upsell.signal"]
        waiting = ("open", "snoozed")
        chances = signals.search([("account_id", "in", (self | target).ids)])
        taken = {
            (chance.rule_id, chance.product_id)
            for chance in chances
            if chance.account_id == target and chance.state in waiting
        }
        mine = chances.filtered(
            lambda chance: (
                chance.account_id == self
                and (
                    chance.state not in waiting
                    or (chance.rule_id, chance.product_id) not in taken
                )
            )
        )
        mine.account_id = target

    def _merge_calls(self, target):
        """One call to action of a kind is enough."""
        activities = self.env["mail.activity"]
        for kind in KINDS:
            if activities.search_count(target._call_domain(kind), limit=1):
                self._end_calls(kind, self.env._("It goes on with the kept account."))

    def _by_hand(self, today):
        return self.override_until and self.override_until >= today
