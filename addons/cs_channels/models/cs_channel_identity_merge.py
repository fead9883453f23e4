# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import text

MOST = 5
LAST_TALKS = 3
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
PHONE = re.compile(r"\+?\d[\d \-]{6,18}\d")


class CsChannelIdentity(models.Model):
    """One person on several channels: suggested, merged by a person, undone again."""

    _inherit = "cs.channel.identity"

    journal_ids = fields.Many2many(
        "cs.identity.journal",
        "cs_identity_journal_rel",
        "identity_id",
        "journal_id",
        string="Who Is Who",
        readonly=True,
    )

    # === Merging === #

    def bind(self, partner, *, reason=""):
        """As before, and kept in the journal, so that it can be taken back.

        :param str reason: why one is sure, for who reads the journal
        """
        before = self._binding()
        result = super().bind(partner)
        # sudo: cs.identity.journal: written by the code only
        changed = {
            identity.id: before[identity.id]
            for identity in self.sudo()
            if identity.partner_id.id != before[identity.id]["partner"]
        }
        if changed:
            journal = self.env["cs.identity.journal"].sudo()
            journal._log(changed, self.sudo()[:1].partner_id, reason)
        return result

    def _binding(self):
        """Whose these identities and their conversations are, to be restored."""
        # sudo: cs.conversation: all of the customer's, those of other teams too
        return {
            identity.id: {
                "partner": identity.partner_id.id,
                "proven": identity.proven,
                "talks": {
                    str(talk.id): talk.partner_id.id
                    for talk in identity.conversation_ids
                },
            }
            for identity in self.sudo()
        }

    def _restore(self, facts):
        """Be who one was; what came in since goes along.

        :param dict facts: as of :meth:`_binding`
        """
        partners = self.env["res.partner"]
        was = partners.browse(facts["partner"] or []).exists()
        owners = {}
        for talk in self.conversation_ids:
            owner = facts["talks"].get(str(talk.id), was.id)
            owners.setdefault(owner, []).append(talk.id)
        self.write({"partner_id": was.id, "proven": facts["proven"] and bool(was)})
        for owner, ids in owners.items():
            partner = partners.browse(owner or []).exists()
            self.env["cs.conversation"].browse(ids).write({"partner_id": partner.id})

    def merge(self, partner=None, reason=""):
        """Say that these are one person: all of them become one contact.

        :param partner: a ``res.partner`` or its id; the one contact among them when
            left out
        :raise UserError: when it is not clear which contact stays
        """
        self.check_access("read")
        if not partner:
            partner = self.partner_id
            if len(partner) != 1:
                raise UserError(self.env._("Choose which contact this is."))
        return self.bind(partner, reason=reason)

    def _erase(self):
        """Why somebody was recognised may tell who he is."""
        self.journal_ids.write({"reason": False})
        return super()._erase()

    # === Suggestions === #

    @api.readonly
    def suggest_contacts(self):
        """Which contacts this may be, for a person to confirm.

        What somebody typed is a hint here and never binds by itself.

        :return: list of dicts ``id``, ``name``, ``company``, ``reason``; at most five
        """
        self.ensure_one()
        self.check_access("read")
        if self.partner_id:
            return []
        found = {}
        for reason, partners in self._hints():
            for partner in partners[:MOST]:
                found.setdefault(partner, reason)
        return [
            {
                "id": partner.id,
                "name": partner.name,
                "company": partner.parent_id.name or "",
                "reason": reason,
            }
            for partner, reason in list(found.items())[:MOST]
        ]

    def _hints(self):
        """(reason in words, contacts), the strongest first."""
        partners = self.env["res.partner"].with_context(active_test=True)
        allowed = [("company_id", "in", [False, self.company_id.id])]
        words = self._said()
        phones = {self.phone, *PHONE.findall(words)} - {False}
        numbers = [partners._phone_format(number=phone) or phone for phone in phones]
        mails = {self.email, *MAIL.findall(words)} - {False}
        same = self._same_person().partner_id
        return [
            (self.env._("The provider knows both as one person."), same),
            (
                self.env._("This phone number was written."),
                partners.search(
                    [("phone_sanitized", "in", numbers), *allowed], limit=MOST
                ),
            ),
            (
                self.env._("This mail address was written."),
                partners.search(
                    [
                        ("email_normalized", "in", [mail.lower() for mail in mails]),
                        *allowed,
                    ],
                    limit=MOST,
                ),
            ),
            (
                self.env._("The same name."),
                partners.search([("name", "=ilike", self.name), *allowed], limit=MOST),
            ),
        ]

    def _said(self):
        """What this customer wrote lately."""
        talks = self.conversation_ids.sorted("id")[-LAST_TALKS:]
        lines = [
            text.to_plain(message.body)
            for talk in talks
            for message in talk._stream_messages()
            if talk._is_by_customer(message)
        ]
        return "\n".join(lines)[-4000:]
