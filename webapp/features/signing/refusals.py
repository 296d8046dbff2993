"""Errors of the ceremony become its own pages; nobody who holds a link is left with a bare status."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

import engine
from webapp.domain.confirmations import (
    AlreadySigned,
    ConfirmationOver,
    LinkUnusable,
    MayNotSign,
    NobodyWaits,
    OtherDocument,
)
from webapp.features.signing import blueprint, staff
from webapp.features.signing.language import speak_as
from webapp.features.signing.words import dead_end


@blueprint.errorhandler(AlreadySigned)
@blueprint.errorhandler(ConfirmationOver)
@blueprint.errorhandler(LinkUnusable)
@blueprint.errorhandler(MayNotSign)
@blueprint.errorhandler(OtherDocument)
def end(error: engine.EngineError) -> ResponseReturnValue:
    """Say in words why this link leads no further, and what to do."""
    said = dead_end(error.message_id)
    speak_as(error.facts.get("contact"))
    return render_template("signing/end.html", said=said), said.status


@staff.errorhandler(AlreadySigned)
@staff.errorhandler(ConfirmationOver)
@staff.errorhandler(MayNotSign)
@staff.errorhandler(NobodyWaits)
@staff.errorhandler(OtherDocument)
def end_for_staff(error: engine.EngineError) -> ResponseReturnValue:
    """The same inside the product."""
    said = dead_end(error.message_id)
    return render_template("signing/end_for_staff.html", said=said), said.status
