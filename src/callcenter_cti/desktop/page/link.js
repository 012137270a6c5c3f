// The WebSocket to the engine: opened again with growing pauses, for as long as the session lives.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10000;
const SESSION_ENDED = 4401;

export class Link {
  #socket = null;
  #pauseMs = FIRST_PAUSE_MS;
  #timer = 0;
  #wanted = false;

  /** heard(message); lost(); found(); ended(): the session is over. */
  constructor({ heard, lost, found, ended, alive }) {
    this.heard = heard;
    this.lost = lost;
    this.found = found;
    this.ended = ended;
    this.alive = alive;
    window.addEventListener("online", () => this.#soon(0));
  }

  open() {
    this.#wanted = true;
    this.#connect();
  }

  close() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  /** Returns false when there is no connection to send on. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #connect() {
    const address = new URL("../api/v1/desktop", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#pauseMs = FIRST_PAUSE_MS;
      this.found();
    });
    socket.addEventListener("message", (event) => this.heard(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.#closed(socket, event.code));
  }

  async #closed(socket, code) {
    if (socket !== this.#socket || !this.#wanted) {
      return;
    }
    this.#socket = null;
    this.lost();
    if (code === SESSION_ENDED || !(await this.#sessionLives())) {
      this.ended();
      return;
    }
    this.#soon(this.#pauseMs * (0.75 + Math.random() / 2));
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  // A browser does not tell why a handshake was refused, so the session is asked for.
  async #sessionLives() {
    try {
      return (await this.alive()) !== null;
    } catch {
      return true;
    }
  }

  #soon(pauseMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#wanted && this.#socket === null) {
        this.#connect();
      }
    }, pauseMs);
  }
}
