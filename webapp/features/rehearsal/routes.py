"""The clock of the demo, and the trail of the project that a case's run key names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, current_app, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

import engine
from webapp.db import db
from webapp.domain import clock, projects
from webapp.features import LOOPBACK, way_back
from webapp.features.rehearsal import blueprint
from webapp.features.rehearsal.trail import standing_of, trail_of
from webapp.transaction import transaction


@blueprint.before_request
def only_in_the_demo() -> None:
    """Nobody turns the clock of an installation that people work with."""
    settings = current_app.config["SETTINGS"]
    if not (settings.demo and settings.on_loopback and request.remote_addr in LOOPBACK):
        abort(404)


@blueprint.get("/demo/clock")
def show() -> ResponseReturnValue:
    """What time it is here."""
    return jsonify(_clock())


@blueprint.post("/demo/clock")
def turn() -> ResponseReturnValue:
    """Turn this database's clock to a moment."""
    to = _moment(request.form.get("to", ""))
    with transaction() as session:
        clock.turn(session, to=to, settings=current_app.config["SETTINGS"])
    return jsonify(_clock())


@blueprint.post("/demo/clock/return")
def turn_back() -> ResponseReturnValue:
    """Return to the machine's own time."""
    with transaction() as session:
        clock.turn_back(session, settings=current_app.config["SETTINGS"])
    return redirect(way_back("/")) if "back" in request.form else jsonify(_clock())


@blueprint.get("/demo/trails/<reference>")
def show_trail(reference: str) -> ResponseReturnValue:
    """What happened in the project with this reference, as far as the reader may see it.

    `brief` asks only where it stands, which is asked often.
    """
    listed = projects.listed(db.session(), g.actor, include_closed=True)
    project = next((each for each in listed if each.answers.get("reference") == reference), None)
    due = engine.due(db.session())
    waiting = due.jobs + due.leased + due.timers + engine.unread(db.session(), "reactions")
    tell = standing_of if "brief" in request.args else trail_of
    return jsonify({**_clock(), "due": waiting, "next_at": due.next_at.isoformat() if due.next_at else None,
                    "trail": tell(db.session(), project) if project else None})


def _clock() -> dict[str, Any]:
    return {"now": engine.now().isoformat(), "turned_seconds": engine.clock_offset().total_seconds(),
            "csrf_token": generate_csrf()}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        abort(422)
    return moment if moment.tzinfo else abort(422)
