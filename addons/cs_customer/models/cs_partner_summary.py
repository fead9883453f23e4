# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

ACTIVITY = "cs_customer.mail_activity_type_alert"


class CsPartnerSummary(models.AbstractModel):
    """The customer panel, what a customer may claim, and telling people about it."""

    _name = "cs.partner.summary"
    _description = "Customer Summary"

    def _cs_check_reader(self):
        """Refuse callers who may not read these customers or work with none.

        :raise AccessError: for a stranger, a portal user, the wrong person
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("cs_customer.group_user")):
            raise AccessError(
                self.env._("Ask an administrator for access to the customer record.")
            )

    # === The panel === #

    @api.readonly
    def cs_customer_panel(self):
        """What the customer panel shows beside a ticket, a talk, a lead or a contact.

        :return: {"customer": dict, "sections": list, see `_cs_panel_sections`}
        :raise AccessError: when the caller may not read the customer
        """
        self.ensure_one()
        self._cs_check_reader()
        customer = self.commercial_partner_id
        sections = customer._cs_panel_sections().get(customer.id, [])
        sections.sort(key=lambda section: section["sequence"])
        return {"customer": self._cs_panel_header(), "sections": sections}

    def _cs_panel_header(self):
        customer = self.commercial_partner_id
        lifecycles = dict(self._fields["cs_lifecycle"]._description_selection(self.env))
        roles = dict(self._fields["cs_contact_role"]._description_selection(self.env))
        return {
            "id": customer.id,
            "name": customer.name,
            "contact": self.name if self != customer else False,
            "contact_id": self.id,
            "contact_role": roles.get(self.cs_contact_role, False),
            "phone": self.phone or customer.phone,
            "email": self.email or customer.email,
            "tier": customer.cs_tier_id.name,
            "tier_color": customer.cs_tier_id.color,
            "lifecycle": customer.cs_lifecycle,
            "lifecycle_name": lifecycles.get(customer.cs_lifecycle, False),
            "manager": customer.cs_manager_id.name,
            "account_id": customer.cs_account_id.id,
        }

    def _cs_panel_sections(self):
        """Hook: the sections of the customer panel, access already applied.

        Extend with super() and append to the lists; `_cs_panel_section` makes one.

        :return: {commercial partner id: [section]}
        """
        customers = self.commercial_partner_id
        sections = {id_: [] for id_ in customers.ids}
        for make in (
            customers._cs_section_people,
            customers._cs_section_items,
            customers._cs_section_opportunities,
            customers._cs_section_alerts,
        ):
            for partner_id, section in make().items():
                sections[partner_id].append(section)
        return sections

    @api.model
    def _cs_panel_section(self, key, title, sequence, rows, **more):
        """One section of the panel.

        :param rows: dicts with label, value, decoration (a Bootstrap colour), model
            and res_id (what a click opens; left out where the caller may not read it)
        :param more: icon (Font Awesome), count, action (model, domain, name), empty
        """
        return {"key": key, "title": title, "sequence": sequence, "rows": rows, **more}

    @api.model
    def _cs_panel_row(self, label, value="", decoration="", record=None):
        """One row; it opens `record` if the caller may read that model at all."""
        row = {"label": label, "value": value, "decoration": decoration}
        if record and record.sudo(False).with_user(self.env.user).has_access("read"):
            row.update(model=record._name, res_id=record.id)
        return row

    def _cs_section_people(self):
        members = self.cs_account_id.member_ids.grouped(
            lambda m: m.account_id.partner_id
        )
        roles = dict(
            self.env["cs.account.member"]
            ._fields["role"]
            ._description_selection(self.env)
        )
        row = self._cs_panel_row
        result = {}
        for partner in self:
            rows = []
            if partner.cs_manager_id:
                rows.append(
                    row(self.env._("Success manager"), partner.cs_manager_id.name)
                )
            if partner.user_id:
                rows.append(row(self.env._("Salesperson"), partner.user_id.name))
            for member in members.get(partner, []):
                if member.role != "sales" or member.user_id != partner.user_id:
                    rows.append(row(roles[member.role], member.user_id.name))
            result[partner.id] = self._cs_panel_section(
                *("people", self.env._("Our people"), 20, rows),
                icon="fa-users",
                empty=self.env._("Nobody looks after this customer yet."),
            )
        return result

    def _cs_section_items(self):
        model = self._cs_summary_model("cs.item")
        domain = Domain("commercial_partner_id", "in", self.ids)
        items = model.search(domain & self._cs_summary_domain(model))
        grouped = items.grouped("commercial_partner_id")
        return {
            partner.id: self._cs_panel_section(
                *("items", self.env._("Products in use"), 40),
                [
                    self._cs_panel_row(
                        item.product_id.display_name,
                        " ".join(filter(None, [item.version, item.site])),
                        record=item,
                    )
                    for item in grouped.get(partner, [])
                ],
                icon="fa-cubes",
                empty=self.env._("No product in use is noted."),
            )
            for partner in self
        }

    def _cs_section_opportunities(self):
        model = self._cs_summary_model("crm.lead")
        domain = Domain("partner_id.commercial_partner_id", "in", self.ids)
        domain &= Domain("won_status", "=", "pending") & self._cs_summary_domain(model)
        leads = model.search(domain, order="date_deadline, id")
        grouped = leads.grouped(lambda lead: lead.partner_id.commercial_partner_id)
        return {
            partner.id: self._cs_panel_section(
                *("opportunities", self.env._("Opportunities"), 60),
                [
                    self._cs_panel_row(lead.name, lead.stage_id.name or "", record=lead)
                    for lead in grouped.get(partner, [])[:5]
                ],
                count=len(grouped.get(partner, [])),
                icon="fa-star",
                empty=self.env._("No open opportunity."),
            )
            for partner in self
        }

    def _cs_section_alerts(self):
        since = fields.Date.subtract(self.env.company._cs_today(), days=30)
        alerts = self.env["cs.alert"].search(
            [("account_id", "in", self.cs_account_id.ids), ("date", ">=", since)]
        )
        kinds = dict(alerts._fields["kind"]._description_selection(self.env))
        result = {}
        for partner, found in alerts.grouped("partner_id").items():
            rows = [
                self._cs_panel_row(
                    kinds[alert.kind],
                    fields.Date.to_string(alert.date),
                    "danger",
                    record=alert.account_id,
                )
                for alert in found[:5]
            ]
            title = self.env._("Alerts of the last 30 days")
            section = self._cs_panel_section("alerts", title, 5, rows, icon="fa-bell")
            result[partner.id] = {**section, "count": len(found)}
        return result

    # === Claims === #

    def _cs_entitlements(self, at=None):
        """Hook: what these customers may claim.

        Extend with super() and append.

        :param at: a date; the active company's today when left out
        :return: {commercial partner id: [{"name", "product_id", "item_id", "level",
            "model", "res_id", "date_start", "date_end", "active"}]}
        """
        at = at or self.env.company._cs_today()
        customers = self.commercial_partner_id
        result = {id_: [] for id_ in customers.ids}
        domain = Domain("commercial_partner_id", "in", customers.ids)
        domain &= Domain("company_id", "=", self.env.company.id)
        domain &= Domain("date_start", "=", False) | Domain("date_start", "<=", at)
        for item in self.env["cs.item"].search(domain):
            result[item.commercial_partner_id.id].append(
                {
                    "name": item.display_name,
                    "product_id": item.product_id.id,
                    "item_id": item.id,
                    "level": False,
                    "model": "cs.item",
                    "res_id": item.id,
                    "date_start": item.date_start,
                    "date_end": False,
                    "active": True,
                }
            )
        return result

    def _cs_claims_changed(self):
        """Hook: what these customers may claim has changed; extend with super()."""

    # === Telling people === #

    def _cs_notify_customer(self, template, reason, record=None):
        """Hook: tell these customers by the best way they allow; here by mail.

        Other addons try their way first and call super() with those who are left.

        :param template: a `mail.template` of the model of `record`, or of res.partner
        :param reason: the consent purpose: service, survey, marketing, reference
        :param record: what it is about; the message stands there, else on the partner
        :return: {partner id: "mail", or False where no allowed way was found}
        """
        allowed = self.env["cs.consent"]._allowed(self, reason, "mail")
        reachable = allowed.filtered("email_normalized")
        for partner in reachable:
            thread = record if record is not None else partner
            thread.message_post_with_source(
                template,
                partner_ids=partner.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        return {id_: id_ in reachable.ids and "mail" for id_ in self.ids}

    def _cs_raise(self, kind, record, note):
        """Tell the people around these customers, at most once a day and kind.

        :param kind: a key of `cs.alert.kind`
        :param record: what it is about; its company decides whose account it is
        :param note: what happened, as plain text
        :return: the new `cs.alert` rows (none where it was raised today already)
        """
        told = dict.fromkeys(self.commercial_partner_id, (record, note))
        return self._cs_raise_each(kind, told)

    def _cs_raise_each(self, kind, told):
        """The same for many customers at once, each with its own words.

        :param dict told: (record, note) by customer
        :return: the new `cs.alert` rows
        """
        by_company = {}
        for customer, (record, _note) in told.items():
            company = "company_id" in record._fields and record.company_id
            company = company or self.env.company
            by_company.setdefault(company, self.browse())
            by_company[company] |= customer
        # sudo: cs.alert: whoever breaks a promise cannot choose not to tell
        alerts = self.env["cs.alert"].sudo()
        for company, customers in by_company.items():
            accounts = self.env["cs.account"]._ensure(customers, company)
            alerts |= alerts._claim_today(accounts, kind)
        for alert in alerts:
            record, note = told[alert.partner_id.with_env(self.env)]
            alert.write(
                {
                    "user_id": alert.account_id._responsible(kind).id,
                    "note": note,
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        alerts._schedule_activities()
        return alerts.sudo(self.env.su)
