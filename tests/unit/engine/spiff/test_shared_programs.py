"""One program, many threads: each runs cases of its own, and none sees another's or leaves anything behind."""

import gc
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import spiff
from engine.spiff.scopes import Case
from engine.spiff.tokens import Token
from tests.support.diagrams import NOON, diagram, each, event, sub_process

THREADS, CASES = 8, 6
ROOTS = '<bpmn:message id="m" name="stop"/><bpmn:signal id="s" name="alarm"/>'
DIAGRAM = diagram(
    "start > f:and; f > a > met:xor; f > b > j:and; met > more:xor; more -[n < 3]> a2 > met; more -default> j; "
    "j > all:user > end; onalarm:sub; onstop:sub",
    roots=ROOTS,
    all=each(collection="[1, 2]", item="one"),
    onalarm=sub_process("begin:start > look > seen:end", attributes="@triggeredByEvent=true",
                        begin=f"@isInterrupting=false {event('signal', 's')}"),
    onstop=sub_process("stopped:start > tidy > tidied:end", attributes="@triggeredByEvent=true",
                       stopped=f"@isInterrupting=true {event('message', 'm')}"),
)


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns a thousand times more often than they usually do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


def played(program: spiff.Program, number: int) -> list[object]:
    """One case, stored and restored at every step; every third is alarmed, every fourth stopped half way."""
    told: list[object] = []
    state = program.start("p", {"n": 0, "case": number}, NOON).dump()
    for step in range(1, 40):
        run = program.restore(state, NOON)
        if run.ended:
            break
        waits = run.waits()
        tasks = [wait for wait in waits if wait.kind == "task"]
        stops = [wait for wait in waits if wait.message == "stop"]
        if step == 2 and number % 3 == 0:
            run.signal("alarm")
        elif step == 4 and number % 4 == 0 and stops:
            run.deliver(stops[0].token, {})
        else:
            run.complete(tasks[(number + step) % len(tasks)].token, {"n": step})
        told += [(move.kind, move.element_id) for move in run.events()]
        told.append((run.variables, sorted(wait.element_id for wait in run.waits()), run.outcome))
        state = run.dump()
    return told


def test_threads_that_share_a_program_run_as_if_each_were_alone(hurried: None) -> None:
    program, alone = spiff.load({"p.bpmn": DIAGRAM}), spiff.load({"p.bpmn": DIAGRAM})
    numbers = list(range(THREADS * CASES))
    gathered = threading.Barrier(THREADS)

    def work(first: int) -> dict[int, list[object]]:
        gathered.wait()
        return {number: played(program, number) for number in numbers[first::THREADS]}

    with ThreadPoolExecutor(THREADS) as pool:
        together = {number: told for done in pool.map(work, range(THREADS)) for number, told in done.items()}

    assert together == {number: played(alone, number) for number in numbers}
    assert {told[-1][2] for told in together.values()} == {"completed"}   # type: ignore[index]


def test_a_program_keeps_nothing_of_the_cases_it_ran() -> None:
    program = spiff.load({"p.bpmn": DIAGRAM})
    before, others = shape(program), alive()

    for number in range(12):
        played(program, number)

    assert alive() <= others
    assert shape(program) == before


def alive() -> int:
    """How many cases and tokens somebody holds."""
    gc.collect()
    return sum(type(one) in (Case, Token) for one in gc.get_objects())


def shape(program: spiff.Program) -> dict[str, list[str]]:
    """The nodes of every scope with their flows: what a case might change and must not."""
    return {path: [f"{node.name}>{[flow.id for flow in node.flows]}{node.boundary}" for node in
                   spec.task_specs.values()] for path, spec in program._specs.items()}
