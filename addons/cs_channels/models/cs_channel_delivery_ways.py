# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

STUCK = ("held", "failed", "unknown")


class CsChannelDelivery(models.Model):
    """The ways out for what did not reach the customer.

    It waits until he writes again, goes as a template or by mail, he is shown a code
    that opens the chat anew, or it is given up.
    """

    _inherit = "cs.channel.delivery"

    _held_idx = models.Index("(identity_id) WHERE state = 'held'")

    @api.model
    def _release_held(self, identity):
        """The customer did what lets us write: what was held back goes now, in order.

        Of a conversation that was closed meanwhile nothing is sent any more.

        :param identity: the ``cs.channel.identity``, under the lock of its stream
        """
        held = self.search(
            [
                ("identity_id", "=", identity.id),
                ("state", "=", "held"),
                ("conversation_id.state", "!=", "closed"),
            ]
        )
        if held:
            held._requeue()

    @api.model
    def _give_up_held(self, talks):
        """Conversations were closed: what waits in them for the customer goes no more
        by itself, and a person who opens them reads why.

        :param talks: the ``cs.conversation`` records
        """
        held = self.search(
            [("conversation_id", "in", talks.ids), ("state", "=", "held")]
        )
        told = self.env._("The conversation was closed before this could be sent.")
        held.write({"state": "failed", "reason": told, "error_code": "closed"})
        held._publish()

    def _requeue(self):
        """Have these sent by the next worker, as if they were new."""
        anew = self.filtered(lambda part: part._needs_new_key())
        for times, parts in anew.grouped("resent").items():
            parts.resent = times + 1
        values = {"state": "queued", "attempts": 0, "next_try_at": False}
        values["external_id"] = False
        self.write({**values, "reason": False, "error_code": False})
        self.conversation_id._refresh_first_response()
        self._publish()
        self.env.cr.postcommit.add(self._wake)

    def _needs_new_key(self):
        """Whether the provider would refuse the old one; who knows what he has already
        by its key drops what did arrive after all."""
        able = self.channel_id._gateway()._capabilities()
        if self.state == "unknown":
            return not able.get("drops_repeated")
        return self.state == "failed"

    # === For people === #

    @api.readonly
    def ways_out(self):
        """What a person can do with these parts of one message.

        :return: dict: ``state``, ``reason``, ``conversation_id``, and whether each way
            is open: ``wait`` (it goes by itself when the customer writes), ``retry``,
            ``template``, ``mail`` (the address, or False), ``qr``; ``info`` is what
            the bubble shows now
        """
        self.check_access("read")
        stuck = self.filtered(lambda part: part.state in STUCK)
        info = self.message_id[:1]._cs_delivery_info()
        if not stuck:
            return {"state": False, "info": info}
        talk, worst = stuck.conversation_id[:1], stuck[:1]
        able = talk.channel_id._gateway()._capabilities()
        triggers = talk.channel_id.quota_ids.mapped("trigger")
        held = worst.state == "held" and talk.state != "closed"
        return {
            "state": worst.state,
            "info": info,
            "reason": worst.reason or "",
            "conversation_id": talk.id,
            "wait": held and talk.identity_id.following,
            "retry": all(part._can_carry() for part in stuck),
            "template": held and "template" in able.get("rich", ()),
            "mail": talk._mail_address(),
            "qr": held and "scan" in triggers and bool(talk.partner_id),
        }

    def _check_stuck(self):
        """The parts a person may still decide about.

        :raise UserError: when all of them went their way meanwhile
        """
        self.conversation_id.check_access("write")
        stuck = self.filtered(lambda part: part.state in STUCK)
        if not stuck:
            raise UserError(self.env._("This message is on its way already."))
        # sudo: cs.channel.delivery: whoever holds the conversation decides
        return stuck.sudo()

    def action_mail(self):
        """Send these by mail instead; the answer comes to the mail of the team.

        :raise UserError: when no mail address of the customer is known
        """
        stuck = self._check_stuck()
        for talk in stuck.conversation_id:
            parts = stuck.filtered(lambda part, talk=talk: part.conversation_id == talk)
            address = talk._mail_address()
            if not address:
                raise UserError(self.env._("No mail address of the customer is known."))
            talk._mail_parts(parts.sorted("id"), address)
            now = fields.Datetime.now()
            told = self.env._("by mail to %s", address)
            parts.write({"state": "sent", "sent_at": now, "reason": told})
        stuck.conversation_id._refresh_first_response()
        stuck._publish()
        return True

    def action_drop(self):
        """Give these up: they are not sent when the customer writes again."""
        stuck = self._check_stuck()
        told = self.env._("Dropped by %s.", self.env.user.name)
        stuck.write({"state": "failed", "reason": told, "error_code": "dropped"})
        stuck.conversation_id._refresh_first_response()
        stuck._publish()
        return True

    def action_show_code(self):
        """Show a code: when the customer scans it, the channel is open again."""
        stuck = self._check_stuck()
        talk = stuck.conversation_id[:1].with_env(self.env)
        scene = self.env["cs.channel.scene"].create(
            {"channel_id": talk.channel_id.id, "partner_id": talk.partner_id.id}
        )
        return scene.action_show()
