# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import quote_plus

from markupsafe import Markup

from odoo import http
from odoo.fields import Domain
from odoo.http import STORED_SESSION_BYTES, request

from odoo.addons.portal.controllers.portal import pager

from ..tools import tokens

PAGE = 30
RESULTS = 20
RELEVANT = 0.2
TITLES = 4
SUGGESTIONS = 3
MAX_TYPED = 300
HOUR = 3600


def help_render(template, values):
    """A page of the help centre."""
    env = request.env
    return request.render(
        f"cs_helpdesk.{template}",
        {
            "base_url": env["cs.article"].get_base_url(),
            "slug": env["ir.http"]._slug,
            "quote": quote_plus,
            "languages": dict(env["cs.article"]._selection_language()),
            **values,
        },
    )


class HelpCentre(http.Controller):
    """The help centre: answers for everybody, without a login."""

    # === Who reads === #

    def _help_audience(self):
        return "public" if request.env.user._is_public() else "portal"

    def _help_domain(self):
        """The articles of the help centre that this visitor may read."""
        audiences = ["public"]
        if self._help_audience() == "portal":
            audiences.append("portal")
        return Domain("state", "=", "published") & Domain("audience", "in", audiences)

    def _help_own_language(self, domain):
        """The domain narrowed to the visitor's language, if it has any article."""
        Article = request.env["cs.article"]
        own = domain & Article._cs_language_domain(request.env.lang or "en_US")
        return own if Article.search_count(own, limit=1) else domain

    def _help_hit(self, what, limit, seconds=HOUR):
        """Whether this network address may do something once more."""
        return request.env["cs.throttle"]._cs_hit(
            what, request.httprequest.remote_addr, limit, seconds
        )

    def _help_article(self, slug):
        """The article of an address, if the visitor may read it.

        :raises NotFound: for any other, whether it exists or not
        """
        _name, article_id = request.env["ir.http"]._unslug(slug)
        Article = request.env["cs.article"]
        article = Article.search([("id", "=", article_id or 0)])
        if not article:
            raise request.not_found()
        return article

    def _help_url(self, record, *path):
        return "/".join(["/help", *path, request.env["ir.http"]._slug(record)])

    # === The front page and searching === #

    @http.route("/help", type="http", auth="public", website=True)
    def help_home(self, q="", **kwargs):
        """The categories, or what is found for a question."""
        asked = q.replace("\0", "").strip()[:MAX_TYPED]
        if asked:
            return help_render(
                "help_results", {"asked": asked, "results": self._help_search(asked)}
            )
        return help_render("help_home", {"shelves": self._help_shelves()})

    def _help_search(self, asked):
        """What is found: dicts of url, title, language, and an excerpt with marks."""
        Article = request.env["cs.article"]
        found = Article.search_articles(asked, RESULTS, self._help_audience())
        # in Chinese nearly every text shares some character with a question
        best = max((values["score"] for values in found), default=0)
        found = [values for values in found if values["score"] >= RELEVANT * best]
        return [
            {
                "article": article,
                "url": article.help_url,
                "excerpt": self._help_marked(excerpt, asked),
            }
            for article, excerpt in self._help_once(found)
        ]

    def _help_once(self, found):
        """Each article found in one language: the visitor's, else the best match.

        :param found: what search_articles gave
        :return: pairs of an article and its excerpt, best first
        """
        excerpts = {values["id"]: values["excerpt"] for values in found}
        language = (request.env.lang or "en_US").split("_")[0]
        chosen = {}
        for article in request.env["cs.article"].browse(excerpts):
            original = article.translation_of_id.id or article.id
            if original not in chosen or article.language.startswith(language):
                chosen[original] = article
        return [(article, excerpts[article.id]) for article in chosen.values()]

    def _help_marked(self, text, asked):
        pieces = (
            Markup("<mark>%s</mark>") % piece if hit else Markup.escape(piece)
            for hit, piece in tokens.marked(text, asked)
        )
        return Markup().join(pieces)

    def _help_shelves(self):
        """The categories with their first titles, and how many there are."""
        Article = request.env["cs.article"]
        domain = self._help_own_language(self._help_domain())
        groups = Article._read_group(
            domain, ["category_id"], ["__count", "id:array_agg"]
        )
        shelves = {}
        for category, count, ids in groups:
            # sudo: cs.article.category: names of shelves that hold readable articles
            root = self._help_root(category.sudo())
            shelf = shelves.setdefault(root, {"count": 0, "ids": []})
            shelf["count"] += count
            shelf["ids"] += sorted(ids)[:TITLES]
        return [
            {
                "category": category,
                "count": shelves[category]["count"],
                "articles": Article.browse(shelves[category]["ids"][:TITLES]),
            }
            for category in sorted(
                shelves, key=lambda shelf: (not shelf, shelf.sequence, shelf.id)
            )
        ]

    def _help_root(self, category):
        path = category.parent_path or ""
        return category.browse(int(path.split("/")[0])) if path else category

    @http.route(
        [
            "/help/category/<string:slug>",
            "/help/category/<string:slug>/page/<int:page>",
        ],
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def help_category(self, slug, page=1, **kwargs):
        """The articles of a category and of those below it."""
        _name, category_id = request.env["ir.http"]._unslug(slug)
        # sudo: cs.article.category: names only, of shelves with readable articles
        Category = request.env["cs.article.category"].sudo()
        category = Category.search([("id", "=", category_id or 0)])
        below = Category.search([("id", "child_of", category.ids)])
        Article = request.env["cs.article"]
        domain = self._help_domain() & Domain("category_id", "in", below.ids)
        if not Article.search_count(domain, limit=1):
            raise request.not_found()
        domain = self._help_own_language(domain)
        paging = pager(
            url=self._help_url(category, "category"),
            total=Article.search_count(domain),
            page=page,
            step=PAGE,
        )
        return help_render(
            "help_category",
            {
                "category": category,
                "path": self._help_path(category),
                "articles": Article.search(domain, limit=PAGE, offset=paging["offset"]),
                "pager": paging,
            },
        )

    def _help_path(self, category):
        """The categories from the root to this one."""
        path = (category.parent_path or "").strip("/")
        return category.browse(int(part) for part in path.split("/") if part)

    # === An article === #

    @http.route("/help/<string:slug>", type="http", auth="public", website=True)
    def help_article(self, slug, **kwargs):
        """One article; what the visitor may not read does not exist for him."""
        article = self._help_article(slug)
        family = article._cs_family().filtered_domain(self._help_domain())
        # sudo: cs.article.category: the names above an article that is readable
        category = article.sudo().category_id
        return help_render(
            "help_article",
            {
                "article": article,
                "path": self._help_path(category),
                "family": family,
                "summary": tokens.excerpt(article._cs_plain_body(), "", 155),
                # sudo: ir.attachment: names of files of an article that is readable
                "files": self._help_files(article),
                "voted": request.session.get("cs_help_votes", {}).get(str(article.id)),
            },
        )

    def _help_files(self, article):
        """The files of a readable article that are really its own."""
        # sudo: ir.attachment: files are read as their article is
        return article.sudo().attachment_ids.filtered(
            lambda file: (file.res_model, file.res_id) == (article._name, article.id)
        )

    @http.route(
        "/help/<string:slug>/file/<int:file_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def help_file(self, slug, file_id, **kwargs):
        """Download a file of an article that the visitor may read."""
        files = self._help_files(self._help_article(slug))
        file = files.filtered(lambda file: file.id == file_id)
        if not file:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(file)
        return stream.get_response(as_attachment=True)

    @http.route(
        "/help/<string:slug>/vote",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def help_vote(self, slug, helpful="", note="", **kwargs):
        """Say whether an article helped, once a visitor; again changes one's mind."""
        article = self._help_article(slug)
        if helpful in ("0", "1") and self._help_hit("vote", 30):
            user = request.env.user
            visitor = user._is_public() and request.session.sid[:STORED_SESSION_BYTES]
            request.env["cs.article.vote"]._cs_vote(
                article, visitor or f"user {user.id}", helpful == "1", note
            )
            votes = request.session.get("cs_help_votes", {})
            request.session["cs_help_votes"] = {**votes, str(article.id): helpful}
        return request.redirect(f"{article.help_url}#opinion")

    # === While somebody types === #

    @http.route("/help/suggest", type="jsonrpc", auth="public", website=True)
    def help_suggest(self, text="", **kwargs):
        """Articles that may answer what is being typed: dicts of title and url."""
        text = str(text)[:MAX_TYPED]
        if len(text.strip()) < 3 or not self._help_hit("suggest", 60, 60):
            return []
        Article = request.env["cs.article"]
        found = Article._cs_suggest(text, 2 * SUGGESTIONS, self._help_audience())
        return [
            {"title": article.name, "url": article.help_url, "excerpt": excerpt}
            for article, excerpt in self._help_once(found)[:SUGGESTIONS]
        ]
