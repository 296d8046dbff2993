// diagram.js — draws a BPMN diagram and lays over it what is known: where the tokens stand, what is
// done, what is stuck, and how long each step took. The list of steps beside it says the same in words.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const COLOURS = {
  defaultFillColor: "var(--sheet)",
  defaultLabelColor: "var(--ink)",
  defaultStrokeColor: "var(--line-strong)",
};
const MARGIN = 24;
const READABLE = 0.8; // below this scale the names in a diagram cannot be read

export default async function diagram(frame) {
  const { elements = {}, focus = [] } = JSON.parse(frame.dataset.state ?? "{}");
  const answer = await fetch(frame.dataset.src).catch(() => null); // away: the steps beside it say the same
  if (!answer?.ok) return frame.classList.add("is-missing");
  const viewer = new NavigatedViewer({
    bpmnRenderer: COLOURS,
    container: frame,
    textRenderer: { defaultStyle: { fontFamily: getComputedStyle(document.body).fontFamily } },
    zoomScroll: { enabled: false },
  });
  await viewer.importXML(await answer.text());
  for (const [id, facts] of Object.entries(elements)) {
    if (viewer.get("elementRegistry").get(id)) lay(viewer, id, facts);
  }
  show(viewer, focus);
  bindTools(frame, viewer, focus);
  viewer.on("element.click", ({ element }) => follow(elements[element.id]));
  frame.classList.add("is-drawn");
  frame.dispatchEvent(new CustomEvent("diagram-drawn", { bubbles: true, detail: viewer }));
}

function lay(viewer, id, { state, count, time, link }) {
  const canvas = viewer.get("canvas");
  if (state) canvas.addMarker(id, state);
  if (link) canvas.addMarker(id, "leads-in");
  if (count) put(viewer, id, { right: 14, top: -12 }, `token-badge ${state}`, count);
  if (time) put(viewer, id, { bottom: 4, left: 8 }, "time-badge", time);
}

function put(viewer, id, position, className, text) {
  const badge = Object.assign(document.createElement("div"), { className, textContent: text });
  viewer.get("overlays").add(id, { html: badge, position, show: { minZoom: 0.45 } });
}

// The whole diagram when it stays readable, else the place where the work is.
function show(viewer, focus) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const shapes = focus.map((id) => viewer.get("elementRegistry").get(id)).filter(Boolean);
  if (canvas.zoom() >= READABLE || shapes.length === 0) return;
  const [shape] = shapes;
  canvas.zoom(READABLE, "auto");
  const { height, inner, width } = canvas.viewbox();
  const middle = middleOf(shape);
  const x = within(middle.x, width, inner.x, inner.width);
  const y = within(middle.y, height, inner.y, inner.height);
  canvas.viewbox({ height, width, x, y });
}

// A flow has no box: its middle is where it bends.
function middleOf({ height, waypoints, width, x, y }) {
  return waypoints?.[Math.floor(waypoints.length / 2)] ?? { x: x + width / 2, y: y + height / 2 };
}

// Where a window begins that has `middle` in it and shows no more of the desk around the sheet than it must.
function within(middle, size, start, length) {
  if (length + 2 * MARGIN <= size) return start + length / 2 - size / 2;
  const latest = start + length + MARGIN - size;
  return Math.min(Math.max(middle - size / 2, start - MARGIN), latest);
}

function bindTools(frame, viewer, focus) {
  const canvas = viewer.get("canvas");
  const tools = {
    fit: () => canvas.zoom("fit-viewport", "auto"),
    focus: () => show(viewer, focus),
    in: () => canvas.zoom(canvas.zoom() * 1.25, "auto"),
    out: () => canvas.zoom(canvas.zoom() / 1.25, "auto"),
  };
  for (const button of frame.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", tools[button.dataset.zoom]);
  }
}

function follow(facts) {
  if (facts?.link) location.assign(facts.link);
}
