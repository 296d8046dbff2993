"""What one does with a task beside answering it: return, hand on, delegate, ask others to sign, take back."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

import engine
from webapp.db import db
from webapp.domain import people, tasks, wording
from webapp.features import found
from webapp.features.tasks import blueprint
from webapp.features.tasks.pages import Trouble, bound, page_or_404, render
from webapp.transaction import transaction

LONGEST_REASON = 2000


@blueprint.post("/tasks/<int:task_id>/return")
def send_back(task_id: int) -> ResponseReturnValue:
    """Return the case to an earlier step, with a reason."""
    return attempt(task_id, "return", gettext("The project was returned."), lambda rows, task: tasks.send_back(
        rows, task, actor=g.actor, reason=_reason(), to=_said("to"), straight="straight" in request.form))


@blueprint.post("/tasks/<int:task_id>/assignment")
def assign(task_id: int) -> ResponseReturnValue:
    """Hand it to a colleague for good, with a reason."""
    return attempt(task_id, "assign", gettext("The task was handed on."), lambda rows, task: tasks.assign(
        rows, task, actor=g.actor, to=_said("to"), reason=_reason()))


@blueprint.post("/tasks/<int:task_id>/delegation")
def delegate(task_id: int) -> ResponseReturnValue:
    """Let a colleague answer first; the task comes back."""
    done = gettext("Your colleague was asked; the task comes back to you.")
    return attempt(task_id, "delegate", done, lambda rows, task: tasks.delegate(
        rows, task, actor=g.actor, reason=_reason(), to=_said("to")))


@blueprint.post("/tasks/<int:task_id>/signers")
def add_signer(task_id: int) -> ResponseReturnValue:
    """Ask a colleague to sign too."""
    return attempt(task_id, "signer", gettext("Your colleague was asked to sign."), lambda rows, task: (
        tasks.add_signer(rows, task, actor=g.actor, reason=_reason(), who=_said("to"), where=_said("where"))),
        onward=url_for("tasks.show", task_id=task_id, _anchor="more"))


@blueprint.post("/tasks/<int:task_id>/signers/<int:signer_id>/dismissal")
def remove_signer(task_id: int, signer_id: int) -> ResponseReturnValue:
    """Let somebody go whom one has asked."""
    return attempt(task_id, "dismissal", gettext("Your colleague is asked no longer."), lambda rows, task: (
        tasks.remove_signer(rows, task, signer_id=signer_id, actor=g.actor)),
        onward=url_for("tasks.show", task_id=task_id, _anchor="more"))


@blueprint.post("/tasks/<int:task_id>/withdrawal")
def withdraw(task_id: int) -> ResponseReturnValue:
    """Take one's own answer back."""
    return attempt(task_id, "withdraw", gettext("You have the task again."), lambda rows, task: tasks.withdraw(
        rows, task, actor=g.actor, reason=_reason()))


def attempt(task_id: int, act: str, done: str, do: Callable[[Session, engine.Task], object], *,
            onward: str = "") -> ResponseReturnValue:
    """Do it and go on; or say on the task's own page why not, with what was written still there."""
    try:
        with transaction() as rows:
            do(rows, found(tasks.find(rows, g.actor, task_id)))
    except (wording.FieldRefused, engine.MoveRefused, engine.InstanceSuspended) as refusal:
        page = page_or_404(task_id)
        told = wording.fill(gettext, refusal.message_id, _named(refusal.facts))
        status = 422 if isinstance(refusal, wording.FieldRefused) else 409
        return render(page, bound(page), trouble=Trouble(act, told)), status
    flash(done, "good")
    return redirect(onward or url_for("inbox.index"))


def _named(facts: dict[str, object]) -> dict[str, object]:
    """A person is told by name, not by account."""
    who = str(facts.get("who", ""))
    return {**facts, "who": people.named(db.session(), [who]).get(who, who)}


def _reason() -> str:
    return _said("reason").strip()[:LONGEST_REASON]


def _said(name: str) -> str:
    return request.form.get(name, "")
