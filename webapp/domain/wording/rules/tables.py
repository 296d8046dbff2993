"""Rules of decision models: what is wrong, and what their author does about it."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

RULES: Mapping[str, tuple[str, str]] = {
    "decision-aggregates-several-outputs": (
        N_("a table that aggregates has several outputs"),
        N_("Keep one output, or another hit policy.")),
    "decision-external-function": (
        N_("a function of another language is called"),
        N_("Write the function in FEEL.")),
    "decision-has-doctype": (
        N_("a decision table may not bring a document type of its own"),
        N_("Remove the DOCTYPE.")),
    "decision-hit-policy": (
        N_("the hit policy %(policy)s is not known"),
        N_("Choose unique, any, first, priority, collect, rule order or output order.")),
    "decision-id-twice": (
        N_("two parts of the model share the id %(id)s"),
        N_("Give each an id of its own.")),
    "decision-import-circle": (
        N_("models import each other in a circle"),
        N_("Break the circle.")),
    "decision-import-missing": (
        N_("the imported model %(namespace)s is not in the package"),
        N_("Add it to dmn/, or remove the import.")),
    "decision-import-type": (
        N_("imports of the type %(type)s are not read"),
        N_("Import DMN models only.")),
    "decision-imported-values": (
        N_("allowed values are imported, which is not executed"),
        N_("Write the values in the table.")),
    "decision-input-empty": (
        N_("the input %(label)s has no expression"),
        N_("Write one.")),
    "decision-language": (
        N_("expressions in %(language)s are not executed"),
        N_("Write them in FEEL.")),
    "decision-needs-itself": (
        N_("the decision %(decision)s needs its own result"),
        N_("Break the circle of requirements.")),
    "decision-not-dmn": (
        N_("this is no DMN file"),
        N_("Save it as DMN XML.")),
    "decision-not-xml": (
        N_("this is no XML: %(problem)s"),
        N_("Save the file anew from the editor.")),
    "decision-output-names": (
        N_("several outputs need names, each its own"),
        N_("Name every output column.")),
    "decision-part-missing": (
        N_("a part of this expression is missing: %(part)s"),
        N_("Fill it in.")),
    "decision-priority-without-values": (
        N_("the hit policy %(policy)s needs the allowed outputs in their order"),
        N_("List the allowed values of the output.")),
    "decision-reference-dangling": (
        N_("%(href)s refers to something that is not there"),
        N_("Refer to something of the package.")),
    "decision-row-width": (
        N_("a row has not as many cells as there are columns"),
        N_("Fill in every cell.")),
    "decision-rule-width": (
        N_("a rule does not fit the table's %(inputs)s inputs and %(outputs)s outputs"),
        N_("Fill in every cell; - means any.")),
    "decision-too-large": (
        N_("the model is larger than %(limit)s bytes"),
        N_("Divide it.")),
    "decision-type-of-itself": (
        N_("the type %(type)s is made of itself"),
        N_("Break the circle.")),
    "decision-unknown-element": (
        N_("%(found)s is not executed"),
        N_("Remove it, or write a table or an expression.")),
    "decision-unknown-logic": (
        N_("logic of the kind %(found)s is not executed"),
        N_("Write a decision table, a context or a FEEL expression.")),
    "decision-unknown-type": (
        N_("the type %(type)s is declared nowhere"),
        N_("Declare it, or choose a FEEL type.")),
    "decision-without-output": (
        N_("the table has no output"),
        N_("Add an output column.")),
}
