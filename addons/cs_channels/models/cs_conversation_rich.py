# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.cs_customer.tools.inner import Inner

KINDS = ("link", "menu", "card", "template")


class CsConversation(models.Model):
    """Messages that are more than text: links, menus, cards, templates."""

    _inherit = "cs.conversation"

    def send_rich(self, kind, data, words=None):
        """Answer the customer with a card; as text where the channel has none.

        * link: ``title``, ``description``, ``url``, ``picture`` (address)
        * menu: ``head``, ``options`` (list of dicts ``id``, ``text``), ``tail``
        * card: ``title``, ``app_id``, ``page``, ``media_id`` of a mini program
        * template: ``template``, ``values``, ``url``; see ``cs.channel.template``

        :param str kind: one of these
        :param dict data: its parts
        :param str words: what stands in our own stream, made from ``data`` if empty
        :return: the ``mail.message``
        :raise UserError: for another kind, or a template where there are none
        """
        self.ensure_one()
        self.check_access("write")
        able = self.channel_id._gateway()._capabilities()
        if kind not in KINDS or not isinstance(data, dict):
            raise UserError(self.env._("There is no such kind of message."))
        if kind == "template" and kind not in able.get("rich", ()):
            raise UserError(self.env._("This channel knows no templates."))
        words = words or self._rich_words(kind, data)
        rich = {"kind": kind, "data": data}
        return self.with_context(cs_rich=Inner(rich)).reply(words)

    def _rich_words(self, kind, data):
        """A card as plain text."""
        if kind == "menu":
            options = [
                f"{number}. {option.get('text', '')}"
                for number, option in enumerate(data.get("options") or [], 1)
            ]
            lines = [data.get("head"), *options, data.get("tail")]
        else:
            lines = [data.get(key) for key in ("title", "description", "url")]
        return "\n".join(str(line) for line in lines if line)

    # === What the provider is told === #

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._tell_state(vals["state"])
        return result

    def _tell_state(self, state):
        """Have the provider told who has the session, after what was said before."""
        told = {}
        for talk in self:
            states = talk.channel_id._gateway()._capabilities().get("states", {})
            # sudo: cs.channel.identity: what the provider knows is the engine's
            identity = talk.sudo().identity_id
            known = (identity.session or {}).get("state")
            if states.get(state) in (None, known):
                continue
            identity.session = {**(identity.session or {}), "state": states[state]}
            told[talk] = {"state": states[state]}
        self._tell_provider("service_state", told)

    @api.model
    def _tell_provider(self, kind, told):
        """Have the provider told what is no message, in turn with those.

        :param str kind: of the part, as the gateway's ``_send`` knows it
        :param dict told: its data by conversation
        """
        if not told:
            return
        # sudo: cs.channel.delivery: written by the engine only
        deliveries = self.env["cs.channel.delivery"].sudo()
        deliveries.create(
            [
                {
                    "conversation_id": talk.id,
                    "channel_id": talk.channel_id.id,
                    "identity_id": talk.identity_id.id,
                    "company_id": talk.company_id.id,
                    "kind": kind,
                    "data": data,
                }
                for talk, data in told.items()
            ]
        )
        self.env.cr.postcommit.add(deliveries._wake)

    # === Said by itself === #

    def _say(self, words):
        """Say something in the account's own name, through the outbox.

        :return: the ``mail.message``
        """
        # sudo: discuss.channel: no agent says it, and none has to own it
        root = self.env.ref("base.user_root")
        return (
            self.discuss_channel_id.with_user(root)
            .sudo()
            .message_post(
                body=plaintext2html(words),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        )

    def _greet(self, identity):
        """Welcome a customer who has said nothing yet: nobody has to answer that.

        :return: the conversation, or None when the channel has no welcome
        """
        words = identity.channel_id.welcome
        if not words or self._open_of(identity):
            return None
        talk = self._for_quiet_word(identity)
        talk._say(words)
        return talk
