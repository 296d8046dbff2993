// fields — pickers for what the package knows, in place of words typed from memory.

import { Group } from "@bpmn-io/properties-panel";
import { is } from "bpmn-js/lib/util/ModelUtil";
import { assigneeEntry, groupEntry, peopleEntry } from "./people.js";
import { decisionEntries, formEntries, handlerEntry, processEntries } from "./pickers.js";

const AFTER_THE_OTHERS = 300;

class Fields {
  constructor(propertiesPanel, surroundings, translate) {
    this.surroundings = surroundings;
    this.translate = translate;
    propertiesPanel.registerProvider(AFTER_THE_OTHERS, this);
  }

  getGroups(element) {
    return (groups) =>
      this.withForm(
        element,
        groups.map((group) => this.withPickers(group)),
      );
  }

  withPickers(group) {
    if (!group.entries) return group;
    const entries = group.entries.flatMap((entry) => this.entriesFor(group.id, entry));
    return { ...group, entries };
  }

  entriesFor(group, entry) {
    const before = {
      assignmentDefinitionAssignee: [assigneeEntry],
      assignmentDefinitionCandidateGroups: [groupEntry],
      assignmentDefinitionCandidateUsers: [peopleEntry],
      decisionId: decisionEntries,
      targetProcessId: processEntries,
      taskDefinitionType: [handlerEntry],
    }[entry.id];
    if (group === "form") return ["formType", "formId"].includes(entry.id) ? [] : [entry];
    return before ? [...before, entry] : [entry];
  }

  // A user task has the group already; on a start event the panel knows none.
  withForm(element, groups) {
    if (!is(element, "bpmn:UserTask") && !isPlainStart(element)) return groups;
    const others = groups.find((group) => group.id === "form")?.entries ?? [];
    const form = {
      component: Group,
      entries: [...formEntries, ...others.filter((entry) => entry.id === "externalReference")],
      id: "form",
      label: this.translate("Form"),
    };
    const rest = groups.filter((group) => group.id !== "form");
    const place = rest.findIndex((group) => group.id === "documentation") + 1;
    return [...rest.slice(0, place), form, ...rest.slice(place)];
  }
}
Fields.$inject = ["propertiesPanel", "surroundings", "translate"];

function isPlainStart(element) {
  return is(element, "bpmn:StartEvent") && is(element.parent, "bpmn:Process");
}

export default { __init__: ["tandemFields"], tandemFields: ["type", Fields] };
