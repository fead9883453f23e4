# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from odoo.addons.cs_customer.tools.inner import inner


class CsChannelIdentity(models.Model):
    """What a provider vouches for about a customer, and what follows from it.

    Nothing here believes what somebody typed: a one-time code, an id the provider
    gives, a mail address or phone number that it or the customer's own application
    has verified.
    """

    _inherit = "cs.channel.identity"

    session = fields.Json(groups="base.group_system", export_string_translation=False)
    group_id = fields.Many2one(
        "cs.channel.group",
        string="Group Chat",
        index="btree_not_null",
        ondelete="set null",
    )
    email = fields.Char(
        string="Verified Email",
        readonly=True,
        help="Vouched for by the provider or by the signature of the application the "
        "customer uses.",
    )
    phone = fields.Char(string="Verified Phone", readonly=True)

    def _customer(self):
        """Whose conversations these are: the contact's, or those of his group."""
        return self.partner_id or self.group_id.partner_id

    def _learn(self, payload):
        """Keep what came with a message or an event of the customer.

        :param dict payload: ``session`` (for the gateway's answers), ``union_id``,
            ``group`` (dict ``id``, ``name``), ``scene`` (a one-time code), ``verified``
            (dict ``email``, ``phone``), ``partner`` (id of a contact that has logged
            in), ``guest`` (id of the guest that stands for the visitor in core)
        """
        self.ensure_one()
        values = {}
        if inner(self.env, "cs_session"):
            self._learn_session(payload)
        if payload.get("session"):
            values["session"] = {**(self.session or {}), **payload["session"]}
        if payload.get("union_id") and payload["union_id"] != self.union_id:
            values["union_id"] = payload["union_id"]
        if group := payload.get("group"):
            groups = self.env["cs.channel.group"]
            found = groups._get_or_create(
                self.channel_id, group["id"], group.get("name")
            )
            if found != self.group_id:
                values["group_id"] = found.id
        verified = payload.get("verified") or {}
        values |= {
            key: verified[key]
            for key in ("email", "phone")
            if verified.get(key) and verified[key] != self[key]
        }
        if values:
            self.write(values)
        scenes = self.env["cs.channel.scene"]
        words = (payload.get("text") or "").strip()
        code = payload.get("scene") or (words if scenes._is_code(words) else "")
        if code:
            scenes._redeem(self, code)
        elif not self.partner_id and values.keys() & {"union_id", "email", "phone"}:
            partner, proven = self._vouched_partner()
            self._bind_if(partner, proven)

    def _learn_session(self, payload):
        """Who writes in a session of live chat: core knows, by cookie or login."""
        if payload["guest"] and payload["guest"] != self.guest_id.id:
            self.guest_id = payload["guest"]
        if payload["partner"] and payload["partner"] != self.partner_id.id:
            self._bind_if(self.env["res.partner"].browse(payload["partner"]))

    def _cs_guess_by_mail(self):
        """Show whose mail it may be: the one contact who has the address."""
        self.ensure_one()
        if self.partner_id:
            return
        domain = [("email_normalized", "=", self.external_id)]
        domain.append(("company_id", "in", [False, self.company_id.id]))
        found = self.env["res.partner"].search(domain, limit=2)
        if len(found) == 1:
            self._bind_if(found, proven=False)

    def _erase(self):
        """Calls, visits and what was vouched for are of the person, too."""
        calls = self.env["cs.call"].search([("identity_id", "in", self.ids)])
        streams = [f"call:{number}" for number in calls.mapped("external_id")]
        domain = [("channel_id", "in", self.channel_id.ids)]
        domain.append(("stream_key", "in", streams))
        self.env["cs.channel.event"].search(domain).unlink()
        calls.write(dict.fromkeys(("number", "transcript", "slots", "kept"), False))
        self.env["cs.channel.visitor"].search(
            [("identity_id", "in", self.ids)]
        ).unlink()
        self.write(
            {"email": False, "phone": False, "session": False, "group_id": False}
        )
        return super()._erase()

    def _vouched_partner(self):
        """The one contact the verified facts point to, and whether that proves it.

        :return: (``res.partner``, bool); empty when there is none or several
        """
        partners = self.env["res.partner"]
        same = self._same_person()
        if len(same.partner_id) == 1:
            return same.partner_id, any(same.mapped("proven"))
        if not same and self.email:
            partners = partners.search([("email_normalized", "=", self.email.lower())])
        if not same and not partners and self.phone:
            number = partners._phone_format(number=self.phone) or self.phone
            partners = partners.search([("phone_sanitized", "=", number)])
        return (partners, True) if len(partners) == 1 else (partners.browse(), False)

    def _same_person(self):
        """Bound identities that the provider says are the same person."""
        if not self.union_id:
            return self.browse()
        return self.search(
            [
                ("union_id", "=", self.union_id),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "!=", False),
                ("id", "!=", self.id),
            ]
        )

    def _bind_if(self, partner, proven=True):
        """Bind, unless the contact is another company's.

        :param bool proven: it is more than a guess or a colleague's word
        :return: whether it was bound
        """
        if not partner or partner.company_id not in (
            self.env["res.company"],
            self.company_id,
        ):
            return False
        self.bind(partner)
        self.sudo().proven = proven  # sudo: cs.channel.identity: the engine's alone
        return True
