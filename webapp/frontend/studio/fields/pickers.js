// pickers.js — the form, the decision, the called process and the handler of an element.

import { useService } from "bpmn-js-properties-panel";
import { jsx } from "preact/jsx-runtime";
import { base } from "../page.js";
import { extension } from "./extensions.js";
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
  const formId = extension(element, FORM)?.get("formId");
  const form = useService("surroundings").known.forms.find((each) => each.id === formId);
  if (!form) return null;
  const href = `${base}/files/${form.path ?? `forms/${form.id}.form`}`;
  return jsx("div", {
    class: "bio-properties-panel-entry",
    children: jsx("a", { children: translate("Open this form"), href }),
  });
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
