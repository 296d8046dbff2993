// file.js — one file of a draft on the server: read with its revision, saved while one works. Somebody
// else's newer revision is never overwritten: it comes back as a conflict, for the reader to decide.
const PAUSE = 1200;
const RETRY = 6000;

export class File {
  constructor({ address, token }) {
    this.address = address;
    this.token = token;
    this.revision = "0";
    this.text = ""; // as the server last had it from us, in our own writing: the base of a merge
  }

  async open() {
    const answer = await fetch(this.address, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    this.revision = (answer.headers.get("ETag") ?? "").replace(/^W\/|"/g, "");
    this.text = await answer.text();
    return this.text;
  }

  async save(text) {
    const answer = await fetch(this.address, {
      method: "PUT",
      body: text,
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        "If-Match": `"${this.revision}"`,
        "X-CSRFToken": this.token,
      },
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 409) return { conflict: told };
    if (!answer.ok) return { refused: told.message ?? `${answer.status}` };
    this.revision = String(told.revision);
    this.text = text;
    return { saved: told };
  }
}

// Saves a pause after the last change; keeps what could not be sent in the browser until it can.
export class Saving {
  constructor(file, { read, show, settle }) {
    Object.assign(this, { file, read, settle, show });
    this.listeners = [];
    this.safe = `tandem-unsent:${file.address}`;
    this.timer = null;
    this.going = null; // the saving that is on its way
    this.isBusy = false;
    this.isHeld = false;
    window.addEventListener("online", () => this.now());
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.timer) this.now();
    });
  }

  onSaved(listener) {
    this.listeners.push(listener);
  }

  get isDirty() {
    return this.timer !== null || this.isBusy;
  }

  // What an earlier visit could not send, if it was begun from the revision that still stands.
  unsent() {
    const kept = JSON.parse(localStorage.getItem(this.safe) ?? "null");
    return kept?.revision === this.file.revision && kept.text !== this.file.text ? kept.text : null;
  }

  soon() {
    this.show("changed");
    this.wait(PAUSE);
  }

  wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async now() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isHeld) return;
    if (this.isBusy) return this.wait(PAUSE);
    this.isBusy = true;
    this.going = this.attempt(await this.read());
    await this.going;
  }

  async attempt(text) {
    try {
      await this.send(text);
    } catch {
      this.keep(text);
      this.show("offline");
      this.wait(RETRY);
    } finally {
      this.isBusy = false;
    }
  }

  // What is on its way has arrived, and what was changed since as well.
  async settled() {
    await this.going;
    if (this.timer !== null) await this.now();
  }

  async send(text) {
    if (text === this.file.text) return this.show("saved");
    this.show("saving");
    const { conflict, refused, saved } = await this.file.save(text);
    if (saved) {
      localStorage.removeItem(this.safe);
      this.show("saved", saved);
      for (const listener of this.listeners) listener(saved);
      return;
    }
    this.keep(text);
    if (refused) return this.show("refused", { message: refused });
    this.show("conflict", conflict);
    this.isHeld = true;
    const settled = await this.settle({ base: this.file.text, mine: text, theirs: conflict });
    this.isHeld = false;
    if (settled === null) return this.hold(conflict);
    this.file.revision = String(conflict.revision);
    this.file.text = conflict.content;
    this.wait(0);
  }

  // The reader wants to look first: nothing is sent until the next change asks again.
  hold(conflict) {
    this.show("conflict", conflict);
  }

  keep(text) {
    try {
      localStorage.setItem(this.safe, JSON.stringify({ revision: this.file.revision, text }));
    } catch {
      // A full store must not stop the work; the text is still in the editor.
    }
  }
}
