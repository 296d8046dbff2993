// preview.js — asks the server to draw the form as it stands and shows it in frames that run no script.
import { base, element, find, token } from "./page.js";
import { say } from "./words/index.js";

const PAUSE = 600;
const DESK = 1080;

export class Preview {
  constructor(schema) {
    this.schema = schema;
    this.pane = find("[data-preview]");
    this.frame = this.pane.querySelector("iframe");
    this.refused = this.pane.querySelector("[data-preview-refused]");
    this.data = this.pane.querySelector("[name=data]");
    this.timer = null;
    this.pane.querySelector("form").addEventListener("input", () => this.soon());
    this.frame.addEventListener("load", () => this.fit());
    new ResizeObserver(() => this.fit()).observe(this.pane);
    this.draw();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  async draw() {
    const started = performance.now();
    const chosen = new FormData(this.pane.querySelector("form"));
    const data = readData(chosen.get("data"));
    if (data === undefined) return this.say(say("The sample data is not JSON."));
    const answer = await fetch(`${base}/preview/form`, {
      body: JSON.stringify({ data, lang: chosen.get("lang"), schema: this.schema() }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      method: "POST",
    }).catch(() => null);
    if (!answer?.ok)
      return this.say((await answer?.json().catch(() => null))?.message ?? say("No connection."));
    this.say("");
    this.frame.srcdoc = await answer.text();
    this.frame.dataset.took = String(Math.round(performance.now() - started));
  }

  // A desk is wider than the pane: it is drawn at its own width and made smaller.
  fit() {
    const isDesk = new FormData(this.pane.querySelector("form")).get("width") === "desk";
    const room = this.frame.parentElement;
    const scale = isDesk ? Math.min(1, room.clientWidth / DESK) : 1;
    const style = {
      height: `${100 / scale}%`,
      transform: `scale(${scale})`,
      width: isDesk ? `${DESK}px` : "min(390px, 100%)",
    };
    Object.assign(this.frame.style, style);
  }

  say(words) {
    this.refused.hidden = words === "";
    this.refused.replaceChildren(element("p", { textContent: words }));
  }
}

// Nothing written means: the server thinks up likely answers.
function readData(text) {
  if (!text.trim()) return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
