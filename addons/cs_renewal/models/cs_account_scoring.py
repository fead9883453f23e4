# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import health

CALL_POINTS = {"good": 100, "fair": 50, "bad": 0}
TREND_DAYS, TREND_POINTS = 30, 3


class CsAccount(models.Model):
    """The daily run that works out how every customer is."""

    _inherit = "cs.account"

    # === The run === #

    @api.model
    def _cron_score_health(self):
        """Daily: work out the health of all customers of every company."""
        companies = self.env["res.company"].search([("active", "=", True)])
        companies._cs_each(self._score_company)

    @api.model
    def _score_company(self, company):
        # People read it in the company's language; a job has none.
        mine = self.with_company(company).with_context(lang=company.partner_id.lang)
        accounts = mine.search(
            [
                ("company_id", "=", company.id),
                ("lifecycle", "not in", ("prospect", "churned")),
            ]
        )
        accounts._score_health()
        return len(accounts)

    def _score_health(self):
        """Work out, keep and act on the health of these accounts.

        The number of queries does not grow with the number of accounts.
        """
        # sudo: cs.account: the facts decide, whoever asks for the score
        self.sudo()._fetch_for_scoring()
        for company, accounts in self.sudo().grouped("company_id").items():
            accounts = accounts.with_company(company)
            today = company._cs_today()
            before = {account.id: account.health_band for account in accounts}
            overdue = accounts.filtered("touch_overdue")
            results = accounts._health_results(today)
            accounts._keep_health(results, today, company)
            turned = [
                id_
                for id_, row in results.items()
                if row["band"] == "red" and before[id_] != "red"
            ]
            accounts.browse(turned)._act_on_red()
            accounts._act_on_contact(overdue)
            self.env["crm.lead"].sudo()._cs_refresh_bands(company)

    def _fetch_for_scoring(self):
        """Read all that is looked at in one query a model, however many there are."""
        everything = self.with_context(active_test=False)
        accounts = everything.search_fetch(
            [("id", "in", self.ids)],
            [
                *("company_id", "partner_id", "lifecycle", "manager_call"),
                *("health_band", "health_date", "health_low_runs", "create_date"),
                *("override_until", "override_value", "touch_overdue"),
            ],
        )
        everything.env["res.partner"].search_fetch(
            [("id", "in", accounts.partner_id.ids)],
            ["commercial_partner_id", "cs_tier_id"],
        )

    def _health_results(self, today):
        """{account id: dict of the columns and contributions} by today's facts."""
        signals = self.partner_id._cs_signals()
        noticed = self._health_notices()
        # Accounts may come with archived ones in view; measures do not.
        measures = self.env["cs.health.measure"].with_context(active_test=True)
        measures = measures.sudo().search([("active", "=", True)])
        past = self._health_past(today)
        results = {}
        for account in self:
            facts = dict(signals.get(account.partner_id.id, {}))
            facts.update(account._own_facts(noticed))
            results[account.id] = account._health_of(
                facts, measures, past.get(account.partner_id.id), today
            )
        return results

    def _health_of(self, facts, measures, past, today):
        """The columns of one account; with nothing known it has no score."""
        parts, known, possible = [], 0.0, 0.0
        tier = self.partner_id.cs_tier_id
        for measure in measures:
            if not measure._applies_to(self, tier):
                continue
            possible += measure.weight
            fact = facts.get(measure.signal)
            if fact is not None:
                known += measure.weight
                parts.append(self._contribution(measure, fact))
        value = health.weighted([(p["points"], p["weight"]) for p in parts])
        by_hand = self.override_until and self.override_until >= today
        if by_hand:
            value = self.override_value
        band, runs = self._band_of(value, by_hand, today)
        change = value - past if None not in (value, past) else 0.0
        left = facts.get("days_to_notice", {}).get("value")
        return {
            "value": None if value is None else round(value, 1),
            "band": band,
            "low_runs": runs,
            "known": known / possible if possible else 0.0,
            "change": round(change, 1),
            "by_hand": bool(by_hand),
            "contact": self._days_silent(facts, today),
            "notice": left is not None and fields.Date.add(today, days=left) or None,
            "broken": int(facts.get("promises_broken_90d", {}).get("value") or 0),
            "contributions": parts,
        }

    def _days_silent(self, facts, today):
        """Days since there was contact; where none is noted, since we know of them."""
        known = facts.get("days_since_contact", {}).get("value")
        if known is not None:
            return int(known)
        return max((today - self.company_id._cs_today(self.create_date)).days, 0)

    def _runs_before(self, today):
        """Low runs before today: a second run on one day does not count twice."""
        if self.health_date == today and self.health_low_runs:
            return self.health_low_runs - 1
        return self.health_low_runs

    def _contribution(self, measure, fact):
        score = health.points(fact["value"], measure.value_bad, measure.value_good)
        return {
            "measure": measure.id,
            "name": measure.name,
            "signal": measure.signal,
            "value": round(float(fact["value"]), 2),
            "points": round(score, 1),
            "weight": measure.weight,
            "model": fact["model"],
            "domain": json.loads(json.dumps(fact["domain"], default=str)),
        }

    def _own_facts(self, noticed):
        facts = {}
        count = noticed.get(self.partner_id.id)
        if count is not None:
            domain = [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "active"),
            ]
            facts["notice_given"] = {
                "value": count,
                "model": "cs.contract",
                "domain": domain,
            }
        if self.manager_call:
            facts["manager_call"] = {
                "value": CALL_POINTS[self.manager_call],
                "model": "cs.account",
                "domain": [("id", "=", self.id)],
            }
        return facts

    def _band_of(self, value, by_hand, today):
        """(band, days in a row below it) of a score; none where nothing is known."""
        if value is None:
            return None, 0
        if by_hand:
            return health.plain_band(value), 0
        before = self.health_band or None
        return health.next_band(before, self._runs_before(today), value)

    def _health_notices(self):
        """{customer id: contracts in force that were given notice}."""
        groups = self.env["cs.contract"]._read_group(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "active"),
            ],
            ["commercial_partner_id"],
            ["notice_date:count"],
        )
        return {partner.id: count for partner, count in groups}

    def _health_past(self, today):
        """{customer id: the score it had 30 days ago}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (partner_id) partner_id, value
                     FROM cs_health_score
                    WHERE company_id = %s AND partner_id = ANY(%s) AND date <= %s
                    ORDER BY partner_id, date DESC""",
                self.env.company.id,
                self.partner_id.ids,
                fields.Date.subtract(today, days=TREND_DAYS),
            )
        )
        return {partner_id: float(value) for partner_id, value in rows}

    def _keep_health(self, results, today, company):
        """Write scores to the accounts, and to the history where they changed.

        Where nothing is known any more the score of before does not stand.
        """
        if not results:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """WITH new (id, partner_id, by_hand, value, band, runs, known, change,
                             trend, notice, contact, broken, parts) AS (VALUES %s),
                     kept AS (%s)
                   %s""",
                self._health_rows(results),
                self._keep_in_history(today, company),
                self._keep_on_account(today),
            )
        )
        self.invalidate_model()
        self.env["cs.health.score"].invalidate_model()
        self.env["res.partner"].invalidate_model(["cs_health", "cs_health_band"])

    def _health_rows(self, results):
        """SQL: the rows `new` of results."""
        accounts = [(self.browse(id_), row) for id_, row in results.items()]
        return SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s::numeric, %s::varchar, %s, %s::float8, %s::numeric, "
                "%s, %s::date, %s, %s, %s::jsonb)",
                *(account.id, account.partner_id.id, row["by_hand"], row["value"]),
                *(row["band"], row["low_runs"], row["known"], row["change"]),
                *(self._trend(row["change"]), row["notice"], row["contact"]),
                *(row["broken"], json.dumps(row["contributions"])),
            )
            for account, row in accounts
        )

    def _keep_in_history(self, today, company):
        """SQL: note the scores that are others than those of before."""
        return SQL(
            """INSERT INTO cs_health_score (partner_id, company_id, date, value, band,
                      known, overridden, contributions, create_date, create_uid)
               SELECT n.partner_id, %(company)s, %(today)s, n.value, n.band, n.known,
                      n.by_hand, n.parts, now() at time zone 'UTC', %(uid)s
                 FROM new n JOIN cs_account a ON a.id = n.id
                WHERE n.value IS NOT NULL
                  AND (a.health_date IS NULL
                       OR a.health IS DISTINCT FROM n.value
                       OR a.health_band IS DISTINCT FROM n.band
                       OR NOT EXISTS (SELECT 1 FROM cs_health_score s
                                       WHERE s.partner_id = n.partner_id
                                         AND s.company_id = %(company)s))
               ON CONFLICT (company_id, partner_id, date) DO UPDATE
                  SET value = EXCLUDED.value, band = EXCLUDED.band,
                      known = EXCLUDED.known, overridden = EXCLUDED.overridden,
                      contributions = EXCLUDED.contributions""",
            company=company.id,
            today=today,
            uid=self.env.uid,
        )

    def _keep_on_account(self, today):
        """SQL: write the scores to the accounts."""
        return SQL(
            """UPDATE cs_account a
                  SET health = n.value, health_band = n.band,
                      health_low_runs = n.runs, health_known = n.known,
                      health_change = n.change, health_trend = n.trend,
                      health_date = CASE WHEN n.value IS NOT NULL THEN %s::date END,
                      health_parts = n.parts, next_notice = n.notice,
                      days_contact = n.contact, promises_broken = n.broken,
                      touch_overdue = n.contact > COALESCE(NULLIF((
                          SELECT t.touch_days FROM res_partner p
                            JOIN cs_tier t ON t.id = p.cs_tier_id
                           WHERE p.id = a.partner_id), 0), 30)
                 FROM new n WHERE a.id = n.id""",
            today,
        )

    def _trend(self, change):
        if abs(change) < TREND_POINTS:
            return "flat"
        return "up" if change > 0 else "down"
