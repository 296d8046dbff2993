"""What every door of the studio asks first: is this package the reader's to work on, and how is a refusal said."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import drafts, wording
from webapp.features import found, locale

Asked = ParamSpec("Asked")


def shelf_or_404(package: str) -> drafts.Shelf:
    """The package, if the reader may work on it; a stranger finds nothing."""
    return found(drafts.shelf_of(db.session(), g.actor, package, locale()))


def draft_or_404(package: str) -> tuple[drafts.Shelf, drafts.Draft]:
    """The package and its open draft."""
    shelf = shelf_or_404(package)
    return shelf, found(shelf.draft)


def demand_owner() -> None:
    """Whoever has no package to work on finds nothing here."""
    if not drafts.may_open_studio(db.session(), g.actor):
        abort(404)


def said(refusal: engine.EngineError) -> str:
    """A refusal in the reader's words."""
    return wording.fill(gettext, refusal.message_id, refusal.facts)


def status_of(refusal: engine.EngineError) -> int:
    """How a refusal is answered."""
    if isinstance(refusal, drafts.MayNot):
        return 403
    return 409 if isinstance(refusal, (drafts.DraftConflict, drafts.DraftClosed, drafts.OtherContent)) else 422


def in_json(view: Callable[Asked, ResponseReturnValue]) -> Callable[Asked, ResponseReturnValue]:
    """Answer a refusal as {"message": words}: an editor shows it where the reader is."""
    @wraps(view)
    def answered(*args: Asked.args, **kwargs: Asked.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except engine.EngineError as refusal:
            return jsonify(message=said(refusal)), status_of(refusal)

    return answered


def word(name: str) -> str:
    """A word that was sent, as JSON or by a form."""
    told = request.get_json(silent=True)
    value = told.get(name, "") if isinstance(told, dict) else request.form.get(name, "")
    return value if isinstance(value, str) else ""


def number(text: str) -> int | None:
    """A number of a revision or a row, if the text is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
