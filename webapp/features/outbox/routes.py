"""The outbox; it exists only in the demo and only on this very machine."""

from __future__ import annotations

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import evidence, notifications
from webapp.features import LOOPBACK, found
from webapp.features.outbox import blueprint

LETTERS_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@blueprint.before_request
def only_in_the_demo() -> None:
    """Mails carry signing links: outside the demo nobody but their receivers may read them."""
    settings = current_app.config["SETTINGS"]
    if not (settings.demo and settings.on_loopback and request.remote_addr in LOOPBACK):
        abort(404)


@blueprint.get("/outbox/")
def index() -> ResponseReturnValue:
    """The latest mails, or those whose subject or address bears some words."""
    search = request.args.get("search", "").strip()[:100]
    return render_template("outbox/index.html", search=search, mails=notifications.mails(db.session(), search=search))


@blueprint.get("/outbox/<int:mail_id>/letter")
def show_letter(mail_id: int) -> ResponseReturnValue:
    """The mail as its receiver's program draws it: styles in place, nothing loaded, nothing run."""
    mail = found(notifications.mail(db.session(), mail_id))
    base_url = current_app.config["SETTINGS"].base_url
    return notifications.full_html(mail, base_url), {"Content-Security-Policy": LETTERS_POLICY}


@blueprint.get("/outbox/<int:mail_id>")
def show(mail_id: int) -> ResponseReturnValue:
    """One mail as its receiver reads it."""
    mail = found(notifications.mail(db.session(), mail_id))
    enclosed = evidence.enclosures(db.session(), mail.proof_of) if mail.proof_of else {}
    return render_template("outbox/show.html", mail=mail, text=notifications.text_of(mail), enclosed=list(enclosed))
