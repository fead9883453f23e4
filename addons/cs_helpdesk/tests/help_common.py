# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import http
from odoo.tests import HttpCase, new_test_user

from .common import HelpdeskCase


class HelpCase(HelpdeskCase, HttpCase):
    """Articles for each audience, and ways to look at the help centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.article"].search([]).active = False
        cls.category = cls.env["cs.article.category"].create({"name": "Quagga room"})
        cls.articles = {
            audience: cls._new_article(f"Quagga for {audience}", audience=audience)
            for audience in ("public", "portal", "internal")
        }
        cls.draft = cls._new_article("Quagga draft", audience="public", state="draft")
        cls.user = new_test_user(
            cls.env,
            "help_wang",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            email=cls.contact.email,
        )

    @classmethod
    def _new_article(cls, name, **values):
        return cls.env["cs.article"].create(
            {
                "name": name,
                "body": "<p>Restart the <b>zebra</b> printer.</p>",
                "category_id": cls.category.id,
                "language": "en_US",
                "state": "published",
                **values,
            }
        )

    def _page(self, url, user=None, **data):
        """The answer to a page asked for by a user, or by a stranger."""
        self.authenticate(user and user.login, user and user.login)
        if data:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=data or None)

    def _suggest(self, text):
        response = self.url_open(
            "/help/suggest",
            data=json.dumps({"params": {"text": text}}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]
