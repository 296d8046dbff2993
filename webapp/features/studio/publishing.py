"""Reviewing, publishing and rolling back: what the reader saw is named by its hash, a refusal comes back in its place."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

import engine
from webapp import processes
from webapp.db import db
from webapp.domain import drafts, packages, trials
from webapp.features import found, row_number
from webapp.features.studio import blueprint
from webapp.features.studio.access import draft_or_404, number, shelf_or_404
from webapp.features.studio.drafts import overview
from webapp.handlers import VERBS
from webapp.transaction import transaction


@blueprint.post("/studio/<package>/review-requests")
def ask_for_review(package: str) -> ResponseReturnValue:
    """Ask whoever may review for their word on the draft as it was seen."""
    draft_or_404(package)
    return _attempt(package, gettext("Whoever may review was asked."), lambda rows: drafts.ask_for_review(
        rows, package, seen=_seen(), actor=g.actor))


@blueprint.post("/studio/<package>/reviews")
def review(package: str) -> ResponseReturnValue:
    """Agree with the draft as it was seen, or return it with a reason."""
    draft_or_404(package)
    agrees = request.form.get("verdict") == "agree"
    return _attempt(package, gettext("Your review is noted."), lambda rows: drafts.review(
        rows, package, seen=_seen(), approves=agrees, note=request.form.get("note", ""), actor=g.actor))


@blueprint.post("/studio/<package>/publication")
def publish(package: str) -> ResponseReturnValue:
    """Make the draft the live version; its examples are played before anybody has to wait for it."""
    draft_or_404(package)
    words = drafts.Words(_seen(), request.form.get("notes", ""))
    try:
        proof = drafts.prove(db.session(), package, words, actor=g.actor, handlers=VERBS, play=trials.check_examples)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return overview(package, refusal)
    return _attempt(package, gettext("Published. New cases begin in this version; running ones go on in theirs until you migrate them."),
                    lambda rows: drafts.publish(rows, package, words, proof, actor=g.actor, handlers=VERBS))


@blueprint.post("/studio/<package>/rollback")
def publish_again(package: str) -> ResponseReturnValue:
    """Publish an older version again."""
    shelf_or_404(package)
    version_id, live = (row_number(request.form.get(name, "")) for name in ("version", "live"))
    old = found(packages.get_version(db.session(), version_id))
    if old.package != package:
        abort(404)
    packages.look_ahead(drafts.files_of(db.session(), old.id), handlers=VERBS)
    return _attempt(package, gettext("The older version is live again, under a new number."), lambda rows: drafts.publish_again(
        rows, old, live=live, notes=request.form.get("notes", ""), actor=g.actor, handlers=VERBS))


@blueprint.post("/studio/<package>/disk")
def take_from_disk(package: str) -> ResponseReturnValue:
    """Take what lies in the installation's folder into the draft; nothing is published by it."""
    shelf_or_404(package)
    files = found(files_on_disk(package))
    return _attempt(package, gettext("The installation's files are in the draft now."), lambda rows: drafts.begin_from_files(
        rows, package, files, actor=g.actor))


def files_on_disk(package: str) -> dict[str, bytes] | None:
    """The package as it lies in the installation's folder."""
    folder = current_app.config["SETTINGS"].processes_dir / package
    try:
        return dict(processes.read(folder).files)
    except (OSError, processes.NotAPackage):
        return None


def _attempt(package: str, done: str, do: Callable[[Session], object]) -> ResponseReturnValue:
    try:
        with transaction() as rows:
            do(rows)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return overview(package, refusal)
    flash(done, "good")
    return redirect(url_for("studio.show", package=package))


def _seen() -> drafts.Seen:
    """What the page showed when the reader decided."""
    return drafts.Seen(request.form.get("digest", ""), number(request.form.get("live", "")))
