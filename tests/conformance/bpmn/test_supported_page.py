"""The page docs/engine/supported.md says what these tests show; nobody writes it by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from engine.spiff.check.allowed import DIALECT, DRAWN, EXECUTED
from engine.spiff.check.findings import REMEDIES
from engine.spiff.check.letter.clauses import CLAUSES
from tests.conformance.bpmn import test_refused as refused

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "engine" / "supported.md"
NOT_ABOUT_AN_ELEMENT = {"test_supported_page", "test_suites", "test_refused"}
NOT_EXECUTED = (
    "performer", "assignment", "formKey",
)


def test_the_page_says_what_the_tests_show():
    written = "\n".join(page())
    if not PAGE.exists() or PAGE.read_text() != written:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(written)
        raise AssertionError(f"{PAGE.name} was out of date and has been rewritten: read it and commit it")


def test_nothing_is_both_executed_and_refused():
    assert set(NOT_EXECUTED) & (set(EXECUTED) | set(DIALECT)) == set()


def page() -> Iterator[str]:
    yield "# What the engine executes"
    yield ""
    yield ("Written by the conformance tests (`tests/conformance/bpmn`): every line below is a test. What is "
           "in none of these lists is refused at deployment, with file, line, element, rule and remedy.")
    for module in sorted(HERE.glob("test_*.py")):
        if module.stem not in NOT_ABOUT_AN_ELEMENT:
            yield from section(module, "##")
    yield "\n## Refused\n"
    yield "Not executed, and what to do instead:\n"
    yield from (f"- `{name}`: {REMEDIES[name]}" for name in NOT_EXECUTED)
    yield "\nA file is also refused for these reasons, each with the place:\n"
    yield from (f"- `{rule}`" for rule in sorted(refused.STRUCTURE))
    yield "\nIn the strict profile also for what BPMN's letter forbids, with its clause:\n"
    yield from (f"- `{rule}` ({clause})" for rule, (clause, _) in sorted(CLAUSES.items()))
    yield "\n" + lead(HERE / "test_refused.py") + "\n"
    yield from sentences(HERE / "test_refused.py")
    yield "\n## The lists behind this page\n"
    yield "Executed: " + listed(EXECUTED) + ".\n"
    yield "Carried, said to people only: " + listed(DRAWN) + ".\n"
    yield "Executed of the modeler's dialect (`zeebe:`): " + listed(DIALECT) + ".\n"


def section(module: Path, level: str) -> Iterator[str]:
    title, _, rest = lead(module).partition(": ")
    yield f"\n{level} {title}\n"
    if rest:
        yield rest[0].upper() + rest[1:] + "\n"
    yield from sentences(module)


def lead(module: Path) -> str:
    said = ast.get_docstring(ast.parse(module.read_text())) or module.stem
    return said.split("\n\n")[0].replace("\n", " ")


def sentences(module: Path) -> Iterator[str]:
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield "- " + node.name.removeprefix("test_").replace("_", " ")


def listed(names: object) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))  # type: ignore[call-overload]
