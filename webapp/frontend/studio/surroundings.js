// surroundings.js — what a file may name: the package's forms, decisions, processes, roles, people,
// handlers and documents, and the variables that are really available at an element.
import { base, fetchJson, path } from "./page.js";

const NOTHING = {
  decisions: [],
  documents: [],
  endpoints: [],
  forms: [],
  handlers: [],
  people: [],
  processes: [],
  roles: [],
  templates: [],
  variables: [],
};

export class Surroundings {
  constructor() {
    this.known = NOTHING;
    this.variables = new Map(); // by element
  }

  async load() {
    this.known = { ...NOTHING, ...(await fetchJson(this.address()).catch(() => ({}))) };
    return this.known;
  }

  // Asked once for every element and revision: a save changes what is available.
  async variablesAt(id) {
    if (!this.variables.has(id)) {
      const asked = fetchJson(`${this.address()}&element=${encodeURIComponent(id)}`);
      this.variables.set(
        id,
        asked.then(
          (told) => told.variables ?? [],
          () => [],
        ),
      );
    }
    return this.variables.get(id);
  }

  forget() {
    this.variables.clear();
  }

  address() {
    return `${base}/context?file=${encodeURIComponent(path)}`;
  }
}
