"""What the reader was told: a list, each read by opening what it is about, or all at once."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import notifications
from webapp.features import found, locale
from webapp.features.notifications import blueprint
from webapp.transaction import transaction


@blueprint.get("/notifications/")
def index() -> ResponseReturnValue:
    """The latest, newest first."""
    told = notifications.of_actor(db.session(), g.actor.id)
    return render_template("notifications/index.html",
                           told=[(each, notifications.worded(db.session(), each, locale())) for each in told])


@blueprint.post("/notifications/<int:notification_id>/reading")
def read(notification_id: int) -> ResponseReturnValue:
    """Mark one as read and go to what it is about."""
    told = found(notifications.of_reader(db.session(), notification_id, g.actor.id))
    with transaction() as rows:
        notifications.mark_read(rows, actor_id=g.actor.id, notification_id=notification_id)
    return redirect(told.path)


@blueprint.post("/notifications/reading")
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    with transaction() as rows:
        notifications.mark_all_read(rows, actor_id=g.actor.id)
    return redirect(url_for("notifications.index"))
