// show_when.js — asks the server how the form stands after each answer, and takes over what changed.
// Fields that were there before stay the very same elements, so focus, typed text and files are kept.
import htmx from "htmx.org";

const PAUSE = 300;

export default function showWhen(body) {
  const form = body.closest("form");
  const remembered = new Map();
  let current = body;
  let waiting = null;
  let asked = 0;

  const ask = async () => {
    asked += 1;
    const turn = asked;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("_refresh", "1");
    const answer = await fetch(body.dataset.refreshUrl, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { "X-CSRFToken": data.get("csrf_token") ?? "", "X-Requested-With": "refresh" },
      credentials: "same-origin",
    }).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("form-body");
    if (fresh && turn === asked) current = take(current, fresh, remembered);
  };

  const soon = () => {
    asked += 1; // what is on its way is already old
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  form.addEventListener("change", soon);
  form.addEventListener("rows-changed", soon);
}

// The new arrangement, filled with the old fields wherever a field is still the same kind of thing.
function take(old, fresh, remembered) {
  const focused = document.activeElement;
  for (const field of controls(old)) remembered.set(field.name, writtenIn(field));
  for (const cell of [...fresh.querySelectorAll(".answer")]) {
    if (cell.querySelector(".answer")) continue;
    const same = twin(old, cell);
    if (same) cell.replaceWith(same);
    else for (const field of controls(cell)) recall(field, remembered.get(field.name));
  }
  fresh.removeAttribute("data-behaviour");
  old.replaceWith(fresh);
  if (focused?.isConnected) focused.focus({ preventScroll: true });
  htmx.process(fresh);
  fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: fresh } }));
  return fresh;
}

function twin(old, cell) {
  const id = cell.parentElement?.id;
  const place = id && old.querySelector(`#${CSS.escape(id)}`);
  const same = place?.querySelector(":scope > .answer");
  return same && outline(same) === outline(cell) ? same : null;
}

// What makes two drawings of a field the same: its controls and words, not what is typed in it.
function outline(answer) {
  const parts = [
    ...answer.querySelectorAll("input, select, textarea, option, label, legend, p, span, div"),
  ];
  return parts
    .filter(
      (part) => !part.matches(".counter, .file-chosen, .file-chosen *, .form-wrong, [aria-live]"),
    )
    .map((part) => `${part.tagName}:${part.name ?? ""}:${part.type ?? ""}:${own(part)}`)
    .join("|");
}

function own(part) {
  if (part.matches("option")) return `${part.value}=${part.text}`;
  if (part.matches("input, select, textarea")) return part.getAttribute("aria-required") ?? "";
  return [...part.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.data.trim())
    .join("");
}

function controls(root) {
  return [...root.querySelectorAll("input, select, textarea")].filter(
    (field) => field.name && field.type !== "file" && field.type !== "hidden",
  );
}

function writtenIn(field) {
  return field.type === "checkbox" || field.type === "radio" ? null : field.value;
}

// A field that comes back shows what was written in it before it went.
function recall(field, value) {
  if (value && !field.value) field.value = value;
}
