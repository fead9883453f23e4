# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsPartnerPrivacy(models.AbstractModel):
    """What channels keep of a person."""

    _inherit = "cs.partner.privacy"

    def _cs_privacy_models(self):
        found = super()._cs_privacy_models()
        found["cs.channel.identity"] = [("partner_id", "in", self.ids)]
        found["cs.conversation"] = [("identity_id.partner_id", "in", self.ids)]
        found["cs.call"] = [("identity_id.partner_id", "in", self.ids)]
        # sudo: cs.channel.identity: an export is complete or it is wrong
        identities = self.env["cs.channel.identity"].sudo()
        events = identities.search([("partner_id", "in", self.ids)])._events()
        found["cs.channel.event"] = [("id", "in", events.ids)]
        return found

    def _cs_erase(self):
        self._cs_check_privacy_officer()
        # sudo: cs.channel.identity: an erasure reaches every company and team
        identities = self.env["cs.channel.identity"].sudo()
        identities.search([("partner_id", "in", self.ids)])._erase()
        return super()._cs_erase()
