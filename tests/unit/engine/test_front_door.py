"""The front door: its example runs as written, and what it promises is there."""

import doctest
import pickle
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, MetaData, Table, create_engine, select
from sqlalchemy.exc import StatementError

import engine
from engine.spiff.scripts import REGISTERED
from tests.support.diagrams import condition, diagram, event, extended, timer, zeebe

EMBEDDING = Path(__file__).parents[3] / "docs" / "engine" / "embedding.md"
ORDERED = ('<bpmn:message id="m" name="ordered"><bpmn:extensionElements>'
           '<zeebe:subscription correlationKey="=offer_id"/></bpmn:extensionElements></bpmn:message>')
OFFER = diagram(
    "start > write > wait_for_order:catch > week:catch > visit > end", process="offer",
    roots=ORDERED,
    write=extended(zeebe("assignmentDefinition", candidateGroups="business_manager")),
    wait_for_order=event("message", "m"), week=timer("P7D"), visit="@name=Visit&#32;the&#32;customer",
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    yield
    engine.turn_clock(timedelta())


def test_the_example_of_the_front_door_runs() -> None:
    [example] = doctest.DocTestFinder(recurse=False).find(engine)
    example.globs["OFFER"] = OFFER

    result = doctest.DocTestRunner().run(example)

    assert (result.failed, result.attempted > 12) == (0, True)


def test_the_program_on_the_page_on_embedding_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    [program] = re.findall(r"```python\n(.*?)```", EMBEDDING.read_text(), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    exec(program, names)

    assert capsys.readouterr().out == "Write the offer -> completed\n"
    names["database"].dispose()


def test_the_page_on_embedding_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("shout", "slow"):
        monkeypatch.setitem(REGISTERED, language, None)   # taken away again afterwards

    result = doctest.testfile(str(EMBEDDING), module_relative=False, encoding="utf-8", globs={
        "diagram": diagram, "timer": timer, "condition": condition, "event": event, "extended": extended,
        "zeebe": zeebe})

    assert (result.failed, result.attempted > 30) == (0, True)


def test_everything_named_at_the_door_is_there() -> None:
    assert [name for name in engine.__all__ if not hasattr(engine, name)] == []


def test_every_constraint_has_a_name() -> None:
    tables = [t for t in engine.metadata.sorted_tables if t.name.startswith("engine_")]

    assert len(tables) == 21
    assert [(table.name, constraint) for table in tables for constraint in table.constraints
            if constraint.name is None and not isinstance(constraint, CheckConstraint)] == []
    assert [index for table in tables for index in table.indexes if index.name is None] == []


def test_the_clock_turns_for_everybody_and_back() -> None:
    engine.turn_clock(timedelta(days=30))

    assert engine.clock_offset() == timedelta(days=30)
    assert engine.now() - datetime.now(UTC) > timedelta(days=29)
    assert engine.now().tzinfo is UTC


def test_a_moment_comes_back_as_itself() -> None:
    moments = Table("moments", MetaData(), Column("at", engine.UtcDateTime))
    database = create_engine("sqlite://")
    noon = datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=8)))
    with database.connect() as connection:
        moments.create(connection)
        connection.execute(moments.insert(), [{"at": noon}, {"at": None}])

        kept = list(connection.execute(select(moments.c.at)).scalars())

        assert kept == [noon, None]
        assert kept[0].tzinfo is UTC
        with pytest.raises(StatementError, match="naive"):
            connection.execute(moments.insert(), {"at": datetime(2026, 3, 2)})  # noqa: DTZ001
    database.dispose()


def test_an_error_says_its_id_and_its_facts() -> None:
    error = engine.TaskNotOpen("task-not-open", task_id=7)

    assert str(error) == "task-not-open (task_id=7)"
    assert (error.message_id, error.facts) == ("task-not-open", {"task_id": 7})
    assert pickle.loads(pickle.dumps(error)).facts == {"task_id": 7}


def test_a_refusal_lists_every_finding() -> None:
    finding = engine.Finding("form-missing", "refusal", "a.bpmn", 7, "write", {"form_id": "x"})

    refused = engine.Refused([finding])

    assert "a.bpmn:7 [write] refusal: form-missing (form_id='x')" in str(refused)
    assert pickle.loads(pickle.dumps(refused)).findings == (finding,)


def test_expressions_are_evaluated_over_plain_values() -> None:
    assert engine.evaluate("sum(rows.price) * 2", {"rows": [{"price": 1}, {"price": 2}]}) == 6
    with pytest.raises(engine.ExpressionError):
        engine.evaluate("1 +", {})
