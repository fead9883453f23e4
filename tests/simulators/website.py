# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages of others that carry our chat: they talk to the application by themselves."""

import hashlib
import hmac

from .platform import Platform


class Website(Platform):
    """The company's own software with the chat bubble; it knows who has logged in.

    :param dict config: ``odoo`` (base address), ``widget_key`` and ``widget_secret``
    """

    key = "website"
    people = (
        ("erp-7", "王敏"),
        ("erp-9", "Jonas Weber"),
        ("", "访客 Visitor"),
    )
    emails = {
        "erp-7": "wang.min@huadong.example",
        "erp-9": "jonas.weber@nordwind.example",
    }

    def customer(self, openid=None, name=""):
        """A person; who has no id is a visitor who did not log in."""
        return super().customer(openid or "visitor", name)

    def visitor(self, openid):
        """What the page knows of who looks at it, and the scripts it carries.

        :return: dict of ``user`` (vouched for, or None) and ``scripts``: lists of an
            address and the tag's data
        """
        odoo, key = self.config["odoo"], self.config["widget_key"]
        script = f"{odoo}/cs_channels/static/widget/widget.js"
        return {"user": self._user(openid), "scripts": [[script, {"key": key}]]}

    def _user(self, openid):
        """As documented for the bubble: the server of the page signs id and mail."""
        email = self.emails.get(openid)
        if not email:
            return None
        signed = hmac.new(
            self.config["widget_secret"].encode(),
            f"{openid}\n{email}".encode(),
            hashlib.sha256,
        )
        name = self.customers[openid].name
        return {"id": openid, "email": email, "name": name, "hash": signed.hexdigest()}


class LiveChat(Platform):
    """A web site with the live chat's loader.

    :param dict config: ``odoo`` (base address) and ``livechat``, the id of the chat
    """

    key = "livechat"
    people = (("visitor", "访客 Visitor"),)

    def visitor(self, openid):
        """As :meth:`Website.visitor`; whoever comes is unknown."""
        base = f"{self.config['odoo']}/im_livechat"
        paths = (f"loader/{self.config['livechat']}", "assets_embed.js")
        return {"user": None, "scripts": [[f"{base}/{path}", {}] for path in paths]}
