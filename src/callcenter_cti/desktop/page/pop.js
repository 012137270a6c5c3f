// The screen pop: one card for the caller who is coming, talking or just gone.

import { element } from "./elements.js";
import * as words from "./words.js";

const WITHDRAWN_STAYS_MS = 15000;

const PHASES = {
  reserved: "Incoming call: answer your phone",
  ringing: "Incoming call: answer your phone",
  talking: "You are on this call",
  hold: "The caller is on hold",
  wrap_up: "Call ended: finish your notes",
};

export class PopCard {
  #pop = null;
  #contacts = [];
  #contactsStatus = "pending";
  #withdrawn = null;
  #shown = false;
  #view = null;
  #timer = 0;

  constructor(stage) {
    this.stage = stage;
    this.announcement = document.getElementById("announce");
  }

  get token() {
    return this.#pop?.token ?? null;
  }

  /** A new pop, or the same one again. */
  receive({ pop, contacts, contacts_status: status }) {
    if (pop.token !== this.token) {
      this.announcement.textContent = announcement(pop);
    }
    this.#pop = pop;
    this.#contacts = contacts;
    this.#contactsStatus = status;
    this.#withdrawn = null;
    this.#shown = true;
    this.draw();
  }

  receiveContacts({ token, contacts, contacts_status: status }) {
    if (token === this.token) {
      this.#contacts = contacts;
      this.#contactsStatus = status;
      this.draw();
    }
  }

  withdraw({ token, reason }) {
    if (token === this.token) {
      this.#withdrawn = words.withdrawn(reason);
      this.#shown = true;
      this.announcement.textContent = this.#withdrawn;
      this.draw();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#putAway(token), WITHDRAWN_STAYS_MS);
    }
  }

  // A state and its pop come in either order, so a pop that no state speaks of is hidden, not
  // forgotten. A withdrawn one stays a while, so that the agent sees why his phone fell silent.
  receiveView(view) {
    this.#view = view;
    const withdrawn = this.#withdrawn !== null && view.offer === null;
    this.#shown = withdrawn || (view.offer !== null && view.offer === this.token);
    this.draw();
  }

  clear() {
    this.#pop = null;
    this.#withdrawn = null;
    this.#shown = false;
    this.#view = null;
    this.announcement.textContent = "";
  }

  tick(nowMs) {
    const clock = this.stage.querySelector("[data-talk]");
    if (clock && this.#view) {
      clock.textContent = words.duration((nowMs - Date.parse(this.#view.since)) / 1000);
    }
  }

  draw() {
    if (this.#pop === null || !this.#shown) {
      document.title = "Agent desktop";
      this.stage.replaceChildren(this.#empty());
      return;
    }
    document.title = this.#withdrawn ? "Call gone" : `☎ ${title(this.#pop)}`;
    this.stage.replaceChildren(this.#card(this.#pop), this.#history());
  }

  #putAway(token) {
    if (token === this.token && this.#withdrawn !== null) {
      this.#pop = null;
      this.#withdrawn = null;
      this.draw();
    }
  }

  #empty() {
    const hints = {
      ready: ["Waiting for the next caller", "The caller's details appear here before your phone rings."],
      not_ready: ["You get no calls now", "Choose Ready when you want the next caller."],
      unknown: ["Your phone cannot be reached", "Check that it is registered; calls resume by themselves."],
      reserved: ["A call is coming", "The caller's details are on their way."],
      ringing: ["Your phone rings", "The caller's details are on their way."],
      talking: ["You are on a call", "There are no details for this call."],
      hold: ["Your caller is on hold", "There are no details for this call."],
      wrap_up: ["Wrap-up", "Choose Finish wrap-up when your notes are done."],
    };
    const [head, text] = hints[this.#view?.state] ?? ["One moment", "Reading your state."];
    return element(
      "section", { class: "empty panel" },
      element("h1", {}, head), element("p", { class: "quiet" }, text),
    );
  }

  #card(pop) {
    const gone = this.#withdrawn !== null;
    return element(
      "section", { class: `panel pop${gone ? " gone" : ""}`, "aria-labelledby": "caller" },
      this.#banner(),
      element(
        "header", { class: "caller" },
        element("h1", { id: "caller" }, title(pop)),
        badges(pop),
      ),
      verified(pop),
      facts(pop),
      wanted(pop),
      pop.hidden.includes("journey") ? null : journey(pop.journey),
      pop.explanation ? element("p", { class: "quiet why-you" }, `Why you: ${pop.explanation}`) : null,
    );
  }

  #banner() {
    if (this.#withdrawn !== null) {
      return element("p", { class: "phase withdrawn" }, this.#withdrawn);
    }
    const state = this.#view?.state ?? "reserved";
    const phase = PHASES[state] ?? PHASES.reserved;
    const banner = element("p", { class: `phase ${state}` }, element("span", {}, phase));
    if (state === "talking" || state === "hold") {
      banner.append(
        element("span", { class: "timer", "data-talk": true, role: "timer", "aria-label": "Talk time" }, "0:00"),
      );
    }
    return banner;
  }

  #history() {
    return element(
      "section", { class: "panel history", "aria-labelledby": "contacts" },
      element("h2", { id: "contacts" }, "Last contacts"),
      this.#contactRows(),
    );
  }

  #contactRows() {
    if (this.#pop.caller === null) {
      return element("p", { class: "quiet" }, "The caller is not identified, so there is no history.");
    }
    if (this.#contactsStatus === "pending") {
      return element("p", { class: "quiet" }, "Looking them up …");
    }
    if (this.#contactsStatus === "hidden") {
      return element("p", { class: "quiet" }, "The history is not shown at your site.");
    }
    if (this.#contactsStatus === "unavailable") {
      return element("p", { class: "quiet" }, "The history is not available right now.");
    }
    if (!this.#contacts.length) {
      return element("p", { class: "quiet" }, "No earlier contacts.");
    }
    return element("ol", { class: "contacts" }, ...this.#contacts.map(contact));
  }
}

function title(pop) {
  const nobody = pop.hidden.includes("name") && pop.caller ? "Name not shown at your site" : "Unknown caller";
  return pop.caller?.name ?? (pop.caller_number || nobody);
}

function announcement(pop) {
  const product = pop.caller?.product ? `, ${words.product(pop.caller.product)}` : "";
  const emergency = pop.emergency ? "Emergency. " : "";
  return `${emergency}Incoming call: ${title(pop)}${product}. ${words.verification(pop.verification)}.`;
}

function badges(pop) {
  const emergency = pop.emergency ? element("span", { class: "badge emergency" }, "Emergency") : null;
  if (pop.caller === null) {
    return element(
      "p", { class: "badges" }, emergency, element("span", { class: "badge" }, "Not identified"),
    );
  }
  const { product, tier } = pop.caller;
  return element(
    "p", { class: "badges" },
    emergency,
    product && element("span", { class: `badge product-${product}` }, words.product(product)),
    tier && element("span", { class: `badge tier-${tier}` }, words.tier(tier)),
  );
}

function verified(pop) {
  const sure = ["card_and_pin", "one_time_code"].includes(pop.verification);
  return element(
    "p", { class: `verified ${sure ? "sure" : "unsure"}` },
    element("span", { class: "mark", "aria-hidden": "true" }, sure ? "✓" : "!"),
    element("span", {}, element("strong", {}, words.verification(pop.verification)),
      sure ? null : " Verify before you speak about the account."),
  );
}

function facts(pop) {
  const caller = pop.caller;
  const rows = [
    ["Language", words.language(pop.language)],
    caller?.card_last4 && ["Card ending", `•••• ${caller.card_last4}`],
    caller?.customer_since && ["Customer since", caller.customer_since],
    ["Waited", words.duration(pop.waited_s)],
    ["Calls from", pop.caller_number || (
      pop.hidden.includes("caller_number") ? "Not shown at your site" : "Number withheld"
    )],
    ["Hotline", pop.hotline],
  ].filter(Boolean);
  return element(
    "dl", { class: "facts" },
    ...rows.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))),
  );
}

function wanted(pop) {
  return element(
    "p", { class: "wanted" },
    element("span", { class: "quiet" }, "Why a person: "),
    element("strong", {}, pop.reason ? words.wants(pop.reason) : "Not known"),
  );
}

function journey(steps) {
  const rows = steps.map((step) => element(
    "li", { class: `step ${step.outcome}` },
    element("time", { datetime: step.at }, words.clock(step.at)),
    element("span", {}, words.step(step.name), reference(step.detail)),
    element("span", { class: "outcome" }, words.stepOutcome(step.outcome)),
  ));
  return element(
    "div", { class: "journey" },
    element("h2", {}, "In the voice menu"),
    rows.length
      ? element("ol", {}, ...rows)
      : element("p", { class: "quiet" }, "The caller came straight to you."),
  );
}

/** What the caller was told to quote; other details are the voice menu's own. */
function reference(detail) {
  return /^\d+$/.test(detail) ? element("strong", { class: "reference" }, ` No. ${detail}`) : null;
}

function contact(one) {
  const did = one.did.map(words.step).join(", ");
  const person = one.agent ? ` (${one.agent}, ${words.duration(one.talked_s)})` : "";
  const why = one.reason ? words.wants(one.reason) : "";
  return element(
    "li", {},
    element("time", { datetime: one.at }, words.day(one.at)),
    element("strong", {}, words.contactOutcome(one.outcome) + person),
    element("span", { class: "quiet" }, [did, why].filter(Boolean).join(" · ") || "No steps noted"),
  );
}
