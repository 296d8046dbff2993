"""Elements together: what happens where two or three of them meet, told by the user tasks that are open."""

from __future__ import annotations

from tests.support.diagrams import (
    Played,
    at,
    condition,
    diagram,
    each,
    event,
    extended,
    script,
    sub_process,
    timer,
    zeebe,
)

ROOTS = ('<bpmn:message id="r_m" name="asked"/><bpmn:message id="r_n" name="told"/><bpmn:signal id="r_s" name="spring"/>'
         '<bpmn:error id="r_e" errorCode="E"/><bpmn:error id="r_f" errorCode="F"/><bpmn:escalation id="r_x" escalationCode="X"/>')
ON_EVENT = "@triggeredByEvent=true"


def calling(process):
    return extended(zeebe("calledElement", processId=process))


def played(flows, variables=None, *, files=None, **inside):
    return Played({"p.bpmn": diagram(flows, roots=ROOTS, **inside), **(files or {})}, variables)


def handling(flows, start, *, interrupting=True, **inside):
    """An event sub-process."""
    said = "" if interrupting else "@isInterrupting=false "
    return sub_process(flows, attributes=ON_EVENT, begin=said + start, **inside)


def test_a_boundary_timer_takes_a_called_process_away_with_all_inside():
    child = diagram("start2 > f:and; f > one; f > s:sub; s > two", process="child", s=sub_process("start3 > deep"))
    case = played("start > k:call > after; late:boundary > z", k=calling("child"), late=at("k", timer("PT1H")),
                  files={"c.bpmn": child})
    assert case.open == ["deep", "one"]

    assert case.later(hours=1).open == ["z"]
    assert case.complete("z").outcome == "completed"


def test_a_non_interrupting_timer_beside_a_called_process_fires_once_in_each_round():
    child = diagram("start2 > one", process="child")
    case = played("start > again:xor > k:call > more:xor; more -[done]> end; more -default> again; late:boundary > z",
                  k=calling("child"), late=at("k", timer("PT1H"), interrupting=False), files={"c.bpmn": child})

    case.later(hours=3).complete("one", done=False).later(hours=1)

    assert case.open == ["one", "z", "z"]


def test_an_event_sub_process_inside_another_handles_its_own_scope():
    inner = handling("begin:start > fix", event("signal", "r_s"))
    outer = handling("begin:start > talk; w2:sub", event("message", "r_m"), w2=inner.replace('id="begin"', 'id="begin2"')
                     .replace('sourceRef="begin"', 'sourceRef="begin2"').replace('id="begin_fix"', 'id="begin2_fix"'))
    case = played("start > a; w:sub", w=outer)

    assert case.hear("spring").open == ["a"]
    assert case.receive("asked").open == ["talk"]
    assert case.hear("spring").open == ["fix"]
    assert case.complete("fix").outcome == "completed"


def test_an_interrupting_event_sub_process_inside_a_sub_process_lets_the_outer_go_on():
    case = played("start > f:and; f > b; f > s:sub > after", s=sub_process(
        "start2 > a; w:sub", w=handling("begin:start > fix", event("signal", "r_s"))))

    case.hear("spring")

    assert case.open == ["b", "fix"]
    assert case.complete("fix").open == ["after", "b"]


def test_a_non_interrupting_event_sub_process_keeps_its_scope_open_and_may_run_twice_at_once():
    case = played("start > s:sub > after", s=sub_process(
        "start2 > a; w:sub", w=handling("begin:start > note", event("message", "r_m"), interrupting=False)))

    case.receive("asked").receive("asked").complete("a")

    assert case.open == ["note", "note"]
    assert case.complete("note").complete("note").open == ["after"]


def test_a_timer_cycle_starts_an_event_sub_process_again_and_again():
    case = played("start > a; w:sub", w=handling("begin:start > note", timer(cycle="R3/PT1H"), interrupting=False))

    assert case.later(hours=10).open == ["a", "note", "note", "note"]


def test_an_error_out_of_an_instance_takes_all_instances_away():
    case = played("start > s:sub > after; caught:boundary > z", caught=at("s", event("error", "r_e")),
                  s=sub_process("start2 > a > g:xor; g -[bad]> oops:end; g -default> fine:end", oops=event("error", "r_e"))
                  + each(cardinality="3"))

    case.complete("a", bad=False).complete("a", bad=True)

    assert case.open == ["z"]


def test_a_boundary_message_beside_instances_leaves_them_alone():
    case = played("start > a > b; told:boundary > z", a=each(cardinality="2"),
                  told=at("a", event("message", "r_m"), interrupting=False))

    case.receive("asked").complete("a").receive("asked").complete("a")

    assert case.open == ["b", "z", "z"]


def test_compensation_in_a_loop_undoes_each_round_the_last_first():
    case = played("start > again:xor > a > more:xor; more -[done]> t:throw > end; more -default> again; un_a",
                  t=event("compensate"), undoing={"a": "un_a"})
    for number in range(3):
        case.complete("a", done=number == 2)

    for _ in range(3):
        assert case.open == ["un_a"]
        case.complete("un_a")
    assert case.outcome == "completed"


def test_an_inclusive_join_behind_a_loop_waits_for_who_goes_round():
    case = played("start > o:or; o -[true]> a; o -[true]> again:xor; again > b > more:xor; more -[out]> j:or;"
                  "more -default> again; a > j; j > after", {"out": False})

    case.complete("a").complete("b")
    assert case.open == ["b"]

    assert case.complete("b", out=True).open == ["after"]


def test_a_signal_reaches_every_scope_at_once():
    case = played("start > f:and; f > c:catch > a; f > s:sub > after; f > d; b:boundary > z", c=event("signal", "r_s"),
                  s=sub_process("start2 > c2:catch > i", c2=event("signal", "r_s")),
                  b=at("d", event("signal", "r_s"), interrupting=False))

    assert case.hear("spring").open == ["a", "d", "i", "z"]


def test_a_signal_thrown_in_one_branch_frees_the_other():
    case = played("start > f:and; f > c:catch > a; f > b > t:throw > after", c=event("signal", "r_s"), t=event("signal", "r_s"))

    assert case.complete("b").open == ["a", "after"]


def test_begun_by_a_message_its_event_sub_process_listens_for_the_next():
    case = Played({"p.bpmn": diagram("start > a; w:sub", roots=ROOTS, start=event("message", "r_m"), w=handling(
        "begin:start > again", event("message", "r_m"), interrupting=False))}, element="start")

    assert case.open == ["a"]
    assert case.receive("asked").open == ["a", "again"]


def test_an_event_based_gateway_inside_a_sub_process_that_is_interrupted_forgets_its_events():
    case = played("start > s:sub > after; late:boundary > z", late=at("s", timer("P1D")), s=sub_process(
        "start2 > g:event; g > c:catch > a; g > d:catch > b", c=event("message", "r_m"), d=timer("P2D")))

    assert case.later(days=1).open == ["z"]
    assert [wait.kind for wait in case.run.waits()] == ["task"]


def test_a_boundary_on_a_receive_task_and_the_message_itself_exclude_each_other():
    flows = "start > r:receive > a; late:boundary > z"

    assert played(flows, r="@messageRef=r_m ", late=at("r", timer("PT1H"))).later(hours=1).open == ["z"]
    case = played(flows, r="@messageRef=r_m ", late=at("r", timer("PT1H"))).receive("asked")
    assert (case.open, case.later(hours=2).open) == (["a"], ["a"])


def test_an_escalation_out_of_a_called_process_is_heard_beside_it():
    child = diagram("start2 > t:throw > one", process="child", t=event("escalation", "r_x"),
                    roots='<bpmn:escalation id="r_x" escalationCode="X"/>')
    case = played("start > k:call > after; up:boundary > z", k=calling("child"),
                  up=at("k", event("escalation", "r_x"), interrupting=False), files={"c.bpmn": child})

    assert case.open == ["one", "z"]
    assert case.complete("one").open == ["after", "z"]


def test_terminate_inside_a_called_process_ends_that_alone():
    child = diagram("start2 > f:and; f > one; f > two > kill:end", process="child", kill=event("terminate"))
    case = played("start > f:and; f > k:call > after; f > b", k=calling("child"), files={"c.bpmn": child})

    assert case.complete("two").open == ["after", "b"]


def test_a_canceled_transaction_undoes_instances_before_it_is_left():
    inside = sub_process("start2 > a > stop > g:xor; g -[bad]> off:end; g -default> fine:end; un_a", off=event("cancel"),
                         undoing={"a": "un_a"}, a=each(cardinality="2"))
    case = played("start > t:transaction > after; caught:boundary > z", t=inside, caught=at("t", event("cancel")))

    case.complete("a").complete("a").complete("stop", bad=True)

    assert case.open == ["un_a"]
    assert case.complete("un_a").open == ["un_a"]
    assert case.complete("un_a").open == ["z"]


def test_two_errors_go_to_the_boundary_of_their_code():
    inside = sub_process("start2 > a > g:xor; g -[one]> e1:end; g -default> e2:end", e1=event("error", "r_e"),
                         e2=event("error", "r_f"))
    drawn = {"s": inside, "b1": at("s", event("error", "r_e")), "b2": at("s", event("error", "r_f"))}
    flows = "start > s:sub > after; b1:boundary > y; b2:boundary > z"

    assert played(flows, **drawn).complete("a", one=True).open == ["y"]
    assert played(flows, **drawn).complete("a", one=False).open == ["z"]


def test_a_conditional_boundary_hears_what_another_branch_sets():
    case = played("start > f:and; f > a; f > b > c; hot:boundary > z", {"heat": 1}, hot=at("a", condition("heat > 5")))

    assert case.complete("b", heat=9).open == ["c", "z"]


def test_a_parallel_join_inside_each_instance_waits_for_its_own_branches():
    case = played("start > s:sub > after", s=sub_process("start2 > f:and; f > a; f > b; a > j:and; b > j; j > c")
                  + each(cardinality="2"))

    case.complete("a", 0).complete("b", 1)
    assert case.open == ["a", "b"]
    case.complete("a").complete("b")
    assert case.open == ["c", "c"]


def test_sequential_sub_processes_arm_their_boundary_once():
    case = played("start > s:sub > after; late:boundary > z", late=at("s", timer("PT3H"), interrupting=False),
                  s=sub_process("start2 > a") + each(cardinality="3", sequential=True))

    case.complete("a").later(hours=2).complete("a").later(hours=2)

    assert case.open == ["a", "z"]


def test_a_message_thrown_by_one_branch_reaches_the_other_only_if_it_waits_already():
    case = played("start > f:and; f > a > c:catch > got; f > b > t:throw > after", c=event("message", "r_m"),
                  t=event("message", "r_m"))

    case.complete("b")

    assert (case.open, [thrown.name for thrown in case.thrown]) == (["a", "after"], ["asked"])


def test_tokens_that_meet_without_a_gateway_go_on_one_by_one():
    case = played("start > f:and; f > a; f > b; a > c; b > c; c > end")

    case.complete("a").complete("b")

    assert case.open == ["c", "c"]
    assert case.complete("c").complete("c").outcome == "completed"


def test_a_link_leads_into_a_loop():
    throwing, catching = ('<bpmn:linkEventDefinition name="L"/>',) * 2
    case = played("start > m:xor > a > g:xor; g -[again]> l:throw; g -default> end; k:catch > m", l=throwing, k=catching)

    assert case.complete("a", again=True).open == ["a"]
    assert case.complete("a", again=False).outcome == "completed"


def test_an_error_caught_in_an_event_sub_process_of_a_called_process_goes_on_in_the_caller():
    child = diagram("start2 > a > oops:end; w:sub", process="child", roots='<bpmn:error id="r_e" errorCode="E"/>',
                    oops=event("error", "r_e"), w=handling("begin:start > fix", event("error", "r_e")))
    case = played("start > k:call > after", k=calling("child"), files={"c.bpmn": child})

    assert case.complete("a").open == ["fix"]
    assert case.complete("fix").open == ["after"]


def test_what_runs_by_itself_between_two_waits_leaves_no_trace():
    case = played("start > x:script > again:xor > y:script > g:xor; g -[n < 50]> again; g -default> a",
                  x=script("0", "n"), y=script("n + 1", "n"))

    assert (case.open, case.variables, len(case.run._case.tokens)) == (["a"], {"n": 50}, 1)
