"""What an approver does with a task beside answering it: return, delegate, ask others to sign, take back."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.domain import tasks
from webapp.features import found
from webapp.features.tasks import blueprint
from webapp.transaction import transaction

LONGEST_REASON = 2000


@blueprint.post("/tasks/<int:task_id>/return")
def send_back(task_id: int) -> ResponseReturnValue:
    """Return the case to an earlier step, with a reason."""
    with transaction() as rows:
        tasks.send_back(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor, reason=_reason(),
                        to=request.form.get("to", ""), straight="straight" in request.form)
    flash(gettext("The project was returned."), "good")
    return redirect(url_for("inbox.index"))


@blueprint.post("/tasks/<int:task_id>/delegation")
def delegate(task_id: int) -> ResponseReturnValue:
    """Let a colleague answer first; the task comes back."""
    with transaction() as rows:
        tasks.delegate(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor, reason=_reason(),
                       to=request.form.get("to", ""))
    flash(gettext("Your colleague was asked; the task comes back to you."), "good")
    return redirect(url_for("inbox.index"))


@blueprint.post("/tasks/<int:task_id>/signers")
def add_signer(task_id: int) -> ResponseReturnValue:
    """Ask a colleague to sign too."""
    with transaction() as rows:
        tasks.add_signer(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor, reason=_reason(),
                         who=request.form.get("to", ""), where=request.form.get("where", ""))
    flash(gettext("Your colleague was asked to sign."), "good")
    return redirect(url_for("tasks.show", task_id=task_id))


@blueprint.post("/tasks/<int:task_id>/signers/<int:signer_id>/dismissal")
def remove_signer(task_id: int, signer_id: int) -> ResponseReturnValue:
    """Let somebody go whom one has asked."""
    with transaction() as rows:
        tasks.remove_signer(rows, found(tasks.find(rows, g.actor, task_id)), signer_id=signer_id, actor=g.actor)
    flash(gettext("Your colleague is asked no longer."), "good")
    return redirect(url_for("tasks.show", task_id=task_id))


@blueprint.post("/tasks/<int:task_id>/withdrawal")
def withdraw(task_id: int) -> ResponseReturnValue:
    """Take one's own answer back."""
    with transaction() as rows:
        tasks.withdraw(rows, found(tasks.find(rows, g.actor, task_id)), actor=g.actor, reason=_reason())
    flash(gettext("You have the task again."), "good")
    return redirect(url_for("inbox.index"))


def _reason() -> str:
    return request.form.get("reason", "").strip()[:LONGEST_REASON]
