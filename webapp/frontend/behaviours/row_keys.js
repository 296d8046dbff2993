// row_keys.js — the arrow keys go from line to line of a list, across its headings, once one of its lines is chosen.
export default function rowKeys(list) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };

  list.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || !event.target.matches(".row-link")) return;
    const lines = [...list.parentElement.querySelectorAll(".rows > li .row-link")];
    const next = lines[lines.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
