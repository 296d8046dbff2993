"""GET /health: 200 when work can be done, 503 when not; each part says how it is."""

from __future__ import annotations

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from redis import Redis, RedisError
from rq import Worker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.config import Settings
from webapp.db import db
from webapp.features.health import blueprint

PATIENCE_SECONDS = 2


@blueprint.get("/health")
def show() -> ResponseReturnValue:
    """Say how database, worker and Redis are.

    Only a missing database stops work: without Redis, or while no worker runs, rows wait and are found.
    """
    settings: Settings = current_app.config["SETTINGS"]
    database = _database()
    redis, workers = _redis(settings)
    worker = "in this process" if current_app.extensions["worker"].is_alive else f"{workers} elsewhere"
    body = {"status": "ok" if database == "ok" else "no database",
            "database": database, "redis": redis, "worker": worker}
    return jsonify(body), 200 if database == "ok" else 503


def _database() -> str:
    try:
        db.session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "does not answer"
    return "ok"


def _redis(settings: Settings) -> tuple[str, int]:
    """How Redis is, and how many workers have signed on there."""
    if settings.redis_url is None:
        return "not used", 0
    try:
        connection = Redis.from_url(settings.redis_url, socket_timeout=PATIENCE_SECONDS,
                                    socket_connect_timeout=PATIENCE_SECONDS)
        return "ok", Worker.count(connection=connection)
    except RedisError:
        return "does not answer", 0
