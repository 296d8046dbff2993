"""A draft's overview: its files, who is here, what is wrong, what happened; begun, exported and thrown away here."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
from webapp.db import db
from webapp.domain import drafts, people
from webapp.domain.drafts import names
from webapp.features import found, locale
from webapp.features.studio import blueprint
from webapp.features.studio.access import draft_or_404, said, shelf_or_404, status_of
from webapp.features.studio.findings import parted, tell
from webapp.features.studio.words import BEGUN_WORDS, KIND_WORDS
from webapp.handlers import VERBS
from webapp.transaction import transaction

SHOWN_FINDINGS = 40
SHOWN_REVISIONS = 60


@blueprint.get("/studio/<package>/")
def show(package: str) -> ResponseReturnValue:
    """The overview of a draft, or what is live where nobody drafts."""
    return overview(package)


@blueprint.post("/studio/<package>/draft")
def begin(package: str) -> ResponseReturnValue:
    """Begin to work on what is live, perhaps on the file one looks at; whoever comes second joins the same draft."""
    shelf = shelf_or_404(package)
    path = request.form.get("path", "")
    with transaction() as rows:
        drafts.begin(rows, package, actor=g.actor)
    if drafts.standing_file(db.session(), shelf, path):
        return redirect(url_for("studio.file", package=package, path=path))
    return redirect(url_for("studio.show", package=package))


@blueprint.post("/studio/<package>/removal")
def discard(package: str) -> ResponseReturnValue:
    """Throw the draft away; what is live stays."""
    draft_or_404(package)
    with transaction() as rows:
        drafts.discard(rows, package, actor=g.actor)
    flash(gettext("The draft was thrown away. What is live goes on."), "good")
    return redirect(url_for("studio.index"))


@blueprint.get("/studio/<package>/here")
def here(package: str) -> ResponseReturnValue:
    """Who else has a file of the draft open: a part of the overview, asked for again and again."""
    shelf, draft = draft_or_404(package)
    return render_template("studio/_here.html", shelf=shelf, others=drafts.others(db.session(), draft, g.actor))


@blueprint.get("/studio/<package>/export")
def export(package: str) -> ResponseReturnValue:
    """The draft as a zip, else what is live."""
    shelf = shelf_or_404(package)
    session = db.session()
    name = f"{package}-draft.zip" if shelf.draft else f"{package}-{found(shelf.live).number}.zip"
    return Response(drafts.pack(drafts.standing_files(session, shelf)), mimetype="application/zip",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/studio/<package>/history")
def history(package: str) -> ResponseReturnValue:
    """Every revision that was saved since the draft was begun, or all of one of its files, the latest first."""
    shelf, draft = draft_or_404(package)
    path = request.args.get("file", "")
    rows = drafts.revisions(db.session(), draft, path, limit=SHOWN_REVISIONS)
    savers = people.named(db.session(), [row.saved_by for row in rows])
    standing = {head: row.number for head, row in drafts.heads(db.session(), draft.id).items()}
    return render_template("studio/history.html", shelf=shelf, rows=rows, names=savers, path=path, standing=standing,
                           titles=names.titles(drafts.files(db.session(), draft.id), locale()), may_draft="draft" in shelf.rights)


def overview(package: str, refusal: engine.EngineError | None = None) -> ResponseReturnValue:
    """The page, perhaps with what was refused."""
    shelf = shelf_or_404(package)
    session = db.session()
    heads = drafts.heads(session, shelf.draft.id) if shelf.draft else {}
    files = drafts.standing_files(session, shelf)
    found_ = drafts.findings(files, handlers=VERBS) if shelf.draft else []
    doubted, untranslated = parted(found_)
    ready = drafts.readiness(session, shelf.draft, handlers=VERBS) if shelf.draft else None
    page = render_template(
        "studio/show.html", shelf=shelf, draft=shelf.draft, heads=heads, kinds=drafts.kinds(names.in_order(files)), changed=drafts.changed(session, shelf.draft) if shelf.draft else [],
        kind_words=KIND_WORDS, begun_words=BEGUN_WORDS, titles=names.titles(files, locale()), trouble=said(refusal) if refusal else "",
        errors=drafts.stops_publishing(found_), told=list(tell(doubted[:SHOWN_FINDINGS], files)), findings=len(doubted), untranslated=untranslated,
        others=drafts.others(session, shelf.draft, g.actor) if shelf.draft else [],
        names=people.named(session, _hands(shelf, list(heads.values()), ready)),
        ready=ready, published=drafts.publications(session, package), live=engine.count_live(session, package),
        before_disk=drafts.stands_before_disk(session, package) is not None,
        versions=engine.versions(session, package, limit=10), comments=drafts.comments(session, package))
    return (page, status_of(refusal)) if refusal else page


def _hands(shelf: drafts.Shelf, rows: list[drafts.DraftRevision], ready: drafts.Readiness | None) -> set[str]:
    hands = {row.saved_by for row in rows} | ({shelf.draft.begun_by} if shelf.draft else set())
    hands |= {each.reviewed_by for each in ready.reviews} if ready else set()
    return hands | ({ready.request.asked_by} if ready and ready.request else set())
