"""What happens at the same instant: each test lets real threads go at once on real databases."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

import engine
from tests.integration.engine.conftest import prepared, start_process
from tests.support.diagrams import at, diagram, extended, job, timer, zeebe

ROUNDS = 40
BOTH_SIGN = diagram("start > f:and; f > customer_signs > j:and; f > lead_signs > j; j > design > end")
OFFERED = diagram("start > ours > end",
                  ours=extended(zeebe("assignmentDefinition", candidateGroups="designer")))


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    with prepared(postgresql_url) as database:
        yield database


def at_once(database: Engine, *doings: Callable[[Session], object]) -> list[object]:
    """Each in a transaction and thread of its own, all let go together; what came back or was raised."""
    gate = Barrier(len(doings))

    def do(doing: Callable[[Session], object]) -> object:
        with Session(database) as session:
            gate.wait()
            engine.begin_immediate(session)
            try:
                done = doing(session)
                session.commit()
            except engine.EngineError as error:
                return type(error)
            return done

    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(do, doings))


def begin(database: Engine, drawn: bytes, **variables: object) -> engine.Instance:
    with Session(database) as session:
        engine.begin_immediate(session)
        instance = start_process(session, drawn, variables)
        session.commit()
        return instance


def open_ids(database: Engine, instance: engine.Instance) -> dict[str, int]:
    with Session(database) as session:
        tasks = engine.open_tasks(session, instance_ids=[instance.id])
        return {task.element_id: task.id for task in tasks}


def completing(task_id: int, actor: str) -> Callable[[Session], object]:
    def complete(session: Session) -> object:
        done = engine.complete_task(session, task_id, actor=actor, answers={"by": actor})
        return tuple(task.element_id for task in done.opened)

    return complete


def working(worker: str) -> Callable[[Session], object]:
    """Lease and complete until nothing is left; how many were really this worker's."""
    def work(session: Session) -> object:
        done = 0
        while jobs := engine.lease_jobs(session, worker=worker, limit=2):
            session.commit()
            for leased in jobs:
                with suppress(engine.LeaseLost):
                    engine.complete_job(session, leased.id, worker=worker)
                    done += 1
                session.commit()
        return done

    return work


def answering(task_ids: list[int]) -> Callable[[Session], object]:
    def answer(session: Session) -> object:
        for task_id in task_ids:
            with suppress(engine.TaskNotOpen):
                engine.complete_task(session, task_id, actor="lead", answers={})
            session.commit()
        return 0

    return answer


def test_a_step_locks_no_version(postgresql: Engine) -> None:
    """All cases of a package share its version: whoever locked it would stand in everybody's way."""
    instance = begin(postgresql, diagram("start > write > work:service > end", work=job("w")))

    with Session(postgresql) as one, Session(postgresql) as other:
        engine.complete_task(one, open_ids(postgresql, instance)["write"], actor="lead", answers={})
        one.execute(text("SELECT 1"))   # takes along what is left to the COMMIT
        locked = other.execute(text("SELECT id FROM engine_version FOR UPDATE NOWAIT")).scalars().all()

    assert locked == [instance.version_id]


def test_two_who_sign_at_once_open_one_next_task(postgresql: Engine) -> None:
    outcomes: Counter[object] = Counter()
    for _ in range(ROUNDS):
        instance = begin(postgresql, BOTH_SIGN)
        tasks = open_ids(postgresql, instance)

        outcomes.update(at_once(postgresql, completing(tasks["customer_signs"], "contact:1"),
                                completing(tasks["lead_signs"], "lead")))

        assert list(open_ids(postgresql, instance)) == ["design"]
    assert outcomes == {(): ROUNDS, ("design",): ROUNDS}


def test_a_double_click_counts_once(postgresql: Engine) -> None:
    outcomes: Counter[object] = Counter()
    for _ in range(ROUNDS):
        instance = begin(postgresql, BOTH_SIGN)
        task_id = open_ids(postgresql, instance)["lead_signs"]

        outcomes.update(at_once(postgresql, *[completing(task_id, "lead")] * 3))

        with Session(postgresql) as session:
            assert len(engine.answer_history(session, instance.id)) == 1
    assert outcomes == {(): ROUNDS, engine.TaskNotOpen: 2 * ROUNDS}


def test_of_two_who_claim_one_gets_the_task(postgresql: Engine) -> None:
    for _ in range(10):
        task_id = open_ids(postgresql, begin(postgresql, OFFERED))["ours"]

        def claiming(actor: str, task_id: int = task_id) -> Callable[[Session], object]:
            return lambda session: engine.claim(session, task_id, actor=actor).assignee

        outcome = at_once(postgresql, claiming("designer"), claiming("expert"))

        assert outcome.count(engine.NotYourTask) == 1


def test_a_task_handed_on_a_moment_ago_is_no_longer_its_old_holders_to_answer(postgresql: Engine) -> None:
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS):
        instance = begin(postgresql, OFFERED)
        task_id = open_ids(postgresql, instance)["ours"]

        def answering_as_seen(session: Session, task_id: int = task_id) -> object:
            engine.complete_task(session, task_id, actor="designer", answers={}, expected_assignee=None)
            return "answered"

        def handing_on(session: Session, task_id: int = task_id) -> object:
            engine.assign(session, task_id, to="expert", actor="lead")
            return "handed on"

        answered, handed = at_once(postgresql, answering_as_seen, handing_on)

        assert (answered, handed) in {("answered", engine.TaskNotOpen), (engine.NotYourTask, "handed on")}
        outcomes[str(answered)] += 1
    assert sum(outcomes.values()) == ROUNDS


def test_two_deployments_at_once_are_numbered_one_after_the_other(postgresql: Engine) -> None:
    def deploying(number: int) -> Callable[[Session], object]:
        files = {"bpmn/p.bpmn": diagram(f"start > task{number} > end")}
        return lambda session: engine.deploy(session, "same", files, actor="owner").number

    assert sorted(map(str, at_once(postgresql, *map(deploying, range(4))))) == ["1", "2", "3", "4"]


def test_workers_never_hold_the_same_job_and_never_block_the_people(postgresql: Engine) -> None:
    drawn = diagram("start > f:and; f > work:service > end; f > ask > stop:end",
                    work=job("compute"), stop="<bpmn:terminateEventDefinition/>")
    instances = [begin(postgresql, drawn) for _ in range(12)]
    asks = [open_ids(postgresql, instance)["ask"] for instance in instances]

    done = at_once(postgresql, working("one"), working("two"), working("three"),
                   answering(asks[::3]))

    with Session(postgresql) as session:
        told = [event for instance in instances
                for event in engine.history(session, instance.id, kinds=["job.completed"])]
        assert len(told) == len(instances)
        assert sum(event.facts["as"] == "completed" for event in told) == sum(map(int, done))
        assert not engine.due(session)


def test_two_workers_fire_each_timer_once(postgresql: Engine) -> None:
    drawn = diagram("start > ask > end; tick:boundary > remind > end2:end",
                    tick=at("ask", timer("PT1H"), interrupting=False))
    instances = [begin(postgresql, drawn) for _ in range(10)]
    engine.turn_clock(timedelta(hours=2))

    fired = at_once(postgresql, *[lambda session: engine.fire_due_timers(session)] * 3)
    fired += at_once(postgresql, lambda session: engine.fire_due_timers(session))

    assert sum(map(int, fired)) == len(instances)
    for instance in instances:
        assert sorted(open_ids(postgresql, instance)) == ["ask", "remind"]


def test_publisher_and_subscriber_never_miss_each_other(postgresql: Engine) -> None:
    message = ('<bpmn:message id="m" name="paid"><bpmn:extensionElements>'
               '<zeebe:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>')
    drawn = diagram("start > wait:catch > ship > end", roots=message,
                    wait='<bpmn:messageEventDefinition messageRef="m"/>')
    begin(postgresql, drawn, order="first")
    for number in range(20):
        key = f"order {number}"

        def publish(session: Session, key: str = key) -> object:
            return engine.publish_message(session, "paid", correlation_key=key,
                                          ttl=timedelta(hours=1))

        at_once(postgresql, publish,
                lambda session, key=key: start_process(session, drawn, {"order": key}).id)

    with Session(postgresql) as session:
        assert engine.count_open_tasks(session, element_ids=["ship"]) == 20


def test_four_who_write_at_once_on_sqlite_are_never_refused(sqlite_url: str) -> None:
    with prepared(sqlite_url) as database:
        instances = [begin(database, BOTH_SIGN) for _ in range(4)]

        def writing(instance: engine.Instance) -> Callable[[Session], object]:
            def write(session: Session) -> object:
                for _ in range(10):
                    engine.open_tasks(session)
                    session.commit()
                    engine.begin_immediate(session)
                    engine.record(session, instance_id=instance.id, kind="tested", actor="lead",
                                  facts={})
                    session.commit()
                    engine.begin_immediate(session)
                task = engine.open_tasks(session, instance_ids=[instance.id])[0]
                return completing(task.id, "lead")(session)
            return write

        assert at_once(database, *map(writing, instances)) == [()] * 4
        ids = list(open_ids(database, instances[0]).values())
        outcomes = at_once(database, *[completing(ids[0], "lead")] * 4)
        assert outcomes.count(engine.TaskNotOpen) == 3


def test_a_state_saved_meanwhile_is_never_overwritten(database: Engine) -> None:
    """The version check under the lock: somebody moved the instance without asking for it."""
    instance = begin(database, BOTH_SIGN)
    task_id = open_ids(database, instance)["lead_signs"]

    with Session(database) as session:
        engine.begin_immediate(session)

        @event.listens_for(database, "before_cursor_execute")
        def move_behind_the_back(connection, _cursor, statement: str, *_more) -> None:
            if statement.startswith("UPDATE engine_instance") and "state" in statement:
                connection.execute(text("UPDATE engine_instance SET revision = revision + 1"))

        with pytest.raises(engine.StaleInstance):
            engine.complete_task(session, task_id, actor="lead", answers={})
        session.rollback()

    assert sorted(open_ids(database, instance)) == ["customer_signs", "lead_signs"]
