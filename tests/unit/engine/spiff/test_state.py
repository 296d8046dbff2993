"""The stored state: a short list of live tokens, flat in age, of a format that says its number."""

import orjson
import pytest

from engine.errors import EngineError
from engine.spiff.state import deflated, inflated
from tests.support.diagrams import (
    NOON,
    Played,
    at,
    diagram,
    each,
    event,
    job,
    sub_process,
    timer,
)

BESIDE = diagram(
    "start > split:and; split > months > join:and; split > again:xor; again > fork:and; fork > a; fork > b;"
    "a > meet:and; b > meet; meet > more:xor; more -[done]> join; more -default> again; join > end;"
    "late:boundary > remind",
    late=at("months", timer("P300D"), interrupting=False),
)


def size_of_a_round(case):
    case.complete("a", done=False).complete("b")
    state = orjson.loads(case.state)
    return len(state["tokens"]), len(case.run._case.tokens)


def test_holds_no_definition_and_nothing_that_is_over():
    case = Played(diagram("start > a > b > end"))

    assert orjson.loads(case.complete("a").state) == {
        "format": 2, "process": "p", "made": 3, "variables": {}, "outcome": None,
        "tokens": [{"id": "t3", "at": "b", "state": "ready", "facts": {"facts": {}}}],
    }


def test_stays_as_small_in_the_hundredth_round_as_in_the_first_beside_a_branch_that_waits():
    case = Played(BESIDE)
    first = size_of_a_round(case)

    for _ in range(98):
        size_of_a_round(case)

    assert size_of_a_round(case) == first
    assert len(case.state) < 600


def test_the_tree_in_memory_is_as_small_as_the_state():
    case = Played(BESIDE)
    for _ in range(20):
        size_of_a_round(case)

    assert len(case.run._case.tasks) == len(case.run._case.tokens) + 1


def test_a_state_of_another_format_is_refused_by_name():
    case = Played(BESIDE)
    state = orjson.loads(case.state) | {"format": 99}

    with pytest.raises(EngineError, match="state-format-unknown"):
        case.program.restore(orjson.dumps(state), NOON)


def test_an_ended_case_stores_nothing_but_its_variables():
    case = Played(diagram("start > a > end")).complete("a", n=1)

    assert orjson.loads(case.state) == {
        "format": 2, "process": "p", "made": 3, "variables": {"n": 1}, "outcome": "completed", "tokens": [],
    }


def test_every_kind_of_wait_survives_a_restart_side_by_side():
    case = Played(diagram(
        "start > split:and; split > person; split > worker:service; split > pause:catch; split > letter:catch;"
        "split > call:catch; split > race:event; race > one:catch; race > two:catch; split > many;"
        "split > inside:sub; watch:boundary > x", roots='<bpmn:message id="m" name="m"/><bpmn:signal id="s" name="s"/>',
        worker=job("w"), pause=timer("P1D"), letter=event("message", "m"), call=event("signal", "s"),
        one=timer("P2D"), two=event("message", "m"), many=each(cardinality="2", sequential=True),
        inside=sub_process("start2 > deep"), watch=at("inside", timer("P3D")),
    ))

    waits = sorted((wait.element_id, wait.kind) for wait in case.run.waits())

    assert {(wait.token, wait.kind) for wait in case.run.waits()} == {(one.token, one.kind) for one in case.run.standing().values()}
    assert waits == [
        ("call", "signal"), ("deep", "task"), ("letter", "message"), ("many", "task"), ("one", "timer"),
        ("pause", "timer"), ("person", "task"), ("two", "message"), ("watch", "timer"), ("worker", "job"),
    ]


def test_what_waits_on_is_not_told_again_whole():
    case = Played(diagram("start > split:and; split > a > b; split > c; watch:boundary > x", watch=at("c", timer("P3D"))))
    stood = case.run.standing()

    case.complete("a")

    stands = case.run.standing()
    assert [wait.element_id for wait in case.run.told(stands, but=stood)] == ["b"]
    assert {stands[token] for token in stood if token in stands} == {one for one in stood.values() if one.token in stands}


def test_a_program_is_shared_and_its_cases_do_not_touch_each_other():
    one = Played(BESIDE)
    two = Played(BESIDE, program=one.program)

    one.complete("a", done=False)

    assert (one.open, two.open) == (["b", "months"], ["a", "b", "months"])


def test_a_long_state_is_kept_deflated_and_read_as_it_was():
    case = Played(diagram("start > a > end"), {"words": "柔性生产线" * 1000})
    plain = case.run.dump()
    kept = deflated(plain)

    assert len(kept) < len(plain) / 3
    assert inflated(kept) == inflated(plain) == plain
    assert case.program.restore(kept, NOON).dump() == plain


def test_a_short_state_is_kept_as_it_is():
    state = Played(diagram("start > a > end")).run.dump()

    assert deflated(state) is state
