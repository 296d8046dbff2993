"""What is done to a case by hand: one route an act, each with its reason; a refusal comes back in its place."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

import engine
from webapp.db import db
from webapp.domain import cases, projects, wording
from webapp.domain.projects import Project
from webapp.features import found
from webapp.features.cases import blueprint
from webapp.features.cases.pages import Trouble, render
from webapp.transaction import transaction

LONGEST_REASON = 2000


@blueprint.post("/projects/<int:project_id>/case/return")
def send_back(project_id: int) -> ResponseReturnValue:
    """Return to an earlier step."""
    return _attempt(project_id, "return", gettext("The project was returned."), lambda rows, project: cases.send_back(
        rows, project, _by(), token=_said("token"), to=_said("to")))


@blueprint.post("/projects/<int:project_id>/case/move")
def move(project_id: int) -> ResponseReturnValue:
    """Let a token go on at another step."""
    return _attempt(project_id, "move", gettext("The project goes on at another step."), lambda rows, project: (
        cases.move_token(rows, project, _by(), token=_said("token"), to=_said("to"))))


@blueprint.post("/projects/<int:project_id>/case/skip")
def skip(project_id: int) -> ResponseReturnValue:
    """Go on without what a token waits for."""
    return _attempt(project_id, "skip", gettext("The step was skipped."), lambda rows, project: cases.skip(
        rows, project, _by(), token=_said("token")))


@blueprint.post("/projects/<int:project_id>/case/tokens")
def add(project_id: int) -> ResponseReturnValue:
    """Begin one more step beside those that are open."""
    return _attempt(project_id, "add", gettext("One more step is open."), lambda rows, project: cases.add_token(
        rows, project, _by(), at=_said("to")))


@blueprint.post("/projects/<int:project_id>/case/removal")
def remove(project_id: int) -> ResponseReturnValue:
    """Take a token away."""
    return _attempt(project_id, "remove", gettext("The step was taken away."), lambda rows, project: (
        cases.cancel_token(rows, project, _by(), token=_said("token"))))


@blueprint.post("/projects/<int:project_id>/case/variables")
def set_variable(project_id: int) -> ResponseReturnValue:
    """Set one variable of the process."""
    return _attempt(project_id, "set", gettext("The variable is set."), lambda rows, project: cases.set_variable(
        rows, project, _by(), name=_said("name"), value=_said("value")))


@blueprint.post("/projects/<int:project_id>/case/suspension")
def suspend(project_id: int) -> ResponseReturnValue:
    """Let nothing happen until it is resumed."""
    return _attempt(project_id, "suspend", gettext("The project is suspended."), lambda rows, project: cases.suspend(
        rows, project, _by()))


@blueprint.post("/projects/<int:project_id>/case/resumption")
def resume(project_id: int) -> ResponseReturnValue:
    """Let it go on."""
    return _attempt(project_id, "resume", gettext("The project goes on."), lambda rows, project: cases.resume(
        rows, project, _by()))


@blueprint.post("/projects/<int:project_id>/case/termination")
def terminate(project_id: int) -> ResponseReturnValue:
    """End it where it stands."""
    return _attempt(project_id, "terminate", gettext("The project was terminated."), lambda rows, project: (
        cases.terminate(rows, project, _by())))


def _attempt(project_id: int, act: str, done: str, do: Callable[[Session, Project], None]) -> ResponseReturnValue:
    """Do it and show where the project stands now; or say on the same page why not, with what was written."""
    project = found(projects.visible(db.session(), g.actor, project_id))
    try:
        with transaction() as rows:
            do(rows, found(projects.visible(rows, g.actor, project_id)))
    except cases.MayNotMove:
        raise
    except engine.EngineError as refusal:
        words = wording.fill(gettext, refusal.message_id, refusal.facts)
        status = 422 if isinstance(refusal, wording.FieldRefused) else 409
        return render(project, token=_said("token"), trouble=Trouble(act, words)), status
    flash(done, "good")
    return redirect(url_for("cases.show", project_id=project_id))


def _by() -> cases.By:
    """Who does it, why, and how the case stood on the page."""
    return cases.By(g.actor, _said("reason").strip()[:LONGEST_REASON], _said("seen"))


def _said(name: str) -> str:
    return request.form.get(name, "")
