"""A diagram of a draft as a list of steps: what a phone shows, what a screen reader tells, as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
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
    said = names.words(files, locale())
    told, trouble = [], ""
    try:
        told = [_named(process, said) for process in engine.drawn_processes(path, content)]
    except engine.Refused as refused:
        trouble = " ".join(wording.finding_said(each, locale(), {}) for each in refused.findings)
    return render_template(
        "studio/steps.html", shelf=shelf, path=path, trouble=trouble, title=names.titles(files, locale()).get(path, path),
        told=[(process.name or process.process_id, packages.outline(process)) for process in told])


def _named(process: engine.Process, said: Mapping[str, str]) -> engine.Process:
    """The same with every name in the reader's language."""
    elements = tuple(replace(each, name=said.get(each.name, each.name)) for each in process.elements)
    flows = tuple(replace(each, name=said.get(each.name, each.name)) for each in process.flows)
    return replace(process, name=said.get(process.name, process.name), elements=elements, flows=flows)
