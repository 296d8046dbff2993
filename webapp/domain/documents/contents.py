"""What a document says: gathered from the answers, the project and the customer file when it is frozen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import company, customers, packages, people, projects
from webapp.domain.documents import pictures
from webapp.domain.documents.errors import DocumentNotRendered
from webapp.domain.documents.models import DocumentVersion
from webapp.domain.documents.operations import Paper, freeze
from webapp.domain.documents.rules import sha256
from webapp.domain.documents.signing_places import Signer

TEMPLATES = "documents/"
KIND = "document"
CUSTOMER, STAFF = "customer", "staff"
_TEXT = re.compile(rb'"((?:[^"\\]|\\.)*)"')


def freeze_from_answers(session: Session, job: engine.Job, *, signers: Sequence[Signer] = ()) -> DocumentVersion:
    """Freeze the document that the service task's header names, from what was answered so far, for these to sign."""
    instance = engine.get_instance(session, job.instance_id)
    project = projects.of_instance(session, job.instance_id)
    if instance is None or project is None:
        raise DocumentNotRendered("document-without-project", instance=job.instance_id)
    paper = replace(paper_of(session, instance.version_id, job.headers.get(KIND, "")), part=_part(job))
    locale = _language(session, project, paper)
    said = packages.all_words(session, instance.version_id, locale)
    data = {**_data(session, instance, project, job), "locale": locale}
    data["words"] = fixed_words(paper.files, said) | told_words(data["variables"], said)
    if signers:
        data["signers"] = [signer.told(locale) for signer in signers]
    paper, data["photos"] = _with_photos(session, paper, data["answers"])
    paper, data["company"] = _with_letterhead(session, paper, locale)
    return freeze(session, project.id, paper, data, actor=people.SYSTEM)


def _with_photos(session: Session, paper: Paper, answers: Mapping[str, Any]) -> tuple[Paper, list[str]]:
    """Lay small copies beside the templates, and name the originals that have one."""
    found = pictures.copies(session, {element: answers.get(element) for element in paper.photos_of})
    return replace(paper, files={**paper.files, **{f"{pictures.FOLDER}{sha256}.jpg": small for sha256, small in found.items()}}), [*found]


def _with_letterhead(session: Session, paper: Paper, locale: str) -> tuple[Paper, dict[str, str]]:
    """The firm as the paper's head shows it; its mark lies beside the templates, and its hash among the data."""
    told, head = company.facts(locale), company.letterhead(session)
    if head is not None and head.address:
        told["address"] = head.address
    if head is None or head.mark is None:
        return paper, told
    told |= {"mark": f"mark.{head.mark_type}", "mark_sha256": sha256(head.mark)}
    return replace(paper, files={**paper.files, f"{TEMPLATES}{told['mark']}": head.mark}), told


def _part(job: engine.Job) -> str:
    """What tells this document from the next of its kind; empty where there is only one."""
    return part_named(next(iter((packages.part_of(job) or {}).values()), None))


def part_named(value: Any) -> str:
    """What tells a part from the next, as it is kept."""
    return "" if value is None else str(value)[:40]


def freeze_document(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `documents.freeze`: keep a document as it stands, without asking for signatures."""
    version = freeze_from_answers(session, job)
    engine.record(
        session, instance_id=job.instance_id, kind="document.frozen", actor=people.SYSTEM,
        element_id=job.element_id,
        facts={"document": version.document.title, "document_en": version.document.title_en, "version": version.number,
               "sha256": version.sha256, "document_version_id": version.id},
    )
    return {"document_version": version.number}


def paper_of(session: Session, version_id: int, kind: str) -> Paper:
    """What the version's package says about a kind of document; one that only comes from outside has no template."""
    described = packages.documents(session, version_id).get(kind)
    if described is None:
        raise DocumentNotRendered("document-unknown", kind=kind)
    files = {
        path: engine.file(session, version_id, path)
        for path in engine.file_paths(session, version_id) if path.startswith(TEMPLATES)
    }
    return Paper(kind=kind, title=described["title"], files=files, template=described.get("template", ""),
                 title_en=described.get("title_en", described["title"]),
                 readers=described.get("readers", CUSTOMER), photos_of=tuple(described.get("photos_of", ())))


def _language(session: Session, project: projects.Project, paper: Paper) -> str:
    """A paper speaks its reader's language: the customer's contact, or within the firm the project's lead."""
    if paper.readers != STAFF and project.contact is not None:
        return project.contact.locale
    lead = people.person_called(session, project.lead)
    return lead.locale if lead else company.locale()


def fixed_words(files: Mapping[str, bytes], said: Mapping[str, str]) -> dict[str, str]:
    """Of the package's words those that a template writes, so that a version freezes no more than it prints."""
    written = {text.decode().replace('\\"', '"') for name, content in files.items()
               if name.endswith(".typ") for text in _TEXT.findall(content)}
    return {text: said[text] for text in sorted(written & said.keys())}


def told_words(variables: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, str]:
    """Of the package's words those that its decision tables answered, which a template may print."""
    return {text: said[text] for text in sorted(set(_texts(variables)) & said.keys())}


def _data(session: Session, instance: engine.Instance, project: projects.Project, job: engine.Job) -> dict[str, Any]:
    """What a template may read; a document of a part is written from that part's answers and those of no part."""
    sheets = engine.answers(session, instance.id, part=packages.part_of(job))
    contact = project.contact.actor_id if project.contact else None
    told = {
        "project": {"code": project.code, "name": project.name, "lead": project.lead,
                    "customer_contact": contact},
        "customer": customers.file_of(project.customer, project.contact),
        "answers": {element: sheet.data for element, sheet in sheets.items()},
        "variables": dict(instance.variables) | dict(job.input),
    }
    return {**told, "people": people.named(session, set(_words(told)))}


def _words(value: Any) -> Iterator[str]:
    """Every short word in the data: some of them are actor ids, whose names a document prints."""
    return (text for text in _texts(value) if text and len(text) <= 80 and not any(c.isspace() for c in text))


def _texts(value: Any) -> Iterator[str]:
    """Every text in the data, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
