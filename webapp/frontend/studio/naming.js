// naming.js — asks what a step's new part is called: diagrams and people will say its name for years.
import { answered, base, fetchJson, find } from "./page.js";

// Gives the key, or null. One is offered where the step has an English name.
export async function askForKey({ label, title }) {
  const dialog = find("[data-naming]");
  const key = dialog.querySelector("input");
  dialog.querySelector("h2").textContent = title;
  key.value = (await fetchJson(`${base}/parts?${new URLSearchParams({ name: label })}`)).id;
  return (await answered(dialog)) === "make" ? key.value : null;
}
