"""The task page and handing in."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

import engine
import forms
from webapp.domain import tasks, wording
from webapp.features import found, keep_file, package_words
from webapp.features.tasks import blueprint
from webapp.features.tasks.pages import Trouble, bound, bound_to_act, page_or_404, render
from webapp.transaction import transaction


@blueprint.get("/tasks/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """The form beside its context; `alone` asks for the form by itself."""
    page = page_or_404(task_id)
    if "alone" in request.args and page.may_act:
        return render_template("tasks/alone.html", page=page, task=page.task, answers=bound(page), signing_address=None)
    return render(page, bound(page))


@blueprint.post("/tasks/<int:task_id>/completion")
def complete(task_id: int) -> ResponseReturnValue:
    """Hand in; what is not in order comes back on the same page, with nothing lost."""
    page, answers = bound_to_act(task_id)
    if answers is not None:
        _keep_files_of(answers)
        if answers.is_refresh or not answers.validate():
            return render(page, answers), 200 if answers.is_refresh else 422
    try:
        with transaction() as rows:
            done = tasks.submit(rows, page.task, actor=g.actor, data=answers.clean() if answers else {})
    except (engine.InstanceSuspended, engine.MoveRefused) as refusal:
        return _kept(page, answers, refusal), 409
    _say_what_follows(page.task, done)
    return redirect(url_for("inbox.index"))


@blueprint.post("/tasks/<int:task_id>/draft")
def save_draft(task_id: int) -> ResponseReturnValue:
    """Keep what was typed so far; a script asks this while one types."""
    page, answers = bound_to_act(task_id)
    with transaction() as rows:
        if answers is not None:
            answers.store_files(keep_file)
        data = answers.draft() if answers else {}
        tasks.save_draft(rows, found(tasks.find(rows, g.actor, page.task.id)), actor=g.actor, data=data)
    return "", 204


def _kept(page: tasks.TaskPage, answers: forms.BoundForm | None, refusal: engine.EngineError) -> str:
    """What cannot be handed in just now is kept as a draft and shown again, with the reason."""
    if answers is not None:
        with transaction() as rows:
            tasks.save_draft(rows, page.task, actor=g.actor, data=answers.draft())
    words = wording.fill(gettext, refusal.message_id, refusal.facts)
    return render(page, answers, trouble=Trouble("completion", words))


def _keep_files_of(answers: forms.BoundForm) -> None:
    """Keep what arrived before judging the rest, so that no file is sent twice; without any, write nothing."""
    if any(file.filename for _name, file in request.files.items(multi=True)):
        with transaction():
            answers.store_files(keep_file)


def _say_what_follows(task: engine.Task, done: engine.Completion) -> None:
    """Tell what was done, and lead to the next step where it is the same person's."""
    name = package_words(task.version_id, task.name)
    if done.incident is not None:
        flash(gettext("“%(name)s” is handed in and kept, but the step after it got stuck. "
                      "Those who can mend it were told.", name=name), "late")
        return
    mine = next((opened for opened in done.opened if opened.assignee == g.actor.id), None)
    if mine is None:
        flash(gettext("“%(name)s” is handed in.", name=name), "good")
        return
    flash(Markup('{} <a href="{}">{}</a>').format(
        gettext("“%(name)s” is handed in. Next for you:", name=name),
        url_for("tasks.show", task_id=mine.id), package_words(mine.version_id, mine.name)), "good")
