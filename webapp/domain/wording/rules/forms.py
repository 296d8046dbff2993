"""Rules of form definitions: what is wrong, and what their author does about it."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

RULES: Mapping[str, tuple[str, str]] = {
    "bounds-crossed": (
        N_("the smallest value %(min)s is above the largest %(max)s"),
        N_("Exchange them.")),
    "component-shape": (
        N_("a component is no object: %(given)s"),
        N_("Draw the form anew in the editor.")),
    "component-unknown": (
        N_("there is no component of the type %(type)s"),
        N_("Choose one of docs/engine/forms.md.")),
    "currency-unknown": (
        N_("the currency %(currency)s is not known"),
        N_("Write one of %(known)s.")),
    "expression-cycle": (
        N_("%(key)s depends on itself by way of %(needs)s"),
        N_("Break the circle of conditions.")),
    "expression-invalid": (
        N_("the expression of %(property)s cannot be read: %(why)s"),
        N_("Correct it; docs/engine/feel.md says what is read.")),
    "form-shape": (
        N_("this is no form"),
        N_("Save it from a form-js editor; it needs components.")),
    "form-syntax": (
        N_("this form is not JSON: %(why)s"),
        N_("Correct it, or save it anew from the editor.")),
    "form-too-deep": (
        N_("the form is nested deeper than %(most)s levels"),
        N_("Flatten it.")),
    "form-too-large": (
        N_("the form is larger than %(most)s bytes"),
        N_("Divide it between two tasks.")),
    "form-too-many-components": (
        N_("the form has more than %(most)s components"),
        N_("Divide it between two tasks.")),
    "form-version": (
        N_("the form's schema version is not read"),
        N_("Save it with schema version 19 or older.")),
    "key-duplicate": (
        N_("the key %(key)s is used twice"),
        N_("Give each field a key of its own.")),
    "key-invalid": (
        N_("%(key)s cannot be a key"),
        N_("Begin with a letter and use letters, digits and _.")),
    "key-missing": (
        N_("a field has no %(property)s"),
        N_("Give it one.")),
    "option-duplicate": (
        N_("the value %(value)s is offered twice"),
        N_("Leave one of them.")),
    "options-missing": (
        N_("a field to choose from offers nothing"),
        N_("Write options, or name where they come from.")),
    "pattern-invalid": (
        N_("the pattern %(pattern)s cannot be read: %(why)s"),
        N_("Correct it.")),
    "property-misspelt": (
        N_("there is no property %(property)s; perhaps %(meant)s is meant"),
        N_("Correct the spelling.")),
    "property-type": (
        N_("%(property)s wants a value of the kind %(wanted)s"),
        N_("Correct it.")),
    "property-unknown": (
        N_("a component of the type %(type)s has no property %(property)s"),
        N_("Remove it.")),
    "property-value": (
        N_("%(property)s cannot be %(given)s"),
        N_("Choose one of %(allowed)s.")),
    "template-invalid": (
        N_("the template in %(property)s cannot be read: %(why)s"),
        N_("Close every mark that is opened.")),
}
