# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content


class CsArticle(models.Model):
    """An answer that is written once: one record for each language."""

    _name = "cs.article"
    _description = "Article"
    _inherit = [
        "cs.search.mixin",
        "html.field.history.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    name = fields.Char("Title", required=True, tracking=True, index="trigram")
    body = fields.Html()
    category_id = fields.Many2one(
        "cs.article.category", index="btree_not_null", ondelete="restrict"
    )
    audience = fields.Selection(
        [
            ("public", "Everybody"),
            ("portal", "Customers with a login"),
            ("internal", "Colleagues only"),
        ],
        default="internal",
        required=True,
        tracking=True,
        help="Who may read it, once it is published.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    keywords = fields.Char(
        groups="base.group_user",
        help="Words that customers use and the text does not, separated by commas.",
    )
    similar_ids = fields.One2many(
        "cs.article.phrase",
        "article_id",
        string="Similar Questions",
        groups="base.group_user",
        copy=True,
        help="Other ways to ask the same. Each makes the article easier to find.",
    )
    search_heading = fields.Text(
        compute="_compute_search_vector",
        store=True,
        copy=False,
        prefetch=False,
        groups=NO_ACCESS,
        export_string_translation=False,
    )
    language = fields.Selection(
        "_selection_language",
        required=True,
        validate=False,
        default=lambda self: self.env.lang or "en_US",
    )
    translation_of_id = fields.Many2one(
        "cs.article",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        domain="[('translation_of_id', '=', False), ('id', '!=', id)]",
        help="The article this one says in another language.",
    )
    translation_ids = fields.One2many(
        "cs.article", "translation_of_id", string="Translations"
    )
    translation_count = fields.Integer(
        compute="_compute_translation_count", groups="base.group_user"
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: an article of all companies.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        groups="base.group_user",
    )
    review_date = fields.Date(
        index="btree_not_null",
        groups="base.group_user",
        tracking=True,
        help="On this day the responsible person is asked to read it again.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        copy=False,
        bypass_search_access=True,
        help="Whoever may read the article may download these.",
    )
    ticket_id = fields.Many2one(
        "cs.ticket",
        "Written for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="cs_helpdesk.group_agent",
        help="The ticket this article was drafted from.",
    )
    vote_ids = fields.One2many(
        "cs.article.vote", "article_id", "Opinions", groups="base.group_user"
    )
    help_url = fields.Char("Address", compute="_compute_help_url")
    helpful_count = fields.Integer(
        "Helpful", compute="_compute_vote_counts", groups="base.group_user"
    )
    unhelpful_count = fields.Integer(
        "Not Helpful", compute="_compute_vote_counts", groups="base.group_user"
    )
    html_field_history = fields.Json(groups="base.group_user", copy=False)
    html_field_history_metadata = fields.Json(groups="base.group_user")

    _search_idx = models.Index("USING GIN (search_vector)")
    _search_heading_idx = models.Index(
        lambda registry: (
            registry.has_trigram and "USING GIN (search_heading gin_trgm_ops)"
        )
    )
    _language_unique = models.UniqueIndex(
        "(translation_of_id, language)"
        " WHERE translation_of_id IS NOT NULL AND active IS TRUE",
        "There is a translation to this language already.",
    )

    # === Computes === #

    @api.model
    def _selection_language(self):
        """The languages of this database, and those that articles are written in."""
        installed = self.env["res.lang"].get_installed()
        self.flush_model(["language"])
        used = self.env.execute_query(SQL("SELECT DISTINCT language FROM cs_article"))
        others = {code for (code,) in used} - dict(installed).keys()
        if not others:
            return installed
        languages = self.env["res.lang"].with_context(active_test=False)
        found = languages.search([("code", "in", list(others))])
        return [*installed, *((language.code, language.name) for language in found)]

    @api.depends("name", "keywords", "similar_ids.name", "body")
    def _compute_search_vector(self):
        super()._compute_search_vector()
        for article in self:
            heading = [text for _weight, text in article._cs_search_parts()[:3] if text]
            article.search_heading = "\n".join(heading).lower()

    def _cs_search_parts(self):
        return [
            ("A", self.name),
            ("A", "\n".join(self.similar_ids.mapped("name"))),
            ("A", self.keywords),
            ("D", self._cs_plain_body()),
        ]

    def _cs_plain_body(self):
        return html_to_inner_content(self.body or "")

    @api.depends("translation_ids", "translation_of_id.translation_ids")
    def _compute_translation_count(self):
        family = self._cs_family()
        for article in self:
            original = article.translation_of_id or article
            article.translation_count = len(
                family.filtered(
                    lambda other, original=original: (
                        original in (other, other.translation_of_id)
                    )
                )
                - article
            )

    def _compute_vote_counts(self):
        groups = self.env["cs.article.vote"]._read_group(
            [("article_id", "in", self.ids)], ["article_id", "helpful"], ["__count"]
        )
        counts = {(article.id, helpful): count for article, helpful, count in groups}
        for article in self:
            article.helpful_count = counts.get((article.id, True), 0)
            article.unhelpful_count = counts.get((article.id, False), 0)

    # === Writing === #

    @api.constrains("language")
    def _check_language(self):
        known = dict(self.env["res.lang"].get_installed())
        odd = set(self.mapped("language")) - known.keys()
        if odd and self.env["res.lang"].with_context(active_test=False).search_count(
            [("code", "in", list(odd))]
        ) != len(odd):
            raise ValidationError(self.env._("There is no such language."))

    @api.constrains("translation_of_id", "language")
    def _check_translation_of_id(self):
        for article in self.filtered("translation_of_id"):
            original = article.translation_of_id
            if original.translation_of_id or article.translation_ids:
                raise ValidationError(
                    self.env._("Choose the original, not another translation.")
                )
            if original.language == article.language:
                raise ValidationError(
                    self.env._("A translation has another language than its original.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_check_values(vals)
        articles = super().create(vals_list)
        articles._cs_own_files()
        return articles

    def write(self, vals):
        self._cs_check_values(vals)
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._cs_own_files()
        return result

    @api.model
    def _cs_check_values(self, vals):
        """Refuse values that only the code may write."""
        if not self.env.su and {"html_field_history", "ticket_id"} & vals.keys():
            raise AccessError(self.env._("Versions and origin cannot be edited."))

    def _cs_own_files(self):
        """Make the files those of the article: they are read as it is.

        :raises AccessError: for a file that its writer may not edit
        """
        for article in self:
            article.attachment_ids.filtered(
                lambda file, own=article: (
                    (file.res_model, file.res_id) != (own._name, own.id)
                )
            ).write({"res_model": self._name, "res_id": article.id})

    @api.model
    def _get_versioned_fields(self):
        return ["body"]

    def html_field_history_get_content_at_revision(self, field_name, revision_id):
        """Show an older text to colleagues only: it was not written for the public."""
        self._cs_check_staff()
        return super().html_field_history_get_content_at_revision(
            field_name, revision_id
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # what colleagues say about an article is not for those who read it
        return dict.fromkeys(self, "write")

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            {**vals, "name": self.env._("%s (copy)", article.name)}
            for article, vals in zip(self, vals_list, strict=True)
        ]
