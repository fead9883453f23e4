import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const WAIT = 500;
const SHORTEST = 3;

/** Shows articles that may answer what somebody types into a form. */
export class Suggestions extends Interaction {
    static selector = "form.o_cs_suggest";
    dynamicContent = {
        ".o_cs_suggest_text": { "t-on-input": this.debounced(this.suggest, WAIT) },
    };

    setup() {
        this.asked = "";
    }

    start() {
        this.suggest();
    }

    async suggest() {
        const inputs = [...this.el.querySelectorAll(".o_cs_suggest_text")];
        const text = inputs.map((input) => input.value.trim()).join(" ");
        if (text === this.asked || text.length < SHORTEST) {
            return;
        }
        this.asked = text;
        const found = await this.waitFor(
            rpc("/help/suggest", { text }, { silent: true })
        );
        // an answer that comes late is not for what is typed now
        if (text === this.asked) {
            this.show(found);
        }
    }

    show(found) {
        const box = this.el.querySelector(".o_cs_suggestions");
        box.classList.toggle("d-none", !found.length);
        box.querySelector("ul").replaceChildren(...found.map(this.entry));
    }

    /** A line of the list; all of it is text, never HTML. */
    entry({ title, url, excerpt }) {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = url;
        link.target = "_blank";
        link.textContent = title;
        const summary = document.createElement("div");
        summary.className = "small text-muted text-truncate";
        summary.textContent = excerpt;
        line.className = "py-1";
        line.append(link, summary);
        return line;
    }
}

registry.category("public.interactions").add("cs_helpdesk.suggestions", Suggestions);
