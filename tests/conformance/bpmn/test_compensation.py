"""Compensation: what is done is undone by the handlers drawn beside it, the last first."""

from tests.support.diagrams import (
    Played,
    at,
    diagram,
    each,
    event,
    extended,
    job,
    mapping,
    script,
    sub_process,
    timer,
)

TRIP = {"hotel": "cancel_hotel", "flight": "cancel_flight"}
UNDO = "<bpmn:compensateEventDefinition/>"


def undo(activity):
    return f'<bpmn:compensateEventDefinition activityRef="{activity}"/>'


def test_handlers_run_one_after_the_other_the_last_done_first():
    case = Played(diagram("start > hotel > flight > back:throw > after; cancel_hotel; cancel_flight",
                          undoing=TRIP, back=UNDO))

    assert case.complete("hotel").complete("flight").open == ["cancel_flight"]
    assert case.complete("cancel_flight").open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["after"]
    assert case.complete("after").outcome == "completed"


def test_only_what_was_done_is_undone():
    case = Played(diagram(
        "start > hotel > more:xor; more -[go]> flight > back:throw; more -default> back; back > after;"
        "cancel_hotel; cancel_flight", undoing=TRIP, back=UNDO))

    assert case.complete("hotel", go=False).open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["after"]


def test_nothing_to_undo_is_no_harm():
    assert Played(diagram("start > back:throw > after", back=UNDO)).open == ["after"]


def test_one_activity_may_be_named():
    case = Played(diagram("start > hotel > flight > back:throw > after; cancel_hotel; cancel_flight",
                          undoing=TRIP, back=undo("hotel")))

    assert case.complete("hotel").complete("flight").open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["after"]


def test_what_is_undone_is_not_undone_again():
    case = Played(diagram(
        "start > hotel > flight > one:throw > all:throw > after; cancel_hotel; cancel_flight",
        undoing=TRIP, one=undo("flight"), all=UNDO))

    case.complete("hotel").complete("flight").complete("cancel_flight")

    assert case.open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["after"]


def test_an_end_event_may_throw_it_and_the_case_ends_when_all_is_undone():
    case = Played(diagram("start > hotel > stop:end; cancel_hotel", undoing={"hotel": "cancel_hotel"}, stop=UNDO))

    assert case.complete("hotel").outcome is None
    assert case.complete("cancel_hotel").outcome == "completed"


def test_each_round_and_each_instance_is_undone():
    case = Played(diagram(
        "start > book > back:throw > after; cancel:script", undoing={"book": "cancel"}, back=UNDO,
        book=each("rooms", "room"), cancel=script("concatenate(log, [room])", "log"),
    ), {"rooms": [1, 2, 3], "log": []})

    case.complete("book", 1).complete("book", 0).complete("book", 0)

    assert case.variables["log"] == [3, 1, 2]
    assert case.open == ["after"]


def test_a_handler_sees_what_was_local_to_the_activity_when_it_ended():
    case = Played(diagram(
        "start > book > change > back:throw > after; cancel:service", undoing={"book": "cancel"}, back=UNDO,
        book=extended(mapping(inputs={"price": "=offer"})),
        cancel=job("refund", mapping(inputs={"amount": "=price", "now": "=offer"})),
    ), {"offer": 7})

    case.complete("book").complete("change", offer=9)

    facts = case.wait("cancel").job
    assert (facts.input["amount"], facts.input["now"]) == (7, 9)
    assert case.work("cancel").open == ["after"]


def test_a_finished_sub_process_is_undone_from_inside():
    case = Played(diagram(
        "start > trip:sub > pay > back:throw > after; refund", undoing={"pay": "refund"}, back=UNDO,
        trip=sub_process("start2 > hotel > flight > end2; cancel_hotel; cancel_flight", undoing=TRIP)))

    case.complete("hotel").complete("flight").complete("pay")

    assert case.open == ["refund"]
    assert case.complete("refund").open == ["cancel_flight"]
    assert case.wait("cancel_flight").scope == "trip"
    assert case.complete("cancel_flight").complete("cancel_hotel").open == ["after"]


def test_the_handler_of_a_sub_process_stands_for_those_inside():
    case = Played(diagram(
        "start > trip:sub > back:throw > after; refund", undoing={"trip": "refund"}, back=UNDO,
        trip=sub_process("start2 > hotel > end2; cancel_hotel", undoing={"hotel": "cancel_hotel"})))

    assert case.complete("hotel").open == ["refund"]
    assert case.complete("refund").open == ["after"]


def test_sub_processes_in_sub_processes_are_undone_in_reverse():
    inner = sub_process("start3 > b > end3; undo_of_b", undoing={"b": "undo_of_b"})
    case = Played(diagram(
        "start > outer:sub > back:throw > after", back=undo("outer"),
        outer=sub_process("start2 > a > inner:sub > c > end2; undo_of_a; undo_of_c", inner=inner,
                          undoing={"a": "undo_of_a", "c": "undo_of_c"})))

    case.complete("a").complete("b").complete("c")

    for handler in ("undo_of_c", "undo_of_b", "undo_of_a"):
        assert case.open == [handler]
        case.complete(handler)
    assert case.open == ["after"]


def test_a_called_process_is_undone_over_its_own_variables():
    called = {
        "a.bpmn": diagram("start > ask:call > back:throw > after", back=UNDO, ask=extended(
            '<zeebe:calledElement processId="child" propagateAllChildVariables="false"/>')),
        "b.bpmn": diagram("start2 > book > end2; cancel:service", process="child",
                          undoing={"book": "cancel"}, cancel=job("x", mapping(inputs={"n": "=number"}))),
    }
    case = Played(called).complete("book", number=4)

    assert case.wait("cancel").job.input == {"n": 4}
    assert case.work("cancel").open == ["after"]
    assert case.variables == {}


def test_an_event_sub_process_undoes_what_the_scope_around_it_has_done():
    case = Played(diagram(
        "start > work:sub > after", roots='<bpmn:error id="e" errorCode="no"/>',
        work=sub_process(
            "start2 > hotel > do:service > end2; cancel_hotel; onno:sub", do=job("do"),
            undoing={"hotel": "cancel_hotel"},
            onno=sub_process("begin:start > back:throw > told > end3", attributes="@triggeredByEvent=true",
                             begin=event("error", "e"), back=UNDO))))

    assert case.complete("hotel").fail("do", "no").open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["told"]
    assert case.complete("told").open == ["after"]


def test_a_handler_may_be_a_sub_process_and_may_have_instances():
    case = Played(diagram(
        "start > book > back:throw > after; cancel:sub", undoing={"book": "cancel"}, back=UNDO,
        cancel=sub_process("start2 > ask > end2") + each("people", "person")), {"people": ["x", "y"]})

    assert case.complete("book").open == ["ask", "ask"]
    assert case.complete("ask").complete("ask").open == ["after"]


def test_an_interruption_takes_handlers_away_too():
    case = Played(diagram(
        "start > work:sub > after; late:boundary > mend", late=at("work", event("signal", "stop")),
        work=sub_process("start2 > hotel > back:throw > end2; cancel_hotel",
                         undoing={"hotel": "cancel_hotel"}, back=UNDO)))

    assert case.complete("hotel").open == ["cancel_hotel"]
    assert case.hear("stop").open == ["mend"]


def test_the_events_at_its_boundary_are_drawn_and_never_entered():
    case = Played(diagram("start > hotel > back:throw > after; cancel_hotel", back=UNDO,
                          undoing={"hotel": "cancel_hotel"}))

    case.complete("hotel").complete("cancel_hotel").complete("after")

    assert case.entered == ["start", "hotel", "back", "cancel_hotel", "after"]


AT_ONCE = '<bpmn:compensateEventDefinition waitForCompletion="false"/>'


def test_an_event_that_does_not_wait_goes_on_while_all_is_undone():
    case = Played(diagram("start > hotel > flight > back:throw > after; cancel_hotel; cancel_flight",
                          undoing=TRIP, back=AT_ONCE))

    assert case.complete("hotel").complete("flight").open == ["after", "cancel_flight"]
    assert case.complete("cancel_flight").complete("after").open == ["cancel_hotel"]
    assert case.outcome is None
    assert case.complete("cancel_hotel").outcome == "completed"


def test_an_event_that_does_not_wait_is_entered_and_left_once():
    case = Played(diagram("start > hotel > back:throw > after; cancel_hotel", undoing={"hotel": "cancel_hotel"},
                          back=AT_ONCE)).complete("hotel").complete("cancel_hotel").complete("after")

    told = [move.kind for move in case.moved if move.element_id == "back"]
    assert told == ["element.entered", "element.left"]


def test_with_nothing_to_undo_an_event_that_does_not_wait_leaves_nothing_behind():
    assert Played(diagram("start > back:throw > after", back=AT_ONCE)).complete("after").outcome == "completed"


ITSELF = sub_process("begin:start > tidy", attributes="@triggeredByEvent=true", begin=event("compensate"))


def test_an_event_sub_process_undoes_what_is_around_it():
    case = Played(diagram("start > s:sub > t:throw > b", t=event("compensate"), s=sub_process(
        "start2 > a; un_a; w:sub", undoing={"a": "un_a"}, w=ITSELF)))

    case.complete("a")

    assert case.open == ["tidy"]
    assert case.complete("tidy").open == ["b"]
    assert "un_a" not in case.entered
    assert case.entered[-4:] == ["w", "begin", "tidy", "b"]


def test_it_may_undo_what_was_done_inside():
    case = Played(diagram("start > s:sub > t:throw > b", t=event("compensate"), s=sub_process(
        "start2 > a; un_a; w:sub", undoing={"a": "un_a"}, w=sub_process(
            "begin:start > tidy > all:throw > after", attributes="@triggeredByEvent=true",
            begin=event("compensate"), all=event("compensate")))))

    case.complete("a").complete("tidy")

    assert case.open == ["un_a"]
    assert case.complete("un_a").open == ["after"]
    assert case.complete("after").open == ["b"]


def test_it_waits_for_nothing_while_its_scope_runs():
    case = Played(diagram("start > s:sub > b", s=sub_process("start2 > a; w:sub", w=ITSELF)))

    assert case.complete("a").complete("b").outcome == "completed"


def test_an_event_at_the_boundary_of_a_handler_takes_it_away_and_undoing_goes_on():
    case = Played(diagram("start > a > b > t:throw > c; un_a; un_b; late:boundary > call", t=event("compensate"),
                          undoing={"a": "un_a", "b": "un_b"}, late=at("un_b", timer("PT1H"))))
    case.complete("a").complete("b")
    assert case.open == ["un_b"]

    case.later(hours=1)

    assert case.open == ["call", "un_a"]
    assert case.complete("un_a").open == ["c", "call"]


def test_a_reopened_sub_process_closes_when_what_its_handlers_began_is_over():
    case = Played(diagram("start > s:sub > t:throw > c", t=event("compensate"), s=sub_process(
        "start2 > a; un_a; late:boundary > call", undoing={"a": "un_a"}, late=at("un_a", timer("PT1H")))))

    case.complete("a").later(hours=1)

    assert case.open == ["call"]
    assert case.complete("call").open == ["c"]
