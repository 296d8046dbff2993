// pickers.js — the form, the decision, the called process and the handler of an element.
import { named, picker } from "./pick.js";
import { wayTo } from "./way_to.js";

const DECISION = "zeebe:CalledDecision";
const FORM = "zeebe:FormDefinition";
const PROCESS = "zeebe:CalledElement";

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

const decisionPicker = picker({
  attribute: "decisionId",
  id: "decision-picker",
  label: "Decision of this package",
  options: ({ known }) => named(known.decisions),
  type: DECISION,
});

const processPicker = picker({
  attribute: "processId",
  id: "process-picker",
  label: "Process of this package",
  options: ({ known }) => named(known.processes),
  type: PROCESS,
});

export const formEntries = [
  formPicker,
  wayTo({
    attribute: "formId",
    kind: "form",
    known: "forms",
    make: "Make a new form for it",
    open: "Open this form",
    type: FORM,
  }),
];

export const decisionEntries = [
  decisionPicker,
  wayTo({
    attribute: "decisionId",
    kind: "dmn",
    known: "decisions",
    make: "Make a new decision table for it",
    open: "Open this decision table",
    type: DECISION,
  }),
];

export const processEntries = [
  processPicker,
  wayTo({
    attribute: "processId",
    kind: "bpmn",
    known: "processes",
    make: "Make a new diagram for it",
    open: "Open this diagram",
    type: PROCESS,
  }),
];

export const handlerEntry = picker({
  attribute: "type",
  id: "handler-picker",
  label: "What the system does",
  options: ({ known }) => named(known.handlers, { key: "type", name: "words" }),
  type: "zeebe:TaskDefinition",
});
