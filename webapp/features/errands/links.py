"""For staff: mail the customer a new link to their open task."""

from __future__ import annotations

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import errands, tasks, wording
from webapp.features import found
from webapp.features.errands import staff
from webapp.transaction import transaction


@staff.post("/tasks/<int:task_id>/link")
def resend(task_id: int) -> ResponseReturnValue:
    """Mail a new link; the older one stops working."""
    task = found(tasks.find(db.session(), g.actor, task_id))
    found(errands.may_resend(db.session(), g.actor, task) or None)
    try:
        with transaction() as rows:
            link = errands.resend(rows, task, actor=g.actor.id)
    except (errands.TooSoon, errands.ErrandOver) as error:
        flash(wording.fill(gettext, error.message_id, error.facts), "late")
    else:
        flash(gettext("A new link is on its way to %(email)s; the older one works no more.", email=link.email), "good")
    return redirect(url_for("tasks.show", task_id=task_id))
