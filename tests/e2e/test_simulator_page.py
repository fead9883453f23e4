# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page of simulated customers: every kind of them writes and sees the answer."""

import threading

import pytest

from tests.live.server import Session, free_port
from tests.live.waiting import wait_for
from tests.simulators import demo

from .people import somebody

CHATS = ("", "wechat_mini", "wecom_kf", "dingtalk", "telegram", "webhook")
GROUP = "cidDemoHuadong"
# Somebody is there at any hour, and has room for all of them.
SETUP = """
env.ref('cs_helpdesk.cs_team_support').calendar_id = False
env['res.users'].search([('login', '=', 'grace')]).cs_capacity = 0
"""
SAID = """
    SELECT talk.id FROM cs_conversation talk JOIN mail_message message
        ON message.model = 'discuss.channel'
       AND message.res_id = talk.discuss_channel_id
     WHERE message.body LIKE '%{}%'
"""


@pytest.fixture(scope="module")
def simulator(live):
    """The page, and the accounts of the demo story pointing at it."""
    live.shell(SETUP)
    address = ("127.0.0.1", free_port())
    url = f"http://127.0.0.1:{address[1]}"
    for column in ("api_url", "callback_url", "widget_origins"):
        live.query(
            f"UPDATE cs_channel SET {column} = regexp_replace({column},"
            f" '^http://127.0.0.1:[0-9]+', '{url}') WHERE {column} IS NOT NULL"
        )
    ((chat,),) = live.query(
        "SELECT livechat_channel_id FROM cs_channel WHERE provider = 'livechat'"
    )
    port = free_port()
    live.query(
        f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{port}'"
        " WHERE key = 'web.base.url'"
    )
    server = live.serve(port=port)
    simulator = demo.build(address, server.url, livechat=chat)
    threading.Thread(target=simulator.serve_forever, daemon=True).start()
    yield simulator
    simulator.shutdown()
    simulator.server_close()


@pytest.fixture(scope="module")
def agent(live, simulator):
    """A service manager: she may take over what others have."""
    return Session(live.servers[0], "grace", "grace")


@pytest.fixture
def customer(chromium, live, simulator):
    with somebody(chromium, live, simulator.url) as customer:
        customer.page.goto(simulator.url)
        customer.see("#people button[aria-current=true]")
        yield customer


def choose(customer, platform):
    """Take the first phone of a platform in hand."""
    if platform:
        customer.page.select_option("#platform", platform)
    customer.page.wait_for_timeout(500)
    customer.see("#people button[aria-current=true]")


def write(customer, words):
    customer.page.fill("#text", words)
    customer.click("#composer button[type=submit]")
    customer.see(f"#messages >> text={words}")


def answer(live, agent, words, text):
    """Answer whoever said these words, once they have arrived."""
    ((talk,),) = wait_for(lambda: live.query(SAID.format(words)))
    agent.call("cs.conversation", "claim", [talk])
    agent.call("cs.conversation", "reply", [talk], text)
    return talk


@pytest.mark.parametrize("platform", CHATS)
def test_a_customer_writes_and_is_answered(live, customer, agent, platform):
    name = platform or "wechat_oa"
    choose(customer, platform)
    write(customer, f"asked on {name}")
    answer(live, agent, f"asked on {name}", f"answered on {name}")
    customer.see(f"#messages .line:not(.mine) >> text=answered on {name}")
    customer.picture(f"simulator-{name}")


def test_a_member_of_a_group_asks_the_robot(live, customer, agent):
    choose(customer, "dingtalk")
    customer.page.select_option("#group", GROUP)
    write(customer, "asked in the group")
    answer(live, agent, "asked in the group", "answered in the group")
    customer.see("#messages .line:not(.mine) >> text=answered in the group")


def test_a_caller_hangs_up_before_anybody_answers(customer, agent):
    choose(customer, "phone")
    before = agent.call("cs.call", "search_count", [["state", "=", "missed"]])
    customer.click("[data-call=ring]")
    customer.see("#messages .note >> text=is calling")
    customer.click("[data-call=hangup]")
    missed = [["state", "=", "missed"]]
    wait_for(lambda: agent.call("cs.call", "search_count", missed) > before)


def test_a_page_of_the_company_s_own_carries_the_bubble(live, customer, agent):
    choose(customer, "website")
    page = customer.page.frame_locator("#site")
    page.locator("#cs-widget .bubble").click()
    page.locator("#cs-widget textarea").fill("asked in the bubble")
    page.locator("#cs-widget textarea").press("Enter")
    talk = answer(live, agent, "asked in the bubble", "answered in the bubble")
    page.locator("#cs-widget .m:not(.mine)").get_by_text(
        "answered in the bubble"
    ).wait_for(timeout=60_000)
    [found] = agent.call("cs.conversation", "read", [talk], ["partner_id"])
    assert "王敏" in found["partner_id"][1], "the page vouches for who is logged in"
    customer.picture("simulator-website")


def test_a_visitor_of_the_site_chats(live, customer, agent):
    choose(customer, "livechat")
    page = customer.page.frame_locator("#site")
    page.locator(".o-livechat-LivechatButton").click(timeout=60_000)
    page.locator(".o-mail-Composer-input").fill("asked on the site")
    customer.page.keyboard.press("Enter")
    answer(live, agent, "asked on the site", "answered on the site")
    page.get_by_text("answered on the site").wait_for(timeout=60_000)
    customer.picture("simulator-livechat")


def test_the_phone_is_the_same_after_a_reload(customer):
    customer.click("#people button >> nth=1")
    write(customer, "still mine")
    customer.page.reload()
    customer.see("#messages >> text=still mine")
