# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestFollowUp(ChannelCase):
    """Who was not answered is called, or sales hears of him; skills; going home."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.calendar_id = False
        cls.env.company.country_id = cls.env.ref("base.de")
        cls.seller = cls.stranger
        cls.demo.follow_up_outside = False
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nord", "is_company": True, "user_id": cls.seller.id}
        )

    def known(self, sender="demo-1"):
        identity = self.env["cs.channel.identity"]._get_or_create(
            self.demo, sender, "Nora"
        )
        identity.bind(self.customer)
        return identity

    def leads(self, talk):
        return self.env["crm.lead"].search(
            [("cs_origin_model", "=", talk._name), ("cs_origin_id", "=", talk.id)]
        )

    # === Call back === #

    @freeze_time("2026-06-03 09:00:00")
    def test_a_number_instead_of_waiting(self):
        self.demo.offer_callback = True
        talk = self.customer_writes("hello", at=1780477200)
        self.assertTrue(talk.callback_offered)
        self.assertIn("telephone number", self.words(talk)[-1])
        self.customer_writes("my order is 12", at=1780477201)
        self.assertEqual(talk.state, "queued")
        self.customer_writes("030 1234567 at 18:30 please", at=1780477202)
        self.assertEqual(talk.state, "closed")
        call = talk.call_ids
        self.assertEqual((call.number, call.state), ("+49301234567", "missed"))
        zone = self.env.company.resource_calendar_id.tz
        self.assertTrue(call.callback_at, zone)
        self.assertIn("+49301234567", self.words(talk)[-1])
        self.assertIn("18:30", self.words(talk)[-1])
        self.assertFalse(talk.follow_up_reason)

    def test_a_number_in_a_question_is_none_to_call(self):
        self.demo.offer_callback = True
        self.env.company.country_id = self.env.ref("base.us")
        asked = "My order number is 2125550123, it has not arrived"
        for number, words in enumerate((asked, "2125550123 does not print, why?")):
            talk = self.customer_writes("hello", f"demo-q{number}")
            self.customer_writes(words, f"demo-q{number}")
            self.assertEqual((talk.state, talk.call_ids.ids), ("queued", []), words)
        self.env.company.country_id = self.env.ref("base.cn")
        for words in ("我的电话13800138000，下午3点，王先生", "John Smith 13800138000"):
            sender = f"demo-{words}"
            talk = self.customer_writes("hello", sender)
            self.customer_writes(words, sender)
            self.assertEqual((talk.state, len(talk.call_ids)), ("closed", 1), words)

    @freeze_time("2026-06-03 09:00:00")
    def test_an_hour_that_is_over_is_tomorrow(self):
        self.env.company.resource_calendar_id.tz = "UTC"
        talk = self.customer_writes("hi", at=1780477200)
        today, tomorrow = talk._cs_wished("at 10:15"), talk._cs_wished("8点")
        self.assertEqual(int(tomorrow) - int(today), 78300)
        self.assertIsNone(talk._cs_wished("soon"))

    def test_the_call_goes_out_by_the_phone_channel(self):
        self.demo.offer_callback = True
        talk = self.customer_writes("hello")
        talk._cs_take_number("call +49 30 1234567")
        call = talk.call_ids
        self.assertFalse(call._phone_channel())
        phone = self.env["cs.channel"].create(
            {"name": "Phone", "provider": "phone", "team_id": self.team.id}
        )
        self.assertEqual(call._phone_channel(), phone)

    # === Sales === #

    def test_a_wish_to_buy_becomes_an_opportunity(self):
        self.demo.follow_up = "lead"
        talk = self.customer_writes("Please send me a quote for 20 users")
        self.customer_writes("What is the price?")
        self.assertEqual(talk.follow_up_reason, "intent")
        lead = self.leads(talk)
        self.assertEqual(len(lead), 1)
        self.assertIn("quote", lead.description)
        chinese = self.customer_writes("想了解一下报价", "demo-2")
        self.assertEqual(chinese.follow_up_reason, "intent")
        plain = self.customer_writes("The priceless printer", "demo-3")
        self.assertFalse(plain.follow_up_reason)

    def test_the_salesperson_of_a_customer_is_asked_to_call(self):
        self.demo.follow_up = "call"
        self.known()
        talk = self.customer_writes("we want to buy more")
        alert = self.env["cs.alert"].search([("kind", "=", "sales_call")])
        self.assertEqual((alert.user_id, alert.res_id), (self.seller, talk.id))
        self.assertFalse(self.leads(talk))
        unknown = self.customer_writes("we want to buy", "demo-2")
        self.assertEqual(len(self.leads(unknown)), 1)

    def test_who_is_answered_is_no_affair_of_sales(self):
        self.demo.follow_up = "lead"
        talk = self.customer_writes("hello")
        talk.with_user(self.agent).reply("hi")
        self.customer_writes("I want to buy")
        talk.with_user(self.agent).close()
        self.assertFalse(talk.follow_up_reason)

    def test_who_goes_before_an_answer(self):
        self.demo.follow_up = "lead"
        talk = self.customer_writes("hello")
        talk.close()
        self.assertEqual(talk.follow_up_reason, "abandoned")
        self.assertEqual(len(self.leads(talk)), 1)

    def test_nothing_is_done_unless_asked_for(self):
        talk = self.customer_writes("I want to buy")
        talk.close()
        self.assertFalse(talk.follow_up_reason)

    def test_outside_working_hours(self):
        self.demo.write({"follow_up": "lead", "follow_up_outside": True})
        with freeze_time("2026-06-07 03:00:00"):  # a Sunday
            talk = self.customer_writes("hello", at=1780801200)
        self.assertEqual(talk.follow_up_reason, "outside")

    def test_a_bot_that_answered_is_no_loss(self):
        self.demo.write({"follow_up": "lead", "bot_active": True})
        talk = self.customer_writes("hello")
        talk.close()
        self.assertFalse(talk.follow_up_reason)
        lost = self.customer_writes("hello", "demo-2")
        self.customer_writes("qwxyz", "demo-2")
        self.assertEqual(lost.state, "bot")
        lost.close()
        self.assertEqual(lost.follow_up_reason, "abandoned")

    # === Skills, going home === #

    def test_skills_decide_who_gets_it(self):
        skill = self.env["cs.skill"].create({"name": "Live printers"})
        self.team.assign_mode = "balanced"
        self.demo.skill_ids = skill
        (self.agent | self.colleague).sudo().cs_set_status("online")
        talk = self.customer_writes("hello")
        self.assertEqual(talk.skill_ids, skill)
        self.assertFalse(talk.user_id)
        pool = self.env["cs.conversation"]._cs_pool
        self.assertFalse(pool(self.team, self.colleague), "nobody looks at it in vain")
        self.assertEqual(pool(self.team), talk)
        member = self.team.member_ids.filtered(lambda m: m.user_id == self.colleague)
        member.skill_ids = [Command.link(skill.id)]
        self.assertEqual(pool(self.team, self.colleague), talk)
        talk._cs_assign()
        self.assertEqual(talk.user_id, self.colleague)

    def test_an_agent_may_say_what_it_needs(self):
        skill = self.env["cs.skill"].create({"name": "Live scanners"})
        talk = self.customer_writes("hello")
        talk.with_user(self.agent).skill_ids = skill
        self.assertEqual(talk.skill_ids, skill)

    def test_who_goes_home_leaves_nobody_waiting(self):
        talk = self.customer_writes("hello")
        talk.with_user(self.agent).claim()
        self.agent.with_user(self.agent).cs_set_status("break", "lunch")
        self.assertEqual(talk.user_id, self.agent)
        self.agent.with_user(self.agent).cs_set_status("off")
        self.assertEqual((talk.state, talk.user_id.id), ("queued", False))
