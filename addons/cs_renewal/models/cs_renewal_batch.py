# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
# So many are quoted and sent before what was done is kept.
STEP = 10


class CsRenewalBatch(models.Model):
    """Renewals that are quoted and sent together, in the background."""

    _name = "cs.renewal.batch"
    _description = "Renewals Sent Together"
    _order = "id desc"
    _rec_name = "create_date"

    user_id = fields.Many2one("res.users", "Sent by", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    line_ids = fields.One2many("cs.renewal.batch.line", "batch_id", readonly=True)
    is_done = fields.Boolean(
        "Done", compute="_compute_counts", search="_search_is_done"
    )
    total = fields.Integer("Renewals", compute="_compute_counts")
    sent = fields.Integer(compute="_compute_counts")
    left_out = fields.Integer(compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts", help="In percent.")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        groups = self.env["cs.renewal.batch.line"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        for batch in self:
            waiting, batch.sent, batch.left_out = (
                counts.get((batch.id, state), 0)
                for state in ("waiting", "sent", "left_out")
            )
            batch.total = waiting + batch.sent + batch.left_out
            done = batch.total - waiting
            batch.is_done = not waiting
            batch.progress = round(100 * done / batch.total) if batch.total else 100

    def _search_is_done(self, operator, value):
        if operator != "in":
            return NotImplemented
        under_way = Domain("line_ids.state", "=", "waiting")
        return ~under_way if True in value else under_way

    @api.model
    def _begin(self, leads):
        """Send the renewals of these opportunities as the current user, soon.

        What waits already, by whomever it was begun, is not sent a second time.

        :return: one batch a company
        :raise UserError: when all of them wait already
        """
        leads -= self._waiting(leads)
        if not leads:
            raise UserError(self.env._("These renewals are being sent already."))
        # sudo: cs.renewal.batch: only made here
        batches = self.sudo().create(
            [
                {
                    "user_id": self.env.uid,
                    "company_id": company.id,
                    "line_ids": [
                        fields.Command.create({"lead_id": i}) for i in own.ids
                    ],
                }
                for company, own in leads.grouped("company_id").items()
            ]
        )
        self.env.ref("cs_renewal.ir_cron_send_renewals")._trigger()
        return batches.sudo(self.env.su)

    @api.model
    def _waiting(self, leads):
        """Those of these opportunities that wait in a batch of anybody."""
        # sudo: cs.renewal.batch.line: other people's batches count as well
        lines = self.env["cs.renewal.batch.line"].sudo()
        domain = [("lead_id", "in", leads.ids), ("state", "=", "waiting")]
        return lines.search(domain).lead_id.with_env(self.env)

    @api.model
    def _cron_send(self):
        """Go on with what waits, a few at a time; killed, it goes on where it was."""
        lines = self.env["cs.renewal.batch.line"]
        domain = [("state", "=", "waiting")]
        while waiting := lines.search(domain, order="batch_id, id", limit=STEP):
            batch = waiting[0].batch_id
            step = waiting.filtered(lambda line, batch=batch: line.batch_id == batch)
            mine = (
                batch.with_user(batch.user_id)
                .with_company(batch.company_id)
                .with_context(lang=batch.user_id.lang)
            )
            mine._send(step)
            left = lines.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(len(step), remaining=left):
                return

    def _send(self, lines):
        """Quote and send a few, as the user who asked for it.

        :param lines: ``cs.renewal.batch.line``, with the engine's rights
        """
        mine = lines.lead_id.with_env(self.env)._filtered_access("write")
        concerns = mine._cs_concerns()
        for line in lines:
            lead = line.lead_id.with_env(self.env)
            concern = not line.anyway and concerns.get(lead.id)
            reason = concern or self._send_one(lead, line.anyway)
            line.write({"state": "left_out" if reason else "sent", "reason": reason})

    def _send_one(self, lead, again):
        """Send one renewal, which holds up nobody else.

        :param bool again: also where the customer has it already
        :return: why it was not sent, or False
        """
        try:
            with self.env.cr.savepoint():
                lead.check_access("write")
                if not lead._cs_to_send():
                    return self.env._("It is not open any more.")
                lead._cs_quotation()._cs_send(again=again)
        except UserError as error:
            return str(error)
        except Exception:  # noqa: BLE001 whatever it is, the others are sent
            _logger.warning("Renewal of lead %s not sent", lead.id, exc_info=True)
            return self.env._("An error kept it from being sent; it is in the log.")
        return False

    def action_retry(self):
        """Try those that were left out once more."""
        self.ensure_one()
        self._again(self.line_ids.filtered(lambda line: line.state == "left_out"))
        return True

    def _again(self, lines):
        """Let lines of one batch wait again; its user's, as whom they are sent.

        Those that wait in another batch meanwhile stay as they are.

        :raise UserError: for someone else
        """
        if self.user_id != self.env.user:
            raise UserError(self.env._("Only who sent them tries again."))
        # sudo: cs.renewal.batch: only written here, by whoever it belongs to
        lines = lines.sudo()
        waiting = self._waiting(lines.lead_id)
        free = lines.filtered(lambda line: line.lead_id not in waiting)
        free.write({"state": "waiting", "reason": False})
        self.env.ref("cs_renewal.ir_cron_send_renewals")._trigger()
