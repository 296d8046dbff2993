"""What the customer says about a project, and what its team answers: remarks on requirements, and messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import people, portal, projects, wording
from webapp.domain.portal import NotSaid, PortalMessage, RequirementRemark
from webapp.domain.projects import Project
from webapp.features import found
from webapp.features.projects import blueprint
from webapp.transaction import transaction


@dataclass(frozen=True)
class Talk:
    """Everything that was said between the customer and the team, for the project's page."""

    open_remarks: list[RequirementRemark]
    """Rejected or unclear, and not answered yet: the oldest first."""
    settled_remarks: list[RequirementRemark]
    messages: list[PortalMessage]
    names: dict[str, str]
    may_answer: bool


def talk_of(project: Project) -> Talk:
    """What was said, with everybody's name."""
    session = db.session()
    remarks, messages = portal.remarks_of(session, project), portal.messages_of(session, project)
    waits = portal.open_among(remarks)
    said_by = [*(each.actor for each in remarks), *(each.actor for each in messages), *(each.answered_by for each in remarks)]
    return Talk(waits, [each for each in remarks if each not in waits], messages, people.named(session, said_by),
                portal.may_answer(session, g.actor, project))


@blueprint.post("/projects/<int:project_id>/messages")
def write_to_customer(project_id: int) -> ResponseReturnValue:
    """Write to the customer's contacts."""
    return _say(project_id, lambda rows, project: portal.write_back(
        rows, project, request.form.get("text", ""), actor=g.actor, nonce=request.form.get("nonce", "")))


@blueprint.post("/projects/<int:project_id>/remarks/<int:remark_id>/answer")
def answer_remark(project_id: int, remark_id: int) -> ResponseReturnValue:
    """Answer what the customer said of a requirement."""
    return _say(project_id, lambda rows, project: portal.answer(
        rows, project, remark_id, words=request.form.get("words", ""), actor=g.actor))


def _say(project_id: int, how: Callable[..., Any]) -> ResponseReturnValue:
    try:
        with transaction() as rows:
            found(how(rows, found(projects.visible(rows, g.actor, project_id))))
    except NotSaid as error:
        flash(wording.fill(gettext, error.message_id, error.facts), "late")
    else:
        flash(gettext("Sent. The customer is told by mail."), "good")
    return redirect(url_for("projects.show", project_id=project_id, _anchor="customer"), 303)
