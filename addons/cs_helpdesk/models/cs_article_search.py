# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.tokens import distinct, excerpt, latin_words, query, tokens
from .cs_search_mixin import MAX_ASKED

READERS = {
    "public": ["public"],
    "portal": ["public", "portal"],
    "internal": ["public", "portal", "internal"],
}
MAX_FOUND = 50
# How alike two words are that differ by a slip of the finger, as pg_trgm counts.
ALIKE = 0.38
ALIKE_SETTING = "pg_trgm.strict_word_similarity_threshold"
ALIKE_WEIGHT = 0.6
MAX_ODD = 8
# What scores lower, itself or beside the best, distracts more than it helps.
SUGGESTED_SCORE = 0.1
SUGGESTED_SHARE = 0.4


class CsArticle(models.Model):
    """How articles are found."""

    _inherit = "cs.article"

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
                        *(column, query(distinct(word))),
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
