"""Taking any single control out makes the suite fail: each is removed from a copy, and the tests named for it must see it.

The list and the table in the guide are checked with every run; the removals take minutes: `./dev test -m controls -n 2`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "guide" / "controls.md"
COPIED = ("engine", "forms", "webapp", "verifier", "processes", "migrations", "tests", "pyproject.toml", "wsgi.py", "docs")
LEFT_OUT = ("node_modules", "var", ".git")
FAILED = 1  # pytest's answer when a test failed, and not when a module could not be read


@dataclass(frozen=True)
class Control:
    """One control: what is taken out of which file, what is left in its place, and who must notice."""

    name: str
    file: str
    remove: str
    put: str
    tests: tuple[str, ...]


def listed() -> list[Control]:
    rows = tomllib.loads(Path(__file__).with_name("controls.toml").read_text())["control"]
    return [Control(**{**row, "tests": tuple(row["tests"])}) for row in rows]


def checks() -> dict[str, tuple[str, ...]]:
    """What a signing must stand up to, and the tests that show it."""
    rows = tomllib.loads(Path(__file__).with_name("controls.toml").read_text())["check"]
    return {row["name"]: tuple(row["tests"]) for row in rows}


CONTROLS = listed()
each_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name.replace(" ", "-"))


def table() -> str:
    """The list as a page of the guide."""
    stands = "\n".join(f"| {name} | {_names(tests)} |" for name, tests in checks().items())
    rows = "\n".join(f"| {each.name} | `{each.file}` | {_names(each.tests)} |" for each in CONTROLS)
    return f"""# The controls, and the tests that hold them

Each line is something that stands between a signature and whoever would forge it, borrow it or read it. `./dev test -m controls -n 2`
takes each out of a copy of the code and runs the tests named beside it: the control is held when they then fail. The list lies in
`tests/controls/controls.toml`, and this page is written from it.

| control | where | held by |
|---|---|---|
{rows}

## What a signing stands up to

| check | shown by |
|---|---|
{stands}
"""


def _names(tests: tuple[str, ...]) -> str:
    return ", ".join("`" + test.partition("::")[2] + "`" for test in tests)


def test_the_guide_shows_every_control_and_its_tests() -> None:
    assert TABLE.read_text() == table()


def test_every_control_stands_where_the_list_says_and_its_tests_are_there() -> None:
    astray = [control.name for control in CONTROLS if (ROOT / control.file).read_text().count(control.remove) != 1]
    named = [*(control.tests for control in CONTROLS), *checks().values()]
    unheld = [test for tests in named for test in tests
              if f"def {test.partition('::')[2]}(" not in (ROOT / test.partition("::")[0]).read_text()]

    assert (astray, unheld) == ([], [])


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture
def removed(copy: Path, control: Control) -> Iterator[Path]:
    """The copy without this control."""
    file = copy / control.file
    whole = file.read_text()
    try:
        _write(file, whole.replace(control.remove, control.put))
        yield copy
    finally:
        _write(file, whole)


def _write(file: Path, text: str) -> None:
    """Nothing of it compiled before may be taken for it: two writes can fall into one second."""
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()
    file.write_text(text)


@pytest.mark.controls
@pytest.mark.timeout(600)
@each_control
def test_without_it_the_suite_fails(removed: Path, control: Control) -> None:
    seen = subprocess.run([sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *control.tests], cwd=removed,
                          capture_output=True, text=True, check=False, env={**os.environ, "SIGNING_ROUNDS": "4"})

    assert seen.returncode == FAILED, f"{control.name}: {seen.stdout[-1500:]}"
