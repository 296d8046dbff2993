"""Who is here: signing in and out, language and theme, and what every page shows around its content.

A page is closed unless its screen family is named here as open: forgetting a check hides a page from
staff, it never shows one to a stranger.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

import engine
from webapp import features
from webapp.db import db
from webapp.domain import clock, notifications, people, tasks
from webapp.features.auth.places import places

OPEN_FAMILIES = frozenset({"auth", "signing", "errands", "portal", "health", "verification"})

blueprint = Blueprint("auth", __name__, template_folder="templates")


@blueprint.record_once
def dress(state: BlueprintSetupState) -> None:
    """Pages of every family speak of times alike and know where the built files are."""
    features.dress(cast("Flask", state.app))


@blueprint.before_app_request
def know_the_actor() -> ResponseReturnValue | None:
    """Find who is signed in; send whoever is not to the sign-in page."""
    g.actor = None
    if request.endpoint == "static":
        return None
    if "person_id" in session:
        g.actor = people.actor_of(db.session(), session["person_id"], epoch=session.get("epoch"),
                                  key=session.get("key"))
    if g.actor or request.blueprint in OPEN_FAMILIES or request.endpoint is None:
        return None
    asked = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("auth.sign_in", next=asked))


@blueprint.after_app_request
def keep_pages_fresh(response: Response) -> Response:
    """A list of tasks from yesterday is a lie, so no page is kept; built files name their content."""
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.app_context_processor
def surroundings() -> dict[str, Any]:
    """Reader, language, theme and the places one can go to: for staff; a customer at work behind a link has none."""
    reader, settings = g.get("actor"), current_app.config["SETTINGS"]
    actor = reader if reader is not None and reader.is_staff else None
    return {
        "actor": actor,
        "locale": features.locale(),
        "theme": request.cookies.get("theme", "system"),
        "now": engine.now(),
        "clock_turned": actor and settings.on_loopback and clock.turned_by(settings),
        "places": places(settings, actor) if actor else [],
        "inbox_count": tasks.waiting(db.session(), actor) if actor else 0,
        "unread_count": notifications.unread_count(db.session(), actor.id) if actor else 0,
    }


from webapp.features.auth import preferences, sessions  # noqa: E402, F401 -- routes need the blueprint
