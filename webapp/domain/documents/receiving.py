"""Papers that come from outside: files handed in on a form become versions of the project's documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import people, projects
from webapp.domain.documents.contents import paper_of, part_named
from webapp.domain.documents.errors import DocumentNotRendered
from webapp.domain.documents.models import DocumentVersion
from webapp.domain.documents.operations import receive
from webapp.domain.documents.queries import get_file


def receive_documents(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `documents.receive`: its input `received` lists `{document, files, part}` as forms gave them."""
    instance = engine.get_instance(session, job.instance_id)
    project = projects.of_instance(session, job.instance_id)
    if instance is None or project is None:
        raise DocumentNotRendered("document-without-project", instance=job.instance_id)
    kept: list[DocumentVersion] = []
    for kind, part, file_id in _handed_in(job.input.get("received")):
        file = get_file(session, file_id)
        if file is not None:
            paper = replace(paper_of(session, instance.version_id, kind), part=part)
            kept.append(receive(session, project.id, paper, file, actor=people.SYSTEM))
    for version in kept:
        engine.record(
            session, instance_id=job.instance_id, kind="document.received", actor=version.file.kept_by,
            element_id=job.element_id,
            facts={"document": version.document.title, "document_en": version.document.title_en, "version": version.number,
                   "sha256": version.sha256, "document_version_id": version.id},
        )
    return {}


def _handed_in(received: Any) -> Iterator[tuple[str, str, int]]:
    """Which file came as which part of which kind; a field for one file answers without a list."""
    for each in received or []:
        files = each.get("files") if isinstance(each, Mapping) else None
        for file in files if isinstance(files, list) else [files]:
            if isinstance(file, Mapping) and "file_id" in file:
                yield str(each["document"]), part_named(each.get("part")), int(file["file_id"])
