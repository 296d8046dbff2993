// user_tasks.js — a task taken from the palette or appended is one that somebody does: a plain task says
// nothing of who or how, and nearly every step that owners draw has a form. The others are in the menus.
const AFTER_THE_LIBRARY = 500;
const ICON = "bpmn-icon-user-task";

class UserTasks {
  constructor(injector) {
    const [autoPlace, create, factory, translate] = [
      "autoPlace",
      "create",
      "elementFactory",
      "translate",
    ].map((name) => injector.get(name));
    const made = () => factory.createShape({ type: "bpmn:UserTask" });
    const start = (event) => create.start(event, made());
    const append = (_event, source) => autoPlace.append(source, made());
    const drag = (event, source) => create.start(event, made(), { source });
    this.offered = (name, action, words) => (entries) => {
      if (!entries[name]) return entries;
      const task = { ...entries[name], action, className: ICON, title: translate(words) };
      return { ...entries, [name]: task };
    };
    this.taken = { click: start, dragstart: start };
    this.appended = { click: append, dragstart: drag };
    injector.get("palette").registerProvider(AFTER_THE_LIBRARY, this);
    injector.get("contextPad").registerProvider(AFTER_THE_LIBRARY, this);
  }

  getPaletteEntries() {
    return this.offered("create.task", this.taken, "Create user task");
  }

  getContextPadEntries() {
    return this.offered("append.append-task", this.appended, "Append user task");
  }
}
UserTasks.$inject = ["injector"];

export default { __init__: ["userTasks"], userTasks: ["type", UserTasks] };
