"""People: every user task can be got by somebody and answered by a form; every form is asked somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding
from engine.lint.findings import REMEDIES, doubt
from engine.lint.package import Package
from engine.spiff.dialect import Reader
from engine.spiff.source import extension, local_name, zeebe


def people(package: Package) -> Iterator[Finding]:
    """Tasks nobody can get, tasks without a form, forms without a task."""
    for scope in package.scopes():
        for node in scope.nodes.values():
            if local_name(node) != "userTask":
                continue
            if not Reader(node, scope.file).people():
                yield doubt("nobody-may-do-it", "warning", scope.file, node)
            form = extension(node, "formDefinition")
            if form is None or not form.get("formId"):
                yield doubt("task-without-form", "warning", scope.file, node)
    yield from _unused(package)


def _unused(package: Package) -> Iterator[Finding]:
    named = {form.get("formId") for document in package.documents
             for form in document.root.iter(zeebe("formDefinition"))}
    for path in package.files:
        name = path.rpartition("/")[2].removesuffix(".form")
        if path.endswith(".form") and package.documents and name not in named:
            yield Finding("form-without-task", "warning", path, None, None,
                          {"form_id": name, "remedy": REMEDIES["form-without-task"]})
