# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
import time
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools import media_type, outcome
from .cs_channel_event import RUN_SECONDS, _coalescer, _may_wake, _trigger

_logger = logging.getLogger(__name__)

CRON = "cs_channels.ir_cron_media"
LEASE = timedelta(minutes=5)
BACKOFF = [10, 60, 300, 1800, 7200]


class CsChannelMedia(models.Model):
    """A file a customer sent: a place in the stream first, its content a moment later.

    Downloading it while the message is stored would hold the stream for as long as the
    provider takes, and a file that is gone would hold it for ever.
    """

    _name = "cs.channel.media"
    _description = "File on a Channel"
    _rec_name = "ref"
    _order = "id desc"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    conversation_id = fields.Many2one(
        "cs.conversation", required=True, index=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "mail.message", required=True, index=True, ondelete="cascade"
    )
    attachment_id = fields.Many2one(
        "ir.attachment", index="btree_not_null", ondelete="set null"
    )
    ref = fields.Char(string="ID at the Provider", required=True)
    kind = fields.Char(required=True)
    lang = fields.Char(
        help="In which its place in the stream was marked: there it is found again.",
        export_string_translation=False,
    )
    name = fields.Char(help="What the customer calls it, when the provider tells that.")
    state = fields.Selection(
        [("queued", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="queued",
    )
    reason = fields.Char()
    attempts = fields.Integer()
    next_try_at = fields.Datetime(help="Also the end of the lease while it is fetched.")

    _due_idx = models.Index("(next_try_at) WHERE state = 'queued'")

    def action_retry(self):
        """Fetch once more what could not be had."""
        self.check_access("read")
        # sudo: cs.channel.media: nobody writes these, service managers retry them
        failed = self.sudo().filtered(lambda media: media.state == "failed")
        for media in failed:
            media._take_back_why()
        failed.write({"state": "queued", "attempts": 0, "next_try_at": False})
        self.env.cr.postcommit.add(self._wake)
        return True

    @api.model
    def _wake(self):
        """Have waiting files fetched soon."""
        registry = self.env.registry
        if _may_wake(registry) and self._next_due():
            _coalescer.request(
                (registry.db_name, CRON), lambda: _trigger(registry, CRON)
            )

    @api.model
    def _drain(self, limit=None):
        """Fetch waiting files in the caller's transaction.

        :param int limit: how many at most
        :return: how many were tried
        """
        # The engine works for the customers: a file is in no colleague's name.
        self = self.with_user(SUPERUSER_ID)
        done = 0
        while (limit is None or done < limit) and (media := self._lease()):
            media._settle(media._fetch())
            done += 1
        return done

    @api.model
    def _cron_drain(self):
        """The scheduled action: lease, commit, download, commit, one at a time.

        Downloading twice does no harm, so an expired lease simply means again.
        """
        deadline = time.monotonic() + RUN_SECONDS
        commit = self.env["ir.cron"]._commit_progress
        while time.monotonic() < deadline:
            try:
                media = self._lease()
                commit()
                if not media:
                    return
                media._settle(media._fetch())
                if commit(1) <= 0:
                    return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
        self._wake()

    def _next_due(self):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM cs_channel_media m
                     JOIN cs_channel c ON c.id = m.channel_id AND c.active
                    WHERE m.state = 'queued'
                      AND (m.next_try_at IS NULL OR m.next_try_at <= %s)
                    ORDER BY m.id LIMIT 1 FOR NO KEY UPDATE OF m SKIP LOCKED""",
                fields.Datetime.now(),
            )
        )
        media = self.browse([id_ for (id_,) in rows])
        return media.with_context(lang=media.lang)

    def _lease(self):
        while (media := self._next_due()) and media.attempts > len(BACKOFF):
            # Whoever fetched it so often died of it.
            media._settle(outcome.Rejected(media.env._("It could not be taken in.")))
            media.flush_recordset()
        if media:
            until = fields.Datetime.now() + LEASE
            media.write({"attempts": media.attempts + 1, "next_try_at": until})
            self.flush_model()
        return media

    def _fetch(self):
        """Download; takes no lock and writes nothing.

        :return: the content, or the CallFailure
        """
        self.ensure_one()
        try:
            return self.channel_id._gateway()._fetch_media(self.channel_id, self.ref)
        except outcome.CallFailure as failure:
            return failure
        except Exception:
            _logger.exception("File %s: the gateway failed", self.id)
            return outcome.Rejected(self.env._("An error of our own; see the log."))

    def _settle(self, result):
        """Fill the place in the stream, or say there why it stays empty."""
        self.ensure_one()
        if isinstance(result, bytes):
            attachment = self._attach(result)
            self.write(
                {"state": "done", "attachment_id": attachment.id, "reason": False}
            )
        elif isinstance(result, outcome.TryAgain) and self.attempts <= len(BACKOFF):
            wait = timedelta(seconds=BACKOFF[self.attempts - 1])
            soon = fields.Datetime.now() + wait
            self.write({"reason": result.reason, "next_try_at": soon})
            return
        else:
            self.write({"state": "failed", "reason": result.reason})
            self._say_why(result.reason)
        self.message_id._cs_publish_body()

    def _say_why(self, reason):
        """Why the place stays empty, in it; below the customer's own words."""
        message, told = self.message_id, self._why(reason)
        empty = message.body == self._placeholder()
        message.body = told if empty else (message.body or Markup()) + told

    def _take_back_why(self):
        """Take what was said for it off again: another try may succeed."""
        message = self.message_id
        engine = self.with_context(lang=self.lang)  # in which it was said
        said = engine._why(self.reason)
        body = (message.body or Markup()).replace(said, "", 1)
        message.body = body or Markup(engine._placeholder())

    def _why(self, reason):
        told = self.env._(
            "[%(kind)s could not be fetched: %(reason)s]",
            kind=self._kind_name(),
            reason=reason,
        )
        return Markup("<p>%s</p>") % told

    def _attach(self, content):
        """Attach the file under the type its bytes show, never the one it claims."""
        mimetype, _extension = media_type.sniff(content)
        message, unnamed = self.message_id, f"{self._kind_name()}-{self.id}"
        attachment = self.env["ir.attachment"].create(
            {
                "name": media_type.file_name(self.name, unnamed, content),
                "raw": content,
                "mimetype": mimetype,
                "res_model": message.model,
                "res_id": message.res_id,
            }
        )
        # On creation core would guess a type where we say there is none, even markup.
        attachment.mimetype = mimetype
        message.attachment_ids = [fields.Command.link(attachment.id)]
        if message.body == self._placeholder():
            message.body = ""
        return attachment

    def _kind_name(self):
        names = {
            "image": self.env._("Picture"),
            "voice": self.env._("Voice message"),
            "video": self.env._("Video"),
        }
        return names.get(self.kind, self.env._("File"))

    def _placeholder(self):
        """What stands in the stream until the file is there, as HTML."""
        return f"<p>[{self._kind_name()}]</p>"
