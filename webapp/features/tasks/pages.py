"""The task page, which looking at it and a form that is not in order come back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, g, render_template, request, url_for

import engine
import forms
from webapp.db import db
from webapp.domain import cases, confirmations, documents, errands, people, portal, tasks
from webapp.domain.tasks import TaskPage
from webapp.features import bound_form, found, locale
from webapp.features.tasks.reading import changes_since, sheets


@dataclass(frozen=True)
class Trouble:
    """What was refused beside the form, in words; what had been written there is shown again."""

    act: str
    words: str

    def typed(self, act: str, field: str) -> str:
        """What stood in a field of the form that was refused."""
        return request.form.get(field, "") if act == self.act else ""


def page_or_404(task_id: int) -> TaskPage:
    """The task with its surroundings, if the reader may see it."""
    return found(tasks.page(db.session(), g.actor, task_id))


def bound(page: TaskPage, *, is_post: bool = False) -> forms.BoundForm | None:
    """The task's form, begun with the draft or with what earlier answers offer."""
    if page.definition is None:
        return None
    initial = page.last_round if is_post else page.initial
    return bound_form(page.definition, page.task.version_id, page.context, initial=initial,
                      is_post=is_post)


def bound_to_act(task_id: int) -> tuple[TaskPage, forms.BoundForm | None]:
    """The page and the posted form, for whoever may answer; onlookers are sent away."""
    page = page_or_404(task_id)
    if not page.may_act and page.task.closed_at is None:
        abort(403)
    return page, bound(page, is_post=True)


def render(page: TaskPage, answers: forms.BoundForm | None, *, trouble: Trouble | None = None) -> str:
    """The whole page."""
    session, project = db.session(), page.project
    offered = tasks.choices(session, g.actor, page.task, acts=page.may_act)
    return render_template(
        "tasks/show.html", page=page, task=page.task, project=page.project, answers=answers,
        sheets=sheets(page), changes=changes_since(page), signing_address=_signing_address(page.task),
        may_mail_link=errands.may_resend(session, g.actor, page.task),
        choices=offered, trouble=trouble, is_suspended=not page.task.closed_at and cases.is_suspended(session, project),
        done_by=_names_of(offered.done_by),
        asked_by=people.named(session, [offered.asked_by]).get(offered.asked_by or "", offered.asked_by),
        colleagues=[each for each in people.choices(session, locale=locale()) if each[0] != page.task.assignee] if page.may_assign else [],
        versions=documents.versions_of(session, project.id) if project else [],
        remarks=portal.remarks_beside(session, project, page.task.element_id) if project else [])


def _names_of(done_by: Mapping[str, str]) -> dict[str, str]:
    names = people.named(db.session(), done_by.values())
    return {element: names.get(actor, actor) for element, actor in done_by.items()}


def _signing_address(task: engine.Task) -> str | None:
    """A task that is our side's signature is done on the signing page, not by a form."""
    confirmation = confirmations.of_task(db.session(), task)
    if confirmations.side_of(task) is None or confirmation is None:
        return None
    return url_for("signing.confirmations.show", confirmation_id=confirmation.id)
