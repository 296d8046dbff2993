// steps — our own tasks as templates of the panel: what the system can do, with its settings in words.
import { say } from "../words/index.js";

const SCHEMA =
  "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json";

export function stepTemplates(known) {
  const can = new Set(known.handlers.map(({ type }) => type));
  const services = SERVICES.filter(({ handler }) => can.has(handler)).map((step) =>
    service(step, known),
  );
  const signs = known.processes.some(({ id }) => id === "dual_signature") ? [bothSign()] : [];
  return [...services, ...signs, approval(known), countersign(known), customerSurvey(known)];
}

const SIGNERS =
  '=[{who: customer_contact, side: "customer", turn: 1}, {who: project_lead, side: "company", turn: 1}]';

const SERVICES = [
  {
    description:
      "Writes the answers into the document's template and keeps that version unchangeable.",
    handler: "documents.freeze",
    headers: [{ key: "document", label: "Document", of: "documents" }],
    name: "Freeze a document",
  },
  {
    description: "Takes uploaded files into the project's documents.",
    handler: "documents.receive",
    headers: [],
    name: "Take in documents",
  },
  {
    description:
      "Freezes a document and names who signs it: for which side, as what, in which turn.",
    handler: "confirmations.prepare",
    headers: [{ key: "document", label: "Document", of: "documents" }],
    inputs: [["signers", "Who signs, in turns", SIGNERS]],
    name: "Prepare a document for signature",
  },
  {
    description: "Tells the holders of roles, on their page and by mail.",
    handler: "notifications.tell",
    headers: [
      { key: "message", label: "Message" },
      { key: "text", label: "Text", optional: true },
      { key: "roles", label: "Roles, parted by commas" },
    ],
    name: "Tell somebody",
  },
  {
    description: "Reminds the customer of a task that is still open.",
    handler: "errands.remind",
    headers: [{ key: "task", label: "Task to remind of" }],
    name: "Remind the customer",
  },
  {
    description: "Sends the facts of the case to another system.",
    handler: "webhooks.send",
    headers: [{ key: "endpoint", label: "Endpoint", of: "endpoints" }],
    inputs: [["facts", "What it is told", "={}"]],
    name: "Call another system",
  },
];

function template(id, words, rest) {
  return {
    $schema: SCHEMA,
    category: { id: "tandem", name: say("Our steps") },
    description: say(words.description),
    id: `tandem.${id}`,
    name: say(words.name),
    version: 1,
    ...rest,
  };
}

function service({ description, handler, headers, inputs = [], name }, known) {
  return template(
    handler,
    { description, name },
    {
      appliesTo: ["bpmn:Task", "bpmn:ServiceTask"],
      elementType: { value: "bpmn:ServiceTask" },
      properties: [
        {
          binding: { property: "type", type: "zeebe:taskDefinition" },
          type: "Hidden",
          value: handler,
        },
        {
          binding: { property: "retries", type: "zeebe:taskDefinition" },
          type: "Hidden",
          value: "3",
        },
        ...headers.map((header) => headerField(header, known)),
        ...inputs.map(inputField),
      ],
    },
  );
}

function headerField({ key, label, of, optional }, known) {
  const choices = of ? known[of].map(({ id, name }) => ({ name: name || id, value: id })) : [];
  return {
    binding: { key, type: "zeebe:taskHeader" },
    label: say(label),
    ...(optional ? { optional: true } : { constraints: { notEmpty: true } }),
    ...(choices.length ? { choices, type: "Dropdown" } : { type: "String" }),
  };
}

function inputField([name, label, value]) {
  return {
    binding: { name, type: "zeebe:input" },
    feel: "required",
    label: say(label),
    type: "String",
    value,
  };
}

function bothSign() {
  return template(
    "dual_signature",
    {
      description: "The token leaves only when everybody named has signed that very version.",
      name: "Both sides sign",
    },
    {
      appliesTo: ["bpmn:Task", "bpmn:CallActivity"],
      elementType: { value: "bpmn:CallActivity" },
      properties: [
        {
          binding: { property: "processId", type: "zeebe:calledElement" },
          type: "Hidden",
          value: "dual_signature",
        },
        inputField(["confirmation_id", "Document prepared before", "=confirmation_id"]),
        inputField(["signing_turns", "Signers prepared before", "=signing_turns"]),
        inputField(["signing_days", "Days until it expires", "=30"]),
        inputField(["reminder_days", "Days between reminders", "=2"]),
        {
          binding: { source: "=signature_outcome", type: "zeebe:output" },
          type: "Hidden",
          value: "signature_outcome",
        },
        {
          binding: { source: "=signature_reason", type: "zeebe:output" },
          type: "Hidden",
          value: "signature_reason",
        },
      ],
    },
  );
}

function forms(known) {
  return known.forms.map(({ id, name }) => ({ name: name || id, value: id }));
}

function task(id, words, known, who) {
  return template(id, words, {
    appliesTo: ["bpmn:Task", "bpmn:UserTask"],
    elementType: { value: "bpmn:UserTask" },
    properties: [
      { binding: { type: "zeebe:userTask" }, type: "Hidden" },
      {
        binding: { property: "formId", type: "zeebe:formDefinition" },
        choices: forms(known),
        constraints: { notEmpty: true },
        label: say("Form"),
        type: "Dropdown",
      },
      who,
      {
        binding: { property: "dueDate", type: "zeebe:taskSchedule" },
        feel: "optional",
        label: say("Due"),
        type: "String",
        value: '=now() + duration("P3D")',
      },
    ],
  });
}

function approval(known) {
  const roles = known.roles.map(({ id, name }) => ({ name: name || id, value: id }));
  return task(
    "approval",
    {
      description: "One person of a role decides; the decision is asked anew each round.",
      name: "Approval",
    },
    known,
    {
      binding: { property: "candidateGroups", type: "zeebe:assignmentDefinition" },
      choices: roles,
      constraints: { notEmpty: true },
      label: say("Any one of the role"),
      type: "Dropdown",
    },
  );
}

function countersign(known) {
  return task(
    "countersign",
    {
      description: "Everybody of a list decides; one refusal ends it.",
      name: "Countersign approval",
    },
    known,
    {
      binding: { property: "assignee", type: "zeebe:assignmentDefinition" },
      type: "Hidden",
      value: "=approver",
    },
  );
}

function customerSurvey(known) {
  return task(
    "survey",
    {
      description: "The customer's contact answers by a mailed link, without an account.",
      name: "Customer survey",
    },
    known,
    {
      binding: { property: "assignee", type: "zeebe:assignmentDefinition" },
      type: "Hidden",
      value: "=customer_contact",
    },
  );
}
