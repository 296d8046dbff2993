// tables.js — a table that is filled in is, to form-js, a dynamic list that is shown as one. It is
// called so while it is edited, and gets its own name back when it is saved.
const TABLE = "table";
const LIST = "dynamiclist";

export function opened(schema) {
  return { ...schema, components: schema.components.map(asList) };
}

export function saved(schema) {
  return { ...schema, components: schema.components.map(asTable) };
}

function asList(component) {
  if (!component.components) return component;
  const inside = { ...component, components: component.components.map(asList) };
  if (component.type !== TABLE) return inside;
  const wasTable = "showOutline" in component ? "outlined" : "plain"; // form-js adds an outline of its own
  return { ...inside, properties: { ...component.properties, view: TABLE, wasTable }, type: LIST };
}

function asTable(component) {
  if (!component.components) return component;
  const inside = { ...component, components: component.components.map(asTable) };
  const { view, wasTable, ...others } = component.properties ?? {};
  if (component.type !== LIST || !wasTable) return inside;
  if (view !== TABLE) return { ...inside, properties: others };
  const { properties: _with, ...rest } = inside;
  if (wasTable === "plain" && rest.showOutline === true) delete rest.showOutline;
  const properties = Object.keys(others).length ? { properties: others } : {};
  return { ...rest, ...properties, type: TABLE };
}
