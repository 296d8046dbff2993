// detour.js — a flow that passes a step by goes round it: drawn straight, as the library does it when both
// ends lie on one line, it would run through the step and could not be seen.
import { is } from "bpmn-js/lib/util/ModelUtil";

const LAST = 200;
const ROOM = 25;

class Detour {
  constructor(elementRegistry, eventBus, modeling) {
    eventBus.on("commandStack.connection.create.postExecuted", LAST, ({ context }) => {
      const flow = context.connection;
      if (!is(flow, "bpmn:SequenceFlow") || flow.waypoints.length !== 2) return;
      const [from, to] = flow.waypoints;
      if (from.y !== to.y || from.x >= to.x) return;
      const passed = elementRegistry.filter(
        (each) => each.parent === flow.parent && lies(each, from, to),
      );
      if (passed.length === 0) return;
      const below = Math.max(...passed.map(({ y, height }) => y + height)) + ROOM;
      modeling.updateWaypoints(flow, round(flow, below));
    });
  }
}
Detour.$inject = ["elementRegistry", "eventBus", "modeling"];

function lies(element, from, to) {
  if (element.waypoints || element.type === "label" || !is(element, "bpmn:FlowNode")) return false;
  const { height, width, x, y } = element;
  return x > from.x && x + width < to.x && y < from.y && from.y < y + height;
}

function round({ source, target }, below) {
  const [out, into] = [source, target].map(({ width, x }) => x + width / 2);
  return [
    { x: out, y: source.y + source.height },
    { x: out, y: below },
    { x: into, y: below },
    { x: into, y: target.y + target.height },
  ];
}

export default { __init__: ["detour"], detour: ["type", Detour] };
