// modeler.js — bpmn-js with the zeebe panel, put together by hand: what is not listed is not there.
import AddExporter from "@bpmn-io/add-exporter";
import ElementTemplateChooser from "@bpmn-io/element-template-chooser";
import { ZeebeVariableResolverModule } from "@bpmn-io/variable-resolver";
import Modeler from "bpmn-js/lib/Modeler";
import ColorPicker from "bpmn-js-color-picker";
import {
  CreateAppendAnythingModule,
  CreateAppendElementTemplatesModule,
} from "bpmn-js-create-append-anything";
import { CloudElementTemplatesPropertiesProviderModule } from "bpmn-js-element-templates";
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from "bpmn-js-properties-panel";
import Simulation from "bpmn-js-token-simulation";
import ZeebeBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import Grid from "diagram-js-grid";
import Minimap from "diagram-js-minimap";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";

import clipboardModule from "./clipboard.js";
import detourModule from "./detour.js";
import fieldsModule from "./fields/index.js";
import oneEqualsModule from "./one_equals.js";
import countersignModule from "./steps/countersign.js";
import userTasksModule from "./steps/user_tasks.js";
import variablesModule from "./variables.js";
import { wordsModule } from "./words/index.js";

const MODULES = [
  AddExporter,
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  CloudElementTemplatesPropertiesProviderModule,
  ColorPicker,
  CreateAppendAnythingModule,
  CreateAppendElementTemplatesModule,
  ElementTemplateChooser,
  Grid,
  Minimap,
  Simulation,
  ZeebeBehaviors,
  ZeebePropertiesProviderModule,
  ZeebeVariableResolverModule,
  clipboardModule,
  countersignModule,
  detourModule,
  fieldsModule,
  oneEqualsModule,
  userTasksModule,
  variablesModule,
  wordsModule,
];

export function buildModeler({ canvas, panel, surroundings }) {
  const fontFamily = getComputedStyle(document.body).fontFamily;
  return new Modeler({
    additionalModules: [...MODULES, { surroundings: ["value", surroundings] }],
    bpmnRenderer: {
      defaultFillColor: "var(--sheet)",
      defaultLabelColor: "var(--ink)",
      defaultStrokeColor: "var(--ink)",
    },
    container: canvas,
    exporter: { name: "Tandem", version: "0.1.0" },
    moddleExtensions: { zeebe },
    propertiesPanel: { parent: panel },
    textRenderer: { defaultStyle: { fontFamily }, externalStyle: { fontFamily } },
  });
}
