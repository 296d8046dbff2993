"""Elements inside elements: what each does alone it does inside any other, and goes when that goes.

Instances, called processes, transactions, events and undoing in each other, where engines most often differ.
"""

import pytest

from tests.support.diagrams import (
    Played,
    at,
    condition,
    diagram,
    each,
    event,
    extended,
    mapping,
    scope,
    script,
    sub_process,
    timer,
    zeebe,
)

ROOTS = (
    '<bpmn:message id="m" name="ordered"/><bpmn:signal id="s" name="heard"/>'
    '<bpmn:error id="e" errorCode="broken"/><bpmn:error id="worse" errorCode="worse"/>'
    '<bpmn:escalation id="up" escalationCode="late"/>'
)
CALL = extended(zeebe("calledElement", processId="child"))
UNCANCELED = "start9 > a > g:xor; g -[bad]> off:end; g -default> end9; undo_it"


def drawn(flows, roots=ROOTS, **inside):
    return diagram(flows, roots=roots, **inside)


def handling(flows, **inside):
    """The content of an event sub-process."""
    return "@triggeredByEvent=true " + scope(flows, **inside)


# -- instances

def test_an_interrupting_message_takes_a_sequence_of_calls_away():
    files = {"p.bpmn": drawn("start > w:call > after; stop:boundary > out", w=CALL + each(cardinality="3", sequential=True),
                             stop=at("w", event("message", "m"))),
             "child.bpmn": diagram("start2 > b > end2", process="child")}
    case = Played(files).complete("b")

    assert case.open == ["b"]
    assert case.receive("ordered").open == ["out"]


def test_an_error_of_one_called_process_takes_its_sisters_away():
    files = {"p.bpmn": drawn("start > w:call > after; no:boundary > mend", w=CALL + each(cardinality="2"),
                             no=at("w", event("error", "e"))),
             "child.bpmn": diagram("start2 > b > end2", process="child", roots=ROOTS, end2=event("error", "e"))}

    assert Played(files).complete("b").open == ["mend"]


def test_each_instance_has_event_sub_processes_of_its_own():
    inside = sub_process("start9 > b > end9; x:sub", x=handling("start8 > c > end8", start8=event("signal", "s")))
    case = Played(drawn("start > w:sub > after", w=inside + each(cardinality="2")))

    assert case.hear("heard").open == ["c", "c"]
    assert case.complete("c").open == ["c"]
    assert case.complete("c").open == ["after"]


def test_what_runs_beside_an_instance_of_a_sequence_holds_the_next_one_back():
    beside = handling("start8 > c > end8", start8="@isInterrupting=false " + event("message", "m"))
    inside = sub_process("start9 > b > end9; x:sub", x=beside)
    case = Played(drawn("start > w:sub > after", w=inside + each(cardinality="2", sequential=True)))

    assert case.receive("ordered").complete("b").open == ["c"]
    assert case.complete("c").open == ["b"]


def test_instances_of_instances_collect_lists_of_lists():
    inner = each("row.cells", "cell", output="r", into="row_results")
    outer = each("rows", "row", output="row_results", into="all")
    case = Played(drawn("start > w:sub > after", w=sub_process("start9 > b > end9", b=inner) + outer),
                  {"rows": [{"cells": [1, 2]}, {"cells": [3]}]})

    case.complete("b", r=10).complete("b", r=20).complete("b", r=30)

    assert (case.open, case.variables["all"]) == (["after"], [[10, 20], [30]])


def test_terminating_in_an_instance_ends_that_instance_alone():
    inside = sub_process("start9 > split:and; split > a > stop:end; split > b > end9", stop=event("terminate"))
    case = Played(drawn("start > w:sub > after", w=inside + each(cardinality="2")))

    assert case.complete("a").open == ["a", "b"]


def test_each_instance_races_for_itself():
    inside = sub_process("start9 > g:event; g > c:catch > x > end9; g > late:catch > y > end8",
                         c=event("message", "m"), late=timer("PT1H"))
    case = Played(drawn("start > w:sub > after", w=inside + each(cardinality="2")))

    assert case.receive("ordered").open == ["x"]
    assert case.later(hours=1).open == ["x", "y"]


def test_instances_in_an_ad_hoc_sub_process():
    case = Played(drawn("start > w:adhoc > after", w=sub_process("a; b", a=each(cardinality="2"))))

    assert case.complete("a").complete("a").open == ["b"]
    assert case.complete("b").open == ["after"]


# -- called processes

def test_a_timer_beside_a_call_leaves_it_running():
    files = {"p.bpmn": drawn("start > w:call > after; late:boundary > remind", w=CALL,
                             late=at("w", timer("P1D"), interrupting=False)),
             "child.bpmn": diagram("start2 > b > end2", process="child")}
    case = Played(files).later(days=1)

    assert case.open == ["b", "remind"]
    assert case.complete("b").open == ["after", "remind"]


def test_an_escalation_of_a_called_process_is_heard_by_its_caller():
    files = {"p.bpmn": drawn("start > w:call > after; told:boundary > help", w=CALL,
                             told=at("w", event("escalation", "up"), interrupting=False)),
             "child.bpmn": diagram("start2 > t:throw > b > end2", process="child", roots=ROOTS, t=event("escalation", "up"))}
    case = Played(files)

    assert case.open == ["b", "help"]
    assert case.complete("b").open == ["after", "help"]


def test_terminating_in_a_called_process_ends_that_process_alone():
    files = {"p.bpmn": drawn("start > split:and; split > w:call > after; split > other", w=CALL),
             "child.bpmn": diagram("start2 > kk:and; kk > b > end2; kk > q", process="child", end2=event("terminate"))}

    assert Played(files).complete("b").open == ["after", "other"]


def test_a_process_that_calls_itself_ends_when_it_counts_down():
    call = extended(zeebe("calledElement", processId="p", propagateAllParentVariables="false"),
                    mapping(inputs={"n": "=n - 1"}))
    case = Played(drawn("start > g:xor; g -[n > 0]> c:call > end; g -default> b > end2", c=call), {"n": 3})

    assert (case.open, case.complete("b").outcome) == (["b"], "completed")


# -- undoing

def test_every_instance_is_undone_one_after_the_other():
    case = Played(drawn("start > a > t:throw > end; undo_it", t=event("compensate"), a=each(cardinality="2"),
                        undoing={"a": "undo_it"})).complete("a").complete("a")

    assert case.open == ["undo_it"]
    assert case.complete("undo_it").open == ["undo_it"]
    assert case.complete("undo_it").outcome == "completed"


def test_an_error_handled_inside_may_undo_what_was_done_there():
    handler = handling("start8 > t:throw > end8", start8=event("error", "e"), t=event("compensate"))
    inside = sub_process("start9 > a > b > bad:end; undo_it; x:sub", bad=event("error", "e"),
                         undoing={"a": "undo_it"}, x=handler)
    case = Played(drawn("start > w:sub > after", w=inside)).complete("a").complete("b")

    assert case.open == ["undo_it"]
    assert case.complete("undo_it").open == ["after"]


def test_an_end_in_a_sub_process_undoes_what_was_done_in_it():
    inside = sub_process("start9 > a > end9; undo_it", end9=event("compensate"), undoing={"a": "undo_it"})
    case = Played(drawn("start > w:sub > after", w=inside)).complete("a")

    assert case.open == ["undo_it"]
    assert case.complete("undo_it").open == ["after"]


def test_what_is_still_open_is_not_undone():
    case = Played(drawn("start > split:and; split > a > z; split > b > t:throw > y; u1; u2", t=event("compensate"),
                        undoing={"a": "u1", "b": "u2"}))

    assert case.complete("b").open == ["a", "u2"]


def test_one_canceled_instance_of_a_transaction_cancels_them_all():
    inside = sub_process(UNCANCELED, off=event("cancel"), undoing={"a": "undo_it"}) + each(cardinality="2")
    case = Played(drawn("start > w:transaction > after; left:boundary > b", w=inside, left=at("w", event("cancel"))))

    assert case.complete("a", bad=True).open == ["a", "undo_it"]
    assert case.complete("undo_it").open == ["b"]


# -- events

def test_a_signal_is_heard_at_a_boundary_in_the_flow_and_by_nobody_else():
    case = Played(drawn("start > split:and; split > a > x; at_a:boundary > y; split > c:catch > z; split > b > t:throw > q",
                        at_a=at("a", event("signal", "s")), c=event("signal", "s"), t=event("signal", "s")))

    assert case.complete("b").open == ["q", "y", "z"]


def test_a_message_thrown_where_two_wait_reaches_one_of_them():
    case = Played(drawn("start > split:and; split > c1:catch > x; split > c2:catch > y; split > b > t:throw > z",
                        c1=event("message", "m"), c2=event("message", "m"), t=event("message", "m")))

    assert case.complete("b").open == ["x", "z"]


@pytest.mark.parametrize("where", ["boundary", "event sub-process"])
def test_a_condition_is_met_by_what_another_branch_sets(where):
    if where == "boundary":
        xml = drawn("start > split:and; split > a > z; met:boundary > h; split > b > y", met=at("a", condition("n > 5")))
    else:
        xml = drawn("start > split:and; split > a > z; split > b > y; x:sub", x=handling(
            "start8 > h > end8", start8="@isInterrupting=false " + condition("n > 5")))

    assert set(Played(xml).complete("b", n=6).open) >= {"h", "y"}


def test_an_error_thrown_while_an_event_is_handled_leaves_the_scope():
    handler = handling("start8 > h > again:end", start8=event("error", "e"), again=event("error", "worse"))
    case = Played(drawn("start > w:sub > z; out:boundary > caught", out=at("w", event("error", "worse")),
                        w=sub_process("start9 > a > bad:end; x:sub", bad=event("error", "e"), x=handler)))

    assert case.complete("a").open == ["h"]
    assert case.complete("h").open == ["caught"]


def test_an_event_sub_process_may_hold_one_of_its_own():
    inner = handling("start7 > hh > end7", start7=event("signal", "s"))
    outer = handling("start8 > h > end8; y:sub", start8=event("message", "m"), y=inner)
    case = Played(drawn("start > a > end; x:sub", x=outer))

    assert case.receive("ordered").open == ["h"]
    assert case.hear("heard").open == ["hh"]


def test_what_a_boundary_event_has_begun_keeps_its_sub_process_open():
    inside = sub_process("start9 > a > end9; late:boundary > h > end8", late=at("a", timer("P1D"), interrupting=False))
    case = Played(drawn("start > w:sub > after", w=inside)).later(days=1)

    assert case.complete("a").open == ["h"]
    assert case.complete("h").open == ["after"]


def test_a_boundary_script_sees_what_others_have_set():
    case = Played(drawn("start > split:and; split > a > z; got:boundary > h:script > end; split > b > y",
                        got=at("a", event("message", "m")), h=script("n + by", "sum")))

    assert case.complete("b", n=4).receive("ordered", by=1).variables == {"n": 4, "by": 1, "sum": 5}


def test_a_loop_drawn_into_the_middle_of_another():
    case = Played(drawn("start > one:xor > a > two:xor > b > g:xor; g -[n = 1]> one; g -[n = 2]> two; g -default> z"))

    assert case.complete("a").complete("b", n=1).open == ["a"]
    assert case.complete("a").complete("b", n=2).open == ["b"]
    assert case.complete("b", n=3).open == ["z"]
