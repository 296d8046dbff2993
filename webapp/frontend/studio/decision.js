// decision.js — the decision editor's page: dmn-js, and a test row that our own engine decides.
import DmnModeler from "dmn-js/lib/Modeler";
import { close, find, followStack, openPage } from "./page.js";
import { TestRow } from "./test_row.js";
import { decisions } from "./words/decisions.js";
import { learn, translateWithin, wordsModule } from "./words/index.js";

import "./decision.css";

learn(decisions.words, decisions.patterns);
const container = find("[data-decision]");
translateWithin(container);
const COLOURS = {
  defaultFillColor: "var(--sheet)",
  defaultLabelColor: "var(--ink)",
  defaultStrokeColor: "var(--ink)",
};
const wording = { additionalModules: [wordsModule] };
const editor = new DmnModeler({
  boxedExpression: wording,
  common: { dataTypes: ["string", "number", "boolean", "date", "time", "dateTime", "Any"] },
  container,
  decisionTable: wording,
  drd: { ...wording, drdRenderer: COLOURS },
  exporter: { name: "Tandem", version: "0.1.0" },
  literalExpression: wording,
});
let isOpen = false;

const read = async () => (await editor.saveXML({ format: true })).xml;
const saving = await openPage({
  open: async (text) => {
    isOpen = false;
    await editor.importXML(text);
    const table = editor.getViews().find((view) => view.type !== "drd");
    await editor.open(table ?? editor.getViews()[0]);
    isOpen = true;
  },
  read,
});
const tests = new TestRow(editor, read);

const stack = () => editor.getActiveViewer()?.get("commandStack");
// Every view has an event bus of its own; the one that is shown tells of changes.
const heard = new WeakSet();
function listen() {
  const bus = editor.getActiveViewer()?.get("eventBus");
  if (bus && !heard.has(bus)) {
    heard.add(bus);
    if (saving.isReading) close(stack());
    bus.on("elements.changed", () => isOpen && saving.soon());
    bus.on("commandStack.changed", () => {
      followStack(stack());
      if (isOpen) saving.soon();
    });
  }
  if (bus) followStack(stack());
  tests.follow();
}
editor.on("views.changed", listen);
listen();

const tools = {
  redo: () => stack()?.redo(),
  undo: () => stack()?.undo(),
};
for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", tools[button.dataset.tool]);
}
document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey || event.key !== "s") return;
  event.preventDefault();
  saving.now();
});
document.body.dataset.ready = "true";
window.decisionEditor = editor; // for whoever looks under the hood, and for the tests
