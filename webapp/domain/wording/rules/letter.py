"""Rules of BPMN's letter: what is wrong, and what the author of the diagram does about it."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

RULES: Mapping[str, tuple[str, str]] = {
    "ad-hoc-empty": (
        N_("the ad-hoc sub-process is empty"),
        N_("Draw at least one activity in the ad-hoc sub-process.")),
    "ad-hoc-with-ends": (
        N_("the ad-hoc sub-process has a start or an end event"),
        N_("An ad-hoc sub-process has neither start nor end events.")),
    "boundary-at-event-sub-process": (
        N_("a boundary event sits on an event sub-process"),
        N_("Put the event inside the event sub-process.")),
    "code-missing": (
        N_("%(found)s has no code"),
        N_("Give the error or escalation a code.")),
    "condition-after-event": (
        N_("a flow out of an event carries a condition"),
        N_("Let a gateway decide behind the event.")),
    "condition-alone": (
        N_("a conditional flow is the only way out"),
        N_("Draw a second way out, or remove the condition.")),
    "conversation-alone": (
        N_("a conversation names fewer than two pools"),
        N_("Name at least two pools that speak with each other.")),
    "conversation-link-end": (
        N_("a conversation link does not join a conversation with somebody in it"),
        N_("Join a conversation with somebody who takes part in it.")),
    "data-association-foreign": (
        N_("a data association ends at the data of another element"),
        N_("Let the association end at the data of its own element.")),
    "data-at-sub-process": (
        N_("a sub-process describes data of its own"),
        N_("Describe data at the tasks inside, or at the process.")),
    "data-collection-differs": (
        N_("data and its item definition disagree about being a collection"),
        N_("Say the same about collections as the item definition does.")),
    "data-direction": (
        N_("data is read or written against its direction"),
        N_("Data inputs are only read, data outputs only written.")),
    "data-in-no-set": (
        N_("a data input or output belongs to no set"),
        N_("Name every data input and output in a set.")),
    "data-object-said-twice": (
        N_("a data object reference repeats what the data object says"),
        N_("Type the data object, and give the state to its reference.")),
    "data-set-foreign": (
        N_("a set names data of another element"),
        N_("Name in a set only data of the same element.")),
    "data-set-option-unlisted": (
        N_("a set calls optional what it does not name: %(found)s"),
        N_("Name what is optional, or given meanwhile, among the set's data too.")),
    "data-sets-not-mirrored": (
        N_("the set names %(found)s, which does not name it"),
        N_("Let both sets name each other, or neither.")),
    "data-sources-untransformed": (
        N_("several sources meet without a transformation"),
        N_("Write a transformation, or keep one source.")),
    "data-types-differ": (
        N_("both ends of a data association have different types"),
        N_("Give both ends the same item definition, or write a transformation.")),
    "event-data-mistyped": (
        N_("the data of the event is typed unlike what it carries"),
        N_("Type the data of the event like what it carries.")),
    "event-data-too-many": (
        N_("the event carries more data than things it is about"),
        N_("Keep one piece of data for each thing that the event is about.")),
    "event-leads-nowhere": (
        N_("no flow leads out of this event"),
        N_("Draw a flow out of the event.")),
    "event-reached-by-nothing": (
        N_("no flow leads to this event"),
        N_("Draw a flow to the event.")),
    "expression-not-formal": (
        N_("an expression is not marked as formal"),
        N_("Mark the expression as formal, as the others of this file are.")),
    "flow-at-artifact": (
        N_("a sequence flow ends at an artifact"),
        N_("Draw an association instead of a flow.")),
    "flow-not-mirrored": (
        N_("the element lists other flows than those that come and go"),
        N_("List at the element exactly the flows that come in and go out.")),
    "gateway-alone": (
        N_("this gateway neither splits nor joins"),
        N_("Let the gateway split or join, or remove it.")),
    "gateway-direction": (
        N_("the direction of this gateway does not fit its flows"),
        N_("Correct the direction, or the flows of the gateway.")),
    "id-missing": (
        N_("an element has no id"),
        N_("Give the element an id.")),
    "import-missing": (
        N_("an imported file is not in the package"),
        N_("Add the imported file to the package, or remove the import.")),
    "instance-born-midway": (
        N_("what begins a case has an incoming flow"),
        N_("What begins a case has no incoming flow.")),
    "interrupts-nothing": (
        N_("a start event says that it interrupts or not where nothing runs yet"),
        N_("Only the start of an event sub-process may leave the rest alone.")),
    "lane-foreign": (
        N_("a lane lists an element of another process"),
        N_("List in a lane only elements of its own process.")),
    "lane-shared": (
        N_("an element stands in two lanes"),
        N_("Put the element into one lane.")),
    "link-never-thrown": (
        N_("a link is caught that nobody throws"),
        N_("Draw a throwing link event of this name in the same scope.")),
    "link-with-flow": (
        N_("a link event has a flow on its other side"),
        N_("A link stands for the flow: remove the flow on its other side.")),
    "media-type-unreadable": (
        N_("a media type cannot be read"),
        N_("Write a media type such as text/plain.")),
    "message-flow-end": (
        N_("a message flow ends where no message can"),
        N_("Join pools, activities and message events in the direction of the message.")),
    "message-flow-inside-pool": (
        N_("a message flow stays inside one pool"),
        N_("Use a sequence flow inside a pool.")),
    "multiplicity-impossible": (
        N_("from %(minimum)s to %(maximum)s participants is impossible"),
        N_("Write a maximum of at least one and not below the minimum.")),
    "must-interrupt-to-undo": (
        N_("an event that undoes does not interrupt"),
        N_("Let the event interrupt: what undoes runs alone.")),
    "operation-message-differs": (
        N_("the operation does not carry the message %(found)s"),
        N_("Choose the message of the operation, or another operation.")),
    "participant-twice": (
        N_("two pools show the same process"),
        N_("Let each pool show another process.")),
    "public-and-executable": (
        N_("a public process is marked as executable"),
        N_("Make the process private, or not executable.")),
    "race-mixed": (
        N_("messages are received by events and by tasks behind one gateway"),
        N_("Behind one gateway, receive messages by events or by tasks, not both.")),
    "race-target-watched": (
        N_("a task behind the gateway has a boundary event"),
        N_("Take the boundary event off the task behind the gateway.")),
    "race-too-short": (
        N_("fewer than two events stand behind this gateway"),
        N_("Draw at least two events behind the gateway.")),
    "reference-dangling": (
        N_("%(reference)s refers to something that is not there"),
        N_("Refer to something that is there.")),
    "reference-mistyped": (
        N_("%(reference)s refers to an element of the wrong kind"),
        N_("Refer to an element of the right kind.")),
    "reference-undeclared": (
        N_("%(reference)s is declared nowhere"),
        N_("Declare it at the top of the file, or choose one that is declared.")),
    "resource-said-twice": (
        N_("a role is given both a resource and an expression"),
        N_("Name the resource or write the expression, not both.")),
    "schema-violated": (
        N_("the file breaks BPMN's own schema: %(reason)s"),
        N_("Write the element as BPMN's XML schema says, or draw it anew.")),
    "start-leads-nowhere": (
        N_("no flow leads out of a start event"),
        N_("Draw a flow out of the start event, or remove it.")),
    "start-missing": (
        N_("there is an end event but no start event"),
        N_("Draw a start event, or remove the end event.")),
    "start-twice": (
        N_("a sub-process has more than one start event"),
        N_("Let it begin at one, and split behind it.")),
    "task-data-too-many": (
        N_("this task has more data than such a task can take"),
        N_("Such a task takes or gives a single piece of data.")),
}
