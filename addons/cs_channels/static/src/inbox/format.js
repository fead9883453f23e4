/* global luxon */
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";

const { DateTime } = luxon;

/** Icons of the providers, by key. */
const PROVIDER_ICONS = {
    wechat_oa: "fa-weixin",
    wechat_mini: "fa-weixin",
    wecom_kf: "fa-building-o",
    dingtalk: "fa-bolt",
    telegram: "fa-telegram",
    webhook: "fa-window-maximize",
    livechat: "fa-comments",
    email: "fa-envelope",
    phone: "fa-phone",
    demo: "fa-comment",
};

/** @param {{provider: string}} row of a conversation or a channel */
export function providerIcon(row) {
    return PROVIDER_ICONS[row.provider] || "fa-comment-o";
}

export const FOLDERS = [
    { key: "mine", name: _t("Mine"), icon: "fa-user" },
    { key: "unassigned", name: _t("Unassigned"), icon: "fa-inbox" },
    { key: "team", name: _t("Team"), icon: "fa-users" },
    { key: "waiting", name: _t("Waiting"), icon: "fa-hourglass-half" },
    { key: "snoozed", name: _t("Snoozed"), icon: "fa-clock-o" },
    { key: "closed", name: _t("Closed"), icon: "fa-archive" },
];

/**
 * How long ago, as short as it can be said: "3 min", "5 h", "2 d".
 *
 * @param {string|false} value a datetime of the server
 * @param {luxon.DateTime} [now]
 */
export function ago(value, now = DateTime.now()) {
    if (!value) {
        return "";
    }
    const minutes = Math.floor(now.diff(deserializeDateTime(value), "minutes").minutes);
    if (minutes < 1) {
        return _t("now");
    }
    if (minutes < 60) {
        return _t("%s min", minutes);
    }
    if (minutes < 24 * 60) {
        return _t("%s h", Math.floor(minutes / 60));
    }
    return _t("%s d", Math.floor(minutes / (24 * 60)));
}

/**
 * The time of day of a moment the server tells; with its date unless it is today.
 *
 * @param {string|false} value
 * @param {luxon.DateTime} [now]
 */
export function clock(value, now = DateTime.now()) {
    if (!value) {
        return "";
    }
    const at = deserializeDateTime(value);
    const format = at.hasSame(now, "day")
        ? DateTime.TIME_SIMPLE
        : { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
    return at.toLocaleString(format);
}

/**
 * What the channel still allows us to send, in words; empty when it does not count.
 *
 * @param {{unlimited: boolean, left: number, until: string|false}} quota
 * @param {luxon.DateTime} [now]
 * @returns {{text: string, level: "success"|"warning"|"danger"}|undefined}
 */
export function quotaInfo(quota, now = DateTime.now()) {
    if (quota.unlimited) {
        return undefined;
    }
    const end = quota.until && deserializeDateTime(quota.until);
    if (!end || end <= now) {
        return {
            text: _t("You can write again after the customer has written."),
            level: "danger",
        };
    }
    const minutes = Math.ceil(end.diff(now, "minutes").minutes);
    const time =
        minutes < 120 ? _t("%s min", minutes) : _t("%s h", Math.floor(minutes / 60));
    if (quota.left < 0) {
        return { text: _t("Any number of messages within %s", time), level: "success" };
    }
    if (!quota.left) {
        return {
            text: _t(
                "No message left; what you send waits until the customer writes again."
            ),
            level: "danger",
        };
    }
    return {
        text: _t("%(count)s left, %(time)s", { count: quota.left, time }),
        level: quota.left <= 2 ? "warning" : "success",
    };
}

/**
 * Moments a conversation is usually snoozed to.
 *
 * @param {luxon.DateTime} [now] in the user's time zone
 */
export function snoozeChoices(now = DateTime.now()) {
    const morning = now.startOf("day").set({ hour: 9 });
    const monday = morning.plus({ days: 8 - now.weekday });
    const choices = [
        { key: "hour", name: _t("In one hour"), until: now.plus({ hours: 1 }) },
        { key: "later", name: _t("In three hours"), until: now.plus({ hours: 3 }) },
        {
            key: "tomorrow",
            name: _t("Tomorrow morning"),
            until: morning.plus({ days: 1 }),
        },
    ];
    if (now.weekday !== 7) {
        choices.push({ key: "week", name: _t("Next Monday"), until: monday });
    }
    return choices;
}
