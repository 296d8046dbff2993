// one_equals.js — FEEL begins with one `=`, which its fields show beside the text. Whoever pastes an
// expression that brings its own would write a second one, and the engine would refuse it.
const FIRST = 2000;
const TWICE = /^\s*=(?:\s*=)+\s*/;
const WRITTEN = ["element.updateModdleProperties", "element.updateProperties"];

class OneEquals {
  constructor(eventBus) {
    const written = WRITTEN.map((command) => `commandStack.${command}.preExecute`);
    eventBus.on(written, FIRST, ({ context }) => strip(context.properties));
  }
}
OneEquals.$inject = ["eventBus"];

function strip(properties) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (typeof value === "string") properties[name] = value.replace(TWICE, "=");
    else if (typeof value?.body === "string") value.body = value.body.replace(TWICE, "=");
  }
}

export default { __init__: ["oneEquals"], oneEquals: ["type", OneEquals] };
