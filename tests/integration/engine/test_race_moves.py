"""A case that is answered in the very instant in which somebody moves, suspends or migrates it.

RACE_ROUNDS says how often each race is run; twenty unless told otherwise. Whoever wins, nothing is lost: the
audit is clean after each, and every outcome is one of those that make sense.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

import engine
from tests.integration.engine.conftest import prepared
from tests.integration.engine.test_races import at_once, begin, completing, open_ids
from tests.support.diagrams import diagram, event, extended, job, timer, zeebe

ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
LINE = diagram("start > a > b > c > end")
LONGER = diagram("start > a > b > c > d > end")
WORK = diagram("start > f:and; f > work:service > j:and; f > wait:catch > j; j > after > end",
               work=job("compute"), wait=timer("PT1S"))
HEARS = diagram("start > a:catch > b > end", roots='<bpmn:signal id="s" name="spring"/>', a=event("signal", "s"))
GIVEN = diagram("start > a > end", a=extended(
    zeebe("assignmentDefinition", candidateGroups="leads"),
    zeebe("taskListeners", zeebe("taskListener", eventType="assigning", type="check"))))
pytestmark = pytest.mark.timeout(60 + 5 * ROUNDS)


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    with prepared(postgresql_url) as database:
        yield database
        with Session(database) as session:
            assert engine.audit(session) == []


def at_b(database: Engine) -> tuple[engine.Instance, int]:
    """A case that stands at its second step."""
    instance = begin(database, LINE)
    at_once(database, completing(open_ids(database, instance)["a"], "lead"))
    return instance, open_ids(database, instance)["b"]


def raced(database: Engine, against: Callable[[Session, engine.Instance, int], object]) -> Counter[object]:
    """Answer the second step while something else is done to the case; who won, and where it then stood."""
    outcomes: Counter[object] = Counter()
    for _ in range(ROUNDS):
        instance, task_id = at_b(database)

        def other(session: Session, instance: engine.Instance = instance, task_id: int = task_id) -> object:
            against(session, instance, task_id)
            return "done"

        answered, done = at_once(database, completing(task_id, "lead"), other)

        outcomes[answered if isinstance(answered, type) else "answered", done, *open_ids(database, instance)] += 1
    return outcomes


def test_answered_while_it_is_sent_back(postgresql: Engine) -> None:
    def send_back(session: Session, _instance: engine.Instance, task_id: int) -> None:
        engine.return_task(session, task_id, to="a", actor="boss", reason="x")

    outcomes = raced(postgresql, send_back)

    assert sum(outcomes.values()) == ROUNDS
    assert set(outcomes) <= {(engine.TaskNotOpen, "done", "a"), ("answered", engine.TaskNotOpen, "c"),
                             ("answered", engine.MoveRefused, "c")}


def test_answered_while_it_is_suspended(postgresql: Engine) -> None:
    def suspend(session: Session, instance: engine.Instance, _task_id: int) -> None:
        engine.suspend_instance(session, instance.id, actor="boss", reason="x")

    outcomes = raced(postgresql, suspend)

    assert sum(outcomes.values()) == ROUNDS
    assert set(outcomes) <= {(engine.InstanceSuspended, "done", "b"), ("answered", "done", "c")}


def test_answered_while_it_is_canceled(postgresql: Engine) -> None:
    def cancel(session: Session, instance: engine.Instance, _task_id: int) -> None:
        engine.cancel_instance(session, instance.id, actor="boss", reason="x")

    outcomes = raced(postgresql, cancel)

    assert sum(outcomes.values()) == ROUNDS
    assert set(outcomes) <= {(engine.TaskNotOpen, "done"), ("answered", "done")}


def test_answered_while_two_workers_migrate_its_batch(postgresql: Engine) -> None:
    stood: Counter[object] = Counter()
    for _ in range(ROUNDS // 4):
        cases = [at_b(postgresql) for _ in range(4)]
        with Session(postgresql) as session:
            old = engine.get_version(session, cases[0][0].version_id)
            new = engine.deploy(session, "tested", {"bpmn/p.bpmn": LONGER}, actor="owner")
            engine.begin_migration(session, engine.plan_migration(session, old.id, new.id), actor="owner", reason="x")
            session.commit()

        def step(session: Session) -> object:
            return engine.step_migrations(session, limit=4)

        answered = at_once(postgresql, step, step, *[completing(task_id, "lead") for _, task_id in cases])[2:]
        at_once(postgresql, step)

        assert answered == [("c",)] * len(cases)
        for instance, _ in cases:
            with Session(postgresql) as session:
                assert engine.get_instance(session, instance.id).version_id == new.id
            at_once(postgresql, completing(open_ids(postgresql, instance)["c"], "lead"))
            stood[tuple(open_ids(postgresql, instance))] += 1
            with Session(postgresql) as session:
                engine.cancel_instance(session, instance.id, actor="owner", reason="over")
                session.commit()
    assert stood == {("d",): ROUNDS // 4 * 4}


def test_answered_by_whoever_has_waited_until_its_case_had_another_version(postgresql: Engine) -> None:
    instance, task_id = at_b(postgresql)
    with Session(postgresql) as session, ThreadPoolExecutor(1) as thread:
        new = engine.deploy(session, "tested", {"bpmn/p.bpmn": LONGER}, actor="owner")
        engine.begin_migration(session, engine.plan_migration(session, instance.version_id, new.id), actor="owner", reason="x")
        session.commit()
        engine.step_migrations(session, limit=1)

        answering = thread.submit(at_once, postgresql, completing(task_id, "lead"))
        until_somebody_waits_for_a_lock(postgresql)
        session.commit()

        assert answering.result() == [("c",)]
    with Session(postgresql) as session:
        assert engine.get_instance(session, instance.id).version_id == new.id


def until_somebody_waits_for_a_lock(database: Engine) -> None:
    waiting, patience = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"), 200
    with database.connect() as connection:
        while not connection.execute(waiting).scalar_one() and patience:
            connection.rollback()
            time.sleep(0.05)
            patience -= 1
    assert patience, "nobody waits"


@pytest.mark.parametrize("at_first", ["suspended", "running"])
def test_a_signal_that_comes_while_a_case_is_suspended_or_resumed_is_heard_once(postgresql: Engine, at_first: str) -> None:
    def suspend(session: Session) -> object:
        return engine.suspend_instance(session, instance.id, actor="boss", reason="x")

    def resume(session: Session) -> object:
        return engine.resume_instance(session, instance.id, actor="boss")

    for number in range(ROUNDS):
        instance = begin(postgresql, HEARS.replace(b"spring", f"spring {number}".encode()))
        if at_first == "suspended":
            at_once(postgresql, suspend)
        _, heard = at_once(postgresql, resume if at_first == "suspended" else suspend,
                           lambda session, name=f"spring {number}": engine.broadcast_signal(session, name))
        at_once(postgresql, resume)
        assert (heard, [*open_ids(postgresql, instance)]) == (1, ["b"])


def test_listened_to_while_it_is_answered(postgresql: Engine) -> None:
    for _ in range(ROUNDS):
        instance = begin(postgresql, GIVEN)
        task_id = open_ids(postgresql, instance)["a"]

        claimed, answered = at_once(
            postgresql, lambda session, task_id=task_id: engine.claim(session, task_id, actor="lead").held, completing(task_id, "lead"))

        assert claimed is engine.TaskNotOpen or (claimed, answered) == (True, engine.MoveRefused)


def test_many_sweeps_at_once_do_each_job_and_each_timer_once(postgresql: Engine) -> None:
    cases = [begin(postgresql, WORK) for _ in range(ROUNDS)]
    engine.turn_clock(timedelta(seconds=5))

    def sweep(worker: str) -> Callable[[Session], object]:
        def work(session: Session) -> object:
            fired = done = 0
            while found := engine.due(session):
                fired += engine.fire_due_timers(session, limit=5) if found.timers else 0
                session.commit()
                for leased in engine.lease_jobs(session, worker=worker, limit=5):
                    session.commit()
                    engine.complete_job(session, leased.id, worker=worker)
                    session.commit()
                    done += 1
                session.commit()
            return fired, done

        return work

    swept = at_once(postgresql, *[sweep(f"w{number}") for number in range(6)])

    totals = [sum(each) for each in zip(*swept, strict=True)]  # type: ignore[call-overload]
    assert totals == [ROUNDS, ROUNDS]
    with Session(postgresql) as session:
        assert engine.count_open_tasks(session, element_ids=["after"]) == len(cases)
