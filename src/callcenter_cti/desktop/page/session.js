// Log-in and log-out. Knows nothing of calls.

const PATH = "../api/v1/session";

export async function whoAmI() {
  const answer = await fetch(PATH, { cache: "no-store" });
  if (answer.status === 401) {
    return null;
  }
  if (!answer.ok) {
    throw new Error(`session: ${answer.status}`);
  }
  return (await answer.json()).agent;
}

/** Returns an empty string, or the sentence that tells why not. */
export async function logIn(agent, password) {
  let answer;
  try {
    answer = await fetch(PATH, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ agent, password }),
    });
  } catch {
    return "The server cannot be reached.";
  }
  if (answer.ok) {
    return "";
  }
  if (answer.status === 429) {
    return `Too many tries. Wait ${answer.headers.get("Retry-After") ?? "some"} seconds.`;
  }
  return REFUSALS[answer.status] ?? "Log-in is not possible now. Try again.";
}

const REFUSALS = {
  400: "Enter your agent name and your password.",
  401: "Agent or password is wrong.",
  403: "You are not in the roster. Ask your supervisor.",
};

export async function logOut() {
  try {
    await fetch(PATH, { method: "DELETE" });
  } catch {
    // The session ends by itself; the form is shown anyway.
  }
}
