# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import logging
from ast import literal_eval
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import errors

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import Inner

from ..tools import mail_charsets, mail_headers

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
MAX_BYTES = 40 * 1024 * 1024
KEEP_DAYS = 30
# Somebody else stores or processes the same mail just now.
CONCURRENT = (errors.SerializationFailure, errors.UniqueViolation)


class CsMailInbound(models.Model):
    """A mail as it came in, kept until it was processed.

    It is stored in a transaction of its own before anything is done with it, once for
    each Message-Id and recipient, and processed in another: its records and its being
    done are committed together. What fails is retried, then waits for a person.
    """

    _name = "cs.mail.inbound"
    _description = "Incoming Mail"
    _rec_name = "subject"
    _order = "id desc"

    message_id = fields.Char("Message-Id", required=True)
    recipient = fields.Char(required=True)
    sender = fields.Char()
    subject = fields.Char()
    raw = fields.Binary("Mail", attachment=True)
    size = fields.Integer(help="In bytes.", aggregator=None)
    options = fields.Json(export_string_translation=False)
    team_id = fields.Many2one("cs.team", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", index=True)
    state = fields.Selection(
        [("new", "Waiting"), ("done", "Done"), ("dead", "Failed")],
        required=True,
        default="new",
    )
    attempts = fields.Integer(aggregator=None)
    next_try_at = fields.Datetime(default=fields.Datetime.now)
    error = fields.Text()

    _mail_unique = models.UniqueIndex("(message_id, recipient)")
    _waiting_idx = models.Index("(next_try_at) WHERE state = 'new'")

    # === Which mails === #

    @api.model
    def _cs_is_ours(self, raw, options):
        """Whether a mail goes to a model whose mails are stored.

        :param bytes raw: the mail
        :param dict options: the parameters of ``message_process``
        """
        return bool(self._cs_address(mail_headers.parse_headers(raw), options))

    @api.model
    def _cs_address(self, headers, options):
        """Where a mail goes, as far as it is ours.

        :return: the alias, answered message or fallback model: (recipient, team id)
        :rtype: tuple, or None for a mail that is not ours
        """
        ours = [name for name in self.env if self._cs_has(name)]
        addresses = mail_headers.recipients(headers)
        names = addresses + [address.split("@")[0] for address in addresses]
        alias = self.env["mail.alias"].search(
            Domain("alias_model_id.model", "in", ours)
            & Domain("alias_full_name", "in", names),
            limit=1,
        )
        if alias:
            team = literal_eval(alias.alias_defaults or "{}").get("team_id")
            return alias.alias_full_name, team
        answered = self.env["mail.message"].search(
            Domain("model", "in", ours)
            & Domain("message_id", "in", mail_headers.references(headers)),
            limit=1,
        )
        if answered:
            return f"{answered.model},{answered.res_id}", None
        if options["model"] in ours:
            return options["model"], None
        return None

    @api.model
    def _cs_has(self, name):
        """Whether the mails of a model are stored."""
        return getattr(self.env[name], "_cs_stores_mail", False)

    # === Storing === #

    @api.model
    def _cs_receive(self, raw, options):
        """Store a mail and process it at once.

        :return: the id of the record it became, False if it was received before or
            could not be processed now
        """
        try:
            with self._cs_own_env() as env:
                row_id = self.with_env(env)._cs_store(raw, options)
        except CONCURRENT:
            row_id = None
        return self._cs_process(row_id) if row_id else False

    @api.model
    def _cs_store(self, raw, options):
        """Write the row of a mail, once.

        :return: its id, or None if it is there already or not to be processed
        """
        headers = mail_headers.parse_headers(raw)
        recipient, team_id = self._cs_address(headers, options)
        team = self.env["cs.team"].browse(team_id or []).exists()
        too_big = len(raw) > MAX_BYTES
        # losing a race with the same mail is no error worth a line in the log
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_mail_inbound
                            (message_id, recipient, sender, subject, size, team_id,
                             company_id, state, error, attempts, next_try_at,
                             create_date, create_uid)
                     VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s)
                ON CONFLICT (message_id, recipient) DO NOTHING
                  RETURNING id
                """,
                mail_headers.identity(headers, raw),
                recipient,
                self._cs_header(headers, "From"),
                self._cs_header(headers, "Subject"),
                len(raw),
                team.id or None,
                (team.company_id or self.env.company).id,
                "dead" if too_big else "new",
                self.env._("Too large to be processed by itself") if too_big else None,
                fields.Datetime.now(),
                fields.Datetime.now(),
                self.env.uid,
            ),
            log_exceptions=False,
        )
        row = self.browse(self.env.cr.fetchone())
        if not row:
            return None
        row.write({"raw": base64.b64encode(raw), "options": options})
        return None if too_big else row.id

    @api.model
    def _cs_header(self, headers, name):
        """A header as text; NUL cannot be stored."""
        return mail_headers.text(headers, name).replace("\0", "")[:250]

    @contextmanager
    def _cs_own_env(self):
        """An environment in a transaction of its own, committed at the end.

        A test keeps its transaction, where all it made is visible: a savepoint there.
        """
        if modules.module.current_test:
            with self.env.cr.savepoint():
                yield self.env
        else:
            with self.env.registry.cursor() as cr:
                yield self.env(cr=cr)

    # === Processing === #

    @api.model
    def _cs_process(self, row_id):
        """Process a stored mail in its own transaction.

        A serialization failure is nobody's fault: it is no attempt, the cron repeats
        it. Everything else is noted on the row.

        :return: the id of the record it became, or False
        """
        try:
            with self._cs_own_env() as env:
                return self.with_env(env)._cs_process_locked(row_id)
        except CONCURRENT:
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, the mail is kept
            _logger.info("Incoming mail %s could not be processed: %s", row_id, error)
            with self._cs_own_env() as env:
                self.with_env(env).browse(row_id)._cs_failed(error)
            return False

    @api.model
    def _cs_process_locked(self, row_id):
        row = self.browse(row_id).try_lock_for_update()
        if not row or row.state != "new":
            return False
        raw = mail_charsets.readable(base64.b64decode(row.raw))
        thread = self.env["mail.thread"].with_user(SUPERUSER_ID)
        thread_id = thread.with_context(cs_mail_stored=Inner()).message_process(
            message=raw, **row.options
        )
        row.write({"state": "done", "error": False})
        return thread_id or False

    def _cs_failed(self, error):
        """Note why a mail could not be processed; after some attempts, give up."""
        attempts = self.attempts + 1
        self.write(
            {
                "attempts": attempts,
                "error": f"{type(error).__name__}: {error}",
                "state": "dead" if attempts >= MAX_ATTEMPTS else "new",
                "next_try_at": fields.Datetime.now() + timedelta(minutes=4**attempts),
            }
        )

    def action_retry(self):
        """Process failed mails again, now; nobody edits what is in them."""
        self.check_access("read")
        # sudo: cs.mail.inbound: its rows are the gateway's alone, checked above
        dead = self.sudo().filtered(lambda mail: mail.state == "dead")
        dead.write({"state": "new", "attempts": 0})
        self.env.flush_all()
        for mail in dead:
            mail._cs_process_here()

    def _cs_process_here(self):
        """Process in the caller's transaction, as a person asked for it."""
        try:
            # sudo: cs.mail.inbound: processing acts as the mail gateway
            with self.env.cr.savepoint():
                self.sudo()._cs_process_locked(self.id)
        except CONCURRENT:
            raise
        except Exception as error:  # noqa: BLE001 - shown to the person on the row
            self._cs_failed(error)

    @api.model
    def _cron_retry(self):
        """Process the mails that wait, each in its own transaction."""
        domain = [("state", "=", "new"), ("next_try_at", "<=", fields.Datetime.now())]
        waiting = self.search(domain, order="next_try_at, id", limit=100)
        for row_id in waiting.ids:
            self._cs_process(row_id)
        self.env["ir.cron"]._commit_progress(
            len(waiting), remaining=max(self.search_count(domain) - len(waiting), 0)
        )

    @api.autovacuum
    def _gc_raw(self):
        """Forget the text of mails that were done long ago; their key stays."""
        before = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        done = [("state", "=", "done"), ("create_date", "<", before), ("size", ">", 0)]
        rows = self.search(done, limit=1000)
        rows.write({"raw": False, "size": 0})
