"""What an author is told before a form is deployed."""

import json

import pytest

import forms

TEXT = {"type": "textfield", "id": "T", "key": "x"}


@pytest.mark.parametrize(("component", "rule"), [
    ({"type": "range", "id": "T", "key": "x"}, "component-unknown"),
    ({"id": "T"}, "component-unknown"),
    ({**TEXT, "colour": "red"}, "property-unknown"),
    ({**TEXT, "condition": "=a"}, "property-unknown"),
    ({**TEXT, "validate": {"minimum": 3}}, "property-unknown"),
    ({"type": "number", "id": "T", "key": "x", "validate": {"pattern": "a"}}, "property-unknown"),
    ({"type": "separator", "id": "T", "validate": {"required": True}}, "property-unknown"),
    ({**TEXT, "validate": "required"}, "property-type"),
    ({**TEXT, "layout": {"columns": 17}}, "property-value"),
    ({**TEXT, "validate": {"validationType": "iban"}}, "property-value"),
    ({"type": "datetime", "id": "T", "key": "x", "subtype": "week"}, "property-value"),
    ({"type": "button", "id": "T", "action": "explode"}, "property-value"),
    ({"type": "textfield", "id": "T"}, "key-missing"),
    ({"type": "dynamiclist", "id": "T", "components": []}, "key-missing"),
    ({**TEXT, "key": "has space"}, "key-invalid"),
    ({**TEXT, "key": "a-b"}, "key-invalid"),
    ({**TEXT, "key": "csrf_token"}, "key-invalid"),
    ({**TEXT, "key": "1st"}, "key-invalid"),
    ({"type": "group", "id": "T", "path": "a b", "components": []}, "key-invalid"),
    ({**TEXT, "conditional": {"hide": "=1 +"}}, "expression-invalid"),
    ({**TEXT, "readonly": "=("}, "expression-invalid"),
    ({**TEXT, "properties": {"initial": "=["}}, "expression-invalid"),
    ({**TEXT, "properties": {"requiredWhen": "=if"}}, "expression-invalid"),
    ({**TEXT, "label": "{{ 1 + }}"}, "expression-invalid"),
    ({**TEXT, "validate": {"minLength": "=1 +"}}, "expression-invalid"),
    ({"type": "expression", "id": "T", "key": "x", "expression": "=1 +"}, "expression-invalid"),
    ({"type": "select", "id": "T", "key": "x", "valuesExpression": "=["}, "expression-invalid"),
    ({**TEXT, "label": "{{#if a}}never closed"}, "template-invalid"),
    ({"type": "text", "id": "T", "text": "{{/loop}}"}, "template-invalid"),
    ({"type": "text", "id": "T", "text": "{{#each a}}{{/each}}"}, "template-invalid"),
    ({**TEXT, "validate": {"pattern": "("}}, "pattern-invalid"),
    ({**TEXT, "validate": {"pattern": "(?=look)ahead"}}, "pattern-invalid"),
    ({**TEXT, "validate": {"minLength": 5, "maxLength": 3}}, "bounds-crossed"),
    ({"type": "number", "id": "T", "key": "x", "validate": {"min": 5, "max": 3}}, "bounds-crossed"),
    ({"type": "number", "id": "T", "key": "x", "validate": {"min": "five"}}, "property-type"),
    ({"type": "select", "id": "T", "key": "x"}, "options-missing"),
    ({"type": "select", "id": "T", "key": "x", "values": ["a"]}, "property-type"),
    ({"type": "select", "id": "T", "key": "x", "values": [{"value": 1}, {"value": "1"}]}, "option-duplicate"),
    ({"type": "money", "id": "T", "key": "x", "currency": "XXX"}, "currency-unknown"),
    ({"type": "money", "id": "T", "key": "x", "currencies": ["CNY", "GALLEONS"]}, "currency-unknown"),
    ({**TEXT, "properties": {"requiredwhen": "=a"}}, "property-misspelt"),
])
def test_what_would_surprise_someone_later_is_named_now(findings, component, rule):
    assert findings(component) == [(rule, "T")] or (rule, component.get("id")) in findings(component)


@pytest.mark.parametrize("components", [
    [{"type": "textfield", "key": "a"}, {"type": "number", "id": "second", "key": "a"}],
    [{"type": "textfield", "key": "g.a"}, {"type": "group", "path": "g", "components": [
        {"type": "textfield", "id": "second", "key": "a"}]}],
    [{"type": "textfield", "key": "a"}, {"type": "textfield", "id": "second", "key": "a.b"}],
    [{"type": "dynamiclist", "path": "r", "components": [
        {"type": "textfield", "key": "a"}, {"type": "textfield", "id": "second", "key": "a"}]}],
])
def test_two_components_with_one_key_are_refused(findings, components):
    assert findings(*components) == [("key-duplicate", "second")]


def test_the_same_key_in_a_list_and_outside_is_no_conflict(findings):
    assert findings({"type": "textfield", "key": "a"}, {"type": "dynamiclist", "path": "r", "components": [
        {"type": "textfield", "key": "a"}]}) == []


def test_computed_fields_that_need_each_other_are_refused(findings):
    found = findings({"type": "expression", "id": "A", "key": "a", "expression": "=b + 1"},
                     {"type": "expression", "id": "B", "key": "b", "expression": "=a + 1"},
                     {"type": "expression", "id": "C", "key": "c", "expression": "=a + 1"})

    assert found == [("expression-cycle", "A"), ("expression-cycle", "B")]


def test_an_unknown_component_is_told_what_was_probably_meant():
    text = json.dumps({"components": [{"type": "textfeld", "key": "x"}]})
    [finding] = forms.check(forms.read(text, file="a.form"))

    assert finding.facts == {"type": "textfeld", "meant": "textfield"}
    assert finding.severity == "refusal"


@pytest.mark.parametrize("component", [
    TEXT, {"type": "photo", "key": "x", "multiple": True, "maxCount": 5},
    {"type": "table", "dataSource": "=rows", "columns": []},
    {"type": "table", "path": "x", "components": [{"type": "signature", "key": "s"}]},
    {"type": "dynamiclist", "path": "x", "properties": {"view": "table", "maxRows": "5"}, "components": []},
    {"type": "person", "key": "x", "role": "expert", "multiple": True},
    {"type": "text", "text": "# Title {{a.b}} {{#loop l}}{{this}}{{/loop}}"},
    {"type": "textfield", "key": "x", "properties": {"anything": "the author likes"}},
])
def test_what_is_in_order_is_not_talked_about(findings, component):
    assert findings(component) == []
