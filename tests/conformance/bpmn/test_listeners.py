"""Listeners: jobs before a node or process begins and before it is left, one after the other."""

import pytest

from engine import Refused
from tests.support.diagrams import (
    Played,
    at,
    diagram,
    each,
    extended,
    job,
    mapping,
    script,
    sub_process,
    timer,
    zeebe,
)


def heard(*events, kind="execution"):
    lines = [zeebe(f"{kind}Listener", eventType=event, type=verb) for event, verb in events]
    return zeebe(f"{kind}Listeners", "".join(lines))


def doing(case):
    return [wait.job.type for wait in case.run.waits() if wait.job]


def test_those_at_the_start_come_before_the_task_in_their_order():
    case = Played(diagram("start > a > b", a=extended(heard(("start", "one"), ("start", "two")))))

    assert (doing(case), case.open, case.entered) == (["one"], [], ["start", "a"])
    case.work("a", n=1)
    assert (doing(case), case.open) == (["two"], [])
    assert case.work("a").open == ["a"]
    assert case.variables == {"n": 1}


def test_those_at_the_end_come_before_it_is_left_and_after_its_output_mappings():
    case = Played(diagram("start > a > b", a=extended(
        heard(("end", "file")), mapping(outputs={"total": "=price * 2"}))))

    case.complete("a", price=4)

    assert (doing(case), case.open, case.variables) == (["file"], [], {"total": 8})
    assert case.work("a").open == ["b"]
    assert case.variables == {"total": 8}


def test_a_user_task_tells_when_it_is_created_and_completed():
    case = Played(diagram("start > a > b", a=extended(heard(
        ("creating", "greet"), ("completing", "thank"), kind="task"))))

    assert case.work("a").open == ["a"]
    assert doing(case.complete("a")) == ["thank"]
    assert case.work("a").open == ["b"]


def given(**words):
    return extended(zeebe("assignmentDefinition", **words), heard(("assigning", "check"), ("assigning", "tell"), kind="task"))


def held(case):
    return [wait.task.held for wait in case.run.waits() if wait.task]


def test_a_user_task_that_is_given_to_somebody_is_held_until_its_listeners_are_done():
    case = Played(diagram("start > a > b", a=given(assignee="lead")))

    assert (doing(case), case.open, held(case)) == (["check"], ["a"], [True])
    assert (doing(case.work("a")), held(case)) == (["tell"], [True])
    assert (doing(case.work("a", n=1)), held(case), case.variables) == ([], [False], {"n": 1})
    assert case.complete("a").open == ["b"]


def test_a_user_task_that_is_only_offered_asks_when_somebody_takes_it_and_gives_it_back():
    case = Played(diagram("start > a > b", a=given(candidateGroups="leads")))

    assert (doing(case), held(case)) == ([], [False])
    case.give("a", "claim", "lead").work("a").work("a")
    case.give("a", "unassign", None)

    assert (doing(case), held(case)) == (["check"], [True])


def test_listeners_at_the_assigning_are_told_whose_the_task_is_and_how():
    case = Played(diagram("start > a > b", a=given(candidateGroups="leads")))

    case.give("a", "claim", "lead")

    told = case.wait("a", kind="job").job.headers
    assert (told["io.camunda.zeebe:action"], told["io.camunda.zeebe:assignee"]) == ("claim", "lead")


def test_a_listener_is_told_the_headers_of_its_step():
    headers = zeebe("taskHeaders", zeebe("header", key="roles", value="lead"))
    user = Played(diagram("start > a > b", a=extended(heard(("start", "before")), heard(("completing", "done"), kind="task"), headers)))
    work = Played(diagram("start > s:service > b", s=job("ship", headers, heard(("start", "before")))))

    told = [case.wait(step).job.headers for case, step in ((user, "a"), (user.work("a").complete("a"), "a"), (work, "s"))]

    assert told == [{"roles": "lead"}] * 3


def test_listeners_at_the_assigning_are_told_the_rest_of_the_task_too():
    case = Played(diagram("start > a > b", a=extended(
        zeebe("assignmentDefinition", assignee="lead", candidateGroups="leads, buyers"), zeebe("taskSchedule", dueDate="=now()"),
        heard(("assigning", "check"), kind="task"), zeebe("taskHeaders", zeebe("header", key="roles", value="lead")))))

    told = case.wait("a", kind="job").job.headers

    assert told["roles"] == "lead"
    assert told["io.camunda.zeebe:candidateGroups"] == '["leads","buyers"]'
    assert told["io.camunda.zeebe:dueDate"] == "2026-03-02T12:00:00+00:00"
    assert told["io.camunda.zeebe:priority"] == "50"


def test_a_task_that_is_given_on_before_its_listeners_are_done_asks_them_anew():
    case = Played(diagram("start > a > b", a=given(assignee="lead")))
    asked = case.work("a").wait("a", kind="job").token

    case.give("a", "assign", "designer")

    again = case.wait("a", kind="job")
    assert (again.job.type, again.job.headers["io.camunda.zeebe:assignee"]) == ("check", "designer")
    assert again.token != asked


def test_what_interrupts_a_task_takes_its_listeners_at_the_assigning_away():
    case = Played(diagram("start > a > b; late:boundary > z", a=given(assignee="lead"), late=at("a", timer("PT1H"))))

    assert (doing(case.later(hours=1)), case.open) == ([], ["z"])


def test_an_error_of_a_listener_at_the_assigning_is_caught_like_one_of_the_task():
    case = Played(diagram("start > a > b; e:boundary > z", a=given(assignee="lead"), roots='<bpmn:error id="x" errorCode="E"/>',
                          e=at("a", '<bpmn:errorEventDefinition errorRef="x"/>')))

    assert (doing(case.fail("a", "E")), case.open) == ([], ["z"])


def test_a_job_has_listeners_of_its_own():
    case = Played(diagram("start > s:service > b", s=job("ship", heard(("start", "before"), ("end", "after")))))

    assert [doing(case), doing(case.work("s")), doing(case.work("s"))] == [["before"], ["ship"], ["after"]]
    assert case.work("s").open == ["b"]


def test_their_ids_differ_so_that_none_is_done_twice():
    case = Played(diagram("start > s:service > b", s=job("ship", heard(("start", "before"), ("end", "after")))))

    seen = [case.wait("s").token, case.work("s").wait("s").token, case.work("s").wait("s").token]

    assert len(set(seen)) == 3


def test_scripts_sub_processes_and_events_have_them_too():
    listens = heard(("start", "before"), ("end", "after"))
    case = Played(diagram(
        "start > x:script > w:sub > c:catch > end", w=sub_process("start2 > i > end2") + extended(listens),
        x=script("1", "n").replace("</bpmn:ext", listens + "</bpmn:ext"), c=extended(listens) + timer("PT1H")))

    case.work("x")
    assert case.variables == {"n": 1}
    case.work("x").work("w")
    assert case.open == ["i"]
    case.complete("i").work("w").work("c")
    assert doing(case) == []
    assert doing(case.later(hours=1)) == ["after"]
    assert case.work("c").outcome == "completed"


def test_each_instance_has_them():
    case = Played(diagram("start > a > b", a=extended(heard(("start", "one"))) + each(cardinality="2")))

    assert doing(case) == ["one", "one"]
    assert case.work("a").open == ["a"]


def test_its_boundary_listens_only_when_the_activity_begins():
    case = Played(diagram("start > a > b; late:boundary > z", a=extended(heard(("start", "one"))),
                          late=at("a", timer("PT1H"))))

    assert case.later(hours=2).open == []
    assert case.work("a").later(hours=1).open == ["z"]


def test_an_error_of_a_listener_is_caught_like_one_of_the_activity():
    case = Played(diagram("start > a > b; e:boundary > z", a=extended(heard(("end", "file"))), roots='<bpmn:error id="x" errorCode="E"/>',
                          e=at("a", '<bpmn:errorEventDefinition errorRef="x"/>')))

    assert case.complete("a").fail("a", "E").open == ["z"]


def test_a_gateway_asks_its_listeners_before_it_chooses():
    case = Played(diagram("start > g:xor -[n > 1]> a; g -default> b", g=extended(heard(("start", "rate")))))

    assert (doing(case), case.open) == (["rate"], [])
    assert case.work("g", n=2).open == ["a"]


def test_a_join_asks_once_when_all_have_met_and_in_every_round():
    case = Played(diagram("start > m:xor > s:and > a > j:and > x:xor; s > b > j; x -[again]> m; x -default> end",
                          j=extended(heard(("start", "met")))), {"again": True})

    for _ in range(2):
        assert doing(case.complete("a")) == []
        assert doing(case.complete("b")) == ["met"]
        case.work("j")

    assert case.open == ["a", "b"]


def test_an_inclusive_and_an_event_based_gateway_have_them():
    case = Played(diagram("start > o:or; o -[true]> e:event > c:catch > end", o=extended(heard(("start", "one"))),
                          e=extended(heard(("start", "two"))), c=timer("PT1H")))

    assert doing(case) == ["one"]
    assert doing(case.work("o")) == ["two"]
    assert case.work("e").later(hours=1).outcome == "completed"


def test_an_error_at_a_gateway_leaves_its_scope():
    case = Played(diagram("start > s:sub > end; e:boundary > z", roots='<bpmn:error id="x" errorCode="E"/>',
                          s=sub_process("start2 > g:xor > a", g=extended(heard(("start", "rate")))),
                          e=at("s", '<bpmn:errorEventDefinition errorRef="x"/>')))

    assert case.fail("g", "E").open == ["z"]


def test_a_boundary_event_has_them_at_its_end():
    case = Played(diagram("start > a > b; late:boundary > z", late=at("a", extended(heard(("end", "tell"))) + timer("PT1H"))))

    assert (doing(case.later(hours=1)), case.open) == (["tell"], [])
    assert case.work("late").open == ["z"]


def test_an_event_sub_process_has_them():
    case = Played(diagram("start > a > end; e:sub", e=sub_process(
        "go:start > i > done:end", attributes="@triggeredByEvent=true", go=timer("PT1H")) + extended(heard(("start", "before"), ("end", "after")))))

    assert doing(case.later(hours=1)) == ["before"]
    assert doing(case.work("e").complete("i")) == ["after"]
    assert case.work("e").outcome == "completed"


def of_process(flows, *events, **inside):
    return diagram(flows, **inside).replace(b'isExecutable="true">', b'isExecutable="true">' + extended(heard(*events)).encode(), 1)


def test_a_process_asks_before_its_first_token_and_when_nothing_is_left():
    case = Played(of_process("start > a > end", ("start", "open"), ("end", "close"), ("end", "file")))

    assert (doing(case), case.entered) == (["open"], [])
    assert case.work("p", n=1).open == ["a"]
    assert (doing(case.complete("a")), case.outcome) == (["close"], None)
    assert doing(case.work("p", total=7)) == ["file"]
    assert (case.work("p").outcome, case.variables) == ("completed", {"n": 1, "total": 7})


def test_a_process_that_is_begun_by_a_message_keeps_what_it_brought():
    message = '<bpmn:messageEventDefinition messageRef="m"/>'
    case = Played(of_process("start > a > end", ("start", "open"), start=message, roots='<bpmn:message id="m" name="order"/>'), {"n": 3})

    assert (case.work("p").open, case.variables) == (["a"], {"n": 3})


def test_a_called_process_asks_in_its_caller():
    called = of_process("start > a > end", ("start", "open"), ("end", "close"))
    case = Played({"called.bpmn": called, "caller.bpmn": diagram("start0 > c:call > z", process="q", c="@calledElement=p")}, process="q")

    assert doing(case) == ["open"]
    assert doing(case.work("p").complete("a")) == ["close"]
    assert case.work("p").open == ["z"]


def test_a_process_that_is_ended_from_outside_asks_nobody():
    case = Played(of_process("start > a > end", ("end", "close")))

    case.run.cancel()

    assert (doing(case), case.run.outcome) == ([], "canceled")


@pytest.mark.parametrize(("flows", "inside", "kind", "moment", "rule"), [
    ("start > a > end", "a", "task", "updating", "listener-updating"),
    ("start > a > end", "a", "task", "canceling", "listener-canceling"),
    ("start > a > end", "a", "execution", "beforeAll", "listener-moment"),
    ("start > g:xor > a", "g", "execution", "end", "listener-moment"),
])
def test_a_moment_at_which_nobody_is_asked_is_refused(flows, inside, kind, moment, rule):
    with pytest.raises(Refused) as refused:
        Played(diagram(flows, **{inside: extended(heard((moment, "tell"), kind=kind))}))

    assert [(one.rule, one.element, one.facts["value"]) for one in refused.value.findings] == [(rule, inside, moment)]
