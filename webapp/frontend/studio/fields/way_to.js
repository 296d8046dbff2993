// way_to.js — below a picker: the way to what is picked, or to a new one of the step's own, called as the step is.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { jsx } from "preact/jsx-runtime";
import { askForKey } from "../naming.js";
import { base, fetchJson, leave, mayDraft } from "../page.js";
import { extension, setExtension } from "./extensions.js";

export function wayTo({ attribute, kind, known, make, open, type }) {
  function WayTo({ element }) {
    const translate = useService("translate");
    const tools = {
      bpmnFactory: useService("bpmnFactory"),
      commandStack: useService("commandStack"),
    };
    const picked = extension(element, type)?.get(attribute);
    const part = useService("surroundings").known[known].find(({ id }) => id === picked);
    if (part) return row("a", { children: translate(open), href: `${base}/files/${part.path}` });
    if (picked || mayDraft === "no") return null;
    return row("button", {
      children: translate(make),
      class: "btn",
      onClick: () => begin(tools, element, translate(make)),
      type: "button",
    });
  }

  // It is opened, so that one can go on there.
  async function begin(tools, element, title) {
    const name = getBusinessObject(element).name ?? "";
    const id = await askForKey({ label: name, title });
    if (!id) return;
    const { path } = await fetchJson(`${base}/parts`, {
      body: JSON.stringify({ id, kind, name }),
      method: "POST",
    });
    setExtension(tools, element, type, { [attribute]: id });
    await leave(`${base}/files/${path}`);
  }

  return { component: WayTo, id: `open-${kind}` };
}

function row(tag, properties) {
  return jsx("div", { children: jsx(tag, properties), class: "bio-properties-panel-entry" });
}
