# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChannelCase

SECRETS = (
    "access_token",
    "signing_secret",
    "widget_secret",
    "corp_id",
    "open_kfid",
    "callback_url",
    "robot_code",
)


@tagged("post_install", "-at_install")
class TestProviderSecurity(ChannelCase):
    """Who may see what single providers keep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.identity = cls.env["cs.channel.identity"]._get_or_create(cls.demo, "i1")
        cls.partner = cls.env["res.partner"].create({"name": "Anna"})
        create = {
            "cs.channel.group": {"external_id": "g", "name": "Group"},
            "cs.channel.menu": {"name": "Menu"},
            "cs.channel.template": {"external_id": "t", "name": "Template"},
            "cs.channel.scene": {"partner_id": cls.partner.id},
            "cs.channel.cursor": {"key": "k"},
            "cs.channel.visitor": {
                "identity_id": cls.identity.id,
                "token_hash": "h",
                "expires_at": "2100-01-01",
            },
            "cs.call": {"external_id": "c", "identity_id": cls.identity.id},
        }
        cls.records = {
            model: cls.env[model].create({**values, "channel_id": cls.demo.id})
            for model, values in create.items()
        }

    def seen_by(self, user):
        """The models whose record a user finds."""
        found = set()
        for model, record in self.records.items():
            records = record.with_user(user)
            if records.browse().has_access("read") and records.search(
                [("id", "=", record.id)]
            ):
                found.add(model)
        return found

    def test_teams(self):
        agents = {"cs.channel.group", "cs.channel.template", "cs.call"}
        self.assertEqual(self.seen_by(self.agent), agents)
        self.assertEqual(self.seen_by(self.stranger), {"cs.channel.template"})
        self.assertEqual(self.seen_by(self.manager), set(self.records))

    def test_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        groups = "cs_helpdesk.group_manager,cs_customer.group_user"
        other = new_test_user(
            self.env,
            "ch_elsewhere",
            groups,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertEqual(self.seen_by(other), set())

    def test_customers_and_other_staff(self):
        for groups in ("base.group_portal", "base.group_user"):
            user = new_test_user(self.env, f"ch_{groups[-6:]}", groups)
            self.assertEqual(self.seen_by(user), set())

    def test_secrets(self):
        channel = self.demo.with_user(self.manager)
        for name in SECRETS:
            with self.subTest(name=name), self.assertRaises(AccessError):
                channel.read([name])
        for name in ("action_connect", "action_rotate_token"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(channel, name)()
        with self.assertRaises(AccessError):
            self.identity.with_user(self.manager).read(["session"])

    def test_calls_and_visits_are_the_engines(self):
        for model in ("cs.call", "cs.channel.visitor", "cs.channel.cursor"):
            record = self.records[model].with_user(self.manager)
            with self.subTest(model=model), self.assertRaises(AccessError):
                record.write({"channel_id": self.wechat.id})
            with self.subTest(model=model), self.assertRaises(AccessError):
                record.unlink()

    def test_erasing_reaches_calls_and_visits(self):
        call = self.records["cs.call"]
        call.write({"number": "+32", "transcript": "secret"})
        self.identity.write({"email": "a@x", "phone": "+32"})
        self.identity._erase()
        self.assertFalse(call.number or call.transcript)
        self.assertFalse(self.identity.email or self.identity.phone)
        self.assertFalse(self.records["cs.channel.visitor"].exists())
