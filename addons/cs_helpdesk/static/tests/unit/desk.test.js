import { describe, expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { byGroup } from "@cs_helpdesk/components/my_day/my_day";
import { strain, tileDomain } from "@cs_helpdesk/components/wall/wall";
import { statusText } from "@cs_helpdesk/components/agent_status/agent_status_service";

describe.current.tags("headless");

test("items stand under their headings, in the order of the server", () => {
    const items = [
        { key: "a", group: "now" },
        { key: "b", group: "new" },
        { key: "c", group: "now" },
    ];
    const groups = byGroup(items);
    expect(groups.map((group) => group.key)).toEqual(["now", "new"]);
    expect(groups[0].items.map((item) => item.key)).toEqual(["a", "c"]);
    expect(byGroup([])).toEqual([]);
});

test("a number of the wall leads to its tickets", () => {
    const since = "2026-03-02 00:00:00";
    expect(tileDomain("solved", since)).toEqual([["solved_at", ">=", since]]);
    expect(tileDomain("unassigned", since, 7)).toEqual([
        ["team_id", "=", 7],
        ["state", "in", ["new", "open"]],
        ["user_id", "=", false],
    ]);
    expect(tileDomain("breached", since)).toEqual([
        ["state", "in", ["new", "open", "waiting"]],
        ["sla_state", "=", "breached"],
    ]);
});

test("how full a person is", () => {
    expect(strain({ load: 2, capacity: 4 })).toBe(50);
    expect(strain({ load: 9, capacity: 4 })).toBe(100);
    expect(strain({ load: 3, capacity: 0 })).toBe(30);
});

test("a status in words", async () => {
    await makeMockEnv();
    expect(statusText("busy", false)).toBe("Busy");
    expect(statusText("break", "lunch")).toBe("On a break: Lunch");
    expect(statusText("unheard of", false)).toBe("Online");
});
