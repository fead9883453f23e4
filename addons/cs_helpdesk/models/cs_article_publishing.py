# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

REVIEW_ACTIVITY = "cs_helpdesk.mail_activity_type_review"


class CsArticle(models.Model):
    """The way of an article to its readers, in each language."""

    _inherit = "cs.article"

    # === Translations === #

    def _cs_family(self):
        """These articles in all languages, as far as the caller may read them."""
        originals = [article.translation_of_id.id or article.id for article in self]
        return self.search(
            Domain("id", "in", originals) | Domain("translation_of_id", "in", originals)
        )

    def action_translate(self):
        """Open a new article that says this one in another language."""
        self.ensure_one()
        self._cs_check_staff()
        taken = self._cs_family().mapped("language")
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        free = [code for code in languages if code not in taken]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Translate"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_translation_of_id": (self.translation_of_id or self).id,
                "default_language": free[0] if free else False,
                "default_name": self.name,
                "default_body": self.body,
                "default_category_id": self.category_id.id,
                "default_audience": self.audience,
                "default_company_id": self.company_id.id,
            },
        }

    def action_open_translations(self):
        """Open the same article in the other languages."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_helpdesk.cs_article_action"
        )
        action["domain"] = [("id", "in", (self._cs_family() - self).ids)]
        action["context"] = {}
        return action

    # === Publishing === #

    def action_publish(self):
        """Let the audience read it."""
        self.write({"state": "published"})

    def action_unpublish(self):
        """Take it back from its audience."""
        self.write({"state": "draft"})

    def action_reviewed(self):
        """It was read again and holds: ask once more in half a year."""
        for company, articles in self.grouped("company_id").items():
            today = (company or self.env.company)._cs_today()
            articles.write({"review_date": today + relativedelta(months=6)})
        self.activity_feedback([REVIEW_ACTIVITY])

    @api.model
    def _cron_review(self):
        """Ask those responsible for articles whose day of review has come."""
        due = self.search(
            [
                ("review_date", "<=", fields.Date.today() + timedelta(days=1)),
                ("state", "=", "published"),
                ("activity_type_id", "!=", self.env.ref(REVIEW_ACTIVITY).id),
            ]
        )
        due = due.filtered(
            lambda article: (
                article.review_date
                <= (article.company_id or self.env.company)._cs_today()
                and article.user_id
            )
        )
        activity_type = self.env.ref(REVIEW_ACTIVITY)
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "date_deadline": article.review_date,
                    "user_id": article.user_id.id,
                    "res_model_id": model_id,
                    "res_id": article.id,
                    "automated": True,
                }
                for article in due
            ]
        )

    def _cs_check_staff(self):
        """Refuse whoever is not a colleague.

        :raises AccessError: for customers and strangers
        """
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("This is for colleagues only."))

    # === Help centre === #

    @api.depends("name")
    def _compute_help_url(self):
        for article in self:
            article.help_url = (
                f"/help/{self.env['ir.http']._slug(article)}" if article.id else False
            )

    def action_open_help(self):
        """Show it as its readers see it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.help_url, "target": "new"}
