# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_split

from ..tools.inner import Inner

# What tells who a person is; the rest of a contact may stay for the books.
IDENTIFYING_FIELDS = (
    "email",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "website",
    "function",
    "comment",
    "image_1920",
    "vat",
)


def cs_addresses(text):
    """The addresses in a text, in small letters.

    :rtype: set
    """
    return {email.lower() for email in email_split(text or "")}


class CsPartnerPrivacy(models.AbstractModel):
    """Giving a person everything we hold on them, and forgetting them."""

    _name = "cs.partner.privacy"
    _description = "Privacy of a Person"

    def _cs_check_privacy_officer(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator may export or erase a person.")
            )

    def _cs_privacy_models(self):
        """Hook: what is kept on a person beside the models core's look-up finds.

        Core finds models by e-mail fields and by links to partners that are not
        removed with them. Extend with super() for what hangs on in another way.

        :return: {model name: domain}
        """
        return {
            "cs.consent": [("partner_id", "in", self.ids)],
            "mail.message": [("author_id", "in", self.ids)],
        }

    def _cs_privacy_emails(self):
        """The addresses these persons are known by, normalised.

        What a record keeps of an address is found by them, contact or not.
        """
        # sudo: res.partner: administrators only, checked by the callers
        return {email for email in self.sudo().mapped("email_normalized") if email}

    def _cs_naming(self, model, *names):
        """Records that hold an address of these persons in text fields.

        :param str model: whose records
        :param names: its fields, with one or several addresses
        """
        emails = self._cs_privacy_emails()
        found = self.env[model].search(
            Domain.OR(
                Domain(name, "ilike", email) for name in names for email in emails
            )
        )
        # A longer address that ends alike is somebody else's.
        return found.filtered(
            lambda record: any(cs_addresses(record[name]) & emails for name in names)
        )

    def _cs_erase(self):
        """Hook: make these persons unknown, keeping the books.

        Extend with super(): clear what tells who wrote, in the addon's own models.

        :raise AccessError: for anybody but an administrator
        """
        self._cs_check_privacy_officer()
        # sudo: an erasure reaches every company and what rules hide
        persons = self.sudo().with_context(active_test=False, tracking_disable=True)
        persons._cs_erase_messages()
        persons._cs_erase_leads()
        persons.cs_consent_ids.with_context(cs_erase=Inner()).unlink()
        for person in persons:
            # The number keeps two erased persons apart in lists and merges.
            person.name = self.env._("Erased person %(number)s", number=person.id)
        persons.write(dict.fromkeys(IDENTIFYING_FIELDS, False))
        users = persons.user_ids
        users.filtered(lambda user: not user.share).action_archive()
        persons.filtered(lambda p: not p.user_ids.filtered("active")).action_archive()

    def _cs_erase_messages(self):
        """Clear who wrote, and what the history of changes tells of the person."""
        written = self.env["mail.message"].search([("author_id", "in", self.ids)])
        written |= self._cs_naming("mail.message", "email_from")
        written.write({"email_from": False})
        own = Domain("model", "=", self._name) & Domain("res_id", "in", self.ids)
        mentions = Domain("field_id.relation", "=", self._name) & (
            Domain("old_value_integer", "in", self.ids)
            | Domain("new_value_integer", "in", self.ids)
        )
        tracking = self.env["mail.tracking.value"]
        tracking.search(mentions | Domain("mail_message_id", "any", own)).unlink()

    def _cs_erase_leads(self):
        """Clear the contact details that opportunities keep of their own."""
        known = Domain("partner_id", "in", self.ids)
        known |= Domain("email_normalized", "in", list(self._cs_privacy_emails()))
        leads = self.env["crm.lead"].with_context(
            active_test=False, tracking_disable=True
        )
        details = ("contact_name", "email_from", "email_cc", "phone")
        leads.search(known).write(dict.fromkeys(details, False))
