"""One customer's journey through the whole house, each step by a person in a browser.

A WeChat customer writes, an agent answers, a ticket with a promise is solved and rated,
the salesperson sees it on the lead, and the contract renews: one record.
"""

import struct
import threading
import time
import zlib

import pytest

from tests.live.server import Session, free_port
from tests.simulators import demo

from .people import somebody

QUESTION = "税号发给你了，发票抬头麻烦改一下"
ANSWER = "您好陈静，收到，我们马上处理。"
CUSTOMER = "陈静"


def png(size: int = 48) -> bytes:
    """A small picture, made here."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    row = b"\0" + b"\x2e\x8b\x57" * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * size))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def wechat(live):
    """The simulated WeChat; the demo channel's account points at it."""
    port = free_port()
    server = live.serve()
    simulator = demo.build(("127.0.0.1", port), server.url)
    threading.Thread(target=simulator.serve_forever, daemon=True).start()
    admin = Session(server, "admin", "admin")
    [channel] = admin.call("cs.channel", "search", [["provider", "=", "wechat_oa"]])
    admin.call("cs.channel", "write", [channel], {"api_url": simulator.url})
    yield simulator
    simulator.shutdown()
    simulator.server_close()


@pytest.fixture(scope="module")
def url(live, wechat):
    return live.servers[0].url


@pytest.fixture(scope="module")
def admin(live, wechat):
    return Session(live.servers[0], "admin", "admin")


@pytest.fixture(scope="module")
def story():
    """What one step leaves for the next: ids of records."""
    return {}


def until(found, timeout: float = 30):
    """Wait for ``found()`` to be true, and return it."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.3)
    raise AssertionError(f"{found} did not come true in {timeout} s")


def test_1_the_customer_writes_and_the_inbox_shows_it_live(
    chromium, live, url, wechat, admin, story, tmp_path
):
    picture = tmp_path / "printer.png"
    picture.write_bytes(png())
    with (
        somebody(chromium, live, url, "lin") as agent,
        somebody(chromium, live, wechat.url) as customer,
    ):
        agent.open("/odoo/inbox", ".o_cs_inbox")
        agent.click("[data-folder=unassigned]")
        agent.picture("01-inbox-before")
        customer.page.goto(wechat.url)
        customer.click(f"#people >> text={CUSTOMER}")
        customer.page.fill("#text", QUESTION)
        customer.click("#composer button[type=submit]")
        customer.see(f"#messages >> text={QUESTION}")
        # No reload: the words come by the bus.
        row = f".o_cs_inbox_row:has-text('{CUSTOMER}')"
        agent.see(f"{row}:has-text('{QUESTION}')")
        customer.page.set_input_files("#picture", str(picture))
        customer.picture("02-wechat-asks")
        agent.click(row)
        agent.see(f".o-mail-Message:has-text('{QUESTION}')")
        agent.see(
            ".o-mail-Message img.o-mail-AttachmentImage, .o-mail-AttachmentImage img"
        )
        agent.see(".o_cs_panel_header")
        agent.picture("03-inbox-live")
        agent.click(".o_cs_talk_claim")
        agent.see(".o-mail-Composer-input")
        agent.page.fill(".o-mail-Composer-input", ANSWER)
        agent.page.keyboard.press("Enter")
        customer.see(f"#messages >> text={ANSWER}")
        customer.picture("04-wechat-answered")
        agent.picture("05-inbox-answered")
    domain = [["identity_id.name", "=", CUSTOMER], ["state", "!=", "closed"]]
    [story["conversation"]] = admin.call("cs.conversation", "search", domain)


def test_2_a_ticket_with_a_promise_is_solved(chromium, live, url, admin, story):
    with somebody(chromium, live, url, "lin") as agent:
        agent.open("/odoo/inbox", ".o_cs_inbox")
        agent.click(f".o_cs_inbox_row:has-text('{CUSTOMER}')")
        agent.click(".o_cs_talk_create_ticket")
        agent.click(".modal button[name=action_make]")
        agent.see(".o_cs_talk_ticket")
        [story["ticket"]] = _read(
            admin, "cs.conversation", story["conversation"], "ticket_ids"
        )
        lines = admin.call(
            "cs.sla.line",
            "search_read",
            [["ticket_id", "=", story["ticket"]]],
            ["metric", "state"],
        )
        states = {line["metric"]: line["state"] for line in lines}
        assert states["resolve"] == "running"
        # The question was answered in the conversation before the ticket was made.
        assert states.get("first_response", "met") == "met"
        agent.open(f"/odoo/tickets/{story['ticket']}", ".o_form_view")
        agent.picture("06-ticket")
        agent.click(".o_statusbar_status button:has-text('Solved')")
        until(lambda: _read(admin, "cs.ticket", story["ticket"], "state") == "solved")
        agent.picture("07-ticket-solved")


def _read(session, model, record_id, field):
    return session.call(model, "read", [record_id], [field])[0][field]


def test_3_the_customer_rates_in_the_portal(chromium, live, url, admin, story):
    with somebody(chromium, live, url, "portal-huadong") as customer:
        customer.open("/my/tickets", "table")
        customer.picture("08-portal-tickets")
        customer.open(f"/my/tickets/{story['ticket']}", "#wrapwrap")
        customer.picture("09-portal-ticket")
        customer.click("label[for=rate_5]")
        customer.click("form:has(#rate_5) button[type=submit]")
        customer.page.wait_for_load_state("load")
        customer.picture("10-portal-rated")
    domain = [
        ["res_model", "=", "cs.ticket"],
        ["res_id", "=", story["ticket"]],
        ["consumed", "=", True],
    ]
    [rating] = until(
        lambda: admin.call("rating.rating", "search_read", domain, ["rating"])
    )
    assert rating["rating"] == 5


def test_4_the_salesperson_sees_service_on_the_lead(chromium, live, url, admin):
    [lead] = admin.call("crm.lead", "search", [["name", "=", "增购 BI 分析模块"]])
    with somebody(chromium, live, url, "sofia") as seller:
        seller.open(f"/odoo/crm/{lead}", ".o_form_view")
        seller.click("a[name=cs_customer]")
        seller.see("[data-key=tickets]")
        seller.see("[data-kind=conversation]")
        seller.see("[data-kind=ticket]")
        seller.picture("11-lead-panel")


def test_5_the_success_manager_sends_the_renewal(chromium, live, url, admin, story):
    domain = [["title", "=", "Polaris ERP + WMS"]]
    [story["contract"]] = admin.call("cs.contract", "search", domain)
    with somebody(chromium, live, url, "zhou") as manager:
        manager.open(f"/odoo/contracts/{story['contract']}", ".o_form_view")
        manager.picture("12-contract")
        manager.click("button[name=action_open_renewal]")
        manager.see("button[name=action_cs_renewal_quotation]")
        manager.picture("13-renewal")
        manager.click("button[name=action_cs_renewal_quotation]")
        manager.see("button[name=action_cs_send_renewal]")
        manager.click("button[name=action_cs_send_renewal]")
        # an urgent ticket is open: whoever sends all the same has to say so
        manager.see(".modal [name=concern]")
        manager.click(".modal button[name=action_send]")
        manager.see(".o_notification:has-text('sent')")
        manager.picture("14-renewal-sent")
    order_domain = [["cs_contract_id", "=", story["contract"]]]
    [story["order"]] = admin.call("sale.order", "search", order_domain)
    assert _read(admin, "sale.order", story["order"], "state") == "sent"


def test_6_the_customer_accepts_and_signs(chromium, live, url, admin, story):
    with somebody(chromium, live, url, "portal-huadong") as customer:
        customer.open(f"/my/contracts/{story['contract']}", ".o_cs_renewal_link")
        customer.picture("15-portal-contract")
        customer.click(".o_cs_renewal_link")
        customer.click("a[data-bs-target='#modalaccept']:visible")
        customer.see("#modalaccept .o_portal_sign_submit:not([disabled])")
        customer.picture("16-portal-sign")
        customer.click("#modalaccept .o_portal_sign_submit")
        until(lambda: _read(admin, "sale.order", story["order"], "state") == "sale", 60)
        customer.page.wait_for_load_state("load")
        customer.picture("17-portal-signed")


def test_7_the_contract_is_succeeded_and_retention_shows_it(
    chromium, live, url, admin, story
):
    contract = admin.call("cs.contract", "read", [story["contract"]])[0]
    assert contract["state"] == "renewed"
    [successor] = admin.call("cs.contract", "read", [contract["successor_id"][0]])
    assert successor["state"] == "active"
    [movement] = admin.call(
        "cs.mrr.movement",
        "search_read",
        [["contract_id", "=", successor["id"]]],
        ["kind", "amount", "date"],
    )
    assert movement["kind"] == "expansion"
    assert movement["date"] == successor["date_start"]
    figures = admin.call(
        "cs.mrr.movement",
        "retention",
        successor["date_start"],
        successor["date_end"],
        [["partner_id", "=", contract["commercial_partner_id"][0]]],
    )
    assert figures["nrr"] > 1
    assert figures["logo_lost"] == 0
    with somebody(chromium, live, url, "ivan") as finance:
        finance.open("/odoo/retention", ".o_form_view")
        finance.picture("18-retention")
