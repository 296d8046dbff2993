"""Multiple events: about several things, of which any is enough, or (parallel multiple) all are wanted."""

from tests.support.diagrams import Played, at, condition, diagram, event, sub_process, timer

ROOTS = ('<bpmn:message id="m" name="asked"/><bpmn:signal id="s" name="spring"/>'
         '<bpmn:error id="e" errorCode="E"/><bpmn:escalation id="x" escalationCode="X"/>')
BOTH = event("message", "m") + event("signal", "s")
ALL = "@parallelMultiple=true "


def at_gate(*, all_of_them=False):
    return Played(diagram("start > c:catch > a > end", roots=ROOTS, c=(ALL if all_of_them else "") + BOTH))


def test_the_first_of_them_lets_the_token_go_on():
    assert at_gate().receive("asked", n=1).open == ["a"]

    case = at_gate().hear("spring")

    assert case.open == ["a"]
    assert not [wait for wait in case.run.waits() if wait.kind != "task"]
    assert case.entered == ["start", "c", "a"]


def test_all_of_them_are_wanted_in_any_order():
    case = at_gate(all_of_them=True).receive("asked", n=1)
    assert case.open == []

    case.hear("spring", k=2)

    assert (case.open, case.variables) == (["a"], {"n": 1, "k": 2})


def test_one_that_has_come_is_not_awaited_again():
    case = at_gate(all_of_them=True).receive("asked")

    assert [wait.kind for wait in case.run.waits()] == ["signal"]


def test_it_stands_once_on_the_diagram():
    assert [token.element_id for token in at_gate().run.tokens()] == ["c"]


def test_at_a_boundary_the_first_takes_the_activity_away():
    case = Played(diagram("start > a > end; b:boundary > z", roots=ROOTS, b=at("a", timer("PT1H") + BOTH)))

    assert case.later(hours=1).open == ["z"]
    assert len(case.run.waits()) == 1


def test_at_a_boundary_all_are_wanted():
    case = Played(diagram("start > a > end; b:boundary > z", roots=ROOTS,
                          b=ALL + at("a", condition("ready") + BOTH)), {"ready": False})

    assert case.hear("spring").receive("asked", ready=True).open == ["z"]


def test_a_non_interrupting_one_happens_for_each():
    case = Played(diagram("start > a > end; b:boundary > z", roots=ROOTS, b=at("a", BOTH, interrupting=False)))

    case.hear("spring").receive("asked").hear("spring")

    assert case.open == ["a", "z", "z", "z"]
    assert case.complete("a").open == ["z", "z", "z"]


def test_a_non_interrupting_one_that_wants_all_wants_all_again():
    case = Played(diagram("start > a > end; b:boundary > z", roots=ROOTS, b=ALL + at("a", BOTH, interrupting=False)))

    case.hear("spring").hear("spring").receive("asked")
    assert case.open == ["a", "z"]

    assert case.receive("asked").hear("spring").open == ["a", "z", "z"]


def test_errors_and_escalations_may_be_among_them():
    inside = sub_process("start2 > i > oops:end", oops=event("error", "e"))
    xml = diagram("start > w:sub > end; b:boundary > z", roots=ROOTS, w=inside,
                  b=at("w", event("error", "e") + timer("PT1H")))

    assert Played(xml).complete("i").open == ["z"]
    assert Played(xml).later(hours=2).open == ["z"]


def test_an_event_sub_process_may_start_by_any_of_them():
    xml = diagram("start > a > end; w:sub", roots=ROOTS, w=sub_process(
        "begin:start > handle", attributes="@triggeredByEvent=true", begin=BOTH))

    assert Played(xml).hear("spring").open == ["handle"]
    assert Played(xml).receive("asked").open == ["handle"]
    assert Played(xml).complete("a").outcome == "completed"


def test_behind_an_event_based_gateway_it_is_one_of_the_racers():
    case = Played(diagram("start > g:event; g > c:catch > a; g > d:catch > b", roots=ROOTS,
                          c=BOTH, d=timer("P1D")))

    assert case.hear("spring").open == ["a"]
    assert len(case.run.waits()) == 1


def test_an_end_may_throw_several():
    case = Played(diagram("start > a > end", roots=ROOTS, end=event("signal", "s") + event("message", "m")))

    case.complete("a")

    assert [(thrown.kind, thrown.name) for thrown in case.thrown] == [("signal", "spring"), ("message", "asked")]


def test_a_definition_may_stand_at_the_root_of_the_file():
    shared = '<bpmn:timerEventDefinition id="hour"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    ref = "<bpmn:eventDefinitionRef>hour</bpmn:eventDefinitionRef>"
    case = Played(diagram("start > c:catch > a; b:boundary > z", roots=shared, c=ref, b=at("a", ref)))

    assert case.later(hours=1).open == ["a"]
    assert case.later(hours=1).open == ["z"]
