"""The requirements one by one, and what the customer says of each: accepted, rejected, unclear; and what we answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import once, packages
from webapp.domain.documents import DocumentVersion
from webapp.domain.people import Actor
from webapp.domain.portal.errors import MayNotSay, NotSaid, OtherRequirements
from webapp.domain.portal.models import RequirementRemark
from webapp.domain.portal.papers import SIGNED, WAITING, Paper
from webapp.domain.portal.policy import may_answer
from webapp.domain.portal.viewing import View
from webapp.domain.projects import Project
from webapp.domain.requirements import in_force, lines_in_force

REGISTER = "requirements"
"""The register whose answers hold the requirements; a package that keeps none has none to show."""
ACCEPT, REJECT, CLARIFY = VERDICTS = ("accept", "reject", "clarify")
SHORTEST, LONGEST = 5, 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement as the version words it, and what was said of it, the newest first."""

    number: int
    requirement: str
    acceptance: str
    level: str
    is_confirmed: bool
    remarks: list[RequirementRemark]

    @property
    def can_be_accepted(self) -> bool:
        """Whether accepting says anything: what is signed is accepted, unless a remark has questioned it since."""
        return self.remarks[0].verdict != ACCEPT if self.remarks else not self.is_confirmed


@dataclass(frozen=True, slots=True)
class Requirements:
    """The list that counts: the baseline in force; without one the newest signed version, or the newest one shown."""

    version: DocumentVersion
    is_confirmed: bool
    lines: list[Line]


def requirements_of(session: Session, view: View, papers: Sequence[Paper]) -> Requirements | None:
    """The requirements that the reader is asked about; None before there are any."""
    said = remarks_of(session, view.project)
    if (baseline := in_force(session, view.project.id)) is not None:
        lines = [_line(row["number"], row, said, is_confirmed=True) for row in lines_in_force(session, view.project.id)]
        return Requirements(baseline.version, is_confirmed=True, lines=lines)
    sheets = [sheet for paper in papers for sheet in paper.sheets]
    for sheet in sorted(sheets, key=lambda sheet: (sheet.state == SIGNED, sheet.state == WAITING, sheet.version.created_at),
                        reverse=True):
        if rows := _rows(session, view.project, sheet.version):
            is_signed = sheet.state == SIGNED
            return Requirements(sheet.version, is_signed, [_line(n, row, said, is_confirmed=is_signed)
                                                           for n, row in enumerate(rows, 1)])
    return None


def remarks_of(session: Session, project: Project) -> list[RequirementRemark]:
    """Every remark on the project's requirements, the newest first."""
    return list(session.scalars(select(RequirementRemark).where(RequirementRemark.project_id == project.id)
                                .order_by(RequirementRemark.id.desc())))


def open_remarks(session: Session, project: Project) -> list[RequirementRemark]:
    """What was rejected or asked and waits for our answer, the oldest first."""
    return open_among(remarks_of(session, project))


def open_among(remarks: list[RequirementRemark]) -> list[RequirementRemark]:
    """Of a project's remarks, the newest first, those that wait for our answer, the oldest first."""
    return [each for each in reversed(remarks) if each.verdict != ACCEPT and each.answered_at is None]


def remarks_beside(session: Session, project: Project, element_id: str) -> list[RequirementRemark]:
    """The remarks that whoever writes the requirements needs beside their step; none beside any other step."""
    writes_them = any(element == element_id for element, _ in _places(session, project))
    return [each for each in remarks_of(session, project) if each.verdict != ACCEPT] if writes_them else []


def remark(session: Session, view: View, requirements: Requirements | None, *, version_id: int, line: int,  # noqa: PLR0913
           verdict: str, words: str, nonce: str = "") -> RequirementRemark:
    """Keep what a contact says of one requirement of the version they read; what one form sends twice is kept once.

    Twice is the same as last time. Whoever goes back to the page and changes their mind again says something new, so a key is also of what
    they had said before.
    """
    if not view.rights.comment:
        raise MayNotSay("may-not-comment")
    read = next((each for each in requirements.lines if each.number == line), None) if requirements else None
    if requirements is None or read is None or requirements.version.id != version_id:
        raise OtherRequirements("requirements-changed")
    if verdict not in VERDICTS:
        raise NotSaid("verdict-missing", field="verdict")
    said, actor = clean(words, shortest=0 if verdict == ACCEPT else SHORTEST), view.contact.actor_id
    last, before = _last_two(session, actor, version_id, line)
    told = (nonce, actor, version_id, line, verdict, said)
    if last is not None and last.idempotency_key and last.idempotency_key == once.key_of(*told, before.id if before else 0):
        return last
    key = once.key_of(*told, last.id if last else 0)
    row = RequirementRemark(
        project_id=view.project.id, document_version_id=version_id, line=line, requirement=read.requirement,
        verdict=verdict, actor=actor, words=said, at=engine.now(), idempotency_key=key)
    session.add(row)
    session.flush()
    engine.record(session, instance_id=view.project.instance_id, kind="requirement.remarked", actor=row.actor,
                  facts={"remark_id": row.id, "line": line, "verdict": verdict})
    return row


def answer(session: Session, project: Project, remark_id: int, *, words: str, actor: Actor) -> RequirementRemark | None:
    """Answer a remark of the customer's, once; None when this project has no such remark. The same answer of the same
    person again is what a double click sends: it stands already."""
    if not may_answer(session, actor, project):
        raise MayNotSay("may-not-answer")
    row = session.scalar(select(RequirementRemark).where(
        RequirementRemark.id == remark_id, RequirementRemark.project_id == project.id).with_for_update())
    if row is None:
        return None
    said = clean(words, shortest=1)
    if (row.answer, row.answered_by) == (said, actor.id):
        return row
    if row.answered_at is not None:
        raise NotSaid("remark-answered", field="answer")
    row.answer, row.answered_by, row.answered_at = said, actor.id, engine.now()
    session.flush()
    engine.record(session, instance_id=project.instance_id, kind="requirement.answered", actor=actor.id,
                  facts={"remark_id": row.id, "line": row.line})
    return row


def _last_two(session: Session, actor: str, version_id: int, line: int) -> tuple[RequirementRemark | None, RequirementRemark | None]:
    """What this person said last of the line, and what before that."""
    said = list(session.scalars(select(RequirementRemark).where(
        RequirementRemark.document_version_id == version_id, RequirementRemark.line == line, RequirementRemark.actor == actor)
        .order_by(RequirementRemark.id.desc()).limit(2)))
    last, before = [*said, None, None][:2]
    return last, before


def clean(words: str, *, shortest: int) -> str:
    """What somebody wrote, without blanks around it; neither too little nor a book."""
    text = words.replace("\r\n", "\n").strip()
    if len(text) < shortest:
        raise NotSaid("words-missing", field="words", shortest=shortest)
    if len(text) > LONGEST:
        raise NotSaid("words-too-many", field="words", longest=LONGEST)
    return text


def _rows(session: Session, project: Project, version: DocumentVersion) -> list[Mapping[str, Any]]:
    """The rows of the requirements in the answers that a version was frozen from."""
    answers = version.data.get("answers", {})
    for element, path in _places(session, project):
        rows = answers.get(element, {}).get(path)
        if isinstance(rows, list) and rows:
            return [row for row in rows if isinstance(row, Mapping) and row.get("requirement")]
    return []


def _places(session: Session, project: Project) -> Iterator[tuple[str, str]]:
    said = packages.manifest(session, project.version_id).registers.get(REGISTER, {})
    for place in said.get("answers", ()):
        element, _, path = place.partition(".")
        if path:
            yield element, path


def _line(number: int, row: Mapping[str, Any], said: Sequence[RequirementRemark], *, is_confirmed: bool) -> Line:
    """A line with the remarks on these very words, in whichever version they stood."""
    requirement = str(row["requirement"])
    return Line(number, requirement, str(row.get("acceptance") or ""), str(row.get("level") or ""), is_confirmed,
                [each for each in said if each.requirement == requirement])
