"""Errors become pages in words: the floor that knew raised an id with facts, here it meets its reader."""

from __future__ import annotations

import structlog
from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

import engine
from webapp import features
from webapp.db import db
from webapp.domain import (
    access,
    cases,
    clock,
    confirmations,
    documents,
    drafts,
    errands,
    evidence,
    portal,
    tasks,
    wording,
)

log = structlog.get_logger()

STATUS: dict[type[engine.EngineError], int] = {
    clock.ClockIsFixed: 403,
    tasks.NotAllowed: 403,
    cases.MayNotMove: 403,
    drafts.MayNot: 403,
    confirmations.MayNotSign: 403,
    confirmations.NotIdentified: 403,
    engine.NoSuchVersion: 404,
    engine.NoSuchFile: 404,
    engine.NoSuchProcess: 404,
    engine.NoSuchInstance: 404,
    engine.NoSuchTask: 404,
    engine.NoSuchIncident: 404,
    engine.TaskNotOpen: 409,
    engine.TaskStuck: 409,
    engine.NotYourTask: 409,
    engine.NotClaimed: 409,
    engine.InstanceEnded: 409,
    engine.InstanceSuspended: 409,
    engine.MoveRefused: 409,
    cases.MovedOn: 409,
    drafts.DraftConflict: 409,
    drafts.DraftClosed: 409,
    drafts.OtherContent: 409,
    engine.NoSuchMigration: 404,
    engine.IncidentResolved: 409,
    engine.StaleInstance: 409,
    confirmations.AlreadySigned: 409,
    confirmations.ConfirmationOver: 409,
    confirmations.NobodyWaits: 409,
    confirmations.OtherDocument: 409,
    confirmations.LinkUnusable: 410,
    access.DoorClosed: 410,
    portal.MayNotSay: 403,
    portal.OtherRequirements: 409,
    errands.ErrandOver: 410,
    documents.FileRefused: 413,
    access.TooSoon: 429,
    errands.TooSoon: 429,
    errands.TooManyFiles: 429,
    documents.DocumentNotRendered: 500,
    evidence.NotSignable: 409,
    evidence.SignerAway: 503,
    evidence.VaultClosed: 503,
}
OTHERWISE = 422


def register(app: Flask) -> None:
    """Tell the application how each kind of error is answered."""
    app.register_error_handler(engine.EngineError, _worded)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(engine.CommitUnsure, _unsure)
    app.register_error_handler(DataError, _unkeepable)
    app.register_error_handler(InternalServerError, _broken)
    app.register_error_handler(HTTPException, _plain)


def _worded(error: engine.EngineError) -> ResponseReturnValue:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), OTHERWISE)
    log.info("refused", message_id=error.message_id, status=status)
    return _page(status, wording.fill(gettext, error.message_id, error.facts))


def _form_too_old(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, gettext("This page was open for too long, or in another session. Load it again "
                              "and send it once more."))


def _unkeepable(error: DataError) -> ResponseReturnValue:
    """PostgreSQL keeps no NUL and no number beyond its columns; SQLite would have."""
    db.session.rollback()
    log.info("refused", message_id="data-not-json", error=str(error.orig))
    return _page(422, wording.fill(gettext, "data-not-json", {}))


def _database_away(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    _ask_nothing_more()
    log.error("database.away", error=str(error.orig))
    return _page(503, gettext("The database does not answer just now. Nothing was changed."))


def _ask_nothing_more() -> None:
    """Show the page as to a stranger, in the reader's language: what it would count is out of reach."""
    g.locale, g.actor = features.locale(), None


def _unsure(error: engine.CommitUnsure) -> ResponseReturnValue:
    """Cut off in the very moment of keeping: nobody can say whether it is kept, so the page does not either."""
    _ask_nothing_more()
    log.error("database.away", error=repr(error.__cause__), unsure=True)
    return _page(503, gettext("The database went away while this was being kept. Look whether it has arrived "
                              "before you send it again; nothing is done twice."))


def _broken(error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    log.error("request.broke", error=repr(error.original_exception))
    return _page(500, "")


def _plain(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code, "")


def _page(status: int, message: str) -> ResponseReturnValue:
    """The page of this status; if the database goes away while it is drawn, without what it would count."""
    try:
        return _drawn(status, message)
    except OperationalError as error:
        db.session.rollback()
        _ask_nothing_more()
        log.warning("database.away", error=str(error.orig), status=status)
        return _drawn(status, message)


def _drawn(status: int, message: str) -> ResponseReturnValue:
    """The page of this status, or the nearest there is; `message` says what exactly happened."""
    for name in (str(status), "400" if status < 500 else "500"):
        try:
            return render_template(f"errors/{name}.html", message=message, status=status), status
        except TemplateNotFound:
            continue
    return message, status
