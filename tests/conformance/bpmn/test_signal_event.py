"""Signal events: heard by everybody who listens."""

from tests.support.diagrams import Played, at, diagram, event, extended, mapping

STOP = '<bpmn:signal id="s" name="stop"/>'


def test_everybody_who_waits_for_it_hears_it():
    case = Played(diagram(
        "start > one:catch > a; start > two:catch > b; start > c > d; halt:boundary > e",
        one=event("signal", "s"), two=event("signal", "s"), halt=at("c", event("signal", "s")), roots=STOP,
    ))

    assert case.wait("one").signal == "stop"
    assert case.hear("stop").open == ["a", "b", "e"]


def test_another_signal_is_not_heard():
    case = Played(diagram("start > one:catch > a", one=event("signal", "s"), roots=STOP))

    assert case.hear("go").open == []


def test_thrown_in_the_case_it_is_heard_there_and_told_to_the_world():
    case = Played(diagram(
        "start > one:catch > a; start > write > tell:throw > b", one=event("signal", "s"),
        tell=event("signal", "s"), roots=STOP,
    ))

    assert case.complete("write").open == ["a", "b"]
    assert [(thrown.kind, thrown.name) for thrown in case.thrown] == [("signal", "stop")]


def test_it_brings_the_inputs_of_the_event_that_throws_it():
    case = Played(diagram("start > one:catch > a; start > write > tell:throw", one=event("signal", "s"), roots=STOP,
                          tell=extended(mapping(inputs={"until": "=day"})) + event("signal", "s"))).complete("write", day=3)

    assert case.variables == {"day": 3, "until": 3}


def test_who_only_begins_to_listen_afterwards_does_not_hear_it():
    case = Played(diagram("start > write > tell:throw > again:catch > b", again=event("signal", "s"),
                          tell=event("signal", "s"), roots=STOP))

    assert case.complete("write").wait("again").signal == "stop"
    assert case.hear("stop").open == ["b"]


def test_a_signal_end_event_throws_and_ends():
    case = Played(diagram("start > one:catch > a; start > write > told:end", one=event("signal", "s"),
                          told=event("signal", "s"), roots=STOP))

    assert case.complete("write").open == ["a"]


def test_a_non_interrupting_boundary_signal_leaves_the_activity():
    case = Played(diagram("start > c > d; halt:boundary > e", roots=STOP,
                          halt=at("c", event("signal", "s"), interrupting=False)))

    assert case.hear("stop").hear("stop").open == ["c", "e", "e"]


def test_one_that_interrupts_the_scope_of_another_listener_takes_it_away():
    case = Played(diagram(
        "start > work:sub > after; halt:boundary > e", roots=STOP, halt=at("work", event("signal", "s")),
        work='<bpmn:startEvent id="s2"/><bpmn:sequenceFlow id="f" sourceRef="s2" targetRef="inner"/>'
             '<bpmn:intermediateCatchEvent id="inner"><bpmn:signalEventDefinition signalRef="s"/>'
             "</bpmn:intermediateCatchEvent>",
    ))

    assert case.hear("stop").open in (["e"], ["after"])
