"""What completing a task costs: a handful of statements, however many tasks there are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, extended, timer, zeebe

GROUP = extended(zeebe("assignmentDefinition", candidateGroups="designer"))


def test_completing_a_task_takes_eight_statements(session: Session, started, statements) -> None:
    started(diagram("start > a > f:and; f > b > j:and; f > c > j; j > g:xor; g -[ok]> end; g -default> a",
                    a=GROUP, b=GROUP, c=GROUP))
    [task] = engine.open_tasks(session)
    statements.clear()

    engine.complete_task(session, task.id, actor="designer", answers={"ok": True})

    assert len(statements) <= 8, statements


def test_without_candidates_it_takes_six(session: Session, started, statements) -> None:
    started(diagram("start > a > b > end"))
    [task] = engine.open_tasks(session)
    statements.clear()

    engine.complete_task(session, task.id, actor="designer", answers={})

    assert len(statements) <= 6, statements


def test_timers_coming_and_going_cost_one_statement_each(session, started, statements) -> None:
    started(diagram("start > a > b > end; late:boundary > c > end2:end; slow:boundary > d > end3:end",
                    a=GROUP, b=GROUP, late=at("a", timer("PT1H")), slow=at("b", timer("PT1H"))))
    [task] = engine.open_tasks(session)
    statements.clear()

    engine.complete_task(session, task.id, actor="designer", answers={})

    assert len(statements) <= 10, statements


def test_the_state_does_not_grow_with_age(session: Session, started) -> None:
    started(diagram("start > a > g:xor; g -[again]> a; g -default> end"))
    state = select(engine.metadata.tables["engine_instance"].c.state)

    sizes = []
    for _ in range(30):
        [task] = engine.open_tasks(session)
        engine.complete_task(session, task.id, actor="lead", answers={"again": True})
        sizes.append(len(session.execute(state).scalar_one()))

    assert max(sizes) - min(sizes) < 20
