# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import html_to_inner_content

from ..tools.tokens import excerpt

SUGGESTIONS = 3
# What scores lower distracts more than it helps.
TICKET_SCORE = 0.08
# So much of the question is compared; what stands first says what it is about.
MAX_QUESTION = 400


class CsTicketAnswers(models.Model):
    """What may answer a ticket: articles, and tickets that were solved before."""

    _name = "cs.ticket"
    _inherit = ["cs.ticket", "cs.search.mixin"]

    _search_idx = models.Index("USING GIN (search_vector) WHERE solved_at IS NOT NULL")

    @api.depends("name", "description")
    def _compute_search_vector(self):
        super()._compute_search_vector()

    def _cs_search_parts(self):
        return [("A", self.name), ("D", self._cs_plain_question())]

    def _cs_plain_question(self):
        return html_to_inner_content(self.description or "")

    def suggest_answers(self):
        """What may answer this ticket, as far as the caller may read it.

        :return: dict with ``articles`` (as from search_articles, with ``audience``) and
            ``tickets``, solved ones: dicts of id, number, title, solved_at, excerpt
        """
        self.ensure_one()
        self._cs_check_staff()
        asked = f"{self.name} {self._cs_plain_question()[:MAX_QUESTION]}"
        return {
            "articles": self._cs_suggest_articles(asked),
            "tickets": self._cs_suggest_tickets(asked, self.company_id, self),
        }

    @api.model
    def _cs_suggest_articles(self, asked):
        """The articles that may answer a question: see ``search_articles``."""
        Article = self.env["cs.article"]
        found = Article._cs_suggest(asked, SUGGESTIONS, "internal")
        articles = Article.browse(article["id"] for article in found)
        for article, values in zip(articles, found, strict=True):
            values["audience"] = article.audience
        return found

    @api.model
    def _cs_suggest_tickets(self, asked, company, without=()):
        """Solved tickets of a company that are like a question.

        :param without: the ticket it is asked for
        :return: list of dicts, see :meth:`suggest_answers`
        """
        domain = Domain("solved_at", "!=", False)
        domain &= Domain("id", "not in", [ticket.id for ticket in without])
        domain &= Domain("company_id", "=", company.id)
        domain &= Domain("merged_into_id", "=", False)
        scores = self._cs_search_ranked(asked, domain, SUGGESTIONS, broad=True)
        least = max(TICKET_SCORE, *(score / 2 for _id, score in scores[:1]), 0)
        found = [res_id for res_id, score in scores if score >= least]
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "title": ticket.name,
                "solved_at": ticket.solved_at,
                "excerpt": excerpt(html_to_inner_content(answer), asked),
            }
            for ticket in self.browse(found)
            for answer in [ticket._cs_public_answer()]
        ]

    def _cs_public_answer(self):
        """The last answer the customer got, never a note."""
        self.ensure_one()
        answers = self.message_ids.filtered(
            lambda message: self._cs_side(message) == "agent"
        )
        return answers.sorted("id")[-1:].body or ""

    # === Using one === #

    def action_quote_article(self, article_id):
        """Begin a reply to the customer with an article: its link and its text.

        :raises UserError: for an article that is for colleagues only, or a draft
        """
        self.ensure_one()
        self._cs_check_staff()
        article = self.env["cs.article"].browse(article_id)
        article.check_access("read")
        if article.audience == "internal" or article.state != "published":
            raise UserError(self.env._("This article is not for customers."))
        link = Markup('<p><a href="%s">%s</a></p>') % (
            article.get_base_url() + article.help_url,
            article.name,
        )
        return self._cs_compose(link + (article.body or ""), article.attachment_ids)

    def action_quote_ticket(self, ticket_id):
        """Begin a reply with what solved another ticket, to be read before sending."""
        self.ensure_one()
        self._cs_check_staff()
        other = self.browse(ticket_id)
        other.check_access("read")
        return self._cs_compose(other._cs_public_answer())

    def _cs_compose(self, body, files=()):
        """Open the composer of mails with a text to the customer of this ticket."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply"),
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_subtype_xmlid": "mail.mt_comment",
                "default_partner_ids": self.partner_id.ids,
                "default_body": body,
                "default_attachment_ids": [file.id for file in files],
                "default_email_add_signature": False,
            },
        }

    def action_draft_article(self):
        """Draft an article from this ticket: its subject and the customer's answer.

        Nothing that colleagues noted gets into it.
        """
        self.ensure_one()
        self._cs_check_staff()
        self.check_access("read")
        article = self.env["cs.article"].create(
            {
                "name": self.name,
                "body": self._cs_public_answer(),
                "language": self.partner_id.lang or self.env.lang,
                "company_id": self.company_id.id,
            }
        )
        # sudo: cs.article: where it comes from is the code's alone to say
        article.sudo().ticket_id = self
        return {
            "type": "ir.actions.act_window",
            "res_model": article._name,
            "res_id": article.id,
            "view_mode": "form",
            "views": [[False, "form"]],
        }
