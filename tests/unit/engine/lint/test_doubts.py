"""Lint: names, people, forms, variables, dates, conditions and tables; each doubt shown by an example."""

import json

import pytest

from engine.lint import lint
from tests.support.diagrams import (
    diagram,
    event,
    extended,
    mapping,
    scope,
    script,
    timer,
    zeebe,
)

GETTABLE = extended(zeebe("assignmentDefinition", assignee="lead"), zeebe("formDefinition", formId="f"))
FORM = json.dumps({"components": [{"key": "price", "type": "number"}]}).encode()


def rules(files, **given):
    files = {"a.bpmn": files} if isinstance(files, bytes) else files
    return {(found.rule, found.element) for found in lint(files, **given)}


def named(flows, **inside):
    """A diagram whose activities have names."""
    xml = diagram(flows, **inside).decode()
    for kind in ("userTask", "scriptTask", "serviceTask"):
        xml = xml.replace(f"<bpmn:{kind} id=", f'<bpmn:{kind} name="Do it" id=')
    return xml.encode()


def table(rows, policy="UNIQUE", kind="number", more=""):
    cells = "".join(f"<rule><inputEntry><text>{test}</text></inputEntry><outputEntry><text>{answer}</text></outputEntry></rule>"
                    for test, answer in rows)
    return (f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
            f'<decision id="x" name="x"><decisionTable id="t" hitPolicy="{policy}"><input id="i" label="amount">'
            f'<inputExpression typeRef="{kind}"><text>amount</text></inputExpression>{more}</input>'
            f'<output id="o"/>{cells}</decisionTable></decision></definitions>').encode()


def test_a_task_without_a_name_without_hands_and_without_a_form():
    assert rules(diagram("start > a > end")) == {
        ("name-missing", "a"), ("nobody-may-do-it", "a"), ("task-without-form", "a")}
    assert rules({"a.bpmn": named("start > a > end", a=GETTABLE), "forms/f.form": FORM}) == set()


def test_an_element_without_an_id_is_told_by_what_stands_around_it():
    without_id = diagram("start > s:sub > end", s="<bpmn:userTask/>")

    found = {one.element for one in lint({"a.bpmn": without_id}) if one.rule == "nobody-may-do-it"}

    assert found == {"s"}


def test_a_form_that_no_task_uses():
    found = lint({"a.bpmn": named("start > a > end", a=GETTABLE), "forms/f.form": FORM, "forms/old.form": FORM})

    assert [(one.rule, one.file, one.facts["form_id"]) for one in found] == [
        ("form-without-task", "forms/old.form", "old")]


def test_a_path_that_simply_ends_beside_one_that_has_an_end():
    assert ("path-simply-ends", "b") in rules(diagram("start > s:and; s > a > end; s > b"))
    assert "path-simply-ends" not in {rule for rule, _ in rules(diagram("start > a"))}


def test_a_compensation_that_nothing_answers():
    undo = "<bpmn:compensateEventDefinition{}/>"
    named, doubted = undo.format(' activityRef="a"'), ("undoes-nothing", "back")

    assert doubted in rules(diagram("start > a > b > back:throw > end; undo", undoing={"b": "undo"}, back=named))
    assert doubted in rules(diagram("start > a > back:throw > end", back=undo.format("")))
    assert doubted not in rules(diagram("start > a > back:throw > end; undo", undoing={"a": "undo"}, back=named))
    inside = scope("s2:start > b > e2:end; undo", undoing={"b": "undo"}, s2="", e2="")
    assert doubted not in rules(diagram("start > a:sub > back:throw > end", a=inside, back=named))
    assert doubted not in rules(diagram("start > a:call > back:throw > end", a="@calledElement=p ", back=named))


def test_a_day_in_a_table_that_there_is_not():
    assert {rule for rule, _ in rules({"d.dmn": table([('&lt; date("2026-02-30")', "1"), ("-", '@"P1X"')], "FIRST")})} == {"literal-impossible"}
    assert rules({"d.dmn": table([('&lt; date("2026-02-28")', "1"), ("-", '@"P1D"')], "FIRST")}) == set()


def test_a_date_that_has_passed():
    assert rules(diagram("start > c:catch > end", c=timer(date="0001-01-01T00:00:00+14:00"))) == set()
    assert ("timer-in-the-past", "c") in rules(diagram("start > c:catch > end", c=timer(date="2020-01-01")))
    assert rules(diagram("start > c:catch > end", c=timer(date="2999-01-01T08:00:00Z"))) == set()


COVERED = [
    ("x", "not(x)"), ("n > 3", "n <= 3"), ('s = "a"', 's != "a"'), ("n < 1", "n in [1..5]", "n > 5"),
    ("x and y", "not(x)", "not(y)"), ("true",),
]
UNCOVERED = [
    (("n > 3", "n < 3"), "n = 3"), (("n < 1", "n >= 2"), "n = 1"), (('s = "a"', 's = "b"'), "s = …"),
    (("x and y", "not(x)"), "x = true, y = false"), (("n >= 1 and n <= 5", "n > 6", "n < 1"), "n = 5.5"),
]


@pytest.mark.parametrize("conditions", COVERED, ids=str)
def test_conditions_that_leave_nothing_out(conditions):
    assert split(conditions) == []


@pytest.mark.parametrize(("conditions", "example"), UNCOVERED, ids=str)
def test_conditions_that_leave_something_out_with_an_example(conditions, example):
    assert split(conditions) == [("warning", "g", example)]


@pytest.mark.parametrize("kind", ["xor", "or"])
def test_a_default_covers_the_rest(kind):
    xml = diagram(f"start > g:{kind}; g -[n > 3]> a; g -default> b")

    assert "split-without-default" not in {rule for rule, _ in rules(xml)}


def split(conditions):
    flows = "; ".join(f"g -[{text}]> t{number}" for number, text in enumerate(conditions))
    found = lint({"a.bpmn": diagram(f"start > g:xor; {flows}")})
    return [(one.severity, one.element, one.facts["example"]) for one in found
            if one.rule == "split-without-default"]


def test_a_variable_that_nothing_sets():
    xml = named("start > s:script > g:xor; g -[pricee > 3]> end; g -default> end2", s=script("price + 1", "next"))

    assert {(one.rule, one.facts["name"]) for one in lint({"a.bpmn": xml})} == {
        ("variable-never-set", "price"), ("variable-never-set", "pricee")}
    assert {one.facts["name"] for one in lint({"a.bpmn": xml}, known=frozenset({"price"}))} == {"pricee"}


def test_a_diagram_of_another_engine_is_looked_at_in_our_words():
    drawn = named("start > a", start="@c:initiator=starter ", a="@c:assignee=${starter} " + extended(zeebe("formDefinition", formId="f")))
    drawn = drawn.replace(b"<bpmn:definitions ", b'<bpmn:definitions xmlns:c="http://camunda.org/schema/1.0/bpmn" ')

    assert rules({"a.bpmn": drawn, "forms/f.form": FORM}) == set()
    assert rules({"a.bpmn": drawn.replace(b"${starter}", b"${nobody}"), "forms/f.form": FORM}) == {("variable-never-set", "a")}


def test_where_workers_are_known_their_answers_are_counted_on():
    xml = named("start > s:service > g:xor; g -[price > rate]> end; g -default> end2", s=extended(zeebe("taskDefinition", type="quote")))

    assert {one.rule for one in lint({"a.bpmn": xml})} & {"variable-never-set"} == set()
    found = lint({"a.bpmn": xml}, brought=frozenset({"price"}))
    assert {one.facts["name"] for one in found if one.rule == "variable-never-set"} == {"rate"}


def test_forms_scripts_mappings_and_loops_set_variables():
    xml = named("start > a > b > end", a=extended(
        zeebe("assignmentDefinition", assignee="=who"), zeebe("formDefinition", formId="f"),
        mapping(inputs={"who": "=price"}, outputs={"paid": "=price"})),
        b=extended(zeebe("assignmentDefinition", assignee="=paid"), zeebe("formDefinition", formId="f")))

    assert rules({"a.bpmn": xml, "forms/f.form": FORM}) == set()


def test_what_a_message_brings_is_said_by_its_output_mappings():
    roots = '<bpmn:message id="m" name="paid"/>'
    paid = event("message", "m")

    def told(message: str) -> set[str]:
        xml = named("start > c:catch > g:xor; g -[total > rate]> end; g -default> end2", c=message, roots=roots)
        return {one.facts["name"] for one in lint({"a.bpmn": xml}) if one.rule == "variable-never-set"}

    assert told(paid) == set()
    assert told(extended(mapping(outputs={"total": "=amount"})) + paid) == {"rate"}


def test_where_a_worker_may_set_any_name_nothing_is_told():
    xml = named("start > w:service > g:xor; g -[anything]> end; g -default> end2",
                w=extended(zeebe("taskDefinition", type="x")))

    assert rules(xml) == set()


@pytest.mark.parametrize(("rows", "policy", "rule"), [
    ([("&lt; 10", "1"), ("&gt; 10", "2")], "UNIQUE", "table-gap"),
    ([("&lt; 10", "1"), ("&gt; 10", "2")], "FIRST", "table-gap"),
    ([("[1..5]", "1"), ("[6..9]", "2"), ("&lt; 1", "3"), ("&gt; 9", "4")], "UNIQUE", "table-gap"),
    ([("&lt;= 10", "1"), ("&gt;= 10", "2")], "UNIQUE", "table-overlap"),
    ([("&lt;= 10", "1"), ("&gt;= 10", "2")], "ANY", "table-overlap"),
])
def test_a_table_with_a_gap_or_an_overlap_with_an_example(rows, policy, rule):
    found = lint({"d.dmn": table(rows, policy)})

    assert [(one.rule, one.file, one.element) for one in found] == [(rule, "d.dmn", "t")]
    assert found[0].facts["example"].startswith("amount = ")


@pytest.mark.parametrize(("rows", "policy"), [
    ([("&lt; 10", "1"), ("&gt;= 10", "2")], "UNIQUE"), ([("&lt;= 10", "1"), ("&gt;= 10", "1")], "ANY"),
    ([("&lt;= 10", "1"), ("-", "2")], "FIRST"), ([("&lt;= 10", "1"), ("5", "2")], "COLLECT"),
    ([("&lt;= limit", "1")], "UNIQUE"),
])
def test_a_table_that_answers_once_for_every_value(rows, policy):
    assert lint({"d.dmn": table(rows, policy)}) == []


def test_listed_values_are_all_there_is():
    rows = [('"low"', "1"), ('"high"', "2")]
    listed = '<inputValues><text>"low","high"</text></inputValues>'

    assert [one.rule for one in lint({"d.dmn": table(rows, kind="string")})] == ["table-gap"]
    assert lint({"d.dmn": table(rows, kind="string", more=listed)}) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_days_beside_the_edges_of_the_calendar_are_tried_too(day):
    compared = named(f'start > g:xor; g -[x > @"{day}"]> a; g -[x <= @"{day}"]> b')

    assert ("split-without-default", "g") not in rules(compared)


def test_a_day_that_no_calendar_has_is_not_tried():
    assert [one.rule for one in lint({"d.dmn": table([('> @"2026-02-30"', 1)], kind="date")})] == ["literal-impossible", "table-gap"]


@pytest.mark.parametrize("content", [b"", b"<", b"\0", b"<a/>", b"{"])
def test_what_cannot_be_read_is_for_the_check_to_tell(content):
    assert lint({"a.bpmn": content, "a.dmn": content, "forms/a.form": content}) == []


def test_what_a_time_a_call_or_a_priority_reads_is_asked_for_too():
    said = {"c": timer("=pause"), "k": extended(zeebe("calledElement", processId="=child")),
            "a": extended(zeebe("priorityDefinition", priority="=urgency"))}

    found = lint({"a.bpmn": diagram("start > c:catch > k:call > a > end", **said)})

    assert {one.facts["name"] for one in found if one.rule == "variable-never-set"} == {"pause", "child", "urgency"}


def test_who_asks_whether_a_name_is_null_knows_what_to_do_without_it():
    xml = diagram("start > c:catch > end", c=timer('=if pause = null then duration("P1D") else pause'))

    assert "variable-never-set" not in {rule for rule, _ in rules(xml)}
