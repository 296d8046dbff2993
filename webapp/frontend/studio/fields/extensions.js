// extensions.js — reads and writes one zeebe extension of an element, always as one undoable command.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

export function extension(element, type) {
  const values = getBusinessObject(element).get("extensionElements")?.get("values") ?? [];
  return values.find((value) => value.$instanceOf?.(type)) ?? null;
}

export function setExtension({ bpmnFactory, commandStack }, element, type, properties) {
  const commands = [];
  const change = (moddleElement, changed) =>
    commands.push({
      cmd: "element.updateModdleProperties",
      context: { element, moddleElement, properties: changed },
    });
  const owner = getBusinessObject(element);
  let extensions = owner.get("extensionElements");
  if (!extensions) {
    extensions = made(bpmnFactory, "bpmn:ExtensionElements", owner, { values: [] });
    change(owner, { extensionElements: extensions });
  }
  const present = extension(element, type);
  const values = extensions.get("values");
  if (properties === null)
    change(extensions, { values: values.filter((value) => value !== present) });
  else if (present) change(present, properties);
  else change(extensions, { values: [...values, made(bpmnFactory, type, extensions, properties)] });
  commandStack.execute("properties-panel.multi-command-executor", commands);
}

function made(bpmnFactory, type, parent, properties) {
  const element = bpmnFactory.create(type, properties);
  element.$parent = parent;
  return element;
}
