"""GET /health: 200 when the database answers, 503 when it does not."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.db import db
from webapp.features.health import blueprint


@blueprint.get("/health")
def show() -> ResponseReturnValue:
    """Say whether work can be done."""
    try:
        db.session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return jsonify(status="no database"), 503
    return jsonify(status="ok")
