// pickers.js — the form, the decision, the called process and the handler of an element.

import { useService } from "bpmn-js-properties-panel";
import { jsx } from "preact/jsx-runtime";
import { base, fetchJson, leave } from "../page.js";
import { extension, setExtension } from "./extensions.js";
import { named, picker } from "./pick.js";

const FORM = "zeebe:FormDefinition";

const formPicker = picker({
  attribute: "formId",
  describe: ({ known, translate, value }) =>
    value && !known.forms.some((form) => form.id === value)
      ? translate("No form of this package is called so.")
      : undefined,
  erase: true,
  id: "form-picker",
  label: "Form",
  options: ({ known }) => named(known.forms),
  type: FORM,
});

function OpenForm({ element }) {
  const translate = useService("translate");
  const tools = {
    bpmnFactory: useService("bpmnFactory"),
    commandStack: useService("commandStack"),
  };
  const formId = extension(element, FORM)?.get("formId");
  const form = useService("surroundings").known.forms.find((each) => each.id === formId);
  if (formId && !form) return null;
  const link = form
    ? jsx("a", { children: translate("Open this form"), href: `${base}/files/${form.path}` })
    : jsx("button", {
        children: translate("Make a new form for it"),
        class: "btn",
        onClick: () => makeForm(tools, element),
        type: "button",
      });
  return jsx("div", { children: link, class: "bio-properties-panel-entry" });
}

// A form of the step's own, under the step's id; it is opened, so that one can go on there.
async function makeForm(tools, element) {
  const id = element.id.toLowerCase();
  const { path } = await fetchJson(`${base}/forms`, {
    body: JSON.stringify({ id }),
    method: "POST",
  });
  setExtension(tools, element, FORM, { formId: id });
  await leave(`${base}/files/${path}`);
}

export function formEntries() {
  return [formPicker, { component: OpenForm, id: "open-form" }];
}

export const decisionEntry = picker({
  attribute: "decisionId",
  id: "decision-picker",
  label: "Decision of this package",
  options: ({ known }) => named(known.decisions),
  type: "zeebe:CalledDecision",
});

export const processEntry = picker({
  attribute: "processId",
  id: "process-picker",
  label: "Process of this package",
  options: ({ known }) => named(known.processes),
  type: "zeebe:CalledElement",
});

export const handlerEntry = picker({
  attribute: "type",
  id: "handler-picker",
  label: "What the system does",
  options: ({ known }) => named(known.handlers, { key: "type", name: "words" }),
  type: "zeebe:TaskDefinition",
});
