"""Listeners: jobs before an activity begins and before it is left, one after the other."""

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
