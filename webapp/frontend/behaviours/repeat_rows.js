// repeat_rows.js — adds and removes rows at once; without it the same buttons ask the server.
import htmx from "htmx.org";

export default function repeatRows(list) {
  const rows = list.querySelector("[data-rows]");
  const add = list.querySelector(":scope > [data-add]");
  const blank = list.querySelector(":scope > template");
  const empty = list.querySelector(":scope > .rows-empty");
  if (!add || !blank) return;
  let next = Number(list.dataset.next);

  const settle = () => {
    [...rows.children].forEach((row, place) => {
      row.querySelector("[data-row-number]").textContent = numbered(row, place + 1);
    });
    add.hidden = rows.children.length >= Number(list.dataset.most);
    if (empty) empty.hidden = rows.children.length > 0;
    list.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));
  };

  add.addEventListener("click", (event) => {
    event.preventDefault();
    const html = blank.innerHTML.replaceAll(list.dataset.placeholder, String(next));
    next += 1;
    const made = document.createElement("template");
    made.innerHTML = html;
    const row = made.content.firstElementChild;
    rows.append(row);
    htmx.process(row);
    row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: row } }));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    settle();
  });

  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    const row = button?.closest("[data-row]");
    if (row?.parentElement !== rows) return;
    event.preventDefault();
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (near?.querySelector("[data-remove]") ?? add).focus();
    settle();
  });
}

// "Row 3" stays a word of the reader's language: only the figure changes.
function numbered(row, number) {
  const label = row.querySelector("[data-remove]");
  if (label) label.ariaLabel = label.ariaLabel.replace(/\d+/, number);
  return row.querySelector("[data-row-number]").textContent.replace(/\d+/, number);
}
