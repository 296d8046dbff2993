"""The rules of the house that the import contracts cannot see."""

import ast
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import cast

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "webapp")
NOT_OURS = {"node_modules", "__pycache__", "build"}


def files(room: str, ending: str) -> list[Path]:
    """Our own files of a room, without walking into what was installed there."""
    found = []
    for folder, inside, names in os.walk(ROOT / room):
        inside[:] = [name for name in inside if name not in NOT_OURS]
        found += [Path(folder) / name for name in names if name.endswith(ending)]
    return sorted(found)


SOURCE = [path for room in ROOMS for path in files(room, ".py")]
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 300, 40, 80
MAY_CATCH_ALL = {"webapp/jobs.py", "webapp/worker.py", "engine/runtime/steps.py"}
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "service", "misc", "base2"}
WORKPLACE_WORDS = ("/wor" "k/", "pypi.or" "g", "pythonhos" "ted", "registry.npm" "js")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def test_one_place_commits() -> None:
    callers = {
        name_of(path) for path in SOURCE for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }

    assert callers == {"engine/store/transactions.py"}


def test_only_the_entry_floor_begins_what_is_committed() -> None:
    """The product by its own `transaction()`, and the bench, which measures the engine alone."""
    callers = {
        name_of(path) for path in SOURCE for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "transaction" and isinstance(node.value, ast.Name)
        and node.value.id == "engine"
    }

    assert callers == {"webapp/transaction.py", "webapp/cli/bench/ours.py"}


def test_only_the_job_runner_and_the_incident_recorder_catch_everything() -> None:
    catchers = {
        name_of(path) for path in SOURCE for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    }

    assert catchers <= MAY_CATCH_ALL


def test_files_stay_short() -> None:
    long = {name_of(path): lines for path in SOURCE
            if (lines := path.read_text().count("\n")) > LONGEST_FILE}

    assert long == {}


def test_functions_stay_short() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}" for path in SOURCE for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_templates_stay_short() -> None:
    long = {name_of(path): lines for path in files("webapp", ".html")
            if (lines := path.read_text().count("\n")) > LONGEST_TEMPLATE}

    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [name_of(path) for path in SOURCE if not ast.get_docstring(cast(ast.Module, nodes(path)[0]))] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in SOURCE if path.stem in VAGUE_NAMES] == []


def forks(migrations: Path) -> list[str]:
    """Where the migrations are no longer one line, each in a sentence that says what to do."""
    wrongs = []
    for word, shared in (("revision", "bear the number"), ("down_revision", "follow")):
        said: dict[str, list[str]] = {}
        for path in sorted(migrations.glob("*.py")):
            for value in re.findall(rf"^{word} = (.+)$", path.read_text(), re.MULTILINE):
                said.setdefault(value, []).append(path.name)
        wrongs += [f"{' and '.join(names)} {shared} {value}: number the later one anew and let it follow the other"
                   for value, names in said.items() if len(names) > 1]
    return wrongs


def test_the_migrations_are_one_line() -> None:
    assert forks(ROOT / "migrations/versions") == []


def test_two_migrations_of_one_number_and_two_that_follow_the_same_are_named(tmp_path: Path) -> None:
    for name, follows in (("0001_first", "None"), ("0002_one", "'0001'"), ("0002_other", "'0001'"), ("0003_third", "'0002'"),
                          ("0004_fourth", "'0002'")):
        (tmp_path / f"{name}.py").write_text(f"revision = '{name[:4]}'\ndown_revision = {follows}\n")

    assert [wrong.partition(":")[0] for wrong in forks(tmp_path)] == [
        "0002_one.py and 0002_other.py bear the number '0002'",
        "0002_one.py and 0002_other.py follow '0001'",
        "0003_third.py and 0004_fourth.py follow '0002'",
    ]


def test_process_packages_hold_no_python() -> None:
    assert list((ROOT / "processes").rglob("*.py")) == []


def test_the_repository_speaks_of_the_product_alone() -> None:
    def is_text(path: Path) -> bool:
        return path.suffix in {".py", ".md", ".toml", ".html", ".js", ".mjs", ".css", ".json", ".lock",
                               ".bpmn", ".form", ".dmn", ".typ", ".po", ".txt", ""}

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [
        (name, word) for name in listed.stdout.split("\n")
        if name and (ROOT / name).is_file() and is_text(ROOT / name)
        for word in WORKPLACE_WORDS if word in (ROOT / name).read_text(errors="replace")
    ]

    assert found == []
