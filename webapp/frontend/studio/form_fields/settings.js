// settings.js — the panel rows for what our forms know beyond form-js: where a value comes from, when a
// field is required, the person's role, the money's currency, how many photos, rows as a table.
import { usePropertiesPanelService } from "@bpmn-io/form-js-editor";
import {
  CheckboxEntry,
  Group,
  isCheckboxEntryEdited,
  isNumberFieldEntryEdited,
  isTextFieldEntryEdited,
  NumberFieldEntry,
  TextFieldEntry,
} from "@bpmn-io/properties-panel";
import { say } from "../words/index.js";

const FILES = ["filepicker", "photo", "video"];
const ANSWERED = [
  "checkbox",
  "checklist",
  "datetime",
  "money",
  "number",
  "person",
  "radio",
  "select",
  "signature",
];
const KEYED = [...ANSWERED, ...FILES, "taglist", "textarea", "textfield"];

// `own` values stand beside the others on our own types; the rest lie in `properties`, which form-js keeps.
const ROWS = [
  { kind: "text", label: "Taken from (FEEL)", name: "initial", of: [...KEYED, "dynamiclist"] },
  {
    kind: "text",
    label: "Required when (FEEL)",
    name: "requiredWhen",
    of: [...KEYED, "dynamiclist"],
  },
  { kind: "check", label: "Asked anew each round", name: "askAnew", of: KEYED },
  { kind: "number", label: "Lines", name: "lines", of: ["textarea"] },
  { kind: "text", label: "Role", name: "role", of: ["person"], own: true },
  { kind: "text", label: "Currency", name: "currency", of: ["money"], own: true },
  {
    kind: "check",
    label: "Several",
    name: "multiple",
    of: ["person", "photo", "video"],
    own: true,
  },
  { kind: "number", label: "How many at most", name: "maxCount", of: FILES, own: true },
  { kind: "number", label: "Megabytes each at most", name: "maxSizeMb", of: FILES, own: true },
  { kind: "check", label: "As a table at a desk", name: "view", of: ["dynamiclist"], on: "table" },
  { kind: "number", label: "Rows at least", name: "minRows", of: ["dynamiclist"] },
  { kind: "number", label: "Rows at most", name: "maxRows", of: ["dynamiclist"] },
];
const ENTRIES = {
  check: [CheckboxEntry, isCheckboxEntryEdited],
  number: [NumberFieldEntry, isNumberFieldEntryEdited],
  text: [TextFieldEntry, isTextFieldEntryEdited],
};

export class Settings {
  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(this, 500);
  }

  getGroups(field, editField) {
    return (groups) => {
      const rows = ROWS.filter(({ of }) => of.includes(field?.type));
      if (rows.length === 0) return groups;
      const entries = rows.map((row) => entry(row, field, editField));
      const ours = { component: Group, entries, id: "tandem", label: say("In this system") };
      const [general, ...others] = groups;
      return [general, ours, ...others];
    };
  }
}
Settings.$inject = ["propertiesPanel"];

function entry(row, field, editField) {
  const [Entry, isEdited] = ENTRIES[row.kind];
  const component = ({ id }) =>
    Entry({
      debounce: usePropertiesPanelService("debounce"),
      element: field,
      getValue: () => read(row, field),
      id,
      label: say(row.label),
      setValue: (value) => write(row, field, editField, value),
    });
  return { component, field, id: `tandem-${row.name}`, isEdited };
}

function read(row, field) {
  const value = row.own && row.name in field ? field[row.name] : field.properties?.[row.name];
  return row.on ? value === row.on : value;
}

function write(row, field, editField, value) {
  const kept = row.on
    ? value
      ? row.on
      : undefined
    : value === "" || value === false
      ? undefined
      : value;
  if (row.own) return editField(field, row.name, kept);
  const { [row.name]: _before, ...others } = field.properties ?? {};
  const properties = kept === undefined ? others : { ...others, [row.name]: kept };
  return editField(field, "properties", Object.keys(properties).length ? properties : undefined);
}
