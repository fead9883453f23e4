/* global luxon */
import { describe, expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { ago, quotaInfo, snoozeChoices } from "@cs_channels/inbox/format";

describe.current.tags("headless");

const { DateTime } = luxon;
const NOW = DateTime.fromISO("2026-03-04T12:00:00Z"); // a Wednesday

test("how long ago, as short as it can be said", async () => {
    await makeMockEnv();
    expect(ago(false, NOW)).toBe("");
    expect(ago("2026-03-04 11:59:30", NOW)).toBe("now");
    expect(ago("2026-03-04 11:20:00", NOW)).toBe("40 min");
    expect(ago("2026-03-04 07:00:00", NOW)).toBe("5 h");
    expect(ago("2026-03-01 11:00:00", NOW)).toBe("3 d");
});

test("what is left of the quota", async () => {
    await makeMockEnv();
    const until = "2026-03-05 19:00:00";
    const info = (left, end = until) =>
        quotaInfo({ unlimited: false, left, until: end }, NOW);
    expect(quotaInfo({ unlimited: true, left: 0, until: false }, NOW)).toBe(undefined);
    expect(info(5)).toEqual({ text: "5 left, 31 h", level: "success" });
    expect(info(2).level).toBe("warning");
    expect(info(0).level).toBe("danger");
    expect(info(-1).text).toBe("Any number of messages within 31 h");
    expect(info(3, "2026-03-04 12:00:30")).toEqual({
        text: "3 left, 1 min",
        level: "success",
    });
    expect(info(3, "2026-03-04 11:00:00").level).toBe("danger");
    expect(info(0, false).level).toBe("danger");
});

test("moments to snooze to", async () => {
    await makeMockEnv();
    const days = snoozeChoices(NOW).map(({ key, until }) => [
        key,
        until.diff(NOW, "days").days > 0,
    ]);
    expect(days).toEqual([
        ["hour", true],
        ["later", true],
        ["tomorrow", true],
        ["week", true],
    ]);
    const monday = snoozeChoices(NOW).at(-1).until;
    expect(monday.weekday).toBe(1);
    const sunday = NOW.set({ weekday: 7 });
    expect(snoozeChoices(sunday).map(({ key }) => key)).toEqual([
        "hour",
        "later",
        "tomorrow",
    ]);
});
