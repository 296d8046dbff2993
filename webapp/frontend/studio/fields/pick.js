// pick.js — one select of the panel over one attribute of one extension. What was written by hand and
// is not in the list stays, and is named as such.
import { isSelectEntryEdited, SelectEntry } from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { extension, setExtension } from "./extensions.js";

export function picker({
  attribute,
  describe = () => undefined,
  id,
  label,
  options,
  type,
  erase = false,
}) {
  function Pick({ element }) {
    const translate = useService("translate");
    const known = useService("surroundings").known;
    const tools = {
      bpmnFactory: useService("bpmnFactory"),
      commandStack: useService("commandStack"),
    };
    const value = extension(element, type)?.get(attribute) ?? "";
    return SelectEntry({
      debounce: useService("debounceInput"),
      description: describe({ element, known, translate, value }),
      element,
      getOptions: () => withOwn(options({ known, translate }), value, translate),
      getValue: () => value,
      id,
      label: translate(label),
      setValue: (chosen) => {
        const isNothing = erase && !chosen;
        setExtension(tools, element, type, isNothing ? null : { [attribute]: chosen || undefined });
      },
    });
  }
  return { component: Pick, id, isEdited: isSelectEntryEdited };
}

function withOwn(options, value, translate) {
  const all = options.flatMap((option) => option.children ?? [option]);
  const own =
    all.some((option) => option.value === value) || value === ""
      ? []
      : [{ label: translate("as written: {value}", { value }), value }];
  return [{ label: "—", value: "" }, ...own, ...options];
}

export function named(things, { key = "id", name = "name", prefix = "" } = {}) {
  return things.map((thing) => ({
    label:
      thing[name] && thing[name] !== thing[key] ? `${thing[name]} · ${thing[key]}` : thing[key],
    value: `${prefix}${thing[key]}`,
  }));
}
