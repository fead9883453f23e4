# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The chat bubble in a page of one's own software, in a real browser."""

from tests.live.server import Session

WORDS = "Where do I find the invoice?"


def test_a_visitor_is_answered(live, server, chromium):
    live.shell("env.ref('cs_helpdesk.cs_team_support').calendar_id = False")
    context = chromium.new_context(viewport={"width": 1100, "height": 760})
    page = context.new_page()
    page.goto(f"{server.url}/cs_channels/static/widget/demo.html")
    page.click("#cs-widget .bubble")
    page.wait_for_selector("#cs-widget .note")
    page.fill("#cs-widget textarea", WORDS)
    page.press("#cs-widget textarea", "Enter")
    page.wait_for_selector("#cs-widget .m.mine")

    def talks():
        return live.query(
            "SELECT c.id FROM cs_conversation c JOIN cs_channel h"
            " ON h.id = c.channel_id WHERE h.widget_key = 'demo-widget'"
            " AND c.opened_at > now() AT TIME ZONE 'UTC' - interval '10 minutes'"
        )

    for _second in range(60):
        if talks():
            break
        page.wait_for_timeout(1000)
    ((talk,),) = talks()
    agent = Session(server, "lin", "lin")
    agent.call("cs.conversation", "reply", [talk], "Under Accounting <b>")
    answer = page.wait_for_selector("#cs-widget .m:not(.mine)", timeout=60000)
    assert answer.inner_text() == "Under Accounting <b>"
    page.screenshot(path=str(live.artefact("widget.png")))
    page.reload()
    page.click("#cs-widget .bubble")
    page.wait_for_selector("#cs-widget .m.mine")
    assert page.locator("#cs-widget .m").count() == 2
    notes = live.query(
        "SELECT body FROM mail_message WHERE model = 'cs.conversation'"
        f" AND res_id = {talk} AND body LIKE '%4.2.1%'"
    )
    assert len(notes) == 1
    context.close()


def test_what_is_written_while_the_line_is_down_can_be_sent_again(
    live, server, chromium
):
    live.shell("env.ref('cs_helpdesk.cs_team_support').calendar_id = False")
    context = chromium.new_context(viewport={"width": 1100, "height": 760})
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/cs/widget/**", lambda route: route.abort())
    page.goto(f"{server.url}/cs_channels/static/widget/demo.html")
    page.click("#cs-widget .bubble")
    page.fill("#cs-widget textarea", "written in a tunnel")
    page.press("#cs-widget textarea", "Enter")
    page.wait_for_selector("#cs-widget .m.failed")
    page.unroute("**/cs/widget/**")
    page.click("#cs-widget .m.failed")
    for _second in range(60):
        if live.query(
            "SELECT 1 FROM mail_message WHERE body LIKE '%written in a tunnel%'"
        ):
            break
        page.wait_for_timeout(1000)
    else:
        raise AssertionError("it did not arrive")
    assert not page.locator("#cs-widget .m.failed").count()
    assert not errors, errors
    context.close()
