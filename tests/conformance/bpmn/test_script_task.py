"""Script task: a FEEL expression whose value goes into a variable."""

import pytest

from engine.errors import ExpressionError
from engine.spiff import ScriptFailed, load, register_script_language
from tests.support.diagrams import (
    Played,
    at,
    diagram,
    each,
    event,
    extended,
    mapping,
    script,
    timer,
    zeebe,
)


def test_puts_the_value_into_its_variable():
    case = Played(diagram("start > total:script > end", total=script("sum(prices)", "total")),
                  {"prices": [1, 2, 3.5]})

    assert case.variables["total"] == 6.5
    assert case.outcome == "completed"


def test_dates_keep_their_type_from_script_to_script():
    case = Played(diagram(
        "start > due:script > late:script > end",
        due=script('date("2026-03-01") + duration("P2D")', "due"),
        late=script('due > date("2026-03-02")', "late"),
    ))

    assert case.variables == {"due": {"@": "2026-03-03"}, "late": True}


def test_with_output_mappings_the_value_stays_local():
    words = extended(zeebe("script", expression="=1 + 1", resultVariable="two"),
                     mapping(outputs={"four": "=two * 2"}))

    assert Played(diagram("start > sum:script > end", sum=words)).variables == {"four": 4}


def test_a_failing_expression_names_its_element():
    case = diagram("start > list:script > end", list=each("count", "one") + script("one", "x"))

    with pytest.raises(ExpressionError, match="loop-collection-mistyped") as raised:
        Played(case, {"count": 7})

    assert raised.value.facts["element"] == "list"


@pytest.mark.parametrize("mapped", [mapping(inputs={"y": "=missing"}), mapping(outputs={"y": "=missing + 1"})])
def test_a_mapping_that_reads_a_variable_never_set_is_an_error_and_no_null(mapped):
    with pytest.raises(ExpressionError, match="expression-unknown-name") as raised:
        Played(diagram("start > a:task > b", a=extended(mapped)))

    assert (raised.value.facts["element"], raised.value.facts["name"]) == ("a", "missing")


@pytest.fixture
def languages(monkeypatch):
    monkeypatch.setattr("engine.spiff.scripts.REGISTERED", registered := {})
    return registered


def written(language, body):
    return f"@scriptFormat={language} <bpmn:script>{body}</bpmn:script>"


def failing(text, variables, now):
    raise ScriptFailed(text)


def test_another_language_may_be_registered_in_code(languages):
    register_script_language("shout", lambda text, variables, _now: {"said": text.upper() + variables["end"]})
    xml = diagram("start > s:script > a", s=written("shout", "hey"))

    case = Played(xml, {"end": "!"}, program=load({"d.bpmn": xml}, languages))

    assert case.variables["said"] == "HEY!"


def test_its_error_is_caught_at_the_boundary(languages):
    register_script_language("fail", failing)
    xml = diagram("start > s:script > a; e:boundary > b", s=written("fail", "E"), e=at("s", event("error", "x")),
                  roots='<bpmn:error id="x" errorCode="E"/>')

    assert Played(xml, program=load({"d.bpmn": xml}, languages)).open == ["b"]


def test_scripts_that_take_their_time_are_jobs_that_workers_do_at_once(languages):
    register_script_language("slow")
    xml = diagram("start > f:and; f > s:script > j:and; f > t:script > j; j > a; late:boundary > z",
                  s=written("slow", "one"), t=written("slow", "two"), late=at("t", timer("PT5S"), interrupting=False))
    case = Played(xml, program=load({"d.bpmn": xml}, languages))

    assert [(wait.job.type, wait.job.headers) for wait in case.run.waits() if wait.job] == [
        ("script:slow", {"script": "one"}), ("script:slow", {"script": "two"})]
    assert case.later(seconds=10).work("s", x=1).work("t", y=2).open == ["a", "z"]
    assert case.variables == {"x": 1, "y": 2}
