"""The allow-list: every element and attribute that is executed, or carried because it is only drawn.

What is not in this table is refused at deployment. `docs/engine/supported.md` is written from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.spiff.elements import GATEWAYS, GLOBAL_TASKS, NODES

EVENT = "EventDefinition"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one element may carry. A value other than these makes an attribute one that is not executed."""

    attributes: frozenset[str]
    children: frozenset[str]
    only: dict[str, frozenset[str]]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _allowed(attributes: str = "", children: str = "", **only: str) -> Allowed:
    values = {name: frozenset(value.split()) for name, value in only.items()}
    return Allowed(
        frozenset(f"id name {attributes}".split()) | values.keys(),
        frozenset(children.split()) | {"documentation", "extensionElements"}, values,
    )


def _activity(attributes: str = "", children: str = "", **only: str) -> Allowed:
    return _allowed(
        f"default startQuantity completionQuantity {attributes}",
        f"{OF_A_NODE} multiInstanceLoopCharacteristics standardLoopCharacteristics {DATA} {children}",
        isForCompensation="true false", **only,
    )


def _event(attributes: str, definitions: str, **only: str) -> Allowed:
    kinds = " ".join(kind + EVENT for kind in definitions.split())
    return _allowed(attributes, f"{OF_A_NODE} eventDefinitionRef {DATA} {kinds}", **only)


NOTED = "auditing monitoring categoryValueRef"
OF_A_NODE = f"incoming outgoing {NOTED}"
DATA = "ioSpecification property dataInputAssociation dataOutputAssociation dataInput dataOutput inputSet outputSet"
GLOBAL = "auditing monitoring ioSpecification supportedInterfaceRef ioBinding"
BESIDE_NODES = (
    "sequenceFlow laneSet dataObject dataObjectReference dataStoreReference textAnnotation "
    "association group property ioSpecification auditing monitoring supports supportedInterfaceRef ioBinding"
)
SCOPE = " ".join([*sorted(NODES), BESIDE_NODES])
IN_NO_ORDER = " ".join([*sorted(NODES - {"startEvent", "endEvent"}), BESIDE_NODES])
ABOUT = " ".join(kind + EVENT for kind in (
    "timer", "message", "signal", "error", "escalation", "conditional", "terminate", "compensate", "cancel",
))

EXECUTED: dict[str, Allowed] = {
    "definitions": _allowed(
        "targetNamespace expressionLanguage typeLanguage exporter exporterVersion",
        "process collaboration message signal error escalation itemDefinition dataStore category "
        "interface resource relationship import partnerEntity partnerRole endPoint correlationProperty "
        f"choreography globalChoreographyTask globalConversation extension {' '.join(GLOBAL_TASKS)} {ABOUT}",
    ),
    "process": _allowed("isExecutable processType isClosed definitionalCollaborationRef", SCOPE),
    "sequenceFlow": _allowed("sourceRef targetRef isImmediate", f"conditionExpression {NOTED}"),
        "task": _activity(),
    "manualTask": _activity(),
    "userTask": _activity("implementation", "rendering"),
    "serviceTask": _activity("implementation operationRef"),
    "scriptTask": _activity("scriptFormat", "script"),
    "businessRuleTask": _activity("implementation"),
    "sendTask": _activity("implementation messageRef operationRef"),
    "receiveTask": _activity("implementation messageRef operationRef instantiate"),
    "subProcess": _activity("triggeredByEvent", SCOPE),
    "adHocSubProcess": _activity(
        "cancelRemainingInstances", f"{IN_NO_ORDER} completionCondition",
        ordering="Parallel Sequential", triggeredByEvent="false",
    ),
    "transaction": _activity("", SCOPE, method="##Compensate", triggeredByEvent="false"),
    "callActivity": _activity("calledElement"),
    "multiInstanceLoopCharacteristics": _allowed(
        "isSequential noneBehaviorEventRef oneBehaviorEventRef",
        "loopCardinality completionCondition loopDataInputRef loopDataOutputRef inputDataItem outputDataItem",
        behavior="All None One",
    ),
    **dict.fromkeys(_names("loopDataInputRef loopDataOutputRef"), _allowed()),
    **dict.fromkeys(_names("inputDataItem outputDataItem"), _allowed("itemSubjectRef isCollection")),
    "standardLoopCharacteristics": _allowed("testBefore loopMaximum", "loopCondition"),
    "exclusiveGateway": _allowed("gatewayDirection default", OF_A_NODE),
    "inclusiveGateway": _allowed("gatewayDirection default", OF_A_NODE),
    "parallelGateway": _allowed("gatewayDirection", OF_A_NODE),
    "complexGateway": _allowed("gatewayDirection default", f"{OF_A_NODE} activationCondition"),
    "eventBasedGateway": _allowed(
        "gatewayDirection instantiate", OF_A_NODE, eventGatewayType="Exclusive Parallel",
    ),
    "startEvent": _event(
        "isInterrupting parallelMultiple", "timer message signal error escalation conditional compensate",
    ),
    "endEvent": _event("", "message signal error escalation terminate compensate cancel"),
    "intermediateCatchEvent": _event(
        "parallelMultiple", "timer message signal conditional link",
    ),
    "intermediateThrowEvent": _event("", "message signal escalation link compensate"),
    "boundaryEvent": _event(
        "attachedToRef cancelActivity parallelMultiple",
        "timer message signal error escalation conditional compensate cancel",
    ),
    "timerEventDefinition": _allowed("", "timeDate timeDuration timeCycle"),
    "messageEventDefinition": _allowed("messageRef", "operationRef"),
    "signalEventDefinition": _allowed("signalRef"),
    "errorEventDefinition": _allowed("errorRef"),
    "escalationEventDefinition": _allowed("escalationRef"),
    "conditionalEventDefinition": _allowed("", "condition"),
    "linkEventDefinition": _allowed("", "source target"),
    "eventDefinitionRef": _allowed(),
    "source": _allowed(),
    "target": _allowed(),
    "globalTask": _allowed("", GLOBAL),
    "globalUserTask": _allowed("implementation", f"rendering {GLOBAL}"),
    "globalManualTask": _allowed("", GLOBAL),
    "globalScriptTask": _allowed("scriptLanguage", f"script {GLOBAL}"),
    "globalBusinessRuleTask": _allowed("implementation", GLOBAL),
    "terminateEventDefinition": _allowed(""),
    "compensateEventDefinition": _allowed("activityRef waitForCompletion"),
    "cancelEventDefinition": _allowed(""),
    "message": _allowed("itemRef"),
    "signal": _allowed("structureRef"),
    "error": _allowed("errorCode structureRef"),
    "escalation": _allowed("escalationCode structureRef"),
    **dict.fromkeys(_names(
        "conditionExpression timeDate timeDuration timeCycle condition loopCardinality completionCondition "
        "loopCondition activationCondition"
    ), _allowed("language evaluatesToTypeRef")),
    "script": _allowed(),
    "incoming": _allowed(),
    "outgoing": _allowed(),
}

DRAWN = _names(
    "documentation extension textAnnotation association group category categoryValueRef operationRef laneSet collaboration itemDefinition "
    "dataObject dataObjectReference dataStore dataStoreReference property ioSpecification dataInput "
    "dataOutput inputSet outputSet dataInputAssociation dataOutputAssociation interface resource "
    "relationship import auditing monitoring rendering supports supportedInterfaceRef ioBinding partnerEntity partnerRole "
    "endPoint correlationProperty choreography globalChoreographyTask globalConversation"
)
"""Carried but not executed: they say something to people, not to the engine."""

COMPUTES = frozenset({"assignment", "transformation"})
"""What would make a data association compute."""

BINDINGS = "deployment latest versionTag"
DIALECT: dict[str, Allowed] = {
    "userTask": _allowed(),
    "formDefinition": _allowed("formId versionTag", bindingType=BINDINGS),
    "assignmentDefinition": _allowed("assignee candidateGroups candidateUsers"),
    "taskSchedule": _allowed("dueDate followUpDate"),
    "priorityDefinition": _allowed("priority"),
    "taskHeaders": _allowed("", "header"),
    "header": _allowed("key value"),
    "ioMapping": _allowed("", "input output"),
    "input": _allowed("source target"),
    "output": _allowed("source target"),
    "taskDefinition": _allowed("type retries"),
    "script": _allowed("expression resultVariable"),
    "calledDecision": _allowed("decisionId resultVariable versionTag", bindingType=BINDINGS),
    "calledElement": _allowed(
        "processId propagateAllChildVariables propagateAllParentVariables versionTag", bindingType=BINDINGS,
    ),
    "loopCharacteristics": _allowed("inputCollection inputElement outputCollection outputElement"),
    "subscription": _allowed("correlationKey"),
    "executionListeners": _allowed("", "executionListener"),
    "executionListener": _allowed("type retries eventType"),
    "taskListeners": _allowed("", "taskListener"),
    "taskListener": _allowed("type retries eventType"),
    "adHoc": _allowed("activeElementsCollection outputCollection outputElement"),
    "conditionalFilter": _allowed("variableNames variableEvents"),
    "properties": _allowed("", "property"),
    "property": _allowed("value"),
    "versionTag": _allowed("value"),
}
"""The modeler's dialect: what its panel writes into extension elements."""

FORM_ELSEWHERE = frozenset({"formKey", "externalReference"})
"""What a modeler calls forms by that another program shows."""

PERSONS = frozenset({"userTask", "globalUserTask"})
WORK = frozenset({"serviceTask", "sendTask", "businessRuleTask", "intermediateThrowEvent", "endEvent", "globalBusinessRuleTask"})
DIALECT_AT: dict[str, frozenset[str]] = {
    "userTask": PERSONS,
    "formDefinition": PERSONS | {"startEvent"},
    "assignmentDefinition": PERSONS,
    "taskSchedule": PERSONS,
    "priorityDefinition": PERSONS,
    "taskDefinition": WORK,
    "taskHeaders": WORK | PERSONS,
    "ioMapping": (NODES | GLOBAL_TASKS.keys()) - GATEWAYS,
    "input": (NODES | GLOBAL_TASKS.keys()) - {"startEvent", "boundaryEvent"},
    "script": frozenset({"scriptTask", "globalScriptTask"}),
    "calledDecision": frozenset({"businessRuleTask", "globalBusinessRuleTask"}),
    "calledElement": frozenset({"callActivity"}),
    "loopCharacteristics": frozenset({"multiInstanceLoopCharacteristics"}),
    "subscription": frozenset({"message"}),
    "executionListeners": NODES | {"process"},
    "taskListeners": frozenset({"userTask"}),
    "adHoc": frozenset({"adHocSubProcess"}),
    "conditionalFilter": frozenset({"conditionalEventDefinition"}),
}
"""Where an extension is executed; elsewhere it would have no effect."""

TOOL_ATTRIBUTES = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})
