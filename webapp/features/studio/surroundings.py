"""What surrounds an element while it is edited: variables, names to pick, findings, and remarks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from webapp.db import db
from webapp.domain import drafts, people
from webapp.domain.drafts import ElementComment, names
from webapp.features import locale, role_word
from webapp.features.studio import blueprint
from webapp.features.studio.access import in_json, number, shelf_or_404, word
from webapp.features.studio.findings import parted, tell
from webapp.features.studio.words import HANDLER_WORDS
from webapp.handlers import VERBS
from webapp.transaction import transaction


@blueprint.get("/studio/<package>/context")
@in_json
def context(package: str) -> ResponseReturnValue:
    """What may be named at an element of a file."""
    shelf = shelf_or_404(package)
    session = db.session()
    files = drafts.standing_files(session, shelf)
    said, manifest = names.words(files, locale()), names.manifest(files)
    variables = drafts.available(files, request.args.get("file", ""), request.args.get("element", ""))
    return jsonify(
        variables=[{"name": each.name, "from": each.origin or gettext("the project"), "kind": each.kind,
                    "label": each.label} for each in variables],
        forms=_listed(names.forms(files), said), decisions=_listed(names.decisions(files), said),
        processes=_listed(names.processes(files), said), roles=_roles(manifest.roles if manifest else {}),
        people=[{"id": value, "name": name} for value, name in people.choices(session, locale=locale())],
        handlers=[{"type": each, "words": str(HANDLER_WORDS.get(each, each))} for each in sorted(VERBS)],
        endpoints=[{"id": each, "name": each} for each in sorted(current_app.config["SETTINGS"].webhooks)],
        documents=_documents(manifest.documents if manifest else {}),
        templates=[path for path in files if path.startswith("documents/") and path.endswith(".typ")])


@blueprint.get("/studio/<package>/findings")
@in_json
def findings(package: str) -> ResponseReturnValue:
    """Everything that is wrong or doubtful in the saved draft, or in what is live."""
    files = drafts.standing_files(db.session(), shelf_or_404(package))
    found = drafts.findings(files, handlers=VERBS)
    doubted, untranslated = parted(found)
    return jsonify(findings=[{
        "severity": told.found.severity, "rule": told.found.rule, "file": told.found.file, "line": told.found.line,
        "element": told.found.element, "words": told.words, "place": told.place} for told in tell(doubted, files)],
        errors=drafts.stops_publishing(found), untranslated=ngettext(
            "%(num)s text has no English yet", "%(num)s texts have no English yet", untranslated) if untranslated else "")


@blueprint.get("/studio/<package>/comments")
@in_json
def comments(package: str) -> ResponseReturnValue:
    """The remarks about a file's elements."""
    shelf_or_404(package)
    return jsonify(comments=_told(drafts.comments(db.session(), package, request.args.get("file", ""))))


@blueprint.post("/studio/<package>/comments")
@in_json
def comment(package: str) -> ResponseReturnValue:
    """Remark something about an element: {"element", "text", "nonce"}."""
    shelf_or_404(package)
    with transaction() as rows:
        row = drafts.comment(rows, package, request.args.get("file", ""), word("element"), word("text"), actor=g.actor,
                             nonce=word("nonce"))
        told = _told([row])[0]
    return jsonify(told), 201


@blueprint.delete("/studio/<package>/comments")
@in_json
def take_back(package: str) -> ResponseReturnValue:
    """Take a remark back: `?id=`."""
    shelf_or_404(package)
    with transaction() as rows:
        drafts.take_back(rows, package, number(request.args.get("id", "")) or 0, actor=g.actor)
    return "", 204


def _told(rows: list[ElementComment]) -> list[dict[str, object]]:
    by = people.named(db.session(), [row.written_by for row in rows])
    return [{"id": row.id, "file": row.path, "element": row.element, "text": row.text, "at": row.written_at.isoformat(),
             "by": by.get(row.written_by, row.written_by), "mine": row.written_by == g.actor.id} for row in rows]


def _listed(found: list[names.Named], said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": each.id, "name": said.get(each.name, each.name), "path": each.path} for each in found]


def _roles(named: Mapping[str, object]) -> list[dict[str, str]]:
    """The package's own roles first, then every other the product has."""
    chinese = locale() == "zh"
    told = {role: str(words) if chinese and isinstance(words, str) else role_word(role) for role, words in named.items()}
    return [{"id": role, "name": words} for role, words in {**told, **{
        role: role_word(role) for role in people.ROLES if role not in told}}.items()]


def _documents(said: Mapping[str, object]) -> list[dict[str, str]]:
    title = "title" if locale() == "zh" else "title_en"
    return [{"id": key, "name": str(about.get(title) or about.get("title") or key)} for key, about in said.items()
            if isinstance(about, dict)]
