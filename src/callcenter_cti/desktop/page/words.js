// What things are called on the page. An unknown word is shown as it came, in readable form.

export const STATES = {
  logged_out: "Logged out",
  not_ready: "Not ready",
  ready: "Ready",
  reserved: "Call coming",
  ringing: "Phone ringing",
  talking: "On a call",
  hold: "Caller on hold",
  wrap_up: "Wrap-up",
  unknown: "Phone not reachable",
};

export const REASONS = {
  logged_in: "just logged in",
  desktop_gone: "your desktop was disconnected",
  rona: "you did not answer a call",
  site_unknown: "your site cannot be reached",
  fault: "a call had to be taken from you",
};

const AFTER = {
  ready: "you will be ready",
  not_ready: "you will be not ready",
  logged_out: "you will be logged out",
};

export function after(view) {
  const what = AFTER[view.requested];
  if (!what || view.requested === view.state) {
    return "";
  }
  return `After this ${view.state === "wrap_up" ? "wrap-up" : "call"} ${what}.`;
}

const PRODUCTS = {
  black: "Black card",
  platinum: "Platinum card",
  gold: "Gold card",
  standard: "Standard card",
  business: "Business card",
  debit: "Debit card",
};

const TIERS = {
  private: "Private client",
  preferred: "Preferred client",
  valued: "Valued client",
  standard: "Standard client",
};

const LANGUAGES = { en: "English", zh: "Chinese", ja: "Japanese" };

const VERIFICATIONS = {
  none: "Not verified",
  number_known: "Not verified: only the phone number is known",
  card_number: "Card number given, no PIN",
  card_and_pin: "Card number and PIN correct",
  one_time_code: "Card number, PIN and one-time code correct",
};

const WANTS = {
  asked: "Asked for a person",
  identification_failed: "Could not identify in the voice menu",
  card_locked: "The card is locked after wrong PINs",
  no_input: "Chose nothing in the voice menu",
  no_match: "Could not choose in the voice menu",
  returned: "Was waiting already; the system restarted",
  trouble: "The voice menu had a problem",
  lost_card: "Lost or stolen card",
  dispute: "Disputes a transaction",
  held_back: "Too many failed attempts from this number",
  unsure: "Nobody knows whether his request was carried out",
  person_first: "Called a hotline that people answer",
  card_blocked: "The card is blocked",
  card_expired: "The card has expired",
};

const STEPS = {
  entry: "Called the hotline",
  identification: "Identification",
  menu: "Main menu",
  main_menu: "Main menu",
  balance: "Balance and transactions",
  points: "Reward points",
  activation: "Card activation",
  pin: "PIN change",
  lost: "Lost or stolen card",
  dispute: "Dispute",
  statement: "Statement",
  language: "Language",
  ending: "After a service",
  bank: "Card system",
  queue: "Waiting for an agent",
};

const STEP_OUTCOMES = {
  done: "done",
  refused: "refused",
  no_input: "keyed nothing",
  no_match: "keyed something else",
  wants_person: "asked for a person",
  identification_failed: "did not succeed",
  card_locked: "card is locked",
  trouble: "did not work",
  failed: "did not work",
  hung_up: "hung up",
  returned: "came back",
};

const CONTACT_OUTCOMES = {
  contained: "Served by voice menu",
  answered: "Spoke to an agent",
  abandoned: "Gave up waiting",
  hung_up: "Hung up in menu",
  fallback: "Went to fallback queue",
  lost: "Connection lost",
};

const WITHDRAWN = {
  ring_no_answer: "You did not answer in time. The caller went on to a colleague.",
  agent_declined: "You declined this call.",
  device_unreachable: "Your phone could not be reached. The caller went on to a colleague.",
};

const readable = (word) => {
  const spaced = String(word).replaceAll("_", " ").replaceAll("-", " ").trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
const from = (table) => (word) => (Object.hasOwn(table, word) ? table[word] : readable(word));

export const state = from(STATES);
export const product = from(PRODUCTS);
export const tier = from(TIERS);
export const language = from(LANGUAGES);
export const verification = from(VERIFICATIONS);
export const wants = from(WANTS);
export const step = from(STEPS);
export const stepOutcome = from(STEP_OUTCOMES);
export const contactOutcome = from(CONTACT_OUTCOMES);
export const reason = from(REASONS);
export const withdrawn = (why) =>
  why === null ? "The call is gone: the caller left, or was passed on, before you answered." : from(WITHDRAWN)(why);

export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const minutes = hours ? String(parts[0]).padStart(2, "0") : String(parts[0]);
  return `${hours ? `${hours}:` : ""}${minutes}:${String(parts[1]).padStart(2, "0")}`;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const DAY = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});

export const clock = (iso) => CLOCK.format(new Date(iso));
export const day = (iso) => DAY.format(new Date(iso));
