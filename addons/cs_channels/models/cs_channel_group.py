# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsChannelGroup(models.Model):
    """A group chat at a provider, and the customer it belongs to.

    Several people of the customer write in it; each who asks has a conversation of
    his own. Who the customer is, a person says here, once.
    """

    _name = "cs.channel.group"
    _description = "Group Chat of a Channel"
    _order = "name, id"
    _check_company_auto = True

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    external_id = fields.Char(string="ID at the Provider", required=True, readonly=True)
    name = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        check_company=True,
        help="Conversations that begin in this group are this customer's.",
    )
    robot_url = fields.Char(
        string="Group Robot Address",
        groups="base.group_system",
        help="The webhook of a robot of this group. Used when the address that came "
        "with the customer's last message has expired.",
    )
    robot_secret = fields.Char(
        string="Group Robot Secret", groups="base.group_system", copy=False
    )
    identity_ids = fields.One2many("cs.channel.identity", "group_id", string="People")

    _external_unique = models.UniqueIndex("(channel_id, external_id)")

    def write(self, vals):
        done = super().write(vals)
        if vals.get("partner_id"):
            self._bind_talks()
        return done

    def _bind_talks(self):
        """What was said in the group before its customer was known is his, too."""
        # sudo: cs.conversation: all of the group's, those of other teams too
        for group in self.sudo():
            talks = group.identity_ids.conversation_ids
            unknown = talks.filtered(lambda talk: not talk.partner_id)
            unknown.write({"partner_id": group.partner_id.id})

    def _get_or_create(self, channel, external_id, name):
        domain = [("channel_id", "=", channel.id), ("external_id", "=", external_id)]
        found = self.search(domain)
        if not found:
            shown = name or self.env._("Group %(code)s", code=external_id[-4:])
            values = {"channel_id": channel.id, "external_id": external_id}
            found = self.create({**values, "name": shown})
        return found
