// form.js — the form editor's page: form-js with our own fields, and beside it the form as the server
// will draw it, at a phone's and a desk's width, in both languages.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { fieldsModule, settingsModule } from "./form_fields/index.js";
import { opened, saved } from "./form_fields/tables.js";
import { close, find, followStack, openPage } from "./page.js";
import { Preview } from "./preview.js";
import { forms } from "./words/forms.js";
import { learn, translateWithin } from "./words/index.js";

import "./form.css";

learn(forms.words, forms.patterns);
translateWithin(find("[data-form]"));
const editor = new FormEditor({
  additionalModules: [fieldsModule, settingsModule],
  container: find("[data-form]"),
  exporter: { name: "Tandem", version: "0.1.0" },
});
let given = {}; // what is not a component and not form-js's own stays as it came
let isOpen = false;

const schema = () => saved({ ...given, ...editor.getSchema(), ...platform(given) });
const saving = await openPage({
  open: async (text) => {
    isOpen = false;
    given = JSON.parse(text);
    await editor.importSchema(opened(given));
    isOpen = true;
  },
  read: async () => `${JSON.stringify(schema(), null, 2)}\n`,
});
const stack = editor.get("commandStack");
if (saving.isReading) close(stack);
followStack(stack);
const preview = new Preview(schema);

editor.on("changed", () => {
  followStack(stack);
  if (!isOpen) return;
  saving.soon();
  preview.soon();
});
const tools = {
  redo: () => stack.redo(),
  undo: () => stack.undo(),
};
for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", tools[button.dataset.tool] ?? (() => {}));
}
document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey || event.key !== "s") return;
  event.preventDefault();
  saving.now();
});
document.body.dataset.ready = "true";
window.formEditor = editor; // for whoever looks under the hood, and for the tests
window.formSchema = schema;

function platform({ executionPlatform, executionPlatformVersion, exporter, schemaVersion }) {
  return { executionPlatform, executionPlatformVersion, exporter, schemaVersion };
}
