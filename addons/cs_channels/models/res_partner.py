# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain

MONTH = 30  # days


class ResPartner(models.Model):
    """Conversations on the shared customer record."""

    _inherit = "res.partner"

    cs_identity_ids = fields.One2many(
        "cs.channel.identity",
        "partner_id",
        string="On Channels",
        groups="cs_helpdesk.group_agent",
    )

    def _cs_timeline_queries(self):
        domain = Domain("partner_id", "in", self.ids)
        select = self._cs_timeline_select
        return [
            *super()._cs_timeline_queries(),
            select(
                "cs.conversation",
                "conversation",
                domain,
                at="opened_at",
                title="customer_name",
            ),
        ]

    def _cs_signals(self):
        signals = super()._cs_signals()
        model = self._cs_summary_model("cs.conversation")
        since = fields.Datetime.subtract(fields.Datetime.now(), days=MONTH)
        domain = Domain("last_message_at", ">=", since)
        domain &= Domain("commercial_partner_id", "in", list(signals))
        domain &= self._cs_summary_domain(model)
        groups = model._read_group(domain, ["commercial_partner_id"], ["__count"])
        counts = {partner.id: count for partner, count in groups}
        for partner_id, names in signals.items():
            own = domain & Domain("commercial_partner_id", "=", partner_id)
            names["conversations_30d"] = self._cs_signal(
                counts.get(partner_id, 0), "cs.conversation", own
            )
        return signals

    def _cs_last_contacts(self):
        contacts = super()._cs_last_contacts()
        model = self._cs_summary_model("cs.conversation")
        domain = Domain("commercial_partner_id", "in", self.ids)
        domain &= self._cs_summary_domain(model)
        groups = model._read_group(
            domain, ["commercial_partner_id"], ["last_message_at:max"]
        )
        for partner, at in groups:
            own = domain & Domain("commercial_partner_id", "=", partner.id)
            self._cs_keep_latest(contacts, partner.id, at, "cs.conversation", list(own))
        return contacts

    def _cs_panel_sections(self):
        sections = super()._cs_panel_sections()
        model = self._cs_summary_model("cs.conversation")
        customers = self.commercial_partner_id
        domain = Domain("commercial_partner_id", "in", customers.ids)
        domain &= self._cs_summary_domain(model)
        found = model.search(domain, limit=5 * len(customers))
        grouped = found.grouped("commercial_partner_id")
        # Who only sees the summary does not read along.
        may_read = self.env["cs.conversation"].has_access("read")
        states = dict(model._fields["state"]._description_selection(self.env))
        for customer in customers:
            own = grouped.get(customer, model)[:5]
            rows = [
                self._cs_panel_row(
                    (may_read and talk.preview) or talk.channel_id.name,
                    states[talk.state],
                    "success" if talk.state == "open" else "",
                    record=talk,
                )
                for talk in own
            ]
            section = self._cs_panel_section(
                "conversations",
                self.env._("Conversations"),
                35,
                rows,
                icon="fa-comments-o",
                empty=self.env._("No conversation yet."),
            )
            sections[customer.id].append({**section, "count": len(own)})
        return sections
