"""A diagram of a draft as a list of steps: what a phone shows, what a screen reader tells, as it stands now."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue

import engine
from webapp.db import db
from webapp.domain import drafts, packages, wording
from webapp.domain.drafts import names
from webapp.features import found, locale
from webapp.features.studio import blueprint
from webapp.features.studio.access import shelf_or_404


@blueprint.get("/studio/<package>/steps/<path:path>")
def steps(package: str, path: str) -> ResponseReturnValue:
    """The steps of every process in one file."""
    shelf = shelf_or_404(package)
    files = drafts.standing_files(db.session(), shelf)
    content = found(files.get(path) if path.endswith(".bpmn") else None)
    called, trouble = names.elements(files, locale()), ""
    try:
        told = [(_called(process, called), packages.outline(_named(process, called)))
                for process in engine.drawn_processes(path, content)]
    except engine.Refused as refused:
        told, trouble = [], " ".join(wording.finding_said(each, locale(), called) for each in refused.findings)
    return render_template("studio/steps.html", shelf=shelf, path=path, told=told, trouble=trouble,
                           title=names.titles(files, locale()).get(path, path))


def _called(process: engine.Process, called: dict[str, str]) -> str:
    return called.get(process.process_id) or process.name or process.process_id


def _named(process: engine.Process, called: dict[str, str]) -> engine.Process:
    """The same with every name in the reader's language."""
    elements = tuple(replace(each, name=called.get(each.id, each.name)) for each in process.elements)
    return replace(process, elements=elements)
