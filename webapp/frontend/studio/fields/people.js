// people.js — who gets a task: whoever carries a role in the project, a group, or somebody by name.
import { named, picker } from "./pick.js";

const ASSIGNMENT = "zeebe:AssignmentDefinition";

// A project knows each role's holder under the role's own name, so `=designer` is the project's designer.
export const assigneeEntry = picker({
  attribute: "assignee",
  id: "assignee-picker",
  label: "Done by",
  options: ({ known, translate }) => [
    { children: named(known.roles, { prefix: "=" }), label: translate("The project's own") },
    { children: named(known.people), label: translate("People") },
  ],
  type: ASSIGNMENT,
});

export const groupEntry = picker({
  attribute: "candidateGroups",
  id: "group-picker",
  label: "Any one of the role",
  options: ({ known }) => named(known.roles),
  type: ASSIGNMENT,
});

export const peopleEntry = picker({
  attribute: "candidateUsers",
  id: "people-picker",
  label: "Or this person",
  options: ({ known }) => named(known.people),
  type: ASSIGNMENT,
});
