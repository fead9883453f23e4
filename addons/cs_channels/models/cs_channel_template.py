# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import outcome


class CsChannelTemplate(models.Model):
    """A message the provider has approved: it may be sent when nothing else may."""

    _name = "cs.channel.template"
    _description = "Message Template of a Channel"
    _order = "name, id"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
    external_id = fields.Char(
        string="Template ID", required=True, help="From the provider's console."
    )
    example = fields.Text(
        readonly=True, help="As the provider keeps it, with the names of its blanks."
    )
    content = fields.Text(
        string="Blanks",
        help="One blank a line, as name: text. {customer}, {agent}, {company} and "
        "{number} (of the last ticket) are filled in when it is sent.",
    )
    url = fields.Char(string="Opens", help="The page that opens on a tap.")

    _external_unique = models.UniqueIndex(
        "(channel_id, external_id)", "This template is there already."
    )

    def send(self, conversation):
        """Send a template in a conversation, whatever its quota says.

        :param conversation: a ``cs.conversation`` or its id
        :return: the ``mail.message``
        """
        self.ensure_one()
        self.check_access("read")
        talk = self.env["cs.conversation"]._record("cs.conversation", conversation)
        talk.ensure_one()
        if talk.channel_id != self.channel_id:
            raise UserError(self.env._("This template is of another channel."))
        values = self._fill(talk)
        data = {"template": self.external_id, "url": self.url or "", "values": values}
        words = "\n".join([self.name, *values.values()])
        return talk.send_rich("template", data, words)

    def _fill(self, talk):
        """The blanks with their texts, as a dict."""
        facts = {
            "{customer}": talk.partner_id.name or talk.identity_id.name,
            "{agent}": self.env.user.name,
            "{company}": talk.company_id.name,
            "{number}": talk.ticket_ids[:1].number or "",
        }
        values = {}
        for line in (self.content or "").splitlines():
            name, colon, text = line.partition(":")
            for blank, fact in facts.items():
                text = text.replace(blank, fact)
            if colon and name.strip():
                values[name.strip()] = text.strip()
        return values

    def _fetch(self, channel):
        """Take over what the account has at the provider.

        :raise UserError: when the provider refuses
        """
        try:
            found = channel._gateway()._fetch_templates(channel)
        except outcome.CallFailure as failure:
            raise UserError(failure.reason) from failure
        known = self.with_context(active_test=False).search(
            [("channel_id", "=", channel.id)]
        )
        by_key = known.grouped("external_id")
        for item in found:
            if record := by_key.get(item["external_id"]):
                record.example = item["example"]
        self.create(
            [
                {**item, "channel_id": channel.id}
                for item in found
                if item["external_id"] not in by_key
            ]
        )
