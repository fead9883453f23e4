# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import AccessError

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

    def _cs_erase(self):
        """Hook: make these persons unknown, keeping the books.

        Extend with super(): clear what tells who wrote, in the addon's own models.

        :raise AccessError: for anybody but an administrator
        """
        self._cs_check_privacy_officer()
        # sudo: an erasure reaches every company and what rules hide
        persons = self.sudo().with_context(active_test=False)
        messages = self.env["mail.message"].sudo()
        messages.search([("author_id", "in", persons.ids)]).write({"email_from": False})
        persons.cs_consent_ids.with_context(cs_erase=True).unlink()
        for person in persons:
            # The number keeps two erased persons apart in lists and merges.
            person.name = self.env._("Erased person %(number)s", number=person.id)
        persons.write(dict.fromkeys(IDENTIFYING_FIELDS, False))
        users = persons.user_ids
        users.filtered(lambda user: not user.share).action_archive()
        persons.filtered(lambda p: not p.user_ids.filtered("active")).action_archive()
