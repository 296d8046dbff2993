// tools.js — the buttons of the bar: undo, redo, search, the whole diagram, a token to play with.
import { find, followStack } from "./page.js";

const PHONE = "(max-width: 767.98px)";
const PALETTE = 100;
const MARGIN = 40;

export function bindTools(modeler, { problems }) {
  const tools = {
    fit: () => whole(modeler),
    play: () => modeler.get("toggleMode").toggleMode(),
    redo: () => modeler.get("commandStack").redo(),
    search: (event) => {
      event.stopPropagation(); // the search closes at any click that reaches the page
      modeler.get("searchPad").toggle();
    },
    shortcuts: () => find("[data-shortcuts]").showModal(),
    undo: () => modeler.get("commandStack").undo(),
  };
  for (const button of document.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", tools[button.dataset.tool]);
  }
  const follow = () => followStack(modeler.get("commandStack"));
  modeler.on(["commandStack.changed", "import.done"], follow);
  modeler.on("tokenSimulation.toggleMode", ({ active }) => {
    find("[data-tool=play]").setAttribute("aria-pressed", String(active));
    document.body.classList.toggle("is-playing", active);
    problems.show(!active);
  });
  follow();
}

// The whole diagram beside the palette, but never larger than it was drawn.
export function whole(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  const palette = matchMedia(PHONE).matches ? MARGIN : PALETTE;
  const room = { height: outer.height - 2 * MARGIN, width: outer.width - palette - MARGIN };
  const scale = Math.min(1, room.width / inner.width, room.height / inner.height);
  if (!(scale > 0)) return canvas.zoom("fit-viewport", "auto");
  canvas.viewbox({
    height: outer.height / scale,
    width: outer.width / scale,
    x: inner.x - (palette + (room.width - inner.width * scale) / 2) / scale,
    y: inner.y - (outer.height / scale - inner.height) / 2,
  });
}

export function lead(modeler, id) {
  const element = modeler.get("elementRegistry").get(id);
  if (!element) return null;
  const canvas = modeler.get("canvas");
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  if (root === element) {
    modeler.get("selection").select([]);
    return element;
  }
  if (canvas.zoom() < 0.7) canvas.zoom(0.9, "auto");
  canvas.scrollToElement(element, 120);
  centre(canvas, element);
  modeler.get("selection").select(element);
  return element;
}

function centre(canvas, element) {
  const { height, width } = canvas.viewbox();
  const middle = element.waypoints?.[Math.floor(element.waypoints.length / 2)] ?? {
    x: element.x + element.width / 2,
    y: element.y + element.height / 2,
  };
  canvas.viewbox({ height, width, x: middle.x - width / 2, y: middle.y - height / 2 });
}
