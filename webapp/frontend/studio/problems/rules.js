// rules.js — what is checked while one draws: bpmnlint's rules, and ours about the package's own things.
// The server's checker has the last word; these only spare a round trip.

import adHoc from "bpmnlint/rules/ad-hoc-sub-process";
import conditionalEvent from "bpmnlint/rules/conditional-event";
import endEvent from "bpmnlint/rules/end-event-required";
import eventGateway from "bpmnlint/rules/event-based-gateway";
import eventSubProcess from "bpmnlint/rules/event-sub-process-typed-start-event";
import fakeJoin from "bpmnlint/rules/fake-join";
import labels from "bpmnlint/rules/label-required";
import links from "bpmnlint/rules/link-event";
import noDi from "bpmnlint/rules/no-bpmndi";
import noComplex from "bpmnlint/rules/no-complex-gateway";
import disconnected from "bpmnlint/rules/no-disconnected";
import duplicates from "bpmnlint/rules/no-duplicate-sequence-flows";
import joinFork from "bpmnlint/rules/no-gateway-join-fork";
import implicitEnd from "bpmnlint/rules/no-implicit-end";
import implicitSplit from "bpmnlint/rules/no-implicit-split";
import implicitStart from "bpmnlint/rules/no-implicit-start";
import overlapping from "bpmnlint/rules/no-overlapping-elements";
import oneDefinition from "bpmnlint/rules/single-event-definition";
import startEvent from "bpmnlint/rules/start-event-required";
import blankStart from "bpmnlint/rules/sub-process-blank-start-event";
import superfluousGateway from "bpmnlint/rules/superfluous-gateway";
import { is, isAny } from "bpmnlint-utils";

const ERROR = {
  "ad-hoc-sub-process": adHoc,
  "conditional-event": conditionalEvent,
  "end-event-required": endEvent,
  "event-based-gateway": eventGateway,
  "event-sub-process-typed-start-event": eventSubProcess,
  "flow-without-condition": exclusiveFlows,
  "form-missing": unknownForms,
  "handler-unknown": unknownHandlers,
  "link-event": links,
  "no-bpmndi": noDi,
  "no-complex-gateway": noComplex,
  "no-disconnected": disconnected,
  "no-duplicate-sequence-flows": duplicates,
  "single-event-definition": oneDefinition,
  "start-event-required": startEvent,
  "sub-process-blank-start-event": blankStart,
};
const WARNING = {
  "fake-join": fakeJoin,
  "label-required": labels,
  "no-gateway-join-fork": joinFork,
  "no-implicit-end": implicitEnd,
  "no-implicit-split": implicitSplit,
  "no-implicit-start": implicitStart,
  "no-overlapping-elements": overlapping,
  "nobody-may-do-it": tasksForNobody,
  "superfluous-gateway": superfluousGateway,
  "task-without-form": tasksWithoutForm,
};

// Rules of the library that say what a rule of the server says under another name.
export const SAME = {
  "label-required": "name-missing",
  "no-implicit-end": "path-simply-ends",
  "superfluous-gateway": "gateway-alone",
};

// What the linter is told: which rules, how grave, and where each is; ours know the package.
export function lintOptions(surroundings) {
  const factories = { ...ERROR, ...WARNING };
  const grave = (rules, severity) =>
    Object.fromEntries(Object.keys(rules).map((name) => [name, severity]));
  return {
    config: { rules: { ...grave(ERROR, "error"), ...grave(WARNING, "warn") } },
    resolver: {
      resolveConfig: (name) => Promise.reject(new Error(name)),
      resolveRule: (_package, name) => () => factories[name](surroundings.known),
    },
  };
}

function exclusiveFlows() {
  return {
    check(node, reporter) {
      if (!is(node, "bpmn:ExclusiveGateway") || (node.outgoing?.length ?? 0) < 2) return;
      for (const flow of node.outgoing) {
        if (flow === node.default || flow.conditionExpression) continue;
        reporter.report(
          flow.id,
          "Flow out of an exclusive gateway has neither a condition nor is it the default",
        );
      }
    },
  };
}

function tasksForNobody() {
  return {
    check(node, reporter) {
      if (!is(node, "bpmn:UserTask")) return;
      const who = extensions(node, "zeebe:AssignmentDefinition")[0];
      if (who?.assignee || who?.candidateGroups || who?.candidateUsers) return;
      reporter.report(node.id, "Nobody can get this task: choose who does it");
    },
  };
}

function tasksWithoutForm() {
  return {
    check(node, reporter) {
      if (!is(node, "bpmn:UserTask") || extensions(node, "zeebe:FormDefinition")[0]?.formId) return;
      reporter.report(node.id, "Task has no form");
    },
  };
}

function unknownForms({ forms }) {
  return {
    check(node, reporter) {
      if (!isAny(node, ["bpmn:UserTask", "bpmn:StartEvent"]) || forms.length === 0) return;
      const [form] = extensions(node, "zeebe:FormDefinition");
      if (form?.formId && !forms.some(({ id }) => id === form.formId)) {
        reporter.report(node.id, "The form it names is not in this package");
      }
    },
  };
}

function unknownHandlers({ handlers }) {
  return {
    check(node, reporter) {
      if (handlers.length === 0) return;
      for (const { type } of extensions(node, "zeebe:TaskDefinition")) {
        if (type?.startsWith("=") || handlers.some((handler) => handler.type === type)) continue;
        reporter.report(node.id, "The system has no such step: choose one of the list");
      }
    },
  };
}

function extensions(node, type) {
  return (node.extensionElements?.values ?? []).filter((value) => is(value, type));
}
