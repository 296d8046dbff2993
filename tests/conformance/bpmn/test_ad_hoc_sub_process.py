"""Ad-hoc sub-process: its activities in no drawn order, all at once or in turn, until enough is done."""

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import Played, diagram, each, extended, script, sub_process, zeebe


def until(condition):
    return f"<bpmn:completionCondition>={condition}</bpmn:completionCondition>"


def ad_hoc(flows, condition="", attributes="", **inside):
    words = f"{attributes} {until(condition) if condition else ''}".strip()
    body = sub_process(flows, **inside)
    return diagram("start > work:adhoc > after", work=f"{words} {body}" if words else body)


def test_all_begin_at_once_and_it_ends_when_all_are_done():
    case = Played(ad_hoc("a; b; c > d"))

    assert case.open == ["a", "b", "c"]
    assert case.complete("c").complete("a").complete("b").open == ["d"]
    assert case.complete("d").open == ["after"]


def test_when_its_condition_holds_the_rest_is_taken_away():
    case = Played(ad_hoc("a; b; c > d", "enough"), {"enough": False})

    assert case.complete("a").open == ["b", "c"]
    assert case.complete("c", enough=True).open == ["after"]


def test_the_rest_may_be_let_finish():
    case = Played(ad_hoc("a; b; c", "enough", "@cancelRemainingInstances=false"), {"enough": False})

    assert case.complete("a", enough=True).open == ["b", "c"]
    assert case.complete("b").complete("c").open == ["after"]


def test_sequential_one_path_follows_the_other_as_they_stand_in_the_file():
    case = Played(ad_hoc("a > b; c", attributes="@ordering=Sequential"))

    for step in ("a", "b", "c", "after"):
        assert case.open == [step]
        case.complete(step)
    assert case.outcome == "completed"


@pytest.mark.parametrize("rest", ["true", "false"])
def test_sequential_nothing_new_begins_when_its_condition_holds(rest):
    case = Played(ad_hoc("a; b; c", "enough", f"@ordering=Sequential @cancelRemainingInstances={rest}"),
                  {"enough": False})

    assert case.complete("a").open == ["b"]
    assert case.complete("b", enough=True).open == ["after"]


def test_activities_that_need_nobody_run_by_themselves():
    case = Played(ad_hoc("a:script; b:script", "n >= 2", "@ordering=Sequential",
                         a=script("n + 1", "n"), b=script("n + 1", "n")), {"n": 0})

    assert (case.open, case.variables["n"]) == (["after"], 2)


def test_its_activities_may_have_instances_and_it_may_have_them_itself():
    case = Played(ad_hoc("a; b", a=each(cardinality="2")))
    assert case.open == ["a", "a", "b"]
    assert case.complete("a").complete("a").complete("b").open == ["after"]

    twice = Played(diagram("start > work:adhoc > after", work=sub_process("a; b") + each(cardinality="2")))
    assert twice.open == ["a", "a", "b", "b"]
    assert twice.complete("a").complete("a").complete("b").complete("b").open == ["after"]


def test_several_flows_may_lead_from_one_activity_to_another():
    case = Played(ad_hoc("a > c; b > d; b > e", "seen = 3"), {"seen": 0})

    assert case.complete("b").open == ["a", "d", "e"]
    assert case.complete("d", seen=3).open == ["after"]


def chosen(**words):
    return extended(zeebe("adHoc", **words))


def test_the_activities_that_begin_may_be_named_by_an_expression():
    xml = ad_hoc("a; b; c > d").replace(b'<bpmn:adHocSubProcess id="work">', (
        '<bpmn:adHocSubProcess id="work">' + chosen(activeElementsCollection="=wanted")).encode())

    case = Played(xml, {"wanted": ["c", "a"]})

    assert case.open == ["a", "c"]
    assert case.complete("a").complete("c").complete("d").open == ["after"]
    assert Played(xml, {"wanted": []}).open == ["after"]
    for wrong in (["d"], ["ghost"], "a"):
        with pytest.raises(ExpressionError, match="ad-hoc-activities-unknown"):
            Played(xml, {"wanted": wrong})


def test_a_value_of_each_activity_that_ends_may_be_collected():
    xml = ad_hoc("a; b").replace(b'<bpmn:adHocSubProcess id="work">', ('<bpmn:adHocSubProcess id="work">' + chosen(
        outputCollection="said", outputElement="=word")).encode())

    assert Played(xml).complete("b", word="x").complete("a", word="y").variables["said"] == ["x", "y"]
