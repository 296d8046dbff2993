"""Read registers from answers. The package says which answers they are; nothing is kept twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, people, projects, requirements
from webapp.domain.people import Actor
from webapp.domain.projects import Project

CUSTOMER, LIBRARY = "customer", "library"
BASELINE = "baseline"


@dataclass(frozen=True)
class Entry:
    """One sheet of answers in a register, or the one table of it that the register is about."""

    project: Project
    version_id: int
    element_id: str
    data: Mapping[str, Any]
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Register:
    """A register with its entries, the latest first."""

    key: str
    title: str
    title_en: str
    keeps_every_round: bool
    entries: list[Entry]

    def title_in(self, locale: str) -> str:
        """The title in the reader's language; the package's own language is Chinese."""
        return self.title if locale.startswith("zh") else self.title_en


def of_project(session: Session, project: Project) -> list[Register]:
    """The registers of a project in which something stands, in the package's order."""
    return _over(session, [project], {CUSTOMER, LIBRARY, ""})


def of_customer(session: Session, actor: Actor, customer_id: int) -> list[Register]:
    """What the customer file shows of all the customer's projects that the actor may see."""
    return _over(session, projects.of_customer(session, actor, customer_id), {CUSTOMER, LIBRARY})


def library(session: Session, actor: Actor, package: str) -> list[Register]:
    """The case library of a package: lessons of every project that the actor may see."""
    versions = {version.id for version in engine.versions(session, package)}
    seen = [project for project in projects.listed(session, actor, include_closed=True)
            if project.version_id in versions]
    return _over(session, seen, {LIBRARY})


def _over(session: Session, chosen: Iterable[Project], places: set[str]) -> list[Register]:
    """The same register of several projects as one, the latest entries first."""
    merged: dict[str, Register] = {}
    for project in chosen:
        for instance in _runs(session, project):
            for key, said in _told_of(session, project, instance).items():
                if said.get("on", "") in places and (entries := _entries(session, project, instance, said)):
                    before = merged[key].entries if key in merged else []
                    merged[key] = _register(key, said, sorted([*before, *entries], key=_latest_first))
    return list(merged.values())


def _told_of(session: Session, project: Project, instance: engine.Instance) -> Mapping[str, Mapping[str, Any]]:
    """The registers that a run keeps; what is only drafted `until` it is a baseline ends with the first one."""
    told = packages.manifest(session, instance.version_id).registers
    drafted = [key for key, said in told.items() if said.get("until") == BASELINE]
    if not drafted or requirements.in_force(session, project.id) is None:
        return told
    return {key: said for key, said in told.items() if key not in drafted}


def _runs(session: Session, project: Project) -> list[engine.Instance]:
    """The project's own run, and those beside it."""
    own = [engine.get_instance(session, project.instance_id)] if project.instance_id else []
    return [*own, *projects.side_instances(session, project)]


def _register(key: str, said: Mapping[str, Any], entries: list[Entry]) -> Register:
    return Register(key, said["title"], said.get("title_en", said["title"]), bool(said.get("every")), entries)


def _entries(session: Session, project: Project, instance: engine.Instance, said: Mapping[str, Any]) -> list[Entry]:
    """Every round of the answers, or the newest sheet that holds any."""
    wanted = dict(_split(each) for each in said["answers"])
    if said.get("every"):
        sheets = [sheet for element in wanted
                  for sheet in engine.answer_history(session, instance.id, element)]
    else:
        latest = engine.answers(session, instance.id)
        sheets = [latest[element] for element in wanted if element in latest]
    sheets = sorted(sheets, key=lambda sheet: sheet.at, reverse=True)
    names = people.named(session, [sheet.by for sheet in sheets])
    found = [Entry(project, instance.version_id, sheet.element_id, data, names.get(sheet.by, sheet.by), sheet.at)
             for sheet in sheets if (data := _told(sheet, wanted[sheet.element_id]))]
    return found if said.get("every") else found[:1]


def _told(sheet: engine.AnswerSheet, path: str) -> Mapping[str, Any]:
    """The whole sheet, or the one answer that the register is about."""
    if not path:
        return sheet.data
    value = sheet.data.get(path)
    return {path: value} if value else {}


def _split(answer: str) -> tuple[str, str]:
    element, _, path = answer.partition(".")
    return element, path


def _latest_first(entry: Entry) -> float:
    return -entry.at.timestamp()
