// index.js — binds behaviours to elements. `<form data-behaviour="autosave">` loads
// behaviours/autosave.js and hands it the form; several names are parted by spaces.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;

const bound = new WeakMap();

async function bind(element, name) {
  const names = bound.get(element) ?? new Set();
  if (names.has(name)) return;
  bound.set(element, names.add(name));
  const { default: behave } = await import(`./behaviours/${name}.js`);
  behave(element);
}

function bindAll(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  for (const element of elements) {
    for (const name of element.dataset.behaviour.split(" ")) bind(element, name);
  }
}

document.documentElement.classList.add("js");
htmx.onLoad(bindAll);
