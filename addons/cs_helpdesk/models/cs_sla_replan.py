# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2 import errors

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.clock import now
from ..tools.working_time import WorkingTimes

BATCH = 200
KEEP_DAYS = 30
CRON = "cs_helpdesk.ir_cron_sla_replan"
# Somebody works on the same tickets just now: the batch is tried again.
CONCURRENT = (errors.SerializationFailure, errors.DeadlockDetected)


class CsSlaReplan(models.Model):
    """Promises to be planned again in the background, because their terms changed.

    Whoever edits a policy or working hours waits for nothing: the edit leaves a row
    here, and a job walks the open work it concerns, a batch at a time, in the order of
    ids. ``last_id`` is where it stands, saved with each batch, so that a job that was
    killed goes on there.
    """

    _name = "cs.sla.replan"
    _description = "Re-planning of Promises"
    _order = "id desc"

    name = fields.Char("What Changed", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    model = fields.Char(required=True, readonly=True, export_string_translation=False)
    scope = fields.Selection(
        [
            ("company_id", "Everything of a company"),
            ("team_id", "A team"),
            ("calendar_id", "Working hours"),
            ("commercial_partner_id", "Customers"),
        ],
        required=True,
        readonly=True,
    )
    scope_ids = fields.Json("Concerned", readonly=True, export_string_translation=False)
    state = fields.Selection(
        [("waiting", "Waiting"), ("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        default="waiting",
    )
    total = fields.Integer("To Plan", readonly=True, aggregator=None)
    done = fields.Integer("Planned", readonly=True, aggregator=None)
    progress = fields.Float(compute="_compute_progress")
    last_id = fields.Integer(readonly=True, export_string_translation=False)
    finished_at = fields.Datetime(readonly=True)

    _todo_idx = models.Index("(id) WHERE state != 'done'")

    @api.depends("total", "done", "state")
    def _compute_progress(self):
        for row in self:
            share = min(1.0, row.done / row.total) if row.total else 0.0
            row.progress = 100.0 if row.state == "done" else 100 * share

    # === Asking for it === #

    @api.model
    def _request(self, scope, ids, name, company=None):
        """Have the open work of a scope planned again soon.

        Asked twice before the job began, it is done once. Where there is no open work,
        nothing is noted.

        :param str scope: see the field
        :param list ids: of companies, teams, calendars or customers
        :param str name: what changed, for people
        :param company: the ``res.company`` it is about; empty for several
        """
        # sudo: cs.sla.replan: whoever may edit the terms has the promises follow them
        Replan = self.sudo()
        wanted = {"scope": scope, "scope_ids": sorted(ids), "state": "waiting"}
        for model in Replan._models():
            row = Replan.new({**wanted, "model": model})
            total = self.env[model].sudo().search_count(row._domain())
            if total and not row._is_asked():
                Replan.create(
                    {
                        **wanted,
                        "model": model,
                        "name": name,
                        "company_id": company and company.id,
                        "total": total,
                    }
                )
                self.env.ref(CRON)._trigger()

    @api.model
    def _models(self):
        """The models with promises."""
        return [
            name
            for name in self.env
            if getattr(self.env[name], "_sla_field", None)
            and not self.env[name]._abstract
        ]

    def _is_asked(self):
        waiting = self.search(
            [
                ("state", "=", "waiting"),
                ("scope", "=", self.scope),
                ("model", "=", self.model),
            ]
        )
        return self.scope_ids in waiting.mapped("scope_ids")

    # === Doing it === #

    def _domain(self):
        """The open work this is about."""
        self.ensure_one()
        Model = self.env[self.model]
        phases = Model._sla_phases
        under_way = [s for s, phase in phases.items() if phase in ("running", "paused")]
        domain = Domain("state", "in", under_way)
        if self.scope != "calendar_id":
            return domain & Domain(self.scope, "in", self.scope_ids)
        lines = Domain("calendar_id", "in", self.scope_ids)
        return domain & Model._sla_any_line(lines & Domain("ended_at", "=", False))

    def _step(self, limit=BATCH):
        """Plan the next batch.

        :return: how many were planned; 0 when there is nothing left
        """
        self.ensure_one()
        records = self.env[self.model].search(
            self._domain() & Domain("id", ">", self.last_id), order="id", limit=limit
        )
        records._sla_replan(now(self.env), WorkingTimes())
        if records:
            done = self.done + len(records)
            self.write({"state": "running", "done": done, "last_id": records[-1].id})
        else:
            self.write({"state": "done", "finished_at": fields.Datetime.now()})
        return len(records)

    @api.model
    def _drain(self):
        """Plan one batch of the oldest request, in the caller's transaction.

        :return: False when nothing waits
        """
        row = self.search([("state", "!=", "done")], order="id", limit=1)
        if row:
            row._step()
        return bool(row)

    @api.model
    def _cron_replan(self):
        """Plan batch after batch, each committed, until all is done or time is up."""
        cron = self.env["ir.cron"]
        try:
            while self._drain():
                left = self._left()
                if not cron._commit_progress(1, remaining=left):
                    break
        except CONCURRENT:
            self.env.cr.rollback()
            self.env.ref(CRON)._trigger(fields.Datetime.now() + timedelta(minutes=1))

    @api.model
    def _left(self):
        return self.search_count([("state", "!=", "done")])

    @api.autovacuum
    def _gc_done(self):
        """Forget what was done long ago."""
        edge = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.env.cr.execute(
            SQL("DELETE FROM cs_sla_replan WHERE finished_at < %s", edge)
        )
