// test_row.js — one row of inputs, decided by the engine that will run the table: what comes out, and
// which rules matched, marked in the table itself.
import { base, element, fetchJson, find, path } from "./page.js";
import { say } from "./words/index.js";

export class TestRow {
  constructor(editor, read) {
    this.editor = editor;
    this.read = read;
    this.values = new Map(); // kept from one decision to the next
    this.pane = find("[data-test]");
    this.fields = this.pane.querySelector("[data-test-fields]");
    this.answer = this.pane.querySelector("[data-test-answer]");
    this.pane.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.decide();
    });
  }

  get decision() {
    const shown = this.editor.getActiveView()?.element;
    return shown?.$type === "dmn:Decision" ? shown : null;
  }

  async follow() {
    this.pane.hidden = this.decision === null;
    if (!this.decision) return;
    this.answer.replaceChildren();
    find("[data-test-name]").textContent = this.decision.name || this.decision.id;
    const { message, names = [] } = await this.ask(null);
    this.fields.replaceChildren(...names.map((name) => this.field(name)));
    if (message) this.refuse(message);
  }

  field(name) {
    const input = element("input", {
      className: "form-control",
      id: `test-${name}`,
      name,
      value: this.values.get(name) ?? "",
    });
    input.addEventListener("input", () => this.values.set(name, input.value));
    const called = this.labels().get(name);
    const textContent = called ? `${called} · ${name}` : name;
    return element("div", {}, element("label", { htmlFor: input.id, textContent }), input);
  }

  // How the columns call the variables that they ask for as they are.
  labels() {
    const tables = this.editor.getDefinitions().drgElement ?? [];
    const columns = tables.flatMap(({ decisionLogic }) => decisionLogic?.input ?? []);
    return new Map(columns.map(({ inputExpression, label }) => [inputExpression?.text, label]));
  }

  async decide() {
    const inputs = {};
    for (const input of this.fields.querySelectorAll("input"))
      inputs[input.name] = meant(input.value);
    const { hits = {}, message, value } = await this.ask(inputs);
    this.mark(hits);
    if (message) return this.refuse(message);
    const table = this.decision.decisionLogic;
    const rules = counted(table, hits);
    this.answer.replaceChildren(
      element("h3", { textContent: say("Outcome") }),
      element("pre", { className: "test-value", textContent: JSON.stringify(value, null, 2) }),
      ...(table?.rule ? [element("p", { textContent: told(rules) })] : []),
    );
  }

  async ask(inputs) {
    const asked = { content: await this.read(), decision: this.decision.id, file: path, inputs };
    return fetchJson(`${base}/decisions/test`, {
      body: JSON.stringify(asked),
      method: "POST",
    }).catch((error) => ({ message: error.message }));
  }

  refuse(message) {
    this.answer.replaceChildren(
      element("p", { className: "note note-late", textContent: message }),
    );
  }

  // The matched rows of the table that is open.
  mark(hits) {
    for (const cell of document.querySelectorAll(".is-matched"))
      cell.classList.remove("is-matched");
    const table = this.decision.decisionLogic;
    for (const number of counted(table, hits)) {
      const id = table.rule[number - 1]?.id;
      for (const cell of document.querySelectorAll(`[data-row-id="${CSS.escape(id)}"]`)) {
        cell.classList.add("is-matched");
      }
    }
  }
}

// The rules that decided: where the first match counts, those after it did not.
function counted(table, hits) {
  const rules = hits[table?.id] ?? [];
  return table?.hitPolicy === "FIRST" ? rules.slice(0, 1) : rules;
}

// What was typed, as JSON if it is any; words need no quotes, and nothing is null.
function meant(text) {
  if (!text.trim()) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function told(rules) {
  return rules.length
    ? say("Rules that matched: {rules}", { rules: rules.join(say(", ")) })
    : say("No rule matched.");
}
