"""Rules of diagrams and of the package around them: what is wrong, and what its author does about it."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

ELSEWISE = N_("Remove it, or draw it with the elements listed in docs/engine/supported.md.")

INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("assignment", "transformation"), N_("Write an input or output mapping instead.")),
    **dict.fromkeys(("potentialOwner", "humanPerformer", "performer", "resourceRole"),
                    N_("Name the people in the assignment of the user task.")),
    **dict.fromkeys(("formKey", "externalReference"), N_("Choose a form of the package.")),
    "parallelMultiple": N_("At the start of a process, want messages alone or signals alone, or begin at one of the events and wait for "
                           "the others behind it."),
    "timerEventDefinition": N_("Use it at a boundary, in the flow or in an event sub-process."),
    **dict.fromkeys(("bindingType", *(f"{named}{word}" for named in ("calledElement", "decisionRef", "formRef")
                                      for word in ("Binding", "Version", "VersionTag"))),
                    N_("Bind to the deployment, to the latest version or to one with a version tag.")),
    "correlationSubscription": N_("Write the correlation key at the message, as FEEL in its subscription."),
}
"""What to do instead of what is not executed, by its name, where that is known; `ELSEWISE` for all else."""

RULES: Mapping[str, tuple[str, str]] = {
    "activation-condition-missing": (
        N_("this complex gateway says nothing of when it goes on"),
        N_("Write its activation condition.")),
    "attribute-not-executed": (
        N_("the attribute %(found)s is not executed"),
        ELSEWISE),
    "caught-twice": (
        N_("two events here catch the same %(found)s, and one of them never will"),
        N_("Leave one of them.")),
    "condition-missing": (
        N_("this event waits for a condition that is not written"),
        N_("Write the condition in FEEL.")),
    "condition-not-boolean": (
        N_("%(text)s is always %(found)s, neither true nor false"),
        N_("Write a condition that is true or false.")),
    "condition-not-allowed": (
        N_("a condition stands on a flow that cannot have one"),
        N_("Remove the condition.")),
    "condition-without-effect": (
        N_("this condition is never asked, because the flow is the only way out or the default"),
        N_("Remove the condition, or draw a second way out.")),
    "correlation-without-effect": (
        N_("messages are not matched by the correlation key %(found)s"),
        N_("Write the correlation key at the message, as FEEL in its subscription.")),
    "data-not-carried": (
        N_("the association from %(found)s to %(to)s carries no value: there are only the variables of the process"),
        N_("Write an input or output mapping.")),
    "decision-computed": (
        N_("the decision is named by an expression"),
        N_("Write the name of the decision itself.")),
    "decision-missing": (
        N_("the package has no decision %(decision_id)s"),
        N_("Add the decision table, or choose one that is there.")),
    "decision-not-named": (
        N_("this step names no decision"),
        N_("Choose a decision of the package.")),
    "decision-twice": (
        N_("two decisions of the package share the id %(decision_id)s"),
        N_("Give each decision an id of its own.")),
    "default-not-outgoing": (
        N_("the default flow does not leave this element"),
        N_("Choose one of its own outgoing flows.")),
    "default-with-condition": (
        N_("the default flow carries a condition"),
        N_("Remove the condition: the default is taken when no other holds.")),
    "element-not-executed": (
        N_("this kind of element (%(found)s) is not executed"),
        ELSEWISE),
    "element-not-executed-here": (
        N_("%(found)s is not executed inside %(inside)s"),
        ELSEWISE),
    "expression-budget": (
        N_("an expression is too long or too deep"),
        N_("Divide it into several steps or a decision table.")),
    "expression-empty": (
        N_("an expression is empty"),
        N_("Write it in FEEL, or remove it.")),
    "expression-language": (
        N_("an expression calls itself %(found)s; it is read as FEEL alone"),
        N_("Write it in FEEL.")),
    "expression-syntax": (
        N_("the expression %(text)s cannot be read"),
        N_("Correct it; docs/engine/feel.md says what is read.")),
    "extension-must-be-understood": (
        N_("the extension %(found)s says that it must be understood, and it is not"),
        N_("Remove the extension.")),
    "extension-not-executed": (
        N_("the extension %(found)s is not executed"),
        ELSEWISE),
    "extension-not-executed-here": (
        N_("the extension %(found)s is not executed inside %(inside)s"),
        ELSEWISE),
    "extension-twice": (
        N_("%(found)s is said a second time, which is not read"),
        N_("Say it once.")),
    "file-path": (
        N_("the path leads out of the package"),
        N_("Use a relative path inside the package.")),
    "flow-leads-nowhere": (
        N_("one end of this flow is missing"),
        N_("Join the flow at both ends, or remove it.")),
    "flow-not-allowed": (
        N_("no flow may begin or end at this element"),
        N_("Remove the flow.")),
    "flow-without-condition": (
        N_("a way out of this question has no condition and is not the default"),
        N_("Write a condition, or make it the default flow.")),
    "foreign-extension": (
        N_("the extension %(found)s belongs to another product and is left out"),
        N_("Remove it, if somebody might rely on it.")),
    "form-elsewhere": (
        N_("the form %(value)s is one that another program shows"),
        N_("Choose a form of the package.")),
    "form-missing": (
        N_("the package has no form %(form_id)s"),
        N_("Add the form to forms/, or choose one that is there.")),
    "function-unknown": (
        N_("there is no function %(found)s in %(text)s"),
        N_("Call one that docs/engine/feel.md names.")),
    "handler-unknown": (
        N_("no automatic step is called %(name)s"),
        N_("Choose a verb of docs/guide/process-owner.md.")),
    "id-not-allowed": (
        N_("this id cannot be used"),
        N_("Begin with a letter or _ and use letters, digits, dots, dashes and _.")),
    "id-twice": (
        N_("two elements share the id %(found)s"),
        N_("Give each element an id of its own.")),
    "job-type-missing": (
        N_("this service task does not say what it does"),
        N_("Choose a verb of docs/guide/process-owner.md.")),
    "literal-impossible": (
        N_("there is no date, time or duration %(found)s"),
        N_("Write one that there is.")),
    "loop-event-missing": (
        N_("the instances of this step throw an event that is not named"),
        N_("Name the event that an instance throws when it ends.")),
    "mapping-incomplete": (
        N_("a mapping lacks its source or its target"),
        N_("Write where the value comes from and what it will be called.")),
    "message-not-chosen": (
        N_("this event names no message and no signal"),
        N_("Choose the message or signal in the panel.")),
    "loop-number-negative": (
        N_("%(found)s is no number of times that a loop can be run"),
        N_("Write a whole number that is not negative.")),
    "loop-output-incomplete": (
        N_("the results of the loop are collected only in half"),
        N_("Name both the output collection and the output element.")),
    "loop-without-end": (
        N_("this loop never ends"),
        N_("Write a condition or a highest number of rounds.")),
    "loop-without-number": (
        N_("this loop does not say for what or how often"),
        N_("Name the input collection or the number.")),
    "manifest-unreadable": (
        N_("package.toml cannot be read: %(reason)s"),
        N_("Correct the file; key, name and root are needed.")),
    "no-process": (
        N_("the diagram has no process"),
        N_("Draw a process, or remove the file.")),
    "node-never-reached": (
        N_("no way leads to this element"),
        N_("Join it to the flow, or remove it.")),
    "not-bpmn": (
        N_("this is no BPMN diagram"),
        N_("Save it as BPMN 2.0 XML.")),
    "one-of-two": (
        N_("%(found)s and %(other)s exclude each other, and one of them would be ignored"),
        N_("Keep the one that is meant.")),
    "process-missing": (
        N_("the package has no process %(found)s"),
        N_("Add the diagram, or call one that is there.")),
    "process-not-named": (
        N_("this call does not say which process it calls"),
        N_("Choose a process of the package.")),
    "process-twice": (
        N_("two processes of the package share the id %(found)s"),
        N_("Give each process an id of its own.")),
    "process-without-id": (
        N_("a process has no id"),
        N_("Give it one.")),
    "quantity-not-positive": (
        N_("%(found)s has to be at least one, not %(value)s"),
        N_("Write 1, or leave it out.")),
    "reference-missing": (
        N_("this element does not say which %(found)s it means"),
        N_("Choose one.")),
    "script-language": (
        N_("scripts of this language are not executed; FEEL alone is"),
        N_("Write a FEEL expression.")),
    "script-missing": (
        N_("this script task has no expression"),
        N_("Write it in FEEL.")),
    "value-unreadable": (
        N_("%(found)s cannot be read: %(value)s"),
        N_("Write a number, a date or a length of time as its field asks, or =FEEL.")),
    "value-not-executed": (
        N_("%(found)s = %(value)s is not executed"),
        ELSEWISE),
    "words-unreadable": (
        N_("the translations cannot be read: %(reason)s"),
        N_("Correct the .po file.")),
    "too-many-elements": (
        N_("the diagram has %(count)s elements; at most %(limit)s are read"),
        N_("Divide it into several diagrams that call one another.")),
    "xml-doctype": (
        N_("a diagram may not bring a document type of its own"),
        N_("Remove the DOCTYPE.")),
    "xml-document-type": (
        N_("a diagram may not bring a document type of its own"),
        N_("Remove the DOCTYPE.")),
    "xml-encoding": (
        N_("the encoding %(encoding)s is not read"),
        N_("Save the file as UTF-8.")),
    "xml-not-well-formed": (
        N_("this is no well-formed XML: %(reason)s"),
        N_("Correct the file, or save it anew from the modeler.")),
    "xml-syntax": (
        N_("this is no XML"),
        N_("Save the file anew from the modeler.")),
    "xml-too-large": (
        N_("the diagram is larger than %(limit)s bytes"),
        N_("Divide it into several diagrams that call one another.")),
    "version-tag-missing": (
        N_("it is bound to a version tag and names none"),
        N_("Write the version tag, or bind to the deployment.")),
}
