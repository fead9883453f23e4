# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content

from ..tools.tokens import excerpt, latin_words, query, tokens
from .cs_search_mixin import MAX_ASKED

READERS = {
    "public": ["public"],
    "portal": ["public", "portal"],
    "internal": ["public", "portal", "internal"],
}
MAX_FOUND = 50
REVIEW_ACTIVITY = "cs_helpdesk.mail_activity_type_review"
# How alike two words are that differ by a slip of the finger, as pg_trgm counts.
ALIKE = 0.38
ALIKE_SETTING = "pg_trgm.strict_word_similarity_threshold"
ALIKE_WEIGHT = 0.6
MAX_ODD = 8
# What scores lower, itself or beside the best, distracts more than it helps.
SUGGESTED_SCORE = 0.1
SUGGESTED_SHARE = 0.4


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

    # === Searching === #

    @api.model
    def search_articles(self, text, limit=5, audience="public", lang=None):
        """The published articles that answer a question best.

        :param str text: what somebody typed, in any language
        :param int limit: how many, 50 at most
        :param str audience: for whom: "public", "portal" or "internal"; it narrows
            what the caller may read, and never widens it
        :param str lang: only articles in this language, such as "zh_CN" or "zh"
        :return: list of dicts, best first: ``id``, ``title``, ``score`` from 0 to 1,
            ``excerpt`` (plain text)
        :raises UserError: for an audience that does not exist
        """
        self.check_access("read")
        if not isinstance(audience, str) or audience not in READERS:
            raise UserError(self.env._("There is no such audience."))
        domain = Domain("state", "=", "published")
        domain &= Domain("audience", "in", READERS[audience])
        if lang:
            domain &= self._cs_language_domain(str(lang).replace("\0", ""))
        limit = min(max(int(limit), 0), MAX_FOUND)
        scores = dict(self._cs_search_scores(str(text or ""), domain, limit))
        articles = self.browse(scores)
        return [
            {
                "id": article.id,
                "title": article.name,
                "score": round(scores[article.id], 4),
                "excerpt": excerpt(article._cs_plain_body(), text),
            }
            for article in articles
        ]

    @api.model
    def _cs_suggest(self, text, limit, audience):
        """As ``search_articles``, without what probably answers something else."""
        found = self.search_articles(text, limit, audience)
        best = max((values["score"] for values in found), default=0)
        least = max(SUGGESTED_SCORE, SUGGESTED_SHARE * best)
        return [values for values in found if values["score"] >= least]

    @api.model
    def _cs_language_domain(self, lang):
        """Articles in a language, whatever the country."""
        return Domain("language", "=like", f"{str(lang).split('_')[0]}%")

    @api.model
    def _cs_search_scores(self, text, domain, limit):
        """Pairs of an id and a score: by words, and by looks for words nobody wrote."""
        if not limit:
            return []
        odd = self._cs_unwritten(latin_words(text[:MAX_ASKED])[:MAX_ODD], domain)
        if not odd:
            return self._cs_search_ranked(text, domain, limit)
        scores = Counter(dict(self._cs_search_ranked(text, domain, MAX_FOUND)))
        asked = len(set(tokens(text)))
        for res_id, alike in self._cs_search_alike(odd, domain, MAX_FOUND):
            scores[res_id] += ALIKE_WEIGHT * alike / asked
        return scores.most_common(limit)

    @api.model
    def _cs_unwritten(self, words, domain):
        """Those of some words that no article has: they may be misspelt."""
        found = self._search(domain)
        if not words or found.is_empty() or not self.env.registry.has_trigram:
            return []
        self.flush_model(["search_vector", "search_heading"])
        column = SQL.identifier(self._table, "search_vector")
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s",
                SQL(", ").join(
                    SQL(
                        "EXISTS (SELECT FROM %s WHERE %s AND %s @@ %s::tsquery)",
                        *(found.from_clause, found.where_clause or SQL("TRUE")),
                        *(column, query(word)),
                    )
                    for word in words
                ),
            )
        )
        return [word for word, written in zip(words, row, strict=True) if not written]

    @api.model
    def _cs_search_alike(self, words, domain, limit):
        """Pairs of an id and how much headings look like some words, one point each."""
        found = self._search(domain)
        column = SQL.identifier(self._table, "search_heading")
        key = SQL.identifier(self._table, "id")
        alike = SQL(" + ").join(
            SQL("strict_word_similarity(%s, %s)", word, column) for word in words
        )
        least = SQL("SELECT set_config(%s, %s, true)", ALIKE_SETTING, str(ALIKE))
        self.env.execute_query(least)
        found.add_where(
            SQL("(%s)", SQL(" OR ").join(SQL("%s %%>> %s", column, w) for w in words))
        )
        found.order = SQL("%s DESC, %s DESC", alike, key)
        found.limit = limit
        return self.env.execute_query(found.select(key, alike))
