# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import html_to_inner_content

from ..tools import text

LAST_WORDS = 3
MAX_ASKED = 400


class CsConversation(models.Model):
    """What may answer a customer: articles, and tickets that were solved before."""

    _inherit = "cs.conversation"

    def suggest_answers(self):
        """What may answer the customer's last words, as far as the caller may read it.

        :return: dict of ``articles`` and ``tickets``, as of tickets
        """
        self.ensure_one()
        self.check_access("read")
        Ticket, asked = self.env["cs.ticket"], self._last_words()
        if not asked:
            return {"articles": [], "tickets": []}
        return {
            "articles": Ticket._cs_suggest_articles(asked),
            "tickets": Ticket._cs_suggest_tickets(asked, self.company_id),
        }

    def _last_words(self):
        """What the customer wrote last, in this conversation."""
        said = self._stream_messages().filtered(self._is_by_customer)[-LAST_WORDS:]
        return " ".join(text.to_plain(message.body) for message in said)[-MAX_ASKED:]

    def quote_answer(self, model, res_id):
        """What to write to the customer of an article, or of an older answer.

        :param str model: cs.article or cs.ticket
        :return: plain text, to be read before it is sent
        :raises UserError: for an article that is not for customers
        """
        self.ensure_one()
        self.check_access("write")
        if model == "cs.ticket":
            ticket = self.env["cs.ticket"].browse(res_id)
            ticket.check_access("read")
            return text.to_plain(ticket._cs_public_answer())
        article = self.env["cs.article"].browse(res_id)
        article.check_access("read")
        if article.audience == "internal" or article.state != "published":
            raise UserError(self.env._("This article is not for customers."))
        body = html_to_inner_content(article.body or "")
        url = article.get_base_url() + article.help_url
        return f"{article.name}\n{body}\n{url}"
