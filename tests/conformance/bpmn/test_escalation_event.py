"""Escalation events: tell an outer scope, which may take the inner one away or let it go on."""

from tests.support.diagrams import Played, at, diagram, event, sub_process

CODES = '<bpmn:escalation id="x" escalationCode="late"/>'
INSIDE = sub_process("start2 > a > tell:throw > b > end2", tell=event("escalation", "x"))


def test_a_non_interrupting_boundary_hears_it_and_the_inside_goes_on():
    case = Played(diagram("start > work:sub > after; heard:boundary > note", roots=CODES, work=INSIDE,
                          heard=at("work", event("escalation", "x"), interrupting=False)))

    assert case.complete("a").open == ["b", "note"]


def test_an_interrupting_boundary_takes_the_inside_away():
    case = Played(diagram("start > work:sub > after; heard:boundary > note", roots=CODES, work=INSIDE,
                          heard=at("work", event("escalation", "x"))))

    assert case.complete("a").open == ["note"]


def test_unheard_it_does_no_harm():
    case = Played(diagram("start > work:sub > after", roots=CODES, work=INSIDE))

    assert case.complete("a").open == ["b"]


def test_an_end_event_may_throw_it():
    case = Played(diagram(
        "start > work:sub > after; heard:boundary > note", roots=CODES,
        work=sub_process("start2 > a > told:end", told=event("escalation", "x")),
        heard=at("work", event("escalation", "x"), interrupting=False),
    ))

    assert case.complete("a").open == ["after", "note"]
