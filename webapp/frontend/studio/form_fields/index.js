// form_fields — our own fields in the form editor: money, person, signature, photo, video. How they look
// here is a sketch; the preview shows what the server makes of them.
import { jsx, jsxs } from "preact/jsx-runtime";
import { say } from "../words/index.js";
import { Settings } from "./settings.js";

const SHOWN = ["key", "label", "description", "readonly", "disabled", "required"];
const FIELDS = [
  {
    group: "basic-input",
    name: "Money",
    sketch: "¥ 0.00",
    start: { currency: "CNY" },
    type: "money",
  },
  { group: "selection", name: "Person", sketch: "Choose a person", type: "person" },
  { group: "basic-input", name: "Signature", sketch: "Sign here", tall: true, type: "signature" },
  {
    group: "basic-input",
    name: "Photo",
    sketch: "Take or choose photos",
    start: { multiple: true, maxCount: 20 },
    type: "photo",
  },
  {
    group: "basic-input",
    name: "Video",
    sketch: "Take or choose a video",
    start: { multiple: true, maxCount: 2 },
    type: "video",
  },
];

function field({ group, name, sketch, start = {}, tall, type }) {
  function Sketch({ domId, field: given }) {
    return jsxs("div", {
      class: `fjs-form-field fjs-form-field-${type}`,
      children: [
        jsx("label", {
          children: [
            given.label,
            given.validate?.required ? jsx("span", { children: "*", class: "fjs-asterix" }) : null,
          ],
          class: "fjs-form-field-label",
          for: domId,
        }),
        jsx("div", {
          children: say(sketch),
          class: `field-sketch${tall ? " is-tall" : ""}`,
          id: domId,
        }),
        given.description
          ? jsx("div", { children: given.description, class: "fjs-form-field-description" })
          : null,
      ],
    });
  }
  Sketch.config = {
    create: (options = {}) => ({ label: say(name), ...start, ...options }),
    emptyValue: null,
    group,
    icon: () =>
      jsx("svg", {
        children: jsx("use", { href: iconAddress(type) }),
        class: "field-icon",
        height: 54,
        width: 54,
      }),
    keyed: true,
    label: say(name),
    name: say(name),
    propertiesPanelEntries: SHOWN,
    sanitizeValue: ({ value }) => value ?? null,
    type,
  };
  return Sketch;
}

const ICONS = {
  money: "briefcase",
  person: "user",
  photo: "photo",
  signature: "signature",
  video: "video",
};

function iconAddress(type) {
  const sprite = document.querySelector(".studio-bar use").getAttribute("href").replace(/#.*/, "");
  return `${sprite}#${ICONS[type]}`;
}

class OurFields {
  constructor(fieldFactory, formFields) {
    for (const each of FIELDS) formFields.register(each.type, field(each));
    const create = fieldFactory.create.bind(fieldFactory);
    fieldFactory.create = (given, isNew = true) => {
      const made = create(given, isNew);
      // The library calls a new field by its English name, and people would read it.
      if (isNew && made.label && !given.label) made.label = say(made.label);
      return made;
    };
  }
}
OurFields.$inject = ["fieldFactory", "formFields"];

export const fieldsModule = { __init__: ["ourFields"], ourFields: ["type", OurFields] };
export const settingsModule = { __init__: ["ourSettings"], ourSettings: ["type", Settings] };
