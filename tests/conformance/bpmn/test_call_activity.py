"""Call activity: another process of the package; it sees its caller's variables and gives its own back."""

import pytest

from engine.errors import EngineError
from engine.spiff import check
from tests.support.diagrams import (
    Played,
    at,
    definitions,
    diagram,
    event,
    extended,
    mapping,
    process_xml,
    zeebe,
)


def calling(called="child", *more, **words):
    return extended(zeebe("calledElement", processId=called, **words), *more)


CHILD = diagram("start2 > review > end2", process="child")


def package(call, *, roots="", **inside):
    flows = "start > ask:call > after" + ("; caught:boundary > mend" if "caught" in inside else "")
    return {"parent.bpmn": diagram(flows, ask=call, roots=roots, **inside), "child.bpmn": CHILD}


def test_runs_the_called_process_and_goes_on():
    case = Played(package(calling()))

    assert case.open == ["review"]
    assert (case.wait("review").process_id, case.wait("review").scope) == ("child", "ask")
    assert case.complete("review").open == ["after"]


def test_what_it_sets_reaches_the_caller_when_it_ends():
    called = {"parent.bpmn": diagram("start > ask:call > after", ask=calling()),
              "child.bpmn": diagram("start2 > a > b", process="child")}
    case = Played(called, {"n": 1})

    assert case.complete("a", n=2).variables == {"n": 1}
    assert case.complete("b").variables == {"n": 2}


def test_it_sees_the_variables_of_its_caller_unless_told_not_to():
    seen = "=if n = null then 0 else n"
    reads = {"child.bpmn": diagram("start2 > say:task > end2", process="child",
                                   say=extended(mapping(outputs={"seen": seen})))}
    open_, closed = calling(), calling(propagateAllParentVariables="false")

    assert Played({**package(open_), **reads}, {"n": 1}).variables["seen"] == 1
    assert Played({**package(closed), **reads}, {"n": 1}).variables["seen"] == 0


def test_input_mappings_are_seen_inside():
    call = calling("child", mapping(inputs={"m": "=n + 1"}), propagateAllParentVariables="false")
    reads = {"child.bpmn": diagram("start2 > say:task > end2", process="child",
                                   say=extended(mapping(outputs={"seen": "=m"})))}

    assert Played({**package(call), **reads}, {"n": 1}).variables == {"n": 1, "seen": 2}


def test_output_mappings_say_what_comes_back():
    case = Played(package(calling("child", mapping(outputs={"verdict": "=ok"}))))

    assert case.complete("review", ok=True, noise=1).variables == {"verdict": True}


def test_nothing_comes_back_when_told_so():
    case = Played(package(calling(propagateAllChildVariables="false")))

    assert case.complete("review", ok=True).variables == {}


def test_a_variable_set_meanwhile_beside_it_is_not_overwritten():
    case = Played({
        "parent.bpmn": diagram("start > split:and; split > ask:call; split > b; ask > end", ask=calling()),
        "child.bpmn": CHILD,
    }, {"n": 1})

    case.complete("b", n=2).complete("review", ok=True)

    assert case.variables == {"n": 2, "ok": True}


def test_an_error_inside_rises_to_its_boundary():
    failing = diagram("start2 > review > failed:end", process="child", failed=event("error", "e"),
                      roots='<bpmn:error id="e" errorCode="no"/>')
    case = Played({**package(calling(), caught=at("ask", event("error", "x")),
                             roots='<bpmn:error id="x" errorCode="no"/>'), "child.bpmn": failing})

    assert case.complete("review").open == ["mend"]


def test_a_process_that_calls_itself_for_ever_is_stopped():
    with pytest.raises(EngineError, match="scope-too-deep"):
        Played(diagram("start > again:call > end", again=calling("p")))


def test_the_called_process_may_be_computed_when_the_call_begins():
    files = {"parent.bpmn": diagram("start > ask:call > after", ask=calling('="chi" + rest')), "child.bpmn": CHILD}
    case = Played(files, {"rest": "ld"})

    assert case.wait("review").process_id == "child"
    assert case.complete("review").open == ["after"]
    with pytest.raises(EngineError, match=r"process-unknown.*element='ask'"):
        Played(files, {"rest": "ghost"})


def test_what_a_computed_call_has_done_can_be_undone():
    files = {
        "parent.bpmn": diagram("start > ask:call > t:throw > after", ask=calling("=named"), t=event("compensate")),
        "child.bpmn": diagram("start2 > review > end2; tidy", process="child", undoing={"review": "tidy"}),
    }

    assert Played(files, {"named": "child"}).complete("review").complete("tidy").open == ["after"]


@pytest.mark.parametrize("binding", [
    {}, {"bindingType": "deployment"}, {"bindingType": "latest"},
    {"bindingType": "versionTag", "versionTag": "stable"},
])
def test_it_may_be_bound_to_its_own_version_to_the_latest_or_to_one_with_a_tag(binding):
    """Where other versions are found is shown in tests/integration/engine/test_bindings.py."""
    assert Played(package(calling("child", **binding))).complete("review").open == ["after"]


def test_a_binding_to_a_tag_names_it():
    found = [one for one in check(package(calling(bindingType="versionTag"))) if one.severity == "refusal"]

    assert [(one.rule, one.element) for one in found] == [("version-tag-missing", "ask")]


def test_a_global_task_may_be_called():
    files = {"d.bpmn": definitions(process_xml("start > ask:call > after", ask=calling("sign")),
                                   '<bpmn:globalUserTask id="sign" name="Sign"/>')}
    case = Played(files)

    assert (case.open, case.wait("sign").process_id, case.wait("sign").name) == (["sign"], "sign", "Sign")
    assert case.complete("sign", n=1).open == ["after"]
    assert case.variables == {"n": 1}


def test_what_the_panel_says_of_variables_leaves_the_called_process_that_bpmn_names():
    files = package("@calledElement=child " + extended(zeebe("calledElement", propagateAllChildVariables="false")))
    case = Played(files, {"n": 1})

    assert check(files) == []
    assert case.open == ["review"]
    assert case.complete("review", n=2).variables == {"n": 1}
