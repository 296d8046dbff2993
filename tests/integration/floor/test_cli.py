"""The `tandem` command, as an administrator types it."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.diagrams import diagram
from webapp import processes
from webapp.cli import tandem, tour
from webapp.config import ROOT

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the command has brought up to date."""
    file = tmp_path_factory.mktemp("migrated") / "tandem.db"
    with pytest.MonkeyPatch.context() as patch:
        assert runner_on(f"sqlite:///{file}", patch)("migrate").exit_code == 0
    return file


@pytest.fixture
def run(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database of the test's own."""
    file = shutil.copy(migrated, tmp_path / "tandem.db")
    return runner_on(f"sqlite:///{file}", monkeypatch)


def runner_on(url: str, patch: pytest.MonkeyPatch) -> Run:
    patch.setenv("TANDEM_DATABASE_URL", url)
    patch.setenv("TANDEM_SECRET_KEY", build.SECRET)

    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(tandem, list(arguments), **more)  # type: ignore[arg-type]

    return run


def test_packages_are_deployed_once(run: Run) -> None:
    first, second = run("deploy"), run("deploy")

    keys = sorted(package.manifest.key for package in processes.find(ROOT / "processes"))
    assert first.output == second.output == "".join(f"{key}: version 1\n" for key in keys)


def test_a_broken_package_is_refused_with_its_reasons(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bpmn").mkdir()
    (tmp_path / "package.toml").write_text('key = "broken"\nname = "坏"\nroot = "lifecycle"\n')
    (tmp_path / "bpmn" / "lifecycle.bpmn").write_text("<not-bpmn")

    refused = run("deploy", str(tmp_path))

    assert refused.exit_code == 1
    assert "bpmn/lifecycle.bpmn" in refused.output


def test_the_demo_loads_nowhere_but_in_demo_mode_on_this_machine(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour, "TOURS", ())  # which cases it plays is told where the demo is looked at
    run("deploy")
    assert run("demo").exit_code == 1

    monkeypatch.setenv("TANDEM_DEMO", "1")
    monkeypatch.setenv("TANDEM_BASE_URL", "https://tandem.example")
    assert run("demo").exit_code == 1

    monkeypatch.delenv("TANDEM_BASE_URL")
    assert run("demo").exit_code == 0
    assert run("demo").exit_code == 0
    assert "lead" in run("person", "list").output


def test_a_person_is_added_and_gets_a_new_password(run: Run) -> None:
    asked = "a long password\na long password\n"
    added = run("person", "add", "owner", "--name", "流程负责人", "--email", "o@tandem.example",
                "--role", "process_owner", input=asked)
    changed = run("person", "password", "owner", input="another one!\nanother one!\n")

    assert (added.exit_code, changed.exit_code) == (0, 0)
    assert "process_owner" in run("person", "list").output


def test_bad_settings_are_told_in_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_DEMO", "perhaps")
    monkeypatch.setenv("TANDEM_LOCALE", "fr")

    told = run("migrate")

    assert told.exit_code == 1
    assert "TANDEM_DEMO" in told.output
    assert "TANDEM_LOCALE" in told.output


def test_the_doctor_says_what_is_missing(run: Run) -> None:
    told = run("doctor")

    assert told.exit_code == 1
    assert "was never deployed" in told.output


def test_a_single_round_of_work_can_be_asked_for(run: Run) -> None:
    assert run("worker", "--once").output == "0 rows done.\n"


def test_the_packages_of_the_house_lie_where_the_settings_say() -> None:
    assert (ROOT / "processes" / "customer_engineering" / "package.toml").exists()


def test_the_history_of_what_ended_long_ago_is_archived_and_told_as_before(run: Run, sqlite_url: str) -> None:
    database = create_engine(sqlite_url)
    with Session(database) as session:
        version = engine.deploy(session, "note", {"bpmn/p.bpmn": diagram("start > a > end")}, actor="lead")
        case = engine.start(session, "p", version_id=version.id, actor="lead")
        [task] = engine.open_tasks(session)
        engine.complete_task(session, task.id, actor="lead", answers={})
        engine.record(session, instance_id=None, kind="studio.opened", actor="lead", facts={})
        events = engine.events_after(session, "reactions")
        engine.advance_cursor(session, "reactions", events[-1].id)
        session.execute(engine.metadata.tables["engine_instance"].update().values(ended_at=engine.now() - timedelta(days=400)))
        told = engine.history(session, case.id)
        session.commit()

    first, second = run("archive"), run("archive", "--days", "500")

    assert (first.output, second.output) == ("1 cases archived.\n", "0 cases archived.\n")
    with Session(database) as session:
        assert engine.history(session, case.id) == told
        assert engine.audit(session) == []
    database.dispose()
