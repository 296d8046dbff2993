"""What one reads beside a form: earlier answers in words, and what changed since one last looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import engine
import forms
from webapp.db import db
from webapp.domain import packages
from webapp.domain.tasks import EarlierSheet, TaskPage
from webapp.features import form_tools


class Sheet:
    """An earlier step's answers, put into words when somebody looks at them."""

    def __init__(self, page: TaskPage, said: EarlierSheet, tools: Any) -> None:
        self._page, self.said, self._tools = page, said, tools

    @cached_property
    def shown(self) -> list[forms.Shown]:
        definition = _definition(self._page.task.version_id, self.said.element_id)
        return forms.display(definition, _data(self.said), **self._tools) if definition else []


@dataclass(frozen=True)
class Changes:
    """What an earlier step says otherwise than when this task was last handed in."""

    name: str
    changes: list[forms.Change]


def sheets(page: TaskPage) -> list[Sheet]:
    """Earlier answers, the latest first: it is most often the one asked about."""
    tools = _tools(page)
    return [Sheet(page, sheet, tools) for sheet in reversed(page.earlier)]


def changes_since(page: TaskPage) -> list[Changes]:
    """When a step comes round again: what the others have changed since its last answer."""
    own = next((sheet for sheet in page.earlier if sheet.element_id == page.task.element_id), None)
    if own is None:
        return []
    tools = _tools(page)
    found = [Changes(sheet.name, _changes(page, sheet, own, tools))
             for sheet in page.earlier if sheet.at > own.at and sheet.element_id != own.element_id]
    return [each for each in found if each.changes]


def _changes(page: TaskPage, sheet: EarlierSheet, own: EarlierSheet, tools: Any) -> list[forms.Change]:
    revisions = engine.answer_history(db.session(), page.task.instance_id, sheet.element_id)
    before = [each for each in revisions if each.at <= own.at]
    definition = _definition(page.task.version_id, sheet.element_id)
    if not before or definition is None:
        return []
    return forms.diff(definition, before[-1].data, _data(sheet), **tools)


def _tools(page: TaskPage) -> Any:
    return form_tools(page.task.version_id, page.context)


def _definition(version_id: int, element_id: str) -> forms.Definition | None:
    return packages.form_of(db.session(), version_id, element_id.partition("+")[0])   # a signer's sheet lies beside the step's


def _data(sheet: EarlierSheet) -> Mapping[str, Any]:
    return {answer.key: answer.value for answer in sheet.answers}
