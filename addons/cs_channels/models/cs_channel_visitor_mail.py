# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .cs_channel_visitor import ON_PAGE, PRESENT

PER_RUN = 100


class CsChannelDelivery(models.Model):
    """Parts that stand on a visitor's page are looked after until he has them."""

    _inherit = "cs.channel.delivery"

    _on_page_idx = models.Index(
        "(id) WHERE state = 'sent' AND external_id LIKE 'page:%'"
    )


class CsChannelVisitor(models.Model):
    """What a page has fetched is delivered; who has left gets the rest by mail."""

    _inherit = "cs.channel.visitor"

    fetched = fields.Integer(export_string_translation=False)  # the last message

    def _messages(self, after):
        found = super()._messages(after)
        numbers = [message["id"] for message in found]
        if numbers and max(numbers) > self.fetched:
            self.fetched = max(numbers)
            shown = [("message_id", "in", numbers), ("state", "=", "sent")]
            self.env["cs.channel.delivery"].search(shown)._advance("delivered")
        return found

    @api.model
    def _cron_mail(self):
        """Mail what nobody fetched; who loses a race looks again a minute later."""
        try:
            done = self._mail_unfetched()
            self.env["ir.cron"]._commit_progress(done)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)

    @api.model
    def _mail_unfetched(self):
        """Look after what stands on the pages, in the caller's transaction.

        :return: how many parts were looked at
        """
        waiting = self.env["cs.channel.delivery"].search(
            [("state", "=", "sent"), ("external_id", "=like", f"{ON_PAGE}%")],
            order="id",
            limit=PER_RUN,
        )
        pages = self.search([("identity_id", "in", waiting.identity_id.ids)])
        pages = pages.grouped("identity_id")
        for part in waiting.try_lock_for_update(allow_referencing=True):
            pages.get(part.identity_id, self.browse())._look_after(part)
        return len(waiting)

    def _look_after(self, delivery):
        """Mail a part to a visitor who left without it, once.

        Without an address it stays on the page for when he comes back, as "sent".

        :param self: the pages he has, or had, open
        """
        identity, visitors = delivery.identity_id, self
        if delivery.message_id.id <= max(visitors.mapped("fetched"), default=0):
            delivery._advance("delivered")  # it was fetched before it was sent
            return
        latest = max(visitors.filtered("seen_at").mapped("seen_at"), default=None)
        if latest and fields.Datetime.now() - latest < PRESENT:
            return
        address = identity.email or visitors.filtered("email")[:1].email
        if address:
            self._mail(delivery.channel_id, address, delivery._part())
        # In the transaction of the mail: it is made with this, or not at all.
        left = "mail" if address else "left"
        delivery.external_id = f"{left}:{delivery._key()}"


class CsConversation(models.Model):
    """The minutely look at who is silent also finds who has left."""

    _inherit = "cs.conversation"

    @api.model
    def _cron_idle(self):
        super()._cron_idle()
        self.env["cs.channel.visitor"]._cron_mail()
