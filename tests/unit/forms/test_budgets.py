"""A hostile or careless post, or definition, costs little and breaks nothing."""

import json

import pytest

import forms

ROWS = {"type": "dynamiclist", "path": "rows", "components": [{"type": "textfield", "key": "x"}]}


def test_a_hundred_thousand_fields_are_refused_in_words_without_being_read(filled):
    flood = {f"rows-{n}-x": "v" for n in range(100_000)}

    form = filled([{**ROWS, "path": f"rows{n or ''}"} for n in range(50)], flood)

    assert not form.validate()
    assert form.problems[0].message == "Too much was sent at once. Please split it into several forms."
    assert len(form.posted) == 0


def test_many_rows_are_cut_at_the_house_limit(filled):
    form = filled([ROWS], {f"rows-{n}-x": "v" for n in range(1_000)})

    assert not form.validate()
    assert len(form["rows"].entries) == forms.Limits().rows


@pytest.mark.parametrize("name", ["rows-999999999999-x", "rows--1-x", "rows-１-x", "rows-x-x",
                                  "rows-0-" + "x" * 500, "-", "--", "rows-", "rows-0"])
def test_strange_field_names_are_ignored(filled, name):
    form = filled([ROWS], {name: "v"})

    assert form.validate()
    assert form.clean() in ({"rows": []}, {"rows": [{"x": ""}]})


@pytest.mark.parametrize(("text", "rule"), [
    (b"{", "form-syntax"), (b"[]", "form-shape"), (b'{"components": {}}', "form-shape"),
    (b'{"components": [1]}', "component-shape"), (b"[" * 100_000, "form-syntax"), (b"\xff\xfe", "form-syntax"),
    (b'{"components": [], "schemaVersion": 20}', "form-version"),
    (b'{"components": [], "schemaVersion": "x"}', "form-version"),
    (b" " * 1_048_577, "form-too-large"),
    (json.dumps({"components": [{"type": "text"}] * 501}).encode(), "form-too-many-components"),
])
def test_what_is_no_form_is_refused_whole(text, rule):
    with pytest.raises(forms.FormRefused) as refused:
        forms.read(text, file="bad.form")

    assert refused.value.findings[0].rule == rule
    assert refused.value.findings[0].file == "bad.form"


def test_groups_within_groups_have_a_limit():
    inner: dict = {"type": "text"}
    for _ in range(8):
        inner = {"type": "group", "components": [inner]}

    with pytest.raises(forms.FormRefused) as refused:
        forms.read(json.dumps({"components": [inner]}), file="deep.form")

    assert refused.value.findings[0].rule == "form-too-deep"


def test_a_loop_in_a_template_has_a_limit(filled):
    label = "{{#loop list}}{{#loop list}}x{{/loop}}{{/loop}}"

    form = filled([{"type": "textfield", "key": "x", "label": label}], context={"list": list(range(1_000))})

    assert len(form["x"].state.label) < 10_000


def test_options_have_a_limit(filled):
    form = filled([{"type": "select", "key": "x", "valuesKey": "all"}], context={"all": list(range(10_000))})

    assert len(form["x"].options) == forms.Limits().choices
