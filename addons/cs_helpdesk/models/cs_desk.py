# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

MOST = 100
RUNNING = ("new", "open")
OPEN = (*RUNNING, "waiting")
# What is owed, in the order of the screen: the heading each reason stands under.
GROUPS = {
    "broken": "now",
    "at_risk": "now",
    "reply": "answer",
    "due": "today",
    "activity": "today",
    "new": "new",
}


class CsDesk(models.AbstractModel):
    """What the screens My Day and Wall ask the server for."""

    _name = "cs.desk"
    _description = "Service Desk Screens"

    # === My day === #

    @api.readonly
    @api.model
    def my_day(self):
        """What the caller owes today, the most pressing first.

        :return: dict with ``items`` (see :meth:`_day_item`), ``later`` (how much else
            he holds), ``unassigned`` (what waits in his teams), status and load
        :raises AccessError: for who is no agent
        """
        self._check_group("cs_helpdesk.group_agent")
        tickets = self._day_own()
        items = self._day_tickets(tickets)
        later = len(tickets) - len(items)
        items += self._day_activities(items)
        order = list(GROUPS)
        items.sort(key=lambda item: (order.index(item["kind"]), item["at"] or "~"))
        user = self.env.user
        row = user._cs_load_rows().get(user)
        return {
            "items": items,
            "later": later,
            "unassigned": self._day_unassigned(),
            "load": row.load if row else 0,
            "capacity": user.cs_capacity,
            **self.env["res.users"].cs_my_status(),
        }

    def _check_group(self, group):
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("This screen is not for you."))

    def _day_own(self):
        """The caller's tickets under way: a hundred, those at risk in any case."""
        Ticket = self.env["cs.ticket"]
        own = Domain("user_id", "=", self.env.uid) & Domain("state", "in", RUNNING)
        pressing = Domain("sla_state", "in", ("breached", "at_risk"))
        first = Ticket.search(own & pressing, limit=MOST)
        if len(first) == MOST:
            return first
        others = own & Domain("id", "not in", first.ids)
        return first + Ticket.search(others, limit=MOST - len(first))

    def _day_unassigned(self):
        """How many tickets wait that the caller could take, up to a hundred."""
        Ticket = self.env["cs.ticket"]
        teams = Ticket._cs_my_open_teams()
        return len(Ticket._cs_pool(teams, self.env.user, limit=MOST))

    def _day_tickets(self, tickets):
        """The tickets that are owed today, each once, by its strongest reason."""
        now, midnight = fields.Datetime.now(), self._end_of_day()
        metrics = dict(
            self.env["cs.sla.line"]._fields["metric"]._description_selection(self.env)
        )
        items = []
        for ticket in tickets:
            reasons = ticket._cs_owed(now, midnight, metrics)
            if reasons:
                items.append(self._day_item(ticket, reasons))
        return items

    def _day_item(self, ticket, reasons):
        """One line of the screen.

        :param list reasons: (kind, words, moment or False), the strongest first
        """
        kind, words, at = reasons[0]
        # sudo: res.partner, cs.tier: names, of a ticket the caller may read
        customer = ticket.sudo().commercial_partner_id
        return {
            "key": f"cs.ticket,{ticket.id}",
            "kind": kind,
            "group": GROUPS[kind],
            "reason": words,
            "also": [words for _kind, words, _at in reasons[1:]],
            "at": fields.Datetime.to_string(at) or False,
            "model": "cs.ticket",
            "res_id": ticket.id,
            "number": ticket.number,
            "title": ticket.name,
            "priority": ticket.priority,
            "customer": customer.name or ticket.email_from or "",
            "tier": customer.cs_tier_id.name or "",
            "tier_color": customer.cs_tier_id.color,
        }

    def _day_activities(self, items):
        """Activities due until today; those of a listed ticket stand on its line."""
        listed = {item["key"]: item for item in items}
        activities = self.env["mail.activity"].search(
            [
                ("user_id", "=", self.env.uid),
                ("date_deadline", "<=", fields.Date.context_today(self)),
            ],
            order="date_deadline, id",
            limit=MOST,
        )
        found = []
        for activity in activities:
            words = activity.summary or activity.activity_type_id.name
            item = listed.get(f"{activity.res_model},{activity.res_id}")
            if not item:
                found.append(self._day_activity(activity, words))
            elif words not in (item["reason"], *item["also"]):
                item["also"].append(words)
        return found

    def _day_activity(self, activity, words):
        """The line of an activity that is not on a listed ticket."""
        item = {
            "model": activity.res_model,
            "res_id": activity.res_id,
            "title": activity.res_name or words,
            "also": [],
        }
        if activity.res_model == "cs.ticket":
            # sudo: cs.ticket: as the activity itself, which shows its name
            ticket = self.env["cs.ticket"].sudo().browse(activity.res_id)
            item = self._day_item(ticket, [("activity", words, False)])
        return {
            **item,
            "key": f"mail.activity,{activity.id}",
            "kind": "activity",
            "group": GROUPS["activity"],
            "reason": words,
            "at": False,
            "date": fields.Date.to_string(activity.date_deadline),
        }

    def _end_of_day(self):
        """Tonight's midnight where the caller is, in naive UTC."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        today = fields.Date.context_today(self)
        midnight = datetime.combine(today + timedelta(days=1), time())
        return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    # === Wall === #

    @api.readonly
    @api.model
    def wall(self):
        """How the desk stands now, in the companies that are switched on.

        :return: dict with ``total`` and, for each of ``teams``, the counts open,
            waiting, unassigned, at_risk, breached and solved (today); and ``people``
        :raises AccessError: for who is no service manager
        """
        self._check_group("cs_helpdesk.group_manager")
        companies = Domain("company_id", "in", self.env.companies.ids)
        teams = self.env["cs.team"].search(companies)
        rows = {
            team.id: {"id": team.id, "name": team.name, **self._wall_zero()}
            for team in teams
        }
        total = self._wall_zero()
        for team_id, counts in self._wall_counts(companies):
            for key, count in counts.items():
                total[key] += count
                if team_id in rows:
                    rows[team_id][key] += count
        return {
            "total": total,
            "teams": list(rows.values()),
            "people": self._wall_people(teams),
            "solved_since": fields.Datetime.to_string(self._start_of_day()),
        }

    @api.model
    def _wall_zero(self):
        keys = ("open", "waiting", "unassigned", "at_risk", "breached", "solved")
        return dict.fromkeys(keys, 0)

    def _start_of_day(self):
        return self._end_of_day() - timedelta(days=1)

    def _wall_counts(self, companies):
        """The counts by team, in two queries however many tickets there are.

        :return: generator of (team id, dict of counts to add)
        """
        Ticket = self.env["cs.ticket"]
        groups = Ticket._read_group(
            companies & Domain("state", "in", OPEN),
            ["team_id", "state", "sla_state", "user_id"],
            ["__count"],
        )
        for team, state, promise, user, count in groups:
            counts = {"open": count}
            if state == "waiting":
                counts["waiting"] = count
            elif not user:
                counts["unassigned"] = count
            if promise in ("at_risk", "breached"):
                counts[promise] = count
            yield team.id, counts
        solved = Ticket._read_group(
            companies
            & Domain("solved_at", ">=", self._start_of_day())
            & Domain("merged_into_id", "=", False)
            & Domain("is_auto_closed", "=", False),
            ["team_id"],
            ["__count"],
        )
        for team, count in solved:
            yield team.id, {"solved": count}

    def _wall_people(self, teams):
        """The members of these teams: status, load, and who is away."""
        users = teams.member_ids.user_id.filtered("active")
        rows = users._cs_load_rows()
        away = users._cs_absent(fields.Datetime.now())
        people = []
        for user in users.sorted("name"):
            row = rows.get(user)
            since = row and row.status_since
            people.append(
                {
                    "id": user.id,
                    "name": user.name,
                    "status": row.status if row else "online",
                    "reason": (row and row.status_reason) or False,
                    "since": fields.Datetime.to_string(since) or False,
                    "away": user in away,
                    "load": row.load if row else 0,
                    "capacity": user.cs_capacity,
                }
            )
        return people

    # === Telling the screens === #

    @api.model
    def _cs_wall_changed(self, companies):
        """Tell the walls of companies to look again, once a transaction."""
        told = self.env.cr.precommit.data.setdefault("cs.wall", set())
        for company in companies:
            if company.id not in told:
                told.add(company.id)
                self.env["bus.bus"]._sendone(
                    (company, "cs_wall"), "cs.wall/changed", {}
                )

    @api.model
    def _cs_day_changed(self, users, ids):
        """Tell people that tickets of theirs changed: ids, and nothing else."""
        told = self.env.cr.precommit.data.setdefault("cs.my_day", set())
        for user in users.sudo():  # sudo: res.users: the partner is the bus channel
            fresh = [id_ for id_ in ids if (user.id, id_) not in told]
            if fresh:
                told.update((user.id, id_) for id_ in fresh)
                self.env["bus.bus"]._sendone(
                    (user.partner_id, "cs_my_day"), "cs.my_day/changed", {"ids": fresh}
                )
