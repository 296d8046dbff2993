// looking.js — a diagram that may only be looked at: nothing is moved, renamed or removed; copying goes on.
import { close } from "./page.js";

const FIRST = 3000;

export function onlyLook(modeler) {
  close(modeler.get("commandStack"));
  modeler.get("rules").allowed = (rule) => rule === "element.copy";
  modeler.on("directEditing.activate.allowed", FIRST, () => false);
}
