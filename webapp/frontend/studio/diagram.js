// diagram.js — the diagram editor's page: bpmn-js put together by hand, with what stands beside it.
import { Beside } from "./beside.js";
import { comments } from "./comments/index.js";
import { onlyLook } from "./looking.js";
import { buildModeler } from "./modeler.js";
import { find, openPage, path } from "./page.js";
import { Problems } from "./problems/index.js";
import { bindShortcuts } from "./shortcuts.js";
import { stepTemplates } from "./steps/index.js";
import { Surroundings } from "./surroundings.js";
import { bindTools, lead, whole } from "./tools.js";
import { learnDiagrams, translateWithin } from "./words/index.js";

import "./diagram.css";

learnDiagrams();
translateWithin(find("[data-canvas]"));
translateWithin(find("[data-properties]"));
const surroundings = new Surroundings();
const asked = surroundings.load();
const modeler = buildModeler({
  canvas: find("[data-canvas]"),
  panel: find("[data-properties]"),
  surroundings,
});
const beside = new Beside(document);
const problems = new Problems({
  beside,
  list: find("[data-problems]"),
  modeler,
  path,
  surroundings,
});

const saving = await openPage({
  open: async (text) => {
    await modeler.importXML(text);
    whole(modeler);
  },
  read: async () => (await modeler.saveXML({ format: true })).xml,
});

if (saving.isReading) onlyLook(modeler);
bindTools(modeler, { problems });
bindShortcuts(modeler, { beside, saving });
comments({ beside, list: find("[data-comments]"), modeler, path });
modeler.on("commandStack.changed", () => {
  saving.soon();
  problems.soon();
});
saving.onSaved(() => {
  surroundings.forget();
  problems.ask();
});
problems.ask();
asked.then((known) => {
  modeler.get("elementTemplatesLoader").setTemplates(stepTemplates(known));
  modeler.get("eventBus").fire("propertiesPanel.providersChanged");
  problems.look();
  // Only now does the panel hear what is selected.
  lead(modeler, new URLSearchParams(location.search).get("element"));
});
document.body.dataset.ready = "true";
window.modeler = modeler; // for whoever looks under the hood, and for the tests
