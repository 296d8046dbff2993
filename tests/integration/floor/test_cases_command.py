"""`tandem cases`: what an operator types to bring running cases to a new version, and back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.diagrams import diagram
from webapp.cli import tandem

Run = Callable[..., Result]
OLD = diagram("start > write > check > end", write="@name=Write&#32;the&#32;offer")
NEW = diagram("start > draft > end", draft="@name=Write&#32;the&#32;offer")


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A database with two cases of the old version, and the command on it."""
    monkeypatch.setenv("TANDEM_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TANDEM_SECRET_KEY", build.SECRET)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(tandem, list(arguments))

    run("migrate")
    database = create_engine(sqlite_url)
    engine.prepare_database(database)
    with Session(database) as session:
        engine.begin_immediate(session)
        version = engine.deploy(session, "offers", {"bpmn/p.bpmn": OLD}, actor="owner")
        for _ in range(2):
            engine.start(session, "p", version_id=version.id, actor="lead")
        [first, _] = engine.open_tasks(session, order="opened")
        engine.complete_task(session, first.id, actor="lead", answers={})
        engine.deploy(session, "offers", {"bpmn/p.bpmn": NEW}, actor="owner")
        session.commit()
    database.dispose()
    return run


def test_an_operator_plans_tries_migrates_and_takes_it_back(run: Run, tmp_path: Path) -> None:
    planned = run("cases", "plan", "offers", "1", "2")
    assert json.loads(planned.stdout)["elements"]["p/write"] == "p/draft"
    (tmp_path / "plan.json").write_text(planned.stdout)

    tried = run("cases", "try", "offers", "1", "2", "--plan", str(tmp_path / "plan.json"))
    assert "0 go over as they are, 1 change, 1 stay." in tried.output
    assert "has no counterpart in the new version" in tried.output

    migrated = run("cases", "migrate", "offers", "1", "2", "--reason", "simpler", "--here")
    assert "migrated: 1\nrefused: 1\n" in migrated.output

    assert "reverted: 1" in run("cases", "revert", "1", "--here").output
    assert "offers 1 to 2" in run("cases", "migrations").output
    assert "refused: 1" in run("cases", "progress", "1").output


@pytest.mark.parametrize(("arguments", "why"), [
    (("try", "offers", "1", "9"), "no version 9"), (("try", "offers", "1", "1"), "already the one"),
    (("progress", "7"), "no such migration"), (("revert", "7"), "no such migration"),
])
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], why: str) -> None:
    said = run("cases", *arguments)

    assert said.exit_code == 1
    assert why in said.output


def test_a_plan_that_is_none_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"elements": {"p/nowhere": null}}')
    assert "p/nowhere" in run("cases", "try", "offers", "1", "2", "--plan", str(tmp_path / "plan.json")).output

    (tmp_path / "plan.json").write_text("no json")
    assert "is no JSON" in run("cases", "try", "offers", "1", "2", "--plan", str(tmp_path / "plan.json")).output
