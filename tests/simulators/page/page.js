"use strict";

const COLOURS = ["#5b8ff9", "#e8684a", "#6dc8ec", "#9270ca", "#f6bd16", "#269a99"];
// Pages that carry the chat themselves: the phone shows the page.
const SITES = ["website", "livechat"];
const WORDS = {
    zh: {
        events: {
            subscribe: "关注了服务号",
            unsubscribe: "取消了关注",
            CLICK: "点击了菜单",
            SCAN: "扫描了二维码",
            ring: "正在呼叫 …",
            answer: "客服接听了",
            hangup: "通话结束",
            dial: "客服来电",
        },
        platforms: {
            "": "微信服务号",
            wechat_mini: "小程序",
            wecom_kf: "微信客服",
            dingtalk: "钉钉",
            telegram: "Telegram",
            webhook: "App",
            phone: "电话",
            website: "网页（聊天气泡）",
            livechat: "网站在线客服",
        },
        empty: "写一句话，看看客服的收件箱。",
        left: (count, hours) => `客服还可以发 ${count} 条，剩余 ${hours} 小时`,
        closed: "客服现在不能发消息：等顾客先开口。",
        attempt: (number) => `第 ${number} 次`,
        faultSet: "已设置，作用于下一次调用",
    },
    en: {
        events: {
            subscribe: "followed the account",
            unsubscribe: "stopped following",
            CLICK: "tapped the menu",
            SCAN: "scanned a QR code",
            ring: "is calling ...",
            answer: "the agent answered",
            hangup: "the call ended",
            dial: "the agent is calling",
        },
        platforms: {
            "": "WeChat Official Account",
            wechat_mini: "WeChat Mini Program",
            wecom_kf: "WeCom Customer Service",
            dingtalk: "DingTalk",
            telegram: "Telegram",
            webhook: "App",
            phone: "Phone",
            website: "Web page (chat bubble)",
            livechat: "Web site (live chat)",
        },
        empty: "Write something and watch the agents' inbox.",
        left: (count, hours) => `The agent may send ${count} more within ${hours} h`,
        closed: "The agent cannot write now: the customer has to speak first.",
        attempt: (number) => `try ${number}`,
        faultSet: "Set, for the next call",
    },
};

let language =
    localStorage.getItem("language") ||
    (navigator.language.startsWith("zh") ? "zh" : "en");
let platform = localStorage.getItem("platform") || "";
let openid = localStorage.getItem("openid");
let people = [];
let lastId = 0;
let generation = 0;
let phoneCall = ""; // the call that rings or is talked in

const $ = (id) => document.getElementById(id);

async function call(name, data) {
    const options = data ? { method: "POST", body: JSON.stringify(data) } : {};
    const mark = name.includes("?") ? "&" : "?";
    const response = await fetch(`/_sim/${name}${mark}p=${platform}`, options);
    if (!response.ok) {
        throw new Error(`${name}: ${response.status}`);
    }
    return response.json();
}

function element(tag, className, text) {
    const node = document.createElement(tag);
    node.className = className || "";
    node.textContent = text || "";
    return node;
}

function face(name, seed) {
    const node = element("span", "face", [...name][0]);
    const sum = [...seed].reduce((total, letter) => total + letter.charCodeAt(0), 0);
    node.style.background = COLOURS[sum % COLOURS.length];
    return node;
}

function translate() {
    document.documentElement.lang = language;
    $("language").textContent = language === "zh" ? "EN" : "中文";
    for (const node of document.querySelectorAll("[data-zh]")) {
        node.textContent = node.dataset[language];
    }
    for (const node of document.querySelectorAll("[data-zh-placeholder]")) {
        node.placeholder = node.dataset[`${language}Placeholder`];
    }
}

function showPeople() {
    const items = people.map((person) => {
        const item = element("li");
        const button = element("button");
        button.type = "button";
        button.setAttribute("aria-current", person.openid === openid);
        button.append(
            face(person.name, person.openid),
            element("span", "", person.name)
        );
        button.append(
            element("small", "", person.last ? person.last.text || "🖼" : "")
        );
        button.addEventListener("click", () => choose(person.openid));
        item.append(button);
        return item;
    });
    $("people").replaceChildren(...items);
}

function showQuota(quota) {
    const words = WORDS[language];
    $("quota").hidden = !quota;
    const [count, seconds] = quota || [0, 0];
    const open = count > 0;
    $("quota").classList.toggle("closed", !open);
    $("quota").textContent = open
        ? words.left(count, Math.max(1, Math.round(seconds / 3600)))
        : words.closed;
}

function showLog(entries) {
    const items = entries
        .slice(-8)
        .reverse()
        .map((entry) => {
            const item = element("li", entry.ok ? "ok" : "");
            const status = entry.status || entry.answer;
            item.append(element("i"), element("span", "", `${entry.kind} → ${status}`));
            const attempt = WORDS[language].attempt(entry.attempt);
            item.append(
                element("small", "", `${attempt} · ${Math.round(entry.ms)} ms`)
            );
            return item;
        });
    $("log").replaceChildren(...items);
}

function showMessage(message) {
    const person = people.find((candidate) => candidate.openid === openid);
    if (message.from === "event") {
        const words = WORDS[language].events[message.type] || message.type;
        $("messages").append(element("p", "note", words));
        return;
    }
    const mine = message.from === "customer";
    const line = element("div", mine ? "line mine" : "line");
    const bubble = element("div", "bubble", message.text);
    if (message.media_id) {
        const image = element("img");
        const id = encodeURIComponent(message.media_id);
        image.src = `/_sim/media?id=${id}&p=${platform}`;
        image.alt = message.type;
        bubble.classList.add("picture");
        bubble.append(image);
    }
    const avatar = mine ? face(person ? person.name : "?", openid) : face("P", "P");
    line.append(avatar, bubble);
    $("messages").append(line);
}

function show(messages) {
    if (messages.length && !lastId) {
        $("messages").replaceChildren();
    }
    messages.forEach(showMessage);
    if (messages.length) {
        lastId = messages.at(-1).id;
        $("messages").scrollTop = $("messages").scrollHeight;
    }
}

async function follow(mine) {
    while (mine === generation) {
        try {
            const query = new URLSearchParams({ openid, after: lastId, wait: 20 });
            const result = await call(`messages?${query}`);
            if (mine !== generation) {
                return;
            }
            show(result.messages);
            showQuota(result.quota);
        } catch {
            await new Promise((resolve) => setTimeout(resolve, 1000));
        }
    }
}

function choose(id) {
    openid = id;
    localStorage.setItem("openid", id);
    lastId = 0;
    generation += 1;
    $("messages").replaceChildren(element("p", "note", WORDS[language].empty));
    showPeople();
    if (SITES.includes(platform)) {
        $("site").src = `site.html?${new URLSearchParams({ p: platform, openid })}`;
    } else {
        follow(generation);
    }
}

async function refresh() {
    const state = await call("state").catch(() => null);
    if (!state) {
        return;
    }
    people = state.customers;
    const me = people.find((person) => person.openid === openid);
    if (me && generation) {
        showPeople();
        showQuota(me.quota);
    } else if (people.length) {
        choose((me || people[0]).openid); // whose phone it was before the page was left
    }
    showLog(state.webhook);
    const now = new Date(state.now * 1000);
    $("time").textContent = now.toTimeString().slice(0, 5);
}

function encode(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}

$("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    if (text) {
        $("text").value = "";
        const group = platform === "dingtalk" ? $("group").value : "";
        await call("say", { openid, text, group });
    }
});

$("picture").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) {
        const content = await encode(file);
        await call("picture", { openid, content, mimetype: file.type });
    }
});

$("newcomer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = event.target.elements.name.value.trim();
    if (name) {
        event.target.reset();
        const person = await call("customer", { name });
        await call("event", { openid: person.openid, event: "subscribe" });
        await refresh();
        choose(person.openid);
    }
});

for (const button of document.querySelectorAll("[data-event]")) {
    button.addEventListener("click", () =>
        call("event", { openid, event: button.dataset.event, key: button.dataset.key })
    );
}

// The demo's agents have the extensions 201 and 202; the phone of the first one rings.
for (const button of document.querySelectorAll("[data-call]")) {
    button.addEventListener("click", () => {
        const event = button.dataset.call;
        if (event === "ring" || !phoneCall) {
            phoneCall = `sim-${Date.now()}`;
        }
        const key = `${phoneCall}:201`;
        if (event === "hangup") {
            phoneCall = "";
        }
        return call("event", { openid, event, key });
    });
}

for (const button of document.querySelectorAll("[data-fault]")) {
    button.addEventListener("click", async () => {
        await call("faults", JSON.parse(button.dataset.fault));
        button.title = WORDS[language].faultSet;
    });
}

async function listPlatforms() {
    const { platforms } = await call("platforms");
    const options = ["", ...platforms].map((key) => {
        const option = element("option", "", WORDS[language].platforms[key]);
        option.value = key;
        option.selected = key === platform;
        return option;
    });
    $("platform").replaceChildren(...options);
    showPlatform();
}

function showPlatform() {
    $("badge").textContent = $("platform").selectedOptions[0]?.textContent || "";
    // Only the official account has a menu, and faults of its own.
    $("menu").hidden = Boolean(platform);
    $("calling").hidden = platform !== "phone";
    $("groups").hidden = platform !== "dingtalk";
    document.body.classList.toggle("on-site", SITES.includes(platform));
}

$("platform").addEventListener("change", (event) => {
    platform = event.target.value;
    localStorage.setItem("platform", platform);
    people = [];
    openid = "";
    generation += 1; // the phone that was followed is another one now
    $("site").removeAttribute("src");
    showPlatform();
    refresh();
});

$("language").addEventListener("click", () => {
    language = language === "zh" ? "en" : "zh";
    localStorage.setItem("language", language);
    translate();
    listPlatforms();
    refresh();
});

translate();
listPlatforms();
refresh();
setInterval(refresh, 2000);
