"""Error events: thrown at an end, caught by the nearest boundary or event sub-process of that code."""

import pytest

from tests.support.diagrams import Played, at, diagram, event, job, sub_process

ERRORS = '<bpmn:error id="e" errorCode="declined"/><bpmn:error id="f" errorCode="failed"/>'


def test_the_boundary_of_the_sub_process_catches_it_and_takes_all_inside_away():
    case = Played(diagram(
        "start > both:sub > after; no:boundary > redraft", roots=ERRORS, no=at("both", event("error", "e")),
        both=sub_process("start2 > sign; start2 > countersign; sign > declined:end",
                         declined=event("error", "e")),
    ))

    assert case.complete("sign").open == ["redraft"]


def test_it_rises_through_sub_processes_that_do_not_catch_it():
    inner = sub_process("start3 > sign > declined:end", declined=event("error", "e"))
    case = Played(diagram(
        "start > outer:sub > after; no:boundary > redraft", roots=ERRORS, no=at("outer", event("error", "e")),
        outer=sub_process("start2 > inner:sub > end2; other:boundary > never", inner=inner,
                          other=at("inner", event("error", "f"))),
    ))

    assert case.complete("sign").open == ["redraft"]


def test_the_exact_code_beats_the_one_that_catches_all():
    case = Played(diagram(
        "start > do:service > end; any:boundary > x; exact:boundary > y", roots=ERRORS, do=job("do"),
        any=at("do", event("error")), exact=at("do", event("error", "e")),
    ))

    assert case.fail("do", "declined").open == ["y"]


def test_a_boundary_without_a_code_catches_all():
    case = Played(diagram("start > do:service > end; any:boundary > x", do=job("do"),
                          any=at("do", event("error"))))

    assert case.fail("do", "whatever").open == ["x"]


def test_a_sibling_does_not_catch_it():
    case = Played(diagram(
        "start > one:sub > a; start > two:sub > b; wrong:boundary > c", roots=ERRORS,
        one=sub_process("start2 > x > declined:end", declined=event("error", "e")),
        two=sub_process("start3 > y > end3"), wrong=at("two", event("error", "e")),
    ))

    assert case.complete("x").outcome == "error:declined"


@pytest.mark.parametrize("flows", ["start > sign > declined:end", "start > sign > declined:end; start > b"])
def test_uncaught_it_ends_the_case(flows):
    case = Played(diagram(flows, declined=event("error", "e"), roots=ERRORS))

    assert case.complete("sign").outcome == "error:declined"
    assert case.run.waits() == []


def test_a_job_inside_a_sub_process_is_caught_outside():
    case = Played(diagram(
        "start > work:sub > after; no:boundary > mend", roots=ERRORS, no=at("work", event("error", "f")),
        work=sub_process("start2 > do:service > end2", do=job("do")),
    ))

    assert case.fail("do", "failed").open == ["mend"]


def test_in_a_loop_it_is_caught_every_time():
    case = Played(diagram(
        "start > both:sub > after; no:boundary > redraft > both", roots=ERRORS,
        no=at("both", event("error", "e")),
        both=sub_process("start2 > sign > ok:xor; ok -[yes]> end2; ok -default> declined:end",
                         declined=event("error", "e")),
    ))

    for _ in range(3):
        assert case.complete("sign", yes=False).open == ["redraft"]
        assert case.complete("redraft").open == ["sign"]
    assert case.complete("sign", yes=True).open == ["after"]
