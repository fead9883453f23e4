"use strict";

/** The page of a company: it says who is logged in, and loads the chat. */
async function load() {
    const query = location.search.slice(1);
    const { user, scripts } = await (await fetch(`/_sim/visitor?${query}`)).json();
    const name = user ? user.name : "欢迎 Welcome";
    document.getElementById("greeting").textContent = name;
    window.csWidget = {
        ...(user && { user }),
        context: () => ({ module: "库存 Stock", version: "4.2.1" }),
    };
    for (const [src, data] of scripts) {
        const script = document.createElement("script");
        Object.assign(script.dataset, data);
        script.async = false; // in this order
        script.src = src;
        document.body.append(script);
    }
}

load();
