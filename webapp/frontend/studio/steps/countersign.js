// countersign.js — the countersign template makes its task run once for each approver: the panel's
// templates cannot say so themselves. Part of the same command, so one undo takes both back.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";

const EACH = {
  inputCollection: "=approvers",
  inputElement: "approver",
  outputCollection: "decisions",
  outputElement: "={approver: approver, decision: decision, comment: comment}",
};
const ENOUGH = '=decision = "return" or decision = "refuse"';

class Countersign extends CommandInterceptor {
  constructor(eventBus, bpmnFactory, modeling) {
    super(eventBus);
    this.postExecuted("propertiesPanel.zeebe.changeTemplate", ({ context }) => {
      if (context.newTemplate?.id !== "tandem.countersign") return;
      const element = context.element;
      if (getBusinessObject(element).get("loopCharacteristics")) return;
      modeling.updateProperties(element, { loopCharacteristics: eachApprover(bpmnFactory) });
    });
  }
}
Countersign.$inject = ["eventBus", "bpmnFactory", "modeling"];

function eachApprover(bpmnFactory) {
  const loop = bpmnFactory.create("bpmn:MultiInstanceLoopCharacteristics", {
    completionCondition: bpmnFactory.create("bpmn:FormalExpression", { body: ENOUGH }),
    extensionElements: bpmnFactory.create("bpmn:ExtensionElements", {
      values: [bpmnFactory.create("zeebe:LoopCharacteristics", EACH)],
    }),
  });
  loop.completionCondition.$parent = loop;
  loop.extensionElements.$parent = loop;
  loop.extensionElements.values[0].$parent = loop.extensionElements;
  return loop;
}

export default { __init__: ["tandemCountersign"], tandemCountersign: ["type", Countersign] };
