import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";

/**
 * What the keys of the inbox do, while nobody types: the list of the help.
 *
 * ``where`` says who listens: the list or the conversation that is open.
 */
export const SHORTCUTS = [
    {
        key: "j",
        shown: "J",
        where: "list",
        name: "next",
        text: _t("Next conversation"),
    },
    {
        key: "k",
        shown: "K",
        where: "list",
        name: "previous",
        text: _t("Previous conversation"),
    },
    {
        key: "g",
        shown: "G",
        where: "list",
        name: "take",
        text: _t("Take who should be answered next"),
    },
    { key: "f", shown: "F", where: "list", name: "search", text: _t("Search") },
    {
        key: "b",
        shown: "B",
        where: "list",
        name: "begin",
        text: _t("Start a conversation"),
    },
    { key: "c", shown: "C", where: "talk", name: "claim", text: _t("Claim") },
    { key: "r", shown: "R", where: "talk", name: "write", text: _t("Write an answer") },
    { key: "n", shown: "N", where: "list", name: "note", text: _t("Write a note") },
    { key: "t", shown: "T", where: "talk", name: "transfer", text: _t("Hand over") },
    { key: "s", shown: "S", where: "talk", name: "snooze", text: _t("Snooze") },
    { key: "x", shown: "X", where: "talk", name: "close", text: _t("Close") },
    { key: "a", shown: "A", where: "list", name: "answers", text: _t("Show answers") },
    {
        key: "p",
        shown: "P",
        where: "list",
        name: "customer",
        text: _t("Show customer"),
    },
    { key: "h", shown: "H", where: "list", name: "help", text: _t("Show these keys") },
];

/** Keys said without a letter of their own. */
export const MORE_SHORTCUTS = [
    { shown: "1 – 9, 0", text: _t("Go to an open conversation") },
    { shown: "Esc", text: _t("Leave the text, so that the keys work again") },
    { shown: "Enter", text: _t("Send what is written") },
];

/**
 * Listen to the keys of one place.
 *
 * @param {"list"|"talk"} where
 * @param {{[name: string]: Function}} actions
 */
export function useShortcuts(where, actions) {
    for (const { key, where: place, name } of SHORTCUTS) {
        if (place === where) {
            useHotkey(key, () => actions[name]());
        }
    }
}
