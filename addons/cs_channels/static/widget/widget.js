/**
 * The chat bubble: one script tag on any page.
 *
 *   <script>
 *     window.csWidget = {
 *         user: { id: "42", email: "anna@example.com", name: "Anna", hash: "..." },
 *         context: () => ({ module: "Stock", version: "4.2", error: lastError }),
 *     };
 *   </script>
 *   <script src=".../cs_channels/static/widget/widget.js" data-key="..." async></script>
 *
 * Everything stands in a shadow root: the page's styles and ours leave each other alone.
 */
(() => {
    "use strict";

    const script = document.currentScript;
    const key = script.dataset.key;
    const base = `${new URL(script.src).origin}/cs/widget/${encodeURIComponent(key)}`;
    const settings = window.csWidget || {};
    const chinese = (navigator.language || "").toLowerCase().startsWith("zh");
    const T = chinese
        ? {
              open: "打开在线客服",
              close: "关闭",
              write: "写下您的问题…",
              send: "发送",
              shot: "发送屏幕截图",
              picture: "发送图片",
              offline: "现在是非工作时间。请留言，我们会通过邮件回复您。",
              name: "姓名",
              email: "邮箱",
              thanks: "已收到，我们会尽快回复。",
              failed: "发送失败，点击重试",
              tickets: "我的工单",
              none: "没有进行中的工单。",
              answers: "也许有帮助：",
              back: "返回对话",
          }
        : {
              open: "Open the chat",
              close: "Close",
              write: "Write your question…",
              send: "Send",
              shot: "Send a screenshot",
              picture: "Send a picture",
              offline: "Nobody is here right now. Leave a message; we answer by mail.",
              name: "Name",
              email: "Mail address",
              thanks: "We have it and will answer soon.",
              failed: "Not sent. Try again",
              tickets: "My tickets",
              none: "No tickets.",
              answers: "Perhaps this helps:",
              back: "Back to the chat",
          };
    const store = `cs-widget:${key}:${settings.user?.id || ""}`;
    const state = { token: localStorage.getItem(store) || "", last: 0, open: false };
    let lastError = "";
    window.addEventListener("error", (event) => (lastError = event.message || ""));

    async function ask(action, data) {
        const response = await fetch(`${base}/${action}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            credentials: "omit",
            body: JSON.stringify({ token: state.token, ...data }),
        });
        if (!response.ok) {
            throw new Error(String(response.status));
        }
        return response.json();
    }

    function make(tag, attributes = {}, ...children) {
        const node = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) {
            if (name.startsWith("on")) {
                node.addEventListener(name.slice(2), value);
            } else {
                node.setAttribute(name, value);
            }
        }
        node.append(...children);
        return node;
    }

    function icon(path) {
        const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        node.setAttribute("viewBox", "0 0 24 24");
        node.setAttribute("aria-hidden", "true");
        const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
        line.setAttribute("d", path);
        node.append(line);
        return node;
    }

    // === What one sees === //

    const host = make("div", { id: "cs-widget" });
    const root = host.attachShadow({ mode: "open" });
    const list = make("div", { class: "list", role: "log", "aria-live": "polite" });
    const hints = make("div", { class: "hints" });
    const text = make("textarea", {
        rows: "2",
        placeholder: T.write,
        "aria-label": T.write,
        onkeydown: (event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                submit();
            }
        },
        oninput: () => suggest(),
    });
    const file = make("input", {
        type: "file",
        accept: "image/png,image/jpeg",
        hidden: "",
        onchange: () => file.files[0] && sendPicture(file.files[0]),
    });
    const shot = make(
        "button",
        {
            class: "tool",
            type: "button",
            title: T.shot,
            "aria-label": T.shot,
            onclick: screenshot,
        },
        icon("M4 9V5h4M16 5h4v4M20 15v4h-4M8 19H4v-4M9 12h6")
    );
    const picture = make(
        "button",
        {
            class: "tool",
            type: "button",
            title: T.picture,
            "aria-label": T.picture,
            onclick: () => file.click(),
        },
        icon("M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9.4h.01")
    );
    const person = make("input", { placeholder: T.name, "aria-label": T.name });
    const email = make("input", {
        placeholder: T.email,
        "aria-label": T.email,
        type: "email",
    });
    const away = make("div", { class: "away", hidden: "" }, T.offline, person, email);
    const form = make(
        "form",
        {
            onsubmit: (event) => {
                event.preventDefault();
                submit();
            },
        },
        text,
        make(
            "div",
            { class: "row" },
            picture,
            shot,
            file,
            make("button", { class: "send", type: "submit" }, T.send)
        )
    );
    const title = make("strong");
    const mine = make(
        "button",
        { class: "tool", type: "button", hidden: "", onclick: showTickets },
        T.tickets
    );
    const panel = make(
        "section",
        { class: "panel", hidden: "", role: "dialog", "aria-label": T.open },
        make(
            "header",
            {},
            title,
            mine,
            make(
                "button",
                {
                    class: "tool",
                    type: "button",
                    title: T.close,
                    "aria-label": T.close,
                    onclick: toggle,
                },
                icon("M6 6l12 12M18 6L6 18")
            )
        ),
        list,
        hints,
        away,
        form
    );
    const bubble = make(
        "button",
        { class: "bubble", type: "button", "aria-label": T.open, onclick: toggle },
        icon(
            "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z"
        )
    );
    // Nothing is seen before it looks right.
    const style = make("link", {
        rel: "stylesheet",
        href: new URL("widget.css", script.src).href,
        onload: () => (bubble.hidden = false),
    });
    bubble.hidden = true;
    root.append(style, bubble, panel);

    function show(message) {
        const node = make("div", { class: message.mine ? "m mine" : "m" });
        if (message.text) {
            node.append(message.text);
        }
        for (const item of message.files || []) {
            const link = make("a", { href: "#", onclick: (ev) => fetchFile(ev, item) });
            link.append(item.name);
            node.append(link);
        }
        list.append(node);
        list.scrollTop = list.scrollHeight;
        return node;
    }

    function note(words) {
        list.append(make("div", { class: "note" }, words));
        list.scrollTop = list.scrollHeight;
    }

    async function fetchFile(event, item) {
        event.preventDefault();
        const found = await ask("file", { id: item.id });
        // Never opened in the page: what it is, the browser must not guess.
        const link = make("a", {
            href: `data:application/octet-stream;base64,${found.content}`,
            download: found.name,
        });
        link.click();
    }

    // === What happens === //

    const pending = new Map(); // our own words until they come back: text -> node

    async function start() {
        const user = settings.user;
        const data = user
            ? {
                  user: { id: user.id, email: user.email || "", name: user.name || "" },
                  hash: user.hash || "",
              }
            : {};
        const found = await ask("session", data);
        state.token = found.token;
        localStorage.setItem(store, found.token);
        host.style.setProperty("--c", found.color || "#1f6feb");
        panel.style.setProperty("--c", found.color || "#1f6feb");
        title.textContent = found.title;
        mine.hidden = !found.known;
        away.hidden = found.online || found.known;
        if (found.welcome) {
            note(found.welcome);
        }
        state.started = true;
    }

    let session = null;
    /** Ask for the session once; again after it could not be had. */
    function begin() {
        session ??= start().catch((error) => {
            session = null;
            throw error;
        });
        return session;
    }

    let round = 0;
    async function poll() {
        clearTimeout(round);
        if (state.started) {
            try {
                const found = await ask("messages", { after: state.last });
                for (const message of found.messages) {
                    state.last = Math.max(state.last, message.id);
                    const own = message.mine && pending.get(message.text);
                    if (own) {
                        pending.delete(message.text);
                        own.remove();
                    }
                    show(message);
                    bubble.classList.toggle("new", !state.open && !message.mine);
                }
            } catch {
                // The line is down: the next round tries again.
            }
        }
        clearTimeout(round); // of a round that was begun meanwhile
        round = setTimeout(poll, state.open ? 3000 : 20000);
    }

    async function toggle() {
        state.open = !state.open;
        panel.hidden = !state.open;
        bubble.classList.remove("new");
        if (state.open) {
            text.focus();
            await begin().catch(() => {}); // what is sent asks again
            poll();
        }
    }

    function context() {
        const own =
            typeof settings.context === "function"
                ? settings.context()
                : settings.context || {};
        const page = location.href.split("?")[0].slice(0, 500);
        return { page, error: lastError.slice(0, 1000), ...own };
    }

    async function deliver(data, node) {
        node.classList.remove("failed");
        try {
            await begin();
            await ask("send", data);
            if (!away.hidden) {
                note(T.thanks);
            }
        } catch {
            node.classList.add("failed");
            node.title = T.failed;
            // The same id again: what did arrive is not shown twice.
            node.addEventListener("click", () => deliver(data, node), { once: true });
        }
    }

    function identify() {
        return away.hidden ? {} : { name: person.value, email: email.value };
    }

    function submit() {
        const words = text.value.trim();
        if (!words || (!away.hidden && !email.value)) {
            (words ? email : text).focus();
            return;
        }
        text.value = "";
        hints.replaceChildren();
        const node = show({ text: words, mine: true });
        pending.set(words, node);
        const id = crypto.randomUUID().replaceAll("-", "");
        deliver({ id, text: words, context: context(), ...identify() }, node);
    }

    async function sendPicture(blob) {
        const bytes = new Uint8Array(await blob.arrayBuffer());
        let binary = "";
        bytes.forEach((byte) => (binary += String.fromCharCode(byte)));
        const node = show({ text: "…", mine: true });
        setTimeout(() => node.remove(), 15000); // by then the picture itself is there
        const id = crypto.randomUUID().replaceAll("-", "");
        const data = { id, text: "", screenshot: btoa(binary), context: context() };
        deliver({ ...data, ...identify() }, node);
        file.value = "";
    }

    async function screenshot() {
        const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
        const video = make("video");
        video.srcObject = stream;
        await video.play();
        const canvas = make("canvas");
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        canvas.getContext("2d").drawImage(video, 0, 0);
        stream.getTracks().forEach((track) => track.stop());
        canvas.toBlob((blob) => blob && sendPicture(blob), "image/jpeg", 0.8);
    }
    shot.hidden = !navigator.mediaDevices?.getDisplayMedia;

    let timer = 0;
    function suggest() {
        clearTimeout(timer);
        timer = setTimeout(async () => {
            const words = text.value.trim();
            if (words.length < 4 || !state.started) {
                hints.replaceChildren();
                return;
            }
            const { articles } = await ask("articles", { text: words.slice(0, 200) });
            const links = articles.map((article) =>
                make(
                    "a",
                    { href: article.url, target: "_blank", rel: "noopener" },
                    article.title
                )
            );
            hints.replaceChildren(...(links.length ? [T.answers, ...links] : []));
        }, 500);
    }

    async function showTickets() {
        const { tickets } = await ask("tickets", {});
        const lines = tickets.map(
            (ticket) => `${ticket.number} ${ticket.name} · ${ticket.state_name}`
        );
        note(lines.join("\n") || T.none);
    }

    document.body.append(host);
    poll();
})();
