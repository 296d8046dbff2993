"""What every application of a test process would do again alike is done once: routes, files, templates, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, event
from werkzeug.routing import Rule
from whitenoise import WhiteNoise


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
COMPILED = ("_parts", "_trace", "_converters", "arguments")
BUILDERS = ("_build", "_build_unknown")
_compile, _add_files = Rule.compile, WhiteNoise.add_files
_compiled: dict[tuple[object, ...], dict[str, Any]] = {}
_listed: dict[tuple[str, str | None], dict[str, Any]] = {}


@contextmanager
def built_before() -> Iterator[None]:
    """Within, a route of the same address and defaults is compiled, and a folder of files listed, no second time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", _compile_once)
        patch.setattr(WhiteNoise, "add_files", _list_once)
        yield


def _compile_once(rule: Rule) -> None:
    key = (rule.rule, rule.subdomain, str(rule.defaults))
    if key not in _compiled:
        _compile(rule)
        _compiled[key] = {name: getattr(rule, name) for name in COMPILED} | {
            name: getattr(rule, name).__func__ for name in BUILDERS}
    for name in COMPILED:
        setattr(rule, name, _compiled[key][name])
    for name in BUILDERS:
        setattr(rule, name, _compiled[key][name].__get__(rule))


def _list_once(files: WhiteNoise, root: str, prefix: str | None = None) -> None:
    key = (root, prefix)
    if key not in _listed:
        _add_files(files, root, prefix)
        _listed[key] = dict(files.files)
    files.files.update(_listed[key])


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
