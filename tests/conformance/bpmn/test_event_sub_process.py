"""Event sub-process: listens while its scope lives; interrupting, it takes everything else in the scope away."""

from tests.support.diagrams import (
    Played,
    diagram,
    event,
    extended,
    job,
    mapping,
    sub_process,
    timer,
)

ROOTS = ('<bpmn:message id="m" name="stop"/><bpmn:signal id="s" name="alarm"/>'
         '<bpmn:error id="e" errorCode="no"/><bpmn:escalation id="x" escalationCode="late"/>')


def handler(start, flows="begin:start > handle > done:end", *, interrupting=True):
    return sub_process(flows, attributes="@triggeredByEvent=true",
                       begin=f"@isInterrupting={str(interrupting).lower()} {start}")


def test_interrupting_it_takes_everything_else_away():
    case = Played(diagram("start > a > b; onstop:sub", onstop=handler(event("message", "m")), roots=ROOTS))

    assert case.receive("stop").open == ["handle"]
    assert case.complete("handle").outcome == "completed"


def test_non_interrupting_it_runs_beside_and_may_run_again():
    case = Played(diagram("start > a; onalarm:sub", roots=ROOTS,
                          onalarm=handler(event("signal", "s"), interrupting=False)))

    assert case.hear("alarm").hear("alarm").open == ["a", "handle", "handle"]
    case.complete("a").complete("handle")
    assert case.outcome is None
    assert case.complete("handle").outcome == "completed"


def test_listening_does_not_keep_its_scope_open():
    case = Played(diagram("start > a; onstop:sub", onstop=handler(event("message", "m")), roots=ROOTS))

    assert case.complete("a").outcome == "completed"
    assert case.run.waits() == []


def test_a_timer_may_start_it():
    case = Played(diagram("start > a; late:sub", late=handler(timer("P1D"))))

    assert case.later(days=2).open == ["handle"]


def test_an_error_inside_the_scope_is_handled_there():
    case = Played(diagram(
        "start > work:sub > after", roots=ROOTS,
        work=sub_process("start2 > do:service > end2; start2 > b; onno:sub", do=job("do"),
                         onno=handler(event("error", "e"))),
    ))

    assert case.fail("do", "no").open == ["handle"]
    assert case.complete("handle").open == ["after"]


def test_an_error_thrown_while_handling_it_leaves_the_scope():
    case = Played(diagram(
        "start > work:sub > after; out:boundary > mend", roots=ROOTS,
        out='@attachedToRef=work <bpmn:errorEventDefinition errorRef="e"/>',
        work=sub_process("start2 > do:service > end2; onno:sub", do=job("do"), onno=handler(
            event("error", "e"), "begin:start > handle > again:end").replace(
                '<bpmn:endEvent id="again">', '<bpmn:endEvent id="again"><bpmn:errorEventDefinition errorRef="e"/>')),
    ))

    case.fail("do", "no").complete("handle")

    assert case.open == ["mend"]


def test_an_escalation_may_be_handled_beside():
    case = Played(diagram(
        "start > a > tell:throw > b; onlate:sub", tell=event("escalation", "x"), roots=ROOTS,
        onlate=handler(event("escalation", "x"), interrupting=False),
    ))

    assert case.complete("a").open == ["b", "handle"]


def test_what_happens_is_told_with_the_ids_that_were_drawn():
    case = Played(diagram("start > a; onstop:sub", onstop=handler(event("message", "m")), roots=ROOTS))

    case.receive("stop").complete("handle")

    assert case.entered == ["start", "a", "begin", "onstop", "handle", "done"]


def test_its_start_maps_what_came_once():
    start = extended(mapping(outputs={"who": "=sender.name"})) + event("message", "m")
    case = Played(diagram("start > a; onstop:sub", roots=ROOTS, onstop=sub_process(
        "begin:start > handle", attributes="@triggeredByEvent=true", begin=start)))

    case.receive("stop", sender={"name": "x"})

    assert (case.open, case.variables) == (["handle"], {"who": "x"})
