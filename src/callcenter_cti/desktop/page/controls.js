// The bar: who the agent is, his state, how long, and what he can ask for in it.

import { element, say } from "./elements.js";
import * as words from "./words.js";

const BUSY = new Set(["reserved", "ringing", "talking", "hold"]);

export class Controls {
  #view = null;
  #reasons = [];
  #drawn = "";

  constructor(send) {
    this.send = send;
    this.pill = document.getElementById("state");
    this.timer = document.getElementById("timer");
    this.timerOf = document.getElementById("timer-of");
    this.controls = document.getElementById("controls");
    this.after = document.getElementById("after");
  }

  welcome(reasons) {
    this.#reasons = reasons;
    this.#drawn = "";
  }

  draw(view) {
    this.#view = view;
    document.getElementById("name").textContent = view.name;
    document.getElementById("place").textContent = `${words.reason(view.site)} · ${view.device}`;
    this.pill.className = `pill ${view.state}`;
    const why = view.state === "not_ready" && view.reason ? `: ${this.#reasonOf(view.reason)}` : "";
    this.pill.textContent = words.state(view.state) + why;
    say(this.after, words.after(view));
    const key = JSON.stringify([view.state, view.reason, view.requested, this.#reasons]);
    if (key !== this.#drawn) {
      this.#drawn = key;
      this.#drawButtons(view);
    }
  }

  tick(nowMs) {
    const view = this.#view;
    if (view === null) {
      return;
    }
    if (view.state === "wrap_up" && view.wrap_up_until) {
      this.timer.textContent = words.duration((Date.parse(view.wrap_up_until) - nowMs) / 1000 + 0.999);
      this.timerOf.textContent = "wrap-up left";
      return;
    }
    this.timer.textContent = words.duration((nowMs - Date.parse(view.since)) / 1000);
    this.timerOf.textContent = "in this state";
  }

  disable() {
    for (const button of this.controls.querySelectorAll("button")) {
      button.disabled = true;
    }
    this.#drawn = "";
  }

  #reasonOf(reason) {
    return this.#reasons.find((one) => one.reason === reason)?.label ?? words.reason(reason);
  }

  #drawButtons(view) {
    const focused = document.activeElement?.dataset?.ask;
    const busy = BUSY.has(view.state);
    const parts = [];
    if (view.state === "wrap_up") {
      parts.push(this.#button("Finish wrap-up", { type: "ready" }, "primary"));
    } else if (view.state === "not_ready") {
      parts.push(this.#button("Ready", { type: "ready" }, "primary"));
    } else if (busy && view.requested) {
      parts.push(this.#button("Ready after this call", { type: "ready" }));
    }
    parts.push(this.#reasonButtons(view, busy));
    parts.push(this.#button("Log out", { type: "log_out" }, "plain"));
    this.controls.replaceChildren(...parts);
    if (focused) {
      this.controls.querySelector(`[data-ask="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #reasonButtons(view, busy) {
    const label = busy ? "Not ready after:" : "Not ready:";
    const group = element("span", { class: "reasons", role: "group", "aria-label": label });
    group.append(element("span", { class: "quiet", "aria-hidden": "true" }, label));
    for (const { reason, label: shown } of this.#reasons) {
      const now = view.state === "not_ready" && view.reason === reason;
      const button = this.#button(shown, { type: "not_ready", reason }, "small");
      button.setAttribute("aria-pressed", String(now));
      group.append(button);
    }
    return group;
  }

  #button(label, message, kind = "") {
    const ask = [message.type, message.reason].filter(Boolean).join(" ");
    const button = element("button", { type: "button", class: kind, "data-ask": ask }, label);
    button.addEventListener("click", () => this.send(message));
    return button;
  }
}
