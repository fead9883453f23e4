# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsAccount(models.Model):
    """Calls to action make themselves, and go when there is nothing left to do."""

    _inherit = "cs.account"

    def write(self, vals):
        beginning = self.browse()
        if vals.get("lifecycle") == "onboarding":
            beginning = self.filtered(lambda account: account.lifecycle != "onboarding")
        result = super().write(vals)
        words = self.env._("Onboarding begins: agree on goals and dates")
        beginning._call("lifecycle", dict.fromkeys(beginning, words))
        return result

    def _call_domain(self, kind):
        activity_type = self.env.ref(f"cs_renewal.activity_type_{kind}")
        return [
            ("res_model", "=", "cs.account"),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", activity_type.id),
            ("automated", "=", True),
        ]

    def _call(self, kind, summaries):
        """Put a call to action on the list of whoever is responsible.

        One at a time for each kind: what is open already is not asked for again.

        :param str kind: "risk", "opportunity" or "lifecycle"
        :param dict summaries: what is to be done, by account of ``self``
        :return: the new ``mail.activity`` rows
        """
        # sudo: mail.activity: found and made by the engine, whoever set it off
        activities = self.env["mail.activity"].sudo()
        if not summaries:
            return activities
        known = set(activities.search(self._call_domain(kind)).mapped("res_id"))
        activity_type = self.env.ref(f"cs_renewal.activity_type_{kind}")
        quiet = activities.with_context(mail_activity_quick_update=True)
        return quiet.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": summary,
                    "user_id": user.id,
                    "automated": True,
                    "res_model_id": self.env["ir.model"]._get_id("cs.account"),
                    "res_id": account.id,
                }
                for account, summary in summaries.items()
                if account.id not in known and (user := account._responsible("other"))
            ]
        )

    def _end_calls(self, kind, why):
        """Take open calls of a kind off the list: what they asked for is settled."""
        if not self:
            return
        # sudo: mail.activity: as in _call
        open_calls = self.env["mail.activity"].sudo().search(self._call_domain(kind))
        # As core does when one is done, for all of them at once.
        open_calls.action_archive()
        open_calls.feedback = why
        done = {call.res_id: f"{call.summary}: {why}" for call in open_calls}
        self.browse(done)._message_log_batch(done)

    def _act_on_contact(self, overdue):
        """Call for a talk where the tier's time without one is over.

        :param overdue: the accounts that were overdue before this run
        """
        everything = self.with_context(active_test=False)
        found = everything.search_fetch(
            [("id", "in", self.ids), ("touch_overdue", "=", True)],
            ["company_id", "days_contact", "manager_id", "partner_id"],
        )
        still = found.with_env(self.env)
        self._call(
            "risk",
            {
                account: self.env._("No contact for %s days", account.days_contact)
                for account in still - overdue
            },
        )
        (self - still)._end_calls("risk", self.env._("There was contact."))
