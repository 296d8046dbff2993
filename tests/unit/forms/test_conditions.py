"""Conditions are decided on the server: what is hidden is neither asked nor kept."""

import pytest

KIND = {"type": "textfield", "key": "kind"}
DETAIL = {"type": "textfield", "key": "detail", "validate": {"required": True},
          "conditional": {"hide": '=kind != "retrofit"'}}


@pytest.mark.parametrize(("kind", "posted", "is_valid", "kept"), [
    ("new", "", True, {"kind": "new"}),
    ("new", "smuggled", True, {"kind": "new"}),
    ("retrofit", "", False, {"kind": "retrofit", "detail": ""}),
    ("retrofit", "old line", True, {"kind": "retrofit", "detail": "old line"}),
])
def test_a_hidden_field_is_neither_required_nor_kept(filled, kind, posted, is_valid, kept):
    form = filled([KIND, DETAIL], {"kind": kind, "detail": posted})

    assert form.validate() is is_valid
    assert form.clean() == kept


def test_a_hidden_group_hides_all_that_is_in_it(filled):
    group = {"type": "group", "path": "site", "conditional": {"hide": "=true"},
             "components": [{"type": "textfield", "key": "address", "validate": {"required": True}}]}

    form = filled([group], {"site.address": "x"})

    assert form.validate()
    assert form.clean() == {}
    assert form.layout == []


def test_a_hidden_list_is_dropped_with_its_rows(filled):
    rows = {"type": "dynamiclist", "path": "rows", "conditional": {"hide": "=true"},
            "components": [{"type": "textfield", "key": "x", "validate": {"required": True}}]}

    form = filled([rows], {"rows-0-x": ""})

    assert form.validate()
    assert form.clean() == {}


def test_conditions_may_lean_on_each_other(filled):
    chain = [KIND, {"type": "textfield", "key": "b", "conditional": {"hide": '=kind = "x"'}},
             {"type": "textfield", "key": "c", "conditional": {"hide": "=b = null"}}]

    form = filled(chain, {"kind": "x", "b": "given", "c": "given"})

    assert form.clean() == {"kind": "x"}


def test_each_row_decides_for_itself(filled):
    rows = {"type": "dynamiclist", "path": "rows", "components": [
        {"type": "checkbox", "key": "skip"},
        {"type": "number", "key": "n", "validate": {"required": True}, "conditional": {"hide": "=this.skip"}}]}

    form = filled([rows], {"rows-0-skip": "true", "rows-1-n": "2"})

    assert form.validate(), form.problems
    assert form.clean() == {"rows": [{"skip": True}, {"skip": False, "n": 2}]}


@pytest.mark.parametrize(("expression", "seen"), [
    ("=parent.kind", "k"), ("=kind", "k"), ("=i[1]", 1), ("=this.own", "o"), ("=own", "o"),
    ("=parent.parent", None), ("=outside", "world"),
])
def test_a_row_sees_itself_its_parent_and_the_world(filled, expression, seen):
    rows = {"type": "dynamiclist", "path": "rows", "components": [
        {"type": "textfield", "key": "own"}, {"type": "expression", "key": "e", "expression": expression}]}

    form = filled([KIND, rows], {"kind": "k", "rows-0-own": "o"}, context={"outside": "world"})

    assert form.clean()["rows"][0]["e"] == seen


def test_a_group_with_a_path_is_a_scope_of_its_own(filled):
    group = {"type": "group", "path": "site", "components": [
        {"type": "textfield", "key": "city"},
        {"type": "expression", "key": "both", "expression": '=parent.kind + "/" + this.city'}]}

    form = filled([KIND, group], {"kind": "k", "site.city": "c"})

    assert form.clean() == {"kind": "k", "site": {"city": "c", "both": "k/c"}}


@pytest.mark.parametrize(("posted", "is_valid"), [({"n": "5"}, True), ({"n": "50"}, False),
                                                  ({"n": "50", "why": "needed"}, True)])
def test_an_answer_may_be_required_by_expression(filled, posted, is_valid):
    why = {"type": "textfield", "key": "why", "properties": {"requiredWhen": "=n > 10"}}

    form = filled([{"type": "number", "key": "n"}, why], posted)

    assert form.validate() is is_valid


@pytest.mark.parametrize("readonly", [True, "=1 = 1"])
def test_what_may_only_be_read_cannot_be_forged(filled, readonly):
    form = filled([{"type": "number", "key": "n", "readonly": readonly}], {"n": "999"}, initial={"n": 5})

    assert form.validate()
    assert form.clean() == {"n": 5}


@pytest.mark.parametrize("lock", ["disabled", "readonly"])
def test_what_a_locked_field_makes_required_is_required_when_it_is_handed_in_too(filled, lock):
    returned = {"type": "textfield", "key": "returned", lock: True, "properties": {"initial": "=answers.check.comment"},
                "conditional": {"hide": '=returned = null or returned = ""'}}
    changes = {"type": "textfield", "key": "changes", "conditional": {"hide": '=returned = null or returned = ""'},
               "properties": {"requiredWhen": '=returned != null and returned != ""'}}

    form = filled([returned, changes], {"changes": ""}, context={"answers": {"check": {"comment": "too vague"}}})

    assert not form.validate()
    assert [problem.id for problem in form.problems] == ["changes"]


def test_a_disabled_field_is_shown_and_not_kept(filled):
    form = filled([{"type": "number", "key": "n", "disabled": True, "defaultValue": 3}], {"n": "9"})

    assert form.clean() == {}
    assert form.layout[0][0].facts["text"] == "3"


def test_rows_that_may_only_be_read_cannot_be_forged(filled):
    rows = {"type": "table", "path": "rows", "readonly": True,
            "components": [{"type": "textfield", "key": "x"}]}

    form = filled([rows], {"rows-0-x": "forged", "rows-1-x": "more"}, initial={"rows": [{"x": "given"}]})

    assert form.clean() == {"rows": [{"x": "given"}]}


def test_a_cell_that_may_only_be_read_keeps_its_own_row_when_rows_go(filled):
    rows = {"type": "table", "path": "rows", "components": [
        {"type": "textfield", "key": "need", "readonly": True}, {"type": "textfield", "key": "verdict"}]}
    given = {"rows": [{"need": "a"}, {"need": "b"}, {"need": "c"}]}

    form = filled([rows], {"rows-1-verdict": "good", "rows-2-verdict": "bad"}, initial=given)

    assert form.clean()["rows"] == [{"need": "b", "verdict": "good"}, {"need": "c", "verdict": "bad"}]


def test_computed_values_follow_each_other_in_any_order(filled):
    later = {"type": "expression", "key": "c", "expression": "=b * 2"}
    earlier = {"type": "expression", "key": "b", "expression": "=a + 1"}

    form = filled([later, earlier, {"type": "number", "key": "a"}], {"a": "1"})

    assert form.clean() == {"c": 4, "b": 2, "a": 1}
    assert form.computed() == {"c": 4, "b": 2}


def test_a_total_over_rows_is_exact(filled):
    rows = {"type": "dynamiclist", "path": "rows", "components": [{"type": "number", "key": "n"}]}
    total = {"type": "expression", "key": "total", "expression": "=sum(rows.n)"}

    form = filled([rows, total], {"rows-0-n": "0.1", "rows-1-n": "0.2"})

    assert form.clean()["total"] == 0.3


def test_values_that_never_rest_stop_all_the_same(filled):
    flip = {"type": "expression", "key": "a", "expression": "=if a = 1 then 2 else 1"}

    assert filled([flip], {}).clean()["a"] in (1, 2)


@pytest.mark.parametrize("text", ["=1 +", "=unknown.thing", '=number("x")', "=1 / 0"])
def test_a_failing_expression_does_not_close_the_form(filled, text):
    form = filled([{"type": "textfield", "key": "x", "label": text, "conditional": {"hide": text},
                    "properties": {"initial": text, "requiredWhen": text}}], {"x": "v"})

    assert form.validate()
    assert form.clean() == {"x": "v"}


@pytest.mark.parametrize(("template", "text"), [
    ("Hello {{name}}", "Hello Lin"), ("{{ 1 + 1 }}", "2"), ("{{#if n > 1}}many{{/if}}", "many"),
    ("{{#if n > 9}}many{{/if}}", ""), ("{{#loop list}}{{this}};{{/loop}}", "1;2;"),
    ("{{#loop people}}{{role}}-{{_parent_.name}} {{/loop}}", "lead-Lin designer-Lin "),
    ("{{broken", "{{broken"), ("{{#if x}}never closed", "{{#if x}}never closed"),
    ('="="+name', "=Lin"),
])
def test_labels_may_hold_templates(filled, template, text):
    context = {"name": "Lin", "n": 2, "list": [1, 2], "people": [{"role": "lead"}, {"role": "designer"}]}

    form = filled([{"type": "textfield", "key": "x", "label": template}], context=context)

    assert form["x"].state.label == text


def test_labels_are_translated_before_they_are_filled_in(filled):
    form = filled([{"type": "textfield", "key": "x", "label": "你好 {{name}}"}], context={"name": "Lin"},
                  translate=lambda text: {"你好 {{name}}": "Hello {{name}}"}.get(text, text))

    assert form["x"].state.label == "Hello Lin"


DATES = {"type": "table", "path": "work", "properties": {"objections": [
    {"when": "=some row in work satisfies row.due < row.start", "say": "“{{ work[1].task }}” ends before it starts."}]},
    "components": [{"type": "textfield", "key": key} for key in ("task", "start", "due")]}


@pytest.mark.parametrize(("due", "said"), [("1", ["“Assembly” ends before it starts."]), ("3", [])])
def test_what_the_author_objects_to_is_refused_in_the_authors_words(filled, due, said):
    form = filled([DATES], {"work-0-task": "Assembly", "work-0-start": "2", "work-0-due": due})

    assert form.validate() is not bool(said)
    assert [each.message for each in form.problems] == said


def test_a_field_that_is_only_shown_is_never_objected_to(filled):
    form = filled([{**KIND, "readonly": True, "properties": {"objections": [{"when": "=true", "say": "No."}]}}], {})

    assert form.validate()


@pytest.mark.parametrize(("objections", "rule"), [
    ("=true", "property-type"), ([{"when": "=1 +", "say": "x"}], "expression-invalid"), ([{"say": "x"}], "property-type")])
def test_an_objection_that_cannot_be_read_is_named(findings, objections, rule):
    assert findings({**KIND, "properties": {"objections": objections}}) == [(rule, "kind")]
