"""Embedded sub-process: a scope that shares the variables around it and ends when nothing is left in it."""

from tests.support.diagrams import Played, at, diagram, event, extended, mapping, sub_process, timer


def test_goes_on_when_its_inside_has_ended():
    case = Played(diagram("start > work:sub > after", work=sub_process("start2 > a > b > end2")))

    assert case.open == ["a"]
    assert case.complete("a").open == ["b"]
    assert case.complete("b").open == ["after"]


def test_shares_the_variables_around_it():
    case = Played(diagram("start > work:sub > after", work=sub_process("start2 > a > end2")), {"n": 1})

    assert case.complete("a", n=2, m=3).variables == {"n": 2, "m": 3}


def test_an_input_mapping_is_local_and_an_output_mapping_lets_values_out():
    words = extended(mapping(inputs={"n": "=whole / 2"}, outputs={"half": "=n"}))
    case = Played(diagram("start > work:sub > after", work=words + sub_process("start2 > a > end2")),
                  {"whole": 8})

    case.complete("a")

    assert case.variables == {"whole": 8, "half": 4}


def test_ends_only_when_every_path_inside_has_ended():
    case = Played(diagram("start > work:sub > after", work=sub_process("start2 > a; start2 > b")))

    assert case.complete("a").open == ["b"]
    assert case.complete("b").open == ["after"]


def test_may_be_empty_and_may_have_neither_start_nor_end():
    assert Played(diagram("start > work:sub > after", work="")).open == ["after"]
    assert Played(diagram("start > work:sub > after", work=sub_process("a"))).complete("a").open == ["after"]


def test_sub_processes_in_sub_processes():
    inner = sub_process("start3 > a > end3")
    outer = sub_process("start2 > inner:sub > b > end2", inner=inner)
    case = Played(diagram("start > outer:sub > after", outer=outer))

    assert case.wait("a").scope == "outer/inner"
    assert case.complete("a").complete("b").open == ["after"]


def test_is_taken_away_with_everything_inside_when_it_is_interrupted():
    case = Played(diagram(
        "start > work:sub > after; late:boundary > escalate",
        work=sub_process("start2 > a; start2 > b; soon:boundary > c", soon=at("a", timer("P9D"))),
        late=at("work", timer("P1D")),
    ))

    case.later(days=2)

    assert case.open == ["escalate"]
    assert [wait.kind for wait in case.run.waits()] == ["task"]


def test_a_loop_through_it_opens_it_anew():
    case = Played(diagram(
        "start > work:sub > more:xor; more -[done]> end; more -default> work",
        work=sub_process("start2 > a; start2 > b"),
    ))

    for done in (False, False, True):
        assert case.open == ["a", "b"]
        case.complete("a", done=done).complete("b")
    assert case.outcome == "completed"


def test_the_same_id_inside_and_in_another_file_is_another_element():
    work = sub_process("start2 > a > end2")
    files = {"one.bpmn": diagram("start > work:sub > x", process="one", work=work),
             "two.bpmn": diagram("start > work:sub > y", process="two", work=work)}

    assert Played(files, process="one").complete("a").open == ["x"]
    assert Played(files, process="two").complete("a").open == ["y"]


def test_an_error_inside_leaves_by_its_boundary():
    case = Played(diagram(
        "start > work:sub > after; caught:boundary > mend", roots='<bpmn:error id="e" errorCode="no"/>',
        work=sub_process("start2 > a; start2 > b; a > declined:end", declined=event("error", "e")),
        caught=at("work", event("error", "e")),
    ))

    assert case.complete("a").open == ["mend"]
