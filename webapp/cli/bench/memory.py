"""In memory, nothing stored: stock SpiffWorkflow and our machine on the same loop. Alone allowed behind the doors."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine import spiff
from webapp.cli.bench import diagrams

ROUNDS, HELD = 20, 40

Complete = Callable[[], object]
Begin = Callable[[], Complete]


def figures(seconds: float) -> dict[str, Any]:
    """Completions per second in instances of twenty rounds, and KiB per instance after them."""
    kinds: dict[str, Begin] = {"stock": _stock(), "ours": _held(), "ours_restored_each_time": _restored()}
    rates = {name: round(_per_second(begin, seconds), 1) for name, begin in kinds.items()}
    kept = {name: round(_kibibytes(kinds[name]), 2) for name in ("stock", "ours")}
    return {"completions_per_second": rates, "kib_per_live_instance": kept,
            "ours_to_stock": round(rates["ours"] / rates["stock"], 2)}


def _stock() -> Begin:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(diagrams.STOCK))
    spec = parser.get_spec(diagrams.LOOP)

    def begin() -> Complete:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()

        def complete() -> None:
            [task] = workflow.get_tasks(state=TaskState.READY, manual=True)
            task.data.update(diagrams.AGAIN)
            task.run()
            workflow.do_engine_steps()

        return complete

    return begin


def _held() -> Begin:
    """Ours kept in memory between completions, as stock is."""
    program = spiff.load(diagrams.FILES)

    def begin() -> Complete:
        run = program.start(diagrams.LOOP, {}, datetime.now(UTC))

        def complete() -> None:
            run.complete(run.waits()[0].token, diagrams.AGAIN)
            run.events()

        return complete

    return begin


def _restored() -> Begin:
    """Ours as it is used: restored from its bytes and dumped again at every completion."""
    program = spiff.load(diagrams.FILES)

    def begin() -> Complete:
        state = program.start(diagrams.LOOP, {}, datetime.now(UTC)).dump()

        def complete() -> None:
            nonlocal state
            run = program.restore(state, datetime.now(UTC))
            run.complete(run.waits()[0].token, diagrams.AGAIN)
            run.waits()
            run.events()
            state = run.dump()

        return complete

    return begin


def _per_second(begin: Begin, seconds: float) -> float:
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        complete = begin()
        for _ in range(ROUNDS):
            complete()
        done += ROUNDS
    return done / (time.perf_counter() - began)


def _kibibytes(begin: Begin) -> float:
    """What an instance takes in memory after its rounds, held with many others."""
    _aged(begin)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    held = [_aged(begin) for _ in range(HELD)]
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(held) / 1024


def _aged(begin: Begin) -> Complete:
    complete = begin()
    for _ in range(ROUNDS):
        complete()
    return complete
