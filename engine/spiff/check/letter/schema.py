"""BPMN's own XML schema: which elements, attributes and types there are, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from threading import Lock

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model

MOST = 20
"""So many places are told of one file; what follows is mostly an echo of the first."""

_one_at_a_time = Lock()


def schema_rules(model: Model) -> Iterator[Finding]:
    """Where the file is not what the schema allows."""
    for place, reason in _errors(model)[:MOST]:
        yield broken("schema-violated", model.file, place, reason=reason)


def _errors(model: Model) -> list[tuple[etree._Element, str]]:
    with _one_at_a_time:
        schema = _schema()
        if schema.validate(model.root):
            return []
        errors = list(schema.error_log)  # type: ignore[call-overload]
    return [(_place(model.root, error.path), _plain(error.message)) for error in errors]


def _place(root: etree._Element, path: str | None) -> etree._Element:
    """The element an error is about; the root where its path has a prefix of its own."""
    spaces = {prefix: space for prefix, space in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path or "/", namespaces=spaces)
    except etree.XPathError:
        return root
    return found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else root


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    """The schema as the OMG publishes it; the executor's package brings it along."""
    folder = files("SpiffWorkflow.bpmn.parser") / "schema"
    return etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd")))


def _plain(message: str) -> str:
    """Without the namespaces, which tell an author nothing."""
    while "{http" in message:
        before, _, rest = message.partition("{http")
        message = before + rest.partition("}")[2]
    return message[:300]
