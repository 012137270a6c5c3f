// The agent desktop: ties the log-in, the link, the state bar and the pop together.

import { Controls } from "./controls.js";
import { say, show } from "./elements.js";
import { Link } from "./link.js";
import { PopCard } from "./pop.js";
import { logIn, logOut, whoAmI } from "./session.js";

const logInPage = document.getElementById("log-in");
const desktopPage = document.getElementById("desktop");
const lost = document.getElementById("lost");
const problem = document.getElementById("problem");
const form = document.getElementById("log-in-form");

const card = new PopCard(document.getElementById("stage"));
const link = new Link({ heard, lost: whenLost, found: () => say(lost, ""), ended: leave, alive: whoAmI });
const controls = new Controls((message) => {
  say(problem, link.send(message) ? "" : "Not sent: the connection is lost.");
});

let clockAheadMs = 0;
let sequence = -1;
let problemTimer = 0;

const HEARD = {
  welcome(message) {
    clockAheadMs = Date.parse(message.now) - Date.now();
    sequence = -1;
    controls.welcome(message.not_ready_reasons);
  },
  state(view) {
    if (view.sequence < sequence) {
      return;
    }
    sequence = view.sequence;
    if (view.state === "logged_out") {
      leave();
      return;
    }
    controls.draw(view);
    card.receiveView(view);
    tick();
  },
  pop(message) {
    card.receive(message);
    tick();
    whenDrawn(() => link.send({ type: "pop_shown", token: message.pop.token }));
  },
  pop_contacts: (message) => card.receiveContacts(message),
  pop_withdrawn: (message) => card.withdraw(message),
  error(message) {
    say(problem, message.message);
    clearTimeout(problemTimer);
    problemTimer = setTimeout(() => say(problem, ""), 6000);
  },
};

function heard(message) {
  HEARD[message.type]?.(message);
}

// A hidden tab draws nothing and gets no animation frame, but it has the pop when it is opened.
function whenDrawn(then) {
  if (document.hidden) {
    then();
    return;
  }
  requestAnimationFrame(() => setTimeout(then, 0));
}

function whenLost() {
  say(lost, "Connection lost. Trying again … Calls may reach your phone without details.");
  controls.disable();
}

function tick() {
  const nowMs = Date.now() + clockAheadMs;
  controls.tick(nowMs);
  card.tick(nowMs);
}

function enter() {
  show(logInPage, false);
  show(desktopPage, true);
  card.draw();
  link.open();
}

async function leave() {
  link.close();
  card.clear();
  sequence = -1;
  say(lost, "");
  say(problem, "");
  show(desktopPage, false);
  show(logInPage, true);
  document.title = "Agent desktop";
  document.getElementById("agent").focus();
  await logOut();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = document.getElementById("log-in-error");
  const button = form.querySelector("button");
  say(error, "");
  button.disabled = true;
  const refusal = await logIn(form.agent.value.trim(), form.password.value);
  button.disabled = false;
  form.password.value = "";
  if (refusal) {
    say(error, refusal);
    form.password.focus();
    return;
  }
  enter();
});

async function start() {
  setInterval(tick, 250);
  let agent = null;
  try {
    agent = await whoAmI();
  } catch {
    say(lost, "The server cannot be reached. Reload to try again.");
  }
  if (agent === null) {
    show(logInPage, true);
    document.getElementById("agent").focus();
  } else {
    enter();
  }
}

start();
