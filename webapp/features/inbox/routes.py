"""The pages of the inbox; nothing here writes."""

from __future__ import annotations

from dataclasses import replace

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import tasks
from webapp.features.inbox import blueprint
from webapp.features.inbox.filters import Filters
from webapp.features.inbox.sections import sections


@blueprint.get("/", endpoint="home")
@blueprint.get("/inbox/")
def index() -> ResponseReturnValue:
    """A page of one box; htmx asks for the list alone. Who has nothing of their own sees what is offered."""
    filters = Filters.of(request.args)
    shown = _inbox(filters)
    if not request.args and not shown.counts["mine"] and shown.counts["groups"]:
        filters = replace(filters, box="groups")
        shown = _inbox(filters)
    is_part = request.headers.get("HX-Target") == "list"
    return render_template("inbox/_list.html" if is_part else "inbox/index.html",
                           inbox=shown, sections=sections(shown.rows), filters=filters)


def _inbox(filters: Filters) -> tasks.Inbox:
    return tasks.inbox(db.session(), g.actor, box=filters.box, due=filters.due,
                       search=filters.search, page=filters.page)
