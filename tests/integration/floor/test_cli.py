"""The `tandem` command, as an administrator types it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support import build
from webapp import processes
from webapp.cli import tandem
from webapp.config import ROOT

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database of the test's own."""
    monkeypatch.setenv("TANDEM_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TANDEM_SECRET_KEY", build.SECRET)

    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(tandem, list(arguments), **more)  # type: ignore[arg-type]

    run("migrate")
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
