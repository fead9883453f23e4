import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { MainComponentsContainer } from "@web/core/main_components_container";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import {
    contains as seen,
    defineMailModels,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import { ContactHints } from "@cs_channels/inbox/contact_hints";
import { Inbox } from "@cs_channels/inbox/inbox";
import { LiveQueue } from "@cs_channels/live/live_queue";
import { HeldDialog } from "@cs_channels/patches/held_dialog";

describe.current.tags("desktop");
defineMailModels();

function emptyInbox() {
    sessionStorage.clear();
    const counts = { mine: 1, unassigned: 0, team: 0, waiting: 1, snoozed: 0 };
    onRpc("cs.conversation", "inbox_counts", () => counts);
    onRpc("cs.conversation", "inbox_filters", () => ({
        channels: [{ id: 5, name: "WeChat", provider: "wechat_oa" }],
        tiers: [{ id: 6, name: "Gold" }],
    }));
    onRpc("cs.conversation", "inbox_list", ({ args, kwargs }) => {
        expect.step(`${args[0]} ${JSON.stringify(kwargs.filters)}`);
        return [];
    });
}

test("the list is narrowed by channel, tier and promise", async () => {
    emptyInbox();
    onRpc("res.users", "cs_my_wrap_up", () => false);
    await mountWithCleanup(Inbox, { props: { action: {}, actionId: 1 } });
    expect.verifySteps(["mine {}"]);
    await contains(".o_cs_inbox_filter").click();
    await contains(".o-dropdown-item:contains(Gold)").click();
    await contains(".o_cs_inbox_filter").click();
    await contains(".o-dropdown-item:contains(Promise at risk)").click();
    expect.verifySteps(['mine {"tier_id":6}', 'mine {"tier_id":6,"pressing":true}']);
    expect(queryAllTexts(".o_cs_inbox_facets button")).toEqual([
        "Gold",
        "Promise at risk",
    ]);
    await contains(".o_cs_inbox_facets [data-filter=tier_id]").click();
    expect.verifySteps(['mine {"pressing":true}']);
    expect(".o_cs_inbox_empty:first").toHaveText("Nothing found.");
});

test("a key shows the keys", async () => {
    emptyInbox();
    onRpc("res.users", "cs_my_wrap_up", () => false);
    await mountWithCleanup(MainComponentsContainer);
    await mountWithCleanup(Inbox, { props: { action: {}, actionId: 1 } });
    await press("h");
    await animationFrame();
    expect(".o_cs_keys dd:contains(Hand over)").toHaveCount(1);
    expect.verifySteps(["mine {}"]);
});

test("who wraps up says when he is ready", async () => {
    emptyInbox();
    let until = "2099-03-04 10:00:00";
    onRpc("res.users", "cs_my_wrap_up", () => until);
    onRpc("res.users", "cs_end_wrap_up", () => {
        until = false;
        return true;
    });
    await mountWithCleanup(Inbox, { props: { action: {}, actionId: 1 } });
    expect(".o_cs_inbox_wrap").toHaveCount(1);
    await contains(".o_cs_inbox_wrap button").click();
    expect(".o_cs_inbox_wrap").toHaveCount(0);
    expect.verifySteps(["mine {}"]);
});

test("a held message offers the ways that are open", async () => {
    let info;
    onRpc("cs.channel.delivery", "ways_out", () => ({
        state: "held",
        reason: "No message left.",
        wait: true,
        retry: true,
        template: false,
        mail: "wang@huadong.example",
        qr: false,
        info: { ids: [3], state: "held" },
    }));
    onRpc("cs.channel.delivery", "action_drop", ({ args }) => {
        expect.step(`drop ${args[0]}`);
        return true;
    });
    await mountWithCleanup(MainComponentsContainer);
    const props = { ids: [3], onChanged: (given) => (info = given) };
    getService("dialog").add(HeldDialog, props);
    await animationFrame();
    expect(queryAllTexts(".o_cs_ways strong")).toEqual([
        "Send by mail",
        "Send again",
        "Drop it",
    ]);
    expect(".modal .alert").toHaveCount(1);
    await contains("[data-way=drop]").click();
    expect.verifySteps(["drop 3"]);
    expect(info.state).toBe("held");
    expect(".modal").toHaveCount(0);
});

test("a suggestion binds only when a person confirms it", async () => {
    onRpc("cs.channel.identity", "suggest_contacts", () => [
        { id: 9, name: "Wang Min", company: "Huadong", reason: "The same name." },
    ]);
    onRpc("cs.channel.identity", "bind", ({ args, kwargs }) => {
        expect.step(`${args[1]} ${kwargs.reason}`);
        return true;
    });
    const props = {
        identityId: 4,
        onBound: (what) => expect.step(what),
        onChoose: () => expect.step("choose"),
    };
    await mountWithCleanup(ContactHints, { props });
    expect(".o_cs_hint").toHaveText(/Wang Min · Huadong/);
    expect.verifySteps([]);
    await contains(".o_cs_hint button").click();
    expect.verifySteps(["9 The same name.", "bind"]);
});

test("the live queue shows a person's conversations", async () => {
    const row = {
        id: 1,
        name: "Ann",
        company: false,
        tier: false,
        channel: "WeChat",
        provider: "wechat_oa",
        state: "queued",
        user_id: false,
        team_id: 1,
        preview: "hello",
        promise: "breached",
        queued_at: "2026-03-04 10:00:00",
        waiting_since: "2026-03-04 10:00:00",
    };
    const total = { queued: 1, open: 1, bot: 0, snoozed: 0, unanswered: 2, begun: 4 };
    onRpc("cs.conversation", "live_queue", () => ({
        total: { ...total, longest: "2026-03-04 10:00:00" },
        channels: [
            {
                ...total,
                id: 1,
                name: "WeChat",
                provider: "wechat_oa",
                longest: false,
                in_time: 80,
                abandoned: false,
                wait: 150,
            },
        ],
        people: [
            {
                id: 7,
                name: "Lin",
                status: "online",
                reason: false,
                since: false,
                away: false,
                load: 3,
                capacity: 6,
                talks: 1,
                unanswered: 1,
            },
        ],
        queue: [row],
        teams: [],
    }));
    onRpc("cs.conversation", "live_talks", ({ args }) => {
        expect.step(`talks of ${args[0]}`);
        return [{ ...row, id: 2, name: "Bob", state: "open", user_id: 8 }];
    });
    await mountWithCleanup(LiveQueue, { props: { action: {}, actionId: 1 } });
    expect("[data-tile=queued] .o_cs_board_number").toHaveText("1");
    expect(".o_cs_live_row .text-bg-danger").toHaveCount(1);
    expect(queryAllTexts(".o_cs_live_channels tbody td").slice(5)).toEqual([
        "80 %",
        "–",
        "3 min",
    ]);
    await contains(".o_cs_live_person").click();
    expect.verifySteps(["talks of 7"]);
    expect(".o_cs_live_row strong").toHaveText("Bob");
    expect(".o_cs_live_take").toHaveText("Take over");
});

/** What the server tells a person over the bus. */
function tell(pyEnv, kind, data) {
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, kind, data);
}

test("an agent hears of his conversations, but not of the one he reads", async () => {
    const pyEnv = await startServer();
    await start();
    const talk = { id: 3, name: "Wang Min", channel: "WeChat", preview: "hello?" };
    const bell = getService("cs_channels.bell");
    bell.show = (id) => expect.step(`show ${id}`);
    bell.viewing = 4;
    tell(pyEnv, "cs.conversation/mine", { ...talk, id: 4, what: "wrote" });
    tell(pyEnv, "cs.conversation/mine", { ...talk, what: "given" });
    await seen(".o_notification:contains(Wang Min is yours now)");
    tell(pyEnv, "cs.conversation/mine", { ...talk, what: "wrote" });
    await seen(".o_notification:contains(Wang Min · WeChat)");
    await seen(".o_notification", { count: 1 });
    await contains(".o_notification button:contains(Read it)").click();
    expect.verifySteps(["show 3"]);
});

test("a ringing phone shows who is calling", async () => {
    const pyEnv = await startServer();
    await start();
    const call = { id: 8, number: "+86 138", name: "Wang Min", company: "Huadong" };
    tell(pyEnv, "cs.call/ring", { ...call, incoming: true });
    await seen(".o_notification:contains(Incoming call)");
    await seen(".o_notification:contains(Wang Min · Huadong)");
    await seen(".o_notification button:contains(Show customer)");
});

test("what has gone out never waits again, however late that is told", async () => {
    await startServer();
    await start();
    const messages = getService("mail.store")["mail.message"];
    const told = (state) => {
        const cs_delivery = { ids: [1], state, reason: "" };
        return messages.insert({ id: 7, cs_delivery }).cs_delivery.state;
    };
    expect(told("queued")).toBe("queued");
    expect(told("sent")).toBe("sent");
    expect(told("queued")).toBe("sent");
    expect(told("failed")).toBe("failed");
    expect(told("queued")).toBe("queued");
});
