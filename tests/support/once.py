"""What every application of a test process would do again alike is done once: compiling routes, templates, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, event
from werkzeug.routing import Rule


class _Memory(BytecodeCache):
    """Compiled templates by their name and source, kept as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED_TEMPLATES = _Memory()
_compile: Callable[..., Any] = Rule._compile_builder
_compiled: dict[tuple[object, ...], Any] = {}


@contextmanager
def compiled_routes() -> Iterator[None]:
    """Within, a route of the same address and defaults is compiled no second time."""
    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        key = (str(rule._trace), str(rule.defaults), append_unknown)
        if key not in _compiled:
            _compiled[key] = _compile(rule, append_unknown)
        return _compiled[key]

    Rule._compile_builder = compiled  # type: ignore[method-assign]
    try:
        yield
    finally:
        Rule._compile_builder = _compile  # type: ignore[method-assign]


TABLES: dict[str, list[str]] = {}
"""The statements that create every table, by the database's dialect."""


def heard(connection: Connection, act: Callable[[], None]) -> list[str]:
    """The statements that went over this connection meanwhile, to be said again as they are."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", hear)
    act()
    event.remove(connection, "before_cursor_execute", hear)
    return said
