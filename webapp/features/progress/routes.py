"""The progress page and the documents on it; a link shows, it never lets anybody change anything."""

from __future__ import annotations

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from werkzeug.http import dump_options_header

from webapp.db import db
from webapp.domain import confirmations, customers, documents, evidence
from webapp.domain.confirmations import LinkUnusable
from webapp.domain.confirmations.progress import Progress
from webapp.features import found
from webapp.features.progress import blueprint

STATES = {"done": "done", "active": "here", "ahead": "ahead"}


@blueprint.get("/p/<token>")
def show(token: str) -> ResponseReturnValue:
    """Stage, what waits for whom, what was signed."""
    link = confirmations.follow(db.session(), token)
    contact = customers.contact_of_actor(db.session(), link.contact)
    if contact is not None and "locale" not in request.cookies:
        g.locale = contact.locale
    progress = confirmations.progress_of(db.session(), link)
    return render_template(
        "progress/show.html", token=token, progress=progress, stages=_stages(progress),
        contact=contact, locale_code=str(get_locale()),
        readable=documents.readable(db.session(), progress.project.id),
        proven=evidence.standing(db.session(), progress.project.id),
        named=lambda name: confirmations.stage_name(
            db.session(), progress.project, name, str(get_locale())),
        signers=lambda confirmation: confirmations.signers(db.session(), confirmation),
    )


@blueprint.get("/p/<token>/documents/<int:version_id>")
def show_document(token: str, version_id: int) -> ResponseReturnValue:
    """A version the customer was asked to sign."""
    link = confirmations.follow(db.session(), token)
    version = found(confirmations.shown_version(db.session(), link, version_id))
    response = Response(documents.content_of(db.session(), version.file), mimetype="application/pdf")
    name = f"{version.document.title}-v{version.number}.pdf"
    response.headers["Content-Disposition"] = dump_options_header("inline", {"filename*": name})
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(version.sha256)
    return response.make_conditional(request)


@blueprint.get("/p/<token>/documents/<int:version_id>/reading")
def read_document(token: str, version_id: int) -> ResponseReturnValue:
    """The same as words that fit any screen."""
    link = confirmations.follow(db.session(), token)
    version = found(confirmations.shown_version(db.session(), link, version_id))
    return render_template(
        "progress/reading.html", token=token, version=version,
        project=confirmations.progress_of(db.session(), link).project,
        reading=found(documents.reading_of(db.session(), version_id) or None))


@blueprint.get("/p/<token>/documents/<int:version_id>/signed")
def show_signed(token: str, version_id: int) -> ResponseReturnValue:
    """The document with everybody's signature in it, as far as it is signed."""
    version = _shown(token, version_id)
    return _saved(found(evidence.signed_pdf(db.session(), version_id)), f"{version.document.number}-v{version.number}-signed.pdf")


@blueprint.get("/p/<token>/documents/<int:version_id>/evidence")
def show_evidence(token: str, version_id: int) -> ResponseReturnValue:
    """What proves the signing without us."""
    version = _shown(token, version_id)
    return _saved(found(evidence.pack_of(db.session(), version_id)), evidence.file_name(version))


def _saved(content: bytes, name: str) -> Response:
    """A proof is saved under its own name: it is kept, not looked at in passing."""
    response = Response(content, mimetype="application/zip" if name.endswith(".zip") else "application/pdf")
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename*": name})
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _shown(token: str, version_id: int) -> documents.DocumentVersion:
    return found(confirmations.shown_version(db.session(), confirmations.follow(db.session(), token), version_id))


@blueprint.errorhandler(LinkUnusable)
def end(error: LinkUnusable) -> ResponseReturnValue:
    """A link that leads nowhere, in words."""
    status = 404 if error.message_id == "link-unknown" else 410
    return render_template("progress/end.html", expired=status == 410), status


def _stages(progress: Progress) -> list[dict[str, object]]:
    """The stages as the line of stations shows them."""
    words = {"done": gettext("done"), "here": gettext("now"), "ahead": gettext("ahead")}
    return [
        {
            "number": number, "state": STATES[stage.state], "words": words[STATES[stage.state]],
            "name": confirmations.stage_name(
                db.session(), progress.project, stage.name, str(get_locale())),
            "is_far": False,
        }
        for number, stage in enumerate(progress.stages, 1)
    ]
