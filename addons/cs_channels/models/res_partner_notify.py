# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import html2plaintext


def _last_used(identity):
    """When a customer and we last talked there, for sorting."""
    return max(identity.conversation_ids.mapped("last_message_at"))


class ResPartner(models.Model):
    """Customers hear from us where they talked to us last, while it is open."""

    _inherit = "res.partner"

    def _cs_notify_customer(self, template, reason, record=None):
        """Use the chat a customer used last, if he allows it and may be written to.

        :return: {partner id: the provider, "mail" or False}
        """
        identities = self._cs_open_chats(reason, record)
        for partner, identity in identities.items():
            about = partner if record is None else record
            about = about.with_context(lang=partner.lang or self.env.lang)
            [body] = template._render_field("body_html", about.ids).values()
            identity._tell(html2plaintext(body))  # links stay, as their addresses
        left = self.browse(p.id for p in self if p not in identities)
        told = {p.id: identity.provider for p, identity in identities.items()}
        others = super(ResPartner, left)._cs_notify_customer(template, reason, record)
        return {**others, **told}

    def _cs_open_chats(self, reason, record):
        """The identity of each of these that a message would reach now."""
        company = record is not None and "company_id" in record and record.company_id
        allowed = self.env["cs.consent"]._allowed(self, reason, "chat")
        # sudo: cs.channel.identity: whoever tells customers need not be an agent
        identities = (
            self.env["cs.channel.identity"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", allowed.ids),
                    ("following", "=", True),
                    ("company_id", "=", (company or self.env.company).id),
                    ("channel_id.active", "=", True),
                    ("provider", "!=", "phone"),
                    ("conversation_ids", "!=", False),
                ]
            )
        )
        found = {}
        for identity in identities.sorted(_last_used, reverse=True):
            if identity._cs_is_reached():
                found.setdefault(identity.partner_id.with_env(self.env), identity)
        return found
