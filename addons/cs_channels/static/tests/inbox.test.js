import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, runAllTimers } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { MainComponentsContainer } from "@web/core/main_components_container";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { CloseDialog } from "@cs_channels/inbox/close_dialog";
import { Inbox } from "@cs_channels/inbox/inbox";
import { SnoozeDialog } from "@cs_channels/inbox/snooze_dialog";
import { TransferDialog } from "@cs_channels/inbox/transfer_dialog";

describe.current.tags("desktop");
defineMailModels();

function row(id, name, values = {}) {
    return {
        id,
        name,
        company: "ACME",
        tier: "Gold",
        partner_id: false,
        channel: "WeChat",
        provider: "wechat_oa",
        state: "open",
        state_name: "Open",
        user_id: 7,
        user: "Lin",
        team_id: 1,
        team: "Support",
        preview: `words of ${name}`,
        discuss_channel_id: id,
        ticket_count: 0,
        last_message_at: "2026-03-04 11:00:00",
        waiting_since: false,
        snoozed_until: false,
        opened_at: "2026-03-04 11:00:00",
        ...values,
    };
}

async function mountInbox(folders) {
    sessionStorage.clear();
    onRpc("cs.conversation", "inbox_counts", () => ({
        mine: (folders.mine || []).length,
        unassigned: (folders.unassigned || []).length,
        team: 0,
        snoozed: 0,
    }));
    onRpc("cs.conversation", "inbox_filters", () => ({
        channels: [{ id: 5, name: "WeChat", provider: "wechat_oa" }],
        tiers: [{ id: 6, name: "Gold" }],
    }));
    onRpc("cs.conversation", "inbox_rows", ({ args }) =>
        Object.values(folders)
            .flat()
            .filter(({ id }) => args[0].includes(id))
    );
    onRpc("res.users", "cs_my_wrap_up", () => false);
    onRpc("cs.conversation", "inbox_list", ({ args, kwargs }) => {
        expect.step(`${args[0]}:${kwargs.search}`);
        const rows = folders[args[0]] || [];
        return rows.filter(({ name }) => name.includes(kwargs.search));
    });
    await mountWithCleanup(Inbox, { props: { action: {}, actionId: 1 } });
}

test("starts with my conversations and counts the others", async () => {
    await mountInbox({
        mine: [row(1, "Ann"), row(2, "Bob")],
        unassigned: [row(3, "Cid")],
    });
    expect.verifySteps(["mine:"]);
    expect(queryAllTexts(".o_cs_inbox_row strong")).toEqual(["Ann", "Bob"]);
    expect("[data-folder=unassigned] .badge").toHaveText("1");
    expect("[data-folder=mine]").toHaveClass("active");
});

test("shows those who wait when I have nothing", async () => {
    await mountInbox({
        unassigned: [row(3, "Cid", { waiting_since: "2026-03-04 10:00:00" })],
    });
    expect.verifySteps(["mine:", "unassigned:"]);
    expect(queryAllTexts(".o_cs_inbox_row strong")).toEqual(["Cid"]);
    expect(".o_cs_inbox_row .text-bg-warning").toHaveCount(1);
});

test("an empty folder says what to do", async () => {
    await mountInbox({ mine: [row(1, "Ann")] });
    await contains("[data-folder=snoozed]").click();
    expect(".o_cs_inbox_row").toHaveCount(0);
    expect(".o_cs_inbox_list .o_cs_inbox_empty").toHaveText("Nothing is put away.");
    expect.verifySteps(["mine:", "snoozed:"]);
});

test("searches while one types", async () => {
    await mountInbox({ mine: [row(1, "Ann"), row(2, "Bob")] });
    await contains(".o_cs_inbox_search input").click();
    await press("b");
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o_cs_inbox_row strong")).toEqual(["Bob"]);
    expect.verifySteps(["mine:", "mine:b"]);
});

test("handing over asks for a target", async () => {
    const teams = [
        {
            id: 1,
            name: "Support",
            members: [
                { id: 7, name: "Lin", there: true },
                { id: 8, name: "Tom", there: true },
            ],
        },
        { id: 2, name: "Onboarding", members: [{ id: 9, name: "Grace", there: true }] },
    ];
    let values;
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(TransferDialog, {
        teams,
        teamId: 1,
        userId: 7,
        onConfirm: (given) => (values = given),
    });
    await animationFrame();
    expect(".btn-primary").not.toBeEnabled();
    expect(queryAllTexts("#o_cs_transfer_user option")).toEqual([
        "Whoever is free",
        "Tom",
    ]);
    await contains("#o_cs_transfer_team").select("2");
    expect(queryAllTexts("#o_cs_transfer_user option")).toEqual([
        "Whoever is free",
        "Grace",
    ]);
    await contains("#o_cs_transfer_reason").edit("she asks about the import");
    await contains("#o_cs_transfer_note").edit("row 312 fails");
    await contains(".btn-primary").click();
    expect(values).toEqual({
        team: 2,
        reason: "she asks about the import",
        note: "row 312 fails",
    });
});

test("what is put away says until when", async () => {
    mockDate("2026-03-04 12:00:00", +0);
    await mountInbox({
        mine: [
            row(1, "Ann", {
                state: "snoozed",
                waiting_since: "2026-03-04 10:00:00",
                snoozed_until: "2026-03-04 16:30:00",
            }),
        ],
    });
    expect.verifySteps(["mine:"]);
    expect(".o_cs_inbox_row .badge").toHaveCount(0);
    expect(".o_cs_inbox_row").toHaveText(/4:30/);
});

test("closing asks how it ended and what it was about", async () => {
    let values;
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(CloseDialog, {
        outcomes: [{ id: 3, name: "Solved" }],
        tags: [
            { id: 4, name: "Printing" },
            { id: 5, name: "Wish" },
        ],
        tagIds: [5],
        onConfirm: (given) => (values = given),
    });
    await animationFrame();
    expect(".o_cs_close_tags button:contains(Wish)").not.toBeEnabled();
    await contains("#o_cs_close_outcome").select("3");
    await contains(".o_cs_close_tags button:contains(Printing)").click();
    await contains(".modal-footer .btn-primary").click();
    expect(values).toEqual({ outcome: 3, tags: [4] });
});

test("snoozing until any moment that is still to come", async () => {
    mockDate("2026-03-04 12:20:00", +0);
    let until;
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(SnoozeDialog, {
        onConfirm: (choice) => (until = choice.until),
    });
    await animationFrame();
    expect("#o_cs_snooze_until").toHaveValue("03/05/2026 12:00");
    await contains("#o_cs_snooze_until").edit("03/03/2026 12:00");
    expect(".modal-footer .btn-primary").not.toBeEnabled();
    await contains("#o_cs_snooze_until").edit("03/09/2026 08:15");
    await contains(".modal-footer .btn-primary").click();
    expect(until.toISO().slice(0, 16)).toBe("2026-03-09T08:15");
});
