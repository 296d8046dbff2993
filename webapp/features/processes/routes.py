"""The deployed packages, their versions, and the diagrams that every page with a diagram draws."""

from __future__ import annotations

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

import engine
from webapp import processes
from webapp.db import db
from webapp.domain import drafts, packages, registers
from webapp.domain.packages.words import read_words
from webapp.features import found, locale
from webapp.features.processes import blueprint
from webapp.features.processes.diagrams import translated
from webapp.features.processes.loads import loads_on


@blueprint.get("/processes/")
def index() -> ResponseReturnValue:
    """The newest version of every package."""
    session = db.session()
    latest = engine.newest_versions(session)
    names = {version.id: packages.name_of(session, version.id, locale()) for version in latest}
    return render_template("processes/index.html", latest=latest, names=names, starters=_starters(), chinese=_chinese(),
                           may_begin=drafts.may_begin_packages(g.actor))


@blueprint.get("/processes/starters/<package>.bpmn")
def starter(package: str) -> ResponseReturnValue:
    """The XML of a starter's own diagram, as it lies on disk."""
    chosen = found(next((each for each in _starters() if each.manifest.key == package), None))
    words = {} if _chinese() else read_words(chosen.files["i18n/en.po"])
    return Response(translated(chosen.files[f"bpmn/{chosen.manifest.root}.bpmn"], words), mimetype="application/xml")


def _starters() -> list[processes.Package]:
    return processes.starters(current_app.config["SETTINGS"].processes_dir)


def _chinese() -> bool:
    return locale().startswith("zh")


@blueprint.get("/processes/<int:version_id>")
def show(version_id: int) -> ResponseReturnValue:
    """One version: its diagrams, what is in them, and the other versions of its package."""
    session = db.session()
    version = found(packages.get_version(session, version_id))
    all_processes = packages.in_order(session, version_id)
    asked = request.args.get("process") or packages.root_process(session, version_id).process_id
    shown = found(next((p for p in all_processes if p.process_id == asked), None))
    return render_template(
        "processes/show.html", version=version, processes=all_processes, shown=shown, lines=packages.outline(shown),
        loads=loads_on(version_id, shown),
        name=packages.name_of(session, version_id, locale()),
        versions=engine.versions(session, version.package),
        library=registers.library(session, g.actor, version.package))


@blueprint.get("/processes/<int:version_id>/<process_id>.bpmn")
def diagram(version_id: int, process_id: str) -> ResponseReturnValue:
    """The XML of one diagram, as it was frozen."""
    session = db.session()
    found(packages.get_version(session, version_id))
    process = found(next((process for process in engine.processes(session, version_id)
                          if process.process_id == process_id), None))
    xml = engine.file(session, version_id, process.file)
    return Response(translated(xml, packages.all_words(session, version_id, locale())), mimetype="application/xml")
