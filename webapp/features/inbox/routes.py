"""The pages of the inbox; nothing here writes."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import tasks
from webapp.features.inbox import blueprint
from webapp.features.inbox.filters import Filters


@blueprint.get("/", endpoint="home")
@blueprint.get("/inbox/")
def index() -> ResponseReturnValue:
    """A page of one box; htmx asks for the list alone."""
    filters = Filters.of(request.args)
    shown = tasks.inbox(db.session(), g.actor, box=filters.box, due=filters.due,
                        search=filters.search, page=filters.page)
    is_part = request.headers.get("HX-Target") == "list"
    return render_template("inbox/_list.html" if is_part else "inbox/index.html",
                           inbox=shown, filters=filters)
