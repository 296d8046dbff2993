"""Processes that complete for a while, all at once: the floor and ours in turn, so that both meet the same machine."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from webapp.cli.bench.floor import Floor
from webapp.cli.bench.ours import Ours, open_database
from webapp.cli.bench.sizes import Sizes

Who = Literal["floor", "ours"]
ROWS, ROUNDS, WARM = 20, 5, 30
AHEAD_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Rate:
    """What a team did: completions per second in the median round, and how long single ones took."""

    per_second: float
    milliseconds: dict[str, float]


def measured(url: str, members: int, sizes: Sizes, seconds: float) -> dict[Who, Rate]:
    """The rates of the floor and of ours with so many processes; their rounds alternate."""
    rounds: dict[Who, list[float]] = {"floor": [], "ours": []}
    times: dict[Who, list[float]] = {"floor": [], "ours": []}
    with _team(url, members, sizes) as lines:
        for _ in range(ROUNDS):
            for who in rounds:
                began = time.time() + AHEAD_SECONDS
                for line in lines:
                    line.send((who, began, seconds / ROUNDS))
                told = [line.recv() for line in lines]
                rounds[who].append(sum(len(each) for each in told) / (seconds / ROUNDS))
                times[who] += [one for each in told for one in each]
    return {who: Rate(round(statistics.median(rounds[who]), 1), percentiles(times[who])) for who in rounds}


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return {f"p{percent}": round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 3)
            for percent in (50, 95, 99)}


@contextmanager
def _team(url: str, members: int, sizes: Sizes) -> Iterator[list[Connection[Any, Any]]]:
    """Processes of their own, as fresh as a server's; they end when their line is closed."""
    context = multiprocessing.get_context("spawn")
    lines, processes = [], []
    for member in range(members):
        ours, theirs = context.Pipe()
        process = context.Process(target=_member, args=(theirs, url, (members * 100 + member) * ROWS, sizes), daemon=True)
        process.start()
        theirs.close()
        lines.append(ours)
        processes.append(process)
    for line in lines:
        line.recv()
    try:
        yield lines
    finally:
        for line in lines:
            line.send(None)
        for process in processes:
            process.join(30)


def _member(line: Connection[Any, Any], url: str, first: int, sizes: Sizes) -> None:
    works: dict[str, Any] = {"floor": Floor(url, first=first, rows=ROWS, sizes=sizes),
                             "ours": Ours(open_database(url), rows=ROWS)}
    for work in works.values():
        for _ in range(WARM):
            work.complete()
    line.send("ready")
    while (order := line.recv()) is not None:
        who, began, seconds = order
        time.sleep(max(0.0, began - time.time()))
        line.send(_times(works[who], seconds))


def _times(work: Any, seconds: float) -> list[float]:
    times = []
    now = time.perf_counter()
    ends = now + seconds
    while now < ends:
        work.complete()
        then, now = now, time.perf_counter()
        times.append(now - then)
    return times
