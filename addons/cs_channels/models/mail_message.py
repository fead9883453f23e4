# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import inner
from odoo.addons.mail.tools.discuss import Store

# The state shown for a message of several parts is that of its worst part.
WORST_FIRST = [
    "failed",
    "unknown",
    "held",
    "queued",
    "sending",
    "sent",
    "delivered",
    "read",
]
# What makes a message what the customer reads, and whose it is.
SAID = {"body", "author_id", "author_guest_id", "model", "res_id"}
SAID |= {"message_type", "subtype_id", "is_internal", "attachment_ids"}
PLACE = ("model", "res_id")


def _not_in_stream(_model, alias, _query):
    """Whether a message stands elsewhere than in a conversation, as SQL."""
    return SQL(
        """(%(model)s IS DISTINCT FROM 'discuss.channel' OR NOT EXISTS (
            SELECT FROM discuss_channel stream
             WHERE stream.id = %(res_id)s AND stream.channel_type = 'cs'))""",
        model=SQL.identifier(alias, "model"),
        res_id=SQL.identifier(alias, "res_id"),
    )


class MailMessage(models.Model):
    """Messages of a conversation show what became of them on the channel."""

    _inherit = "mail.message"

    cs_delivery_ids = fields.One2many("cs.channel.delivery", "message_id")

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_said(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and SAID & vals.keys():
            where = self.sudo()  # sudo: mail.message: in which streams they stand
            self._cs_check_said(
                [
                    {**vals, "model": message.model, "res_id": message.res_id}
                    for message in where
                ]
                + [vals]
            )
        return super().write(vals)

    @api.model
    def _get_search_domain_share(self):
        """Customers do not read our streams: an author may read his words, and whose
        they are is what somebody said, right or wrong."""
        elsewhere = Domain.custom(to_sql=_not_in_stream)
        return super()._get_search_domain_share() & elsewhere

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if self.env.user._is_internal():
            return forbidden
        # sudo: mail.message: where they stand
        return forbidden | (self - forbidden).sudo()._cs_in_streams().sudo(False)

    def _cs_in_streams(self):
        """Those that were said in a conversation that is no session of live chat."""
        words = self.filtered(lambda word: word.model == "discuss.channel")
        ours = [("id", "in", words.mapped("res_id")), ("channel_type", "=", "cs")]
        streams = self.env["discuss.channel"].search(ours)
        return words.filtered(lambda word: word.res_id in streams.ids)

    def unlink(self):
        if not self.env.su:
            where = self.sudo()  # sudo: mail.message: in which streams they stand
            self._cs_check_said(
                [{"model": word.model, "res_id": word.res_id} for word in where]
            )
        return super().unlink()

    @api.model
    def _cs_check_said(self, vals_list):
        """Words for a customer are posted in his stream, where it is checked who may;
        nobody writes, changes or removes them past that.

        :raise AccessError: for who is no code of ours
        """
        if self.env.su:
            return
        context = self.env.context
        given = [
            {name: vals.get(name, context.get(f"default_{name}")) for name in PLACE}
            for vals in vals_list
        ]
        ids = {vals["res_id"] for vals in given if vals["model"] == "discuss.channel"}
        ids -= {False, None, inner(self.env, "cs_posts_in")}
        # sudo: discuss.channel: whether they are talks with customers
        streams = self.env["discuss.channel"].sudo().browse(ids)
        if any(stream._cs_is_ours() for stream in streams):
            raise AccessError(self.env._("You can only write in your own name."))

    def _cs_delivery_info(self):
        """What a message's bubble shows: state, reason and whether it can be resent.

        :return: dict or False for what was not sent on a channel
        """
        self.ensure_one()
        # sudo: cs.channel.delivery: shown with a message the reader can see
        parts = self.sudo().cs_delivery_ids
        if not parts:
            return False
        part = min(parts, key=lambda part: WORST_FIRST.index(part.state))
        return {"ids": parts.ids, "state": part.state, "reason": part.reason or ""}

    def _cs_is_out(self):
        """Whether anything of an answer of ours is on its way, or has arrived."""
        self.ensure_one()
        # sudo: cs.channel.delivery: what became of a message the caller works on
        states = self.sudo().cs_delivery_ids.mapped("state")
        return not states or not set(states) <= {"held", "failed"}

    def _cs_publish_delivery(self):
        channel = self.env["discuss.channel"].browse(self.res_id)
        if self.model == "discuss.channel" and channel.exists():
            store = Store(bus_channel=channel, bus_subchannel="internal_users")
            store.add(self, {"cs_delivery": self._cs_delivery_info()}).bus_send()

    def _cs_publish_body(self):
        """Show changed words and files in every open window, the customer's too."""
        for message in self:
            channel = self.env["discuss.channel"].browse(message.res_id)
            store = Store(bus_channel=channel)
            store.add(message, ["body", Store.Many("attachment_ids")]).bus_send()

    def _cs_publish_author(self):
        """Show in colleagues' open windows who wrote these after all."""
        channels = self.env["discuss.channel"]
        for res_id, words in self.grouped("res_id").items():
            stream = channels.browse(res_id)
            store = Store(bus_channel=stream, bus_subchannel="internal_users")
            shown = ["avatar_128", "name"]
            # sudo: res.partner, mail.guest: whoever reads the words sees who wrote them
            authors = [
                Store.One("author_id", [*shown, "is_company"], sudo=True),
                Store.One("author_guest_id", shown, sudo=True),
            ]
            store.add(words, authors).bus_send()

    def _to_store_defaults(self, target):
        store_fields = super()._to_store_defaults(target)
        if target.is_internal(self.env):
            store_fields.append(
                Store.Attr(
                    "cs_delivery",
                    lambda message: message._cs_delivery_info(),
                    predicate=lambda message: message.model == "discuss.channel",
                )
            )
        return store_fields
