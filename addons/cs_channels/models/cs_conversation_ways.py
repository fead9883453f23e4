# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# One does not write there, or only in answer to what came in.
NOT_WRITTEN = ("phone", "livechat", "email")
MOST = 10


class CsConversation(models.Model):
    """The same customer on his other channels: an agent may go on there."""

    _inherit = "cs.conversation"

    @api.readonly
    def inbox_details(self):
        return {**super().inbox_details(), "ways": self._other_ways()}

    def _other_ways(self):
        """Where else this customer can be written to, the channel he used last first.

        :return: list of dicts ``id`` (of the identity), ``channel``, ``provider``,
            ``used_at`` and ``quota``, as of :meth:`inbox_details`
        """
        identities = self._other_identities()
        talks = self.env["cs.conversation"]
        groups = talks._read_group(
            Domain("identity_id", "in", identities.ids),
            ["identity_id"],
            ["last_message_at:max"],
        )
        used = dict(groups)
        ways = [
            {
                "id": identity.id,
                "channel": identity.channel_id.name,
                "provider": identity.provider,
                "used_at": fields.Datetime.to_string(used.get(identity)) or False,
                "quota": identity._quota_info(),
            }
            for identity in identities
        ]
        return sorted(ways, key=lambda way: way["used_at"] or "", reverse=True)

    def _other_identities(self):
        """The customer's identities on channels of the caller's teams."""
        if not self.identity_id.partner_id:
            return self.env["cs.channel.identity"]
        return self.env["cs.channel.identity"].search(
            Domain("partner_id", "=", self.identity_id.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("id", "!=", self.identity_id.id)
            & Domain("following", "=", True)
            & Domain("channel_id.active", "=", True)
            & Domain("channel_id.provider", "not in", NOT_WRITTEN)
            & Domain("channel_id.team_id", "in", self._readable_teams().ids),
            limit=MOST,
        )

    def go_on_by(self, identity):
        """Go on with the customer on another of his channels.

        The conversation he has open there is taken, else one begins; both name each
        other in their chatter.

        :param identity: a ``cs.channel.identity`` of the same contact, or its id
        :return: the conversation
        :raise UserError: when it is none of his, or somebody else has him there
        """
        self.ensure_one()
        self.check_access("write")
        identity = self._record("cs.channel.identity", identity)
        if identity not in self._other_identities():
            raise UserError(self.env._("This customer cannot be written to there."))
        if not identity.quota_unlimited and not identity.quota_left:
            raise UserError(
                self.env._("Nothing may be sent there until the customer writes.")
            )
        # sudo: cs.conversation: whether the caller may have it, claim checks
        own = self.sudo()
        other = own._open_of(identity) or own._create_begun(identity)
        other = other.with_env(self.env)
        if other.user_id != self.env.user:
            other.claim()
        self._link_ways(other)
        return other

    def _link_ways(self, other):
        """Lead whoever reads one of them to the other."""
        to, since = self.env._("Goes on at"), self.env._("Comes from")
        for talk, words, target in ((self, to, other), (other, since, self)):
            body = Markup("<p>%s %s</p>") % (words, target._get_html_link())
            talk.message_post(body=body, subtype_xmlid="mail.mt_note")
