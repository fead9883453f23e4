# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Core's live chat on a page, our inbox behind it, in a real browser."""

from tests.live.server import Session

WORDS = "The label printer prints nothing"
SETUP = """
env['ir.config_parameter'].set_param('web.base.url', '{url}')
team = env.ref('cs_helpdesk.cs_team_support')
channel = env['cs.channel'].create(dict(
    name='Site', provider='livechat', team_id=team.id, tell_place=True))
print('LIVE', channel.livechat_channel_id.id)
"""
TALK = (
    "SELECT c.id FROM cs_conversation c JOIN cs_channel h ON h.id = c.channel_id"
    " WHERE h.provider = 'livechat'"
)


def wait_for(page, condition):
    for _second in range(60):
        if found := condition():
            return found
        page.wait_for_timeout(1000)
    raise AssertionError("it did not happen in time")


def test_a_visitor_waits_is_answered_and_stays_when_the_agent_goes(
    live, server, chromium
):
    shown = live.shell(SETUP.format(url=server.url))
    number = shown.partition("LIVE ")[2].split()[0]
    server.stop()  # it has read its own address before
    server.start()
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.set_default_timeout(90000)
    page.goto(f"{server.url}/im_livechat/support/{number}")
    page.locator(".o-livechat-LivechatButton").click()
    page.locator(".o-mail-Composer-input").fill(WORDS)
    page.keyboard.press("Enter")
    ((talk,),) = wait_for(page, lambda: live.query(TALK))
    page.get_by_text("A colleague will be with you").wait_for()
    agent = Session(server, "lin", "lin")
    agent.call("cs.conversation", "reply", [talk], "Which printer is it?")
    page.get_by_text("Which printer is it?").wait_for()
    page.screenshot(path=str(live.artefact("livechat.png")))
    agent.call("res.users", "cs_set_status", [agent.uid], "off")
    page.locator(".o-mail-Composer-input").fill("The one in hall 2")
    page.keyboard.press("Enter")
    # The agent has gone: he waits in the queue again, and is told so.
    wait_for(
        page,
        lambda: live.query(
            f"SELECT 1 FROM cs_conversation WHERE id = {talk}"
            " AND user_id IS NULL AND waiting_since IS NOT NULL"
        ),
    )
    page.get_by_text("A colleague will be with you").nth(1).wait_for()
    ((ended,),) = live.query(
        "SELECT livechat_end_dt IS NOT NULL FROM discuss_channel WHERE id ="
        f" (SELECT discuss_channel_id FROM cs_conversation WHERE id = {talk})"
    )
    assert not ended
    context.close()
