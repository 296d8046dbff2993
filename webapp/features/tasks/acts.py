"""Taking a task, giving it back, and talking about it."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.domain import tasks
from webapp.features import found
from webapp.features.tasks import blueprint
from webapp.transaction import transaction


@blueprint.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> ResponseReturnValue:
    """Take a task that is offered to one's group."""
    with transaction() as rows:
        tasks.claim(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor)
    flash(gettext("The task is yours now."), "good")
    return redirect(url_for("tasks.show", task_id=task_id))


@blueprint.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> ResponseReturnValue:
    """Give it back to the group."""
    with transaction() as rows:
        tasks.release(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor)
    flash(gettext("The task is open to your group again."), "good")
    return redirect(url_for("inbox.index", box="groups"))


@blueprint.post("/tasks/<int:task_id>/comments")
def comment(task_id: int) -> ResponseReturnValue:
    """Say something in the task's thread."""
    text = request.form.get("text", "").strip()[:5000]
    if text:
        with transaction() as rows:
            tasks.comment(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor, text=text,
                          nonce=request.form.get("nonce", ""))
    return redirect(url_for("tasks.show", task_id=task_id, _anchor="thread"))
