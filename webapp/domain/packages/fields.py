"""What people call a variable: the label its form gives it, also where a task's output renames it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree
from sqlalchemy.orm import Session

import engine
import forms
from webapp.domain.packages.queries import form, once
from webapp.domain.packages.stages import BPMN, PARSER

OUTPUT = "{http://camunda.org/schema/zeebe/1.0}output"


@dataclass(frozen=True)
class Field:
    """A field of a form: its label, the labels of its choices, and the task that gave it another name."""

    label: str
    choices: Mapping[str, str] = field(default_factory=dict)
    task: str = ""


def fields(session: Session, version_id: int) -> Mapping[str, Field]:
    """Every variable that comes from a form of the version."""
    by_form = {path.rpartition("/")[2].removesuffix(".form"): dict(_of_form(session, version_id, path))
               for path in engine.file_paths(session, version_id) if path.endswith(".form")}
    found = {key: known for each in by_form.values() for key, known in each.items()}
    for process in engine.processes(session, version_id):
        renamed = once(session, version_id, process.file, _renamed_in, "outputs")
        for element in process.elements:
            for source, target in renamed.get(element.id, ()):
                known = by_form.get(element.form_id or "", {}).get(source)
                if known is not None and target not in found:
                    found[target] = Field(known.label, known.choices, element.name)
    return found


def _of_form(session: Session, version_id: int, path: str) -> Iterator[tuple[str, Field]]:
    form_id = path.rpartition("/")[2].removesuffix(".form")
    for component in form(session, version_id, form_id).walk():
        if component.is_answered and "." not in component.path and component.label:
            yield component.path, Field(component.label, _choices(component))


def _choices(component: forms.Component) -> Mapping[str, str]:
    """The choices that are written in the form itself."""
    values = component.given.get("values")
    return {str(each.get("value")): str(each.get("label") or each.get("value"))
            for each in values if isinstance(each, Mapping)} if isinstance(values, list) else {}


def _renamed_in(text: bytes) -> Mapping[str, list[tuple[str, str]]]:
    """Per activity: the answers that its outputs only give another name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for task in etree.fromstring(text, PARSER).iter(f"{BPMN}userTask"):
        for line in task.iter(OUTPUT):
            source = line.get("source", "").strip().lstrip("=").strip()
            if source.isidentifier():
                found.setdefault(task.get("id", ""), []).append((source, line.get("target", "")))
    return found
