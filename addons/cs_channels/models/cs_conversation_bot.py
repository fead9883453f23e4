# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools.mail import html_to_inner_content

# Who wants a person says so alone, between commas, or with a verb that asks for one:
# "human", "在吗，人工", "I need a human". Not who speaks of something else: "人工智能",
# "cannot talk to a printer".
_PEOPLE = (
    r"(?:human(?: being| agent)?|person|people|someone|somebody|agent|operator"
    r"|representative|colleague|support|staff)"
)
_ARTICLE = r"(?:(?:an?|the|your|some|any|real|live|actual|human)\s+)*"
HUMAN = re.compile(
    rf"^\W*{_ARTICLE}{_PEOPLE}(?:,?\s+please)?\W*$"
    rf"|\b(?:talk|speak|chat|connect|transfer|switch|put|hand)(?:\s+me)?"
    rf"(?:\s+(?:over|through))?\s+(?:to|with)\s+{_ARTICLE}{_PEOPLE}\b"
    rf"|\b(?:need|want|get|give me|prefer|is there)(?:\s+me)?\s+{_ARTICLE}"
    r"(?:human(?!\s+resource)|(?<=real )person|(?<=live )person|(?<=live )agent"
    r"|(?<=human )agent|operator)\b"
    r"|(?:^|\W)(?:你好|您好|请|請|麻烦|麻煩)?(?:人工|真人|客服)"
    r"(?:客服|服务|服務|坐席|座席|在吗|在嗎|在不在|有吗|有嗎|吗|嗎|呢|谢谢|謝謝)*(?:\W|$)"
    r"|(?:转|轉|找|要|接|换|換|叫)(?:一下|一个|一個|个|個|到|入)?(?:人工|真人|客服)"
    r"(?!智能|智慧|成本|费|費|审|審|录|錄|输|輸|复核|複核|系统|系統|软件|軟件)",
    re.IGNORECASE,
)
CJK = re.compile("[\u3400-\u9fff]")
# How sure a search must be to answer, or to ask "did you mean".
SURE, MAYBE = 0.6, 0.25
MEANT = 3
MAX_ANSWER = 600
MISSES = 2
TICKETS = 5
MAX_DIGITS = 3  # of a choice; more is an order or phone number


class CsConversation(models.Model):
    """A bot answers first, by rules: a menu, articles, forms, and always a person.

    What it knows between two words is in ``bot_data``; that it talks is the state of
    the conversation, never a word in the stream.
    """

    _inherit = "cs.conversation"

    bot_data = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.model
    def _first_state(self, channel):
        return "bot" if channel.bot_active else super()._first_state(channel)

    def _reopen(self):
        result = super()._reopen()
        if self.state == "bot":
            self.bot_data = False  # it greets him again
        return result

    def _receive(self, payload, at):
        message = super()._receive(payload, at)
        if self.state == "bot":
            self._bot_turn(payload.get("text") or "")
        return message

    # === A turn === #

    def _bot_turn(self, text):
        """Let the bot answer what the customer wrote."""
        talk = self.with_context(lang=self._bot_lang(text))
        answer = talk._bot_reply(text.strip())
        self.bot_data = answer["data"]
        if answer["say"]:
            talk._say("\n\n".join(answer["say"]))
        if answer["hand_over"]:
            talk._bot_hand_over()

    def _bot_lang(self, text):
        """The language to answer in: the contact's, else that of the words."""
        installed = dict(self.env["res.lang"].get_installed())
        lang = self.partner_id.lang or ("zh_CN" if CJK.search(text) else "en_US")
        return lang if lang in installed else self.env.user.lang or "en_US"

    def _bot_reply(self, text):
        """Hook: what the bot says to a message; a cleverer one takes its place.

        The language of the context is that of the answer.

        :param str text: what the customer wrote; empty for a picture or the like
        :return: dict of ``say`` (texts), ``data`` (what to remember, as JSON) and
            ``hand_over`` (whether a person goes on)
        """
        data = dict(self.bot_data or {})
        if HUMAN.search(text):
            return self._bot_answer(data, hand_over=True)
        if data.get("question"):
            return self._bot_form(text, data)
        if chosen := self._bot_chosen(text, data.pop("meant", None)):
            data["misses"] = 0
            return chosen(data)
        return self._bot_search(text, data)

    def _bot_answer(self, data, *say, hand_over=False):
        if not data.get("greeted") and not hand_over:
            data["greeted"] = True
            say = (self._bot_menu(greeting=True), *say)
        return {"say": [*filter(None, say)], "data": data, "hand_over": hand_over}

    # === Menu === #

    def _bot_options(self):
        # sudo: cs.bot.option: the customer has no user
        channel = self.channel_id.sudo()
        return channel.bot_option_ids.with_context(lang=self.env.context.get("lang"))

    def _bot_menu(self, greeting=False):
        """The numbered choices as a text."""
        channel = self.channel_id.sudo().with_context(lang=self.env.context.get("lang"))
        head = channel.bot_greeting if greeting else ""
        lines = [f"{n}. {o.name}" for n, o in enumerate(self._bot_options(), 1)]
        foot = self.env._("Or write “human” to talk to a person.")
        return "\n".join(filter(None, [head, *lines, foot]))

    def _bot_chosen(self, text, meant):
        """What the customer picked, by number or by words; None for nothing.

        :param list meant: ids of the articles he was offered last, if he was
        """
        number = text.strip(" .。、)")
        short = number.isdecimal() and len(number) <= MAX_DIGITS
        place = int(number) if short else 0
        if place and meant:
            if place <= len(meant):
                return lambda data: self._bot_article(meant[place - 1], data)
            return None
        options = self._bot_options()
        same = text.casefold()
        option = (
            options[place - 1 : place]
            if place
            else options.filtered(lambda option: option.name.casefold() == same)[:1]
        )
        return option and (lambda data: self._bot_begin(option, data))

    def _bot_begin(self, option, data):
        if option.action == "answer":
            return self._bot_answer(data, option.answer)
        if option.action == "progress":
            return self._bot_answer(data, self._bot_progress())
        if option.action == "ticket":
            data.update(option=option.id, collected=[])
            return self._bot_ask(option.question_ids[:1], data)
        return self._bot_answer(data, hand_over=True)

    # === Articles === #

    def _bot_search(self, text, data):
        """Answer from the public articles, ask which was meant, or give up."""
        found = self._bot_found(text)
        if found and found[0]["score"] >= SURE:
            data["misses"] = 0
            return self._bot_article(found[0]["id"], data)
        meant = [values for values in found if values["score"] >= MAYBE][:MEANT]
        if meant:
            answer = self._bot_answer(data)
            data["meant"] = [values["id"] for values in meant]
            lines = [f"{n}. {v['title']}" for n, v in enumerate(meant, 1)]
            head = self.env._("Did you mean one of these? Write its number.")
            answer["say"].append("\n".join([head, *lines]))
            return answer
        return self._bot_missed(data)

    def _bot_found(self, text):
        """Articles that anybody of this company may read, best first."""
        Article = self.env["cs.article"].sudo()
        found = Article.search_articles(text, 2 * MEANT) if text else []
        allowed = {False, self.company_id}
        articles = Article.browse(values["id"] for values in found)
        return [
            values
            for article, values in zip(articles, found, strict=True)
            if (article.company_id or False) in allowed
        ]

    def _bot_article(self, article_id, data):
        # sudo: cs.article: public ones only, see _bot_found
        article = self.env["cs.article"].sudo().browse(article_id).exists()
        if not article or (article.state, article.audience) != ("published", "public"):
            return self._bot_missed(data)
        text = html_to_inner_content(article.body or "")
        if len(text) > MAX_ANSWER:
            text = text[:MAX_ANSWER].rsplit(" ", 1)[0] + "…"
        url = article.get_base_url() + article.help_url
        return self._bot_answer(data, f"{article.name}\n{text}\n{url}")

    def _bot_missed(self, data):
        """Not understood: offer the menu, then a person."""
        if not data.get("greeted"):
            return self._bot_answer(data)
        data["misses"] = data.get("misses", 0) + 1
        if data["misses"] >= MISSES:
            return self._bot_answer(data, hand_over=True)
        sorry = self.env._("I did not understand that.")
        return self._bot_answer(data, f"{sorry}\n{self._bot_menu()}")

    # === Forms === #

    def _bot_ask(self, question, data):
        if not question:
            return self._bot_make_ticket(data)
        data["question"] = question.id
        return self._bot_answer(data, question.name)

    def _bot_form(self, text, data):
        """Take the answer to a question, and go on to the next."""
        # sudo: cs.bot.question: the customer has no user
        question = self.env["cs.bot.question"].sudo().browse(data["question"]).exists()
        if not question:
            return self._bot_make_ticket(data)
        value = question._accepts(text, self.company_id.country_id)
        if not value:
            data["misses"] = data.get("misses", 0) + 1
            if data["misses"] >= MISSES:
                return self._bot_answer(data, hand_over=True)
            sorry = self.env._("That does not fit. Please try again.")
            return self._bot_answer(data, f"{sorry}\n{question.name}")
        data["misses"] = 0
        data["collected"] = [*data["collected"], [question.id, value]]
        rest = question.option_id.question_ids
        return self._bot_ask(rest[rest.ids.index(question.id) + 1 :][:1], data)

    def _bot_make_ticket(self, data):
        values, lines = {}, []
        for question_id, value in data.pop("collected", []):
            question = self.env["cs.bot.question"].sudo().browse(question_id).exists()
            lines.append(self._bot_line(question, value))
            if question.target and question.target != "description":
                values[question.target] = value
        data.update(question=False, option=False)
        ticket = self.with_user(SUPERUSER_ID).sudo().create_ticket(values)
        ticket.message_post(body="\n".join(lines), subtype_xmlid="mail.mt_note")
        said = self.env._(
            "Your ticket has the number %s. We answer you here.", ticket.number
        )
        return self._bot_answer(data, said)

    def _bot_progress(self):
        """How the customer's own tickets stand, those open first."""
        # sudo: cs.ticket: his own, or those of this conversation
        tickets, identity = self.sudo().ticket_ids, self.identity_id
        # Whom a colleague or an address only takes for him hears nothing of his.
        if identity.partner_id and identity.proven:
            tickets = tickets.search(
                [
                    ("partner_id", "=", identity.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                ],
                order="solved_at desc, id desc",
                limit=TICKETS,
            )
        if not tickets:
            return self.env._("I found no ticket of yours.")
        return "\n".join(
            f"{ticket.number} {ticket.name}: {ticket.stage_id.name}"
            for ticket in tickets.with_context(lang=self.env.context.get("lang"))
        )

    @api.model
    def _bot_line(self, question, value):
        """A question and its answer, for people to read."""
        return f"{(question.name or '').rstrip('?？:： ')}: {value}"

    # === To a person === #

    def _bot_hand_over(self):
        """Put the conversation into the queue, with what the bot learnt as a note."""
        data = self.bot_data or {}
        self.bot_data = {**data, "handed_over": True}
        questions = self.env["cs.bot.question"].sudo()
        known = [
            self._bot_line(questions.browse(id_).exists(), value)
            for id_, value in data.get("collected") or []
        ]
        if known:
            self.message_post(
                body=self.env._("The bot learnt: %s", "; ".join(known)),
                subtype_xmlid="mail.mt_note",
            )
        self.write({"state": "queued", "waiting_since": fields.Datetime.now()})
        if not self._welcome_to_queue() and self.state == "queued":
            self._say(self.env._("A colleague will be with you."))
