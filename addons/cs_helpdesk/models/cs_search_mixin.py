# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..tools.tokens import distinct, query, vector

# What a word counts for by the place it stands at, from "D" to "A".
WEIGHTS = [0.6, 0.6, 0.8, 1.0]
# ts_rank gives a word that is found once in "A" this much; see ranking in PostgreSQL.
ONE_WORD = 6 / 3.14159265**2
MAX_TEXT = 20_000
MAX_ASKED = 1_000
# What so many records share says little about each, and costs reading all of them.
MAX_SHARED = 5_000
LEAST_WORDS = 3


class SearchVector(fields.Text):
    """A text column of PostgreSQL's own type for searching: words with weights."""

    _column_type = ("tsvector", "tsvector")


class CsSearchMixin(models.AbstractModel):
    """Records found by the words of a question, in any order, best first.

    A model that inherits it defines ``_cs_search_parts``, depends on the fields in it
    and has a GIN index on ``search_vector``.
    """

    _name = "cs.search.mixin"
    _description = "Found by Words"

    search_vector = SearchVector(
        compute="_compute_search_vector",
        store=True,
        copy=False,
        prefetch=False,
        groups=NO_ACCESS,
        export_string_translation=False,
    )

    def _cs_search_parts(self):
        """What this record is found by: pairs of a weight, "A" to "D", and a text."""
        raise NotImplementedError

    def _compute_search_vector(self):
        for record in self:
            parts = record._cs_search_parts()
            record.search_vector = vector(
                (weight, (text or "")[:MAX_TEXT]) for weight, text in parts
            )

    @api.model
    def _cs_search_ranked(self, asked, domain, limit, broad=False):
        """The records the caller may read that share words with a question.

        :param str asked: what somebody typed
        :param domain: which records
        :param bool broad: the domain leaves most records, so that one of the telling
            words has to be there
        :return: pairs of an id and a score from 0 to 1, best first
        """
        words = distinct(asked[:MAX_ASKED])
        if not words:
            return []
        telling = self._cs_telling(words) if broad else words
        self.flush_model(["search_vector"])
        found = self._search(domain)
        if found.is_empty():
            return []
        column = SQL.identifier(self._table, "search_vector")
        rank = SQL("ts_rank(%s, %s, %s::tsquery)", WEIGHTS, column, query(words))
        key = SQL.identifier(self._table, "id")
        found.add_where(SQL("%s @@ %s::tsquery", column, query(telling)))
        found.order = SQL("%s DESC, %s DESC", rank, key)
        found.limit = limit
        rows = self.env.execute_query(found.select(key, rank))
        return [(res_id, min(1.0, rank / ONE_WORD)) for res_id, rank in rows]

    @api.model
    def _cs_telling(self, words):
        """Those of some words that not too many records share; a few at least.

        How common words are, PostgreSQL knows from its last ANALYZE.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT word, share * GREATEST(reltuples, 0)
                  FROM pg_stats
                  JOIN pg_class ON pg_class.oid = %(table)s::regclass,
                       unnest(most_common_elems::text::text[], most_common_elem_freqs)
                       AS common(word, share)
                 WHERE schemaname = current_schema AND tablename = %(table)s
                   AND attname = 'search_vector' AND word = ANY(%(words)s)
                """,
                table=self._table,
                words=list(words),
            )
        )
        shared = {word: count for word, count in rows if count > MAX_SHARED}
        telling = [word for word in words if word not in shared]
        missing = max(LEAST_WORDS - len(telling), 0)
        return telling + sorted(shared, key=shared.get)[:missing]
