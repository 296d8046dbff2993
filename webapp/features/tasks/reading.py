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

    def __init__(self, page: TaskPage, said: EarlierSheet) -> None:
        self._page, self.said = page, said

    @cached_property
    def shown(self) -> list[forms.Shown]:
        return _words(self._page, self.said)


@dataclass(frozen=True)
class Changes:
    """What an earlier step says otherwise than when this task was last handed in."""

    name: str
    changes: list[forms.Change]


def sheets(page: TaskPage) -> list[Sheet]:
    """Earlier answers, the latest first: it is most often the one asked about."""
    return [Sheet(page, sheet) for sheet in reversed(page.earlier)]


def changes_since(page: TaskPage) -> list[Changes]:
    """When a step comes round again: what the others have changed since its last answer."""
    own = next((sheet for sheet in page.earlier if sheet.element_id == page.task.element_id), None)
    if own is None:
        return []
    found = [Changes(sheet.name, _changes(page, sheet, own))
             for sheet in page.earlier if sheet.at > own.at and sheet.element_id != own.element_id]
    return [each for each in found if each.changes]


def _changes(page: TaskPage, sheet: EarlierSheet, own: EarlierSheet) -> list[forms.Change]:
    revisions = engine.answer_history(db.session(), page.task.instance_id, sheet.element_id)
    before = [each for each in revisions if each.at <= own.at]
    definition = _definition(page.task.version_id, sheet.element_id)
    if not before or definition is None:
        return []
    return forms.diff(definition, before[-1].data, _data(sheet),
                      **form_tools(page.task.version_id, page.context))


def _words(page: TaskPage, sheet: EarlierSheet) -> list[forms.Shown]:
    definition = _definition(page.task.version_id, sheet.element_id)
    if definition is None:
        return []
    return forms.display(definition, _data(sheet), **form_tools(page.task.version_id, page.context))


def _definition(version_id: int, element_id: str) -> forms.Definition | None:
    session, step = db.session(), element_id.partition("+")[0]   # a signer's sheet lies beside the step's
    form_id = next((element.form_id for process in engine.processes(session, version_id)
                    for element in process.elements if element.id == step), None)
    return packages.form(session, version_id, form_id) if form_id else None


def _data(sheet: EarlierSheet) -> Mapping[str, Any]:
    return {answer.key: answer.value for answer in sheet.answers}
