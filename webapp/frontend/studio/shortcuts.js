// shortcuts.js — the keys: those bpmn-js has, and ours to walk along the flow and between the panes.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { element, find } from "./page.js";
import { lead } from "./tools.js";
import { say } from "./words/index.js";

const KEYS = [
  ["N", "Create an element"],
  ["A", "Append to the selected element"],
  ["R", "Change the type of the selected element"],
  ["E", "Edit the name"],
  ["C", "Connect"],
  ["H", "Move the sheet"],
  ["L", "Select with a frame"],
  ["S", "Make room"],
  [". ,", "Next and previous element along the flow"],
  ["← ↑ → ↓", "Move the selected element"],
  ["Ctrl Z, Ctrl Y", "Undo and redo"],
  ["Ctrl C, Ctrl V", "Copy and paste, from diagram to diagram"],
  ["Ctrl A", "Select everything"],
  ["Ctrl F", "Search in the diagram"],
  ["Ctrl S", "Save now"],
  ["Ctrl + − 0", "Closer, farther, as drawn"],
  ["Del", "Remove"],
  ["T", "Play a token"],
  ["Alt 1 2 3", "Properties, findings, comments"],
  ["?", "This list"],
];
const PANES = { 1: "properties", 2: "problems", 3: "comments" };

export function bindShortcuts(modeler, { beside, saving }) {
  const list = find("[data-shortcut-list]");
  for (const [keys, words] of KEYS) {
    list.append(
      element(
        "div",
        {},
        element("dt", {}, ...caps(keys)),
        element("dd", { textContent: say(words) }),
      ),
    );
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "s") return taken(event, () => saving.now());
    if (event.altKey && PANES[event.key])
      return taken(event, () => openPane(beside, PANES[event.key]));
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") taken(event, () => find("[data-shortcuts]").showModal());
    if (event.key === ".") taken(event, () => walk(modeler, 1));
    if (event.key === ",") taken(event, () => walk(modeler, -1));
  });
}

function caps(keys) {
  return keys.split(" ").map((key) => element("kbd", { textContent: key }));
}

function taken(event, act) {
  event.preventDefault();
  act();
}

function openPane(beside, name) {
  beside.show(name);
  find(`#pane-${name}`).focus();
}

// Along the outgoing flows from the selected element; from nowhere, from the start.
function walk(modeler, step) {
  const order = inFlowOrder(modeler.get("elementRegistry"));
  const [selected] = modeler.get("selection").get();
  const here = order.indexOf(selected?.id);
  const next = order[here < 0 ? 0 : (here + step + order.length) % order.length];
  if (next) lead(modeler, next);
  modeler.get("canvas").focus();
}

function inFlowOrder(registry) {
  const nodes = registry.filter((each) => is(each, "bpmn:FlowNode") && each.type !== "label");
  const starts = nodes.filter((node) => !getBusinessObject(node).incoming?.length);
  const order = [];
  const waiting = [...starts, ...nodes];
  while (waiting.length) {
    const node = waiting.shift();
    if (!node || order.includes(node.id)) continue;
    order.push(node.id);
    waiting.unshift(...(node.outgoing ?? []).map((flow) => flow.target));
  }
  return order;
}
